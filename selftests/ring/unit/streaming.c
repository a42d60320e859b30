// SPDX-License-Identifier: GPL-2.0-only
/* streaming.c - packets go through whole, in order, once. */
#include <stdlib.h>
#include <string.h>

#include "../../unit/harness.h"
#include "groups.h"
#include "pair.h"

static void check_through(struct pair *pair, u32 index, u32 size)
{
	struct vmbus_packet packet;

	pair_seek(pair, index);
	CHECK_EQ(pair_write(pair, index, size), VMBKMCL_RING_WRITTEN);
	vmbkmcl_ring_writer_publish(&pair->writer);
	pair_read(pair, index, size);
	CHECK_EQ(ring_next(&pair->reader, &packet), VMBKMCL_RING_EMPTY);
	CHECK_EQ(pair->reader.read, pair->writer.write);
}

/* Ours: sizes around words, and around VMBKMCL_RING_COPY_WORDS. */
static void every_position(void)
{
	static const u32 sizes[] = {
		0, 1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 247, 248, 249, 255, 256,
		257, 263, 264, 265, 1000, 4057, 4064,
	};
	struct pair pair;
	u32 index, i;

	pair_init(&pair, 1);
	for (index = 0; index < 4096; index += 8)
		for (i = 0; i < ARRAY_SIZE(sizes) && !harness_failed(); i++)
			check_through(&pair, index, sizes[i]);
	pair_free(&pair);
}

/* Ours: every size up to the largest. */
static void every_size(void)
{
	struct pair pair;
	u32 size;

	pair_init(&pair, 1);
	for (size = 0; size <= vmbkmcl_ring_payload_max(4096) && !harness_failed(); size++)
		check_through(&pair, (size * 40) % 4096, size);
	pair_free(&pair);
}

/* Ours: sizes around a page, in a ring of two. */
static void pages(void)
{
	static const u32 sizes[] = { 4071, 4072, 4073, 4095, 4096, 4097, 8160 };
	struct pair pair;
	u32 index, i;

	pair_init(&pair, 2);
	for (index = 0; index < 8192; index += 104)
		for (i = 0; i < ARRAY_SIZE(sizes) && !harness_failed(); i++)
			check_through(&pair, index, sizes[i]);
	pair_free(&pair);
}

/* Ours: as many packets as fit, many times, each time at other positions. */
static void full_batches(void)
{
	u64 written = 0, read = 0;
	struct pair pair;
	u32 round;

	pair_init(&pair, 1);
	for (round = 0; round < 600 && !harness_failed(); round++) {
		while (pair_write(&pair, written, (written * 13) % 500) ==
		       VMBKMCL_RING_WRITTEN)
			written++;
		vmbkmcl_ring_writer_publish(&pair.writer);
		/* Leave one behind now and then. */
		while (read + round % 2 < written && !harness_failed()) {
			pair_read(&pair, read, (read * 13) % 500);
			read++;
		}
		vmbkmcl_ring_reader_publish(&pair.reader);
	}
	CHECK(written > 5000);
	pair_free(&pair);
}

/* Read a packet of this shape as the core does: all of it, then its parts. */
static void check_parts(struct pair *pair, const struct vmbkmcl_ring_packet *sent)
{
	u32 data_size = sent->payload_size, skip;
	struct vmbkmcl_ranges ranges;
	struct vmbus_packet packet;
	u8 *bytes, *payload;

	CHECK_EQ(ring_next(&pair->reader, &packet), VMBKMCL_RING_PACKET);
	CHECK_EQ(vmbkmcl_ring_size_of(packet), sent->size);
	if (harness_failed())
		return;
	bytes = malloc(packet.len8 * 8 - 16);
	vmbkmcl_ring_copy(&pair->reader, bytes, 16, packet.len8 * 8 - 16);
	vmbkmcl_ring_advance(&pair->reader, vmbkmcl_ring_size_of(packet));
	skip = packet.offset8 * 8 - 16;
	payload = bytes + skip;
	if (sent->ranges_size) {
		CHECK(vmbkmcl_ranges_parse(bytes, skip, &ranges));
		CHECK_EQ(ranges.size, sent->ranges_size - 8);
	}
	if (sent->pipe) {
		CHECK(vmbkmcl_pipe_parse(payload, packet.len8 * 8 - 16 - skip,
					 &data_size));
		payload += 8;
	}
	CHECK_EQ(data_size, sent->payload_size);
	CHECK(!memcmp(payload, sent->payload, sent->payload_size));
	free(bytes);
}

/* Ours: every shape of packet, at every position. */
static void shapes(void)
{
	static const u8 text[] = "The quick brown fox jumps over the lazy dog";
	static const u64 block[] = { 1ull << 32, 4096, 7 };
	u32 index, shape;
	struct pair pair;

	pair_init(&pair, 1);
	for (index = 0; index < 4096; index += 8)
		for (shape = 0; shape < 16 && !harness_failed(); shape++) {
			struct vmbkmcl_ring_packet packet = packet_of(index, shape * 2);
			void *ranges;

			packet.payload = text;
			packet.pipe = shape & 1;
			packet.ranges_size = shape & 2 ? sizeof(block) : 0;
			packet.size = vmbkmcl_ring_packet_size(&packet);
			pair_seek(&pair, index);
			CHECK_EQ(ring_write(&pair.writer, &packet, &ranges),
				 VMBKMCL_RING_WRITTEN);
			memcpy(ranges, block, packet.ranges_size);
			vmbkmcl_ring_writer_publish(&pair.writer);
			check_parts(&pair, &packet);
		}
	pair_free(&pair);
}

void streaming(void)
{
	static const struct test tests[] = {
		{ "sizes around words, at every position", every_position },
		{ "every size up to the largest", every_size },
		{ "sizes around a page", pages },
		{ "batches that fill the ring", full_batches },
		{ "pipe headers and ranges, at every position", shapes },
	};

	RUN(tests);
}
