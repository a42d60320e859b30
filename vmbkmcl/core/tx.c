// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx.c - the outgoing ring, the queue ahead of it, and requests in flight.
 *
 * A packet goes straight into the ring when there is room and nothing waits
 * ahead of it; otherwise it queues, and the peer is told how much room to
 * announce. A packet that asks for a completion then waits in a hash by
 * transaction id. Ids are never used twice, so whatever id a peer makes up
 * either is a request of ours that is in flight, or matches nothing.
 *
 * All of it is under tx.lock, one packet at a time; routines run outside.
 */
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "../compat/compat.h"
#include "incoming.h"
#include "trace.h"

#define TX_BUCKETS_MIN	64u
#define TX_BUCKETS_MAX	65536u

/* How many completion routines may send from within each other. */
#define TX_DEPTH_MAX	4

static DEFINE_PER_CPU(unsigned int, tx_depth);

enum tx_result {
	TX_WRITTEN,
	TX_FULL,
	TX_BROKEN,	/* the peer's index is nonsense */
};

static struct vmbkmcl_packet *entry_packet(struct vmbkmcl_tx_entry *entry)
{
	return container_of(entry, struct vmbkmcl_packet, entry);
}

static struct vmbkmcl_incoming *entry_incoming(struct vmbkmcl_tx_entry *entry)
{
	return container_of(entry, struct vmbkmcl_incoming, answer);
}

static u32 tx_room(u32 size, u32 write, u32 read)
{
	return read > write ? read - write : size - (write - read);
}

/* Copy one packet to where we write next. The peer sees it once published. */
static enum tx_result tx_write(struct vmbkmcl_channel *channel,
			       const struct vmbkmcl_tx_entry *entry)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	u32 read = READ_ONCE(tx->hdr->read_index);
	struct vmbus_packet *packet;
	u32 offset, end;
	u8 *to;

	lockdep_assert_held(&tx->lock);

	if (unlikely(read >= tx->size || read % 8)) {
		channel->counters[VMBKMCL_TX_BAD_INDEX]++;
		return TX_BROKEN;
	}
	/* Equal indices mean empty, so a ring is never filled to the brim. */
	if (tx_room(tx->size, tx->write, read) <= entry->size)
		return TX_FULL;

	packet = (struct vmbus_packet *)(tx->data + tx->write);
	offset = sizeof(*packet) + entry->external.wire_size;
	packet->type = entry->type;
	packet->offset8 = offset / 8;
	packet->len8 = (entry->size - VMBUS_TRAILER_SIZE) / 8;
	packet->flags = entry->flags;
	packet->id = entry->id;

	to = (u8 *)(packet + 1);
	if (entry->external.ranges) {
		vmbkmcl_external_write(&entry->external, to);
		to += entry->external.wire_size;
	}
	if (entry->pipe) {
		struct vmbus_pipe_header *pipe = (void *)to;

		pipe->type = VMBUS_PIPE_DATA;
		pipe->size = entry->payload_size;
		to += sizeof(*pipe);
	}

	/* Zero the padding before the payload reaches into its word. */
	end = entry->size - VMBUS_TRAILER_SIZE;
	if (entry->payload_size % 8)
		*(u64 *)((u8 *)packet + end - 8) = 0;
	if (entry->payload_size)
		memcpy(to, entry->payload, entry->payload_size);
	*(u64 *)((u8 *)packet + end) = (u64)tx->write << 32;

	tx->write += entry->size;
	if (tx->write >= tx->size)
		tx->write -= tx->size;

	channel->counters[VMBKMCL_TX_PACKETS]++;
	channel->counters[VMBKMCL_TX_BYTES] += entry->size;
	trace_vmbkmcl_send(channel->id, entry->id, entry->payload_size,
			   entry->completion);
	return TX_WRITTEN;
}

