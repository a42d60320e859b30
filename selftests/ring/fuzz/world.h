/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * world.h - a ring, its two ends, and the events between any two accesses.
 *
 * Writer and reader are fibers. Before each access of one to shared memory the
 * fuzzer may switch to the other, let a store arrive in memory, or, as a hostile
 * peer, change any byte of the ring.
 *
 * A store to the header waits in a buffer of its end until the fuzzer or a full
 * barrier lets it arrive, as on processors whose loads overtake their stores. The
 * stores of one end arrive in order.
 */
#ifndef RING_FUZZ_WORLD_H
#define RING_FUZZ_WORLD_H

#include "../../host/fuzz/input.h"
#include "../watch/calls.h"
#include "../../unit/fiber.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof(*(array)))
#define RING_SIZE		VMBUS_PAGE_SIZE
#define STORES			4
#define SENT			256u

/**
 * struct end - writer or reader
 * @fiber: its flow of control
 * @watch: its view of the ring
 * @asleep: until it is signalled
 * @signalled: it is
 * @done: it has nothing more to do
 * @stores: words of the header that have not arrived yet, the oldest first
 * @count: how many there are
 */
struct end {
	struct fiber fiber;
	struct watch watch;
	bool asleep;
	bool signalled;
	bool done;
	struct {
		u32 *at;
		u32 value;
	} stores[STORES];
	u32 count;
};

/* A packet as the writer has sent it. */
struct sent {
	u32 start;
	u32 payload;
	u32 ranges;
	u16 flags;
	bool pipe;
};

/**
 * struct world - all there is
 * @in: the input: steps of the ends from its front, events between from its end
 * @memory: the ring
 * @w, @r: its ends
 * @writing, @reading: the same, running
 * @running: whose turn it is
 * @gap: accesses that nothing happens before
 * @accesses: how many there may still be
 * @may_change: the peer is hostile
 * @changed: and has changed so many things; after the first, nothing but the bounds
 *	holds
 * @sent, @sent_count, @received: the packets that are to arrive
 */
struct world {
	struct input in;
	struct ring_memory memory;
	struct vmbkmcl_ring_writer w;
	struct vmbkmcl_ring_reader r;
	struct end writing;
	struct end reading;
	struct end *running;
	u32 gap;
	u32 accesses;
	bool may_change;
	u32 changed;
	struct sent sent[SENT];
	u32 sent_count;
	u32 received;
};

extern struct world world;

void world_init(const u8 *bytes, size_t size);

/* Let both ends work until neither has anything to do. */
void world_run(void);

/* A value next to @value, or @value itself. */
static inline u32 near(struct input *in, u32 value)
{
	return value + take8(in) % 5 - 2;
}

/* Let all stores of an end arrive. */
void end_arrive(struct end *end);

/* Sleep until the other end signals. */
void end_sleep(struct end *end);

/* The other end signals this one. */
void end_signal(struct end *end);

/* Abort unless @condition, which @rule says in words, is true. */
void require(bool condition, const char *rule);

/* The peer changes something: change.c. */
void change_something(void);

/* The work of the ends: send.c and receive.c. */
void send_all(void);
void receive_all(void);

#endif /* RING_FUZZ_WORLD_H */
