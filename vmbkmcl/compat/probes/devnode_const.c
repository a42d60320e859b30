// SPDX-License-Identifier: GPL-2.0-only
/* A class's devnode callback does not change the device. Since 6.2. */
#include <linux/device.h>

static char *devnode(const struct device *dev, umode_t *mode)
{
	return NULL;
}

struct class probe = { .name = "probe", .devnode = devnode };