/* Show the peer what has been written. True: it wants to be signalled. */
static bool tx_publish(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	u32 old = tx->published;

	lockdep_assert_held(&tx->lock);

	if (old == tx->write)
		return false;

	/* The packets are to be seen before the index that covers them. */
	virt_store_release(&tx->hdr->write_index, tx->write);
	tx->published = tx->write;

	/*
	 * Publish, then look whether the reader sleeps; it masks or unmasks,
	 * then looks for packets. One of the two sees the other.
	 */
	virt_mb();
	if (READ_ONCE(tx->hdr->interrupt_mask))
		return false;
	/* The mask is to be read before the index. */
	virt_rmb();
	/* A reader that was not yet at its end will come here by itself. */
	if (READ_ONCE(tx->hdr->read_index) != old)
		return false;
	channel->counters[VMBKMCL_TX_SIGNALS]++;
	return true;
}

/*
 * Let go of tx.lock, then signal the peer if @signal: a hypercall is no thing
 * to do while others wait for the lock. The read-side section keeps the
 * channel from being closed in between, see vmbkmcl_tx_close().
 */
static void tx_unlock_signal(struct vmbkmcl_channel *channel, bool signal,
			     unsigned long flags)
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
	offer->transport->ops->signal(offer);
	rcu_read_unlock();
}

/* Ask the peer to signal when what the queue begins with fits. */
static void tx_ask_room(struct vmbkmcl_tx *tx, u32 size)
{
	u32 pending = size ? min(size + 8, tx->size - 8) : 0;

	WRITE_ONCE(tx->hdr->pending_send_sz, pending);
}

static void inflight_add(struct vmbkmcl_tx *tx, struct vmbkmcl_packet *packet)
{
	hlist_add_head(&packet->hash,
		       &tx->inflight[packet->entry.id & tx->inflight_mask]);
	tx->inflight_count++;
	atomic_set(&packet->state, VMBKMCL_PACKET_IN_FLIGHT);
}

static void inflight_del(struct vmbkmcl_tx *tx, struct vmbkmcl_packet *packet)
{
	hlist_del(&packet->hash);
	tx->inflight_count--;
	atomic_set(&packet->state, VMBKMCL_PACKET_COMPLETING);
}

/* What has been written is now the peer's, or over: then it goes onto @over. */
static void tx_written(struct vmbkmcl_tx *tx, struct vmbkmcl_tx_entry *entry,
		       struct list_head *over)
{
	if (!entry->completion &&
	    entry->flags & VMBUS_PACKET_COMPLETION_REQUESTED) {
		inflight_add(tx, entry_packet(entry));
		return;
	}
	if (!entry->completion) {
		entry_packet(entry)->status = STATUS_SUCCESS;
		atomic_set(&entry_packet(entry)->state,
			   VMBKMCL_PACKET_COMPLETING);
	}
	list_add_tail(&entry->node, over);
}

static void queue_del(struct vmbkmcl_tx *tx, struct vmbkmcl_tx_entry *entry)
{
	list_del(&entry->node);
	WRITE_ONCE(tx->queued, tx->queued - 1);
}

/* Write what waits, in order, while there is room. */
static enum tx_result tx_write_queue(struct vmbkmcl_channel *channel,
				     struct list_head *over)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	enum tx_result result = TX_WRITTEN;
	bool asked = false;

	while (!list_empty(&tx->queue)) {
		struct vmbkmcl_tx_entry *entry =
			list_first_entry(&tx->queue, typeof(*entry), node);

		result = tx_write(channel, entry);
		if (result == TX_WRITTEN) {
			queue_del(tx, entry);
			tx_written(tx, entry, over);
			asked = false;
			continue;
		}
		if (result == TX_BROKEN || asked)
			break;
		tx_ask_room(tx, entry->size);
		/*
		 * Ask, then look again; the reader makes room, then looks for
		 * somebody who asked. One of the two sees the other.
		 */
		virt_mb();
		asked = true;
	}
	if (list_empty(&tx->queue) && tx->hdr->pending_send_sz)
		tx_ask_room(tx, 0);
	return result;
}

/* Transactions that ended while the lock was held. */
static void tx_over(struct list_head *over)
{
	struct vmbkmcl_tx_entry *entry, *next;

	list_for_each_entry_safe(entry, next, over, node) {
		list_del(&entry->node);
		if (entry->completion)
			vmbkmcl_incoming_retire(entry_incoming(entry));
		else
			vmbkmcl_packet_complete(entry_packet(entry),
						entry_packet(entry)->status,
						NULL, 0);
	}
}

