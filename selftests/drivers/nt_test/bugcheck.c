// SPDX-License-Identifier: GPL-2.0-only
/*
 * nt_bugcheck - the test of KeBugCheckEx(), which never returns: its run expects
 * a panic with these words. Without crash=1 the module refuses to load, so that
 * loading it by mistake does no harm.
 */
#include <linux/module.h>

#include <ntddk.h>

static bool crash;
module_param(crash, bool, 0);
MODULE_PARM_DESC(crash, "take this machine down; without it the module does not load");

static int __init bugcheck_init(void)
{
	if (!crash)
		return -EPERM;
	KeBugCheckEx(0xd1, 1, 2, 3, 4);
}
module_init(bugcheck_init);

MODULE_DESCRIPTION("Panics, through KeBugCheckEx()");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
/* What MODULE_IMPORT_NS() comes to, whose argument changed with Linux 6.13. */
MODULE_INFO(import_ns, "VMBKMCL");
