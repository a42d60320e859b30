// SPDX-License-Identifier: GPL-2.0-only
/* ring.c - ring arithmetic, copies and the two publishing orders. */
#include <string.h>

#include "ring.h"

bool ring_init(struct ring *ring, u8 **pages, u32 count, bool writer)
{
	u32 i;

	ring->hdr = (struct ring_header *)pages[0];
	ring->pages = pages + 1;
	ring->size = (count - 1) * PAGE_SIZE;
	ring->flat = ring->pages[0];
	for (i = 1; i < count - 1; i++)
		if (ring->pages[i] != ring->pages[0] + (u64)i * PAGE_SIZE)
			ring->flat = NULL;
	ring->index = shared_load(writer ? &ring->hdr->write_index :
					   &ring->hdr->read_index);
	ring->published = ring->index;
	return ring_index_valid(ring, ring->index);
}

/* Length of the piece at @offset that lies in one page, or before the wrap. */
static u32 ring_piece(const struct ring *ring, u32 offset, u32 len, u8 **at)
{
	u32 piece;

	if (ring->flat) {
		*at = ring->flat + offset;
		piece = ring->size - offset;
	} else {
		*at = ring->pages[offset >> PAGE_SHIFT] + offset % PAGE_SIZE;
		piece = PAGE_SIZE - offset % PAGE_SIZE;
	}
	return piece < len ? piece : len;
}

void ring_peek(const struct ring *ring, u32 offset, void *to, u32 len)
{
	u8 *out = to, *at;

	while (len) {
		u32 piece = ring_piece(ring, offset, len, &at);

		memcpy(out, at, piece);
		out += piece;
		len -= piece;
		offset = ring_advance(ring, offset, piece);
	}
}

void ring_poke(struct ring *ring, u32 offset, const void *from, u32 len)
{
	const u8 *in = from;
	u8 *at;

	while (len) {
		u32 piece = ring_piece(ring, offset, len, &at);

		memcpy(at, in, piece);
		in += piece;
		len -= piece;
		offset = ring_advance(ring, offset, piece);
	}
}

s64 ring_readable(const struct ring *ring)
{
	u32 write = shared_load(&ring->hdr->write_index);

	if (!ring_index_valid(ring, write))
		return -1;
	return ring_distance(ring, ring->index, write);
}

/*
 * A writer out of room stores how much it wants, then looks once more.  So the
 * index goes first, and a signal is due only if this very step crossed the
 * mark: below it before, above it now.
 */
bool ring_publish_read(struct ring *ring)
{
	u32 before = ring->published, pending, write, was_free, is_free;

	if (ring->index == before)
		return false;
	shared_store(&ring->hdr->read_index, ring->index);
	ring->published = ring->index;
	shared_fence();
	if (!(shared_load(&ring->hdr->features) & RING_FEATURE_PENDING))
		return false;
	pending = shared_load(&ring->hdr->pending_send_size);
	if (!pending)
		return false;
	write = shared_load(&ring->hdr->write_index);
	if (!ring_index_valid(ring, write))
		return false;
	was_free = ring->size - ring_distance(ring, before, write);
	is_free = ring->size - ring_distance(ring, ring->index, write);
	return was_free <= pending && is_free > pending;
}

bool ring_unread(const struct ring *ring, u32 start)
{
	u32 read = shared_load(&ring->hdr->read_index);

	return ring_index_valid(ring, read) &&
	       ring_distance(ring, read, start) <
	       ring_distance(ring, read, ring->index);
}

s64 ring_writable(const struct ring *ring)
{
	u32 read = shared_load(&ring->hdr->read_index);

	if (!ring_index_valid(ring, read))
		return -1;
	return (s64)ring->size - ring_distance(ring, read, ring->index) - 8;
}

bool ring_publish_write(struct ring *ring)
{
	u32 before = ring->published;

	if (ring->index == before)
		return false;
	shared_store(&ring->hdr->write_index, ring->index);
	ring->published = ring->index;
	shared_fence();
	if (shared_load(&ring->hdr->interrupt_mask))
		return false;
	return shared_load(&ring->hdr->read_index) == before;
}
