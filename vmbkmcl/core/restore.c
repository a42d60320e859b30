// SPDX-License-Identifier: GPL-2.0-only
/*
 * restore.c - a server made from the saved state of another.
 *
 * Packets are put where they were, queue or hash, while the channel is
 * disabled. Enabled, it takes its client over if that still waits; otherwise
 * it is offered anew: then what was queued goes to the next client, and what
 * the former one had is completed with STATUS_DEVICE_REMOVED.
 */
#include <linux/slab.h>

#include "../compat/compat.h"
#include "incoming.h"
#include "../loopback/loopback.h"
#include "save.h"
#include "server.h"

u64 vmbkmcl_server_restored_link(const struct vmbkmcl_channel *channel)
{
	return channel->server->restored_link;
}

/* Put a packet where it was when it was saved. */
static void tx_put_back(struct vmbkmcl_tx *tx, struct vmbkmcl_tx_entry *entry)
{
	spin_lock_irq(&tx->lock);
	list_add_tail(&entry->node, &tx->queue);
	WRITE_ONCE(tx->queued, tx->queued + 1);
	spin_unlock_irq(&tx->lock);
}

static void inflight_put_back(struct vmbkmcl_tx *tx,
			      struct vmbkmcl_packet *packet)
{
	spin_lock_irq(&tx->lock);
	hlist_add_head(&packet->hash,
		       &tx->inflight[packet->entry.id & tx->inflight_mask]);
	tx->inflight_count++;
	atomic_set(&packet->state, VMBKMCL_PACKET_IN_FLIGHT);
	spin_unlock_irq(&tx->lock);
}

static u32 wire_size(const struct vmbkmcl_tx_entry *entry)
{
	return sizeof(struct vmbus_packet) + VMBUS_TRAILER_SIZE +
	       (entry->pipe ? sizeof(struct vmbus_pipe_header) : 0) +
	       roundup(entry->payload_size, 8);
}

NTSTATUS VmbPacketRestore(VMBPACKET Packet, PVOID LibraryBuffer,
			  ULONG LibraryBufferSize)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);
	const struct save_packet *record = LibraryBuffer;
	struct vmbkmcl_channel *channel;
	struct vmbkmcl_tx_entry *entry;

	might_sleep();
	if (!packet)
		return STATUS_INVALID_PARAMETER_1;
	channel = packet->channel;
	if (!record || !channel->server || record != channel->server->record ||
	    channel->server->record_used)
		return STATUS_INVALID_PARAMETER_2;
	if (LibraryBufferSize != sizeof(*record) +
				 roundup(record->payload_size, SAVE_ALIGN))
		return STATUS_INVALID_PARAMETER_3;
	if (record->payload_size > packet->data_size)
		return STATUS_INVALID_BUFFER_SIZE;
	if (atomic_cmpxchg(&packet->state, VMBKMCL_PACKET_IDLE,
			   VMBKMCL_PACKET_QUEUED) != VMBKMCL_PACKET_IDLE)
		return STATUS_INVALID_PARAMETER_1;

	channel->server->record_used = true;
	entry = &packet->entry;
	memset(entry, 0, sizeof(*entry));
	entry->type = VMBUS_PACKET_IN_BAND;
	entry->flags = record->flags;
	entry->id = record->id;
	entry->pipe = channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE;
	entry->payload = packet->data;
	entry->payload_size = record->payload_size;
	entry->size = wire_size(entry);
	memcpy(packet->data, record->payload, record->payload_size);
	if (record->in_flight)
		inflight_put_back(&channel->tx, packet);
	else
		tx_put_back(&channel->tx, entry);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbPacketRestore);

/* No callback: a packet with the default completion routine. */
static NTSTATUS restore_packet_plain(struct vmbkmcl_channel *channel,
				     void *ours, u32 size)
{
	VMBPACKET packet = VmbPacketAllocate(vmbkmcl_channel_handle(channel));
	NTSTATUS status;

	if (!packet)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = VmbPacketRestore(packet, ours, size);
	if (status)
		VmbPacketFree(packet);
	return status;
}

