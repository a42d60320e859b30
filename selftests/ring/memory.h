/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - the memory of a ring, mapped as in the kernel, between pages that
 * cannot be touched.
 */
#ifndef RING_TEST_MEMORY_H
#define RING_TEST_MEMORY_H

#include "wire.h"

/**
 * struct ring_memory - a ring's shared memory
 * @header: its first page
 * @data: its data, mapped twice in a row
 * @size: bytes of @data, mapped once
 * @mapping: all of it, with the pages around header and data
 * @mapping_size: bytes
 */
struct ring_memory {
	struct vmbus_ring_header *header;
	u8 *data;
	u32 size;
	void *mapping;
	size_t mapping_size;
};

/* Zeroed, with @pages pages of data. Ends the program when that fails. */
void ring_memory_init(struct ring_memory *memory, u32 pages);
void ring_memory_free(struct ring_memory *memory);

#endif /* RING_TEST_MEMORY_H */
