// SPDX-License-Identifier: GPL-2.0-only
/*
 * hostile.c - a broken or hostile peer in the ring.
 *
 * Each test is named after the fault of the test host (vmbhost --fault list)
 * that does the same to the whole module in a guest. Those that change a packet
 * while it is being read are in ../watch. All rules here are ours: Linux trusts
 * its host with most of this.
 */
#include <string.h>

#include "../../unit/harness.h"
#include "groups.h"
#include "pair.h"

/* The result of reading a packet of 16 bytes with such a descriptor. */
static enum vmbkmcl_ring_next described(u16 offset8, u16 len8)
{
	struct vmbus_packet packet;
	enum vmbkmcl_ring_next next;
	struct pair pair;

	pair_init(&pair, 1);
	pair_seek(&pair, 4072);
	pair_describe(&pair, offset8, len8, 40);
	next = ring_next(&pair.reader, &packet);
	/* The reader stays where it is and gives nothing back. */
	CHECK_EQ(pair.reader.read, 4072);
	CHECK(!vmbkmcl_ring_reader_publish(&pair.reader));
	CHECK_EQ(pair.memory.header->read_index, 4072);
	pair_free(&pair);
	return next;
}

static void packet_offset_beyond(void)
{
	CHECK_EQ(described(64, 4), VMBKMCL_RING_BAD_DESCRIPTOR);
	CHECK_EQ(described(5, 4), VMBKMCL_RING_BAD_DESCRIPTOR);
	CHECK_EQ(described(4, 4), VMBKMCL_RING_PACKET);
}

static void packet_offset_zero(void)
{
	CHECK_EQ(described(0, 4), VMBKMCL_RING_BAD_DESCRIPTOR);
}

static void packet_offset_one(void)
{
	CHECK_EQ(described(1, 4), VMBKMCL_RING_BAD_DESCRIPTOR);
	CHECK_EQ(described(1, 1), VMBKMCL_RING_BAD_DESCRIPTOR);
}

static void packet_length_zero(void)
{
	CHECK_EQ(described(2, 0), VMBKMCL_RING_BAD_DESCRIPTOR);
	CHECK_EQ(described(0, 0), VMBKMCL_RING_BAD_DESCRIPTOR);
}

static void packet_length_one(void)
{
	CHECK_EQ(described(2, 1), VMBKMCL_RING_BAD_DESCRIPTOR);
}

static void packet_length_max(void)
{
	CHECK_EQ(described(2, 0xffff), VMBKMCL_RING_OVERRUN);
	CHECK_EQ(described(0xffff, 0xffff), VMBKMCL_RING_OVERRUN);
}

static void packet_length_beyond(void)
{
	CHECK_EQ(described(2, 68), VMBKMCL_RING_OVERRUN);
	CHECK_EQ(described(2, 5), VMBKMCL_RING_OVERRUN);
}

static void packet_oversized(void)
{
	struct pair pair;

	pair_init(&pair, 4);
	CHECK_EQ(pair_write(&pair, 1, 8192), VMBKMCL_RING_WRITTEN);
	vmbkmcl_ring_writer_publish(&pair.writer);
	pair_read(&pair, 1, 8192);
	pair_free(&pair);
}

/* The result of reading a correct packet at 64 below such a write index. */
static enum vmbkmcl_ring_next shown(u32 index)
{
	struct vmbus_packet packet;
	enum vmbkmcl_ring_next next;
	struct pair pair;

	pair_init(&pair, 1);
	pair_seek(&pair, 64);
	pair_write(&pair, 1, 16);
	pair.memory.header->write_index = index;
	next = ring_next(&pair.reader, &packet);
	pair_free(&pair);
	return next;
}

static void write_index_range(void)
{
	CHECK_EQ(shown(4096 + 64), VMBKMCL_RING_BAD_WRITE_INDEX);
	CHECK_EQ(shown(4096), VMBKMCL_RING_BAD_WRITE_INDEX);
	CHECK_EQ(shown(0xfffffff8), VMBKMCL_RING_BAD_WRITE_INDEX);
}

static void write_index_unaligned(void)
{
	u32 off;

	for (off = 1; off < 8; off++)
		CHECK_EQ(shown(104 + off), VMBKMCL_RING_BAD_WRITE_INDEX);
}

