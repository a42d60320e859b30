// SPDX-License-Identifier: GPL-2.0-only
/* writing.c - packets in the ring, and rings without room. */
#include <stdlib.h>
#include <string.h>

#include "../../unit/harness.h"
#include "groups.h"
#include "pair.h"

static void put16(u8 *to, u16 value)
{
	to[0] = value;
	to[1] = value >> 8;
}

static void put32(u8 *to, u32 value)
{
	put16(to, value);
	put16(to + 2, value >> 16);
}

static void put64(u8 *to, u64 value)
{
	put32(to, value);
	put32(to + 4, value >> 32);
}

/* The packet as bytes, its ranges all 0xa5. Returns how many. */
static u32 on_the_wire(u8 *to, const struct vmbkmcl_ring_packet *packet, u32 start)
{
	u32 header = 16 + packet->ranges_size;
	u32 payload = packet->payload_size + (packet->pipe ? 8 : 0);
	u32 end = header + payload;

	while (end % 8)
		end++;
	memset(to, 0, end);
	put16(to, packet->type);
	put16(to + 2, header / 8);
	put16(to + 4, end / 8);
	put16(to + 6, packet->flags);
	put64(to + 8, packet->id);
	memset(to + 16, 0xa5, packet->ranges_size);
	to += header;
	if (packet->pipe) {
		put32(to, 1);
		put32(to + 4, packet->payload_size);
		to += 8;
	}
	if (packet->payload_size)
		memcpy(to, packet->payload, packet->payload_size);
	to += end - header - (packet->pipe ? 8 : 0);
	put32(to, 0);
	put32(to + 4, start);
	return end + 8;
}

/* Write @packet at @start of a ring that is full of ones; compare all of it. */
static void check_layout(struct pair *pair, struct vmbkmcl_ring_packet *packet,
			 u32 start)
{
	u32 size = pair->memory.size, used, i;
	u8 *expected = malloc(VMBUS_PACKET_MAX + 8);
	void *ranges = NULL;

	memset(pair->memory.data, 0xff, size);
	pair_seek(pair, start);
	CHECK_EQ(ring_write(&pair->writer, packet, &ranges),
		 VMBKMCL_RING_WRITTEN);
	CHECK(ranges == pair->memory.data + start + 16);
	memset(ranges, 0xa5, packet->ranges_size);

	used = on_the_wire(expected, packet, start);
	CHECK_EQ(packet->size, used);
	for (i = 0; i < size && !harness_failed(); i++)
		CHECK_EQ(pair->memory.data[(start + i) % size],
			 i < used ? expected[i] : 0xff);
	CHECK_EQ(pair->writer.write, (start + used) % size);
	CHECK_EQ(pair->memory.header->write_index, start);
	CHECK_EQ(pair->writer.published, start);
	free(expected);
}

static void check_layouts(bool pipe, u32 ranges_size)
{
	static const u32 sizes[] = {
		0, 1, 2, 7, 8, 9, 15, 16, 17, 23, 24, 25, 63, 64, 65, 255, 256,
		257, 1000, 4000, 4095, 4096, 4097, 8000,
	};
	static const u32 starts[] = { 0, 8, 4088, 8168, 8176, 8184, 12280 };
	u8 payload[8000];
	struct pair pair;
	u32 i, s;

	for (i = 0; i < sizeof(payload); i++)
		payload[i] = pattern(5, i);
	pair_init(&pair, 3);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		for (s = 0; s < ARRAY_SIZE(starts) && !harness_failed(); s++) {
			struct vmbkmcl_ring_packet packet = {
				.type = 0x1234 + i,
				.flags = 0x8001,
				.pipe = pipe,
				.ranges_size = ranges_size,
				.payload_size = sizes[i],
				.id = 0x123456789abcdef0,
				.payload = payload,
			};

			packet.size = vmbkmcl_ring_packet_size(&packet);
			check_layout(&pair, &packet, starts[s]);
		}
	pair_free(&pair);
}

/*
 * Linux, hv_ringbuffer_write(): descriptor, payload, padding to the next word, then
 * a word with the index of the descriptor in its upper half. Ours: the padding is 0,
 * so that nothing leaks.
 */
static void layout(void)
{
	check_layouts(false, 0);
}

/* Ours: a header that counts the bytes precedes the data of a pipe. */
static void layout_pipe(void)
{
	check_layouts(true, 0);
}

/* Linux, struct vmpacket_descriptor: offset8 leads past the ranges. */
static void layout_ranges(void)
{
	check_layouts(false, 24);
	check_layouts(true, 88);
}

/* A packet of @size when there is that much room, and when there is a word more. */
static void check_fit(struct pair *pair, u32 read, u32 size)
{
	u32 write = (read + 4096 - size) % 4096;

	pair->memory.header->read_index = read;
	vmbkmcl_ring_writer_resume(&pair->writer, write);
	CHECK_EQ(pair_write(pair, 1, size - PACKET_OVERHEAD), VMBKMCL_RING_FULL);
	CHECK_EQ(pair->writer.write, write);

	write = (write + 4096 - 8) % 4096;
	vmbkmcl_ring_writer_resume(&pair->writer, write);
	CHECK_EQ(pair_write(pair, 1, size - PACKET_OVERHEAD), VMBKMCL_RING_WRITTEN);
	CHECK_EQ(pair->writer.write, (read + 4096 - 8) % 4096);
}