static NTSTATUS restore_packet(struct vmbkmcl_channel *channel,
			       struct save_packet *record)
{
	u32 payload = roundup((u64)record->payload_size, SAVE_ALIGN);
	u32 left = record->record.size - sizeof(*record);
	u32 ours = sizeof(*record) + payload;
	NTSTATUS status;

	if (record->payload_size > left || payload > left ||
	    record->owner_size > left - payload ||
	    record->flags & ~VMBUS_PACKET_COMPLETION_REQUESTED ||
	    (record->in_flight && !record->flags))
		return STATUS_INVALID_PARAMETER_2;

	channel->server->record = record;
	channel->server->record_used = false;
	if (channel->config.restore_packet)
		status = channel->config.restore_packet(vmbkmcl_channel_handle(channel),
							record, ours,
							(u8 *)record + ours,
							record->owner_size);
	else
		status = restore_packet_plain(channel, record, ours);
	channel->server->record = NULL;
	/* An owner that makes no packet of it would lose it silently. */
	if (!status && !channel->server->record_used)
		status = STATUS_UNSUCCESSFUL;
	return status;
}

static NTSTATUS restore_answer(struct vmbkmcl_channel *channel,
			       const struct save_answer *record)
{
	struct vmbkmcl_incoming *in;
	struct vmbkmcl_tx_entry *entry;

	if (record->payload_size > record->record.size - sizeof(*record))
		return STATUS_INVALID_PARAMETER_2;
	in = vmbkmcl_incoming_find(channel, record->payload_size, GFP_KERNEL);
	if (!in)
		return STATUS_INSUFFICIENT_RESOURCES;
	in->id = record->id;
	atomic_set(&in->flags, VMBKMCL_IN_DONE);
	memcpy(in->buffer, record->payload, record->payload_size);

	entry = &in->answer;
	memset(entry, 0, sizeof(*entry));
	entry->type = VMBUS_PACKET_COMPLETION;
	entry->completion = true;
	entry->id = record->id;
	entry->payload = in->buffer;
	entry->payload_size = record->payload_size;
	entry->size = wire_size(entry);
	tx_put_back(&channel->tx, entry);
	return STATUS_SUCCESS;
}

static NTSTATUS restore_incoming(struct vmbkmcl_channel *channel,
				 const struct save_incoming *record)
{
	u32 left = record->record.size - sizeof(*record);
	const u32 ranges_at = sizeof(struct vmbus_gpa_direct);
	struct vmbkmcl_incoming *in;
	int ranges = 0;

	if (channel->rx.head || record->payload_offset > left ||
	    record->payload_size > left - record->payload_offset)
		return STATUS_INVALID_PARAMETER_2;
	if (record->range_count) {
		if (record->payload_offset < ranges_at)
			return STATUS_INVALID_PARAMETER_2;
		ranges = vmbkmcl_ranges_check(record->buffer + ranges_at,
					      record->payload_offset - ranges_at,
					      record->range_count);
		if (ranges < 0)
			return STATUS_INVALID_PARAMETER_2;
	}
	in = vmbkmcl_incoming_find(channel, left, GFP_KERNEL);
	if (!in)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(in->buffer, record->buffer, left);
	in->id = record->id;
	in->wants_completion = record->wants_completion;
	in->has_external = record->range_count;
	in->ranges = in->buffer + ranges_at;
	in->ranges_size = ranges;
	in->range_count = record->range_count;
	in->payload = in->buffer + record->payload_offset;
	in->payload_size = record->payload_size;
	if (in->context)
		memset(in->context, 0, channel->config.client_context);
	atomic_set(&in->flags, 0);
	channel->rx.head = in;
	return STATUS_SUCCESS;
}

