// SPDX-License-Identifier: GPL-2.0-only
/*
 * restore.c - RestoreFromBuffer, PacketRestore: read the state of a server.
 */
#include "../core/handle.h"
#include "../core/incoming.h"
#include "../core/packet.h"
#include "../core/save.h"
#include "../core/server.h"
#include "../core/state.h"
#include "save_format.h"

NTSTATUS VmbPacketRestore(VMBPACKET Packet, PVOID LibraryBuffer,
			  ULONG LibraryBufferSize)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);
	const struct save_packet *record = LibraryBuffer;
	struct vmbkmcl_channel *channel;
	struct vmbkmcl_ring_packet *sent;

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
			   VMBKMCL_PACKET_SENT) != VMBKMCL_PACKET_IDLE)
		return STATUS_INVALID_PARAMETER_1;

	channel->server->record_used = true;
	sent = &packet->entry.packet;
	memset(sent, 0, sizeof(*sent));
	sent->type = VMBUS_PACKET_IN_BAND;
	sent->flags = record->flags;
	sent->id = record->id;
	sent->pipe = channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE;
	sent->payload = packet->data;
	sent->payload_size = record->payload_size;
	sent->size = vmbkmcl_ring_packet_size(sent);
	memcpy(packet->data, record->payload, record->payload_size);
	packet->entry.external = NULL;
	vmbkmcl_tx_put_back(channel, &packet->entry, record->in_flight);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbPacketRestore);

/* No callback: a packet with the default completion routine. */
static NTSTATUS restore_packet_plain(struct vmbkmcl_channel *channel,
				     void *ours, u32 size)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_alloc(channel);
	NTSTATUS status;

	if (!packet)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = VmbPacketRestore(vmbkmcl_packet_handle(packet), ours, size);
	if (status)
		vmbkmcl_packet_free(packet);
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

	if (record->payload_size > record->record.size - sizeof(*record))
		return STATUS_INVALID_PARAMETER_2;
	in = vmbkmcl_incoming_find(channel, record->payload_size, GFP_KERNEL);
	if (!in)
		return STATUS_INSUFFICIENT_RESOURCES;
	in->id = record->id;
	atomic_set(&in->flags, VMBKMCL_IN_DONE);
	memcpy(in->buffer, record->payload, record->payload_size);

	vmbkmcl_completion_init(in, in->buffer, record->payload_size);
	vmbkmcl_tx_put_back(channel, &in->answer, false);
	return STATUS_SUCCESS;
}

static NTSTATUS restore_incoming(struct vmbkmcl_channel *channel,
				 const struct save_incoming *record)
{
	u32 left = record->record.size - sizeof(*record);
	struct vmbkmcl_incoming *in;

	if (channel->rx.head || record->payload_offset > left ||
	    record->payload_size > left - record->payload_offset)
		return STATUS_INVALID_PARAMETER_2;
	in = vmbkmcl_incoming_find(channel, left, GFP_KERNEL);
	if (!in)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(in->buffer, record->buffer, left);
	/* Checked in our copy: the caller's may change. */
	if (record->range_count &&
	    !vmbkmcl_ranges_parse(in->buffer, record->payload_offset,
				  &in->ranges)) {
		vmbkmcl_incoming_recycle(in);
		return STATUS_INVALID_PARAMETER_2;
	}
	in->id = record->id;
	in->wants_completion = record->wants_completion;
	in->has_external = record->range_count;
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
	vmbkmcl_tx_skip_ids(channel, header->next_id);
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

NTSTATUS VmbChannelRestoreFromBuffer(VMBCHANNEL Channel, PVOID SaveBuffer,
				     ULONG SaveBufferSize)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	NTSTATUS status;

	might_sleep();
	if (!channel || !channel->is_server || !vmbkmcl_state_is_disabled(channel))
		return STATUS_INVALID_PARAMETER_1;
	if (!SaveBuffer || !IS_ALIGNED((unsigned long)SaveBuffer, SAVE_ALIGN))
		return STATUS_INVALID_PARAMETER_2;

	mutex_lock(&channel->server->save_mutex);
	status = restore_chunk(channel, SaveBuffer, SaveBufferSize);
	mutex_unlock(&channel->server->save_mutex);
	if (status && status != STATUS_MORE_PROCESSING_REQUIRED &&
	    status != STATUS_INVALID_DEVICE_STATE)
		vmbkmcl_restore_drop(channel, -ECANCELED);
	return status;
}
VMBKMCL_EXPORT(VmbChannelRestoreFromBuffer);
