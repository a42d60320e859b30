// SPDX-License-Identifier: GPL-2.0-only
/* No header declares dev_ready_to_probe(): it may be declared as something else. */
#include <linux/device.h>

extern char dev_ready_to_probe;