static NTSTATUS restore_header(struct vmbkmcl_channel *channel,
			       const struct save_header *header)
{
	struct vmbkmcl_server *server = channel->server;

	if (header->record.size < sizeof(*header) ||
	    header->magic != SAVE_MAGIC || !header->next_id)
		return STATUS_INVALID_PARAMETER_2;
	if (header->version != SAVE_VERSION)
		return STATUS_REVISION_MISMATCH;
	server->restored = true;
	server->restoring = true;
	server->restored_link = header->link;
	server->restored_tx = header->tx_write;
	server->restored_rx = header->rx_read;
	channel->tx.next_id = max(channel->tx.next_id, header->next_id);
	/* Ids are to be found quickly, however many come back. */
	vmbkmcl_tx_expect(channel, min(header->packets, 1u << 16));
	return STATUS_SUCCESS;
}

static NTSTATUS restore_record(struct vmbkmcl_channel *channel,
			       struct save_record *record)
{
	static const u32 least[] = {
		[SAVE_HEADER]	= sizeof(struct save_header),
		[SAVE_PACKET]	= sizeof(struct save_packet),
		[SAVE_ANSWER]	= sizeof(struct save_answer),
		[SAVE_INCOMING]	= sizeof(struct save_incoming),
		[SAVE_END]	= sizeof(struct save_record),
	};

	if (record->type >= ARRAY_SIZE(least) || !least[record->type] ||
	    record->size < least[record->type] ||
	    (record->type == SAVE_HEADER) == channel->server->restoring)
		return STATUS_INVALID_PARAMETER_2;

	switch (record->type) {
	case SAVE_HEADER:
		return restore_header(channel, (void *)record);
	case SAVE_PACKET:
		return restore_packet(channel, (void *)record);
	case SAVE_ANSWER:
		return restore_answer(channel, (void *)record);
	case SAVE_INCOMING:
		return restore_incoming(channel, (void *)record);
	default:
		channel->server->restoring = false;
		return STATUS_SUCCESS;
	}
}

static NTSTATUS restore_chunk(struct vmbkmcl_channel *channel, u8 *from,
			      u32 left)
{
	struct vmbkmcl_server *server = channel->server;
	struct save_record *record;
	NTSTATUS status;

	/* One state to a channel. */
	if (server->restored && !server->restoring)
		return STATUS_INVALID_DEVICE_STATE;
	do {
		record = (struct save_record *)from;
		if (left < sizeof(*record) || record->size > left ||
		    record->size < sizeof(*record) ||
		    record->size % SAVE_ALIGN)
			return STATUS_INVALID_PARAMETER_2;
		status = restore_record(channel, record);
		if (status)
			return status;
		from += record->size;
		left -= record->size;
	} while (left && server->restoring);
	if (left)
		return STATUS_INVALID_PARAMETER_2;
	return server->restoring ? STATUS_MORE_PROCESSING_REQUIRED :
				   STATUS_SUCCESS;
}

static bool is_disabled(struct vmbkmcl_channel *channel)
{
	bool disabled;

	spin_lock_irq(&channel->lock);
	disabled = channel->state == VMBKMCL_DISABLED && !channel->want_enabled;
	spin_unlock_irq(&channel->lock);
	return disabled;
}

NTSTATUS VmbChannelRestoreFromBuffer(VMBCHANNEL Channel, PVOID SaveBuffer,
				     ULONG SaveBufferSize)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	NTSTATUS status;

	might_sleep();
	if (!channel || !channel->is_server || !is_disabled(channel))
		return STATUS_INVALID_PARAMETER_1;
	if (!SaveBuffer || !IS_ALIGNED((unsigned long)SaveBuffer, SAVE_ALIGN))
		return STATUS_INVALID_PARAMETER_2;

	mutex_lock(&channel->server->save_mutex);
	status = restore_chunk(channel, SaveBuffer, SaveBufferSize);
	mutex_unlock(&channel->server->save_mutex);
	if (status && status != STATUS_MORE_PROCESSING_REQUIRED &&
	    status != STATUS_INVALID_DEVICE_STATE)
		vmbkmcl_restore_drop(channel, STATUS_CANCELLED);
	return status;
}
VMBKMCL_EXPORT(VmbChannelRestoreFromBuffer);

