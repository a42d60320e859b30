// SPDX-License-Identifier: GPL-2.0-only
/*
 * between.c - one end does its work between any two accesses of the other.
 *
 * Linux, the comments on signalling at the head of ring_buffer.c: in whatever order
 * they run, an end that sleeps is signalled.
 */
#include "../../../unit/harness.h"
#include "ends.h"
#include "groups.h"

#define START		2000u
#define PACKET		1320u
#define ACCESSES	32u	/* more than either end makes in a race */

/* Both ends, and the access of the first before which the second runs. */
static struct {
	struct ends ends;
	void (*other)(void);
	u32 due;
	bool done;
	bool asleep;	/* the reader */
	bool waiting;	/* the writer */
	bool reader_signalled;
	bool writer_signalled;
} race;

static void on_before(struct watch *watch)
{
	void (*other)(void) = race.other;

	(void)watch;
	if (!other || race.due--)
		return;
	race.other = NULL;
	other();
	race.done = true;
}

static const struct watch_ops ops = { .before = on_before };

/* Nearly all of it is ranges, which are not written: that keeps the accesses few. */
static bool write_one(void)
{
	struct vmbkmcl_ring_packet packet = {
		.ranges_size = PACKET - 24,
		.size = PACKET,
	};
	void *ranges;

	return watched_write(&race.ends.write, &packet, &ranges) ==
	       VMBKMCL_RING_WRITTEN;
}

static void write_and_publish(void)
{
	write_one();
	if (watched_writer_publish(&race.ends.write))
		race.reader_signalled = true;
}

static void ask_and_publish(void)
{
	write_one();
	if (!write_one()) {
		watched_ask_room(&race.ends.write, PACKET);
		race.waiting = !write_one();
	}
	if (watched_writer_publish(&race.ends.write))
		race.reader_signalled = true;
}

static void read_one(void)
{
	struct vmbus_packet packet;

	if (watched_next(&race.ends.read, &packet) == VMBKMCL_RING_PACKET)
		vmbkmcl_ring_advance(&race.ends.reader, vmbkmcl_ring_size_of(packet));
	if (watched_reader_publish(&race.ends.read))
		race.writer_signalled = true;
}

static void read_all_and_sleep(void)
{
	struct vmbus_packet packet;

	watched_mask(&race.ends.read);
	while (watched_next(&race.ends.read, &packet) == VMBKMCL_RING_PACKET)
		vmbkmcl_ring_advance(&race.ends.reader, vmbkmcl_ring_size_of(packet));
	if (watched_reader_publish(&race.ends.read))
		race.writer_signalled = true;
	race.asleep = !watched_unmask(&race.ends.read);
}

static void check(void)
{
	const struct vmbus_ring_header *header = race.ends.memory.header;
	u32 room = watch_room(header->write_index, header->read_index,
			      race.ends.memory.size);

	CHECK(!race.asleep || race.reader_signalled ||
	      header->write_index == race.ends.reader.read);
	CHECK(!race.waiting || race.writer_signalled ||
	      room <= header->pending_send_sz);
}

/* @second comes before each access of @first in turn; @full packets are there. */
static void run_race(void (*first)(void), void (*second)(void), u32 full)
{
	u32 due, i;

	race.other = NULL;
	ends_init(&race.ends, &ops);
	for (due = 0; due < ACCESSES && !harness_failed(); due++) {
		ends_seek(&race.ends, START);
		for (i = 0; i < full; i++)
			ends_put(&race.ends, i, PACKET);
		race.asleep = false;
		race.waiting = false;
		race.reader_signalled = false;
		race.writer_signalled = false;
		race.done = false;
		race.due = due;
		race.other = second;
		first();
		race.other = NULL;
		if (!race.done)
			second();
		check();
	}
	/* The last ones came too late, so all of @first was covered. */
	CHECK(!race.done);
	ends_free(&race.ends);
}

static void all_races(void (*writer)(void), void (*reader)(void))
{
	u32 full;

	for (full = 0; full <= 3; full++) {
		run_race(writer, reader, full);
		run_race(reader, writer, full);
	}
}

static void publish_and_unmask(void)
{
	all_races(write_and_publish, read_all_and_sleep);
}

static void ask_and_give_back(void)
{
	all_races(ask_and_publish, read_one);
}

static void both(void)
{
	all_races(ask_and_publish, read_all_and_sleep);
}

void between(void)
{
	static const struct test tests[] = {
		{ "publishing and unmasking", publish_and_unmask },
		{ "asking for room and making some", ask_and_give_back },
		{ "asking for room and reading all there is", both },
	};

	RUN(tests);
}
