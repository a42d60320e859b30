// SPDX-License-Identifier: GPL-2.0-only
/*
 * vcpu.c - an x86-64 processor: what it returns to user space for.
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "machine.h"

void arch_vcpu_init(struct vcpu *vcpu)
{
	/* Saves two system calls in every hypercall. */
	vcpu->run->kvm_valid_regs = KVM_SYNC_X86_REGS;
	cpuid_init(vcpu);
	if (!vcpu->index)
		tsc_init(vcpu);
}

int arch_vcpu_run(struct vcpu *vcpu)
{
	return ioctl(vcpu->fd, KVM_RUN, 0);
}

/* A hypercall page of ours makes its call with "out %eax, $0x7f". */
static void vcpu_exit_hypercall(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;
	struct kvm_regs *regs = &run->s.regs.regs;

	regs->rax = hypercall_exec(vcpu->machine, regs->rcx, regs->rdx);
	run->kvm_dirty_regs = KVM_SYNC_X86_REGS;
}

static void vcpu_exit_io(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;
	uint8_t *data = (uint8_t *)run + run->io.data_offset;
	uint32_t i, value;

	if (run->io.port == PORT_HYPERCALL && run->io.direction == KVM_EXIT_IO_OUT &&
	    run->io.size == 4 && run->io.count == 1) {
		vcpu_exit_hypercall(vcpu);
		return;
	}
	for (i = 0; i < run->io.count; i++, data += run->io.size) {
		value = 0;
		if (run->io.direction == KVM_EXIT_IO_OUT) {
			memcpy(&value, data, run->io.size);
			port_write(vcpu->machine, run->io.port, run->io.size, value);
		} else {
			value = port_read(vcpu->machine, run->io.port, run->io.size);
			memcpy(data, &value, run->io.size);
		}
	}
}

static void vcpu_exit_msr(struct vcpu *vcpu)
{
	struct machine *m = vcpu->machine;
	struct kvm_run *run = vcpu->run;
	uint64_t value = 0;
	bool ok;

	pthread_mutex_lock(&m->core_lock);
	if (run->exit_reason == KVM_EXIT_X86_RDMSR) {
		ok = msr_read(vcpu, run->msr.index, &value);
		run->msr.data = value;
	} else {
		ok = msr_write(vcpu, run->msr.index, run->msr.data);
	}
	pthread_mutex_unlock(&m->core_lock);
	run->msr.error = !ok;
}

bool arch_vcpu_exit(struct vcpu *vcpu)
{
	switch (vcpu->run->exit_reason) {
	case KVM_EXIT_IO:
		vcpu_exit_io(vcpu);
		break;
	case KVM_EXIT_MMIO:
		vcpu_exit_mmio(vcpu);
		break;
	case KVM_EXIT_X86_RDMSR:
	case KVM_EXIT_X86_WRMSR:
		vcpu_exit_msr(vcpu);
		break;
	case KVM_EXIT_HLT:
	case KVM_EXIT_IRQ_WINDOW_OPEN:
		break;
	case KVM_EXIT_SHUTDOWN:
		vm_end(vcpu->machine, STATUS_RESET, "the guest crashed: triple fault on cpu %u",
		       vcpu->index);
		break;
	default:
		return false;
	}
	return true;
}

void arch_vcpu_where(struct vcpu *vcpu, char *text, size_t size)
{
	struct kvm_regs regs = { 0 };

	(void)ioctl(vcpu->fd, KVM_GET_REGS, &regs);
	snprintf(text, size, "rip %#llx rsp %#llx rsi %#llx rdi %#llx rflags %#llx",
		 regs.rip, regs.rsp, regs.rsi, regs.rdi, regs.rflags);
}
