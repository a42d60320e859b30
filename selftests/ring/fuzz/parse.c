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

static u32 any(void)
{
	u32 value = take() | take() << 8 | take() << 16;

	return value | (u32)take() << 24;
}

static u32 length(u8 kind)
{
	switch (kind % 4) {
	case 0:
		return take() % 8 * VMBUS_PAGE_SIZE + take() % 5 - 2u;
	case 1:
		return take();
	case 2:
		return 0xffffffff - take();
	default:
		return any();
	}
}

/* A range with about as many pages as it needs. */
static void add_range(void)
{
	u32 offset, bytes, pages, i;
	u8 kind = take();

	bytes = length(kind);
	kind /= 4;
	offset = kind % 4 ? take() * 17 % VMBUS_PAGE_SIZE : VMBUS_PAGE_SIZE - 2 + take() % 4;
	kind /= 4;
	pages = vmbkmcl_range_pages(offset, bytes) % (BLOCK_MAX / 8);
	if (kind % 4 == 3)
		pages += take() % 3 - 1u;
	add_word(bytes);
	add_word(offset);
	for (i = 0; i < pages && i < BLOCK_MAX / 8; i++) {
		add_word(i);
		add_word(0);
	}
}

static void parse_ranges(void)
{
	struct vmbkmcl_ranges ranges;
	u32 count = take() % 8, i;
	u8 kind = take();
	u8 *bytes;

	used = 0;
	add_word(0);
	add_word(kind % 4 == 3 ? count + take() % 3 - 1u : kind % 32 == 4 ? any() : count);
	for (i = 0; i < count; i++)
		add_range();
	if (kind & 64 && used)
		used -= take() % used;
	bytes = exact(READERS, used);
	memcpy(bytes, block, used);
	reference_ranges(bytes, used, &ranges);
}

static void parse_pipe(void)
{
	u32 size = take() & 1 ? take() : 16384 + take() % 32;
	u8 *bytes = exact(READERS, size);
	u32 words[2], data_size;
	u8 kind = take();

	memset(bytes, 0, size);
	words[0] = kind % 8 == 7 ? any() : VMBUS_PIPE_DATA;
	kind /= 8;
	words[1] = kind % 8 == 7 ? any() : kind % 2 ? size - 8 + take() % 5 - 2u :
						      16384 + take() % 5 - 2u;
	memcpy(bytes, words, size < 8 ? size : 8);
	reference_pipe(bytes, size, &data_size);
}

void parse_bytes(void)
{
	while (input_left()) {
		if (take() & 1)
			parse_pipe();
		else
			parse_ranges();
	}
}
