// SPDX-License-Identifier: GPL-2.0-only
/* The counterpart of the driver's INF. */
#include <vmbkmcl_glue.h>

static const struct hv_vmbus_device_id types[] = {
	{ .guid = GUID_INIT(0x525074dc, 0x8985, 0x46e2, 0x80, 0x57,
			    0xa3, 0x07, 0xdc, 0x18, 0xa5, 0x02) },
	{ }
};

VMBKMCL_WINDOWS_DRIVER("dynamic memory", types);
MODULE_DESCRIPTION("Hyper-V dynamic memory, a WDM client of KMCL");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
