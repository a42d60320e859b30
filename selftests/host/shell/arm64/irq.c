// SPDX-License-Identifier: GPL-2.0-only
/*
 * irq.c - interrupts into the guest: between the GIC, which is ours, and KVM, which knows
 * one interrupt line of each processor.
 *
 * Only a processor's own thread tells KVM of its line: KVM keeps that in a word which it
 * changes without a lock when the processor is loaded.
 */
#include <string.h>
#include <sys/ioctl.h>

#include "machine.h"

void irq_init(struct machine *m)
{
	pthread_mutex_init(&m->arch.gic_lock, NULL);
	gic_init(&m->arch.gic, m->options->cpus);
}

/* Have those return to their threads whose line KVM does not know yet. */
static void irq_unlock(struct machine *m)
{
	unsigned int i;

	for (i = 0; i < m->options->cpus; i++) {
		struct vcpu *vcpu = &m->vcpus[i];

		if (!vcpu->arch.told && gic_signals(&m->arch.gic, i) &&
		    !pthread_equal(vcpu->thread, pthread_self()))
			vcpu_kick(vcpu);
	}
	pthread_mutex_unlock(&m->arch.gic_lock);
}

void irq_line_set(struct machine *m, unsigned int irq, bool level)
{
	pthread_mutex_lock(&m->arch.gic_lock);
	gic_set_line(&m->arch.gic, 0, irq, level);
	irq_unlock(m);
}

void irq_message(struct machine *m, unsigned int vp, uint8_t vector)
{
	pthread_mutex_lock(&m->arch.gic_lock);
	gic_pulse(&m->arch.gic, vp, vector);
	irq_unlock(m);
}

bool irq_mmio(struct vcpu *vcpu, uint64_t gpa, uint8_t *data, uint32_t len, bool write)
{
	bool distributor = gpa >= GPA_GICD && gpa - GPA_GICD < GICD_SIZE;
	struct gic *gic = &vcpu->machine->arch.gic;
	unsigned int cpu = vcpu->index;
	uint32_t value = 0;

	if (!distributor && (gpa < GPA_GICC || gpa - GPA_GICC >= GICC_SIZE))
		return false;
	if (len > sizeof(value))
		len = sizeof(value);
	pthread_mutex_lock(&vcpu->machine->arch.gic_lock);
	if (write) {
		memcpy(&value, data, len);
		if (distributor)
			gicd_write(gic, cpu, gpa - GPA_GICD, value, len);
		else
			gicc_write(gic, cpu, gpa - GPA_GICC, value);
	} else {
		value = distributor ? gicd_read(gic, cpu, gpa - GPA_GICD) :
				      gicc_read(gic, cpu, gpa - GPA_GICC);
		memcpy(data, &value, len);
	}
	irq_unlock(vcpu->machine);
	return true;
}

void irq_before_run(struct vcpu *vcpu)
{
	struct machine *m = vcpu->machine;
	struct kvm_irq_level line = {
		.irq = KVM_ARM_IRQ_TYPE_CPU << KVM_ARM_IRQ_TYPE_SHIFT |
		       vcpu->index << KVM_ARM_IRQ_VCPU_SHIFT | KVM_ARM_IRQ_CPU_IRQ,
	};
	bool changed;

	pthread_mutex_lock(&m->arch.gic_lock);
	line.level = gic_signals(&m->arch.gic, vcpu->index);
	changed = vcpu->arch.told != line.level;
	vcpu->arch.told = line.level;
	pthread_mutex_unlock(&m->arch.gic_lock);
	if (changed && ioctl(m->vm_fd, KVM_IRQ_LINE, &line) < 0)
		vm_end(m, STATUS_HOST, "KVM_IRQ_LINE failed");
}

/* KVM emulates the timers, and says what their lines are. */
void irq_after_run(struct vcpu *vcpu)
{
	uint64_t lines = vcpu->run->s.regs.device_irq_level;
	struct machine *m = vcpu->machine;

	if (lines == vcpu->arch.timers)
		return;
	vcpu->arch.timers = lines;
	pthread_mutex_lock(&m->arch.gic_lock);
	gic_set_line(&m->arch.gic, vcpu->index, INTID_VTIMER, lines & KVM_ARM_DEV_EL1_VTIMER);
	gic_set_line(&m->arch.gic, vcpu->index, INTID_PTIMER, lines & KVM_ARM_DEV_EL1_PTIMER);
	irq_unlock(m);
}
