// SPDX-License-Identifier: GPL-2.0-only
/* The counterpart of the driver's INF. */
#include <vmbkmcl_glue.h>

/* What the INF's AddReg puts under Parameters. */
static unsigned int record_limit = 4096;
module_param(record_limit, uint, 0444);
MODULE_PARM_DESC(record_limit, "unread records that are kept");

static const struct vmbkmcl_registry_value values[] = {
	{ "RecordLimit", &record_limit },
};

static const struct hv_vmbus_device_id types[] = {
	{ .guid = GUID_INIT(0x9c2f3a54, 0x6d1e, 0x4b0b, 0x8a, 0x57,
			    0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x31) },
	{ }
};

VMBKMCL_WINDOWS_DRIVER_PARAMETERS("courier", types, values);
MODULE_DESCRIPTION("Client of the test device, the porting guide's example");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
