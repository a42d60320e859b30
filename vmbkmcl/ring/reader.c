// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader.c - say why a reader cannot go on.
 */
#include "reader.h"

const char *vmbkmcl_ring_why(enum vmbkmcl_ring_next next)
{
	static const char * const why[] = {
		[VMBKMCL_RING_PACKET]		= "a packet",
		[VMBKMCL_RING_EMPTY]		= "empty",
		[VMBKMCL_RING_BAD_WRITE_INDEX]	= "write index out of range",
		[VMBKMCL_RING_FRAGMENT]		= "less than a packet in the ring",
		[VMBKMCL_RING_BAD_DESCRIPTOR]	= "descriptor contradicts itself",
		[VMBKMCL_RING_OVERRUN]		= "packet exceeds what was written",
	};

	return why[next];
}
