/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * write.h - write the records of a saved state.
 *
 * The caller has checked that there is room. The memory may have any alignment.
 */
#ifndef VMBKMCL_SAVED_WRITE_H
#define VMBKMCL_SAVED_WRITE_H

#include "format.h"

/**
 * struct vmbkmcl_saved_item - a packet of a server's that is saved
 * @type: VMBKMCL_SAVED_IN_FLIGHT, VMBKMCL_SAVED_QUEUED or VMBKMCL_SAVED_ANSWER
 * @payload_size: bytes of its payload that are saved
 * @id: transaction id; 0 when it asks for no completion
 */
struct vmbkmcl_saved_item {
	u32 type;
	u32 payload_size;
	u64 id;
};

/* Bytes of @item's record; 0 when they exceed VMBKMCL_SAVED_MAX. */
u32 vmbkmcl_saved_size(const struct vmbkmcl_saved_item *item, u32 owner_size);

/* Write the header, of sizeof(struct vmbkmcl_saved_header) bytes. */
void vmbkmcl_saved_put_header(void *to, u64 save);

/*
 * Write @item's record, of vmbkmcl_saved_size() bytes. Returns where the owner's part
 * goes, which is zeroed. @payload is not read if @item has no payload to save.
 */
void *vmbkmcl_saved_put_item(void *to, const struct vmbkmcl_saved_item *item,
			     const void *payload, u32 owner_size);

/* Write the end, of sizeof(struct vmbkmcl_saved_record) bytes. */
void vmbkmcl_saved_put_end(void *to);

#endif /* VMBKMCL_SAVED_WRITE_H */
