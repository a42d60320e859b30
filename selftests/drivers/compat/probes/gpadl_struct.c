// SPDX-License-Identifier: GPL-2.0-only
/*
 * A GPADL is named by struct vmbus_gpadl, no longer by a bare handle.
 * Since "Drivers: hv: vmbus: Introduce ... struct vmbus_gpadl", 5.16.
 */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *chan, void *buf, struct vmbus_gpadl *gpadl);
int probe(struct vmbus_channel *chan, void *buf, struct vmbus_gpadl *gpadl)
{
	return vmbus_establish_gpadl(chan, buf, 4096, gpadl);
}
