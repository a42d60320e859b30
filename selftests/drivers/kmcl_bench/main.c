// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmcl_bench - what KMCL costs over hv_vmbus. Each case is measured both ways
 * in one run, against the same host.
 */
#include <linux/module.h>

#include "bench.h"

unsigned int bench_devices;
module_param_named(devices, bench_devices, uint, 0444);
MODULE_PARM_DESC(devices, "kmcltest devices offered, with indices from 0 on");

static const struct ktest_suite *const suites[] = { &bench_suite };
static struct ktest_group bench_group = KTEST_GROUP("bench", suites);
module_ktest_group(bench_group);

MODULE_DESCRIPTION("Benchmarks of KMCL against plain hv_vmbus");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
MODULE_INFO(import_ns, "VMBKMCL");
