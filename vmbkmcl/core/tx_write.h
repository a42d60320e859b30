/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tx_write.h - the steps of a send that several files share, under tx.lock.
 */
#ifndef VMBKMCL_CORE_TX_WRITE_H
#define VMBKMCL_CORE_TX_WRITE_H

#include <linux/rcupdate.h>

#include "channel.h"
#include "trace.h"

static inline bool tx_is_up(const struct vmbkmcl_tx *tx)
{
	return tx->is & VMBKMCL_TX_IS_UP;
}

/* Are sends accepted, the ring in use, and nothing queued? See vmbkmcl_tx.is. */
static inline bool tx_is_plain(const struct vmbkmcl_tx *tx)
{
	return tx->is == (VMBKMCL_TX_IS_UP | VMBKMCL_TX_IS_ACCEPTING) && !tx->queued;
}

/* A packet of @size bytes has been written. @completion: it is one. */
static inline void tx_written(struct vmbkmcl_channel *channel, u64 id, u32 size,
			      u32 payload_size, bool completion)
{
	channel->counters[VMBKMCL_TX_PACKETS]++;
	channel->counters[VMBKMCL_TX_BYTES] += size;
	/* Tested first: its arguments would be loaded ahead of it. */
	if (trace_vmbkmcl_send_enabled())
		trace_vmbkmcl_send(channel->id, id, payload_size, completion);
}

/* Show the peer what has been written. True: signal it. */
static inline bool tx_publish(struct vmbkmcl_channel *channel)
{
	lockdep_assert_held(&channel->tx.lock);

	if (!vmbkmcl_ring_writer_publish(&channel->tx.ring))
		return false;
	channel->counters[VMBKMCL_TX_SIGNALS]++;
	return true;
}

/* Bytes that a batch may leave unpublished: the peer should have work by then. */
#define TX_HELD_BACK	4096u

/*
 * The same after a packet was written, or leave it to the end of the batch that we are
 * in. When that batch has come to its last packet, there is nothing to wait for.
 */
static inline bool tx_publish_later(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	if (!vmbkmcl_tx_in_batch(tx))
		return tx_publish(channel);
	tx->held_back = channel->rx.ring.avail &&
			vmbkmcl_ring_hidden(&tx->ring) < TX_HELD_BACK;
	return !tx->held_back && tx_publish(channel);
}

/*
 * Release tx.lock, then signal the peer if @signal: others should not wait for
 * the lock during a hypercall. The read-side section keeps the channel from
 * being closed in between, see vmbkmcl_tx_close(). @dispatch: the send has called
 * vmbkmcl_dispatch_begin(), which returned true.
 */
static inline void tx_unlock_signal_here(struct vmbkmcl_channel *channel, bool signal,
					 unsigned long flags, bool dispatch)
	__releases(&channel->tx.lock)
{
	struct vmbkmcl_offer *offer;

	if (!signal) {
		spin_unlock_irqrestore(&channel->tx.lock, flags);
		return;
	}
	rcu_read_lock();
	offer = channel->offer;
	spin_unlock_irqrestore(&channel->tx.lock, flags);
	offer->transport->ops->signal(offer, dispatch &&
					     softirq_count() == SOFTIRQ_DISABLE_OFFSET);
	rcu_read_unlock();
}

static inline void tx_unlock_signal(struct vmbkmcl_channel *channel, bool signal,
				    unsigned long flags)
	__releases(&channel->tx.lock)
{
	tx_unlock_signal_here(channel, signal, flags, false);
}

static inline void inflight_add(struct vmbkmcl_tx *tx,
				struct vmbkmcl_tx_entry *entry)
{
	hlist_add_head(&entry->hash,
		       vmbkmcl_inflight_bucket(&tx->inflight, entry->packet.id));
	tx->inflight.count++;
	WRITE_ONCE(entry->place, VMBKMCL_ENTRY_IN_FLIGHT);
}

static inline void inflight_del(struct vmbkmcl_tx *tx,
				struct vmbkmcl_tx_entry *entry)
{
	hlist_del(&entry->hash);
	tx->inflight.count--;
	WRITE_ONCE(entry->place, VMBKMCL_ENTRY_ENDED);
}

/* The request @id leaves the hash; NULL: it is not there. */
static inline struct vmbkmcl_tx_entry *inflight_take(struct vmbkmcl_tx *tx, u64 id)
{
	struct vmbkmcl_tx_entry *entry;

	hlist_for_each_entry(entry, vmbkmcl_inflight_bucket(&tx->inflight, id),
			     hash) {
		if (entry->packet.id != id)
			continue;
		inflight_del(tx, entry);
		return entry;
	}
	return NULL;
}

static inline void queue_add(struct vmbkmcl_tx *tx, struct vmbkmcl_tx_entry *entry)
{
	list_add_tail(&entry->node, &tx->queue);
	WRITE_ONCE(tx->queued, tx->queued + 1);
	WRITE_ONCE(entry->place, VMBKMCL_ENTRY_QUEUED);
}

static inline void queue_del(struct vmbkmcl_tx *tx, struct vmbkmcl_tx_entry *entry)
{
	list_del(&entry->node);
	WRITE_ONCE(tx->queued, tx->queued - 1);
	WRITE_ONCE(entry->place, VMBKMCL_ENTRY_ENDED);
}

/* It has left hash and queue: end it with @error when the lock is released. */
static inline void end_later(struct vmbkmcl_tx_entry *entry, int error,
			     struct list_head *ended)
{
	WRITE_ONCE(entry->place, VMBKMCL_ENTRY_ENDED);
	entry->error = error;
	list_add_tail(&entry->node, ended);
}

#endif /* VMBKMCL_CORE_TX_WRITE_H */
