// SPDX-License-Identifier: GPL-2.0-only
/*
 * rx.c - the incoming ring and its owner.
 *
 * The context that moves rx.run from idle is the owner of rx: it owns the ring and walks
 * it, a batch at a time. At first that is the transport's softirq or our tasklet. When
 * the walk has to continue in another context, ownership passes to that without being
 * dropped: to our work item when the next packet is to be presented in process context
 * or memory is short, to our tasklet when softirq time is used up. A context that finds
 * rx owned only asks its owner to look again.
 *
 * Nothing in the ring is trusted (ring/reader.h), and a packet's bytes are
 * copied before anything looks at them. An error in one packet drops that
 * packet and counts the reason; a ring that has lost its framing closes the
 * channel.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "handle.h"
#include "incoming.h"
#include "state_kick.h"
#include "trace.h"

/* A softirq walk looks at the clock this often, and yields after two ticks. */
#define RX_CLOCK_PACKETS	32
#define RX_SOFTIRQ_TICKS	2

/* Bytes in the ring from which on rx_plain.c is faster than one packet at a time. */
#define RX_PLAIN_LEAST		256

/* Bytes of rx.scratch from the start; it grows when a larger completion comes. */
#define RX_SCRATCH_READY	256u

/* While completions that wait for room take more memory, no request is presented. */
#define RX_UNSENT_BYTES_MAX	(16 * 1024 * 1024)

/* When to try again when there was no memory even in process context. */
#define RX_MEMORY_RETRY_MS	10

/* Why a walk stopped. From RX_BUDGET on, another context continues, and owns rx. */
enum rx_verdict {
	RX_MORE,	/* it did not */
	RX_EMPTY,	/* no packet is left in the ring */
	RX_STOPPED,	/* paused, failed or broken: vmbkmcl_rx_start() continues */
	RX_QUOTA,	/* the channel's owner holds its quota: rx_fewer() continues */
	RX_BUDGET,	/* softirq time is used up: rx.tasklet continues */
	RX_PASSIVE,	/* the next packet needs process context: rx.work continues */
	RX_MEMORY,	/* there is no memory: rx.work continues later */
};

static const char * const rx_verdict_names[] = {
	[RX_MORE]	= "more",
	[RX_EMPTY]	= "empty",
	[RX_STOPPED]	= "stopped",
	[RX_QUOTA]	= "quota",
	[RX_BUDGET]	= "budget",
	[RX_PASSIVE]	= "passive",
	[RX_MEMORY]	= "memory",
};

/*
 * Become the owner of rx (true), or have the present one look again. A full barrier: the
 * present owner sees what the caller has written before, and a new owner sees what the
 * last one has written.
 */
static bool rx_acquire(struct vmbkmcl_rx *rx)
{
	return atomic_xchg(&rx->run, VMBKMCL_RX_AGAIN) == VMBKMCL_RX_IDLE;
}

static void rx_malformed(struct vmbkmcl_channel *channel,
			 enum vmbkmcl_counter counter, const char *why)
{
	const struct vmbkmcl_ring_reader *ring = &channel->rx.ring;
	u64 descriptor = READ_ONCE(*(const u64 *)(ring->data + ring->read));

	channel->counters[counter]++;
	trace_vmbkmcl_malformed(channel->id, descriptor, ring->read, why);
	pr_warn_ratelimited("channel %u (%s): %s at %#x%s\n", channel->id,
			    channel->config.name, why, ring->read,
			    counter == VMBKMCL_DROP_PIPE ?
				    "; is the other end a pipe, too?" : "");
}

static enum rx_verdict rx_broken(struct vmbkmcl_channel *channel,
				 const char *why)
{
	rx_malformed(channel, VMBKMCL_RX_FRAMING_LOST, why);
	WRITE_ONCE(channel->rx.failed, true);
	vmbkmcl_tx_broken(channel);
	return RX_STOPPED;
}