void vmbkmcl_tx_drain(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	enum tx_result result = TX_WRITTEN;
	bool signal = false;
	unsigned long flags;
	LIST_HEAD(over);

	spin_lock_irqsave(&tx->lock, flags);
	if (tx->up) {
		result = tx_write_queue(channel, &over);
		signal = tx_publish(channel);
	}
	tx_unlock_signal(channel, signal, flags);

	tx_over(&over);
	if (unlikely(result == TX_BROKEN))
		vmbkmcl_state_broken(channel);
}

/* A queued packet must not depend on its sender's memory. */
static void packet_keep(struct vmbkmcl_packet *packet)
{
	struct vmbkmcl_tx_entry *entry = &packet->entry;

	/* A synchronous sender waits, so its memory stays. */
	if (packet->origin == VMBKMCL_SYNC)
		return;
	if (entry->payload_size) {
		memcpy(packet->data, entry->payload, entry->payload_size);
		entry->payload = packet->data;
	}
	if (entry->external.pfns) {
		PFN_NUMBER *pfns = (PFN_NUMBER *)packet->data +
				   packet->data_size / sizeof(*pfns);

		memcpy(pfns, entry->external.pfns,
		       entry->external.pfn_count * sizeof(*pfns));
		entry->external.pfns = pfns;
	}
}

static int tx_check(const struct vmbkmcl_tx *tx,
		    const struct vmbkmcl_tx_entry *entry)
{
	if (unlikely(!tx->accepting || tx->going_down))
		return tx->going_down ? -ENODEV : -ENOTCONN;
	/* A client chooses its server's ring: it may never hold this. */
	if (unlikely(tx->size && entry->size >= tx->size))
		return -EOVERFLOW;
	return 0;
}

/*
 * The routine of a packet that was sent at once runs here, as at DISPATCH. A
 * routine may send the next packet, whose routine runs inside it, and so on:
 * from some depth on a tasklet takes over.
 */
static void tx_complete_now(struct vmbkmcl_packet *packet)
{
	struct vmbkmcl_channel *channel = packet->channel;
	struct vmbkmcl_tx *tx = &channel->tx;
	unsigned long flags;

	vmbkmcl_compat_preempt_disable();
	/* A synchronous sender is woken, which does not nest. */
	if (__this_cpu_inc_return(tx_depth) <= TX_DEPTH_MAX ||
	    packet->origin == VMBKMCL_SYNC) {
		vmbkmcl_packet_complete(packet, STATUS_SUCCESS, NULL, 0);
	} else {
		spin_lock_irqsave(&tx->lock, flags);
		list_add_tail(&packet->free_node, &tx->done);
		spin_unlock_irqrestore(&tx->lock, flags);
		tasklet_schedule(&tx->done_tasklet);
	}
	__this_cpu_dec(tx_depth);
	vmbkmcl_compat_preempt_enable();
}

static void tx_done(struct tasklet_struct *tasklet)
{
	struct vmbkmcl_tx *tx = container_of(tasklet, struct vmbkmcl_tx,
					     done_tasklet);
	struct vmbkmcl_packet *packet, *next;
	LIST_HEAD(done);

	spin_lock_irq(&tx->lock);
	list_splice_init(&tx->done, &done);
	spin_unlock_irq(&tx->lock);

	list_for_each_entry_safe(packet, next, &done, free_node) {
		list_del(&packet->free_node);
		vmbkmcl_packet_complete(packet, STATUS_SUCCESS, NULL, 0);
	}
}

