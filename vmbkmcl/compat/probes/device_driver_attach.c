// SPDX-License-Identifier: GPL-2.0-only
/* device_driver_attach() binds one device to one driver, for modules too. */
#include <linux/device.h>

int probe(struct device_driver *driver, struct device *dev);
int probe(struct device_driver *driver, struct device *dev)
{
	return device_driver_attach(driver, dev);
}
