// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx_plain.c - the usual packet, from its sender's memory straight into the ring.
 *
 * Where nothing is queued before it, the ring has room, and it has no external data or
 * one MDL of it, no entry has to be filled in and no list is needed. All other sends go
 * by tx.c.
 */
#include "packet.h"
#include "tx_end.h"
#include "tx_write.h"

/* @packet has its sizes. Under tx.lock. */
static __always_inline bool plain_write(struct vmbkmcl_channel *channel,
					const struct vmbkmcl_ring_packet *packet,
					const MDL *mdl)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	void *ranges = vmbkmcl_ring_ranges(&tx->ring);

	lockdep_assert_held(&tx->lock);

	if (unlikely(vmbkmcl_ring_write(&tx->ring, packet) != VMBKMCL_RING_WRITTEN))
		return false;
	if (mdl)
		vmbkmcl_external_write_mdl(mdl, ranges);
	tx_written(channel, packet->id, packet->size, packet->payload_size,
		   packet->type == VMBUS_PACKET_COMPLETION);
	return true;
}

/*
 * True: it is in the ring, and in flight if it asks for a completion. @dispatch: see
 * tx_unlock_signal_here().
 */
static __always_inline bool plain_send(struct vmbkmcl_channel *channel,
				       struct vmbkmcl_tx_entry *entry,
				       struct vmbkmcl_ring_packet *packet,
				       const MDL *mdl, bool dispatch)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	bool wait = packet->flags;
	unsigned long flags;

	packet->size = vmbkmcl_ring_packet_size(packet);
	if (mdl && unlikely(packet->size > VMBUS_PACKET_MAX + VMBUS_TRAILER_SIZE))
		return false;
	spin_lock_irqsave(&tx->lock, flags);
	packet->id = wait ? tx->next_id : 0;
	if (unlikely(!tx_is_plain(tx) || (mdl && tx->maps)) ||
	    !plain_write(channel, packet, mdl)) {
		spin_unlock_irqrestore(&tx->lock, flags);
		return false;
	}
	if (wait) {
		tx->next_id++;
		entry->packet.id = packet->id;
		inflight_add(tx, entry);
	}
	tx_unlock_signal_here(channel, tx_publish_later(channel), flags, dispatch);
	return true;
}

/* It requests no completion, and has ended. */
static __always_inline void plain_end(struct vmbkmcl_packet *packet)
{
	struct vmbkmcl_nesting nesting;

	packet->entry.packet.id = 0;
	if (likely(vmbkmcl_nesting_enter(&nesting)))
		vmbkmcl_packet_end(packet, 0, NULL, 0);
	else
		vmbkmcl_end_put_off(&packet->channel->tx.ends, &packet->entry);
	vmbkmcl_nesting_leave(&nesting);
}

/* It goes the ordinary way, from the start. */
static NTSTATUS plain_refused(struct vmbkmcl_packet *packet, void *payload, u32 size,
			      MDL *mdl, vmbkmcl_send_fn otherwise)
{
	/* Another thread may send it, as soon as it sees that. */
	atomic_set_release(&packet->state, VMBKMCL_PACKET_IDLE);
	return otherwise(packet, payload, size, mdl);
}

NTSTATUS vmbkmcl_tx_send_plain(struct vmbkmcl_packet *packet, void *payload, u32 size,
			       vmbkmcl_send_fn otherwise)
{
	struct vmbkmcl_ring_packet ring_packet = {
		.type = VMBUS_PACKET_IN_BAND,
		.payload = payload,
		.payload_size = size,
	};
	/* From before the unlock until the routine returns: see vmbkmcl_tx_close(). */
	bool dispatch = vmbkmcl_dispatch_begin();

	if (unlikely(!plain_send(packet->channel, &packet->entry, &ring_packet, NULL,
				 dispatch))) {
		vmbkmcl_dispatch_end(dispatch);
		return plain_refused(packet, payload, size, NULL, otherwise);
	}
	plain_end(packet);
	vmbkmcl_dispatch_end(dispatch);
	return STATUS_SUCCESS;
}

