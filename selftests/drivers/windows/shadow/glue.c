// SPDX-License-Identifier: GPL-2.0-only
/* The counterpart of the driver's INF. */
#include <vmbkmcl_glue.h>

VMBKMCL_WINDOWS_DRIVER_NO_DEVICES("shadow");
MODULE_DESCRIPTION("Windows driver whose headers have the names of vmbkmcl's");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
