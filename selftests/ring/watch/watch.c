// SPDX-License-Identifier: GPL-2.0-only
/* watch.c - the rules for each access to shared memory. */
#include <sanitizer/asan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "watch.h"

/* Whose call is going on; NULL: none that concerns a ring. */
static struct watch *current;

void watch_init(struct watch *watch, struct ring_memory *memory,
		const struct watch_ops *ops)
{
	memset(watch, 0, sizeof(*watch));
	watch->memory = memory;
	watch->ops = ops;
	watch->seen = calloc(sizeof(*memory->header) + memory->size,
			     sizeof(*watch->seen));
}

void watch_free(struct watch *watch)
{
	free(watch->seen);
}

void watch_begin(struct watch *watch)
{
	watch->call++;
	watch->packet = 0;
	watch->descriptor = false;
	current = watch;
}

/* The indices that an end keeps for itself are always valid. */
void watch_end(struct watch *watch)
{
	const struct vmbkmcl_ring_reader *reader = watch->reader;
	const struct vmbkmcl_ring_writer *writer = watch->writer;
	u32 size = watch->memory->size;

	current = NULL;
	if (reader && (!watch_is_index(reader->read, size) ||
		       !watch_is_index(reader->published, size) ||
		       !watch_is_index(reader->avail, size)))
		watch_broken("a reader's own indices are valid");
	if (writer && (!watch_is_index(writer->write, size) ||
		       !watch_is_index(writer->published, size)))
		watch_broken("a writer's own indices are valid");
}

/* "word?" for a read, "word=" for a write, then its order or its size. */
static void tell(struct watch *watch, const char *word, bool write, u32 size, int order)
{
	char text[40];

	if (!watch->ops->told)
		return;
	if (order == __ATOMIC_ACQUIRE || order == __ATOMIC_RELEASE)
		snprintf(text, sizeof(text), "%s%s", word,
			 order == __ATOMIC_ACQUIRE ? "?acquire" : "=release");
	else
		snprintf(text, sizeof(text), size ? "%s%c%u" : "%s%c", word,
			 write ? '=' : '?', size);
	watch->ops->told(watch, text);
}

/* Bytes from @first on, in header or data, are about to be read. */
static void check_once(struct watch *watch, u32 first, u32 size)
{
	u32 i;

	for (i = first; i < first + size; i++) {
		if (watch->seen[i] == watch->call)
			watch_broken("shared memory is read once a call");
		watch->seen[i] = watch->call;
	}
}

static void check_header(struct watch *watch, u32 offset, u32 size, bool write,
			 int order)
{
	/* In the order of struct vmbus_ring_header; whether the reader writes it. */
	static const struct {
		const char *name;
		bool reader;
	} words[] = {
		{ "write_index", false }, { "read_index", true },
		{ "mask", true }, { "pending", false },
	};
	u32 word = offset / 4;

	if (offset % 4 || size != 4 || order == ACCESS_PLAIN) {
		watch_broken("the header is accessed word by word, each at once");
		return;
	}
	if (word >= 4 || write != (words[word].reader == !!watch->reader)) {
		watch_broken("each end writes its own words and reads the other's");
		return;
	}
	if (!write)
		check_once(watch, offset, size);
	tell(watch, words[word].name, write, 0, order);
}

/* @offset counts from the start of the data as it is mapped twice. */
static void check_data(struct watch *watch, u32 offset, u32 size, bool write,
		       int order)
{
	const struct vmbkmcl_ring_reader *reader = watch->reader;
	const struct vmbkmcl_ring_writer *writer = watch->writer;
	u32 data = watch->memory->size, first, i;

	if (write != !reader) {
		watch_broken("a reader reads the data, a writer writes them");
		return;
	}
	if (reader) {
		if (offset < reader->read ||
		    offset + size > reader->read + reader->avail)
			watch_broken("a reader reads written bytes only");
		if (watch->descriptor && order == ACCESS_PLAIN)
			watch_broken("a descriptor is read with READ_ONCE()");
		first = sizeof(*watch->memory->header);
		for (i = 0; i < size; i++)
			check_once(watch, first + (offset + i) % data, 1);
	} else {
		if (offset < writer->write ||
		    offset + size > writer->write + watch->packet)
			watch_broken("a writer writes its packet");
		if (watch->packet >=
		    watch_room(writer->write, watch->peer_index, data))
			watch_broken("a writer writes free bytes only");
	}
	tell(watch, "data", write, size, ACCESS_PLAIN);
}

void watch_access(const void *at, size_t size, bool write, int order)
{
	struct watch *watch = current;
	struct ring_memory *memory;
	size_t header, data;

	if (__asan_region_is_poisoned((void *)at, size))
		watch_broken("memory is accessed as ASan allows");
	if (!watch)
		return;
	memory = watch->memory;
	if ((uintptr_t)at - (uintptr_t)memory->mapping >= memory->mapping_size)
		return;
	/* Huge if it lies in front. */
	header = (uintptr_t)at - (uintptr_t)memory->header;
	data = (uintptr_t)at - (uintptr_t)memory->data;
	if (header < VMBUS_PAGE_SIZE)
		check_header(watch, header, size, write, order);
	else if (data < 2 * memory->size)
		check_data(watch, data, size, write, order);
	else
		watch_broken("an access lies within header or data");
	if (watch->ops->before) {
		watch->ops->before(watch);
		/* In between, others may have made calls. */
		current = watch;
	}
}

void watch_loaded(const void *at, u64 value)
{
	struct watch *watch = current;

	if (watch && at == (watch->reader ? &watch->memory->header->write_index :
					    &watch->memory->header->read_index))
		watch->peer_index = value;
}

void watch_store(u32 *at, u32 value)
{
	struct watch *watch = current;

	if (watch && watch->ops->store)
		watch->ops->store(watch, at, value);
	else
		__atomic_store_n(at, value, __ATOMIC_SEQ_CST);
}

void watch_fence(int order)
{
	struct watch *watch = current;

	if (!watch)
		return;
	if (watch->ops->told)
		watch->ops->told(watch, order == __ATOMIC_SEQ_CST ? "mb" : "rmb");
	if (order == __ATOMIC_SEQ_CST && watch->ops->fence)
		watch->ops->fence(watch);
}
