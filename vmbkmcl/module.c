// SPDX-License-Identifier: GPL-2.0-only
/*
 * module.c - loading and unloading.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kmod.h>
#include <linux/module.h>

#include <vmbkmcl_version.h>

#include "core/channel.h"
#include "core/debugfs.h"
#include "core/state_kick.h"
#include "loopback/loopback.h"
#include "nt/nt.h"
#include "outside.h"
#include "wdm/registry.h"
#include "wdm/wdm.h"

static bool load_hv = true;
module_param(load_hv, bool, 0444);
MODULE_PARM_DESC(load_hv, "have vmbkmcl_hv loaded on Hyper-V");

/*
 * No soft dependency: off Hyper-V hv_vmbus does not load, and vmbkmcl_hv would be
 * tried all the same and log each function that it lacks. It waits until this module
 * is live, so it is not waited for here.
 */
static void load_transport(void)
{
	if (!vmbkmcl_on_hyperv())
		pr_info("no Hyper-V: the loopback bus only\n");
	else if (load_hv)
		request_module_nowait("vmbkmcl_hv");
}

static int __init vmbkmcl_init(void)
{
	int error;

	error = vmbkmcl_queues_init();
	if (error)
		return error;
	error = vmbkmcl_nt_init();
	if (error)
		goto exit_queues;
	error = vmbkmcl_node_init();
	if (error)
		goto exit_nt;
	error = vmbkmcl_channels_init();
	if (error)
		goto exit_node;
	vmbkmcl_debugfs_init();
	error = vmbkmcl_outside_init();
	if (error)
		goto exit_debugfs;
	error = vmbkmcl_loopback_init();
	if (error)
		goto exit_outside;
	load_transport();
	return 0;

exit_outside:
	vmbkmcl_outside_exit();
exit_debugfs:
	vmbkmcl_debugfs_exit();
	vmbkmcl_channels_exit();
exit_node:
	vmbkmcl_node_exit();
exit_nt:
	vmbkmcl_nt_exit();
exit_queues:
	vmbkmcl_queues_exit();
	return error;
}
module_init(vmbkmcl_init);

static void __exit vmbkmcl_exit(void)
{
	vmbkmcl_channels_free_left();
	vmbkmcl_loopback_exit();
	vmbkmcl_outside_exit();
	vmbkmcl_debugfs_exit();
	vmbkmcl_channels_exit();
	vmbkmcl_node_exit();
	vmbkmcl_registry_exit();
	vmbkmcl_nt_exit();
	vmbkmcl_queues_exit();
}
module_exit(vmbkmcl_exit);

MODULE_DESCRIPTION("VMBus Kernel Mode Client Library (KMCL) for Linux");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(VMBKMCL_VERSION);
