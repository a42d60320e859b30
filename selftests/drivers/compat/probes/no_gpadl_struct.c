// SPDX-License-Identifier: GPL-2.0-only
/* A GPADL is named by a bare handle. */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *chan, void *buf, u32 *handle);
int probe(struct vmbus_channel *chan, void *buf, u32 *handle)
{
	return vmbus_establish_gpadl(chan, buf, 4096, handle);
}
