// SPDX-License-Identifier: GPL-2.0-only
/* The remove of a struct hv_driver returns nothing. */
#include <linux/hyperv.h>

void probe(struct hv_driver *driver, void (*remove)(struct hv_device *device));
void probe(struct hv_driver *driver, void (*remove)(struct hv_device *device))
{
	driver->remove = remove;
}
