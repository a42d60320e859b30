// SPDX-License-Identifier: GPL-2.0-only
/* A GPADL is a struct, no longer a number (since isolated machines). */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *channel, struct vmbus_gpadl *gpadl);
int probe(struct vmbus_channel *channel, struct vmbus_gpadl *gpadl)
{
	gpadl->gpadl_handle = channel->ringbuffer_gpadlhandle.gpadl_handle;
	return vmbus_teardown_gpadl(channel, gpadl);
}
