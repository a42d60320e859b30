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

bool bench_counted;
module_param_named(counted, bench_counted, bool, 0444);
MODULE_PARM_DESC(counted, "the machine's clock counts instructions");

static const struct kcase_suite *const suites[] = { &bench_suite };
static const struct kcase_suite *const thread_suites[] = { &bench_thread_suite };
static const struct kcase_suite *const loopback_suites[] = {
	&bench_loopback_suite
};
static struct kcase_group groups[] = {
	KCASE_GROUP("bench", suites),
	KCASE_GROUP("bench_thread", thread_suites),
	KCASE_GROUP("bench_loopback", loopback_suites),
};

static void groups_unregister(unsigned int count)
{
	while (count--)
		kcase_group_unregister(&groups[count]);
}

static int __init kmcl_bench_init(void)
{
	unsigned int i;
	int error;

	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		error = kcase_group_register(&groups[i]);
		if (error) {
			groups_unregister(i);
			return error;
		}
	}
	return 0;
}
module_init(kmcl_bench_init);

static void __exit kmcl_bench_exit(void)
{
	groups_unregister(ARRAY_SIZE(groups));
}
module_exit(kmcl_bench_exit);

MODULE_DESCRIPTION("Benchmarks of KMCL against plain hv_vmbus and memcpy");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
MODULE_INFO(import_ns, "VMBKMCL");
