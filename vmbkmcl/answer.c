// SPDX-License-Identifier: GPL-2.0-only
/*
 * answer.c - what the owner does with a packet it was presented: complete it,
 * fail it, or have it presented again at passive.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "incoming.h"

/*
 * The owner gives the packet back. Of two threads that complete one packet
 * exactly one comes through. Returns the packet's flags before, or -EALREADY.
 */
static int answer_begin(struct vmbkmcl_incoming *in, const char *what)
{
	int flags = atomic_fetch_or(VMBKMCL_IN_DONE, &in->flags);

	if (unlikely(flags & VMBKMCL_IN_DONE)) {
		vmbkmcl_misuse(in->channel,
			       "%s: the packet was completed before", what);
		return -EALREADY;
	}
	if (unlikely(in->external))
		vmbkmcl_external_release(in);
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
	    held < (int)min_t(u32, READ_ONCE(rx->quota), INT_MAX))
		vmbkmcl_rx_kick(channel);
	if (unlikely(!READ_ONCE(rx->enabled)))
		wake_up_all(&rx->idle);
	rcu_read_unlock();
}

VOID VmbChannelPacketComplete(VMBPACKETCOMPLETION Packet, PVOID Buffer,
			      UINT32 BufferLength)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(Packet, __func__);
	struct vmbkmcl_channel *channel;
	struct vmbkmcl_tx_entry *answer;
	int flags;

	if (unlikely(!in))
		return;
	channel = in->channel;
	flags = answer_begin(in, __func__);
	if (unlikely(flags < 0))
		return;

	if (unlikely(BufferLength > channel->config.max_packet)) {
		vmbkmcl_misuse(channel,
			       "a completion of %u bytes exceeds the maximum of %u: sent empty",
			       BufferLength, channel->config.max_packet);
		BufferLength = 0;
	}
	if (!in->wants_completion) {
		vmbkmcl_incoming_retire(in);
	} else {
		answer = &in->answer;
		answer->type = VMBUS_PACKET_COMPLETION;
		answer->flags = 0;
		answer->completion = true;
		answer->pipe = false;
		answer->id = in->id;
		answer->payload = Buffer;
		answer->payload_size = Buffer ? BufferLength : 0;
		answer->size = sizeof(struct vmbus_packet) +
			       roundup(answer->payload_size, 8) +
			       VMBUS_TRAILER_SIZE;
		answer->external.ranges = 0;
		answer->external.wire_size = 0;
		vmbkmcl_tx_answer(channel, answer);
	}
	answer_returned(channel, flags);
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
	flags = answer_begin(in, __func__);
	if (flags < 0)
		return;
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
