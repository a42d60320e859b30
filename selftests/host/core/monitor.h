/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * monitor.h - signals through the monitor page.
 *
 * An offer may assign one of 128 bits to a channel.  The guest then sets that
 * bit in a page of its own in place of a hypercall, and the host looks at the
 * page now and then.  Slow, but some drivers accept no other channel.
 */
#ifndef VMBHOST_MONITOR_H
#define VMBHOST_MONITOR_H

#include "proto.h"

struct channel;

#define MONITOR_COUNT	128
#define MONITOR_NONE	MONITOR_COUNT

/* Assign a free bit to a channel about to be offered, take it back. */
void monitor_assign(struct channel *channel);
void monitor_release(struct channel *channel);
/* Look at the bit for as long as the channel is open. */
void monitor_init(struct channel *channel);
void monitor_begin(struct channel *channel);
void monitor_end(struct channel *channel);

#endif /* VMBHOST_MONITOR_H */
