// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmcl_bench - what KMCL costs over hv_vmbus, and its loopback bus over memcpy.
 * Each case is measured both ways in one run.
 */
#include <linux/module.h>

#include "bench.h"

unsigned int bench_devices;
module_param_named(devices, bench_devices, uint, 0444);
MODULE_PARM_DESC(devices, "kmcltest devices offered, with indices from 0 on");

static const struct kcase_suite *const suites[] = { &bench_suite };
static struct kcase_group group = KCASE_GROUP("bench", suites);

static const struct kcase_suite *const loopback_suites[] = {
	&bench_loopback_suite
};
static struct kcase_group loopback_group = KCASE_GROUP("bench_loopback",
						       loopback_suites);

static int __init kmcl_bench_init(void)
{
	int error = kcase_group_register(&group);

	if (error)
		return error;
	error = kcase_group_register(&loopback_group);
	if (error)
		kcase_group_unregister(&group);
	return error;
}
module_init(kmcl_bench_init);

static void __exit kmcl_bench_exit(void)
{
	kcase_group_unregister(&loopback_group);
	kcase_group_unregister(&group);
}
module_exit(kmcl_bench_exit);

MODULE_DESCRIPTION("Benchmarks of KMCL against plain hv_vmbus and memcpy");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
MODULE_INFO(import_ns, "VMBKMCL");
