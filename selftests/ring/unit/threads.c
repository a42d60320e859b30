// SPDX-License-Identifier: GPL-2.0-only
/*
 * threads.c - both ends at the same time, on two processors.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

#include "../../unit/harness.h"
#include "groups.h"
#include "pair.h"

#define PACKETS		20000u
#define ROUNDS		3000u
/* A thread that sleeps for so long has not been signalled. */
#define LOST_SECONDS	30

/* Two threads; each sleeps on its own semaphore until it is signalled. */
struct race {
	struct pair pair;
	sem_t reader;
	sem_t writer;
	bool writer_lost;
	bool stop;
};

static bool wait_signal(sem_t *signal)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += LOST_SECONDS;
	return !sem_timedwait(signal, &until);
}

static u32 size_of(u64 id)
{
	return (id * 2654435761u >> 7) % 1500;
}

/* Write packet @id, waiting for room if need be. False: no signal came. */
static bool send(struct race *race, u64 id)
{
	struct vmbkmcl_ring_writer *writer = &race->pair.writer;
	struct vmbkmcl_ring_packet packet = packet_of(id, size_of(id));

	while (pair_write(&race->pair, id, size_of(id)) != VMBKMCL_RING_WRITTEN) {
		vmbkmcl_ring_ask_room(writer, packet.size);
		if (pair_write(&race->pair, id, size_of(id)) == VMBKMCL_RING_WRITTEN)
			break;
		if (vmbkmcl_ring_writer_publish(writer))
			sem_post(&race->reader);
		if (!wait_signal(&race->writer))
			return false;
		vmbkmcl_ring_ask_room(writer, 0);
	}
	/* Alone or in small batches. */
	if ((id % 7 || id == PACKETS - 1) && vmbkmcl_ring_writer_publish(writer))
		sem_post(&race->reader);
	return true;
}

static void *write_all(void *context)
{
	struct race *race = context;
	u64 id;

	for (id = 0; id < PACKETS; id++)
		if (!send(race, id)) {
			race->writer_lost = true;
			break;
		}
	return NULL;
}

static void give_back(struct race *race)
{
	if (vmbkmcl_ring_reader_publish(&race->pair.reader))
		sem_post(&race->writer);
}

/* Read all packets, the first of which is @id. Returns the next one to come. */
static u64 read_batch(struct race *race, u64 id)
{
	struct vmbkmcl_ring_reader *reader = &race->pair.reader;

	while (!harness_failed()) {
		if (!reader->avail &&
		    vmbkmcl_ring_look(reader) != VMBKMCL_RING_PACKET)
			break;
		pair_read(&race->pair, id, size_of(id));
		id++;
		if (id % 5 == 0)
			give_back(race);
	}
	return id;
}

static void race_begin(struct race *race, pthread_t *thread, void *(*fn)(void *))
{
	pair_init(&race->pair, 1);
	sem_init(&race->reader, 0, 0);
	sem_init(&race->writer, 0, 0);
	race->writer_lost = false;
	race->stop = false;
	CHECK(!pthread_create(thread, NULL, fn, race));
}

static void race_end(struct race *race, pthread_t thread)
{
	pthread_join(thread, NULL);
	sem_destroy(&race->reader);
	sem_destroy(&race->writer);
	pair_free(&race->pair);
}

/* Ours: every packet arrives, and a thread that sleeps is signalled. */
static void honest(void)
{
	pthread_t thread;
	struct race race;
	u64 id = 0;

	race_begin(&race, &thread, write_all);
	for (;;) {
		vmbkmcl_ring_mask(&race.pair.reader);
		id = read_batch(&race, id);
		give_back(&race);
		if (id == PACKETS || harness_failed())
			break;
		if (!vmbkmcl_ring_unmask(&race.pair.reader) &&
		    !wait_signal(&race.reader)) {
			harness_fail(__FILE__, __LINE__, "the reader is not woken");
			break;
		}
	}
	race_end(&race, thread);
	CHECK_EQ(id, PACKETS);
	CHECK(!race.writer_lost);
}

/* The first word of a descriptor: in band, offset8 2, and some len8. */
static u64 some_descriptor(u32 value)
{
	return VMBUS_PACKET_IN_BAND | 2 << 16 | (u64)(1 + value % 9) << 32;
}

/* Write indices, descriptors and arbitrary words into the ring, all the time. */
static void *disturb(void *context)
{
	struct race *race = context;
	struct ring_memory *memory = &race->pair.memory;
	u32 i;

	for (i = 0; !__atomic_load_n(&race->stop, __ATOMIC_RELAXED); i++) {
		u32 value = garbage(i % GARBAGE_COUNT, memory->size);
		u32 at = value % memory->size & ~7u;

		if (i % 4 == 0)
			WRITE_ONCE(memory->header->write_index, at);
		else if (i % 64 == 1)
			WRITE_ONCE((&memory->header->write_index)[value % 4], value);
		else
			WRITE_ONCE(*(u64 *)(memory->data + at),
				   value % 3 ? some_descriptor(value) : value);
	}
	return NULL;
}

/* One look at a ring that changes all the time. */
static void read_disturbed(struct vmbkmcl_ring_reader *reader)
{
	struct vmbus_packet packet;

	while (ring_next(reader, &packet) == VMBKMCL_RING_PACKET) {
		u32 size = packet.len8 * 8 - 16;
		u8 *bytes = malloc(size);
		u32 data_size;

		CHECK(packet.offset8 >= 2 && packet.len8 >= packet.offset8);
		vmbkmcl_ring_copy(reader, bytes, 16, size);
		if (vmbkmcl_pipe_parse(bytes, size, &data_size))
			CHECK(data_size + 8 <= size);
		free(bytes);
		vmbkmcl_ring_advance(reader, vmbkmcl_ring_size_of(packet));
		CHECK(reader->avail < reader->size);
	}
	vmbkmcl_ring_reader_publish(reader);
}

/* Ours: whatever the peer writes, and when, both ends stay within the ring. */
static void disturbed(void)
{
	pthread_t thread;
	struct race race;
	u32 round;

	race_begin(&race, &thread, disturb);
	for (round = 0; round < ROUNDS; round++) {
		vmbkmcl_ring_reader_resume(&race.pair.reader, round * 8 % 4096);
		read_disturbed(&race.pair.reader);
		pair_write(&race.pair, round, round % 2000);
		vmbkmcl_ring_writer_publish(&race.pair.writer);
		CHECK(is_index(race.pair.writer.write, 4096));
		CHECK(is_index(race.pair.reader.read, 4096));
	}
	__atomic_store_n(&race.stop, true, __ATOMIC_RELAXED);
	race_end(&race, thread);
}

void threads(void)
{
	static const struct test tests[] = {
		{ "all packets arrive, and a sleeping thread is signalled", honest },
		{ "a peer that writes all the time", disturbed },
	};

	RUN(tests);
}
