// SPDX-License-Identifier: GPL-2.0-only
/* A class's devnode callback gets a device that it could change. */
#include <linux/device.h>

static char *devnode(struct device *dev, umode_t *mode)
{
	return NULL;
}

struct class probe = { .name = "probe", .devnode = devnode };
