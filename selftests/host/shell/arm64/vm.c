// SPDX-License-Identifier: GPL-2.0-only
/*
 * vm.c - KVM's part of an arm64 machine, and where memory lies.
 */
#include <sys/ioctl.h>

#include "machine.h"

const struct needed_cap arch_caps[] = {
	{ KVM_CAP_ARM_PSCI_0_2, "KVM_CAP_ARM_PSCI_0_2" },
	{ KVM_CAP_ARM_USER_IRQ, "KVM_CAP_ARM_USER_IRQ" },
	{ KVM_CAP_ONE_REG, "KVM_CAP_ONE_REG" },
	{ 0 },
};

void arch_vm_init(struct machine *m)
{
	uint64_t size = MIB(m->options->memory_mib), low = GPA_LOW_TOP - GPA_RAM;

	irq_init(m);
	hvc_init(m);
	vm_add_ram(m, GPA_RAM, size < low ? size : low);
	if (size > low)
		vm_add_ram(m, GPA_HIGH_BASE, size - low);
}
