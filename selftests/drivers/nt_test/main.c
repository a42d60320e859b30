// SPDX-License-Identifier: GPL-2.0-only
/*
 * nt_test - the porting layer, function by function. Needs no Hyper-V.
 */
#include "nt_test.h"

static const struct kcase_suite *const suites[] = {
	&memory_suite, &mdl_suite, &text_suite, &wait_suite,
	&lock_suite, &work_suite, &wdm_suite, &wdm_object_suite, &wdm_pnp_suite, &wdf_suite,
	&wdf_device_suite, &wdf_queue_suite,
	&context_suite, &context_device_suite,
};

static struct kcase_group group = KCASE_GROUP("nt", suites);
module_kcase_group(group);

MODULE_DESCRIPTION("Tests of vmbkmcl's NT porting layer");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
/* What MODULE_IMPORT_NS() comes to, whose argument changed with Linux 6.13. */
MODULE_INFO(import_ns, "VMBKMCL");
