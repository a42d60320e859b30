// SPDX-License-Identifier: GPL-2.0-only
/* index_arithmetic.c - valid indices, the room between two, steps. */
#include "../../unit/harness.h"
#include "groups.h"
#include "pair.h"

/* Any multiple of 8 will do; this one is small enough to try every pair. */
#define SIZE	4096u

/* Ours, after Linux: an index is below the size and on an 8-byte word. */
static void valid_every_word(void)
{
	u32 i;

	for (i = 0; i < 3 * SIZE; i++)
		CHECK_EQ(vmbkmcl_ring_index_is_valid(i, SIZE),
			 i < SIZE && !(i & 7));
}

/* Ours: the peer can write any of the 2^32 values. */
static void valid_sampled(void)
{
	static const u32 sizes[] = { 8, 4096, 3 * 4096, 1 << 20, 1u << 31 };
	u32 s, i;

	for (s = 0; s < ARRAY_SIZE(sizes); s++)
		for (i = 0; i < GARBAGE_COUNT; i++) {
			u32 index = garbage(i, sizes[s]);

			CHECK_EQ(vmbkmcl_ring_index_is_valid(index, sizes[s]),
				 is_index(index, sizes[s]));
		}
}

/* Linux, hv_get_bytes_to_write(): equal indices mean that all of it is free. */
static void room_every_pair(void)
{
	u32 read, bytes;

	for (read = 0; read < SIZE; read += 8) {
		CHECK_EQ(vmbkmcl_ring_room(read, read, SIZE), SIZE);
		/* The writer is so many bytes ahead of the reader. */
		for (bytes = 8; bytes < SIZE; bytes += 8)
			CHECK_EQ(vmbkmcl_ring_room((read + bytes) % SIZE, read, SIZE),
				 SIZE - bytes);
	}
}

/* Linux, hv_get_next_write_location(): at the end of the data goes on at 0. */
static void step_every_pair(void)
{
	u32 index, bytes;

	for (index = 0; index < SIZE; index += 8)
		for (bytes = 0; bytes <= SIZE; bytes += 8)
			CHECK_EQ(vmbkmcl_ring_step(index, bytes, SIZE),
				 (index + bytes) % SIZE);
}

void index_arithmetic(void)
{
	static const struct test tests[] = {
		{ "an index is a word of the ring", valid_every_word },
		{ "no other 32-bit value is an index", valid_sampled },
		{ "room is all that is not written or has been read", room_every_pair },
		{ "a step over the end goes on at the start", step_every_pair },
	};

	RUN(tests);
}
