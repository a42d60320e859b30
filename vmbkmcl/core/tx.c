// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx.c - the outgoing ring, the queue before it, and requests in flight.
 *
 * An entry goes straight into the ring when there is room and nothing is queued
 * before it; otherwise it queues, and the peer is asked to signal once there is room for
 * the first. An entry that asks for a completion then waits in a hash by transaction id.
 *
 * All of it is under tx.lock, which tx.c, tx_plain.c and external_map.c alone take, one
 * entry at a time; an entry's end() is called outside.
 */
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "external_map.h"
#include "tx_end.h"
#include "tx_write.h"
#include "handle.h"
#include "state_kick.h"

static_assert(VMBKMCL_ENDS_BY(struct vmbkmcl_tx, ring, VMBKMCL_LINE));
static_assert(VMBKMCL_ENDS_BY(struct vmbkmcl_tx, next_id, 2 * VMBKMCL_LINE));

/* What is written of a longer queue under one hold of tx.lock. */
#define TX_LOCKED_BYTES		(32 * 1024)

static bool is_completion(const struct vmbkmcl_tx_entry *entry)
{
	return entry->packet.type == VMBUS_PACKET_COMPLETION;
}

static bool wants_completion(const struct vmbkmcl_tx_entry *entry)
{
	return entry->packet.flags & VMBUS_PACKET_COMPLETION_REQUESTED;
}

/* Write one packet at the ring's write index. The peer sees it once it is published. */
static enum vmbkmcl_ring_written tx_write(struct vmbkmcl_channel *channel,
					  const struct vmbkmcl_tx_entry *entry)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	void *ranges = vmbkmcl_ring_ranges(&tx->ring);
	enum vmbkmcl_ring_written written;

	lockdep_assert_held(&tx->lock);

	written = vmbkmcl_ring_write(&tx->ring, &entry->packet);
	if (unlikely(written != VMBKMCL_RING_WRITTEN)) {
		if (written == VMBKMCL_RING_BAD_READ_INDEX)
			channel->counters[VMBKMCL_TX_BAD_INDEX]++;
		return written;
	}
	if (entry->external)
		vmbkmcl_external_write(entry->external, ranges);

	tx_written(channel, entry->packet.id, entry->packet.size,
		   entry->packet.payload_size, is_completion(entry));
	return VMBKMCL_RING_WRITTEN;
}

/* Take out of queue and hash each entry that @which selects. */
static void tx_collect(struct vmbkmcl_channel *channel,
		       bool (*which)(const struct vmbkmcl_tx_entry *entry),
		       int error, struct list_head *ended)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_tx_entry *entry, *next;
	struct hlist_node *next_hash;
	u32 i;

	lockdep_assert_held(&tx->lock);

	for (i = 0; tx->inflight.count && i <= tx->inflight.mask; i++) {
		hlist_for_each_entry_safe(entry, next_hash,
					  &tx->inflight.buckets[i], hash) {
			if (!which(entry))
				continue;
			inflight_del(tx, entry);
			end_later(entry, error, ended);
			channel->counters[VMBKMCL_TX_ABORTED]++;
		}
	}
	list_for_each_entry_safe(entry, next, &tx->queue, node) {
		if (!which(entry))
			continue;
		queue_del(tx, entry);
		end_later(entry, error, ended);
		if (!is_completion(entry))
			channel->counters[VMBKMCL_TX_ABORTED]++;
	}
}

/*
 * Is it a synchronous request whose sender can be woken before the channel has closed?
 * The peer must not have external data of it.
 */
static bool is_plain_wait(const struct vmbkmcl_tx_entry *entry)
{
	return entry->waits &&
	       (!entry->external || entry->place == VMBKMCL_ENTRY_QUEUED);
}

