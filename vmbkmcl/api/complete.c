// SPDX-License-Identifier: GPL-2.0-only
/*
 * complete.c - incoming packets: complete one, fail it, or have it presented
 * again at passive.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>

#include "../core/handle.h"
#include "../core/incoming.h"

/*
 * May the packet be completed: has it been neither completed nor deferred? A packet that
 * was deferred may be once it is presented again.
 */
static inline bool answer_is_due(struct vmbkmcl_incoming *in, int flags,
				 const char *what)
{
	if (unlikely(flags & VMBKMCL_IN_DONE)) {
		vmbkmcl_misuse(in->channel, "%s: the packet was completed before",
			       what);
		return false;
	}
	if (unlikely((flags & VMBKMCL_IN_DEFERRED) &&
		     !(flags & VMBKMCL_IN_PRESENTING))) {
		vmbkmcl_misuse(in->channel,
			       "%s: the packet was deferred, and not presented again yet",
			       what);
		return false;
	}
	return true;
}

/*
 * The owner completes the packet: set VMBKMCL_IN_DONE. Of two threads that complete one
 * packet exactly one succeeds. With @held, vmbkmcl_rx_returned() has to follow, after
 * the last use of the channel. The owner of rx does not count a packet in rx.held that is
 * done when EvtChannelProcessPacket returns; another thread, which may go on using it
 * after that, counts it here.
 */
static inline bool answer_begin(struct vmbkmcl_incoming *in, const char *what, bool *held)
{
	struct vmbkmcl_channel *channel = in->channel;
	int flags = atomic_read(&in->flags);
	bool presented = flags & VMBKMCL_IN_PRESENTING, counted, due;

	*held = !presented || unlikely(!vmbkmcl_rx_runs_here(&channel->rx));
	counted = presented && *held;
	if (unlikely(counted))
		vmbkmcl_rx_hold(channel);
	do {
		due = answer_is_due(in, flags, what);
	} while (due && !atomic_try_cmpxchg(&in->flags, &flags,
					    flags | VMBKMCL_IN_DONE));
	/* Undo: it cannot be completed, or the owner of rx has counted it meanwhile. */
	if (unlikely(counted && !(due && flags & VMBKMCL_IN_PRESENTING)))
		vmbkmcl_rx_returned(channel);
	return due;
}

static noinline void answer_complete(VMBPACKETCOMPLETION handle, void *buffer,
				     u32 size)
{
	static const char what[] = "VmbChannelPacketComplete";
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(handle, what);
	struct vmbkmcl_channel *channel;
	bool held;

	if (unlikely(!in || !answer_begin(in, what, &held)))
		return;
	channel = in->channel;
	if (in->external)
		vmbkmcl_external_release(in);
	if (in->wants_completion)
		vmbkmcl_completion_send(in, buffer, size);
	else
		vmbkmcl_incoming_retire(in);
	if (unlikely(held))
		vmbkmcl_rx_returned(channel);
}

/*
 * Complete a packet inside its EvtChannelProcessPacket in one step: the owner of rx looks
 * at the flags when that has returned. False: the packet is not being presented, or has
 * other flags.
 */
static inline bool answer_at_once(struct vmbkmcl_incoming *in)
{
	const int all = VMBKMCL_IN_PRESENTING | VMBKMCL_IN_DONE |
			VMBKMCL_IN_RETIRED;

	return likely(atomic_cmpxchg(&in->flags, VMBKMCL_IN_PRESENTING, all) ==
		      VMBKMCL_IN_PRESENTING);
}

/*
 * The same for a packet whose completion the peer has requested, which goes straight into
 * the ring. The packet is retired before that, so it has to be presented by this very
 * context: no other one uses it meanwhile.
 */
static bool answer_plain(struct vmbkmcl_incoming *in, void *buffer, u32 size)
{
	struct vmbkmcl_channel *channel = in->channel;

	if (unlikely(in->external || size > channel->config.max_packet ||
		     !vmbkmcl_tx_in_batch(&channel->tx)) || !answer_at_once(in))
		return false;
	if (!buffer)
		size = 0;
	if (likely(vmbkmcl_tx_completion_plain(channel, in->id, buffer, size)))
		return true;
	atomic_andnot(VMBKMCL_IN_RETIRED, &in->flags);
	vmbkmcl_completion_send(in, buffer, size);
	return true;
}

static noinline void answer(VMBPACKETCOMPLETION handle, void *buffer, u32 size)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_peek(handle);

	if (unlikely(!in || !in->wants_completion || !answer_plain(in, buffer, size)))
		answer_complete(handle, buffer, size);
}

VOID VmbChannelPacketComplete(VMBPACKETCOMPLETION Packet, PVOID Buffer,
			      UINT32 BufferLength)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_peek(Packet);

	if (unlikely(!in || in->needs || !answer_at_once(in)))
		answer(Packet, Buffer, BufferLength);
}
VMBKMCL_EXPORT(VmbChannelPacketComplete);

VOID VmbChannelPacketFail(VMBPACKETCOMPLETION Packet)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(Packet, __func__);
	struct vmbkmcl_channel *channel;
	bool held;

	if (!in || !answer_begin(in, __func__, &held))
		return;
	channel = in->channel;
	if (in->external)
		vmbkmcl_external_release(in);
	WRITE_ONCE(channel->rx.failed, true);
	vmbkmcl_count_any(channel, VMBKMCL_RX_PACKETS_FAILED);
	pr_warn_ratelimited("channel %u: its owner failed a packet; nothing more is received until it is started again\n",
			    channel->id);
	vmbkmcl_incoming_retire(in);
	if (unlikely(held))
		vmbkmcl_rx_returned(channel);
}
VMBKMCL_EXPORT(VmbChannelPacketFail);

VOID VmbChannelPacketDeferToPassive(VMBPACKETCOMPLETION Packet)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(Packet, __func__);

	if (!in)
		return;
	if (!vmbkmcl_rx_presents_here(in)) {
		vmbkmcl_misuse(in->channel,
			       "%s: only inside EvtChannelProcessPacket",
			       __func__);
		return;
	}
	atomic_or(VMBKMCL_IN_DEFERRED, &in->flags);
}
VMBKMCL_EXPORT(VmbChannelPacketDeferToPassive);

PVOID VmbChannelPacketGetClientContext(VMBPACKETCOMPLETION Packet)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(Packet, __func__);

	return in ? in->context : NULL;
}
VMBKMCL_EXPORT(VmbChannelPacketGetClientContext);
