// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmcl_test - tests of the KMCL functions: of a client's, against a kmcltest
 * device wherever that is offered, on a Hyper-V host's bus or on the loopback bus;
 * and of a server's, against clients in the same kernel.
 */
#include "client.h"
#include "suites.h"

static const struct kcase_suite *const suites[] = {
	&table_suite,
	&server_table_suite,
	&allocate_suite,
	&cleanup_suite,
	&channel_set_pointer_suite,
	&channel_get_pointer_suite,
	&max_packet_suite,
	&max_external_suite,
	&context_suite,
	&process_suite,
	&state_suite,
	&name_suite,
	&flags_suite,
	&ring_suite,
	&target_suite,
	&offer_suite,
	&instance_suite,
	&parent_suite,
	&target_object_suite,
	&opened_suite,
	&started_suite,
	&post_started_suite,
	&suspend_suite,
	&closed_suite,
	&enable_suite,
	&disable_suite,
	&start_suite,
	&pause_suite,
	&rescind_suite,
	&packet_allocate_suite,
	&packet_free_suite,
	&sizeof_suite,
	&initialize_suite,
	&packet_set_pointer_suite,
	&packet_get_pointer_suite,
	&get_channel_suite,
	&routine_suite,
	&send_suite,
	&send_closed_suite,
	&external_send_suite,
	&completion_suite,
	&sync_suite,
	&external_mdl_suite,
	&external_pfns_suite,
	&process_packet_suite,
	&batch_suite,
	&complete_suite,
	&passive_suite,
	&client_context_suite,
	&no_context_suite,
	&defer_suite,
	&quota_suite,
	&fail_suite,
	&get_external_suite,
	&gpadl_buffer_suite,
	&gpadl_mdl_suite,
	&gpadl_delete_suite,
	&mmio_suite,
	&latency_suite,
	&pipe_suite,
	&misuse_suite,
	&transport_suite,
	&isolated_suite,
};

/* Suites that take long, or break the host, are groups of their own. */
static const struct kcase_suite *const hostile_suites[] = {
	&hostile_suite,
	&garbage_suite,
	&refused_suite,
};
static const struct kcase_suite *const hostile_bus_suites[] = {
	&refused_long_suite,
	&hostile_bus_suite,
};
static const struct kcase_suite *const random_suites[] = { &random_suite };
static const struct kcase_suite *const memory_suites[] = { &memory_suite };
static const struct kcase_suite *const memory_open_suites[] = {
	&memory_open_suite,
};
static const struct kcase_suite *const memory_rings_suites[] = {
	&memory_rings_suite,
};
static const struct kcase_suite *const cycle_suites[] = { &cycle_suite };
static const struct kcase_suite *const many_suites[] = { &many_suite };
static const struct kcase_suite *const steady_suites[] = { &steady_suite };
static const struct kcase_suite *const report_suites[] = { &report_suite };

/* Servers, and the loopback bus between them and clients, without a test device. */
static const struct kcase_suite *const loopback_suites[] = {
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
	&save_race_suite,
	&save_suite,
	&save_packet_suite,
	&save_end_suite,
	&packet_restore_suite,
	&restore_suite,
	&save_changed_suite,
	&save_void_suite,
	&opened_pair_suite,
	&disable_pair_suite,
	&suspend_pair_suite,
	&closed_pair_suite,
	&closed_disable_suite,
	&closed_cleanup_suite,
	&ring_packet_suite,
	&ring_external_suite,
	&ring_count_suite,
	&ring_size_suite,
	&contract_sync_suite,
	&contract_quota_suite,
	&contract_batch_suite,
	&contract_latency_suite,
	&contract_send_suite,
	&contract_external_suite,
	&contract_map_suite,
	&contract_misuse_suite,
	&unread_suite,
	&limits_suite,
	&contexts_suite,
	&nesting_suite,
	&loopback_stress_suite,
};

static const struct kcase_suite *const loopback_memory_suites[] = {
	&server_memory_suite,
};

static struct kcase_group groups[] = {
	KCASE_GROUP("kmcl", suites),
	KCASE_GROUP("kmcl_hostile", hostile_suites),
	KCASE_GROUP("kmcl_hostile_bus", hostile_bus_suites),
	KCASE_GROUP("kmcl_random", random_suites),
	KCASE_GROUP("kmcl_memory", memory_suites),
	KCASE_GROUP("kmcl_memory_open", memory_open_suites),
	KCASE_GROUP("kmcl_memory_rings", memory_rings_suites),
	KCASE_GROUP("kmcl_cycles", cycle_suites),
	KCASE_GROUP("kmcl_many", many_suites),
	KCASE_GROUP("kmcl_steady", steady_suites),
	KCASE_GROUP("kmcl_report", report_suites),
	KCASE_GROUP("loopback", loopback_suites),
	KCASE_GROUP("loopback_memory", loopback_memory_suites),
};

static void groups_unregister(unsigned int count)
{
	while (count--)
		kcase_group_unregister(&groups[count]);
}

static int __init kmcl_test_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		err = kcase_group_register(&groups[i]);
		if (err) {
			groups_unregister(i);
			return err;
		}
	}
	return 0;
}
module_init(kmcl_test_init);

static void __exit kmcl_test_exit(void)
{
	groups_unregister(ARRAY_SIZE(groups));
}
module_exit(kmcl_test_exit);

MODULE_DESCRIPTION("Tests of the KMCL functions");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
/* What MODULE_IMPORT_NS() comes to, whose argument changed with Linux 6.13. */
MODULE_INFO(import_ns, "VMBKMCL");
