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

bool msr_read(struct vcpu *vcpu, uint32_t msr, uint64_t *value)
{
	struct machine *m = vcpu->machine;

	switch (msr) {
	case MSR_HV_HYPERCALL:
		*value = m->arch.hypercall;
		return true;
	case MSR_HV_REFERENCE_TSC:
		*value = m->arch.reference_tsc;
		return true;
	case MSR_HV_TSC_FREQUENCY:
		*value = m->arch.tsc_khz * 1000;
		return true;
	case MSR_HV_APIC_FREQUENCY:
		*value = LAPIC_TIMER_HZ;
		return true;
	case MSR_HV_VP_ASSIST_PAGE:
		*value = vcpu->arch.vp_assist;
		return true;
	case MSR_HV_TSC_INVARIANT_CONTROL:
		*value = m->arch.tsc_invariant;
		return true;
	default:
		return partition_read(vcpu, msr, value);
	}
}

/* A page whose call is "out %eax, $0x7f". */
static bool msr_init_hypercall_page(struct machine *m, uint64_t gpa)
{
	/* endbr64; out %eax, $0x7f; ret */
	static const uint8_t code[] = {
		0xf3, 0x0f, 0x1e, 0xfa, 0xe7, PORT_HYPERCALL, 0xc3,
	};
	uint8_t *page = isolation_present(m, gpa, PAGE_BYTES);

	if (!page)
		return false;
	memset(page, 0xcc, PAGE_BYTES);
	memcpy(page, code, sizeof(code));
	return true;
}

/* As on Hyper-V: without an identity there is no hypercall page. */
static bool msr_write_hypercall(struct machine *m, uint64_t value)
{
	if (!m->partition.os_id)
		value &= ~MSR_ENABLE;
	if ((value & MSR_ENABLE) && !msr_init_hypercall_page(m, value & MSR_PAGE))
		return false;
	m->arch.hypercall = value;
	return true;
}

bool msr_write(struct vcpu *vcpu, uint32_t msr, uint64_t value)
{
	struct machine *m = vcpu->machine;

	switch (msr) {
	case MSR_HV_GUEST_OS_ID:
		if (!value)
			m->arch.hypercall &= ~MSR_ENABLE;
		return partition_write(vcpu, msr, value);
	case MSR_HV_HYPERCALL:
		return msr_write_hypercall(m, value);
	case MSR_HV_RESET:
		if (value & 1)
			vm_end(m, STATUS_RESET, "the guest reset itself without a verdict");
		return true;
	case MSR_HV_REFERENCE_TSC:
		if ((value & MSR_ENABLE) && !tsc_page_init(vcpu, value & MSR_PAGE))
			return false;
		m->arch.reference_tsc = value;
		return true;
	case MSR_HV_VP_ASSIST_PAGE:
		vcpu->arch.vp_assist = value;
		return true;
	case MSR_HV_TSC_INVARIANT_CONTROL:
		m->arch.tsc_invariant = value & 1;
		return true;
	default:
		return partition_write(vcpu, msr, value);
	}
}
