// SPDX-License-Identifier: GPL-2.0-only
/*
 * restore.c - VmbChannelRestoreFromBuffer, VmbPacketRestore: read the state of a server.
 *
 * The state may have been changed in any way. Each record is copied before it is looked
 * at, and compared with what was kept of the save (core/save.h) before it is used.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "../core/handle.h"
#include "../core/incoming.h"
#include "../core/packet.h"
#include "../core/save.h"
#include "../core/server.h"
#include "../core/state.h"

/* The packet that EvtChannelRestorePacket is called for. */
static const struct vmbkmcl_saved_item *
restored_item(const struct vmbkmcl_server *server)
{
	return &server->check.items[server->check.next - 1];
}

static void packet_fill(struct vmbkmcl_packet *packet,
			const struct vmbkmcl_saved_item *item,
			const void *payload)
{
	struct vmbkmcl_channel *channel = packet->channel;
	struct vmbkmcl_ring_packet *sent = &packet->entry.packet;

	memset(sent, 0, sizeof(*sent));
	sent->type = VMBUS_PACKET_IN_BAND;
	sent->flags = item->id ? VMBUS_PACKET_COMPLETION_REQUESTED : 0;
	sent->id = item->id;
	sent->pipe = channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE;
	sent->payload = packet->entry.room;
	sent->payload_size = item->payload_size;
	sent->size = vmbkmcl_ring_packet_size(sent);
	memcpy(packet->entry.room, payload, item->payload_size);
	packet->entry.external = NULL;
	packet->entry.queued = false;
}

NTSTATUS VmbPacketRestore(VMBPACKET Packet, PVOID LibraryBuffer,
			  ULONG LibraryBufferSize)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);
	const struct vmbkmcl_saved_item *item;
	struct vmbkmcl_server *server;

	/* There is no default for memory of the owner's, which no free list may get. */
	if (!packet || (packet->caller_owned && !packet->routine))
		return STATUS_INVALID_PARAMETER_1;
	if (!vmbkmcl_at_passive(packet->channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;
	server = packet->channel->server;
	if (!LibraryBuffer || !server ||
	    READ_ONCE(server->callback_task) != current ||
	    LibraryBuffer != server->library)
		return STATUS_INVALID_PARAMETER_2;
	if (LibraryBufferSize != server->library_size)
		return STATUS_INVALID_PARAMETER_3;
	item = restored_item(server);
	if (item->payload_size > packet->data_size)
		return STATUS_INVALID_BUFFER_SIZE;
	if (atomic_cmpxchg(&packet->state, VMBKMCL_PACKET_IDLE,
			   VMBKMCL_PACKET_SENT) != VMBKMCL_PACKET_IDLE)
		return STATUS_INVALID_PARAMETER_1;

	packet_fill(packet, item,
		    server->library + sizeof(struct vmbkmcl_saved_packet));
	server->library = NULL;
	vmbkmcl_tx_put_back(packet->channel, &packet->entry,
			    item->type == VMBKMCL_SAVED_IN_FLIGHT);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbPacketRestore);

/* Without a callback of the owner's: a packet without a completion routine. */
static NTSTATUS restore_packet_plain(struct vmbkmcl_channel *channel,
				     void *library, u32 size)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_alloc(channel);
	NTSTATUS status;

	if (!packet)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = VmbPacketRestore(vmbkmcl_packet_handle(packet), library, size);
	if (status)
		vmbkmcl_packet_free(packet);
	return status;
}

static NTSTATUS restore_packet(struct vmbkmcl_channel *channel,
			       const struct vmbkmcl_saved_view *view)
{
	struct vmbkmcl_server *server = channel->server;
	void *owner = view->owner_size ? (void *)view->owner : NULL;
	NTSTATUS status;
	bool used;

	server->library = server->record;
	server->library_size = view->library_size;
	WRITE_ONCE(server->callback_task, current);
	if (channel->config.restore_packet)
		status = channel->config.restore_packet(vmbkmcl_channel_handle(channel),
							server->record,
							view->library_size, owner,
							view->owner_size);
	else
		status = restore_packet_plain(channel, server->record,
					      view->library_size);
	WRITE_ONCE(server->callback_task, NULL);
	used = !server->library;
	server->library = NULL;
	/* EvtChannelRestorePacket has succeeded, but not called VmbPacketRestore(). */
	if (NT_SUCCESS(status) && !used)
		return STATUS_UNSUCCESSFUL;
	/* Our caller would take this status for a request for the next chunk. */
	return status == STATUS_MORE_PROCESSING_REQUIRED ?
		       STATUS_INTERNAL_ERROR : status;
}

static NTSTATUS restore_answer(struct vmbkmcl_channel *channel,
			       const struct vmbkmcl_saved_view *view)
{
	const struct vmbkmcl_saved_item *item = &view->item;
	struct vmbkmcl_incoming *in;

	in = vmbkmcl_incoming_find(channel, item->payload_size, GFP_KERNEL);
	if (!in)
		return STATUS_INSUFFICIENT_RESOURCES;
	in->id = item->id;
	atomic_set(&in->flags, VMBKMCL_IN_DONE);
	memcpy(in->buffer, view->payload, item->payload_size);

	vmbkmcl_completion_init(in, in->buffer, item->payload_size);
	in->answer.queued = true;
	vmbkmcl_rx_unsent(channel, in->capacity);
	vmbkmcl_tx_put_back(channel, &in->answer, false);
	return STATUS_SUCCESS;
}

