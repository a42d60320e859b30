// SPDX-License-Identifier: GPL-2.0-only
/*
 * nt_test - the porting layer, function by function. Needs no Hyper-V.
 */
#include "nt_test.h"

static const struct kcase_suite *const suites[] = {
	&memory_suite, &mdl_suite, &text_suite, &wait_suite,
	&lock_suite, &work_suite, &wdm_suite, &wdm_object_suite, &wdm_pnp_suite, &wdf_suite,
	&wdf_device_suite, &wdf_queue_suite,
	&csq_suite, &file_suite, &irp_build_suite, &resource_suite, &interface_suite, &registry_suite, &strsafe_suite,
	&runtime_suite, &table_suite, &bitmap_suite, &processor_suite,
	&wdf_deferred_suite, &wdf_sync_suite, &wdf_transfer_suite, &wdf_caller_suite,
	&wdf_state_suite, &wdf_power_suite, &wdf_small_suite, &wdf_control_suite, &wdf_interface_suite,
	&wdf_target_suite, &wdf_send_suite, &wdf_pass_suite, &wdf_find_suite,
	&wdf_property_suite, &wdf_init_suite, &wdf_self_suite, &wdf_preprocess_suite, &wdf_nest_suite,
	&wdf_removal_suite, &wdf_running_suite, &wdf_created_suite,
	&wdf_flow_suite, &wdf_enqueue_suite, &wdf_enqueue_queue_suite,
	&wdf_empty_suite, &wdf_life_suite,
	&registry_key_suite, &registry_path_suite, &registry_device_suite, &wdf_registry_suite,
	&clock_suite, &notify_suite, &small_suite, &small_device_suite,
	&context_suite, &context_device_suite,
};

/* For kernels that can fail allocations. */
static const struct kcase_suite *const memory_suites[] = { &alloc_faults_suite };

static struct kcase_group nt_group = KCASE_GROUP("nt", suites);
static struct kcase_group memory_group = KCASE_GROUP("nt_memory", memory_suites);

static int __init nt_test_init(void)
{
	int error = kcase_group_register(&nt_group);

	if (error)
		return error;
	error = kcase_group_register(&memory_group);
	if (error)
		kcase_group_unregister(&nt_group);
	return error;
}
module_init(nt_test_init);

static void __exit nt_test_exit(void)
{
	kcase_group_unregister(&memory_group);
	kcase_group_unregister(&nt_group);
}
module_exit(nt_test_exit);

MODULE_DESCRIPTION("Tests of vmbkmcl's NT porting layer");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
/* What MODULE_IMPORT_NS() comes to, whose argument changed with Linux 6.13. */
MODULE_INFO(import_ns, "VMBKMCL");
