// SPDX-License-Identifier: GPL-2.0-only
/*
 * order.c - in which order each function reads and writes shared memory.
 *
 * "word?" is a read, "word=" a write, followed by the order that it has itself;
 * "mb" and "rmb" are barriers. "data?8" reads 8 bytes of the data.
 */
#include <string.h>

#include "../../../unit/harness.h"
#include "ends.h"
#include "groups.h"

/* The accesses since expect() was called last, in words. */
static char told[4096];

static void on_told(struct watch *watch, const char *what)
{
	(void)watch;
	if (strlen(told) + strlen(what) + 2 > sizeof(told))
		return;
	if (*told)
		strcat(told, " ");
	strcat(told, what);
}

static const struct watch_ops ops = { .told = on_told };

static void expect(const char *expected)
{
	if (strcmp(told, expected)) {
		printf("# expected: %s\n# but it is: %s\n", expected, told);
		harness_fail(__FILE__, __LINE__, "the order of accesses");
	}
	*told = 0;
}

static void begin(struct ends *ends)
{
	ends_init(ends, &ops);
	*told = 0;
}

/*
 * Linux, hv_signal_on_write(): the index after the bytes, a full barrier, the
 * mask, a barrier, the index.
 */
static void writer_publishes(void)
{
	struct ends ends;

	begin(&ends);
	ends_write(&ends, 1, 24);
	*told = 0;
	CHECK(watched_writer_publish(&ends.write));
	expect("write_index=release mb mask? rmb read_index?");
	CHECK(!watched_writer_publish(&ends.write));
	expect("");
	watched_mask(&ends.read);
	ends_write(&ends, 2, 24);
	*told = 0;
	CHECK(!watched_writer_publish(&ends.write));
	expect("write_index=release mb mask?");
	ends_free(&ends);
}

/* Linux, hv_ringbuffer_write(): room first; ours: a packet is written forwards. */
static void writer_writes(void)
{
	struct ends ends;

	begin(&ends);
	CHECK_EQ(ends_write(&ends, 1, 40), VMBKMCL_RING_WRITTEN);
	expect("read_index?acquire data=8 data=8 data=16 data=8");
	CHECK_EQ(ends_write(&ends, 1, 4064), VMBKMCL_RING_FULL);
	expect("read_index?acquire");
	ends.memory.header->read_index = 1;
	CHECK_EQ(ends_write(&ends, 1, 40), VMBKMCL_RING_BAD_READ_INDEX);
	expect("read_index?acquire");
	ends_free(&ends);
}

/* Ours: the writer shows its packets, asks for room, and then looks for room. */
static void writer_asks(void)
{
	struct ends ends;

	begin(&ends);
	watched_ask_room(&ends.write, 4000);
	expect("pending= mb");
	ends_write(&ends, 1, 24);
	*told = 0;
	watched_ask_room(&ends.write, 4000);
	expect("write_index=release mb mask? rmb read_index? pending= mb");
	ends_write(&ends, 2, 24);
	*told = 0;
	watched_ask_room(&ends.write, 0);
	expect("pending= mb");
	ends_free(&ends);
}

/* Linux, hv_begin_read() and hv_end_read(): a full barrier after the mask. */
static void reader_masks(void)
{
	struct ends ends;

	begin(&ends);
	watched_mask(&ends.read);
	expect("mask= mb");
	watched_unmask(&ends.read);
	expect("mask= mb write_index?");
	ends_free(&ends);
}

/* Linux, hv_pkt_iter_avail() and hv_pkt_iter_first(): the index before the bytes. */
static void reader_reads(void)
{
	static const char descriptor[] = "data?2 data?2 data?2 data?2 data?8";
	struct vmbus_packet packet;
	struct ends ends;
	char text[100];
	u64 payload[2];

	begin(&ends);
	CHECK_EQ(watched_look(&ends.read), VMBKMCL_RING_EMPTY);
	expect("write_index?acquire");
	CHECK_EQ(watched_next(&ends.read, &packet), VMBKMCL_RING_EMPTY);
	expect("write_index?acquire");
	ends_put(&ends, 1, 40);
	ends_put(&ends, 2, 40);
	*told = 0;
	CHECK_EQ(watched_next(&ends.read, &packet), VMBKMCL_RING_PACKET);
	snprintf(text, sizeof(text), "write_index?acquire %s", descriptor);
	expect(text);
	watched_copy(&ends.read, payload, 16, 16);
	expect("data?8 data?8");
	vmbkmcl_ring_advance(&ends.reader, 40);
	/* The index that was read before is beyond the second packet, too. */
	CHECK_EQ(watched_next(&ends.read, &packet), VMBKMCL_RING_PACKET);
	expect(descriptor);
	ends_free(&ends);
}

/*
 * Linux, hv_pkt_iter_close(): the index after the bytes were read, a full barrier,
 * pending_send_sz, a barrier, the writer's index.
 */
static void reader_publishes(void)
{
	struct vmbus_packet packet;
	struct ends ends;

	begin(&ends);
	CHECK(!watched_reader_publish(&ends.read));
	expect("");
	ends_put(&ends, 1, 40);
	ends_put(&ends, 2, 4000);
	watched_next(&ends.read, &packet);
	vmbkmcl_ring_advance(&ends.reader, 40);
	*told = 0;
	CHECK(!watched_reader_publish(&ends.read));
	expect("read_index=release mb pending?");
	watched_ask_room(&ends.write, 4000);
	watched_next(&ends.read, &packet);
	vmbkmcl_ring_advance(&ends.reader, 4000);
	*told = 0;
	CHECK(watched_reader_publish(&ends.read));
	expect("read_index=release mb pending? rmb write_index?");
	ends_free(&ends);
}

void order(void)
{
	static const struct test tests[] = {
		{ "a writer shows packets, then looks for a sleeping reader",
		  writer_publishes },
		{ "a writer looks for room, then writes", writer_writes },
		{ "a writer shows packets and asks for room before it looks",
		  writer_asks },
		{ "a reader unmasks, then looks for packets", reader_masks },
		{ "a reader reads the index, then the bytes below it, each once",
		  reader_reads },
		{ "a reader makes room, then looks for a waiting writer",
		  reader_publishes },
	};

	RUN(tests);
}