/*
 * A writer that waits for room should not wait until the end of a long batch, nor be
 * signalled for each packet that is read. In process context each is published at
 * once, since the next one may take long.
 */
static void rx_publish_later(struct vmbkmcl_rx *rx)
{
	rx->publish_after = rx->in_passive ? 0 : rx->ring.size / 2;
}

/* Give back the space of packets that were read; signal a writer that waits for it. */
static void rx_publish(struct vmbkmcl_channel *channel)
{
	if (likely(!vmbkmcl_ring_reader_publish(&channel->rx.ring)))
		return;
	channel->counters[VMBKMCL_RX_SIGNALS]++;
	channel->offer->transport->ops->signal(channel->offer, false);
}

/* @bytes more have been read: publish if it is due. */
static inline void rx_publish_due(struct vmbkmcl_channel *channel, u32 bytes)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	rx->publish_after -= bytes;
	if (unlikely(rx->publish_after < 0)) {
		rx_publish_later(rx);
		rx_publish(channel);
	}
}

/* Move past a packet that takes @size bytes. Their space has yet to be given back. */
static inline void rx_move_past(struct vmbkmcl_channel *channel, u32 size)
{
	vmbkmcl_ring_advance(&channel->rx.ring, size);
	channel->counters[VMBKMCL_RX_PACKETS]++;
	channel->counters[VMBKMCL_RX_BYTES] += size;
}

static inline void rx_advance(struct vmbkmcl_channel *channel, u32 size)
{
	rx_move_past(channel, size);
	rx_publish_due(channel, size);
}

/* Memory was short: continue in process context, and if that is where we are, later. */
static enum rx_verdict rx_no_memory(struct vmbkmcl_channel *channel)
{
	channel->counters[VMBKMCL_RX_NO_MEMORY]++;
	channel->rx.passive = true;
	return channel->rx.in_passive ? RX_MEMORY : RX_PASSIVE;
}

static bool rx_scratch_grow(struct vmbkmcl_rx *rx, u32 size, gfp_t gfp)
{
	void *scratch = vmbkmcl_incoming_memory(size, gfp);

	if (!scratch)
		return false;
	kvfree(rx->scratch);
	rx->scratch = scratch;
	rx->scratch_size = size;
	return true;
}

static inline bool rx_scratch(struct vmbkmcl_rx *rx, u32 size, gfp_t gfp)
{
	return likely(size <= rx->scratch_size) || rx_scratch_grow(rx, size, gfp);
}

/* A completion: its id may be that of a request in flight. */
static enum rx_verdict rx_completion(struct vmbkmcl_channel *channel,
				     struct vmbus_packet packet)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	u32 offset = packet.offset8 * 8;
	u32 size = packet.len8 * 8 - offset, bytes = vmbkmcl_ring_size_of(packet);
	struct vmbkmcl_tx_entry *request;

	if (unlikely(!rx_scratch(rx, size, vmbkmcl_rx_gfp(rx))))
		return rx_no_memory(channel);
	/* It may have been set because that memory was missing; rx_head() has another reason. */
	if (!rx->head)
		rx->passive = false;

	request = vmbkmcl_tx_claim(channel, packet.id);
	if (unlikely(!request)) {
		trace_vmbkmcl_malformed(channel->id, packet.id, rx->ring.read,
					"completion of no request");
		pr_warn_ratelimited("channel %u (%s): completion of no request, id %#llx\n",
				    channel->id, channel->config.name, packet.id);
		rx_advance(channel, bytes);
		return RX_MORE;
	}
	/* sync_end() copies the payload into the waiting sender's buffer. */
	if (request->waits) {
		void *payload = (void *)(rx->ring.data + rx->ring.read + offset);

		rx_move_past(channel, bytes);
		request->end(request, 0, payload, size);
		rx_publish_due(channel, bytes);
		return RX_MORE;
	}
	vmbkmcl_ring_copy(&rx->ring, rx->scratch, offset, size);
	rx_advance(channel, bytes);
	request->end(request, 0, rx->scratch, size);
	return RX_MORE;
}