static __always_inline bool ask_plain(struct vmbkmcl_channel *channel,
				      struct vmbkmcl_tx_entry *entry,
				      const void *payload, u32 size)
{
	struct vmbkmcl_ring_packet ring_packet = {
		.type = VMBUS_PACKET_IN_BAND,
		.flags = VMBUS_PACKET_COMPLETION_REQUESTED,
		.payload = payload,
		.payload_size = size,
	};

	return likely(plain_send(channel, entry, &ring_packet, NULL, false));
}

bool vmbkmcl_tx_ask_entry(struct vmbkmcl_channel *channel,
			  struct vmbkmcl_tx_entry *entry, const void *payload, u32 size)
{
	return ask_plain(channel, entry, payload, size);
}

NTSTATUS vmbkmcl_tx_ask_plain(struct vmbkmcl_packet *packet, void *payload, u32 size,
			      vmbkmcl_send_fn otherwise)
{
	if (ask_plain(packet->channel, &packet->entry, payload, size))
		return STATUS_SUCCESS;
	return plain_refused(packet, payload, size, NULL, otherwise);
}

NTSTATUS vmbkmcl_tx_ask_mdl(struct vmbkmcl_packet *packet, void *payload, u32 size,
			    MDL *mdl, vmbkmcl_send_fn otherwise)
{
	struct vmbkmcl_ring_packet ring_packet = {
		.type = VMBUS_PACKET_GPA_DIRECT,
		.flags = VMBUS_PACKET_COMPLETION_REQUESTED,
		.ranges_size = vmbkmcl_external_mdl_size(mdl),
		.payload = payload,
		.payload_size = size,
	};

	if (likely(plain_send(packet->channel, &packet->entry, &ring_packet, mdl, false)))
		return STATUS_SUCCESS;
	return plain_refused(packet, payload, size, mdl, otherwise);
}

/* Most completions of a row: more would keep the lock for long. */
#define CLAIM_ROW	16

/* The lower half of a completion's first word: nothing before its payload. */
#define HEAD_COMPLETION	((u32)vmbus_head(VMBUS_PACKET_COMPLETION, \
					 sizeof(struct vmbus_packet) / 8, 0, 0))

struct llist_node *vmbkmcl_tx_claim_row(struct vmbkmcl_channel *channel,
					const u8 **at, const u8 *end)
{
	const u32 most = channel->rx.scratch_size;
	struct llist_node *first = NULL, **last = &first;
	struct vmbkmcl_tx *tx = &channel->tx;
	const u8 *next = *at;
	unsigned long flags;
	u32 count = 0;

	spin_lock_irqsave(&tx->lock, flags);
	while (next < end && count < CLAIM_ROW) {
		const u64 *there = (const u64 *)next;
		/* Once: the peer may change it at any time. */
		u64 head = READ_ONCE(there[0]);
		u32 size = vmbus_head_size(head) - sizeof(struct vmbus_packet);
		struct vmbkmcl_tx_entry *entry;

		/* Less than a descriptor makes a very large size. */
		if ((u32)head != HEAD_COMPLETION || size > most)
			break;
		next += sizeof(struct vmbus_packet) + size + VMBUS_TRAILER_SIZE;
		if (next > end)
			break;
		entry = inflight_take(tx, READ_ONCE(there[1]));
		if (!entry)
			break;
		entry->packet.payload = there + 2;
		entry->packet.payload_size = size;
		*last = &entry->put_off;
		last = &entry->put_off.next;
		*at = next;
		count++;
	}
	channel->counters[VMBKMCL_TX_COMPLETED] += count;
	spin_unlock_irqrestore(&tx->lock, flags);
	*last = NULL;
	return first;
}

bool vmbkmcl_tx_completion_plain(struct vmbkmcl_channel *channel, u64 id,
				 const void *payload, u32 size)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_ring_packet packet = {
		.type = VMBUS_PACKET_COMPLETION,
		.id = id,
		.payload = payload,
		.payload_size = size,
	};
	unsigned long flags;

	packet.size = vmbkmcl_ring_packet_size(&packet);
	spin_lock_irqsave(&tx->lock, flags);
	if (unlikely(!tx_is_up(tx) || tx->queued) ||
	    !plain_write(channel, &packet, NULL)) {
		spin_unlock_irqrestore(&tx->lock, flags);
		return false;
	}
	tx_unlock_signal(channel, tx_publish_later(channel), flags);
	return true;
}
