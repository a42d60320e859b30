// SPDX-License-Identifier: GPL-2.0-only
/* parsing.c - ranges and pipe headers, the bytes of which the peer has chosen. */
#include <stdlib.h>
#include <string.h>

#include "../../unit/harness.h"
#include "groups.h"
#include "pair.h"

#define GIB4	0x100000000ull

/* A block of ranges under construction, in memory that ends where it does. */
struct block {
	u8 *bytes;
	u32 size;
};

static void block_begin(struct block *block, u32 count)
{
	struct vmbus_gpa_direct direct = { .range_count = count };

	block->bytes = malloc(sizeof(direct));
	block->size = sizeof(direct);
	memcpy(block->bytes, &direct, sizeof(direct));
}

/* Add a range with @pfns pages. */
static void block_add(struct block *block, u32 offset, u32 length, u32 pfns)
{
	struct vmbus_gpa_range range = { .length = length, .offset = offset };
	u32 i;

	block->bytes = realloc(block->bytes, block->size + 8 + pfns * 8);
	memcpy(block->bytes + block->size, &range, 8);
	block->size += 8;
	for (i = 0; i < pfns; i++) {
		u64 pfn = 0xabcd00000000 + i;

		memcpy(block->bytes + block->size, &pfn, 8);
		block->size += 8;
	}
}

/* The verdict; ours is freed. */
static bool block_parse(struct block *block, struct vmbkmcl_ranges *ranges)
{
	bool good = vmbkmcl_ranges_parse(block->bytes, block->size, ranges);

	free(block->bytes);
	return good;
}

/* Is one such range, with so many pages, good? */
static bool one_range(u32 offset, u32 length, u32 pfns)
{
	struct vmbkmcl_ranges ranges;
	struct block block;

	block_begin(&block, 1);
	block_add(&block, offset, length, pfns);
	return block_parse(&block, &ranges);
}

