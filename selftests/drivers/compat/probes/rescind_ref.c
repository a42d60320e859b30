// SPDX-License-Identifier: GPL-2.0-only
/*
 * hv_vmbus takes down a device that is rescinded twice only once: the first
 * message marks the channel. It does not in 5.10, where two of them at work at
 * a time both call device_unregister(), and the second one crashes.
 */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *chan);
int probe(struct vmbus_channel *chan)
{
	return chan->rescind_ref;
}