/* After EvtChannelProcessPacket: was the packet completed, deferred, or kept? */
static __always_inline enum rx_verdict
rx_presented(struct vmbkmcl_channel *channel, struct vmbkmcl_incoming *in)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	int flags = atomic_read_acquire(&in->flags);

	/*
	 * Once it is retired only we use it. Otherwise the later of two steps makes it
	 * idle: this one, or vmbkmcl_incoming_retire().
	 */
	if (unlikely(!(flags & VMBKMCL_IN_RETIRED)))
		flags = atomic_fetch_sub(VMBKMCL_IN_PRESENTING, &in->flags);
	if (likely(flags & VMBKMCL_IN_RETIRED)) {
		if (likely(!rx->spare))
			rx->spare = in;
		else
			vmbkmcl_incoming_recycle(in);
		return RX_MORE;
	}
	if (flags & VMBKMCL_IN_DONE)
		return RX_MORE;
	if (flags & VMBKMCL_IN_DEFERRED) {
		channel->counters[VMBKMCL_RX_DEFERRED]++;
		rx->head = in;
		rx->passive = true;
		return RX_PASSIVE;
	}
	atomic_inc(&rx->held);
	return RX_MORE;
}

/* Inline, because every packet comes this way. */
static __always_inline enum rx_verdict
rx_present(struct vmbkmcl_channel *channel, struct vmbkmcl_incoming *in)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	enum rx_verdict verdict;
	u32 flags;

	flags = in->has_external ?
		VMBUS_CHANNEL_PROCESS_PACKET_FLAG_EXTERNAL_DATA : 0;
	atomic_set(&in->flags, VMBKMCL_IN_PRESENTING);
	WRITE_ONCE(rx->current_packet, in);
	channel->config.process(vmbkmcl_channel_handle(channel),
				vmbkmcl_incoming_handle(in), in->payload,
				in->payload_size, flags);
	WRITE_ONCE(rx->current_packet, NULL);

	verdict = rx_presented(channel, in);
	if (verdict == RX_MORE)
		rx->batch++;
	return verdict;
}

/* Packets that the channel's owner holds, and completions that wait for room. */
static int rx_outstanding(const struct vmbkmcl_rx *rx)
{
	return atomic_read(&rx->held) + atomic_read(&rx->unsent);
}

/* May one more packet be presented, by the quota and by RX_UNSENT_BYTES_MAX? */
static bool rx_below_quota(const struct vmbkmcl_rx *rx)
{
	int quota = READ_ONCE(rx->quota);

	/* Mostly no completion waits, and then there are no bytes to look at. */
	if (likely(!atomic_read(&rx->unsent)))
		return atomic_read(&rx->held) < quota;
	return rx_outstanding(rx) < quota &&
	       atomic_long_read(&rx->unsent_bytes) < RX_UNSENT_BYTES_MAX;
}

/* Is the quota used up? Then rx_fewer() kicks when a packet has been completed. */
static bool rx_at_quota(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	if (likely(rx_below_quota(rx)))
		return false;
	WRITE_ONCE(rx->quota_stopped, true);
	/* Set the flag, then read the counts; rx_fewer(): counts, then the flag. */
	smp_mb();
	if (rx_below_quota(rx)) {
		WRITE_ONCE(rx->quota_stopped, false);
		return false;
	}
	channel->counters[VMBKMCL_RX_QUOTA_STOPS]++;
	trace_vmbkmcl_quota(channel->id, rx_outstanding(rx),
			    READ_ONCE(rx->quota));
	return true;
}

/* Check ranges ahead of the payload, or a pipe header in it, in the copy. */
static int rx_parse_more(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_incoming *in, u32 skip)
{
	u32 size;

	if (in->has_external &&
	    !vmbkmcl_ranges_parse(in->buffer, skip, &in->ranges))
		return VMBKMCL_DROP_RANGES;
	if (channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE) {
		if (!vmbkmcl_pipe_parse(in->payload, in->payload_size, &size))
			return VMBKMCL_DROP_PIPE;
		in->payload += sizeof(struct vmbus_pipe_header);
		in->payload_size = size;
		/* A pipe has no transactions. */
		in->wants_completion = false;
	}
	return 0;
}

