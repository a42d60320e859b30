/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NT_TEST_H
#define NT_TEST_H

#include <kcase.h>
#include <ntddk.h>

/* A timeout of some milliseconds from now, as functions take it. */
#define MS(n)	(&(LARGE_INTEGER){ .QuadPart = -10000ll * (n) })
#define NOW	MS(0)

static inline NTSTATUS nt_wait(PVOID object, PLARGE_INTEGER timeout)
{
	return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, timeout);
}

/* Wait for what still uses the caller's memory, also when that has failed the case. */
static inline void nt_join(struct kcase *t, PVOID object)
{
	if (nt_wait(object, MS(20000)) == STATUS_SUCCESS)
		return;
	FAIL(t, "what the case waits for did not come within 20 s");
	nt_wait(object, NULL);
}

extern const struct kcase_suite memory_suite, mdl_suite, text_suite, wait_suite,
	lock_suite, work_suite, wdm_suite, wdm_object_suite, wdm_pnp_suite, wdf_suite,
	wdf_device_suite, wdf_queue_suite, context_suite, context_device_suite,
	alloc_faults_suite, csq_suite, file_suite, irp_build_suite, resource_suite, interface_suite, registry_suite,
	strsafe_suite, runtime_suite, table_suite, bitmap_suite, processor_suite;
extern const struct kcase_suite wdf_deferred_suite, wdf_sync_suite, wdf_transfer_suite,
	wdf_caller_suite, wdf_state_suite, wdf_power_suite, wdf_small_suite, wdf_control_suite, wdf_interface_suite,
	wdf_target_suite, wdf_send_suite, wdf_pass_suite, wdf_find_suite,
	wdf_property_suite, wdf_init_suite, wdf_self_suite, wdf_preprocess_suite, wdf_nest_suite,
	wdf_removal_suite, wdf_running_suite, wdf_created_suite, wdf_flow_suite,
	wdf_enqueue_suite, wdf_enqueue_queue_suite, wdf_empty_suite, wdf_life_suite,
	wdf_registry_suite,
	registry_key_suite, registry_path_suite,
	registry_device_suite, clock_suite, notify_suite, small_suite, small_device_suite;

/* Have memory that has become free written over, if it is of about that size. */
void reuse_memory(size_t bytes);

#endif
