// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet.c - check the parts of a packet that the peer sent.
 */
#include "packet.h"

/* The API counts the bytes of external data in 32 bits. */
#define RANGES_TOTAL_MAX	0xffffffffu

/* Bytes of the range at the start of @size bytes; 0 when it is malformed. */
static u32 range_check(const struct vmbus_gpa_range *range, u32 size)
{
	u32 pages;

	if (size < sizeof(*range))
		return 0;
	if (!range->length || range->offset >= VMBUS_PAGE_SIZE)
		return 0;
	pages = vmbkmcl_range_pages(range->offset, range->length);
	if (pages > (size - sizeof(*range)) / sizeof(range->pfn[0]))
		return 0;
	return sizeof(*range) + pages * sizeof(range->pfn[0]);
}

bool vmbkmcl_ranges_parse(const void *bytes, u32 size,
			  struct vmbkmcl_ranges *ranges)
{
	const struct vmbus_gpa_direct *direct = bytes;
	u32 used = 0, i, left;
	u64 total = 0;

	if (size < sizeof(*direct) || !direct->range_count)
		return false;
	left = size - sizeof(*direct);
	ranges->first = (const void *)(direct + 1);
	ranges->count = direct->range_count;
	for (i = 0; i < ranges->count; i++) {
		const struct vmbus_gpa_range *range =
			(const void *)((const u8 *)ranges->first + used);
		u32 bytes_used = range_check(range, left - used);

		if (!bytes_used)
			return false;
		total += range->length;
		if (total > RANGES_TOTAL_MAX)
			return false;
		used += bytes_used;
	}
	ranges->size = used;
	return true;
}

bool vmbkmcl_pipe_parse(const void *bytes, u32 size, u32 *data_size)
{
	const struct vmbus_pipe_header *pipe = bytes;

	if (size < sizeof(*pipe) || pipe->type != VMBUS_PIPE_DATA ||
	    pipe->size > size - sizeof(*pipe) || pipe->size > VMBUS_PIPE_MAX)
		return false;
	*data_size = pipe->size;
	return true;
}
