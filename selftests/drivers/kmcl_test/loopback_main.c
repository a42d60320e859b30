// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmcl_loopback_test - tests of server endpoints, and of the loopback bus
 * between them and clients in the same kernel. They bring both ends along.
 */
#include "loopback_suites.h"

static const struct kcase_suite *const suites[] = {
	&server_flags_suite,
	&server_mmio_suite,
	&server_vtl_suite,
	&server_callbacks_suite,
	&server_target_suite,
	&server_convert_suite,
	&server_handle_suite,
	&server_life_suite,
	&server_map_suite,
	&server_unmap_suite,
	&server_external_suite,
	&save_begin_suite,
	&save_suite,
	&save_end_suite,
	&packet_restore_suite,
	&restore_suite,
	&loopback_stress_suite,
};

static const struct kcase_suite *const memory_suites[] = {
	&server_memory_suite,
};

static struct kcase_group loopback_group = KCASE_GROUP("loopback", suites);
static struct kcase_group memory_group = KCASE_GROUP("loopback_memory",
						     memory_suites);

static int __init loopback_test_init(void)
{
	int error = kcase_group_register(&loopback_group);

	if (error)
		return error;
	error = kcase_group_register(&memory_group);
	if (error)
		kcase_group_unregister(&loopback_group);
	return error;
}
module_init(loopback_test_init);

static void __exit loopback_test_exit(void)
{
	kcase_group_unregister(&memory_group);
	kcase_group_unregister(&loopback_group);
}
module_exit(loopback_test_exit);

MODULE_DESCRIPTION("Tests of KMCL servers and of the loopback bus");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
/* What MODULE_IMPORT_NS() comes to, whose argument changed with Linux 6.13. */
MODULE_INFO(import_ns, "VMBKMCL");
