/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * suites.h - the suites of this module. A suite is named after the function or
 * callback whose rules it holds, so that the report can say which functions
 * are tested; what has no function of its own has a lower-case name.
 */
#ifndef KMCL_TEST_SUITES_H
#define KMCL_TEST_SUITES_H

#include "kcase.h"

extern const struct kcase_suite table_suite;
extern const struct kcase_suite server_table_suite;
extern const struct kcase_suite allocate_suite;
extern const struct kcase_suite cleanup_suite;
extern const struct kcase_suite channel_set_pointer_suite;
extern const struct kcase_suite channel_get_pointer_suite;
extern const struct kcase_suite max_packet_suite;
extern const struct kcase_suite max_external_suite;
extern const struct kcase_suite context_suite;
extern const struct kcase_suite process_suite;
extern const struct kcase_suite state_suite;
extern const struct kcase_suite name_suite;
extern const struct kcase_suite flags_suite;
extern const struct kcase_suite ring_suite;
extern const struct kcase_suite target_suite;
extern const struct kcase_suite offer_suite;
extern const struct kcase_suite instance_suite;
extern const struct kcase_suite parent_suite;
extern const struct kcase_suite target_object_suite;
extern const struct kcase_suite opened_suite;
extern const struct kcase_suite started_suite;
extern const struct kcase_suite post_started_suite;
extern const struct kcase_suite suspend_suite;
extern const struct kcase_suite closed_suite;
extern const struct kcase_suite enable_suite;
extern const struct kcase_suite disable_suite;
extern const struct kcase_suite start_suite;
extern const struct kcase_suite pause_suite;
extern const struct kcase_suite rescind_suite;
extern const struct kcase_suite packet_allocate_suite;
extern const struct kcase_suite packet_free_suite;
extern const struct kcase_suite sizeof_suite;
extern const struct kcase_suite initialize_suite;
extern const struct kcase_suite packet_set_pointer_suite;
extern const struct kcase_suite packet_get_pointer_suite;
extern const struct kcase_suite get_channel_suite;
extern const struct kcase_suite routine_suite;
extern const struct kcase_suite send_suite;
extern const struct kcase_suite send_closed_suite;
extern const struct kcase_suite external_send_suite;
extern const struct kcase_suite completion_suite;
extern const struct kcase_suite sync_suite;
extern const struct kcase_suite external_mdl_suite;
extern const struct kcase_suite external_pfns_suite;
extern const struct kcase_suite process_packet_suite;
extern const struct kcase_suite batch_suite;
extern const struct kcase_suite complete_suite;
extern const struct kcase_suite passive_suite;
extern const struct kcase_suite client_context_suite;
extern const struct kcase_suite no_context_suite;
extern const struct kcase_suite defer_suite;
extern const struct kcase_suite quota_suite;
extern const struct kcase_suite fail_suite;
extern const struct kcase_suite get_external_suite;
extern const struct kcase_suite gpadl_buffer_suite;
extern const struct kcase_suite gpadl_mdl_suite;
extern const struct kcase_suite gpadl_delete_suite;
extern const struct kcase_suite mmio_suite;
extern const struct kcase_suite latency_suite;
extern const struct kcase_suite pipe_suite;
extern const struct kcase_suite misuse_suite;
extern const struct kcase_suite transport_suite;
extern const struct kcase_suite isolated_suite;
extern const struct kcase_suite hostile_suite;
extern const struct kcase_suite garbage_suite;
extern const struct kcase_suite refused_suite;
extern const struct kcase_suite refused_long_suite;
extern const struct kcase_suite hostile_bus_suite;
extern const struct kcase_suite random_suite;
extern const struct kcase_suite memory_suite;
extern const struct kcase_suite memory_open_suite;
extern const struct kcase_suite memory_rings_suite;
extern const struct kcase_suite cycle_suite;
extern const struct kcase_suite many_suite;

/* Servers, and the loopback bus. */
extern const struct kcase_suite limits_suite;
extern const struct kcase_suite closed_pair_suite;
extern const struct kcase_suite closed_disable_suite;
extern const struct kcase_suite closed_cleanup_suite;
extern const struct kcase_suite ring_packet_suite;
extern const struct kcase_suite ring_external_suite;
extern const struct kcase_suite ring_count_suite;
extern const struct kcase_suite ring_size_suite;
extern const struct kcase_suite contract_sync_suite;
extern const struct kcase_suite contract_quota_suite;
extern const struct kcase_suite contract_batch_suite;
extern const struct kcase_suite contract_latency_suite;
extern const struct kcase_suite contract_send_suite;
extern const struct kcase_suite contract_external_suite;
extern const struct kcase_suite contract_map_suite;
extern const struct kcase_suite contract_misuse_suite;
extern const struct kcase_suite unread_suite;
extern const struct kcase_suite report_suite;
extern const struct kcase_suite steady_suite;
extern const struct kcase_suite disable_pair_suite;
extern const struct kcase_suite suspend_pair_suite;
extern const struct kcase_suite opened_pair_suite;
extern const struct kcase_suite server_flags_suite;
extern const struct kcase_suite server_mmio_suite;
extern const struct kcase_suite server_vtl_suite;
extern const struct kcase_suite server_callbacks_suite;
extern const struct kcase_suite server_target_suite;
extern const struct kcase_suite server_convert_suite;
extern const struct kcase_suite server_life_suite;
extern const struct kcase_suite server_map_suite;
extern const struct kcase_suite server_unmap_suite;
extern const struct kcase_suite server_external_suite;
extern const struct kcase_suite server_handle_suite;
extern const struct kcase_suite save_begin_suite;
extern const struct kcase_suite save_suite;
extern const struct kcase_suite save_end_suite;
extern const struct kcase_suite packet_restore_suite;
extern const struct kcase_suite restore_suite;
extern const struct kcase_suite save_packet_suite;
extern const struct kcase_suite save_void_suite;
extern const struct kcase_suite save_race_suite;
extern const struct kcase_suite save_changed_suite;
extern const struct kcase_suite contexts_suite;
extern const struct kcase_suite nesting_suite;
extern const struct kcase_suite loopback_stress_suite;
extern const struct kcase_suite server_memory_suite;

#endif /* KMCL_TEST_SUITES_H */
