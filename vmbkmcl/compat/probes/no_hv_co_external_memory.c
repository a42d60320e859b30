// SPDX-License-Identifier: GPL-2.0-only
/* A channel has no such member: it may be given one. */
#include <linux/hyperv.h>

struct probe {
	struct vmbus_channel;
	bool co_external_memory;
};
