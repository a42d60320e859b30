// SPDX-License-Identifier: GPL-2.0-only
/*
 * save.c - saving a server: SaveBegin, SaveContinue, SaveEnd.
 *
 * DOC: saving and the life of the channel
 *
 * SaveBegin pauses the server and freezes its sending: from here on the set of
 * packets on their way does not change, unless the client closes. SaveContinue
 * walks it. After a save that came to its end SaveEnd leaves the server
 * frozen, for only one of two may go on from there:
 *
 *  - the restored one: this one is disabled; its client stays connected and
 *    waits for the restored one. What had been saved is completed here with
 *    STATUS_DEVICE_REMOVED, as with every Disable, and once more over there.
 *  - this one, by VmbChannelStart: the saved state is void.
 *
 * A save that was broken off leaves the server as it was.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "../compat/compat.h"
#include "incoming.h"
#include "../loopback/loopback.h"
#include "save.h"
#include "server.h"

/**
 * struct vmbkmcl_saved - a save under way; server.save_mutex
 * @entries: the server's packets and answers, in the order they are saved
 * @count: how many
 * @next: the next to be saved
 * @link: the client's link, or 0
 * @next_id: of the server's next request
 * @tx_write: where it writes next
 * @rx_read: where it reads next
 * @head: packet of the client's to be presented again, or NULL
 * @head_saved: that is done
 * @began: the header is written
 * @complete: the end is written
 * @ended: SaveEnd was called after that
 * @void_: the channel closed or went on: the state is of no use any more
 * @was_active: the owner had it started
 * @was_up: the ring was written to
 */
struct vmbkmcl_saved {
	struct vmbkmcl_tx_entry **entries;
	u32 count;
	u32 next;
	u64 link;
	u64 next_id;
	u32 tx_write;
	u32 rx_read;
	struct vmbkmcl_incoming *head;
	bool head_saved;
	bool began;
	bool complete;
	bool ended;
	bool void_;
	bool was_active;
	bool was_up;
};

static struct vmbkmcl_packet *entry_packet(struct vmbkmcl_tx_entry *entry)
{
	return container_of(entry, struct vmbkmcl_packet, entry);
}

/* Somebody waits for a synchronous request, which no new channel can serve. */
static bool entry_is_saved(struct vmbkmcl_tx_entry *entry)
{
	return entry->completion || entry_packet(entry)->origin != VMBKMCL_SYNC;
}

static int entry_compare(const void *a, const void *b)
{
	const struct vmbkmcl_tx_entry *x = *(struct vmbkmcl_tx_entry *const *)a;
	const struct vmbkmcl_tx_entry *y = *(struct vmbkmcl_tx_entry *const *)b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* No sending, and none accepted. Returns how many packets are on their way. */
static u32 tx_freeze(struct vmbkmcl_tx *tx, struct vmbkmcl_saved *saved)
{
	u32 count;

	spin_lock_irq(&tx->lock);
	saved->was_up = tx->up;
	tx->up = false;
	tx->accepting = false;
	saved->next_id = tx->next_id;
	saved->tx_write = tx->write;
	count = tx->queued + tx->inflight_count;
	spin_unlock_irq(&tx->lock);
	return count;
}

static void tx_thaw(struct vmbkmcl_channel *channel,
		    const struct vmbkmcl_saved *saved)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	spin_lock_irq(&tx->lock);
	/* Closed meanwhile: whoever opens it again says what is up then. */
	if (tx->hdr || !saved->was_up) {
		tx->up = saved->was_up;
		tx->accepting = !tx->going_down;
	}
	spin_unlock_irq(&tx->lock);
	vmbkmcl_tx_drain(channel);
}

static void saved_collect(struct vmbkmcl_tx *tx, struct vmbkmcl_saved *saved)
{
	struct vmbkmcl_tx_entry *entry;
	struct vmbkmcl_packet *packet;
	u32 i;

	spin_lock_irq(&tx->lock);
	for (i = 0; i <= tx->inflight_mask; i++) {
		hlist_for_each_entry(packet, &tx->inflight[i], hash) {
			if (entry_is_saved(&packet->entry))
				saved->entries[saved->count++] = &packet->entry;
		}
	}
	sort(saved->entries, saved->count, sizeof(saved->entries[0]),
	     entry_compare, NULL);
	list_for_each_entry(entry, &tx->queue, node) {
		if (entry_is_saved(entry))
			saved->entries[saved->count++] = entry;
	}
	spin_unlock_irq(&tx->lock);
}

static void saved_free(struct vmbkmcl_saved *saved)
{
	if (!saved)
		return;
	kvfree(saved->entries);
	kfree(saved);
}

