/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handle.h - from a VMBCHANNEL to its channel; reports of misuse.
 */
#ifndef VMBKMCL_CORE_HANDLE_H
#define VMBKMCL_CORE_HANDLE_H

#include "channel.h"

/* Report a handle that leads to no channel. NULL, for the caller to return. */
struct vmbkmcl_channel *vmbkmcl_channel_stale(VMBCHANNEL handle);

/*
 * The channel behind a handle, or NULL after a report when the handle is none,
 * or was cleaned up. Any context.
 */
static inline struct vmbkmcl_channel *vmbkmcl_channel_get(VMBCHANNEL handle)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)handle;

	if (likely(channel && channel->magic == VMBKMCL_CHANNEL_MAGIC))
		return channel;
	return vmbkmcl_channel_stale(handle);
}

static inline VMBCHANNEL vmbkmcl_channel_handle(struct vmbkmcl_channel *channel)
{
	return (VMBCHANNEL)channel;
}

/*
 * Report that the owner broke the contract: counted, and logged ratelimited.
 * @channel may be NULL. Any context.
 */
__printf(2, 3)
void vmbkmcl_misuse(struct vmbkmcl_channel *channel, const char *format, ...);

/* May this context sleep? Reports misuse if not. @what: as below. */
bool vmbkmcl_at_passive(struct vmbkmcl_channel *channel, const char *what);

/*
 * May this context wait for the channel? Not where sleeping is not allowed, and not
 * inside a callback that has to return before the wait can end. Reports misuse if not.
 * @what: the name of the function that was called.
 */
bool vmbkmcl_may_wait(struct vmbkmcl_channel *channel, const char *what);

#endif /* VMBKMCL_CORE_HANDLE_H */
