// SPDX-License-Identifier: GPL-2.0-only
/*
 * nt_bugcheck - the test of KeBugCheckEx(), from which nobody comes back: its
 * run expects a panic with these words.
 */
#include <linux/module.h>

#include <ntddk.h>

static int __init bugcheck_init(void)
{
	KeBugCheckEx(0xd1, 1, 2, 3, 4);
	return -EINVAL;
}
module_init(bugcheck_init);

MODULE_DESCRIPTION("Panics, through KeBugCheckEx()");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
/* What MODULE_IMPORT_NS() comes to, whose argument changed with Linux 6.13. */
MODULE_INFO(import_ns, "VMBKMCL");
