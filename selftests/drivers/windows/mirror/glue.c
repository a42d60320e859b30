// SPDX-License-Identifier: GPL-2.0-only
/* The counterpart of the driver's INF, which has root\mirror for its devices. */
#include <vmbkmcl_glue.h>

static unsigned int refused_at_add;
module_param(refused_at_add, uint, 0444);
MODULE_PARM_DESC(refused_at_add, "devices whose bits are set here fail EvtDriverDeviceAdd");

static unsigned int refused_at_start;
module_param(refused_at_start, uint, 0444);
MODULE_PARM_DESC(refused_at_start, "devices whose bits are set here fail to start");

static const struct vmbkmcl_registry_value values[] = {
	{ "RefusedAtAdd", &refused_at_add },
	{ "RefusedAtStart", &refused_at_start },
};

VMBKMCL_WINDOWS_DRIVER_ROOT_PARAMETERS("mirror", 2, values);
MODULE_DESCRIPTION("Root-enumerated Windows driver of two devices");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
