/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring.h - one ring in guest memory, seen from one of its ends.
 *
 * The guest can write everything here at any time.  Our own index is therefore
 * kept privately and never read back, the peer's is checked each time it is
 * read, and nothing is read from the ring twice.
 */
#ifndef VMBHOST_RING_H
#define VMBHOST_RING_H

#include <stdbool.h>

#include "proto.h"

/**
 * struct ring - a ring of @size data bytes
 * @hdr: the shared header page
 * @pages: its data pages, each PAGE_SIZE
 * @flat: the data, when the pages lie in one piece; NULL otherwise
 * @size: bytes of data
 * @index: our index: where we read or write next
 * @published: the value of it that the guest was shown last
 */
struct ring {
	struct ring_header *hdr;
	u8 **pages;
	u8 *flat;
	u32 size;
	u32 index;
	u32 published;
};

/*
 * Use @count pages, a header and at least one of data.  @writer tells which
 * index is ours; it is taken over from the header.  Returns false when an index
 * found there is out of range.  @pages stays the caller's.
 */
bool ring_init(struct ring *ring, u8 **pages, u32 count, bool writer);

/* Single accesses to shared words. */
static inline u32 shared_load(const u32 *p)
{
	return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static inline void shared_store(u32 *p, u32 value)
{
	__atomic_store_n(p, value, __ATOMIC_RELEASE);
}

static inline void shared_fence(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline bool ring_index_valid(const struct ring *ring, u32 index)
{
	return index < ring->size && index % 8 == 0;
}

/* @index moved on by @bytes, which is at most one whole ring. */
static inline u32 ring_advance(const struct ring *ring, u32 index, u32 bytes)
{
	u64 to = (u64)index + bytes;

	return (u32)(to >= ring->size ? to - ring->size : to);
}

static inline u32 ring_distance(const struct ring *ring, u32 from, u32 to)
{
	return to >= from ? to - from : ring->size - from + to;
}

/* The writer's end: has the reader not yet come past the packet at @start? */
bool ring_unread(const struct ring *ring, u32 start);

/* Copy, wrapping; @offset below size, @len at most size. */
void ring_peek(const struct ring *ring, u32 offset, void *to, u32 len);
void ring_poke(struct ring *ring, u32 offset, const void *from, u32 len);

/*
 * The reader's end.  Bytes ready to be read, or -1 when the guest's write index
 * makes no sense.
 */
s64 ring_readable(const struct ring *ring);

/* Show the guest how far we have read. True: it waits for room and has it now. */
bool ring_publish_read(struct ring *ring);

/*
 * The writer's end.  Bytes that may be written, or -1 when the guest's read
 * index makes no sense.  A ring is never filled to the last byte.
 */
s64 ring_writable(const struct ring *ring);

/* Show the guest what was written.  True: it has to be signalled. */
bool ring_publish_write(struct ring *ring);

#endif /* VMBHOST_RING_H */
