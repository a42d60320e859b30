// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - how many kmcltest devices this kernel offers to itself.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "server.h"

static unsigned int devices = 4;
module_param(devices, uint, 0444);
MODULE_PARM_DESC(devices, "devices to offer, with indices from 0 on");

static unsigned int pipe_devices = 1;
module_param(pipe_devices, uint, 0444);
MODULE_PARM_DESC(pipe_devices, "devices to offer in pipe mode");

unsigned int server_max_packet = 16384;
module_param_named(max_packet, server_max_packet, uint, 0444);
MODULE_PARM_DESC(max_packet, "largest packet and reply, in bytes");

unsigned int server_mmio;
module_param_named(mmio, server_mmio, uint, 0444);
MODULE_PARM_DESC(mmio, "megabytes of MMIO space to offer each device with");

#define DEVICES_MAX	KMCLTEST_PIPE_INDEX

static struct server_device *all;

static void destroy_all(unsigned int count)
{
	while (count--)
		server_device_destroy(&all[count]);
	kvfree(all);
}

static u32 device_index(unsigned int number)
{
	return number < devices ? number :
				  KMCLTEST_PIPE_INDEX + number - devices;
}

static int __init kmcltest_server_init(void)
{
	unsigned int i;
	int error;

	if (devices > DEVICES_MAX || pipe_devices > DEVICES_MAX)
		return -EINVAL;
	all = kvcalloc(devices + pipe_devices, sizeof(*all), GFP_KERNEL);
	if (!all)
		return -ENOMEM;
	for (i = 0; i < devices + pipe_devices; i++) {
		error = server_device_create(&all[i], device_index(i));
		if (error) {
			destroy_all(i);
			return error;
		}
	}
	return 0;
}
module_init(kmcltest_server_init);

static void __exit kmcltest_server_exit(void)
{
	destroy_all(devices + pipe_devices);
}
module_exit(kmcltest_server_exit);

MODULE_DESCRIPTION("The kmcltest device as a KMCL server on the loopback bus");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
/* What MODULE_IMPORT_NS() comes to, whose argument changed with Linux 6.13. */
MODULE_INFO(import_ns, "VMBKMCL");
