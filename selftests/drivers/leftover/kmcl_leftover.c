// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmcl_leftover.c - a driver that forgets its channel when it is unloaded.
 */
#include <linux/module.h>

#include <wdm.h>
#include <vmbuskernelmodeclientlibapi.h>

static int __init leftover_init(void)
{
	VMBCHANNEL channel;

	return NT_SUCCESS(VmbChannelAllocate(NULL, FALSE, &channel)) ? 0 : -ENOMEM;
}
module_init(leftover_init);

static void __exit leftover_exit(void)
{
}
module_exit(leftover_exit);

MODULE_DESCRIPTION("A driver that leaves a channel behind");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
MODULE_INFO(import_ns, "VMBKMCL");
