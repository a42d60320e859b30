/* SPDX-License-Identifier: GPL-2.0-only */
/* pair.h - both ends of a ring in one program, and packets to put into it. */
#ifndef RING_TEST_PAIR_H
#define RING_TEST_PAIR_H

#include "../memory.h"
#include "../steps.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof(*(array)))

/* Bytes in the ring besides the payload, which is rounded up to 8. */
#define PACKET_OVERHEAD		(sizeof(struct vmbus_packet) + VMBUS_TRAILER_SIZE)

struct pair {
	struct ring_memory memory;
	struct vmbkmcl_ring_writer writer;
	struct vmbkmcl_ring_reader reader;
};

void pair_init(struct pair *pair, u32 pages);
void pair_free(struct pair *pair);

/* Move both ends of an empty ring to @index. */
void pair_seek(struct pair *pair, u32 index);

/* Byte @i of the payload of packet @id. */
u8 pattern(u64 id, u32 i);

/* An in-band packet; its payload is set by the caller. */
struct vmbkmcl_ring_packet packet_of(u64 id, u32 payload_size);

/* Write packet @id with @size bytes of its pattern, and do not publish. */
enum vmbkmcl_ring_written pair_write(struct pair *pair, u64 id, u32 size);

/* Read the next packet; check that it is the one that pair_write() wrote. */
void pair_read(struct pair *pair, u64 id, u32 size);

/* Put a descriptor at the write index and let the reader see @avail bytes. */
void pair_describe(struct pair *pair, u16 offset8, u16 len8, u32 avail);

/*
 * One of GARBAGE_COUNT values for an index or a size: neighbours of the powers of
 * two and of multiples of @size, then arbitrary ones.
 */
u32 garbage(u32 i, u32 size);
#define GARBAGE_COUNT		20000

/* Is it an index? Also in index.h, which is under test. */
static inline bool is_index(u32 value, u32 size)
{
	return value / 8 * 8 == value && value <= size - 8;
}

#endif /* RING_TEST_PAIR_H */
