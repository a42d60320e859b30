/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * context.h - what the files share that call each function in its strictest context.
 *
 * A case runs alone, so what a call needs is static: the context has no stack of ours.
 */
#ifndef NT_TEST_CONTEXT_H
#define NT_TEST_CONTEXT_H

#include <contexts.h>
#include <context_table.h>

#include "nt_test.h"

/* For functions that return a status. */
#define EXPECT_OK(t, status)	EXPECT_EQ(t, status, STATUS_SUCCESS)

CONTEXTS_NT(KCASE_CONTEXT_DECLARE)
CONTEXTS_DEVICE(KCASE_CONTEXT_DECLARE)

#endif
