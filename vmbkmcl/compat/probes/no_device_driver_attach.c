// SPDX-License-Identifier: GPL-2.0-only
/* No header declares device_driver_attach(): it may be declared as something else. */
#include <linux/device.h>

extern char device_driver_attach;
