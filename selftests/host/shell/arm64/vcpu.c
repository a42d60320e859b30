// SPDX-License-Identifier: GPL-2.0-only
/*
 * vcpu.c - an arm64 processor: how it runs, and what it returns to user space for.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "machine.h"

#define CORE_REG(name) (KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | \
			KVM_REG_ARM_CORE_REG(name))

void arch_vcpu_init(struct vcpu *vcpu)
{
	struct kvm_vcpu_init init;

	if (ioctl(vcpu->machine->vm_fd, KVM_ARM_PREFERRED_TARGET, &init) < 0)
		die_errno("KVM_ARM_PREFERRED_TARGET");
	init.features[0] |= 1u << KVM_ARM_VCPU_PSCI_0_2;
	/* The guest starts the others, by PSCI. */
	if (vcpu->index)
		init.features[0] |= 1u << KVM_ARM_VCPU_POWER_OFF;
	if (ioctl(vcpu->fd, KVM_ARM_VCPU_INIT, &init) < 0)
		die_errno("KVM_ARM_VCPU_INIT");
}

static uint64_t vcpu_get(struct vcpu *vcpu, uint64_t id)
{
	uint64_t value = 0;
	struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)&value };

	if (ioctl(vcpu->fd, KVM_GET_ONE_REG, &reg) < 0)
		vm_end(vcpu->machine, STATUS_HOST, "KVM_GET_ONE_REG: %s", strerror(errno));
	return value;
}

static void vcpu_set(struct vcpu *vcpu, uint64_t id, uint64_t value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)&value };

	if (ioctl(vcpu->fd, KVM_SET_ONE_REG, &reg) < 0)
		vm_end(vcpu->machine, STATUS_HOST, "KVM_SET_ONE_REG: %s", strerror(errno));
}

uint64_t vcpu_x(struct vcpu *vcpu, unsigned int n)
{
	return vcpu_get(vcpu, CORE_REG(regs.regs[n]));
}

void vcpu_set_x(struct vcpu *vcpu, unsigned int n, uint64_t value)
{
	vcpu_set(vcpu, CORE_REG(regs.regs[n]), value);
}

void vcpu_set_pc(struct vcpu *vcpu, uint64_t pc)
{
	vcpu_set(vcpu, CORE_REG(regs.pc), pc);
}

int arch_vcpu_run(struct vcpu *vcpu)
{
	int ret, error;

	/* A kick from here on makes KVM_RUN return at once. */
	__atomic_store_n(&vcpu->run->immediate_exit, 0, __ATOMIC_SEQ_CST);
	if (atomic_load(&vcpu->machine->ending)) {
		errno = EINTR;
		return -1;
	}
	irq_before_run(vcpu);
	ret = ioctl(vcpu->fd, KVM_RUN, 0);
	error = errno;
	irq_after_run(vcpu);
	errno = error;
	return ret;
}

/* The serial port whose register is at @gpa; -1 if none. */
static int mmio_com(uint64_t gpa)
{
	if (gpa >= GPA_COM1 && gpa - GPA_COM1 < PORT_COM_SIZE)
		return 0;
	if (gpa >= GPA_COM2 && gpa - GPA_COM2 < PORT_COM_SIZE)
		return 1;
	return -1;
}

static void vcpu_mmio(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;
	uint64_t gpa = run->mmio.phys_addr;
	unsigned int reg = gpa % PORT_COM_SIZE;
	int com = mmio_com(gpa);

	if (irq_mmio(vcpu, gpa, run->mmio.data, run->mmio.len, run->mmio.is_write))
		return;
	if (com < 0)
		vcpu_exit_mmio(vcpu);
	else if (run->mmio.is_write)
		com_write(vcpu->machine, com, reg, run->mmio.data[0]);
	else
		run->mmio.data[0] = com_read(vcpu->machine, com, reg);
}

bool arch_vcpu_exit(struct vcpu *vcpu)
{
	switch (vcpu->run->exit_reason) {
	case KVM_EXIT_HYPERCALL:
		hvc_exec(vcpu);
		break;
	case KVM_EXIT_MMIO:
		vcpu_mmio(vcpu);
		break;
	case KVM_EXIT_SYSTEM_EVENT:
		if (vcpu->run->system_event.type == KVM_SYSTEM_EVENT_SHUTDOWN)
			guest_power_off(vcpu->machine);
		else
			guest_reset(vcpu->machine);
		break;
	default:
		return false;
	}
	return true;
}

void arch_vcpu_where(struct vcpu *vcpu, char *text, size_t size)
{
	snprintf(text, size, "pc %#llx sp %#llx lr %#llx pstate %#llx",
		 (unsigned long long)vcpu_get(vcpu, CORE_REG(regs.pc)),
		 (unsigned long long)vcpu_get(vcpu, CORE_REG(sp_el1)),
		 (unsigned long long)vcpu_x(vcpu, 30),
		 (unsigned long long)vcpu_get(vcpu, CORE_REG(regs.pstate)));
}
