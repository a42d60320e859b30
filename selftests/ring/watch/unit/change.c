// SPDX-License-Identifier: GPL-2.0-only
/*
 * change.c - the peer changes shared memory between two accesses of an end.
 *
 * The faults of the test host that do so at random are change-length,
 * change-offset, change-type and change-payload (vmbhost --fault list). Here each
 * of them happens before each access in turn. All rules are ours, most of them
 * those of watch.h, which hold meanwhile.
 */
#include <string.h>

#include "../../../unit/harness.h"
#include "ends.h"
#include "groups.h"

#define START		4064u	/* so that the packet wraps */
#define SIZE		64u	/* of the packet */
#define ACCESSES	24u	/* there are fewer between looking and publishing */

/* A change: @size bytes of the header or of the data become @value. */
struct change {
	const char *name;
	bool header;
	u32 offset;
	u32 size;
	u32 value;
};

static const struct change changes[] = {
	{ "length 0", false, START + 4, 2, 0 },
	{ "length 1", false, START + 4, 2, 1 },
	{ "length 2", false, START + 4, 2, 2 },
	{ "length beyond", false, START + 4, 2, 8 },
	{ "length maximal", false, START + 4, 2, 0xffff },
	{ "offset 0", false, START + 2, 2, 0 },
	{ "offset 1", false, START + 2, 2, 1 },
	{ "offset at the end", false, START + 2, 2, 7 },
	{ "offset beyond", false, START + 2, 2, 8 },
	{ "offset maximal", false, START + 2, 2, 0xffff },
	{ "type", false, START, 2, 0x55 },
	{ "flags", false, START + 6, 2, 0xfffe },
	{ "id", false, START + 8, 4, 0xdeadbeef },
	{ "payload", false, START + 16, 4, 0xffffffff },
	{ "write index before", true, 0, 4, START - 8 },
	{ "write index at the start", true, 0, 4, START },
	{ "write index within", true, 0, 4, START + 8 },
	{ "write index unaligned", true, 0, 4, START + 4 },
	{ "write index beyond", true, 0, 4, 4096 },
	{ "read index", true, 4, 4, 0xffffffff },
	{ "mask", true, 8, 4, 1 },
	{ "pending 1", true, 12, 4, 1 },
	{ "pending maximal", true, 12, 4, 0xffffffff },
};

/* The change that is due before access number @due, or before each from then on. */
static struct {
	const struct change *change;
	struct ring_memory *memory;
	u32 due;
	u32 count;
	bool toggle;
	u8 was[4];
} peer;

static void on_before(struct watch *watch)
{
	const struct change *change = peer.change;
	u32 access = peer.count++;
	u8 *at;

	(void)watch;
	if (access < peer.due || (access > peer.due && !peer.toggle))
		return;
	at = change->header ? (u8 *)peer.memory->header : peer.memory->data;
	at += change->offset;
	if (access == peer.due)
		memcpy(peer.was, at, change->size);
	memcpy(at, (access - peer.due) % 2 ? peer.was : (const void *)&change->value,
	       change->size);
}

static const struct watch_ops ops = { .before = on_before };

/* The copy of a descriptor is consistent, whenever the ring changes. */
static void read_packet(struct ends *ends)
{
	u8 payload[SIZE - 24];
	struct vmbus_packet packet;
	u32 size, avail;

	if (watched_next(&ends->read, &packet) != VMBKMCL_RING_PACKET)
		return;
	avail = ends->reader.avail;
	size = packet.len8 * 8 - 16;
	CHECK(packet.offset8 >= 2);
	CHECK(packet.len8 >= packet.offset8);
	CHECK(vmbkmcl_ring_size_of(packet) <= avail);
	/* More than there is cannot have been written. */
	CHECK(size <= sizeof(payload));
	if (harness_failed())
		return;
	watched_copy(&ends->read, payload, 16, size);
	vmbkmcl_ring_advance(&ends->reader, vmbkmcl_ring_size_of(packet));
	CHECK_EQ(ends->reader.avail, avail - size - 24);
}

static void change_before(struct ends *ends, const struct change *change, u32 due,
			  bool toggle)
{
	peer.due = ~0u;
	ends_seek(ends, START);
	ends_put(ends, 1, SIZE);
	ends->memory.header->pending_send_sz = 4040;
	peer.change = change;
	peer.memory = &ends->memory;
	peer.count = 0;
	peer.toggle = toggle;
	peer.due = due;
	read_packet(ends);
	watched_reader_publish(&ends->read);
	watched_unmask(&ends->read);
	CHECK(peer.count < ACCESSES);
	if (harness_failed())
		printf("# by \"%s\" before access %u%s\n", change->name, due,
		       toggle ? " and on" : "");
}

