// SPDX-License-Identifier: GPL-2.0-only
/*
 * save.c - VmbChannelSaveBegin, -SaveContinue, -SaveEnd: write the state of a server.
 */
#include <linux/sched.h>

#include "../core/handle.h"
#include "../core/packet.h"
#include "../core/save.h"
#include "../core/server.h"
#include "../core/state.h"
#include "../nt/nt.h"

static struct vmbkmcl_channel *server_get(VMBCHANNEL handle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(handle);

	return channel && channel->is_server ? channel : NULL;
}

static int freeze(struct vmbkmcl_channel *channel, bool was_active)
{
	int error;

	mutex_lock(&channel->server->save_mutex);
	error = vmbkmcl_save_freeze(channel, was_active);
	if (error && error != -EAGAIN && was_active && !channel->server->saving)
		vmbkmcl_state_start(channel);
	mutex_unlock(&channel->server->save_mutex);
	return error;
}

NTSTATUS VmbChannelSaveBegin(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = server_get(Channel);
	bool was_active;
	int error;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!vmbkmcl_may_wait(channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;
	was_active = READ_ONCE(channel->want_active);
	do {
		vmbkmcl_state_pause(channel);
		error = freeze(channel, was_active);
	} while (error == -EAGAIN);
	if (error == -EINVAL)
		return STATUS_INVALID_DEVICE_STATE;
	return vmbkmcl_errno_to_status(error);
}
VMBKMCL_EXPORT(VmbChannelSaveBegin);

/**
 * struct save_out - the owner's buffer; on the caller's stack
 * @to: where the next record goes
 * @room: bytes left in the buffer
 * @needed: bytes of a record that did not fit
 */
struct save_out {
	u8 *to;
	u32 room;
	u32 needed;
};

/* Is there room for a record of @size bytes? */
static bool out_has_room(struct save_out *out, u32 size)
{
	if (size <= out->room)
		return true;
	out->needed = size;
	return false;
}

static void out_done(struct save_out *out, u32 size)
{
	out->to += size;
	out->room -= size;
}

static NTSTATUS save_header(const struct vmbkmcl_saving *saving,
			    struct save_out *out)
{
	const u32 size = sizeof(struct vmbkmcl_saved_header);

	if (!out_has_room(out, size))
		return STATUS_BUFFER_TOO_SMALL;
	vmbkmcl_saved_put_header(out->to, saving->save->number);
	out_done(out, size);
	return STATUS_SUCCESS;
}

static NTSTATUS save_end(struct save_out *out)
{
	const u32 size = sizeof(struct vmbkmcl_saved_record);

	if (!out_has_room(out, size))
		return STATUS_BUFFER_TOO_SMALL;
	vmbkmcl_saved_put_end(out->to);
	out_done(out, size);
	return STATUS_SUCCESS;
}

static NTSTATUS call_owner(struct vmbkmcl_channel *channel,
			   struct vmbkmcl_packet *packet, void *to, u32 size,
			   u32 *needed)
{
	NTSTATUS status;

	WRITE_ONCE(channel->server->callback_task, current);
	status = channel->config.save_packet(vmbkmcl_channel_handle(channel),
					     vmbkmcl_packet_handle(packet), to,
					     size, needed);
	WRITE_ONCE(channel->server->callback_task, NULL);
	return status;
}

/* Callers would take two of the statuses for a buffer that is too small. */
static NTSTATUS owner_failed(struct vmbkmcl_saving *saving, NTSTATUS status)
{
	saving->failed = true;
	return status == STATUS_BUFFER_TOO_SMALL ||
	       status == STATUS_BUFFER_OVERFLOW ? STATUS_INTERNAL_ERROR : status;
}

/* The first call, without a buffer: if it fails, the owner has something to save. */
static NTSTATUS ask_owner(struct vmbkmcl_channel *channel,
			  struct vmbkmcl_packet *packet)
{
	struct vmbkmcl_saving *saving = channel->server->saving;
	NTSTATUS status;
	u32 needed = 0;

	if (saving->asked || !packet || !channel->config.save_packet)
		return STATUS_SUCCESS;
	status = call_owner(channel, packet, NULL, 0, &needed);
	if (!NT_SUCCESS(status) && !needed)
		return owner_failed(saving, status);
	saving->owner_size = NT_SUCCESS(status) ? 0 : needed;
	saving->asked = true;
	return STATUS_SUCCESS;
}

/* The next packet, or the completion that @packet is NULL for. */
static NTSTATUS save_item(struct vmbkmcl_channel *channel,
			  struct vmbkmcl_packet *packet,
			  const struct vmbkmcl_tx_entry *entry,
			  struct save_out *out)
{
	struct vmbkmcl_saving *saving = channel->server->saving;
	const struct vmbkmcl_saved_item *item = &saving->save->items[saving->next];
	NTSTATUS status;
	void *owner;
	u32 size;

	status = ask_owner(channel, packet);
	if (status)
		return status;
	size = vmbkmcl_saved_size(item, saving->owner_size);
	if (!size)
		return owner_failed(saving, STATUS_INVALID_BUFFER_SIZE);
	if (!out_has_room(out, size))
		return STATUS_BUFFER_TOO_SMALL;
	owner = vmbkmcl_saved_put_item(out->to, item, entry->packet.payload,
				       saving->owner_size);
	if (saving->owner_size) {
		u32 needed = 0;

		/* There is no third call. */
		status = call_owner(channel, packet, owner, saving->owner_size,
				    &needed);
		if (!NT_SUCCESS(status))
			return owner_failed(saving, status);
	}
	out_done(out, size);
	return STATUS_SUCCESS;
}

static NTSTATUS save_next_item(struct vmbkmcl_channel *channel,
			       struct save_out *out)
{
	struct vmbkmcl_saving *saving = channel->server->saving;
	struct vmbkmcl_tx_entry *entry = saving->entries[saving->next];
	bool answer = saving->save->items[saving->next].type ==
		      VMBKMCL_SAVED_ANSWER;
	NTSTATUS status;

	status = save_item(channel, answer ? NULL : vmbkmcl_packet_of(entry),
			   entry, out);
	if (status)
		return status;
	saving->next++;
	saving->asked = false;
	saving->owner_size = 0;
	return STATUS_SUCCESS;
}

/* Write the next record. STATUS_PENDING while more follow. */
static NTSTATUS save_next(struct vmbkmcl_channel *channel, struct save_out *out)
{
	struct vmbkmcl_saving *saving = channel->server->saving;
	NTSTATUS status;

	if (!saving->began) {
		status = save_header(saving, out);
		saving->began = !status;
	} else if (saving->next < saving->save->count) {
		status = save_next_item(channel, out);
	} else {
		status = save_end(out);
		saving->complete = !status;
		return status;
	}
	return status ?: STATUS_PENDING;
}

static NTSTATUS save_chunk(struct vmbkmcl_channel *channel,
			   struct save_out *out, u32 size)
{
	struct vmbkmcl_saving *saving = channel->server->saving;
	NTSTATUS status;

	lockdep_assert_held(&channel->server->save_mutex);
	if (!saving || saving->failed || saving->complete)
		return STATUS_INVALID_DEVICE_STATE;
	do {
		status = save_next(channel, out);
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

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!SaveBuffer)
		return STATUS_INVALID_PARAMETER_2;
	if (!BytesFilled)
		return STATUS_INVALID_PARAMETER_4;
	if (!BytesRequired)
		return STATUS_INVALID_PARAMETER_5;
	if (!vmbkmcl_may_wait(channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;

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
	struct vmbkmcl_server *server;
	bool under_way;

	if (!channel || !vmbkmcl_may_wait(channel, __func__))
		return;
	server = channel->server;
	mutex_lock(&server->save_mutex);
	under_way = server->saving && !server->saving->ended;
	if (under_way && vmbkmcl_save_finish(channel))
		vmbkmcl_state_start(channel);
	mutex_unlock(&server->save_mutex);
	if (!under_way)
		vmbkmcl_misuse(channel, "%s without VmbChannelSaveBegin",
			       __func__);
}
VMBKMCL_EXPORT(VmbChannelSaveEnd);