/* Tell senders that would wait until the rings are closed. */
static void tell_waiters(const struct vmbkmcl_tx *tx)
{
	struct vmbkmcl_tx_waiter *waiter;
	struct vmbkmcl_tx_entry *entry;
	u32 i;

	for (i = 0; tx->inflight.count && i <= tx->inflight.mask; i++) {
		hlist_for_each_entry(entry, &tx->inflight.buckets[i], hash) {
			if (!entry->waits)
				continue;
			waiter = container_of(entry, struct vmbkmcl_tx_waiter, entry);
			if (waiter->told)
				continue;
			WRITE_ONCE(waiter->told, true);
			complete(&waiter->event);
		}
	}
}

/*
 * Refuse sends of this life, and wake senders that would wait in vain. What is put onto
 * @ended may be mapped for the peer: a caller whom the closing channel does not wait for
 * is an RCU reader until it has ended that, so that the offer stays: vmbkmcl_tx_close().
 */
static void go_down(struct vmbkmcl_channel *channel, struct list_head *ended)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	lockdep_assert_held(&tx->lock);

	/* After the close sends are accepted, for the next life. */
	tx->is &= ~VMBKMCL_TX_IS_GOING_DOWN;
	if ((tx->is & (VMBKMCL_TX_IS_ACCEPTING | VMBKMCL_TX_IS_CLOSED)) ==
	    VMBKMCL_TX_IS_ACCEPTING)
		tx->is |= VMBKMCL_TX_IS_GOING_DOWN;
	tx_collect(channel, is_plain_wait, -ENODEV, ended);
	tell_waiters(tx);
}

/*
 * The peer broke a ring. broken is set under the lock: as soon as that is released, the
 * next life of the channel may begin, which is not broken.
 */
static void tx_break(struct vmbkmcl_channel *channel, struct list_head *ended)
{
	WRITE_ONCE(channel->broken, true);
	go_down(channel, ended);
	vmbkmcl_state_kick(channel);
}

void vmbkmcl_tx_broken(struct vmbkmcl_channel *channel)
{
	unsigned long flags;
	LIST_HEAD(ended);

	spin_lock_irqsave(&channel->tx.lock, flags);
	tx_break(channel, &ended);
	spin_unlock_irqrestore(&channel->tx.lock, flags);
	vmbkmcl_end_all(&ended);
}

/* An entry that was queued is in the ring: it is in flight, or has ended. */
static void queue_written(struct vmbkmcl_tx *tx, struct vmbkmcl_tx_entry *entry,
			  struct list_head *ended)
{
	queue_del(tx, entry);
	if (wants_completion(entry))
		inflight_add(tx, entry);
	else
		end_later(entry, 0, ended);
}

/*
 * Write what is queued, in order, while there is room, but at most TX_LOCKED_BYTES. They
 * are used up if it returns VMBKMCL_RING_WRITTEN and the queue is not empty.
 */
static enum vmbkmcl_ring_written queue_write(struct vmbkmcl_channel *channel,
					     struct list_head *ended)
{
	enum vmbkmcl_ring_written written = VMBKMCL_RING_WRITTEN;
	struct vmbkmcl_tx *tx = &channel->tx;
	bool asked = false;
	u32 bytes = 0;

	while (!list_empty(&tx->queue) && bytes < TX_LOCKED_BYTES) {
		struct vmbkmcl_tx_entry *entry =
			list_first_entry(&tx->queue, typeof(*entry), node);

		written = tx_write(channel, entry);
		if (written == VMBKMCL_RING_WRITTEN) {
			bytes += entry->packet.size;
			queue_written(tx, entry, ended);
			asked = false;
			continue;
		}
		if (written == VMBKMCL_RING_BAD_READ_INDEX || asked)
			break;
		vmbkmcl_ring_ask_room(&tx->ring, entry->packet.size);
		asked = true;
	}
	if (list_empty(&tx->queue))
		vmbkmcl_ring_ask_room(&tx->ring, 0);
	return written;
}

/* A part of vmbkmcl_tx_drain(). False: it was the last. */
static bool tx_drain_some(struct vmbkmcl_channel *channel, struct list_head *ended)
{
	enum vmbkmcl_ring_written written = VMBKMCL_RING_FULL;
	struct vmbkmcl_tx *tx = &channel->tx;
	bool signal = false, more;
	unsigned long flags;

	spin_lock_irqsave(&tx->lock, flags);
	if (tx_is_up(tx)) {
		written = queue_write(channel, ended);
		signal = tx_publish(channel);
	}
	if (unlikely(written == VMBKMCL_RING_BAD_READ_INDEX))
		tx_break(channel, ended);
	more = written == VMBKMCL_RING_WRITTEN && !list_empty(&tx->queue);
	tx_unlock_signal(channel, signal, flags);
	return more;
}

