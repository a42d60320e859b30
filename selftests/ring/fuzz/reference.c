// SPDX-License-Identifier: GPL-2.0-only
/* reference.c - check the answers of the ring to bytes that the peer has chosen. */
#include <string.h>

#include "reference.h"
#include "world.h"

void reference_next(enum vmbkmcl_ring_next said, const struct vmbus_packet *packet,
		    u32 avail)
{
	int payload = (packet->len8 - packet->offset8) * 8;
	bool good = packet->offset8 * 8 >= 16 && payload >= 0;
	bool whole = packet->len8 * 8u + 8 <= avail;

	switch (said) {
	case VMBKMCL_RING_PACKET:
		require(avail >= 24 && good && whole, "a packet is one");
		break;
	case VMBKMCL_RING_BAD_DESCRIPTOR:
		require(avail >= 24 && !good, "a bad descriptor is one");
		break;
	case VMBKMCL_RING_OVERRUN:
		require(avail >= 24 && good && !whole, "an overrun is one");
		break;
	case VMBKMCL_RING_FRAGMENT:
		require(avail && avail < 24, "a fragment is one");
		break;
	case VMBKMCL_RING_EMPTY:
	case VMBKMCL_RING_BAD_WRITE_INDEX:
		require(!avail, "nothing is known to be there");
		break;
	}
}

static u32 word(const u8 *bytes)
{
	u32 value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

bool reference_pipe(const u8 *bytes, u32 size, u32 *data_size)
{
	bool said = vmbkmcl_pipe_parse(bytes, size, data_size);
	bool good = size >= 8 && word(bytes) == 1 &&
		    (u64)word(bytes + 4) + 8 <= size && word(bytes + 4) <= 16384;

	require(said == good, "a good pipe header is taken, no other");
	require(!good || *data_size == word(bytes + 4), "a pipe header tells the size");
	return said;
}

/* Bytes of all ranges; 0 when one of them is bad. */
static u64 walk(const u8 *bytes, u32 size, u64 count)
{
	u64 used = 0, total = 0, pages;
	u32 length, offset;

	while (count--) {
		if (used + 8 > size)
			return 0;
		length = word(bytes + used);
		offset = word(bytes + used + 4);
		if (!length || offset > 4095)
			return 0;
		pages = ((u64)offset + length - 1) / 4096 + 1;
		used += 8 + 8 * pages;
		total += length;
		if (used > size || total >= 1ull << 32)
			return 0;
	}
	return used;
}

bool reference_ranges(const u8 *bytes, u32 size, struct vmbkmcl_ranges *ranges)
{
	bool said = vmbkmcl_ranges_parse(bytes, size, ranges);
	u32 count = size >= 8 ? word(bytes + 4) : 0;
	u64 used = count ? walk(bytes + 8, size - 8, count) : 0;
	const struct vmbus_gpa_range *range;
	u32 i;

	require(said == !!used, "good ranges are taken, no others");
	if (!said)
		return false;
	require(ranges->size == used && ranges->count == count &&
		(const u8 *)ranges->first == bytes + 8, "ranges are described");
	range = ranges->first;
	for (i = 0; i < count; i++)
		range = vmbkmcl_range_next(range);
	require((const u8 *)range == bytes + 8 + used, "ranges can be walked");
	return true;
}
