// SPDX-License-Identifier: GPL-2.0-only
/*
 * vm.c - KVM's part of an x86-64 machine: interrupt controllers, and where memory lies.
 */
#include <sys/ioctl.h>

#include "machine.h"

const struct needed_cap arch_caps[] = {
	{ KVM_CAP_IRQCHIP, "KVM_CAP_IRQCHIP" },
	{ KVM_CAP_SIGNAL_MSI, "KVM_CAP_SIGNAL_MSI" },
	{ KVM_CAP_SYNC_REGS, "KVM_CAP_SYNC_REGS" },
	{ KVM_CAP_X86_USER_SPACE_MSR, "KVM_CAP_X86_USER_SPACE_MSR" },
	{ KVM_CAP_X86_MSR_FILTER, "KVM_CAP_X86_MSR_FILTER" },
	{ 0 },
};

static void vm_create_irqchip(struct machine *m)
{
	uint64_t identity = GPA_IDENTITY_MAP;

	/* Without unrestricted guest mode, Intel needs a place for these. */
	if (ioctl(m->vm_fd, KVM_SET_IDENTITY_MAP_ADDR, &identity) < 0)
		die_errno("KVM_SET_IDENTITY_MAP_ADDR");
	if (ioctl(m->vm_fd, KVM_SET_TSS_ADDR, GPA_TSS) < 0)
		die_errno("KVM_SET_TSS_ADDR");
	if (ioctl(m->vm_fd, KVM_CREATE_IRQCHIP, 0) < 0)
		die_errno("KVM_CREATE_IRQCHIP");
}

static void vm_disable_pmu(struct machine *m)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_PMU_CAPABILITY,
		.args = { KVM_PMU_CAP_DISABLE },
	};

	/* Only saves time: nothing here depends on its absence. */
	if (ioctl(m->vm_fd, KVM_CHECK_EXTENSION, KVM_CAP_PMU_CAPABILITY) & KVM_PMU_CAP_DISABLE)
		(void)ioctl(m->vm_fd, KVM_ENABLE_CAP, &cap);
}

void arch_vm_init(struct machine *m)
{
	uint64_t size = MIB(m->options->memory_mib);

	vm_create_irqchip(m);
	vm_disable_pmu(m);
	vm_add_ram(m, 0, size < GPA_LOW_TOP ? size : GPA_LOW_TOP);
	if (size > GPA_LOW_TOP)
		vm_add_ram(m, GPA_HIGH_BASE, size - GPA_LOW_TOP);
	msr_filter_init(m);
}
