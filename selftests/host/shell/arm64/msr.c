// SPDX-License-Identifier: GPL-2.0-only
/*
 * msr.c - Hyper-V's registers; those that say what it is are 128 bits wide.
 */
#include "hv_features.h"
#include "machine.h"
#include "msr.h"

static uint64_t pair(uint32_t low, uint32_t high)
{
	return low | (uint64_t)high << 32;
}

bool msr_read(struct vcpu *vcpu, uint32_t msr, uint64_t value[2])
{
	value[1] = 0;
	switch (msr) {
	case MSR_HV_VERSION:
		value[0] = pair(HV_BUILD, HV_MAJOR_MINOR);
		return true;
	case MSR_HV_FEATURES:
		value[0] = pair(HV_TIME_REF_COUNT | HV_SYNIC | HV_HYPERCALL | HV_VP_INDEX,
				HV_POST_MESSAGES | HV_SIGNAL_EVENTS);
		value[1] = HV_CRASH_MSRS;
		return true;
	case MSR_HV_HINTS:
		value[0] = pair(HV_NO_AUTO_EOI, HV_SPIN_FOREVER);
		return true;
	default:
		return partition_read(vcpu, msr, value);
	}
}

bool msr_write(struct vcpu *vcpu, uint32_t msr, uint64_t value)
{
	return partition_write(vcpu, msr, value);
}
