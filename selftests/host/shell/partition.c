// SPDX-License-Identifier: GPL-2.0-only
/*
 * partition.c - Hyper-V's registers that a guest has on every kind of processor.
 *
 * Only their numbers differ: msr.h.
 */
#include "machine.h"
#include "msr.h"

bool partition_read(struct vcpu *vcpu, uint32_t msr, uint64_t *value)
{
	struct machine *m = vcpu->machine;

	switch (msr) {
	case MSR_HV_GUEST_OS_ID:
		*value = m->partition.os_id;
		return true;
	case MSR_HV_VP_INDEX:
		*value = vcpu->index;
		return true;
	case MSR_HV_TIME_REF_COUNT:
		*value = clock_reference(m);
		return true;
	case MSR_HV_CRASH_P0 ... MSR_HV_CRASH_P4:
		*value = m->partition.crash[msr - MSR_HV_CRASH_P0];
		return true;
	case MSR_HV_CRASH_CTL:
		*value = CRASH_CTL_NOTIFY;
		return true;
	default:
		return synic_msr_read(vcpu, msr, value);
	}
}

static void partition_write_crash(struct machine *m, uint64_t value)
{
	const uint64_t *p = m->partition.crash;

	if (!(value & CRASH_CTL_NOTIFY))
		return;
	say("the guest reports a crash: %#llx %#llx %#llx %#llx %#llx",
	    (unsigned long long)p[0], (unsigned long long)p[1], (unsigned long long)p[2],
	    (unsigned long long)p[3], (unsigned long long)p[4]);
}

bool partition_write(struct vcpu *vcpu, uint32_t msr, uint64_t value)
{
	struct machine *m = vcpu->machine;

	switch (msr) {
	case MSR_HV_GUEST_OS_ID:
		m->partition.os_id = value;
		return true;
	case MSR_HV_CRASH_P0 ... MSR_HV_CRASH_P4:
		m->partition.crash[msr - MSR_HV_CRASH_P0] = value;
		return true;
	case MSR_HV_CRASH_CTL:
		partition_write_crash(m, value);
		return true;
	default:
		return synic_msr_write(vcpu, msr, value);
	}
}