int vmbkmcl_tx_send(struct vmbkmcl_packet *packet, enum vmbkmcl_tx_mode mode)
{
	struct vmbkmcl_channel *channel = packet->channel;
	struct vmbkmcl_tx_entry *entry = &packet->entry;
	bool wait = entry->flags & VMBUS_PACKET_COMPLETION_REQUESTED;
	struct vmbkmcl_tx *tx = &channel->tx;
	enum tx_result result = TX_FULL;
	bool signal = false;
	unsigned long flags;
	LIST_HEAD(over);
	int error;

	spin_lock_irqsave(&tx->lock, flags);
	error = tx_check(tx, entry);
	if (unlikely(error))
		goto unlock;

	entry->id = wait ? tx->next_id++ : 0;
	if (likely(tx->up && !tx->queued))
		result = tx_write(channel, entry);

	if (likely(result == TX_WRITTEN)) {
		if (wait)
			inflight_add(tx, packet);
		else
			atomic_set(&packet->state, VMBKMCL_PACKET_COMPLETING);
		tx_unlock_signal(channel, tx_publish(channel), flags);
		if (!wait)
			tx_complete_now(packet);
		return 0;
	}

	if (mode == VMBKMCL_TX_TRY) {
		error = -EOVERFLOW;
		goto unlock;
	}

	packet_keep(packet);
	atomic_set(&packet->state, VMBKMCL_PACKET_QUEUED);
	list_add_tail(&entry->node, &tx->queue);
	WRITE_ONCE(tx->queued, tx->queued + 1);
	channel->counters[VMBKMCL_TX_QUEUED]++;
	trace_vmbkmcl_queue_full(channel->id, entry->size, tx->queued);
	/* The first in the queue asks for room, and may find it made meanwhile. */
	if (tx->up && tx->queued == 1 && result != TX_BROKEN) {
		result = tx_write_queue(channel, &over);
		signal = tx_publish(channel);
	}
unlock:
	tx_unlock_signal(channel, signal, flags);

	tx_over(&over);
	if (unlikely(result == TX_BROKEN))
		vmbkmcl_state_broken(channel);
	return error;
}

/* The answer queues: it moves into memory of the packet it answers. */
static void answer_keep(struct vmbkmcl_tx_entry *entry)
{
	struct vmbkmcl_incoming *in = entry_incoming(entry);

	/* The owner may well answer with the bytes it was sent. */
	if (entry->payload_size)
		memmove(in->buffer, entry->payload, entry->payload_size);
	entry->payload = in->buffer;
}

/* The client's ring can never hold it; its request is answered all the same. */
static void answer_empty(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_tx_entry *entry)
{
	vmbkmcl_misuse(channel,
		       "a completion of %u bytes exceeds the ring: sent empty",
		       entry->payload_size);
	entry->payload_size = 0;
	entry->size = sizeof(struct vmbus_packet) + VMBUS_TRAILER_SIZE;
}

void vmbkmcl_tx_answer(struct vmbkmcl_channel *channel,
		       struct vmbkmcl_tx_entry *entry)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	enum tx_result result = TX_FULL;
	bool signal = false;
	unsigned long flags;
	LIST_HEAD(over);

	spin_lock_irqsave(&tx->lock, flags);
	if (unlikely(!tx->up)) {
		/* The channel is closed; the peer has forgotten the request. */
		list_add_tail(&entry->node, &over);
		goto unlock;
	}
	if (unlikely(entry->size >= tx->size))
		answer_empty(channel, entry);
	if (likely(!tx->queued))
		result = tx_write(channel, entry);
	if (likely(result == TX_WRITTEN)) {
		list_add_tail(&entry->node, &over);
		signal = !tx->batching && tx_publish(channel);
		goto unlock;
	}
	answer_keep(entry);
	list_add_tail(&entry->node, &tx->queue);
	WRITE_ONCE(tx->queued, tx->queued + 1);
	channel->counters[VMBKMCL_TX_QUEUED]++;
	trace_vmbkmcl_queue_full(channel->id, entry->size, tx->queued);
	if (tx->queued == 1 && result != TX_BROKEN) {
		/* The peer makes room only for what it sees, so publish first. */
		signal = tx_publish(channel);
		result = tx_write_queue(channel, &over);
		signal |= tx_publish(channel);
	}
unlock:
	tx_unlock_signal(channel, signal, flags);

	tx_over(&over);
	if (unlikely(result == TX_BROKEN))
		vmbkmcl_state_broken(channel);
}

void vmbkmcl_tx_batch_end(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	unsigned long flags;

	/* Only the owner of rx sets it, and that is our caller. */
	if (!tx->batching)
		return;
	spin_lock_irqsave(&tx->lock, flags);
	tx->batching = false;
	tx_unlock_signal(channel, tx->up && tx_publish(channel), flags);
}