/* Linux, struct gpa_range: every page that offset and length touch. */
static void pages(void)
{
	static const struct {
		u32 offset, length, pages;
	} of[] = {
		{ 0, 0, 0 }, { 0, 1, 1 }, { 0, 4095, 1 }, { 0, 4096, 1 }, { 0, 4097, 2 },
		{ 4095, 1, 1 }, { 4095, 2, 2 }, { 4095, 4097, 2 }, { 4095, 4098, 3 },
		{ 1, 4095, 1 }, { 1, 4096, 2 }, { 0, 0xfffff000, 0xfffff },
		{ 0, 0xfffff001, 0x100000 }, { 0, 0xffffffff, 0x100000 },
		{ 1, 0xffffffff, 0x100000 }, { 2, 0xffffffff, 0x100001 },
		{ 4095, 0xffffffff, 0x100001 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(of); i++) {
		CHECK_EQ(vmbkmcl_range_pages(of[i].offset, of[i].length), of[i].pages);
		CHECK_EQ(vmbkmcl_range_size(of[i].offset, of[i].length),
			 8 + 8ull * of[i].pages);
	}
}

/* Ours: a range has a length, an offset in its first page, and all its pages. */
static void range_whole(void)
{
	static const u32 offsets[] = { 0, 1, 7, 2048, 4095, 4096, 4097, 0x80000000,
				       0xfffff000, 0xffffffff };
	static const u32 lengths[] = { 0, 1, 2, 4095, 4096, 4097, 8191, 8192, 8193,
				       65536 };
	u32 o, l;

	for (o = 0; o < ARRAY_SIZE(offsets); o++)
		for (l = 0; l < ARRAY_SIZE(lengths); l++) {
			u32 need = (offsets[o] % 4096 + lengths[l] + 4095) / 4096;
			bool good = offsets[o] < 4096 && lengths[l];

			CHECK_EQ(one_range(offsets[o], lengths[l], need), good);
			CHECK_EQ(one_range(offsets[o], lengths[l], need + 1), good);
			if (need)
				CHECK(!one_range(offsets[o], lengths[l], need - 1));
		}
	CHECK(!one_range(0, 0xffffffff, 3));
	CHECK(!one_range(4095, 0xfffff002, 1));
	CHECK(!one_range(0xffffffff, 0xffffffff, 2));
}

/* Ours: ranges follow each other, and the caller walks the same way. */
static void several(void)
{
	static const u32 lengths[] = { 1, 4096, 4097, 100000, 8 };
	const struct vmbus_gpa_range *range;
	struct vmbkmcl_ranges ranges;
	struct block block;
	u32 i;

	block_begin(&block, ARRAY_SIZE(lengths));
	for (i = 0; i < ARRAY_SIZE(lengths); i++)
		block_add(&block, i, lengths[i], vmbkmcl_range_pages(i, lengths[i]));
	CHECK(vmbkmcl_ranges_parse(block.bytes, block.size, &ranges));
	CHECK_EQ(ranges.count, ARRAY_SIZE(lengths));
	CHECK_EQ(ranges.size, block.size - 8);
	CHECK((u8 *)ranges.first == block.bytes + 8);
	range = ranges.first;
	for (i = 0; i < ranges.count; i++) {
		CHECK_EQ(range->length, lengths[i]);
		CHECK_EQ(range->offset, i);
		CHECK_EQ(range->pfn[0], 0xabcd00000000);
		range = vmbkmcl_range_next(range);
	}
	CHECK((u8 *)range == block.bytes + block.size);
	free(block.bytes);
}

/* Ranges as a writer writes them: a part of a page, and pages from the second on. */
static void ranges_written(void)
{
	static const u64 pfns[] = { 5, 6, 7 };
	struct {
		struct vmbus_gpa_direct direct;
		u64 words[5];
	} block = { .direct.range_count = 2 };
	struct vmbus_gpa_range *range = (void *)block.words;
	struct vmbkmcl_ranges ranges;

	range = vmbkmcl_range_write(range, pfns, 4096 - 8, 8);
	CHECK((u64 *)range == block.words + 2);
	range = vmbkmcl_range_write(range, pfns, 2 * 4096 - 1, 2);
	CHECK((u64 *)range == block.words + 5);
	CHECK(vmbkmcl_ranges_parse(&block, sizeof(block), &ranges));
	CHECK_EQ(ranges.count, 2);
	CHECK_EQ(ranges.size, sizeof(block.words));
	CHECK_EQ(block.words[1], 5);
	CHECK_EQ(block.words[2], 4095ull << 32 | 2);
	CHECK_EQ(block.words[3], 6);
	CHECK_EQ(block.words[4], 7);
}

/* Ours: bytes behind the last range are ignored, and not counted. */
static void bytes_behind(void)
{
	struct vmbkmcl_ranges ranges;
	struct block block;

	block_begin(&block, 1);
	block_add(&block, 0, 4096, 1);
	block_add(&block, 0, 0, 3);
	CHECK(block_parse(&block, &ranges));
	CHECK_EQ(ranges.size, 16);
}

/* Ours: cut off anywhere, a block is refused, and no byte behind it is read. */
static void cut_off(void)
{
	struct vmbkmcl_ranges ranges;
	struct block block;
	u32 size;

	block_begin(&block, 3);
	block_add(&block, 0, 8192, 2);
	block_add(&block, 4095, 2, 2);
	block_add(&block, 5, 5, 1);
	for (size = 0; size < block.size; size++) {
		u8 *cut = malloc(size);

		memcpy(cut, block.bytes, size);
		CHECK(!vmbkmcl_ranges_parse(cut, size, &ranges));
		free(cut);
	}
	CHECK(block_parse(&block, &ranges));
}

/* Ours: a count that the bytes do not bear out. */
static void count(void)
{
	static const u32 bad[] = { 0, 3, 4, 0xffff, 0x10000, 0x80000000, 0xffffffff };
	struct vmbkmcl_ranges ranges;
	struct block block;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		block_begin(&block, bad[i]);
		block_add(&block, 0, 4096, 1);
		block_add(&block, 0, 4096, 1);
		CHECK(!block_parse(&block, &ranges));
	}
	block_begin(&block, 2);
	block_add(&block, 0, 4096, 1);
	block_add(&block, 0, 0, 1);
	CHECK(!block_parse(&block, &ranges));
}

