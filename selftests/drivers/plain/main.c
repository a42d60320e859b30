// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - the module, and the list of its tests.
 */
#include <linux/init.h>
#include <linux/module.h>

#include "fixture.h"

static const struct kcase_suite *const suites[] = {
	&plain_device_suite,
	&plain_echo_suite,
	&plain_order_suite,
	&plain_packet_suite,
	&plain_source_suite,
	&plain_external_suite,
	&plain_gpadl_suite,
	&plain_flow_suite,
	&plain_life_suite,
	&plain_subchannel_suite,
	&plain_pipe_suite,
};

static struct kcase_group group = KCASE_GROUP("plain", suites);

static int __init plain_init(void)
{
	int err;

	err = plain_driver_register();
	if (err)
		return err;
	err = kcase_group_register(&group);
	if (err)
		plain_driver_unregister();
	return err;
}
module_init(plain_init);

static void __exit plain_exit(void)
{
	kcase_group_unregister(&group);
	plain_driver_unregister();
}
module_exit(plain_exit);

MODULE_DESCRIPTION("Test device driver, written directly on hv_vmbus");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