/* The ring then looks nearly full; its bytes are checked like any others. */
static void write_index_backwards(void)
{
	struct vmbus_packet packet;
	struct pair pair;
	u32 read = 0;

	pair_init(&pair, 1);
	pair_seek(&pair, 64);
	pair_write(&pair, 1, 16);
	pair.memory.header->write_index = 56;
	pair_read(&pair, 1, 16);
	CHECK_EQ(pair.reader.avail, 4096 - 8 - 40);
	/* Zeroes follow, no descriptor. */
	CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_BAD_DESCRIPTOR);
	memset(pair.memory.data, 2, 4096);
	while (ring_next(&pair.reader, &packet) == VMBKMCL_RING_PACKET) {
		read += vmbkmcl_ring_size_of(packet);
		vmbkmcl_ring_advance(&pair.reader, vmbkmcl_ring_size_of(packet));
	}
	CHECK(read <= 4096 - 8 - 40);
	pair_free(&pair);
}

static void write_index_partial(void)
{
	CHECK_EQ(shown(64), VMBKMCL_RING_EMPTY);
	CHECK_EQ(shown(72), VMBKMCL_RING_FRAGMENT);
	CHECK_EQ(shown(80), VMBKMCL_RING_FRAGMENT);
	CHECK_EQ(shown(88), VMBKMCL_RING_OVERRUN);
	CHECK_EQ(shown(96), VMBKMCL_RING_OVERRUN);
	CHECK_EQ(shown(104), VMBKMCL_RING_PACKET);
}

static void read_index_range(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	pair.memory.header->read_index = 4096 + 64;
	CHECK_EQ(pair_write(&pair, 1, 16), VMBKMCL_RING_BAD_READ_INDEX);
	pair.memory.header->read_index = 4;
	CHECK_EQ(pair_write(&pair, 1, 16), VMBKMCL_RING_BAD_READ_INDEX);
	/* Once the index is valid again, writing goes on. */
	pair.memory.header->read_index = 0;
	CHECK_EQ(pair_write(&pair, 1, 16), VMBKMCL_RING_WRITTEN);
	pair_free(&pair);
}

static void guest_read_index_rewritten(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	pair_write(&pair, 1, 16);
	pair_write(&pair, 2, 16);
	vmbkmcl_ring_writer_publish(&pair.writer);
	pair_read(&pair, 1, 16);
	vmbkmcl_ring_reader_publish(&pair.reader);
	pair.memory.header->read_index = 0;
	pair_read(&pair, 2, 16);
	vmbkmcl_ring_reader_publish(&pair.reader);
	CHECK_EQ(pair.memory.header->read_index, 80);
	pair_free(&pair);
}

static void guest_write_index_rewritten(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	pair_write(&pair, 1, 16);
	vmbkmcl_ring_writer_publish(&pair.writer);
	pair.memory.header->write_index = 2048;
	pair_write(&pair, 2, 16);
	vmbkmcl_ring_writer_publish(&pair.writer);
	CHECK_EQ(pair.memory.header->write_index, 80);
	pair_read(&pair, 1, 16);
	pair_read(&pair, 2, 16);
	pair_free(&pair);
}

/* Type and flags are not looked at here: the caller has the copy. */
static void packet_type_and_flags_unknown(void)
{
	struct vmbus_packet packet;
	struct pair pair;

	pair_init(&pair, 1);
	pair_describe(&pair, 2, 2, 24);
	pair.memory.data[0] = 0x55;
	pair.memory.data[6] = 0xfe;
	pair.memory.data[7] = 0xff;
	CHECK_EQ(ring_next(&pair.reader, &packet), VMBKMCL_RING_PACKET);
	CHECK_EQ(packet.type, 0x55);
	CHECK_EQ(packet.flags, 0xfffe);
	pair_free(&pair);
}

/* Are such ranges accepted? Only one page follows them. */
static bool ranges(u32 count, u32 length, u32 offset)
{
	const u32 words[6] = { 1, count, length, offset, 0, 0 };
	struct vmbkmcl_ranges found;

	return vmbkmcl_ranges_parse(words, 16, &found) ||
	       vmbkmcl_ranges_parse(words, sizeof(words), &found);
}

static void transfer_range_count(void)
{
	CHECK(!ranges(0xffffffff, 64, 0));
}

static void transfer_range_beyond(void)
{
	CHECK(!ranges(1, 0xffffffff, 0xfffff000));
	CHECK(!ranges(1, 0xffffffff, 0));
}

static void gpa_direct_from_host(void)
{
	CHECK(!ranges(0xffff, 4096, 0));
	CHECK(ranges(1, 4096, 0));
}

