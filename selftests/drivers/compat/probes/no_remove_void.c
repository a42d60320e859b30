// SPDX-License-Identifier: GPL-2.0-only
/* hv_driver.remove returns an int, which is ignored. */
#include <linux/hyperv.h>

static int remove(struct hv_device *dev)
{
	return 0;
}

extern struct hv_driver probe;
struct hv_driver probe = { .remove = remove };