/*
 * A peer that reads as fast as we write takes the whole queue. The routines are called
 * after it: what they send does not make the queue longer meanwhile.
 */
void vmbkmcl_tx_drain(struct vmbkmcl_channel *channel)
{
	LIST_HEAD(ended);

	while (tx_drain_some(channel, &ended))
		;
	vmbkmcl_end_all(&ended);
}

/* A queued entry must not depend on its sender's memory. */
static void entry_keep(struct vmbkmcl_tx_entry *entry)
{
	struct vmbkmcl_ring_packet *packet = &entry->packet;

	if (!entry->room)
		return;
	/* memmove(): a completion may carry bytes of the request, which are in @room. */
	if (packet->payload_size)
		memmove(entry->room, packet->payload, packet->payload_size);
	packet->payload = entry->room;
	if (entry->external)
		vmbkmcl_external_keep(entry->external);
}

static void tx_queue(struct vmbkmcl_channel *channel,
		     struct vmbkmcl_tx_entry *entry)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	lockdep_assert_held(&tx->lock);

	entry_keep(entry);
	entry->queued = true;
	queue_add(tx, entry);
	channel->counters[VMBKMCL_TX_QUEUED]++;
	trace_vmbkmcl_queue_full(channel->id, entry->packet.size, tx->queued);
}

static int tx_check(const struct vmbkmcl_tx *tx,
		    const struct vmbkmcl_tx_entry *entry)
{
	const u8 able = VMBKMCL_TX_IS_ACCEPTING | VMBKMCL_TX_IS_GOING_DOWN |
			VMBKMCL_TX_IS_FROZEN;

	if (unlikely((tx->is & able) != VMBKMCL_TX_IS_ACCEPTING))
		return tx->is & VMBKMCL_TX_IS_GOING_DOWN ? -ENODEV : -ENOTCONN;
	if (unlikely(tx->is & VMBKMCL_TX_IS_CLOSED && entry->waits))
		return -ENODEV;
	/* Larger than the ring: a server's ring is as large as its client has made it. */
	if (unlikely(tx->ring.size && entry->packet.size >= tx->ring.size))
		return -EOVERFLOW;
	/* External data is mapped for the present peer: not before there is one. */
	if (unlikely(tx->maps && entry->external) &&
	    tx_is_up(tx) != (entry->external->mapped != NULL))
		return -EAGAIN;
	return 0;
}

int vmbkmcl_tx_send(struct vmbkmcl_channel *channel,
		    struct vmbkmcl_tx_entry *entry, enum vmbkmcl_tx_mode mode)
{
	enum vmbkmcl_ring_written written = VMBKMCL_RING_FULL;
	bool wait = wants_completion(entry);
	struct vmbkmcl_tx *tx = &channel->tx;
	bool dispatch, signal = false;
	unsigned long flags;
	LIST_HEAD(ended);
	int error;

	/* From before the unlock until the routine returns: see vmbkmcl_tx_close(). */
	dispatch = !wait && vmbkmcl_dispatch_begin();
	spin_lock_irqsave(&tx->lock, flags);
	error = tx_check(tx, entry);
	if (unlikely(error))
		goto unlock;

	entry->packet.id = wait ? tx->next_id++ : 0;
	if (likely(tx_is_up(tx) && !tx->queued))
		written = tx_write(channel, entry);

	if (likely(written == VMBKMCL_RING_WRITTEN)) {
		if (wait)
			inflight_add(tx, entry);
		else
			WRITE_ONCE(entry->place, VMBKMCL_ENTRY_ENDED);
		tx_unlock_signal_here(channel, tx_publish_later(channel), flags, dispatch);
		if (!wait)
			vmbkmcl_end_now(&tx->ends, entry);
		vmbkmcl_dispatch_end(dispatch);
		return 0;
	}

