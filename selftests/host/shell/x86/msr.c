// SPDX-License-Identifier: GPL-2.0-only
/*
 * msr.c - Hyper-V's model specific registers.
 *
 * KVM may implement some of them itself; the filter takes all of them away
 * from it, so that this host is the same on every KVM.
 */
#include <string.h>
#include <sys/ioctl.h>

#include "machine.h"
#include "msr.h"

#define LAPIC_TIMER_HZ	1000000000ull	/* KVM's, before division */

void msr_filter_init(struct machine *m)
{
	static uint8_t deny_all[MSR_HV_COUNT / 8];
	struct kvm_msr_filter filter = {
		.flags = KVM_MSR_FILTER_DEFAULT_ALLOW,
		.ranges[0] = {
			.flags = KVM_MSR_FILTER_READ | KVM_MSR_FILTER_WRITE,
			.base = MSR_HV_BASE,
			.nmsrs = MSR_HV_COUNT,
			.bitmap = deny_all,
		},
	};
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_X86_USER_SPACE_MSR,
		.args = { KVM_MSR_EXIT_REASON_FILTER },
	};

	if (ioctl(m->vm_fd, KVM_ENABLE_CAP, &cap) < 0)
		die_errno("KVM_CAP_X86_USER_SPACE_MSR");
	if (ioctl(m->vm_fd, KVM_X86_SET_MSR_FILTER, &filter) < 0)
		die_errno("KVM_X86_SET_MSR_FILTER");
}

static bool msr_read_partition(struct vcpu *vcpu, uint32_t msr, uint64_t *value)
{
	struct machine *m = vcpu->machine;

	switch (msr) {
	case MSR_HV_GUEST_OS_ID:
		*value = m->partition.os_id;
		return true;
	case MSR_HV_HYPERCALL:
		*value = m->partition.hypercall;
		return true;
	case MSR_HV_VP_INDEX:
		*value = vcpu->index;
		return true;
	case MSR_HV_TIME_REF_COUNT:
		*value = clock_reference(m);
		return true;
	case MSR_HV_REFERENCE_TSC:
		*value = m->partition.reference_tsc;
		return true;
	case MSR_HV_TSC_FREQUENCY:
		*value = m->tsc_khz * 1000;
		return true;
	case MSR_HV_APIC_FREQUENCY:
		*value = LAPIC_TIMER_HZ;
		return true;
	case MSR_HV_VP_ASSIST_PAGE:
		*value = vcpu->vp_assist;
		return true;
	case MSR_HV_CRASH_P0 ... MSR_HV_CRASH_P4:
		*value = m->partition.crash[msr - MSR_HV_CRASH_P0];
		return true;
	case MSR_HV_CRASH_CTL:
		*value = CRASH_CTL_NOTIFY;
		return true;
	case MSR_HV_TSC_INVARIANT_CONTROL:
		*value = m->partition.tsc_invariant;
		return true;
	default:
		return synic_msr_read(vcpu, msr, value);
	}
}

/* As on Hyper-V: without an identity there is no hypercall page. */
static bool msr_write_hypercall(struct machine *m, uint64_t value)
{
	if (!m->partition.os_id)
		value &= ~MSR_ENABLE;
	if ((value & MSR_ENABLE) && !hypercall_page_init(m, value & MSR_PAGE))
		return false;
	m->partition.hypercall = value;
	return true;
}

static void msr_write_crash(struct machine *m, uint64_t value)
{
	const uint64_t *p = m->partition.crash;

	if (!(value & CRASH_CTL_NOTIFY))
		return;
	say("the guest reports a crash: %#llx %#llx %#llx %#llx %#llx",
	    (unsigned long long)p[0], (unsigned long long)p[1], (unsigned long long)p[2],
	    (unsigned long long)p[3], (unsigned long long)p[4]);
}

static bool msr_write_partition(struct vcpu *vcpu, uint32_t msr, uint64_t value)
{
	struct machine *m = vcpu->machine;

	switch (msr) {
	case MSR_HV_GUEST_OS_ID:
		m->partition.os_id = value;
		if (!value)
			m->partition.hypercall &= ~MSR_ENABLE;
		return true;
	case MSR_HV_HYPERCALL:
		return msr_write_hypercall(m, value);
	case MSR_HV_RESET:
		if (value & 1)
			vm_end(m, STATUS_RESET, "the guest reset itself without a verdict");
		return true;
	case MSR_HV_REFERENCE_TSC:
		if ((value & MSR_ENABLE) && !clock_tsc_page_init(vcpu, value & MSR_PAGE))
			return false;
		m->partition.reference_tsc = value;
		return true;
	case MSR_HV_VP_ASSIST_PAGE:
		vcpu->vp_assist = value;
		return true;
	case MSR_HV_CRASH_P0 ... MSR_HV_CRASH_P4:
		m->partition.crash[msr - MSR_HV_CRASH_P0] = value;
		return true;
	case MSR_HV_CRASH_CTL:
		msr_write_crash(m, value);
		return true;
	case MSR_HV_TSC_INVARIANT_CONTROL:
		m->partition.tsc_invariant = value & 1;
		return true;
	default:
		return synic_msr_write(vcpu, msr, value);
	}
}

bool msr_read(struct vcpu *vcpu, uint32_t msr, uint64_t *value)
{
	struct machine *m = vcpu->machine;
	bool ok;

	pthread_mutex_lock(&m->core_lock);
	ok = msr_read_partition(vcpu, msr, value);
	pthread_mutex_unlock(&m->core_lock);
	return ok;
}

bool msr_write(struct vcpu *vcpu, uint32_t msr, uint64_t value)
{
	struct machine *m = vcpu->machine;
	bool ok;

	pthread_mutex_lock(&m->core_lock);
	ok = msr_write_partition(vcpu, msr, value);
	pthread_mutex_unlock(&m->core_lock);
	return ok;
}
