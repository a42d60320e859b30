/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * steps.h - the steps of the core in one call each.
 */
#ifndef RING_STEPS_H
#define RING_STEPS_H

#include "reader.h"
#include "writer.h"

/* Find the next packet, copy its descriptor, and check it, as rx.c does. */
static inline enum vmbkmcl_ring_next ring_next(struct vmbkmcl_ring_reader *reader,
					       struct vmbus_packet *packet)
{
	enum vmbkmcl_ring_next next = vmbkmcl_ring_find(reader);

	if (next != VMBKMCL_RING_PACKET)
		return next;
	*packet = vmbkmcl_ring_descriptor(reader);
	return vmbkmcl_ring_check(reader, *packet);
}

/* Write a packet; @ranges is where its ranges go, as tx.c has it. */
static inline enum vmbkmcl_ring_written
ring_write(struct vmbkmcl_ring_writer *writer, const struct vmbkmcl_ring_packet *packet,
	   void **ranges)
{
	*ranges = vmbkmcl_ring_ranges(writer);
	return vmbkmcl_ring_write(writer, packet);
}

#endif