	if (mode == VMBKMCL_TX_TRY) {
		error = -EOVERFLOW;
		goto unlock;
	}

	tx_queue(channel, entry);
	/* The first in the queue asks for room; there may be some by now. */
	if (tx_is_up(tx) && tx->queued == 1 &&
	    written != VMBKMCL_RING_BAD_READ_INDEX) {
		written = queue_write(channel, &ended);
		signal = tx_publish(channel);
	}
unlock:
	/* See go_down(). */
	rcu_read_lock();
	if (unlikely(written == VMBKMCL_RING_BAD_READ_INDEX))
		tx_break(channel, &ended);
	tx_unlock_signal(channel, signal, flags);
	vmbkmcl_end_all(&ended);
	rcu_read_unlock();
	vmbkmcl_dispatch_end(dispatch);
	return error;
}

/* The completion can never fit into the ring: send an empty one instead. */
static void answer_empty(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_tx_entry *entry)
{
	vmbkmcl_misuse(channel,
		       "a completion of %u bytes exceeds the ring: sent empty",
		       entry->packet.payload_size);
	entry->packet.payload_size = 0;
	entry->packet.size = vmbkmcl_ring_packet_size(&entry->packet);
}

bool vmbkmcl_tx_completion(struct vmbkmcl_channel *channel,
		       struct vmbkmcl_tx_entry *entry)
{
	enum vmbkmcl_ring_written written = VMBKMCL_RING_FULL;
	struct vmbkmcl_tx *tx = &channel->tx;
	bool signal = false, queued = false;
	unsigned long flags;
	LIST_HEAD(ended);

	spin_lock_irqsave(&tx->lock, flags);
	if (unlikely(!tx_is_up(tx))) {
		/* The channel is closed; the peer has forgotten the request. */
		end_later(entry, -ENODEV, &ended);
		goto unlock;
	}
	if (unlikely(entry->packet.size >= tx->ring.size))
		answer_empty(channel, entry);
	if (likely(!tx->queued))
		written = tx_write(channel, entry);
	if (likely(written == VMBKMCL_RING_WRITTEN)) {
		WRITE_ONCE(entry->place, VMBKMCL_ENTRY_ENDED);
		signal = tx_publish_later(channel);
		tx_unlock_signal(channel, signal, flags);
		entry->end(entry, 0, NULL, 0);
		return false;
	}
	tx_queue(channel, entry);
	queued = true;
	if (tx->queued == 1 && written != VMBKMCL_RING_BAD_READ_INDEX) {
		/* The peer makes room only for what it sees, so publish first. */
		signal = tx_publish(channel);
		written = queue_write(channel, &ended);
		signal |= tx_publish(channel);
	}
unlock:
	/* The channel does not close before the owner has completed the packet. */
	if (unlikely(written == VMBKMCL_RING_BAD_READ_INDEX))
		tx_break(channel, &ended);
	tx_unlock_signal(channel, signal, flags);
	vmbkmcl_end_all(&ended);
	return queued;
}

void vmbkmcl_tx_batch_flush(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	unsigned long flags;

	/* Only the batch's own context, which calls us, sets it. */
	if (!tx->held_back)
		return;
	spin_lock_irqsave(&tx->lock, flags);
	tx->held_back = false;
	tx_unlock_signal(channel, tx_is_up(tx) && tx_publish(channel), flags);
}

struct vmbkmcl_tx_entry *vmbkmcl_tx_claim(struct vmbkmcl_channel *channel,
					  u64 id)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_tx_entry *entry;
	unsigned long flags;

	spin_lock_irqsave(&tx->lock, flags);
	entry = inflight_take(tx, id);
	if (likely(entry))
		channel->counters[VMBKMCL_TX_COMPLETED]++;
	else
		channel->counters[VMBKMCL_DROP_UNKNOWN_ID]++;
	spin_unlock_irqrestore(&tx->lock, flags);
	return entry;
}