/* A size that room never exceeds is never signalled; any other is. */
static void pending_size_garbage(void)
{
	static const u32 never[] = { 0xfffffff5, 0x80000000, 4096, 5000 };
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	for (i = 0; i < ARRAY_SIZE(never); i++) {
		pair.memory.header->pending_send_sz = never[i];
		pair_write(&pair, i, 4000);
		vmbkmcl_ring_writer_publish(&pair.writer);
		pair_read(&pair, i, 4000);
		CHECK(!vmbkmcl_ring_reader_publish(&pair.reader));
	}
	/* Some writers ask for an empty ring in this way. */
	pair.memory.header->pending_send_sz = 4095;
	pair_write(&pair, i, 4000);
	vmbkmcl_ring_writer_publish(&pair.writer);
	pair_read(&pair, i, 4000);
	CHECK(vmbkmcl_ring_reader_publish(&pair.reader));
	pair_free(&pair);
}

static void interrupt_mask_stuck(void)
{
	struct pair pair;
	u64 i;

	pair_init(&pair, 1);
	pair.memory.header->interrupt_mask = 0xffffffff;
	for (i = 0; i < 1000 && !harness_failed(); i++) {
		CHECK_EQ(pair_write(&pair, i, 100), VMBKMCL_RING_WRITTEN);
		CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
		pair_read(&pair, i, 100);
		vmbkmcl_ring_reader_publish(&pair.reader);
	}
	pair_free(&pair);
}

/* A reader heeds pending_send_sz whether or not the feature bit is set. */
static void feature_bit_cleared(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	pair.memory.header->feature_bits = 0;
	pair_write(&pair, 1, 4000);
	vmbkmcl_ring_writer_publish(&pair.writer);
	vmbkmcl_ring_ask_room(&pair.writer, 2000);
	pair_read(&pair, 1, 4000);
	CHECK(vmbkmcl_ring_reader_publish(&pair.reader));
	pair_free(&pair);
}

static bool pipe_of(u32 type, u32 said, u32 size)
{
	const u32 words[4] = { type, said, 0, 0 };
	u32 data_size;

	return vmbkmcl_pipe_parse(words, size, &data_size);
}

static void pipe_type_unknown(void)
{
	CHECK(!pipe_of(7, 8, 16));
}

static void pipe_size_beyond(void)
{
	CHECK(!pipe_of(VMBUS_PIPE_DATA, 0xfffffff0, 16));
	CHECK(!pipe_of(VMBUS_PIPE_DATA, 9, 16));
}

/* That is the end of the stream, which the caller handles. */
static void pipe_size_zero(void)
{
	CHECK(pipe_of(VMBUS_PIPE_DATA, 0, 8));
	CHECK(pipe_of(VMBUS_PIPE_DATA, 0, 16));
}

static void pipe_header_missing(void)
{
	CHECK(!pipe_of(VMBUS_PIPE_DATA, 0, 0));
	CHECK(!pipe_of(VMBUS_PIPE_DATA, 0, 7));
}

void hostile(void)
{
	static const struct test tests[] = {
		{ "packet-offset-beyond", packet_offset_beyond },
		{ "packet-offset-zero", packet_offset_zero },
		{ "packet-offset-one", packet_offset_one },
		{ "packet-length-zero", packet_length_zero },
		{ "packet-length-one", packet_length_one },
		{ "packet-length-max", packet_length_max },
		{ "packet-length-beyond", packet_length_beyond },
		{ "packet-oversized", packet_oversized },
		{ "write-index-range", write_index_range },
		{ "write-index-unaligned", write_index_unaligned },
		{ "write-index-backwards", write_index_backwards },
		{ "write-index-partial", write_index_partial },
		{ "read-index-range", read_index_range },
		{ "guest-read-index-rewritten", guest_read_index_rewritten },
		{ "guest-write-index-rewritten", guest_write_index_rewritten },
		{ "packet-type-unknown, packet-flags-unknown",
		  packet_type_and_flags_unknown },
		{ "transfer-range-count", transfer_range_count },
		{ "transfer-range-beyond", transfer_range_beyond },
		{ "gpa-direct-from-host", gpa_direct_from_host },
		{ "pending-size-garbage", pending_size_garbage },
		{ "interrupt-mask-stuck", interrupt_mask_stuck },
		{ "feature-bit-cleared", feature_bit_cleared },
		{ "pipe-type-unknown", pipe_type_unknown },
		{ "pipe-size-beyond", pipe_size_beyond },
		{ "pipe-size-zero", pipe_size_zero },
		{ "pipe-header-missing", pipe_header_missing },
	};

	RUN(tests);
}
