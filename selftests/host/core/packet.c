// SPDX-License-Identifier: GPL-2.0-only
/* packet.c - reading, writing and taking packets apart. */
#include <string.h>

#include "packet.h"

static enum packet_result drop_all(struct ring *ring, u32 readable)
{
	ring->index = ring_advance(ring, ring->index, readable);
	return PACKET_BAD_LENGTH;
}

enum packet_result packet_read(struct ring *ring, u8 *buffer,
			       struct packet *packet)
{
	s64 readable = ring_readable(ring);
	u32 start = ring->index, length, offset;
	struct packet_header hdr;
	u64 trailer;

	if (readable < 0)
		return PACKET_BAD_INDEX;
	if (!readable)
		return PACKET_NONE;
	if (readable < (s64)(sizeof(hdr) + PACKET_TRAILER))
		return drop_all(ring, readable);
	ring_peek(ring, start, &hdr, sizeof(hdr));
	length = hdr.length8 * 8u;
	offset = hdr.offset8 * 8u;
	if (length < sizeof(hdr) || length + PACKET_TRAILER > readable)
		return drop_all(ring, readable);
	ring->index = ring_advance(ring, start, length + PACKET_TRAILER);
	if (offset < sizeof(hdr) || offset > length)
		return PACKET_BAD_OFFSET;

	/* The descriptor is not read again: the guest may have changed it meanwhile. */
	ring_peek(ring, ring_advance(ring, start, sizeof(hdr)),
		  buffer, length - sizeof(hdr));
	packet->type = hdr.type;
	packet->flags = hdr.flags;
	packet->id = hdr.id;
	packet->extra = buffer;
	packet->extra_len = offset - sizeof(hdr);
	packet->payload = buffer + packet->extra_len;
	packet->len = length - offset;
	ring_peek(ring, ring_advance(ring, start, length), &trailer, 8);
	return trailer >> 32 == start ? PACKET_OK : PACKET_BAD_TRAILER;
}

const char *packet_result_text(enum packet_result result)
{
	switch (result) {
	case PACKET_BAD_INDEX:
		return "its write index is out of range or unaligned";
	case PACKET_BAD_LENGTH:
		return "a packet's length makes no sense; the ring was emptied";
	case PACKET_BAD_OFFSET:
		return "a packet's offset makes no sense; it was dropped";
	case PACKET_BAD_TRAILER:
		return "a packet's trailer does not name its start";
	default:
		return "nothing is wrong";
	}
}

u32 packet_write(struct ring *ring, const struct packet_header *hdr,
		 const struct iovec *iov, int count)
{
	static const u64 zero;
	u32 start = ring->index, at = start, total = sizeof(*hdr);
	struct packet_header out = *hdr;
	u64 trailer = (u64)start << 32;
	u32 padding;
	int i;

	for (i = 0; i < count; i++)
		total += iov[i].iov_len;
	padding = -total & 7;
	if (!out.length8)
		out.length8 = (total + padding) / 8;

	ring_poke(ring, at, &out, sizeof(out));
	at = ring_advance(ring, at, sizeof(out));
	for (i = 0; i < count; i++) {
		ring_poke(ring, at, iov[i].iov_base, iov[i].iov_len);
		at = ring_advance(ring, at, iov[i].iov_len);
	}
	ring_poke(ring, at, &zero, padding);
	at = ring_advance(ring, at, padding);
	ring_poke(ring, at, &trailer, sizeof(trailer));
	ring->index = ring_advance(ring, at, sizeof(trailer));
	return start;
}

bool range_walk_begin(struct range_walk *walk, const u8 *ranges, u32 bytes,
		      u32 count)
{
	walk->at = ranges;
	walk->end = ranges + bytes;
	walk->left = count;
	return count && (u64)count * sizeof(struct gpa_range) <= bytes;
}

int range_walk_next(struct range_walk *walk)
{
	struct gpa_range range;
	u64 pages;

	if (!walk->left)
		return 0;
	walk->left--;
	if (walk->end - walk->at < (long)sizeof(range))
		return -1;
	memcpy(&range, walk->at, sizeof(range));
	walk->at += sizeof(range);
	if (!range.length || range.offset >= PAGE_SIZE)
		return -1;
	pages = ((u64)range.offset + range.length + PAGE_SIZE - 1) >> PAGE_SHIFT;
	if (pages * 8 > (u64)(walk->end - walk->at))
		return -1;
	walk->length = range.length;
	walk->offset = range.offset;
	walk->pfns = walk->at;
	walk->pages = pages;
	walk->at += pages * 8;
	return 1;
}
