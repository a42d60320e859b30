// SPDX-License-Identifier: GPL-2.0-only
/* The counterpart of the INF: which devices the driver is for, what modinfo shows. */
#include <vmbkmcl_glue.h>

static const struct hv_vmbus_device_id types[] = {
	{ .guid = GUID_INIT(0x14b9d983, 0xfb12, 0x4977, 0x9b, 0x19,
			    0x6d, 0xf4, 0xc9, 0xb2, 0xcc, 0x43) },
	{ }
};

VMBKMCL_WINDOWS_DRIVER("ping", types);
MODULE_DESCRIPTION("A driver to begin with: it asks its peer once");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
