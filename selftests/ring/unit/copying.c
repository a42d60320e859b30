// SPDX-License-Identifier: GPL-2.0-only
/* copying.c - bytes of a packet come out whole, whichever way they are copied. */
#include <stdlib.h>
#include <string.h>

#include "../../unit/harness.h"
#include "groups.h"
#include "pair.h"

#define COPY_BYTES	(VMBKMCL_RING_COPY_WORDS * 8)

/* Copy @size bytes from @offset at @read on; the target is not a byte larger. */
static void check_copy(struct pair *pair, u32 read, u32 offset, u32 size)
{
	u8 *to = malloc(size);
	u32 i;

	vmbkmcl_ring_reader_resume(&pair->reader, read);
	memset(to, 0, size);
	vmbkmcl_ring_copy(&pair->reader, to, offset, size);
	for (i = 0; i < size && !harness_failed(); i++)
		CHECK_EQ(to[i], pattern(3, (read + offset + i) % pair->memory.size));
	free(to);
}

static void fill(struct pair *pair, u32 pages)
{
	u32 i;

	pair_init(pair, pages);
	for (i = 0; i < pair->memory.size; i++)
		pair->memory.data[i] = pattern(3, i);
}

/* Ours: word by word or as one piece, the bytes are the same. */
static void every_word_count(void)
{
	struct pair pair;
	u32 size, offset;

	fill(&pair, 1);
	for (size = 0; size <= 2 * COPY_BYTES; size += 8)
		for (offset = 16; offset <= 64; offset += 8)
			check_copy(&pair, 0, offset, size);
	pair_free(&pair);
}

/* Ours: the limit between the two ways, to the word. */
static void limit(void)
{
	struct pair pair;
	u32 read;

	fill(&pair, 1);
	for (read = 0; read < 4096; read += 8) {
		check_copy(&pair, read, 16, COPY_BYTES - 8);
		check_copy(&pair, read, 16, COPY_BYTES);
		check_copy(&pair, read, 16, COPY_BYTES + 8);
	}
	pair_free(&pair);
}

/* Linux, hv_ringbuffer_init(): data mapped twice need no second copy to wrap. */
static void wrap(void)
{
	struct pair pair;
	u32 read;

	fill(&pair, 2);
	for (read = 0; read < 8192; read += 8) {
		check_copy(&pair, read, 16, 8);
		check_copy(&pair, read, 16, 1024);
		check_copy(&pair, read, 16, 8192 - 16 - 16);
	}
	pair_free(&pair);
}

/* Linux, struct vmpacket_descriptor: the longest packet that len8 can tell. */
static void longest(void)
{
	struct pair pair;

	fill(&pair, 256);
	check_copy(&pair, 0, 16, VMBUS_PACKET_MAX - 16);
	check_copy(&pair, 256 * 4096 - 8, 16, VMBUS_PACKET_MAX - 16);
	pair_free(&pair);
}

void copying(void)
{
	static const struct test tests[] = {
		{ "any number of words from any offset", every_word_count },
		{ "the limit of the word loop, at every position", limit },
		{ "over the end of the data", wrap },
		{ "the longest packet", longest },
	};

	RUN(tests);
}
