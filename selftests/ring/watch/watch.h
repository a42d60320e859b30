/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * watch.h - the rules for accesses to the memory that a ring shares.
 *
 * During each call into the ring (calls.h) these rules, all of them ours, hold
 * for every single access, whatever the peer does meanwhile:
 *
 *  - A call reads each byte of shared memory at most once: a second read could
 *    find another value.
 *  - The header is accessed word by word with READ_ONCE() and the like. An end
 *    writes its own words and never reads them back; it reads the other's.
 *  - A reader reads the bytes that were written, and no others; it writes none.
 *  - A writer writes the bytes that its packet takes, which the reader has given
 *    back; it reads none.
 *  - Other memory is accessed as ASan allows.
 */
#ifndef RING_TEST_WATCH_H
#define RING_TEST_WATCH_H

#include "../memory.h"
#include "reader.h"
#include "writer.h"

struct watch;

/**
 * struct watch_ops - who else looks on; each may be NULL
 * @before: shared memory is about to be accessed: the peer's chance to change it
 * @store: write a word of the header; NULL: at once
 * @fence: a full barrier
 * @told: an access to shared memory, or a barrier, is told in words
 */
struct watch_ops {
	void (*before)(struct watch *watch);
	void (*store)(struct watch *watch, u32 *at, u32 value);
	void (*fence)(struct watch *watch);
	void (*told)(struct watch *watch, const char *what);
};

/**
 * struct watch - one end of a ring
 * @memory: the ring
 * @reader: the reader, if it is that end
 * @writer: or the writer
 * @ops: who else looks on
 * @call: counts the calls
 * @seen: for each byte of the header, then of the data: the call that read it
 * @packet: bytes of the packet that is being written
 * @peer_index: the peer's index as it was last read
 * @descriptor: the call reads a descriptor, so READ_ONCE() is due
 */
struct watch {
	struct ring_memory *memory;
	struct vmbkmcl_ring_reader *reader;
	struct vmbkmcl_ring_writer *writer;
	const struct watch_ops *ops;
	u32 call;
	u32 *seen;
	u32 packet;
	u32 peer_index;
	bool descriptor;
};

void watch_init(struct watch *watch, struct ring_memory *memory,
		const struct watch_ops *ops);
void watch_free(struct watch *watch);

/* From here to watch_end() every access is @watch's. */
void watch_begin(struct watch *watch);
void watch_end(struct watch *watch);

/* A rule was broken. The program that uses this has it. */
void watch_broken(const char *rule);

/* These are in index.h, too, which is under test. */
static inline bool watch_is_index(u32 index, u32 size)
{
	return index / 8 < size / 8 && !(index & 7);
}

static inline u32 watch_room(u32 write, u32 read, u32 size)
{
	return (size + read - write - 1) % size + 1;
}

#endif /* RING_TEST_WATCH_H */