/* Find the parts of a packet that has been copied. */
static int rx_parse(struct vmbkmcl_channel *channel, struct vmbkmcl_incoming *in,
		    struct vmbus_packet packet)
{
	u32 skip = packet.offset8 * 8 - sizeof(packet);

	in->id = packet.id;
	/* The only flag there is, see rx_request(). */
	in->wants_completion = packet.flags;
	in->has_external = packet.type == VMBUS_PACKET_GPA_DIRECT;
	in->payload = in->buffer + skip;
	in->payload_size = packet.len8 * 8 - packet.offset8 * 8;
	if (likely(!in->has_external &&
		   !(channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE)))
		return 0;
	return rx_parse_more(channel, in, skip);
}

static enum rx_verdict rx_drop(struct vmbkmcl_channel *channel,
			       struct vmbus_packet packet,
			       enum vmbkmcl_counter counter, const char *why)
{
	rx_malformed(channel, counter, why);
	rx_advance(channel, vmbkmcl_ring_size_of(packet));
	return RX_MORE;
}

/* A packet of the peer's, for EvtChannelProcessPacket. */
static enum rx_verdict rx_request(struct vmbkmcl_channel *channel,
				  struct vmbus_packet packet)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	u32 size = packet.len8 * 8 - sizeof(packet);
	struct vmbkmcl_incoming *in;
	int drop;

	if (unlikely(packet.flags & ~VMBUS_PACKET_COMPLETION_REQUESTED))
		return rx_drop(channel, packet, VMBKMCL_DROP_FLAGS,
			       "unknown flags");
	if (unlikely(!channel->config.process))
		return rx_drop(channel, packet, VMBKMCL_DROP_NO_CALLBACK,
			       "a packet, but no EvtChannelProcessPacket");
	if (unlikely(rx_at_quota(channel)))
		return RX_QUOTA;
	if (unlikely(READ_ONCE(rx->at_passive) | rx->passive) &&
	    !rx->in_passive)
		return RX_PASSIVE;

	in = vmbkmcl_incoming_take(channel, size);
	if (unlikely(!in))
		return rx_no_memory(channel);
	rx->passive = false;
	vmbkmcl_ring_copy(&rx->ring, in->buffer, sizeof(packet), size);

	drop = rx_parse(channel, in, packet);
	if (unlikely(drop)) {
		vmbkmcl_incoming_recycle(in);
		return rx_drop(channel, packet, drop,
			       drop == VMBKMCL_DROP_PIPE ? "bad pipe header" :
							   "bad ranges");
	}
	if (in->context)
		memset(in->context, 0, channel->config.client_context);
	rx_advance(channel, vmbkmcl_ring_size_of(packet));
	channel->counters[VMBKMCL_RX_PRESENTED]++;
	return rx_present(channel, in);
}

/* Is it of a type for EvtChannelProcessPacket, which the channel accepts? */
static bool rx_is_request(const struct vmbkmcl_channel *channel,
			  struct vmbus_packet packet)
{
	if (likely(packet.type == VMBUS_PACKET_IN_BAND))
		return true;
	return packet.type == VMBUS_PACKET_GPA_DIRECT &&
	       channel->offer->transport->external_in &&
	       !(channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE);
}

static enum rx_verdict rx_packet(struct vmbkmcl_channel *channel,
				 struct vmbus_packet packet)
{
	if (packet.type == VMBUS_PACKET_COMPLETION)
		return rx_completion(channel, packet);
	if (likely(rx_is_request(channel, packet)))
		return rx_request(channel, packet);
	if (packet.type == VMBUS_PACKET_TRANSFER_PAGES)
		return rx_drop(channel, packet, VMBKMCL_DROP_TRANSFER_PAGES,
			       "transfer pages, which are not supported");
	return rx_drop(channel, packet, VMBKMCL_DROP_TYPE,
		       "unsupported packet type");
}