bool vmbkmcl_tx_withdraw(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_tx_entry *entry)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	bool withdrawn = true, queued;
	unsigned long flags;

	/* See go_down(): what vmbkmcl_tx_drain() ends, too. */
	rcu_read_lock();
	spin_lock_irqsave(&tx->lock, flags);
	queued = entry->place == VMBKMCL_ENTRY_QUEUED;
	switch (entry->place) {
	case VMBKMCL_ENTRY_QUEUED:
		queue_del(tx, entry);
		/* Under the lock: the channel may release its offer afterwards. */
		vmbkmcl_external_end(entry->external, -ECANCELED);
		break;
	case VMBKMCL_ENTRY_IN_FLIGHT:
		withdrawn = !entry->external;
		if (withdrawn)
			inflight_del(tx, entry);
		break;
	default:
		withdrawn = false;
	}
	if (withdrawn)
		channel->counters[VMBKMCL_TX_CANCELLED]++;
	spin_unlock_irqrestore(&tx->lock, flags);
	/* There may be room for what was behind it: the peer does not signal that again. */
	if (queued)
		vmbkmcl_tx_drain(channel);
	rcu_read_unlock();
	return withdrawn;
}

bool vmbkmcl_tx_fits(struct vmbkmcl_channel *channel, u32 size)
{
	u32 ring = READ_ONCE(channel->tx.ring.size);

	if (!ring)
		ring = channel->config.tx_pages * VMBUS_PAGE_SIZE;
	return size < ring && size <= VMBUS_PACKET_MAX + VMBUS_TRAILER_SIZE;
}

void vmbkmcl_tx_expect(struct vmbkmcl_channel *channel, u32 packets)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct hlist_head *buckets;
	unsigned long flags;
	u32 count;

	if (likely(packets <= READ_ONCE(tx->inflight.mask) + 1) ||
	    packets > VMBKMCL_INFLIGHT_BUCKETS_MAX)
		return;
	count = roundup_pow_of_two(packets);
	buckets = vmbkmcl_inflight_alloc(count, GFP_ATOMIC);
	if (!buckets)
		return;

	spin_lock_irqsave(&tx->lock, flags);
	if (count > tx->inflight.mask + 1)
		buckets = vmbkmcl_inflight_grow(&tx->inflight, buckets, count);
	spin_unlock_irqrestore(&tx->lock, flags);
	kfree(buckets);
}

int vmbkmcl_tx_init(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_init(&tx->lock);
	INIT_LIST_HEAD(&tx->queue);
	vmbkmcl_ends_init(&tx->ends);
	tx->next_id = 1;
	tx->inflight.mask = VMBKMCL_INFLIGHT_BUCKETS_MIN - 1;
	tx->inflight.buckets = vmbkmcl_inflight_alloc(VMBKMCL_INFLIGHT_BUCKETS_MIN,
						      GFP_KERNEL);
	return tx->inflight.buckets ? 0 : -ENOMEM;
}

void vmbkmcl_tx_destroy(struct vmbkmcl_channel *channel)
{
	vmbkmcl_ends_flush(&channel->tx.ends);
	kfree(channel->tx.inflight.buckets);
}

void vmbkmcl_tx_accept(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	unsigned long flags;

	spin_lock_irqsave(&tx->lock, flags);
	tx->life = READ_ONCE(channel->life);
	tx->is &= ~(VMBKMCL_TX_IS_CLOSED | VMBKMCL_TX_IS_GOING_DOWN);
	tx->is |= VMBKMCL_TX_IS_ACCEPTING;
	spin_unlock_irqrestore(&tx->lock, flags);
}

void vmbkmcl_tx_accept_closed(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	tx->is |= VMBKMCL_TX_IS_ACCEPTING | VMBKMCL_TX_IS_CLOSED;
	spin_unlock_irq(&tx->lock);
}

