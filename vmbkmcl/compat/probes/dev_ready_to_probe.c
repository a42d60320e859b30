// SPDX-License-Identifier: GPL-2.0-only
/* A device says whether device_add() is as far as to let it be probed. */
#include <linux/device.h>

bool probe(struct device *dev);
bool probe(struct device *dev)
{
	return dev_ready_to_probe(dev);
}
