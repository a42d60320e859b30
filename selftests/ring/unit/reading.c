// SPDX-License-Identifier: GPL-2.0-only
/* reading.c - finding packets, and refusing what cannot be one. */
#include <string.h>

#include "../../unit/harness.h"
#include "groups.h"
#include "pair.h"

/* Linux, hv_pkt_iter_avail(): equal indices mean that the ring is empty. */
static void empty(void)
{
	struct vmbus_packet packet;
	struct pair pair;
	u32 index;

	pair_init(&pair, 1);
	for (index = 0; index < 4096; index += 8) {
		pair_seek(&pair, index);
		CHECK_EQ(vmbkmcl_ring_look(&pair.reader), VMBKMCL_RING_EMPTY);
		CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_EMPTY);
		CHECK_EQ(pair.reader.avail, 0);
	}
	pair_free(&pair);
}

/* Linux, hv_pkt_iter_avail(): the bytes from the read to the write index. */
static void avail(void)
{
	struct pair pair;
	u32 index, bytes;

	pair_init(&pair, 1);
	for (index = 0; index < 4096; index += 8)
		for (bytes = 8; bytes < 4096; bytes += 8) {
			vmbkmcl_ring_reader_resume(&pair.reader, index);
			pair.memory.header->write_index = (index + bytes) % 4096;
			CHECK_EQ(vmbkmcl_ring_look(&pair.reader), VMBKMCL_RING_PACKET);
			CHECK_EQ(pair.reader.avail, bytes);
		}
	pair_free(&pair);
}

/* Ours: the write index is checked at each look. */
static void bad_write_index(void)
{
	struct vmbus_packet packet;
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	for (i = 0; i < GARBAGE_COUNT && !harness_failed(); i++) {
		u32 index = garbage(i, 4096);
		enum vmbkmcl_ring_next next = VMBKMCL_RING_PACKET;

		if (index == 2048)
			next = VMBKMCL_RING_EMPTY;
		else if (!is_index(index, 4096))
			next = VMBKMCL_RING_BAD_WRITE_INDEX;
		pair_seek(&pair, 2048);
		pair.memory.header->write_index = index;
		CHECK_EQ(vmbkmcl_ring_look(&pair.reader), next);
		if (next == VMBKMCL_RING_PACKET)
			continue;
		CHECK_EQ(pair.reader.avail, 0);
		CHECK_EQ(ring_next(&pair.reader, &packet), next);
	}
	pair_free(&pair);
}

/* Ours: fewer bytes than descriptor and trailer need are not read. */
static void fragment(void)
{
	struct vmbus_packet packet;
	struct pair pair;
	u32 bytes;

	for (bytes = 8; bytes <= 32; bytes += 8) {
		pair_init(&pair, 1);
		pair_describe(&pair, 2, 2, bytes);
		CHECK_EQ(ring_next(&pair.reader, &packet),
			 bytes < 24 ? VMBKMCL_RING_FRAGMENT : VMBKMCL_RING_PACKET);
		pair_free(&pair);
	}
}

/*
 * Linux, hv_pkt_iter_first(): the payload begins after the descriptor and within
 * the packet; it puts other values right. Ours: no such packet is read.
 */
static void descriptor(void)
{
	struct vmbus_packet packet;
	struct pair pair;
	u32 offset8, len8;

	pair_init(&pair, 1);
	for (offset8 = 0; offset8 < 0x10000; offset8 = offset8 * 3 / 2 + 1)
		for (len8 = 0; len8 < 0x10000; len8 = len8 < 20 ? len8 + 1 : len8 * 2) {
			enum vmbkmcl_ring_next next = VMBKMCL_RING_PACKET;

			if (offset8 < 2 || len8 < offset8)
				next = VMBKMCL_RING_BAD_DESCRIPTOR;
			else if (len8 > 10)
				next = VMBKMCL_RING_OVERRUN;
			pair_seek(&pair, 4000);
			pair_describe(&pair, offset8, len8, 88);
			CHECK_EQ(ring_next(&pair.reader, &packet), next);
			CHECK_EQ(packet.offset8, offset8);
			CHECK_EQ(packet.len8, len8);
		}
	pair_free(&pair);
}

/* Ours: a packet and its trailer end where the written bytes end, or before. */
static void overrun(void)
{
	struct vmbus_packet packet;
	struct pair pair;
	u32 bytes;

	pair_init(&pair, 1);
	for (bytes = 24; bytes < 4096; bytes += 8) {
		u32 len8 = (bytes - 8) / 8;

		pair_seek(&pair, bytes);
		pair_describe(&pair, 2, len8, bytes);
		CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_PACKET);
		pair_seek(&pair, bytes);
		pair_describe(&pair, 2, len8 + 1, bytes);
		CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_OVERRUN);
	}
	pair_free(&pair);
}

/* Ours: the index is read again only when all bytes below it have been read. */
static void overrun_second(void)
{
	struct vmbus_packet packet;
	struct pair pair;

	pair_init(&pair, 1);
	CHECK_EQ(pair_write(&pair, 1, 8), VMBKMCL_RING_WRITTEN);
	CHECK_EQ(pair_write(&pair, 2, 8), VMBKMCL_RING_WRITTEN);
	vmbkmcl_ring_writer_publish(&pair.writer);
	pair_read(&pair, 1, 8);
	CHECK_EQ(pair.reader.avail, 32);
	/* The second one claims a word more, which the peer has only now written. */
	pair.memory.header->write_index = 72;
	pair.memory.data[32 + 4]++;
	CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_OVERRUN);
	pair.memory.data[32 + 4]--;
	pair_read(&pair, 2, 8);
	CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_FRAGMENT);
	pair_free(&pair);
}