/* Set the limits of sends that go straight into the ring: see struct vmbkmcl_tx. */
static void tx_open_plain(struct vmbkmcl_channel *channel)
{
	const struct vmbkmcl_config *config = &channel->config;
	bool pipe = config->flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE;
	bool external = !pipe && !channel->is_server && config->max_chain &&
			!channel->offer->maps_external;

	channel->tx.maps = channel->offer->maps_external;
	WRITE_ONCE(channel->tx.plain_below, pipe ? 0 : config->max_packet + 1);
	WRITE_ONCE(channel->tx.external_max, external ? config->max_external : 0);
}

void vmbkmcl_tx_open(struct vmbkmcl_channel *channel,
		     const struct vmbkmcl_rings *rings)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	vmbkmcl_ring_writer_init(&tx->ring, rings->tx, rings->tx_data,
				 rings->tx_size);
	tx_open_plain(channel);
	spin_unlock_irq(&tx->lock);
}

/* The ring's size is known only now: a server's client chose it. */
static void queue_drop_oversized(struct vmbkmcl_channel *channel,
				 struct list_head *ended)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_tx_entry *entry, *next;

	lockdep_assert_held(&tx->lock);

	list_for_each_entry_safe(entry, next, &tx->queue, node) {
		/* A restored completion had fitted into this ring when it was sent. */
		if (entry->packet.size < tx->ring.size || is_completion(entry))
			continue;
		queue_del(tx, entry);
		end_later(entry, -EOVERFLOW, ended);
	}
}

void vmbkmcl_tx_start(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	LIST_HEAD(ended);

	spin_lock_irq(&tx->lock);
	if (tx->maps)
		vmbkmcl_external_map_queue(channel, &ended);
	/* A sender may have closed the rings by now: vmbkmcl_state_close_rings(). */
	if (tx->ring.header) {
		tx->is |= VMBKMCL_TX_IS_UP;
		queue_drop_oversized(channel, &ended);
	}
	spin_unlock_irq(&tx->lock);

	vmbkmcl_end_all(&ended);
	vmbkmcl_tx_drain(channel);
}

void vmbkmcl_tx_close(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	tx->is &= ~VMBKMCL_TX_IS_UP;
	tx->is |= VMBKMCL_TX_IS_GOING_DOWN;
	vmbkmcl_ring_writer_init(&tx->ring, NULL, NULL, 0);
	WRITE_ONCE(tx->plain_below, 0);
	WRITE_ONCE(tx->external_max, 0);
	spin_unlock_irq(&tx->lock);
	/*
	 * A sender that found it up may still be signalling (tx_unlock_signal()), or in
	 * a completion routine (vmbkmcl_tx_send()): both are RCU readers.
	 */
	synchronize_rcu_expedited();
	vmbkmcl_ends_flush(&tx->ends);
}

static bool is_any(const struct vmbkmcl_tx_entry *entry)
{
	return true;
}

static bool is_former(const struct vmbkmcl_tx_entry *entry)
{
	return entry->place == VMBKMCL_ENTRY_IN_FLIGHT || is_completion(entry);
}

void vmbkmcl_tx_abort(struct vmbkmcl_channel *channel, int error)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	LIST_HEAD(ended);

	spin_lock_irq(&tx->lock);
	tx_collect(channel, is_any, error, &ended);
	/* From now on sends are refused because the channel is not enabled. */
	tx->is &= VMBKMCL_TX_IS_UP;
	spin_unlock_irq(&tx->lock);
	vmbkmcl_end_all(&ended);
}

void vmbkmcl_tx_going_down(struct vmbkmcl_channel *channel, u32 life)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	unsigned long flags;
	LIST_HEAD(ended);

	rcu_read_lock();
	spin_lock_irqsave(&tx->lock, flags);
	if (tx->life == life)
		go_down(channel, &ended);
	spin_unlock_irqrestore(&tx->lock, flags);
	vmbkmcl_end_all(&ended);
	rcu_read_unlock();
}

bool vmbkmcl_tx_is_going_down(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	unsigned long flags;
	bool down;

	spin_lock_irqsave(&tx->lock, flags);
	down = tx->is & VMBKMCL_TX_IS_GOING_DOWN;
	spin_unlock_irqrestore(&tx->lock, flags);
	return down;
}

