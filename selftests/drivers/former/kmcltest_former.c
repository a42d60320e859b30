// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmcltest_former - a driver that leaves in a device's channel all that hv_vmbus
 * lets it leave there, as uio_hv_generic and hv_storvsc do with a part of it.
 *
 * A device that was bound to it (new_id) has a channel with pointers to its
 * functions, which the next driver's device must not be given to.
 */
#include <linux/module.h>

#include "compat.h"

static unsigned int calls;
module_param(calls, uint, 0444);
MODULE_PARM_DESC(calls, "calls of what it left in a channel");

static int relid = -1;
module_param(relid, int, 0644);
MODULE_PARM_DESC(relid, "leave the channel with this relid; 0: as hv_vmbus leaves a channel that is not offered again after hibernation");

static void former_called(const char *what)
{
	calls++;
	pr_err("kmcltest_former: called after its remove: %s\n", what);
}

static void former_rescinded(struct vmbus_channel *channel)
{
	former_called("a rescind");
}

static void former_moves(struct vmbus_channel *channel, u32 from, u32 to)
{
	former_called("the channel moves to another CPU");
}

static void former_subchannel(struct vmbus_channel *channel)
{
	former_called("a subchannel");
}

static int former_probe(struct hv_device *device,
			const struct hv_vmbus_device_id *id)
{
	struct vmbus_channel *channel = device->channel;

	vmbus_set_chn_rescind_callback(channel, former_rescinded);
	vmbus_set_sc_create_callback(channel, former_subchannel);
	channel->change_target_cpu_callback = former_moves;
	if (relid >= 0)
		channel->offermsg.child_relid = relid ? relid : INVALID_RELID;
	return 0;
}

static COMPAT_REMOVE_RESULT former_remove(struct hv_device *device)
{
	return COMPAT_REMOVE_VALUE;
}

static struct hv_driver former_driver = {
	.name = KBUILD_MODNAME,
	.probe = former_probe,
	.remove = former_remove,
};

static int __init former_init(void)
{
	return vmbus_driver_register(&former_driver);
}
module_init(former_init);

static void __exit former_exit(void)
{
	vmbus_driver_unregister(&former_driver);
}
module_exit(former_exit);

MODULE_DESCRIPTION("A driver that leaves its callbacks in the channel");
MODULE_LICENSE("GPL");
