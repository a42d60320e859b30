// SPDX-License-Identifier: GPL-2.0-only
/*
 * A channel's driver chooses how its requests get their transaction ids. Since "Drivers:
 * hv: vmbus: Introduce {lock,unlock}_requestor()" and its neighbours, 5.19.
 */
#include <linux/hyperv.h>

void probe(struct vmbus_channel *chan);
void probe(struct vmbus_channel *chan)
{
	chan->next_request_id_callback = vmbus_next_request_id;
	chan->request_addr_callback = vmbus_request_addr;
	chan->requestor.req_arr = NULL;
	chan->requestor.req_bitmap = NULL;
}
