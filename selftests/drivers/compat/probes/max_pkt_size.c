// SPDX-License-Identifier: GPL-2.0-only
/*
 * Received packets are copied into a buffer whose size the driver chooses.
 * Since "Drivers: hv: vmbus: Copy packets sent by Hyper-V out of the ring
 * buffer", 5.15.
 */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *chan);
int probe(struct vmbus_channel *chan)
{
	return chan->max_pkt_size;
}
