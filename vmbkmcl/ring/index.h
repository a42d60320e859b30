/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * index.h - positions in a ring.
 *
 * An index is an offset into the ring's data, a multiple of 8. Equal indices
 * mean that the ring is empty, so it is never filled to the last byte.
 */
#ifndef VMBKMCL_RING_INDEX_H
#define VMBKMCL_RING_INDEX_H

#include "platform.h"

/* An index that the peer owns can have any value. */
static inline bool vmbkmcl_ring_index_is_valid(u32 index, u32 size)
{
	return index < size && index % 8 == 0;
}

/* Bytes from the write index on to the read index: all of them when empty. */
static inline u32 vmbkmcl_ring_room(u32 write, u32 read, u32 size)
{
	return read > write ? read - write : size - (write - read);
}

/* @index moved on by @bytes, at most the ring's size. */
static inline u32 vmbkmcl_ring_step(u32 index, u32 bytes, u32 size)
{
	u32 next = index + bytes;

	return next < size ? next : next - size;
}

#endif /* VMBKMCL_RING_INDEX_H */
