// SPDX-License-Identifier: GPL-2.0-only
/*
 * save.c - SaveBegin, SaveContinue, SaveEnd: write the state of a server.
 */
#include "../core/handle.h"
#include "../core/incoming.h"
#include "../core/packet.h"
#include "../core/save.h"
#include "../core/server.h"
#include "../core/state.h"
#include "../nt/nt.h"
#include "save_format.h"

static struct vmbkmcl_channel *server_get(VMBCHANNEL handle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(handle);

	return channel && channel->is_server ? channel : NULL;
}

NTSTATUS VmbChannelSaveBegin(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = server_get(Channel);
	bool start, was_active;
	int error;

	might_sleep();
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!vmbkmcl_may_wait(channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;
	was_active = READ_ONCE(channel->want_active);
	vmbkmcl_state_pause(channel);

	mutex_lock(&channel->server->save_mutex);
	error = vmbkmcl_save_freeze(channel, was_active);
	start = error && was_active && !channel->server->saved;
	mutex_unlock(&channel->server->save_mutex);
	if (start)
		vmbkmcl_state_start(channel);
	if (error == -EINVAL)
		return STATUS_INVALID_DEVICE_STATE;
	return vmbkmcl_errno_to_status(error);
}
VMBKMCL_EXPORT(VmbChannelSaveBegin);

/**
 * struct save_out - the owner's buffer
 * @to: where the next record goes
 * @room: bytes left there
 * @needed: bytes of a record that did not fit
 */
struct save_out {
	u8 *to;
	u32 room;
	u32 needed;
};

/* Room for a record of @size bytes, zeroed, or NULL. */
static void *out_record(struct save_out *out, enum save_type type, u32 size)
{
	struct save_record *record = (void *)out->to;

	size = roundup(size, SAVE_ALIGN);
	if (size > out->room) {
		out->needed = size;
		return NULL;
	}
	memset(record, 0, size);
	record->type = type;
	record->size = size;
	return record;
}

static void out_done(struct save_out *out)
{
	u32 size = ((struct save_record *)out->to)->size;

	out->to += size;
	out->room -= size;
}

static NTSTATUS save_header(struct vmbkmcl_saved *saved, struct save_out *out)
{
	struct save_header *header = out_record(out, SAVE_HEADER,
						sizeof(*header));

	if (!header)
		return STATUS_BUFFER_TOO_SMALL;
	header->magic = SAVE_MAGIC;
	header->version = SAVE_VERSION;
	header->packets = saved->count + !!saved->head;
	header->link = saved->link;
	header->next_id = saved->tx.next_id;
	header->tx_write = saved->tx.write;
	header->rx_read = saved->rx_read;
	out_done(out);
	return STATUS_SUCCESS;
}

static NTSTATUS save_answer(const struct vmbkmcl_tx_entry *entry,
			    struct save_out *out)
{
	struct save_answer *answer = out_record(out, SAVE_ANSWER,
						sizeof(*answer) +
						entry->packet.payload_size);

	if (!answer)
		return STATUS_BUFFER_TOO_SMALL;
	answer->id = entry->packet.id;
	answer->payload_size = entry->packet.payload_size;
	if (answer->payload_size)
		memcpy(answer->payload, entry->packet.payload,
		       answer->payload_size);
	out_done(out);
	return STATUS_SUCCESS;
}

static NTSTATUS save_incoming(const struct vmbkmcl_incoming *in,
			      struct save_out *out)
{
	u32 offset = (u8 *)in->payload - in->buffer;
	u32 size = offset + in->payload_size;
	struct save_incoming *record = out_record(out, SAVE_INCOMING,
						  sizeof(*record) + size);

	if (!record)
		return STATUS_BUFFER_TOO_SMALL;
	record->id = in->id;
	record->wants_completion = in->wants_completion;
	record->range_count = in->has_external ? in->ranges.count : 0;
	record->payload_offset = offset;
	record->payload_size = in->payload_size;
	memcpy(record->buffer, in->buffer, size);
	out_done(out);
	return STATUS_SUCCESS;
}

/*
 * The owner's part behind ours. The owner is asked for the size alone when
 * not even our part fits.
 */
static NTSTATUS save_owner_part(struct vmbkmcl_channel *channel,
				struct vmbkmcl_packet *packet, u32 ours,
				struct save_out *out, u32 *size)
{
	u32 room = out->room > ours ? out->room - ours : 0;
	u32 bytes = 0;
	NTSTATUS status;

	*size = 0;
	if (!channel->config.save_packet)
		return STATUS_SUCCESS;
	status = channel->config.save_packet(vmbkmcl_channel_handle(channel),
					     vmbkmcl_packet_handle(packet),
					     room ? out->to + ours : NULL, room,
					     &bytes);
	/* A record has to stay countable. */
	if (bytes > INT_MAX - ours)
		return STATUS_INVALID_BUFFER_SIZE;
	if (bytes > room && (!status || status == STATUS_BUFFER_TOO_SMALL)) {
		out->needed = roundup(ours + bytes, SAVE_ALIGN);
		return STATUS_BUFFER_TOO_SMALL;
	}
	if (status == STATUS_BUFFER_TOO_SMALL)
		status = STATUS_INTERNAL_ERROR;
	*size = bytes;
	return status;
}

static NTSTATUS save_packet(struct vmbkmcl_channel *channel,
			    struct vmbkmcl_packet *packet, struct save_out *out)
{
	const struct vmbkmcl_ring_packet *sent = &packet->entry.packet;
	bool in_flight = packet->entry.place == VMBKMCL_ENTRY_IN_FLIGHT;
	u32 payload_size = in_flight ? 0 : sent->payload_size;
	struct save_packet *record = (void *)out->to;
	u32 ours = sizeof(*record) + roundup(payload_size, SAVE_ALIGN);
	u32 theirs, size;
	NTSTATUS status;

	status = save_owner_part(channel, packet, ours, out, &theirs);
	if (status)
		return status;
	size = roundup(ours + theirs, SAVE_ALIGN);
	if (size > out->room) {
		out->needed = size;
		return STATUS_BUFFER_TOO_SMALL;
	}
	/* Our part only: the owner's stands behind it already. */
	memset(record, 0, ours);
	memset(out->to + ours + theirs, 0, size - ours - theirs);
	record->record.type = SAVE_PACKET;
	record->record.size = size;
	record->id = sent->id;
	record->in_flight = in_flight;
	record->flags = sent->flags;
	record->payload_size = payload_size;
	record->owner_size = theirs;
	if (payload_size)
		memcpy(record->payload, sent->payload, payload_size);
	out_done(out);
	return STATUS_SUCCESS;
}

/* Save the next thing; STATUS_PENDING while there is more. */
static NTSTATUS save_next(struct vmbkmcl_channel *channel,
			  struct vmbkmcl_saved *saved, struct save_out *out)
{
	struct vmbkmcl_tx_entry *entry;
	NTSTATUS status;

	if (!saved->began) {
		status = save_header(saved, out);
		saved->began = !status;
	} else if (saved->next < saved->count) {
		entry = saved->entries[saved->next];
		status = entry->packet.type == VMBUS_PACKET_COMPLETION ?
			 save_answer(entry, out) :
			 save_packet(channel, vmbkmcl_packet_of(entry), out);
		if (!status)
			saved->next++;
	} else if (saved->head && !saved->head_saved) {
		status = save_incoming(saved->head, out);
		saved->head_saved = !status;
	} else {
		if (!out_record(out, SAVE_END, sizeof(struct save_record)))
			return STATUS_BUFFER_TOO_SMALL;
		out_done(out);
		saved->complete = true;
		return STATUS_SUCCESS;
	}
	return status ?: STATUS_PENDING;
}

static NTSTATUS save_chunk(struct vmbkmcl_channel *channel,
			   struct save_out *out, u32 size)
{
	struct vmbkmcl_saved *saved = channel->server->saved;
	NTSTATUS status;

	lockdep_assert_held(&channel->server->save_mutex);
	if (!saved || saved->void_ || saved->complete)
		return STATUS_INVALID_DEVICE_STATE;
	do {
		status = save_next(channel, saved, out);
	} while (status == STATUS_PENDING);
	if (status == STATUS_BUFFER_TOO_SMALL && out->room < size)
		return STATUS_BUFFER_OVERFLOW;
	return status;
}

NTSTATUS VmbChannelSaveContinue(VMBCHANNEL Channel, PVOID SaveBuffer,
				ULONG SaveBufferSize, PULONG BytesFilled,
				PULONG BytesRequired)
{
	struct vmbkmcl_channel *channel = server_get(Channel);
	struct save_out out = { .to = SaveBuffer, .room = SaveBufferSize };
	NTSTATUS status;

	might_sleep();
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!SaveBuffer)
		return STATUS_INVALID_PARAMETER_2;
	if (!BytesFilled)
		return STATUS_INVALID_PARAMETER_4;
	if (!BytesRequired)
		return STATUS_INVALID_PARAMETER_5;

	mutex_lock(&channel->server->save_mutex);
	status = save_chunk(channel, &out, SaveBufferSize);
	mutex_unlock(&channel->server->save_mutex);
	*BytesFilled = SaveBufferSize - out.room;
	*BytesRequired = out.needed;
	return status;
}
VMBKMCL_EXPORT(VmbChannelSaveContinue);

VOID VmbChannelSaveEnd(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = server_get(Channel);
	struct vmbkmcl_saved *saved;
	bool start;

	might_sleep();
	if (!channel)
		return;
	mutex_lock(&channel->server->save_mutex);
	saved = channel->server->saved;
	if (!saved || saved->ended) {
		mutex_unlock(&channel->server->save_mutex);
		vmbkmcl_misuse(channel, "%s without VmbChannelSaveBegin",
			       __func__);
		return;
	}
	start = vmbkmcl_save_finish(channel);
	mutex_unlock(&channel->server->save_mutex);
	if (start)
		vmbkmcl_state_start(channel);
}
VMBKMCL_EXPORT(VmbChannelSaveEnd);
