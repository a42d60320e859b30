// SPDX-License-Identifier: GPL-2.0-only
/* world.c - switch between the ends, and keep their stores back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

/* Enough for any input, unless a hostile peer keeps an end busy. */
#define ACCESSES_MAX	200000u
/* So many more once the input of a hostile peer is used up. */
#define ACCESSES_LAST	256u
/* How often a writer is woken without a signal, which a hostile peer keeps back. */
#define RESTS_MAX	8u

struct world world;

/* The next event; for the steps of the ends see input.h. */
static u8 take8_back(struct input *in)
{
	return input_left(in) ? *--in->end : 0;
}

void require(bool condition, const char *rule)
{
	if (condition)
		return;
	fprintf(stderr, "broken: %s\n", rule);
	abort();
}

void watch_broken(const char *rule)
{
	require(false, rule);
}

static struct end *end_of(struct watch *watch)
{
	return watch->reader ? &world.reading : &world.writing;
}

static void arrive_one(struct end *end)
{
	if (!end->count)
		return;
	__atomic_store_n(end->stores[0].at, end->stores[0].value, __ATOMIC_SEQ_CST);
	end->count--;
	memmove(end->stores, end->stores + 1, end->count * sizeof(end->stores[0]));
}

void end_arrive(struct end *end)
{
	while (end->count)
		arrive_one(end);
}

static bool can_run(const struct end *end)
{
	return !end->done && (!end->asleep || end->signalled);
}

static void switch_ends(struct end *end)
{
	struct end *other = end == &world.reading ? &world.writing : &world.reading;

	if (!can_run(other))
		return;
	world.running = other;
	fiber_leave();
}

/* @end is running, and about to do something that the other could notice. */
static void turn(struct end *end)
{
	u8 event;

	if (!--world.accesses) {
		/* Only a hostile peer can keep an end busy for so long. */
		require(world.changed, "both ends come to rest");
		world.writing.done = true;
		world.reading.done = true;
		fiber_leave();
	}
	if (world.gap) {
		world.gap--;
		return;
	}
	if (!input_left(&world.in)) {
		if (world.changed && world.accesses > ACCESSES_LAST)
			world.accesses = ACCESSES_LAST;
		return;
	}
	event = take8_back(&world.in);
	world.gap = event % 8;
	event /= 8;
	if (event < 4)
		arrive_one(event < 2 ? &world.writing : &world.reading);
	else if (event < 16 || !world.may_change)
		switch_ends(end);
	else
		change_something();
}

void end_sleep(struct end *end)
{
	turn(end);
	end->asleep = true;
	/* No store waits as long as an end sleeps. */
	end_arrive(end);
	while (!end->signalled)
		fiber_leave();
	end->asleep = false;
	end->signalled = false;
}

void end_signal(struct end *end)
{
	/* A signal may take its time. */
	turn(world.running);
	end->signalled = true;
}

static void on_store(struct watch *watch, u32 *at, u32 value)
{
	struct end *end = end_of(watch);

	if (end->count == STORES)
		arrive_one(end);
	end->stores[end->count].at = at;
	end->stores[end->count].value = value;
	end->count++;
}

static void on_fence(struct watch *watch)
{
	end_arrive(end_of(watch));
}

static void on_before(struct watch *watch)
{
	turn(end_of(watch));
}

static const struct watch_ops ops = {
	.before = on_before,
	.store = on_store,
	.fence = on_fence,
};

static void end_init(struct end *end, void (*fn)(void))
{
	fiber_init(&end->fiber, fn);
	end->asleep = false;
	end->signalled = false;
	end->done = false;
	end->count = 0;
}

static void world_begin(void)
{
	ring_memory_init(&world.memory, RING_SIZE / VMBUS_PAGE_SIZE);
	watch_init(&world.writing.watch, &world.memory, &ops);
	world.writing.watch.writer = &world.w;
	watch_init(&world.reading.watch, &world.memory, &ops);
	world.reading.watch.reader = &world.r;
}

void world_init(const u8 *bytes, size_t size)
{
	struct ring_memory *memory = &world.memory;
	u32 start;

	if (!memory->header)
		world_begin();
	world.in.at = bytes;
	world.in.end = bytes + size;
	world.may_change = take8(&world.in) % 2;
	world.changed = 0;
	world.gap = 0;
	world.accesses = ACCESSES_MAX;
	world.sent_count = 0;
	world.received = 0;

	start = take8(&world.in) * 16 % RING_SIZE;
	memset(memory->header, 0, sizeof(*memory->header));
	memset(memory->data, 0xee, memory->size);
	memory->header->write_index = start;
	memory->header->read_index = start;
	vmbkmcl_ring_writer_init(&world.w, memory->header, memory->data, RING_SIZE);
	vmbkmcl_ring_reader_init(&world.r, memory->header, memory->data, RING_SIZE);
	vmbkmcl_ring_writer_resume(&world.w, start);
	vmbkmcl_ring_reader_resume(&world.r, start);
	end_init(&world.writing, send_all);
	end_init(&world.reading, receive_all);
	world.running = &world.writing;
}

/* Neither end can go on: neither may have anything to do. */
static void check_rest(void)
{
	const struct vmbus_ring_header *header = world.memory.header;

	end_arrive(&world.writing);
	end_arrive(&world.reading);
	if (world.changed)
		return;
	require(world.writing.done, "a writer is told of room");
	require(world.r.read == header->write_index, "a reader is told of packets");
	require(world.received == world.sent_count, "every packet arrives");
}

void world_run(void)
{
	u32 rests = 0;

	for (;;) {
		if (!can_run(world.running))
			world.running = world.running == &world.reading ?
					&world.writing : &world.reading;
		if (can_run(world.running))
			fiber_enter(&world.running->fiber);
		else if (world.changed && rests++ < RESTS_MAX)
			world.writing.signalled = true;
		else
			break;
	}
	check_rest();
}