static void head_drop(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_incoming *in = channel->rx.head;

	if (!in)
		return;
	channel->rx.head = NULL;
	vmbkmcl_external_release(in);
	vmbkmcl_incoming_recycle(in);
}

void vmbkmcl_restore_drop(struct vmbkmcl_channel *channel, NTSTATUS status)
{
	struct vmbkmcl_server *server = channel->server;

	if (!server->restored)
		return;
	server->restored = false;
	server->restoring = false;
	server->restored_link = 0;
	vmbkmcl_tx_abort(channel, status);
	head_drop(channel);
}

/* Out of hash and queue: what only the former client could have made use of. */
static void former_take(struct vmbkmcl_tx *tx, struct list_head *packets,
			struct list_head *answers)
{
	struct vmbkmcl_tx_entry *entry, *next_entry;
	struct vmbkmcl_packet *packet;
	struct hlist_node *next;
	u32 i;

	spin_lock_irq(&tx->lock);
	for (i = 0; i <= tx->inflight_mask; i++) {
		hlist_for_each_entry_safe(packet, next, &tx->inflight[i], hash) {
			hlist_del(&packet->hash);
			tx->inflight_count--;
			atomic_set(&packet->state, VMBKMCL_PACKET_COMPLETING);
			list_add_tail(&packet->entry.node, packets);
		}
	}
	list_for_each_entry_safe(entry, next_entry, &tx->queue, node) {
		if (!entry->completion)
			continue;
		list_move_tail(&entry->node, answers);
		WRITE_ONCE(tx->queued, tx->queued - 1);
	}
	spin_unlock_irq(&tx->lock);
}

static void former_drop(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx_entry *entry, *next;
	LIST_HEAD(packets);
	LIST_HEAD(answers);

	former_take(&channel->tx, &packets, &answers);
	list_for_each_entry_safe(entry, next, &answers, node) {
		list_del(&entry->node);
		vmbkmcl_incoming_recycle(container_of(entry,
						      struct vmbkmcl_incoming,
						      answer));
	}
	head_drop(channel);
	/* Routines run at DISPATCH, wherever they are called from. */
	local_bh_disable();
	list_for_each_entry_safe(entry, next, &packets, node) {
		list_del(&entry->node);
		vmbkmcl_packet_complete(container_of(entry,
						     struct vmbkmcl_packet,
						     entry),
					STATUS_DEVICE_REMOVED, NULL, 0);
	}
	local_bh_enable();
}

/* Go on in the rings of the saved server, if they are those. */
static bool rings_resume(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;
	struct vmbkmcl_rx *rx = &channel->rx;
	struct vmbkmcl_tx *tx = &channel->tx;

	if (!server->restored_link ||
	    !vmbkmcl_loopback_attached(channel->offer) ||
	    server->restored_tx >= tx->size || server->restored_tx % 8 ||
	    server->restored_rx >= rx->size || server->restored_rx % 8)
		return false;
	spin_lock_irq(&tx->lock);
	tx->write = server->restored_tx;
	tx->published = server->restored_tx;
	spin_unlock_irq(&tx->lock);
	rx->read = server->restored_rx;
	rx->published = server->restored_rx;
	/* It was put off to process context, and that still holds. */
	rx->passive = rx->head;
	return true;
}

void vmbkmcl_restore_opened(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;

	if (!server->restored)
		return;
	if (!rings_resume(channel))
		former_drop(channel);
	server->restored = false;
	server->restored_link = 0;
}
