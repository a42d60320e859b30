// SPDX-License-Identifier: GPL-2.0-only
/* The remove of a struct hv_driver returns an int, which is ignored. */
#include <linux/hyperv.h>

void probe(struct hv_driver *driver, int (*remove)(struct hv_device *device));
void probe(struct hv_driver *driver, int (*remove)(struct hv_device *device))
{
	driver->remove = remove;
}
