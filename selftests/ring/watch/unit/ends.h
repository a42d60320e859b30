/* SPDX-License-Identifier: GPL-2.0-only */
/* ends.h - both ends of a ring, each call of which is watched. */
#ifndef RING_TEST_ENDS_H
#define RING_TEST_ENDS_H

#include "../calls.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof(*(array)))

struct ends {
	struct ring_memory memory;
	struct vmbkmcl_ring_writer writer;
	struct vmbkmcl_ring_reader reader;
	struct watch write;
	struct watch read;
};

void ends_init(struct ends *ends, const struct watch_ops *ops);
void ends_free(struct ends *ends);

/* Move both ends of an empty ring to @index. */
void ends_seek(struct ends *ends, u32 index);

/* A packet of @size bytes in the ring; all of its payload is its id. */
enum vmbkmcl_ring_written ends_write(struct ends *ends, u8 id, u32 size);

/* Put such a packet into the ring, published. */
void ends_put(struct ends *ends, u8 id, u32 size);

#endif /* RING_TEST_ENDS_H */
