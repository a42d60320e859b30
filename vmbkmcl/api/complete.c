// SPDX-License-Identifier: GPL-2.0-only
/*
 * complete.c - what the owner does with a packet it was presented: complete it,
 * fail it, or have it presented again at passive.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "../core/incoming.h"

/*
 * The owner gives the packet back, and @mark says how far that goes. Of two
 * threads that complete one packet exactly one comes through. Returns the
 * packet's flags before, or -EALREADY.
 */
static inline int answer_begin(struct vmbkmcl_incoming *in, int mark,
			       const char *what)
{
	int flags = atomic_fetch_or(mark, &in->flags);

	if (unlikely(flags & VMBKMCL_IN_DONE)) {
		vmbkmcl_misuse(in->channel,
			       "%s: the packet was completed before", what);
		return -EALREADY;
	}
	return flags;
}

/*
 * One less is held: a stopped queue may go on, a suspend may be over. Then the
 * channel may close and be freed at once; closing waits for RCU readers.
 */
static void answer_returned(struct vmbkmcl_channel *channel, int flags)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	int held;

	/* Its presenter sees that it is done, and has not counted it. */
	if (likely(flags & VMBKMCL_IN_PRESENTING))
		return;
	rcu_read_lock();
	held = atomic_dec_return(&rx->held);
	/* Return it, then look who stopped; who stops does the reverse. */
	if (unlikely(READ_ONCE(rx->quota_stopped)) &&
	    held < READ_ONCE(rx->quota))
		vmbkmcl_rx_kick(channel);
	if (unlikely(!READ_ONCE(rx->enabled)))
		wake_up_all(&rx->idle);
	rcu_read_unlock();
}

/* The peer asked for a completion. */
static void answer_send(struct vmbkmcl_channel *channel,
			struct vmbkmcl_incoming *in, void *buffer, u32 size)
{
	struct vmbkmcl_tx_entry *answer = &in->answer;

	if (unlikely(size > channel->config.max_packet)) {
		vmbkmcl_misuse(channel,
			       "a completion of %u bytes exceeds the maximum of %u: sent empty",
			       size, channel->config.max_packet);
		size = 0;
	}
	answer->type = VMBUS_PACKET_COMPLETION;
	answer->flags = 0;
	answer->completion = true;
	answer->pipe = false;
	answer->id = in->id;
	answer->payload = buffer;
	answer->payload_size = buffer ? size : 0;
	answer->size = sizeof(struct vmbus_packet) +
		       roundup(answer->payload_size, 8) + VMBUS_TRAILER_SIZE;
	answer->external.ranges = 0;
	answer->external.wire_size = 0;
	vmbkmcl_tx_answer(channel, answer);
}

static noinline void answer_complete(VMBPACKETCOMPLETION handle, void *buffer,
				     u32 size)
{
	static const char what[] = "VmbChannelPacketComplete";
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(handle, what);
	struct vmbkmcl_channel *channel;
	int flags;

	if (unlikely(!in))
		return;
	channel = in->channel;
	flags = answer_begin(in, VMBKMCL_IN_DONE, what);
	if (unlikely(flags < 0))
		return;
	if (in->external)
		vmbkmcl_external_release(in);
	if (in->wants_completion)
		answer_send(channel, in, buffer, size);
	else
		vmbkmcl_incoming_retire(in);
	answer_returned(channel, flags);
}

/*
 * With nothing to send, nothing to unmap, and its presenter waiting to go on,
 * one step does it all.
 */
static inline bool answer_at_once(struct vmbkmcl_incoming *in)
{
	const int all = VMBKMCL_IN_PRESENTING | VMBKMCL_IN_DONE |
			VMBKMCL_IN_RETIRED;

	return !in->wants_completion && !in->external &&
	       atomic_cmpxchg(&in->flags, VMBKMCL_IN_PRESENTING, all) ==
		       VMBKMCL_IN_PRESENTING;
}

VOID VmbChannelPacketComplete(VMBPACKETCOMPLETION Packet, PVOID Buffer,
			      UINT32 BufferLength)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_peek(Packet);

	if (likely(in && answer_at_once(in)))
		return;
	answer_complete(Packet, Buffer, BufferLength);
}
VMBKMCL_EXPORT(VmbChannelPacketComplete);

VOID VmbChannelPacketFail(VMBPACKETCOMPLETION Packet)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(Packet, __func__);
	struct vmbkmcl_channel *channel;
	int flags;

	if (!in)
		return;
	channel = in->channel;
	flags = answer_begin(in, VMBKMCL_IN_DONE, __func__);
	if (flags < 0)
		return;
	if (in->external)
		vmbkmcl_external_release(in);
	WRITE_ONCE(channel->rx.failed, true);
	vmbkmcl_count_any(channel, VMBKMCL_RX_FAILED);
	pr_warn_ratelimited("channel %u: its owner failed a packet; nothing more is received until it is started anew\n",
			    channel->id);
	vmbkmcl_incoming_retire(in);
	answer_returned(channel, flags);
}
VMBKMCL_EXPORT(VmbChannelPacketFail);

/* Is @in being presented, and by whom we were called? */
bool vmbkmcl_incoming_presented_here(struct vmbkmcl_incoming *in)
{
	struct vmbkmcl_rx *rx = &in->channel->rx;

	if (READ_ONCE(rx->current_packet) != in)
		return false;
	return rx->in_passive ? READ_ONCE(rx->task) == current :
				in_interrupt() != 0;
}

VOID VmbChannelPacketDeferToPassive(VMBPACKETCOMPLETION Packet)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(Packet, __func__);

	if (!in)
		return;
	if (!vmbkmcl_incoming_presented_here(in)) {
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
