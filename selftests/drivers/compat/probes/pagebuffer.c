// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmbus_sendpacket_pagebuffer() exists, and then vmbus_sendpacket_mpb_desc()
 * sends a single range whatever it is told.  "Drivers: hv: Allow
 * vmbus_sendpacket_mpb_desc() to create multiple ranges" came with the
 * removal of the former, in 6.16 and in stable updates of older lines.
 */
#include <linux/hyperv.h>

int probe(struct vmbus_channel *chan, struct hv_page_buffer *pages, void *buf);
int probe(struct vmbus_channel *chan, struct hv_page_buffer *pages, void *buf)
{
	return vmbus_sendpacket_pagebuffer(chan, pages, 1, buf, 8, 0);
}
