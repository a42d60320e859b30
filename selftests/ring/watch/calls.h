/* SPDX-License-Identifier: GPL-2.0-only */
/* calls.h - the functions of the ring that access shared memory, watched. */
#ifndef RING_TEST_CALLS_H
#define RING_TEST_CALLS_H

#include "watch.h"

void watched_mask(struct watch *watch);
bool watched_unmask(struct watch *watch);
enum vmbkmcl_ring_next watched_look(struct watch *watch);
enum vmbkmcl_ring_next watched_next(struct watch *watch, struct vmbus_packet *packet);
void watched_copy(struct watch *watch, void *to, u32 offset, u32 size);
bool watched_reader_publish(struct watch *watch);

enum vmbkmcl_ring_written watched_write(struct watch *watch,
					const struct vmbkmcl_ring_packet *packet,
					void **ranges);
/* A range within the packet of @packet bytes that is written next. */
struct vmbus_gpa_range *watched_range_write(struct watch *watch, u32 packet,
					    struct vmbus_gpa_range *range, const u64 *pfns,
					    u32 start, u32 length);
bool watched_writer_publish(struct watch *watch);
void watched_ask_room(struct watch *watch, u32 size);

#endif /* RING_TEST_CALLS_H */