static void reading_with(bool toggle)
{
	struct ends ends;
	u32 i, due;

	peer.due = ~0u;
	ends_init(&ends, &ops);
	for (i = 0; i < ARRAY_SIZE(changes); i++)
		for (due = 0; due < ACCESSES && !harness_failed(); due++)
			change_before(&ends, &changes[i], due, toggle);
	ends_free(&ends);
}

static void once(void)
{
	reading_with(false);
}

static void all_the_time(void)
{
	reading_with(true);
}

/* A field has its new value if it changed before it was read, else its old one. */
static void descriptor_is_a_copy(void)
{
	static const struct change change = { "length", false, START + 4, 2, 3 };
	struct vmbus_packet packet;
	struct ends ends;
	u32 due;

	peer.due = ~0u;
	ends_init(&ends, &ops);
	peer.memory = &ends.memory;
	peer.change = &change;
	peer.toggle = false;
	for (due = 0; due < 8; due++) {
		peer.due = ~0u;
		ends_seek(&ends, START);
		ends_put(&ends, 1, SIZE);
		peer.count = 0;
		peer.due = due;
		CHECK_EQ(watched_next(&ends.read, &packet), VMBKMCL_RING_PACKET);
		/* Index, type, offset8, then len8. */
		CHECK_EQ(packet.len8, due <= 3 ? 3 : 7);
	}
	ends_free(&ends);
}

/* The peer's index changes while a packet is being written: it was read once. */
static void writing(void)
{
	static const u32 indices[] = { 0, 8, START - 8, START + 8, START + SIZE, 4088,
				       4096, 4, 0xffffffff };
	struct change change = { "read index", true, 4, 4, 0 };
	struct ends ends;
	u32 i, due;

	peer.due = ~0u;
	ends_init(&ends, &ops);
	peer.memory = &ends.memory;
	peer.change = &change;
	for (i = 0; i < ARRAY_SIZE(indices); i++)
		for (due = 0; due < ACCESSES; due++) {
			peer.due = ~0u;
			ends_seek(&ends, START);
			change.value = indices[i];
			peer.toggle = due % 2;
			peer.count = 0;
			peer.due = due;
			ends_write(&ends, 1, SIZE);
			ends_write(&ends, 2, 24);
			watched_ask_room(&ends.write, 100);
			watched_writer_publish(&ends.write);
			CHECK_EQ(ends.memory.header->write_index, ends.writer.write);
		}
	ends_free(&ends);
}

/* A range ends where it was to end, whatever length the peer sees there, or writes. */
static void ranges_are_not_read_back(void)
{
	static const struct change change = { "length of a range", false, 64 + 16, 4,
					      0xfffff000 };
	static const u64 pfns[] = { 1, 2, 3 };
	struct vmbus_gpa_range *first, *second;
	struct ends ends;
	u32 due;

	peer.due = ~0u;
	ends_init(&ends, &ops);
	peer.memory = &ends.memory;
	peer.change = &change;
	peer.toggle = false;
	for (due = 0; due < ACCESSES; due++) {
		peer.due = ~0u;
		ends_seek(&ends, 64);
		first = vmbkmcl_ring_ranges(&ends.writer);
		peer.count = 0;
		peer.due = due;
		second = watched_range_write(&ends.write, 128, first, pfns, 4000, 4096);
		CHECK((u8 *)second == (u8 *)first + 8 + 2 * 8);
		second = watched_range_write(&ends.write, 128, second, pfns, 4096 + 8, 4096);
		CHECK((u8 *)second == (u8 *)first + 2 * (8 + 2 * 8));
		peer.due = ~0u;
		CHECK_EQ(first->offset, 4000);
		CHECK_EQ(first->pfn[0], 1);
		CHECK_EQ(first->pfn[1], 2);
		CHECK_EQ(first->pfn[2] >> 32, 8);
		CHECK_EQ(first->pfn[3], 2);
		CHECK_EQ(first->pfn[4], 3);
	}
	ends_free(&ends);
}

void change(void)
{
	static const struct test tests[] = {
		{ "a change before any access of a reader", once },
		{ "a change to and fro before all accesses of a reader", all_the_time },
		{ "a descriptor is copied field by field, once", descriptor_is_a_copy },
		{ "a read index that changes while a writer writes", writing },
		{ "a range that changes while it is written", ranges_are_not_read_back },
	};

	RUN(tests);
}
