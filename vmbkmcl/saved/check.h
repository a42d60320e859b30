/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - read a saved state, and compare it with what was saved.
 *
 * A state may have been changed, cut, mixed with others, or invented. Its records
 * are read one at a time, from a copy that only the kernel can change.
 */
#ifndef VMBKMCL_SAVED_CHECK_H
#define VMBKMCL_SAVED_CHECK_H

#include "write.h"

/**
 * struct vmbkmcl_saved_view - a record that does not contradict itself
 * @type: enum vmbkmcl_saved_type
 * @version: of the format; header only. If it is not VMBKMCL_SAVED_VERSION, no other
 *	member is set but @type
 * @save: number of the save; header only
 * @item: the packet or completion, of type @type
 * @library_size: bytes of the record up to the owner's part
 * @payload: the payload
 * @owner: the owner's part
 * @owner_size: its bytes
 */
struct vmbkmcl_saved_view {
	u32 type;
	u32 version;
	u64 save;
	struct vmbkmcl_saved_item item;
	u32 library_size;
	const u8 *payload;
	const u8 *owner;
	u32 owner_size;
};

/*
 * Bytes of the record that begins at @bytes, of which there are @left; 0 when that is
 * no whole record. The caller copies that many, and passes the copy to
 * vmbkmcl_saved_parse().
 */
u32 vmbkmcl_saved_next(const void *bytes, u32 left);

/**
 * vmbkmcl_saved_parse() - find the parts of a record
 * @record: the copy
 * @size: its bytes, as vmbkmcl_saved_next() returned them
 * @view: the parts; they lie within the copy
 *
 * Return: false when the record contradicts itself, or is not exactly as write.h would
 * have written it.
 */
bool vmbkmcl_saved_parse(const void *record, u32 size,
			 struct vmbkmcl_saved_view *view);

/**
 * struct vmbkmcl_saved_check - how far a state has been read
 * @items: what was saved, in order
 * @count: how many
 * @next: the item that has to follow
 * @ended: the end was read
 */
struct vmbkmcl_saved_check {
	const struct vmbkmcl_saved_item *items;
	u32 count;
	u32 next;
	bool ended;
};

/* The header was read; @items are what was saved under its number. */
void vmbkmcl_saved_check_begin(struct vmbkmcl_saved_check *check,
			       const struct vmbkmcl_saved_item *items, u32 count);

/* Is @view the record that follows? False: the state is not what was saved. */
bool vmbkmcl_saved_check_next(struct vmbkmcl_saved_check *check,
			      const struct vmbkmcl_saved_view *view);

#endif /* VMBKMCL_SAVED_CHECK_H */
