// SPDX-License-Identifier: GPL-2.0-only
/* The counterpart of the driver's INF. */
#include <vmbkmcl_glue.h>

static const struct hv_vmbus_device_id types[] = {
	{ .guid = GUID_INIT(0x9c2f3a54, 0x6d1e, 0x4b0b, 0x8a, 0x57,
			    0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x31) },
	{ }
};

VMBKMCL_WINDOWS_DRIVER("vault", types);
MODULE_DESCRIPTION("Client of the test device that is read and written like a disk");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
