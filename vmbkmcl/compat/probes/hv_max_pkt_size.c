// SPDX-License-Identifier: GPL-2.0-only
/*
 * hv_vmbus has a buffer for copies of received packets, whose size the driver chooses.
 * Since "Drivers: hv: vmbus: Copy packets sent by Hyper-V out of the ring buffer", 5.15.
 */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *vmbus);
int probe(struct vmbus_channel *vmbus)
{
	return vmbus->max_pkt_size;
}