/* Present rx.head: a packet that was deferred, or restored. */
static noinline enum rx_verdict rx_head(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	struct vmbkmcl_incoming *in = rx->head;

	if (rx->passive && !rx->in_passive)
		return RX_PASSIVE;
	rx->head = NULL;
	rx->passive = false;
	return rx_present(channel, in);
}

/* Receive the next packet, of any kind. */
static enum rx_verdict rx_next(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	enum vmbkmcl_ring_next next;
	struct vmbus_packet packet;

	if (unlikely(rx->head))
		return rx_head(channel);
	next = vmbkmcl_ring_find(&rx->ring);
	if (next == VMBKMCL_RING_EMPTY)
		return RX_EMPTY;
	if (unlikely(next != VMBKMCL_RING_PACKET))
		return rx_broken(channel, vmbkmcl_ring_why(next));
	packet = vmbkmcl_ring_descriptor(&rx->ring);
	next = vmbkmcl_ring_check(&rx->ring, packet);
	if (unlikely(next != VMBKMCL_RING_PACKET))
		return rx_broken(channel, vmbkmcl_ring_why(next));

	if (trace_vmbkmcl_fetch_enabled())
		trace_vmbkmcl_fetch(channel->id, packet.type, packet.id,
				    packet.len8 * 8 - packet.offset8 * 8);
	return rx_packet(channel, packet);
}

/* May vmbkmcl_rx_plain() be tried? */
static bool rx_may_be_plain(const struct vmbkmcl_rx *rx)
{
	return rx->ring.avail >= RX_PLAIN_LEAST && rx->plain && !rx->in_passive &&
	       !rx->passive && !rx->head;
}

/* Receive packets of the usual kind, in a row. False: the next one is of another. */
static bool rx_plain(struct vmbkmcl_channel *channel, enum rx_verdict *verdict)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	struct vmbkmcl_incoming *kept;
	u32 bytes = rx->ring.avail;

	kept = vmbkmcl_rx_plain(channel);
	bytes -= rx->ring.avail;
	*verdict = RX_MORE;
	if (kept) {
		*verdict = rx_presented(channel, kept);
		/* Deferred, it counts when it is presented again. */
		if (*verdict != RX_MORE)
			rx->batch--;
	}
	rx_publish_due(channel, bytes);
	return bytes;
}

static enum rx_verdict rx_walk(struct vmbkmcl_channel *channel,
			       unsigned long deadline)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	enum rx_verdict verdict = RX_STOPPED;
	unsigned int n = 0;

	while (READ_ONCE(rx->enabled) && !READ_ONCE(rx->failed)) {
		if (rx_may_be_plain(rx) && rx_plain(channel, &verdict))
			n |= RX_CLOCK_PACKETS - 1;
		else
			verdict = rx_next(channel);
		if (verdict != RX_MORE)
			return verdict;
		if (++n % RX_CLOCK_PACKETS)
			continue;
		vmbkmcl_tx_batch_flush(channel);
		if (rx->in_passive)
			cond_resched();
		else if (time_after(jiffies, deadline))
			return RX_BUDGET;
	}
	return RX_STOPPED;
}