/* Linux, hv_ringbuffer_write(): a ring with room for the packet alone is full. */
static void exact_fit(void)
{
	static const u32 sizes[] = { 24, 32, 40, 2048, 4080, 4088 };
	static const u32 reads[] = { 0, 8, 2048, 4088 };
	struct pair pair;
	u32 read, size, i;

	pair_init(&pair, 1);
	for (read = 0; read < 4096; read += 8)
		for (i = 0; i < ARRAY_SIZE(sizes) && !harness_failed(); i++)
			check_fit(&pair, read, sizes[i]);
	for (size = 24; size < 4096; size += 8)
		for (i = 0; i < ARRAY_SIZE(reads) && !harness_failed(); i++)
			check_fit(&pair, reads[i], size);
	pair_free(&pair);
}

/* Ours: a packet that does not fit leaves the ring as it was. */
static void full_writes_nothing(void)
{
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	memset(pair.memory.data, 0xff, 4096);
	CHECK_EQ(pair_write(&pair, 1, 4096 - 24), VMBKMCL_RING_FULL);
	CHECK_EQ(pair_write(&pair, 1, 10000), VMBKMCL_RING_FULL);
	pair.memory.header->read_index = 4096;
	CHECK_EQ(pair_write(&pair, 1, 8), VMBKMCL_RING_BAD_READ_INDEX);
	for (i = 0; i < 4096; i++)
		CHECK_EQ(pair.memory.data[i], 0xff);
	CHECK_EQ(pair.writer.write, 0);
	CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
	pair_free(&pair);
}

/* Linux keeps 8 bytes free, too: otherwise a full ring would look empty. */
static void full_is_not_empty(void)
{
	u64 written = 0, i;
	struct pair pair;

	pair_init(&pair, 1);
	while (pair_write(&pair, written, 232) == VMBKMCL_RING_WRITTEN)
		written++;
	CHECK_EQ(written, 15);
	CHECK_EQ(pair_write(&pair, written++, 224), VMBKMCL_RING_WRITTEN);
	CHECK_EQ(pair.writer.write, 4088);
	CHECK_EQ(pair_write(&pair, written, 0), VMBKMCL_RING_FULL);
	vmbkmcl_ring_writer_publish(&pair.writer);
	for (i = 0; i < written; i++)
		pair_read(&pair, i, i == 15 ? 224 : 232);
	CHECK_EQ(vmbkmcl_ring_look(&pair.reader), VMBKMCL_RING_EMPTY);
	pair_free(&pair);
}

/* Ours: an empty ring takes a payload of this size, and not a byte more. */
static void payload_max(void)
{
	struct pair pair;
	u32 pages;

	for (pages = 1; pages <= 16; pages++) {
		u32 max = vmbkmcl_ring_payload_max(pages * 4096);

		pair_init(&pair, pages);
		CHECK_EQ(max, pages * 4096 - 32);
		CHECK_EQ(pair_write(&pair, 1, max + 1), VMBKMCL_RING_FULL);
		CHECK_EQ(pair_write(&pair, 1, max), VMBKMCL_RING_WRITTEN);
		vmbkmcl_ring_writer_publish(&pair.writer);
		pair_read(&pair, 1, max);
		pair_free(&pair);
	}
}

/* Linux, struct vmpacket_descriptor: len8 has 16 bits. */
static void packet_max(void)
{
	struct pair pair;
	u32 start;

	pair_init(&pair, 256);
	for (start = 0; start < 256 * 4096u; start += 63 * 4096 + 8) {
		pair_seek(&pair, start);
		CHECK_EQ(pair_write(&pair, 1, VMBUS_PACKET_MAX - 16),
			 VMBKMCL_RING_WRITTEN);
		vmbkmcl_ring_writer_publish(&pair.writer);
		pair_read(&pair, 1, VMBUS_PACKET_MAX - 16);
	}
	pair_free(&pair);
}

/* Ours: the writer computes with a valid index only. */
static void bad_read_index(void)
{
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	for (i = 0; i < GARBAGE_COUNT && !harness_failed(); i++) {
		u32 index = garbage(i, 4096);

		pair_seek(&pair, 2048);
		pair.memory.header->read_index = index;
		if (is_index(index, 4096))
			CHECK_EQ(pair_write(&pair, 1, 8),
				 index > 2048 && index - 2048 <= 32 ?
				 VMBKMCL_RING_FULL : VMBKMCL_RING_WRITTEN);
		else
			CHECK_EQ(pair_write(&pair, 1, 8), VMBKMCL_RING_BAD_READ_INDEX);
	}
	pair_free(&pair);
}

