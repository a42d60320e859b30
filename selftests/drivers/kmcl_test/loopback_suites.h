/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loopback_suites.h - the suites of kmcl_loopback_test. A suite is named after
 * the function whose rules it holds; what has none has a lower-case name.
 */
#ifndef LOOPBACK_SUITES_H
#define LOOPBACK_SUITES_H

#include "kcase.h"

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
extern const struct kcase_suite loopback_stress_suite;
extern const struct kcase_suite server_memory_suite;

#endif /* LOOPBACK_SUITES_H */
