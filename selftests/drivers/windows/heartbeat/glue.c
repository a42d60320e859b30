// SPDX-License-Identifier: GPL-2.0-only
/* The counterpart of the driver's INF. */
#include <vmbkmcl_glue.h>

static const struct hv_vmbus_device_id types[] = {
	{ .guid = GUID_INIT(0x57164f39, 0x9115, 0x4e78, 0xab, 0x55,
			    0x38, 0x2f, 0x3b, 0xd5, 0x42, 0x2d) },
	{ }
};

VMBKMCL_WINDOWS_DRIVER("heartbeat", types);
MODULE_DESCRIPTION("Hyper-V heartbeat service, a KMDF client of KMCL");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