/* Ours: the writer never reads write_index, which the peer can write, too. */
static void own_index(void)
{
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	pair.memory.header->write_index = 0xdeadbeef;
	vmbkmcl_ring_writer_init(&pair.writer, pair.memory.header,
				 pair.memory.data, pair.memory.size);
	for (i = 1; i < 100; i++) {
		CHECK_EQ(pair_write(&pair, i, 8), VMBKMCL_RING_WRITTEN);
		pair.memory.header->write_index = garbage(i * 7, 4096);
		vmbkmcl_ring_writer_publish(&pair.writer);
		CHECK_EQ(pair.memory.header->write_index, i * 32);
		if (harness_failed())
			break;
	}
	pair_free(&pair);
}

/* Linux publishes each packet; ours: many at once, and none of them before. */
static void batch(void)
{
	struct pair pair;
	u64 i;

	pair_init(&pair, 1);
	for (i = 0; i < 20; i++) {
		CHECK_EQ(pair_write(&pair, i, i), VMBKMCL_RING_WRITTEN);
		CHECK_EQ(pair.memory.header->write_index, 0);
		CHECK_EQ(vmbkmcl_ring_look(&pair.reader), VMBKMCL_RING_EMPTY);
	}
	CHECK(vmbkmcl_ring_writer_publish(&pair.writer));
	CHECK_EQ(pair.memory.header->write_index, pair.writer.write);
	for (i = 0; i < 20; i++)
		pair_read(&pair, i, i);
	CHECK_EQ(vmbkmcl_ring_look(&pair.reader), VMBKMCL_RING_EMPTY);
	pair_free(&pair);
}

/* Ours: a writer goes on where another one of the same ring has stopped. */
static void resume(void)
{
	struct vmbkmcl_ring_writer first;
	struct pair pair;
	u64 i;

	pair_init(&pair, 1);
	for (i = 0; i < 1000 && !harness_failed(); i++) {
		CHECK_EQ(pair_write(&pair, i, i % 300), VMBKMCL_RING_WRITTEN);
		vmbkmcl_ring_writer_publish(&pair.writer);
		first = pair.writer;
		vmbkmcl_ring_writer_init(&pair.writer, first.header, first.data,
					 first.size);
		vmbkmcl_ring_writer_resume(&pair.writer, first.write);
		CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
		pair_read(&pair, i, i % 300);
		vmbkmcl_ring_reader_publish(&pair.reader);
	}
	pair_free(&pair);
}

/* Ours: what is hidden counts from the index that the reader sees, also around the end. */
static void hidden(void)
{
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	for (i = 0; i < 200 && !harness_failed(); i++) {
		CHECK_EQ(vmbkmcl_ring_hidden(&pair.writer), 0);
		CHECK_EQ(pair_write(&pair, 1, 40), VMBKMCL_RING_WRITTEN);
		CHECK_EQ(vmbkmcl_ring_hidden(&pair.writer), 64);
		CHECK_EQ(pair_write(&pair, 2, 8), VMBKMCL_RING_WRITTEN);
		CHECK_EQ(vmbkmcl_ring_hidden(&pair.writer), 96);
		vmbkmcl_ring_writer_publish(&pair.writer);
		pair_read(&pair, 1, 40);
		pair_read(&pair, 2, 8);
		vmbkmcl_ring_reader_publish(&pair.reader);
	}
	pair_free(&pair);
}

/* Linux, struct vmpacket_descriptor: its members, in the order of the first word. */
static void head(void)
{
	struct vmbus_packet packet = {
		.type = VMBUS_PACKET_GPA_DIRECT,
		.offset8 = 7,
		.len8 = 0xffff,
		.flags = VMBUS_PACKET_COMPLETION_REQUESTED,
	};
	u64 word;

	memcpy(&word, &packet, sizeof(word));
	CHECK_EQ(word, vmbus_head(packet.type, packet.offset8, packet.len8,
				  packet.flags));
	CHECK_EQ(vmbus_head_size(word), VMBUS_PACKET_MAX);
}

void writing(void)
{
	static const struct test tests[] = {
		{ "a packet is laid out as on the wire, padding zeroed", layout },
		{ "a pipe header precedes the data and counts them", layout_pipe },
		{ "ranges stand between descriptor and payload", layout_ranges },
		{ "a ring with room for the packet alone is full, with 8 bytes more it is not", exact_fit },
		{ "a packet that does not fit changes nothing", full_writes_nothing },
		{ "a full ring does not look empty", full_is_not_empty },
		{ "an empty ring takes the largest payload, not a byte more", payload_max },
		{ "a packet can have as many words as len8 can tell", packet_max },
		{ "an invalid read index is refused", bad_read_index },
		{ "a writer does not read its own index from the ring", own_index },
		{ "packets can be read once they are published, all together", batch },
		{ "a writer resumes where another stopped", resume },
		{ "what is hidden from the reader is counted", hidden },
		{ "a descriptor's first word is its members", head },
	};

	RUN(tests);
}