struct vmbkmcl_packet *vmbkmcl_tx_claim(struct vmbkmcl_channel *channel, u64 id)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_packet *packet;
	unsigned long flags;

	spin_lock_irqsave(&tx->lock, flags);
	hlist_for_each_entry(packet, &tx->inflight[id & tx->inflight_mask],
			     hash) {
		if (packet->entry.id != id)
			continue;
		inflight_del(tx, packet);
		channel->counters[VMBKMCL_COMPLETED]++;
		goto unlock;
	}
	packet = NULL;
	channel->counters[VMBKMCL_DROP_UNKNOWN_ID]++;
unlock:
	spin_unlock_irqrestore(&tx->lock, flags);
	return packet;
}

bool vmbkmcl_tx_withdraw(struct vmbkmcl_packet *packet)
{
	struct vmbkmcl_channel *channel = packet->channel;
	struct vmbkmcl_tx *tx = &channel->tx;
	bool withdrawn = true;
	unsigned long flags;

	spin_lock_irqsave(&tx->lock, flags);
	switch (atomic_read(&packet->state)) {
	case VMBKMCL_PACKET_QUEUED:
		queue_del(tx, &packet->entry);
		atomic_set(&packet->state, VMBKMCL_PACKET_COMPLETING);
		break;
	case VMBKMCL_PACKET_IN_FLIGHT:
		inflight_del(tx, packet);
		break;
	default:
		withdrawn = false;
	}
	if (withdrawn)
		channel->counters[VMBKMCL_CANCELLED]++;
	spin_unlock_irqrestore(&tx->lock, flags);
	return withdrawn;
}

bool vmbkmcl_tx_fits(struct vmbkmcl_channel *channel, u32 size)
{
	u32 ring = READ_ONCE(channel->tx.size);

	if (!ring)
		ring = (channel->config.tx_pages - 1) * VMBUS_PAGE_SIZE;
	return size < ring && size <= VMBUS_PACKET_MAX + VMBUS_TRAILER_SIZE;
}

static void inflight_move(struct vmbkmcl_tx *tx, struct hlist_head *to, u32 mask)
{
	struct vmbkmcl_packet *packet;
	struct hlist_node *next;
	u32 i;

	for (i = 0; i <= tx->inflight_mask; i++) {
		hlist_for_each_entry_safe(packet, next, &tx->inflight[i], hash) {
			hlist_del(&packet->hash);
			hlist_add_head(&packet->hash,
				       &to[packet->entry.id & mask]);
		}
	}
}

void vmbkmcl_tx_expect(struct vmbkmcl_channel *channel, u32 packets)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct hlist_head *buckets;
	unsigned long flags;
	u32 count;

	if (likely(packets <= READ_ONCE(tx->inflight_mask) + 1) ||
	    packets > TX_BUCKETS_MAX)
		return;
	count = roundup_pow_of_two(packets);
	/* Failing costs only speed. */
	buckets = kcalloc(count, sizeof(*buckets), GFP_ATOMIC | __GFP_NOWARN);
	if (!buckets)
		return;

	spin_lock_irqsave(&tx->lock, flags);
	if (count > tx->inflight_mask + 1) {
		inflight_move(tx, buckets, count - 1);
		swap(tx->inflight, buckets);
		WRITE_ONCE(tx->inflight_mask, count - 1);
	}
	spin_unlock_irqrestore(&tx->lock, flags);
	kfree(buckets);
}

int vmbkmcl_tx_init(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_init(&tx->lock);
	INIT_LIST_HEAD(&tx->queue);
	INIT_LIST_HEAD(&tx->done);
	tasklet_setup(&tx->done_tasklet, tx_done);
	tx->next_id = 1;
	tx->inflight_mask = TX_BUCKETS_MIN - 1;
	tx->inflight = kcalloc(TX_BUCKETS_MIN, sizeof(*tx->inflight),
			       GFP_KERNEL);
	return tx->inflight ? 0 : -ENOMEM;
}

void vmbkmcl_tx_destroy(struct vmbkmcl_channel *channel)
{
	tasklet_kill(&channel->tx.done_tasklet);
	kfree(channel->tx.inflight);
}

void vmbkmcl_tx_accept(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	tx->accepting = true;
	tx->going_down = false;
	spin_unlock_irq(&tx->lock);
}

