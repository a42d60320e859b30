// SPDX-License-Identifier: GPL-2.0-only
/* struct vmbus_channel has no member max_pkt_size: another of that name is no error. */
#include <linux/hyperv.h>

struct probe {
	struct vmbus_channel;
	int max_pkt_size;
};
