// SPDX-License-Identifier: GPL-2.0-only
/*
 * Offers say which memory of a channel is encrypted, and one that contradicts
 * itself is refused. hv_vmbus then still counts it as being processed, for
 * which every later rescind waits.
 */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *chan);
int probe(struct vmbus_channel *chan)
{
	return chan->co_ring_buffer;
}
