// SPDX-License-Identifier: GPL-2.0-only
/*
 * check.c - read a saved state, and compare it with what was saved.
 */
#include "check.h"

u32 vmbkmcl_saved_next(const void *bytes, u32 left)
{
	struct vmbkmcl_saved_record record;

	if (left < sizeof(record))
		return 0;
	memcpy(&record, bytes, sizeof(record));
	if (record.size < sizeof(record) || record.size > left ||
	    record.size > VMBKMCL_SAVED_MAX ||
	    record.size % VMBKMCL_SAVED_ALIGN)
		return 0;
	return record.size;
}

static bool is_zero(const u8 *bytes, const u8 *end)
{
	while (bytes < end) {
		if (*bytes++)
			return false;
	}
	return true;
}

static bool parse_header(const void *record, u32 size,
			 struct vmbkmcl_saved_view *view)
{
	struct vmbkmcl_saved_header header;

	if (size < sizeof(header))
		return false;
	memcpy(&header, record, sizeof(header));
	if (header.magic != VMBKMCL_SAVED_MAGIC)
		return false;
	view->version = header.version;
	if (header.version != VMBKMCL_SAVED_VERSION)
		return true;
	view->save = header.save;
	return size == sizeof(header) && !header.reserved;
}

/* May a record of this type have these sizes, and this id? */
static bool sizes_suit(const struct vmbkmcl_saved_packet *packet)
{
	switch (packet->record.type) {
	case VMBKMCL_SAVED_IN_FLIGHT:
		return packet->id && !packet->payload_size;
	case VMBKMCL_SAVED_ANSWER:
		return !packet->owner_size;
	default:
		return true;
	}
}

static bool parse_packet(const void *record, u32 size,
			 struct vmbkmcl_saved_view *view)
{
	struct vmbkmcl_saved_packet packet;
	const u8 *end = (const u8 *)record + size;

	if (size < sizeof(packet))
		return false;
	memcpy(&packet, record, sizeof(packet));
	view->item.type = packet.record.type;
	view->item.payload_size = packet.payload_size;
	view->item.id = packet.id;
	if (!sizes_suit(&packet) ||
	    vmbkmcl_saved_size(&view->item, packet.owner_size) != size)
		return false;

	view->library_size = vmbkmcl_saved_size(&view->item, 0);
	view->payload = (const u8 *)record + sizeof(packet);
	view->owner = (const u8 *)record + view->library_size;
	view->owner_size = packet.owner_size;
	return is_zero(view->payload + packet.payload_size, view->owner) &&
	       is_zero(view->owner + packet.owner_size, end);
}

bool vmbkmcl_saved_parse(const void *record, u32 size,
			 struct vmbkmcl_saved_view *view)
{
	struct vmbkmcl_saved_record start;

	memset(view, 0, sizeof(*view));
	memcpy(&start, record, sizeof(start));
	/* The state may have changed between vmbkmcl_saved_next() and the copy. */
	if (start.size != size)
		return false;
	view->type = start.type;
	switch (view->type) {
	case VMBKMCL_SAVED_HEADER:
		return parse_header(record, size, view);
	case VMBKMCL_SAVED_IN_FLIGHT:
	case VMBKMCL_SAVED_QUEUED:
	case VMBKMCL_SAVED_ANSWER:
		return parse_packet(record, size, view);
	case VMBKMCL_SAVED_END:
		return size == sizeof(start);
	default:
		return false;
	}
}

void vmbkmcl_saved_check_begin(struct vmbkmcl_saved_check *check,
			       const struct vmbkmcl_saved_item *items, u32 count)
{
	check->items = items;
	check->count = count;
	check->next = 0;
	check->ended = false;
}

static bool is_item(const struct vmbkmcl_saved_item *item,
		    const struct vmbkmcl_saved_item *saved)
{
	return item->type == saved->type && item->id == saved->id &&
	       item->payload_size == saved->payload_size;
}

bool vmbkmcl_saved_check_next(struct vmbkmcl_saved_check *check,
			      const struct vmbkmcl_saved_view *view)
{
	if (check->ended)
		return false;
	if (check->next == check->count) {
		check->ended = view->type == VMBKMCL_SAVED_END;
		return check->ended;
	}
	/* A header or an end is equal to no item: items have other types. */
	return is_item(&view->item, &check->items[check->next++]);
}
