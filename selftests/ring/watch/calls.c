// SPDX-License-Identifier: GPL-2.0-only
/*
 * calls.c - the functions of the ring, watched.
 *
 * Compiled like the ring itself, for some of its functions are inline.
 */
#include "../steps.h"
#include "calls.h"

#define WATCHED(watch, call) ({ \
	typeof(call) result; \
	watch_begin(watch); \
	result = (call); \
	watch_end(watch); \
	result; \
})

void watched_mask(struct watch *watch)
{
	watch_begin(watch);
	vmbkmcl_ring_mask(watch->reader);
	watch_end(watch);
}

bool watched_unmask(struct watch *watch)
{
	return WATCHED(watch, vmbkmcl_ring_unmask(watch->reader));
}

enum vmbkmcl_ring_next watched_look(struct watch *watch)
{
	return WATCHED(watch, vmbkmcl_ring_look(watch->reader));
}

enum vmbkmcl_ring_next watched_next(struct watch *watch, struct vmbus_packet *packet)
{
	enum vmbkmcl_ring_next next;

	watch_begin(watch);
	watch->descriptor = true;
	next = ring_next(watch->reader, packet);
	watch_end(watch);
	return next;
}

void watched_copy(struct watch *watch, void *to, u32 offset, u32 size)
{
	watch_begin(watch);
	vmbkmcl_ring_copy(watch->reader, to, offset, size);
	watch_end(watch);
}

bool watched_reader_publish(struct watch *watch)
{
	return WATCHED(watch, vmbkmcl_ring_reader_publish(watch->reader));
}

enum vmbkmcl_ring_written watched_write(struct watch *watch,
					const struct vmbkmcl_ring_packet *packet,
					void **ranges)
{
	enum vmbkmcl_ring_written written;

	watch_begin(watch);
	watch->packet = packet->size;
	written = ring_write(watch->writer, packet, ranges);
	watch_end(watch);
	return written;
}

struct vmbus_gpa_range *watched_range_write(struct watch *watch, u32 packet,
					    struct vmbus_gpa_range *range, const u64 *pfns,
					    u32 start, u32 length)
{
	struct vmbus_gpa_range *next;

	watch_begin(watch);
	watch->packet = packet;
	next = vmbkmcl_range_write(range, pfns, start, length);
	watch_end(watch);
	return next;
}

bool watched_writer_publish(struct watch *watch)
{
	return WATCHED(watch, vmbkmcl_ring_writer_publish(watch->writer));
}

void watched_ask_room(struct watch *watch, u32 size)
{
	watch_begin(watch);
	vmbkmcl_ring_ask_room(watch->writer, size);
	watch_end(watch);
}
