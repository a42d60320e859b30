// SPDX-License-Identifier: GPL-2.0-only
/*
 * rx_stop.c - receiving stops: its owner goes idle, the channel's owner gives back what
 * it holds, and the ring is left, or taken up again where a saved server has left it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "incoming.h"

static void report_running(struct vmbkmcl_channel *channel, unsigned int waited)
{
	pr_warn("channel %u (%s): waiting for %u s for EvtChannelProcessPacket, or a completion routine, to return\n",
		channel->id, channel->config.name, waited);
}

static void report_held(struct vmbkmcl_channel *channel, unsigned int waited)
{
	pr_warn("channel %u (%s): waiting for %u s for the owner to complete packets (%d are not)\n",
		channel->id, channel->config.name, waited,
		atomic_read(&channel->rx.held));
}

void vmbkmcl_rx_stop(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	might_sleep();
	WRITE_ONCE(rx->enabled, false);
	/* Clear enabled, then read run; rx_run() sets run to idle, then reads enabled. */
	smp_mb();
	/* The caller, and EvtChannelSuspend, see what the last owner of rx wrote. */
	vmbkmcl_wait_event(rx->idle, atomic_read_acquire(&rx->run) == VMBKMCL_RX_IDLE,
			   report_running, channel);
}

void vmbkmcl_rx_wait_returned(struct vmbkmcl_channel *channel)
{
	might_sleep();
	/* We see all that was done with the packets before they were completed. */
	vmbkmcl_wait_event(channel->rx.idle, atomic_read_acquire(&channel->rx.held) <= 0,
			   report_held, channel);
}

bool vmbkmcl_rx_drop_head(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_incoming *in = channel->rx.head;

	if (!in)
		return false;
	channel->rx.head = NULL;
	vmbkmcl_external_release(in);
	vmbkmcl_incoming_recycle(in);
	return true;
}

void vmbkmcl_rx_close(struct vmbkmcl_channel *channel)
{
	/* Deferred, and not presented again: the channel's owner does not hold it. */
	if (vmbkmcl_rx_drop_head(channel))
		channel->counters[VMBKMCL_DROP_CLOSED]++;
	vmbkmcl_ring_reader_init(&channel->rx.ring, NULL, NULL, 0);
}

bool vmbkmcl_rx_resume(struct vmbkmcl_channel *channel, u32 read)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	if (!vmbkmcl_ring_index_is_valid(read, rx->ring.size))
		return false;
	vmbkmcl_ring_reader_resume(&rx->ring, read);
	/* A packet that was deferred is still for process context. */
	rx->passive = rx->head;
	return true;
}
