// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct vmbus_channel has no member next_request_id_callback: another of that name is
 * no error.
 */
#include <linux/hyperv.h>

struct probe {
	struct vmbus_channel;
	int next_request_id_callback;
};