/* The worker takes save_mutex before it closes, so a paused channel stays. */
static NTSTATUS saved_make(struct vmbkmcl_channel *channel, bool was_active)
{
	enum vmbkmcl_state state = READ_ONCE(channel->state);
	struct vmbkmcl_saved *saved;
	u32 most;

	lockdep_assert_held(&channel->server->save_mutex);
	if (channel->server->saved ||
	    (state != VMBKMCL_PAUSED && state != VMBKMCL_WAITING))
		return STATUS_INVALID_DEVICE_STATE;
	saved = kzalloc(sizeof(*saved), GFP_KERNEL);
	if (!saved)
		return STATUS_INSUFFICIENT_RESOURCES;
	saved->was_active = was_active;
	most = tx_freeze(&channel->tx, saved);
	saved->entries = kvcalloc(most + 1, sizeof(*saved->entries), GFP_KERNEL);
	if (!saved->entries) {
		tx_thaw(channel, saved);
		saved_free(saved);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	saved_collect(&channel->tx, saved);
	if (state == VMBKMCL_PAUSED) {
		saved->rx_read = channel->rx.read;
		saved->head = channel->rx.head;
		saved->link = vmbkmcl_loopback_park(channel->offer, false);
	}
	channel->server->saved = saved;
	return STATUS_SUCCESS;
}

static struct vmbkmcl_channel *server_get(VMBCHANNEL handle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(handle);

	return channel && channel->is_server ? channel : NULL;
}

NTSTATUS VmbChannelSaveBegin(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = server_get(Channel);
	bool was_active;
	NTSTATUS status;

	might_sleep();
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!vmbkmcl_may_wait(channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;
	was_active = READ_ONCE(channel->want_active);
	VmbChannelPause(Channel);

	mutex_lock(&channel->server->save_mutex);
	status = saved_make(channel, was_active);
	mutex_unlock(&channel->server->save_mutex);
	if (status && was_active && !channel->server->saved)
		VmbChannelStart(Channel);
	return status;
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
	header->next_id = saved->next_id;
	header->tx_write = saved->tx_write;
	header->rx_read = saved->rx_read;
	out_done(out);
	return STATUS_SUCCESS;
}

static NTSTATUS save_answer(const struct vmbkmcl_tx_entry *entry,
			    struct save_out *out)
{
	struct save_answer *answer = out_record(out, SAVE_ANSWER,
						sizeof(*answer) +
						entry->payload_size);

	if (!answer)
		return STATUS_BUFFER_TOO_SMALL;
	answer->id = entry->id;
	answer->payload_size = entry->payload_size;
	if (entry->payload_size)
		memcpy(answer->payload, entry->payload, entry->payload_size);
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
	record->range_count = in->has_external ? in->range_count : 0;
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
	bool in_flight = atomic_read(&packet->state) == VMBKMCL_PACKET_IN_FLIGHT;
	u32 payload_size = in_flight ? 0 : packet->entry.payload_size;
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
	record->id = packet->entry.id;
	record->in_flight = in_flight;
	record->flags = packet->entry.flags;
	record->payload_size = payload_size;
	record->owner_size = theirs;
	if (payload_size)
		memcpy(record->payload, packet->entry.payload, payload_size);
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
		status = entry->completion ?
			 save_answer(entry, out) :
			 save_packet(channel, entry_packet(entry), out);
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
	bool start = false;

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
	if (saved->complete && !saved->void_) {
		saved->ended = true;
		if (saved->link)
			vmbkmcl_loopback_park(channel->offer, true);
	} else {
		if (!saved->void_)
			tx_thaw(channel, saved);
		start = saved->was_active;
		channel->server->saved = NULL;
		saved_free(saved);
	}
	mutex_unlock(&channel->server->save_mutex);
	if (start)
		VmbChannelStart(Channel);
}
VMBKMCL_EXPORT(VmbChannelSaveEnd);

/* The packets go away. A finished save has its state elsewhere. */
void vmbkmcl_save_closing(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;

	mutex_lock(&server->save_mutex);
	if (server->saved && server->saved->ended) {
		saved_free(server->saved);
		server->saved = NULL;
	} else if (server->saved) {
		server->saved->void_ = true;
	}
	mutex_unlock(&server->save_mutex);
}

void vmbkmcl_save_resume(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;
	struct vmbkmcl_saved *saved;

	mutex_lock(&server->save_mutex);
	saved = server->saved;
	if (saved && !saved->void_) {
		if (saved->link && READ_ONCE(channel->state) == VMBKMCL_PAUSED)
			vmbkmcl_loopback_park(channel->offer, false);
		tx_thaw(channel, saved);
		saved->void_ = true;
	}
	if (saved && saved->ended) {
		saved_free(saved);
		server->saved = NULL;
	}
	mutex_unlock(&server->save_mutex);
}

void vmbkmcl_save_free(struct vmbkmcl_channel *channel)
{
	saved_free(channel->server->saved);
	channel->server->saved = NULL;
}
