// SPDX-License-Identifier: GPL-2.0-only
/*
 * hv_driver.remove returns nothing.
 * Since "hv: Make remove callback of hyperv driver void returned", 6.3.
 */
#include <linux/hyperv.h>

static void remove(struct hv_device *dev)
{
}

extern struct hv_driver probe;
struct hv_driver probe = { .remove = remove };