/* Ours: a packet that is not advanced over is found again. */
static void next_again(void)
{
	struct vmbus_packet packet;
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	pair_write(&pair, 7, 100);
	vmbkmcl_ring_writer_publish(&pair.writer);
	for (i = 0; i < 3; i++) {
		CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_PACKET);
		CHECK_EQ(packet.id, 7);
	}
	pair_read(&pair, 7, 100);
	pair_free(&pair);
}

/* Ours: the caller judges type and flags. */
static void descriptor_passed_on(void)
{
	static const struct vmbus_packet there = {
		.type = 0x55, .offset8 = 3, .len8 = 4, .flags = 0xfffe,
		.id = 0xfedcba9876543210,
	};
	struct vmbus_packet packet = { 0 };
	struct pair pair;

	pair_init(&pair, 1);
	memcpy(pair.memory.data, &there, sizeof(there));
	pair.memory.header->write_index = 40;
	CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_PACKET);
	CHECK(!memcmp(&packet, &there, sizeof(packet)));
	CHECK_EQ(vmbkmcl_ring_size_of(packet), 40);
	pair_free(&pair);
}

/* Ours: the reader never reads read_index, which the peer can write, too. */
static void own_index(void)
{
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	for (i = 1; i < 100 && !harness_failed(); i++) {
		pair_write(&pair, i, 8);
		vmbkmcl_ring_writer_publish(&pair.writer);
		pair.memory.header->read_index = garbage(i * 7, 4096);
		pair_read(&pair, i, 8);
		vmbkmcl_ring_reader_publish(&pair.reader);
		CHECK_EQ(pair.memory.header->read_index, i * 32);
	}
	pair_free(&pair);
}

/* Linux, hv_pkt_iter_close(): all packets read are given back together. */
static void published_together(void)
{
	struct pair pair;
	u64 i;

	pair_init(&pair, 1);
	for (i = 0; i < 10; i++)
		pair_write(&pair, i, 8);
	vmbkmcl_ring_writer_publish(&pair.writer);
	for (i = 0; i < 10; i++) {
		pair_read(&pair, i, 8);
		CHECK_EQ(pair.memory.header->read_index, 0);
	}
	vmbkmcl_ring_reader_publish(&pair.reader);
	CHECK_EQ(pair.memory.header->read_index, 320);
	pair_free(&pair);
}

/* Ours: a reader goes on where another one of the same ring has stopped. */
static void resume(void)
{
	struct vmbkmcl_ring_reader first;
	struct vmbus_packet packet;
	struct pair pair;
	u64 i;

	pair_init(&pair, 1);
	for (i = 0; i < 1000 && !harness_failed(); i++) {
		pair_write(&pair, i, i % 300);
		pair_write(&pair, i, i % 100);
		vmbkmcl_ring_writer_publish(&pair.writer);
		pair_read(&pair, i, i % 300);
		vmbkmcl_ring_reader_publish(&pair.reader);
		first = pair.reader;
		vmbkmcl_ring_reader_init(&pair.reader, first.header, first.data,
					 first.size);
		vmbkmcl_ring_reader_resume(&pair.reader, first.read);
		CHECK(!vmbkmcl_ring_reader_publish(&pair.reader));
		pair_read(&pair, i, i % 100);
		CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_EMPTY);
		vmbkmcl_ring_reader_publish(&pair.reader);
	}
	pair_free(&pair);
}

/* Ours: every reason has a text of its own. */
static void why(void)
{
	enum vmbkmcl_ring_next a, b;

	for (a = VMBKMCL_RING_PACKET; a <= VMBKMCL_RING_OVERRUN; a++) {
		CHECK(strlen(vmbkmcl_ring_why(a)) > 4);
		for (b = VMBKMCL_RING_PACKET; b < a; b++)
			CHECK(strcmp(vmbkmcl_ring_why(a), vmbkmcl_ring_why(b)));
	}
	CHECK(strstr(vmbkmcl_ring_why(VMBKMCL_RING_BAD_WRITE_INDEX), "write index"));
	CHECK(strstr(vmbkmcl_ring_why(VMBKMCL_RING_BAD_DESCRIPTOR), "descriptor"));
}

void reading(void)
{
	static const struct test tests[] = {
		{ "equal indices mean empty", empty },
		{ "all bytes between the indices can be read", avail },
		{ "an invalid write index is refused", bad_write_index },
		{ "fewer bytes than descriptor and trailer are a fragment", fragment },
		{ "a payload begins after the descriptor, within the packet", descriptor },
		{ "a packet ends where the written bytes do, or before", overrun },
		{ "a second packet ends within the bytes that were seen", overrun_second },
		{ "a packet is found until it is passed", next_again },
		{ "type, flags and id are passed on", descriptor_passed_on },
		{ "a reader does not read its own index from the ring", own_index },
		{ "space is given back when published, all at once", published_together },
		{ "a reader resumes where another stopped", resume },
		{ "each reason has a text of its own", why },
	};

	RUN(tests);
}
