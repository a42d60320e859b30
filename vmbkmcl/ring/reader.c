// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader.c - say why a reader cannot go on.
 */
#include "reader.h"

const char *vmbkmcl_ring_why(enum vmbkmcl_ring_next next)
{
	switch (next) {
	case VMBKMCL_RING_PACKET:
		return "a packet";
	case VMBKMCL_RING_EMPTY:
		return "empty";
	case VMBKMCL_RING_BAD_WRITE_INDEX:
		return "write index out of range";
	case VMBKMCL_RING_FRAGMENT:
		return "less than a packet in the ring";
	case VMBKMCL_RING_BAD_DESCRIPTOR:
		return "descriptor contradicts itself";
	case VMBKMCL_RING_OVERRUN:
		return "packet exceeds what was written";
	}
	return "unknown";
}