/* Receive a batch, masked, and publish what was read and sent. */
static enum rx_verdict rx_batch(struct vmbkmcl_channel *channel,
				unsigned long deadline)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	enum rx_verdict verdict;

	/* A tasklet that is late sees the ring's members, too: vmbkmcl_rx_start(). */
	if (!smp_load_acquire(&rx->enabled))
		return RX_STOPPED;
	WRITE_ONCE(rx->quota_stopped, false);
	rx_publish_later(rx);
	/* The peer need not signal while we look. */
	vmbkmcl_ring_mask(&rx->ring);
	/* In softirq context a batch is short: what is sent is published together. */
	if (!rx->in_passive)
		vmbkmcl_tx_batch_begin(&channel->tx);
	verdict = rx_walk(channel, deadline);

	rx_publish(channel);
	vmbkmcl_tx_batch_end(&channel->tx);
	if (unlikely(channel->tx.held_back))
		vmbkmcl_tx_batch_flush(channel);
	if (rx->batch) {
		channel->counters[VMBKMCL_RX_BATCHES]++;
		trace_vmbkmcl_batch_end(channel->id, rx->batch,
					rx_verdict_names[verdict]);
		if (channel->config.batch_end)
			channel->config.batch_end(vmbkmcl_channel_handle(channel),
						  rx->batch);
		rx->batch = 0;
	}
	if (verdict != RX_EMPTY)
		return verdict;
	return vmbkmcl_ring_unmask(&rx->ring) ? RX_MORE : RX_EMPTY;
}

/* Give up rx. False: another context has asked meanwhile, and we own it still. */
static bool rx_release(struct vmbkmcl_rx *rx)
{
	WRITE_ONCE(rx->task, NULL);
	if (likely(atomic_cmpxchg(&rx->run, VMBKMCL_RX_OWNED, VMBKMCL_RX_IDLE) ==
		   VMBKMCL_RX_OWNED))
		return true;
	WRITE_ONCE(rx->task, current);
	return false;
}

/* Pass rx on to the context that @verdict says the walk has to continue in. */
static void rx_pass_on(struct vmbkmcl_channel *channel, enum rx_verdict verdict)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	WRITE_ONCE(rx->task, NULL);
	if (verdict == RX_BUDGET) {
		channel->counters[VMBKMCL_RX_BUDGET_STOPS]++;
		tasklet_schedule(&rx->tasklet);
		return;
	}
	queue_delayed_work(vmbkmcl_queues_of(channel)->receive, &rx->work,
			   verdict == RX_MEMORY ?
				   msecs_to_jiffies(RX_MEMORY_RETRY_MS) : 0);
}

/* We own rx: look at the ring until there is nothing to do in this context. */
static void rx_run(struct vmbkmcl_channel *channel, bool passive)
{
	/*
	 * For all batches together: a peer that answers at once never leaves the ring
	 * empty, and one that signals all the time never leaves rx unasked.
	 */
	unsigned long deadline = jiffies + RX_SOFTIRQ_TICKS;
	struct vmbkmcl_rx *rx = &channel->rx;
	enum rx_verdict verdict;

	rx->in_passive = passive;
	WRITE_ONCE(rx->task, current);
	for (;;) {
		/* A full barrier: we see what contexts wrote before they asked. */
		atomic_xchg(&rx->run, VMBKMCL_RX_OWNED);
		verdict = rx_batch(channel, deadline);
		if (verdict >= RX_BUDGET)
			break;
		if (verdict != RX_MORE && rx_release(rx))
			goto idle;
		if (passive) {
			cond_resched();
		} else if (time_after(jiffies, deadline)) {
			verdict = RX_BUDGET;
			break;
		}
	}
	rx_pass_on(channel, verdict);
	return;
idle:
	/* After a full barrier. Only vmbkmcl_rx_stop() waits, after clearing enabled. */
	if (unlikely(!READ_ONCE(rx->enabled)))
		wake_up_all(&rx->idle);
}

static void rx_tasklet(struct tasklet_struct *tasklet)
{
	rx_run(container_of(tasklet, struct vmbkmcl_channel, rx.tasklet), false);
}

static void rx_work(struct work_struct *work)
{
	struct vmbkmcl_channel *channel =
		container_of(to_delayed_work(work), struct vmbkmcl_channel,
			     rx.work);
	/* Reclaim may wait for what this channel transports. */
	unsigned int flags = memalloc_noio_save();

	rx_run(channel, true);
	memalloc_noio_restore(flags);
}