u32 vmbkmcl_tx_freeze(struct vmbkmcl_channel *channel,
		      struct vmbkmcl_tx_frozen *frozen)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	u32 count;

	spin_lock_irq(&tx->lock);
	frozen->was_up = tx->is & VMBKMCL_TX_IS_UP;
	frozen->next_id = tx->next_id;
	frozen->write = tx->ring.write;
	tx->is &= ~VMBKMCL_TX_IS_UP;
	tx->is |= VMBKMCL_TX_IS_FROZEN;
	count = tx->queued + tx->inflight.count;
	spin_unlock_irq(&tx->lock);
	return count;
}

void vmbkmcl_tx_thaw(struct vmbkmcl_channel *channel,
		     const struct vmbkmcl_tx_frozen *frozen)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	tx->is &= ~VMBKMCL_TX_IS_FROZEN;
	if (frozen->was_up)
		tx->is |= VMBKMCL_TX_IS_UP;
	spin_unlock_irq(&tx->lock);
	vmbkmcl_tx_drain(channel);
}

static int compare_ids(const void *a, const void *b)
{
	const struct vmbkmcl_tx_entry *x = *(struct vmbkmcl_tx_entry *const *)a;
	const struct vmbkmcl_tx_entry *y = *(struct vmbkmcl_tx_entry *const *)b;

	return x->packet.id < y->packet.id ? -1 : x->packet.id > y->packet.id;
}

u32 vmbkmcl_tx_list(struct vmbkmcl_channel *channel,
		    struct vmbkmcl_tx_entry **entries)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_tx_entry *entry;
	u32 count = 0, i;

	spin_lock_irq(&tx->lock);
	for (i = 0; i <= tx->inflight.mask; i++) {
		hlist_for_each_entry(entry, &tx->inflight.buckets[i], hash) {
			if (!entry->waits)
				entries[count++] = entry;
		}
	}
	sort(entries, count, sizeof(entries[0]), compare_ids, NULL);
	list_for_each_entry(entry, &tx->queue, node) {
		if (!entry->waits)
			entries[count++] = entry;
	}
	spin_unlock_irq(&tx->lock);
	return count;
}

void vmbkmcl_tx_put_back(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_tx_entry *entry, bool in_flight)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	if (in_flight)
		inflight_add(tx, entry);
	else
		queue_add(tx, entry);
	spin_unlock_irq(&tx->lock);
}

void vmbkmcl_tx_skip_ids(struct vmbkmcl_channel *channel, u64 next_id)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	tx->next_id = max(tx->next_id, next_id);
	spin_unlock_irq(&tx->lock);
}

bool vmbkmcl_tx_resume(struct vmbkmcl_channel *channel, u32 write)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	bool valid;

	spin_lock_irq(&tx->lock);
	valid = vmbkmcl_ring_index_is_valid(write, tx->ring.size);
	if (valid)
		vmbkmcl_ring_writer_resume(&tx->ring, write);
	spin_unlock_irq(&tx->lock);
	return valid;
}

void vmbkmcl_tx_abort_former(struct vmbkmcl_channel *channel, int error)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	LIST_HEAD(ended);

	spin_lock_irq(&tx->lock);
	tx_collect(channel, is_former, error, &ended);
	spin_unlock_irq(&tx->lock);
	vmbkmcl_end_all(&ended);
}

void vmbkmcl_tx_usage(struct vmbkmcl_channel *channel,
		      struct vmbkmcl_tx_usage *usage)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	u32 read;

	spin_lock_irq(&tx->lock);
	usage->ring_size = tx->ring.size;
	usage->ring_used = 0;
	usage->queued = tx->queued;
	usage->in_flight = tx->inflight.count;
	if (tx->ring.header) {
		read = READ_ONCE(tx->ring.header->read_index);
		/* The peer's index may be anything. */
		if (vmbkmcl_ring_index_is_valid(read, tx->ring.size))
			usage->ring_used = tx->ring.size -
					   vmbkmcl_ring_room(tx->ring.write, read,
							     tx->ring.size);
	}
	spin_unlock_irq(&tx->lock);
}
