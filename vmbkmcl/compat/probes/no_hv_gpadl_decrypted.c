// SPDX-License-Identifier: GPL-2.0-only
/*
 * A GPADL is a number, or a struct with nothing but its number, size and address. Where it
 * is a number there is no struct to be given another member.
 */
#include <linux/hyperv.h>

static_assert(sizeof_field(struct vmbus_channel, ringbuffer_gpadlhandle) <=
	      sizeof(struct { u32 handle; u32 size; void *buffer; }));
