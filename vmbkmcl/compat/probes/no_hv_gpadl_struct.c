// SPDX-License-Identifier: GPL-2.0-only
/* A GPADL is just a number. */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *channel);
int probe(struct vmbus_channel *channel)
{
	u32 gpadl = channel->ringbuffer_gpadlhandle;

	return vmbus_teardown_gpadl(channel, gpadl);
}
