// SPDX-License-Identifier: GPL-2.0-only
/*
 * handle.c - channels behind handles, reports of misuse, contexts that may wait.
 *
 * Every other file of core/ may call this one; it calls none of them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>
#include <linux/sched.h>

#include "../nt/nt.h"
#include "handle.h"
#include "server.h"

void vmbkmcl_misuse(struct vmbkmcl_channel *channel, const char *format, ...)
{
	struct va_format text;
	va_list args;

	va_start(args, format);
	text.fmt = format;
	text.va = &args;
	if (channel) {
		vmbkmcl_count_any(channel, VMBKMCL_MISUSE);
		pr_err_ratelimited("channel %u (%s): misuse: %pV\n",
				   channel->id, channel->config.name, &text);
	} else {
		pr_err_ratelimited("misuse: %pV\n", &text);
	}
	va_end(args);
}

struct vmbkmcl_channel *vmbkmcl_channel_stale(VMBCHANNEL handle)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)handle;

	vmbkmcl_misuse(NULL, channel && channel->magic == VMBKMCL_DEAD_MAGIC ?
			     "%ps uses a channel after VmbChannelCleanup" :
			     "%ps passes what is not a channel",
		       __builtin_return_address(0));
	return NULL;
}

bool vmbkmcl_at_passive(struct vmbkmcl_channel *channel, const char *what)
{
	if (likely(vmbkmcl_may_sleep()))
		return true;
	vmbkmcl_misuse(channel, "%s called at DISPATCH, where it cannot wait", what);
	return false;
}

bool vmbkmcl_may_wait(struct vmbkmcl_channel *channel, const char *what)
{
	const char *where = NULL;

	if (!vmbkmcl_at_passive(channel, what))
		return false;
	if (READ_ONCE(channel->state_task) == current)
		where = "inside a state callback of the channel";
	else if (vmbkmcl_rx_runs_here(&channel->rx))
		where = "inside EvtChannelProcessPacket of the channel";
	else if (channel->server &&
		 READ_ONCE(channel->server->callback_task) == current)
		where = "inside a save or restore callback of the channel";
	if (!where)
		return true;
	vmbkmcl_misuse(channel, "%s called %s, where it cannot wait", what,
		       where);
	return false;
}
