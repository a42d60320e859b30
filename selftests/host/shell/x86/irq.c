// SPDX-License-Identifier: GPL-2.0-only
/*
 * irq.c - interrupts into the guest, through KVM's own IOAPIC and LAPICs.
 */
#include <sys/ioctl.h>

#include "machine.h"

void irq_line_set(struct machine *m, unsigned int irq, bool level)
{
	struct kvm_irq_level line = { .irq = irq, .level = level };

	if (ioctl(m->vm_fd, KVM_IRQ_LINE, &line) < 0)
		vm_end(m, STATUS_HOST, "KVM_IRQ_LINE failed");
}

void irq_message(struct machine *m, unsigned int vp, uint8_t vector)
{
	struct kvm_msi msi = {
		.address_lo = GPA_LAPIC | (vp << 12),
		.data = vector,		/* fixed delivery, edge */
	};

	/* Zero or less: the guest has switched its LAPIC off, which it may. */
	(void)ioctl(m->vm_fd, KVM_SIGNAL_MSI, &msi);
}