/* The packet of the client's that was to be presented again. */
static NTSTATUS restore_head(struct vmbkmcl_channel *channel)
{
	const struct vmbkmcl_save *save = channel->server->restored;
	struct vmbkmcl_incoming *in;

	if (!save->head)
		return STATUS_SUCCESS;
	in = vmbkmcl_incoming_find(channel, save->head_size, GFP_KERNEL);
	if (!in)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(in->buffer, save->head, save->head_size);
	/* They were checked before; this finds them in the new copy. */
	if (save->head_has_external &&
	    !vmbkmcl_ranges_parse(in->buffer, save->head_payload, &in->ranges)) {
		vmbkmcl_incoming_recycle(in);
		return STATUS_INTERNAL_ERROR;
	}
	in->id = save->head_id;
	in->wants_completion = save->head_wants_completion;
	in->has_external = save->head_has_external;
	in->payload = in->buffer + save->head_payload;
	in->payload_size = save->head_size - save->head_payload;
	if (in->context)
		memset(in->context, 0, channel->config.client_context);
	atomic_set(&in->flags, 0);
	channel->rx.head = in;
	return STATUS_SUCCESS;
}

static NTSTATUS restore_header(struct vmbkmcl_channel *channel,
			       const struct vmbkmcl_saved_view *view)
{
	struct vmbkmcl_server *server = channel->server;
	struct vmbkmcl_save *save;

	if (view->type != VMBKMCL_SAVED_HEADER)
		return STATUS_INVALID_PARAMETER_2;
	if (view->version != VMBKMCL_SAVED_VERSION)
		return STATUS_REVISION_MISMATCH;
	save = vmbkmcl_save_find(view->save);
	if (!save)
		return STATUS_NOT_FOUND;
	server->restored = save;
	vmbkmcl_saved_check_begin(&server->check, save->items, save->count);
	vmbkmcl_tx_skip_ids(channel, save->next_id);
	/* Make the hash large enough for all packets of the state. */
	vmbkmcl_tx_expect(channel, min(save->count,
				       VMBKMCL_INFLIGHT_BUCKETS_MAX));
	return STATUS_SUCCESS;
}

static NTSTATUS restore_record(struct vmbkmcl_channel *channel, u32 size)
{
	struct vmbkmcl_server *server = channel->server;
	struct vmbkmcl_saved_view view;

	if (!vmbkmcl_saved_parse(server->record, size, &view))
		return STATUS_INVALID_PARAMETER_2;
	if (!server->restored)
		return restore_header(channel, &view);
	if (!vmbkmcl_saved_check_next(&server->check, &view))
		return STATUS_INVALID_PARAMETER_2;

	switch (view.type) {
	case VMBKMCL_SAVED_ANSWER:
		return restore_answer(channel, &view);
	case VMBKMCL_SAVED_END:
		return restore_head(channel);
	default:
		return restore_packet(channel, &view);
	}
}

/* Copy the record that begins at @from into server->record. @size: its bytes. */
static NTSTATUS copy_record(struct vmbkmcl_server *server, const void *from,
			    u32 left, u32 *size)
{
	*size = vmbkmcl_saved_next(from, left);
	if (!*size)
		return STATUS_INVALID_PARAMETER_2;
	if (*size > server->record_room) {
		kvfree(server->record);
		server->record = kvmalloc(*size, GFP_KERNEL);
		server->record_room = server->record ? *size : 0;
		if (!server->record)
			return STATUS_INSUFFICIENT_RESOURCES;
	}
	memcpy(server->record, from, *size);
	return STATUS_SUCCESS;
}

static bool restore_ended(const struct vmbkmcl_server *server)
{
	return server->restored && server->check.ended;
}

static NTSTATUS restore_chunk(struct vmbkmcl_channel *channel, const u8 *from,
			      u32 left)
{
	struct vmbkmcl_server *server = channel->server;
	NTSTATUS status;
	u32 size;

	do {
		status = copy_record(server, from, left, &size);
		if (!status)
			status = restore_record(channel, size);
		if (!NT_SUCCESS(status))
			return status;
		from += size;
		left -= size;
	} while (left && !restore_ended(server));
	if (left)
		return STATUS_INVALID_PARAMETER_2;
	return restore_ended(server) ? STATUS_SUCCESS :
				       STATUS_MORE_PROCESSING_REQUIRED;
}

/* Until restore_end() no other thread can enable or restore the channel. */
static NTSTATUS restore_begin(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;
	NTSTATUS status = STATUS_SUCCESS;

	mutex_lock(&channel->config_mutex);
	if (!vmbkmcl_state_is_disabled(channel))
		status = STATUS_INVALID_PARAMETER_1;
	/* A channel is restored from one state only. */
	else if (server->restoring || restore_ended(server))
		status = STATUS_INVALID_DEVICE_STATE;
	else
		server->restoring = true;
	mutex_unlock(&channel->config_mutex);
	return status;
}

static void restore_end(struct vmbkmcl_channel *channel)
{
	mutex_lock(&channel->config_mutex);
	channel->server->restoring = false;
	mutex_unlock(&channel->config_mutex);
}

NTSTATUS VmbChannelRestoreFromBuffer(VMBCHANNEL Channel, PVOID SaveBuffer,
				     ULONG SaveBufferSize)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	NTSTATUS status;

	if (!channel || !channel->is_server)
		return STATUS_INVALID_PARAMETER_1;
	if (!SaveBuffer)
		return STATUS_INVALID_PARAMETER_2;
	if (!vmbkmcl_at_passive(channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;
	status = restore_begin(channel);
	if (status)
		return status;
	status = restore_chunk(channel, SaveBuffer, SaveBufferSize);
	if (status && status != STATUS_MORE_PROCESSING_REQUIRED)
		vmbkmcl_restore_drop(channel, -ECANCELED);
	restore_end(channel);
	return status;
}
VMBKMCL_EXPORT(VmbChannelRestoreFromBuffer);
