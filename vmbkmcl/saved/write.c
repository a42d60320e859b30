// SPDX-License-Identifier: GPL-2.0-only
/*
 * write.c - write the records of a saved state.
 */
#include "write.h"

static u64 padded(u64 size)
{
	return (size + VMBKMCL_SAVED_ALIGN - 1) / VMBKMCL_SAVED_ALIGN *
	       VMBKMCL_SAVED_ALIGN;
}

u32 vmbkmcl_saved_size(const struct vmbkmcl_saved_item *item, u32 owner_size)
{
	u64 size = sizeof(struct vmbkmcl_saved_packet) +
		   padded(item->payload_size) + padded(owner_size);

	return size <= VMBKMCL_SAVED_MAX ? size : 0;
}

void vmbkmcl_saved_put_header(void *to, u64 save)
{
	const struct vmbkmcl_saved_header header = {
		.record.type = VMBKMCL_SAVED_HEADER,
		.record.size = sizeof(header),
		.magic = VMBKMCL_SAVED_MAGIC,
		.version = VMBKMCL_SAVED_VERSION,
		.save = save,
	};

	memcpy(to, &header, sizeof(header));
}

void *vmbkmcl_saved_put_item(void *to, const struct vmbkmcl_saved_item *item,
			     const void *payload, u32 owner_size)
{
	const struct vmbkmcl_saved_packet packet = {
		.record.type = item->type,
		.record.size = vmbkmcl_saved_size(item, owner_size),
		.id = item->id,
		.payload_size = item->payload_size,
		.owner_size = owner_size,
	};
	u8 *bytes = (u8 *)to + sizeof(packet);

	memcpy(to, &packet, sizeof(packet));
	memset(bytes, 0, packet.record.size - sizeof(packet));
	if (item->payload_size)
		memcpy(bytes, payload, item->payload_size);
	return bytes + padded(item->payload_size);
}

void vmbkmcl_saved_put_end(void *to)
{
	const struct vmbkmcl_saved_record end = {
		.type = VMBKMCL_SAVED_END,
		.size = sizeof(end),
	};

	memcpy(to, &end, sizeof(end));
}
