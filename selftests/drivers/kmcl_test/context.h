/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * context.h - what the files share that call each KMCL function in its strictest
 * context, on an open pair of channels.
 */
#ifndef KMCL_TEST_CONTEXT_H
#define KMCL_TEST_CONTEXT_H

#include <contexts.h>
#include <context_table.h>

#include "saving.h"

/* For functions that return a status. */
#define EXPECT_OK(t, status)	EXPECT_EQ(t, status, STATUS_SUCCESS)

CONTEXTS_KMCL(KCASE_CONTEXT_DECLARE)

static inline VMBCHANNEL client_channel(struct kcase *t)
{
	return pair_of(t)->client.channel;
}

static inline VMBCHANNEL server_channel(struct kcase *t)
{
	return pair_of(t)->server.channel;
}

#endif /* KMCL_TEST_CONTEXT_H */