/* Ours: the API counts the bytes of all ranges in 32 bits. */
static void total(void)
{
	static const struct {
		u32 first, second;
		bool good;
	} of[] = {
		{ 0x80000000, 0x7fffffff, true }, { 0x80000000, 0x80000000, false },
		{ 0xffffffff, 1, false }, { 0xfffffffe, 1, true },
		{ 0xffffffff, 0xffffffff, false },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(of); i++) {
		struct vmbkmcl_ranges ranges;
		struct block block;

		block_begin(&block, 2);
		block_add(&block, 0, of[i].first, (of[i].first + 4095ull) / 4096);
		block_add(&block, 0, of[i].second, (of[i].second + 4095ull) / 4096);
		CHECK_EQ(of[i].first + (u64)of[i].second < GIB4, of[i].good);
		CHECK_EQ(block_parse(&block, &ranges), of[i].good);
	}
	CHECK(one_range(4095, 0xffffffff, 0x100001));
}

/* Is a pipe header good that says @type and @said, ahead of @there bytes? */
static bool pipe_of(u32 type, u32 said, u32 there, u32 *data_size)
{
	struct vmbus_pipe_header header = { type, said };
	u8 *bytes = malloc(sizeof(header) + there);
	bool good;

	memcpy(bytes, &header, sizeof(header));
	good = vmbkmcl_pipe_parse(bytes, sizeof(header) + there, data_size);
	free(bytes);
	return good;
}

/* Ours: no more data than there are, no more than a pipe carries at once. */
static void pipe_size(void)
{
	static const u32 sizes[] = { 0, 1, 7, 8, 9, 16, 4096, 16376, 16383, 16384,
				     16385, 16392, 20000 };
	static const u32 huge[] = { 0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffff8,
				    0xffffffff };
	u32 there, said, data_size, i;

	for (there = 0; there < ARRAY_SIZE(sizes); there++)
		for (said = 0; said < ARRAY_SIZE(sizes); said++) {
			bool good = said <= there && sizes[said] <= 16384;

			data_size = 99;
			CHECK_EQ(pipe_of(1, sizes[said], sizes[there], &data_size), good);
			CHECK_EQ(data_size, good ? sizes[said] : 99);
		}
	for (i = 0; i < ARRAY_SIZE(huge); i++)
		CHECK(!pipe_of(1, huge[i], 8, &data_size));
}

/* Ours: a pipe carries data, nothing else. */
static void pipe_type(void)
{
	static const u32 types[] = { 0, 2, 7, 0x100, 0x10001, 0x80000001, 0xffffffff };
	u32 data_size, i;

	CHECK(pipe_of(VMBUS_PIPE_DATA, 8, 8, &data_size));
	for (i = 0; i < ARRAY_SIZE(types); i++)
		CHECK(!pipe_of(types[i], 8, 8, &data_size));
}

/* Ours: less than a header is none, and no byte behind it is read. */
static void pipe_short(void)
{
	static const struct vmbus_pipe_header header = { VMBUS_PIPE_DATA, 0 };
	u32 data_size, size;

	for (size = 0; size <= sizeof(header); size++) {
		u8 *bytes = malloc(size);

		memcpy(bytes, &header, size);
		CHECK_EQ(vmbkmcl_pipe_parse(bytes, size, &data_size),
			 size == sizeof(header));
		free(bytes);
	}
}

void parsing(void)
{
	static const struct test tests[] = {
		{ "a range has the pages that it touches", pages },
		{ "a range has a length, an offset and all its pages", range_whole },
		{ "ranges follow each other", several },
		{ "bytes behind the last range do not count", bytes_behind },
		{ "ranges that were written", ranges_written },
		{ "ranges that are cut off are refused", cut_off },
		{ "a count that the bytes do not bear out is refused", count },
		{ "all ranges together have less than 4 GiB", total },
		{ "a pipe header counts the data behind it, up to 16384", pipe_size },
		{ "a pipe header has the type of data", pipe_type },
		{ "less than a pipe header is refused", pipe_short },
	};

	RUN(tests);
}
