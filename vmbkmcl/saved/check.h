/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - read a saved state, and compare it with what was saved.
 *
 * A state may have been changed, cut, mixed with others, or invented. Its records
 * are read one at a time, from a copy that no one else can change.
 */
#ifndef VMBKMCL_SAVED_CHECK_H
#define VMBKMCL_SAVED_CHECK_H

#include "write.h"

/**
 * struct vmbkmcl_saved_view - a record that does not contradict itself
 * @type: enum vmbkmcl_saved_type
 * @version: of the format; header only. In another one nothing else is known
 * @save: number of the save; header only
 * @item: the packet; @type is its type
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
 * no whole record. Those bytes are what the caller copies, for the next function.
 */
u32 vmbkmcl_saved_next(const void *bytes, u32 left);

/**
 * vmbkmcl_saved_parse() - find the parts of a record
 * @record: the copy
 * @size: its bytes, as vmbkmcl_saved_next() returned them
 * @view: the parts; they lie within the copy
 *
 * Return: false when the record contradicts itself, or is not as it would have been
 * written: there is only one way to write each.
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
