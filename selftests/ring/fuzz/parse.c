// SPDX-License-Identifier: GPL-2.0-only
/* parse.c - blocks of ranges and pipe headers that are nearly right. */
#include <string.h>

#include "parse.h"
#include "payload.h"
#include "reference.h"
#include "world.h"

#define BLOCK_MAX	4096u

static u8 block[BLOCK_MAX];
static u32 used;

static void add(const void *bytes, u32 size)
{
	if (size > BLOCK_MAX - used)
		size = BLOCK_MAX - used;
	memcpy(block + used, bytes, size);
	used += size;
}

static void add_word(u32 value)
{
	add(&value, sizeof(value));
}

static u32 length(struct input *in, u8 kind)
{
	switch (kind % 4) {
	case 0:
		return near(in, take8(in) % 8 * VMBUS_PAGE_SIZE);
	case 1:
		return take8(in);
	case 2:
		return 0xffffffff - take8(in);
	default:
		return take32(in);
	}
}

/* A range with about as many pages as it needs. */
static void add_range(struct input *in)
{
	u8 kind = take8(in);
	u32 bytes = length(in, kind);
	u32 offset, pages, i;

	if (kind & 4)
		offset = take8(in) * 17 % VMBUS_PAGE_SIZE;
	else
		offset = near(in, VMBUS_PAGE_SIZE);
	pages = vmbkmcl_range_pages(offset, bytes) % (BLOCK_MAX / 8);
	if ((kind & 24) == 24)
		pages = near(in, pages) % (BLOCK_MAX / 8);
	add_word(bytes);
	add_word(offset);
	for (i = 0; i < pages; i++) {
		add_word(i);
		add_word(0);
	}
}

static void parse_ranges(struct input *in)
{
	struct vmbkmcl_ranges ranges;
	u32 count = take8(in) % 8, i;
	u8 kind = take8(in);
	u8 *bytes;

	used = 0;
	add_word(0);
	switch (kind % 8) {
	case 0:
		add_word(take32(in));
		break;
	case 1:
		add_word(near(in, count));
		break;
	default:
		add_word(count);
	}
	for (i = 0; i < count; i++)
		add_range(in);
	/* Cut off somewhere. */
	if (kind & 64 && used)
		used -= take8(in) % used;
	bytes = exact(READERS, used);
	memcpy(bytes, block, used);
	reference_ranges(bytes, used, &ranges);
}

static void parse_pipe(struct input *in)
{
	u8 kind = take8(in);
	u32 size = kind & 1 ? take8(in) : near(in, 8 + VMBUS_PIPE_MAX);
	u32 words[2] = { VMBUS_PIPE_DATA, near(in, kind & 2 ? size - 8 : VMBUS_PIPE_MAX) };
	u8 *bytes = exact(READERS, size);
	u32 data_size;

	if ((kind & 28) == 28)
		words[0] = take32(in);
	if ((kind & 224) == 224)
		words[1] = take32(in);
	memset(bytes, 0, size);
	memcpy(bytes, words, size < sizeof(words) ? size : sizeof(words));
	reference_pipe(bytes, size, &data_size);
}

u32 parse_bytes(struct input *in)
{
	u32 count;

	for (count = 0; input_left(in); count++) {
		if (take8(in) & 1)
			parse_pipe(in);
		else
			parse_ranges(in);
	}
	return count;
}