void vmbkmcl_channel_event(void *context)
{
	struct vmbkmcl_channel *channel = context;

	if (unlikely(READ_ONCE(channel->tx.queued)))
		vmbkmcl_tx_drain(channel);
	/* rx_acquire() is a full barrier, which vmbkmcl_rx_start() needs here. */
	if (READ_ONCE(channel->rx.enabled) && rx_acquire(&channel->rx))
		rx_run(channel, false);
}
VMBKMCL_EXPORT(vmbkmcl_channel_event);

void vmbkmcl_rx_kick(struct vmbkmcl_channel *channel)
{
	if (rx_acquire(&channel->rx))
		tasklet_schedule(&channel->rx.tasklet);
}

int vmbkmcl_rx_open(struct vmbkmcl_channel *channel,
		    const struct vmbkmcl_rings *rings)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	vmbkmcl_ring_reader_init(&rx->ring, rings->rx, rings->rx_data,
				 rings->rx_size);
	rx->failed = false;
	rx->passive = false;
	rx->plain = !channel->config.client_context &&
		    !(channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE);
	atomic_set(&rx->held, 0);
	/*
	 * There is no rx.spare. The first packet allocates it, in process context if memory
	 * is short. rx.scratch is allocated here: writing memory out may need completions,
	 * which must not wait for memory.
	 */
	if (!rx_scratch(rx, min(channel->config.max_packet, RX_SCRATCH_READY), GFP_KERNEL))
		return -ENOMEM;
	return 0;
}

void vmbkmcl_rx_start(struct vmbkmcl_channel *channel)
{
	/* Receive again after VmbChannelPacketFail(). */
	WRITE_ONCE(channel->rx.failed, false);
	/* A vmbkmcl_channel_event() that finds rx enabled sees the ring's members. */
	smp_store_release(&channel->rx.enabled, true);
	vmbkmcl_rx_kick(channel);
}

/*
 * A packet or completion fewer is outstanding: the caller has counted it, with a full
 * barrier. Read the flag after that; rx_at_quota() sets the flag, then reads the counts.
 */
static void rx_fewer(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	if (unlikely(READ_ONCE(rx->quota_stopped)) && rx_below_quota(rx))
		vmbkmcl_rx_kick(channel);
}

void vmbkmcl_rx_hold(struct vmbkmcl_channel *channel)
{
	atomic_inc(&channel->rx.held);
}

void vmbkmcl_rx_returned(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	/* vmbkmcl_tx_close() waits for RCU readers: the channel stays until we unlock. */
	rcu_read_lock();
	atomic_dec_return(&rx->held);
	rx_fewer(channel);
	if (unlikely(!READ_ONCE(rx->enabled)))
		wake_up_all(&rx->idle);
	rcu_read_unlock();
}

void vmbkmcl_rx_unsent(struct vmbkmcl_channel *channel, int bytes)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	rcu_read_lock();
	atomic_long_add(bytes, &rx->unsent_bytes);
	/* A full barrier, for rx_fewer(). */
	atomic_add_return(bytes > 0 ? 1 : -1, &rx->unsent);
	if (bytes < 0)
		rx_fewer(channel);
	rcu_read_unlock();
}

bool vmbkmcl_rx_presents_here(struct vmbkmcl_incoming *in)
{
	return READ_ONCE(in->channel->rx.current_packet) == in &&
	       vmbkmcl_rx_runs_here(&in->channel->rx);
}

void vmbkmcl_rx_init(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	rx->quota = VMBKMCL_DEFAULT_QUOTA;
	init_llist_head(&rx->free);
	INIT_LIST_HEAD(&rx->objects);
	init_waitqueue_head(&rx->idle);
	tasklet_setup(&rx->tasklet, rx_tasklet);
	INIT_DELAYED_WORK(&rx->work, rx_work);
}

void vmbkmcl_rx_destroy(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	tasklet_kill(&rx->tasklet);
	cancel_delayed_work_sync(&rx->work);
	vmbkmcl_incoming_free_all(channel);
	kvfree(rx->scratch);
}