void vmbkmcl_tx_open(struct vmbkmcl_channel *channel,
		     const struct vmbkmcl_rings *rings)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	tx->hdr = rings->tx;
	tx->data = rings->tx_data;
	WRITE_ONCE(tx->size, rings->tx_size);
	/* New rings start empty, whatever a peer has written there meanwhile. */
	tx->write = 0;
	tx->published = 0;
	spin_unlock_irq(&tx->lock);
}

void vmbkmcl_tx_start(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_tx_entry *entry, *next;
	LIST_HEAD(over);

	spin_lock_irq(&tx->lock);
	tx->up = true;
	/* The ring's size is known only now: a server's client chose it. */
	list_for_each_entry_safe(entry, next, &tx->queue, node) {
		if (entry->size < tx->size)
			continue;
		queue_del(tx, entry);
		entry_packet(entry)->status = STATUS_BUFFER_OVERFLOW;
		atomic_set(&entry_packet(entry)->state,
			   VMBKMCL_PACKET_COMPLETING);
		list_add_tail(&entry->node, &over);
	}
	spin_unlock_irq(&tx->lock);

	tx_over(&over);
	vmbkmcl_tx_drain(channel);
}

void vmbkmcl_tx_close(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	tx->up = false;
	tx->going_down = true;
	tx->hdr = NULL;
	tx->data = NULL;
	WRITE_ONCE(tx->size, 0);
	spin_unlock_irq(&tx->lock);
	/* Whoever saw it up may still be signalling: see tx_unlock_signal(). */
	synchronize_rcu_expedited();
}

/* Take out of queue and hash every packet that @which says. */
static void tx_collect(struct vmbkmcl_channel *channel,
		       bool (*which)(const struct vmbkmcl_tx_entry *entry),
		       NTSTATUS status, struct list_head *over)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_tx_entry *entry, *next_entry;
	struct vmbkmcl_packet *packet;
	struct hlist_node *next;
	u32 i;

	lockdep_assert_held(&tx->lock);

	for (i = 0; tx->inflight_count && i <= tx->inflight_mask; i++) {
		hlist_for_each_entry_safe(packet, next, &tx->inflight[i], hash) {
			if (!which(&packet->entry))
				continue;
			inflight_del(tx, packet);
			packet->status = status;
			channel->counters[VMBKMCL_ABORTED]++;
			list_add_tail(&packet->entry.node, over);
		}
	}
	list_for_each_entry_safe(entry, next_entry, &tx->queue, node) {
		if (!which(entry))
			continue;
		queue_del(tx, entry);
		if (!entry->completion) {
			packet = entry_packet(entry);
			packet->status = status;
			atomic_set(&packet->state, VMBKMCL_PACKET_COMPLETING);
			channel->counters[VMBKMCL_ABORTED]++;
		}
		list_add_tail(&entry->node, over);
	}
}

static bool is_any(const struct vmbkmcl_tx_entry *entry)
{
	return true;
}

/* A waiter may be let go early unless the peer may still write its memory. */
static bool is_plain_sync(const struct vmbkmcl_tx_entry *entry)
{
	return !entry->completion && !entry->external.ranges &&
	       container_of(entry, struct vmbkmcl_packet, entry)->origin ==
		       VMBKMCL_SYNC;
}

void vmbkmcl_tx_abort(struct vmbkmcl_channel *channel, NTSTATUS status)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	LIST_HEAD(over);

	spin_lock_irq(&tx->lock);
	tx_collect(channel, is_any, status, &over);
	/* It has gone down: from now on it is just not enabled. */
	tx->accepting = false;
	tx->going_down = false;
	spin_unlock_irq(&tx->lock);
	/* Routines run at DISPATCH, wherever they are called from. */
	local_bh_disable();
	tx_over(&over);
	local_bh_enable();
}

void vmbkmcl_tx_going_down(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	unsigned long flags;
	LIST_HEAD(over);

	spin_lock_irqsave(&tx->lock, flags);
	tx->going_down = tx->accepting;
	tx_collect(channel, is_plain_sync, STATUS_DEVICE_REMOVED, &over);
	spin_unlock_irqrestore(&tx->lock, flags);
	tx_over(&over);
}
