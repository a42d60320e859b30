// SPDX-License-Identifier: GPL-2.0-only
/* A GPADL is a struct, no longer a number (since isolated machines). */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *channel, struct vmbus_gpadl *gpadl);
int probe(struct vmbus_channel *channel, struct vmbus_gpadl *gpadl)
{
	gpadl->decrypted = channel->ringbuffer_gpadlhandle.decrypted;
	return vmbus_teardown_gpadl(channel, gpadl);
}
