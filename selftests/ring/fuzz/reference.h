/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reference.h - the ring's checks a second time, written independently.
 */
#ifndef RING_FUZZ_REFERENCE_H
#define RING_FUZZ_REFERENCE_H

#include "packet.h"
#include "reader.h"

/* Check the answer of ring_next() to @packet, with @avail bytes written. */
void reference_next(enum vmbkmcl_ring_next said, const struct vmbus_packet *packet,
		    u32 avail);

/* Parse a pipe header and check the answer. */
bool reference_pipe(const u8 *bytes, u32 size, u32 *data_size);

/* Parse ranges and check the answer. */
bool reference_ranges(const u8 *bytes, u32 size, struct vmbkmcl_ranges *ranges);

#endif /* RING_FUZZ_REFERENCE_H */
