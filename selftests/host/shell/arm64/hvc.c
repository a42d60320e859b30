// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvc.c - calls of the hypervisor, with the HVC instruction.
 *
 * Arm's calling convention (SMCCC) gives each owner of functions a range of numbers. Those
 * of a hypervisor come here, the others are KVM's: PSCI, and the architecture's own.
 */
#include <sys/ioctl.h>

#include "machine.h"

/* Linux has them since 6.4, the headers perhaps not. */
#ifndef KVM_ARM_VM_SMCCC_FILTER
#define KVM_ARM_VM_SMCCC_CTRL	0
#define KVM_ARM_VM_SMCCC_FILTER	0
#define KVM_SMCCC_FILTER_FWD_TO_USER 2
struct kvm_smccc_filter {
	__u32 base;
	__u32 nr_functions;
	__u8 action;
	__u8 pad[15];
};
#endif

/* The ranges of hypervisors: calls that may be preempted, and those that may not. */
#define RANGE_YIELDING		0x46000000u
#define RANGE_FAST_32		0x86000000u
#define RANGE_FAST_64		0xc6000000u
#define RANGE_SIZE		0x10000u

#define FN_HYPERCALL		(RANGE_YIELDING + 1)
#define FN_VENDOR		(RANGE_FAST_32 + 0xff01)
/* Ours: the guest's verdict is in x1. */
#define FN_VERDICT		(RANGE_FAST_32 + 0x100)

#define NOT_SUPPORTED		(~0ull)

#define CALL_CODE(control)	((control) & 0xffff)
#define CALL_GET_REGISTERS	0x50
#define CALL_SET_REGISTERS	0x51
/* Fast, and one register. */
#define CALL_REGISTER		(1ull << 16 | 1ull << 32)
#define CALL_DONE		(1ull << 32)
#define SELF			(~0ull)
#define SELF_VP			0xfffffffeu
#define STATUS_INVALID_INPUT	3

void hvc_init(struct machine *m)
{
	static const uint32_t ranges[] = { RANGE_YIELDING, RANGE_FAST_32, RANGE_FAST_64 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ranges); i++) {
		struct kvm_smccc_filter filter = {
			.base = ranges[i],
			.nr_functions = RANGE_SIZE,
			.action = KVM_SMCCC_FILTER_FWD_TO_USER,
		};
		struct kvm_device_attr attribute = {
			.group = KVM_ARM_VM_SMCCC_CTRL,
			.attr = KVM_ARM_VM_SMCCC_FILTER,
			.addr = (uintptr_t)&filter,
		};

		if (ioctl(m->vm_fd, KVM_SET_DEVICE_ATTR, &attribute) < 0)
			die_errno("KVM_ARM_VM_SMCCC_FILTER, which Linux has since 6.4");
	}
}

/* HvCallGetVpRegisters and HvCallSetVpRegisters, all in registers. */
static uint64_t hvc_register(struct vcpu *vcpu, uint64_t control)
{
	uint32_t msr = vcpu_x(vcpu, 4);
	struct machine *m = vcpu->machine;
	uint64_t value[2];
	bool ok;

	if (control - CALL_CODE(control) != CALL_REGISTER)
		return STATUS_INVALID_INPUT;
	if (vcpu_x(vcpu, 2) != SELF || (uint32_t)vcpu_x(vcpu, 3) != SELF_VP)
		return VMBHOST_HV_INVALID_PARAMETER;
	value[0] = vcpu_x(vcpu, 6);
	pthread_mutex_lock(&m->core_lock);
	if (CALL_CODE(control) == CALL_SET_REGISTERS)
		ok = msr_write(vcpu, msr, value[0]);
	else
		ok = msr_read(vcpu, msr, value);
	pthread_mutex_unlock(&m->core_lock);
	if (!ok)
		return VMBHOST_HV_INVALID_PARAMETER;
	if (CALL_CODE(control) == CALL_GET_REGISTERS) {
		vcpu_set_x(vcpu, 6, value[0]);
		vcpu_set_x(vcpu, 7, value[1]);
	}
	return VMBHOST_HV_SUCCESS | CALL_DONE;
}

static uint64_t hvc_hypercall(struct vcpu *vcpu)
{
	uint64_t control = vcpu_x(vcpu, 1);

	switch (CALL_CODE(control)) {
	case CALL_GET_REGISTERS:
	case CALL_SET_REGISTERS:
		return hvc_register(vcpu, control);
	default:
		return hypercall_exec(vcpu->machine, control, vcpu_x(vcpu, 2));
	}
}

/* Who the hypervisor is, a UUID of Microsoft's. */
static void hvc_vendor(struct vcpu *vcpu)
{
	static const uint32_t uuid[] = { 0x4d32ba58, 0xcd244764, 0x8eef6c75, 0x16597024 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(uuid); i++)
		vcpu_set_x(vcpu, i, uuid[i]);
}

void hvc_exec(struct vcpu *vcpu)
{
	switch (vcpu->run->hypercall.nr) {
	case FN_HYPERCALL:
		vcpu_set_x(vcpu, 0, hvc_hypercall(vcpu));
		break;
	case FN_VENDOR:
		hvc_vendor(vcpu);
		break;
	case FN_VERDICT:
		guest_verdict(vcpu->machine, vcpu_x(vcpu, 1));
		break;
	default:
		vcpu_set_x(vcpu, 0, NOT_SUPPORTED);
		break;
	}
}
