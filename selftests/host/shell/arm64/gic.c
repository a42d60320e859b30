// SPDX-License-Identifier: GPL-2.0-only
/*
 * gic.c - a GICv2, the Arm generic interrupt controller, as a state machine.
 *
 * KVM has one, but VMBus interrupts by an edge of a processor's own interrupt, and those
 * of KVM's are sensitive to levels, unchangeably. This one is complete as far as Linux
 * uses it: one security state, no preemption of an active interrupt by one of the same
 * priority, and ending an interrupt also deactivates it.
 */
#include <stddef.h>

#include "gic.h"

#define GICD_CTLR	0x000
#define GICD_TYPER	0x004
#define GICD_IIDR	0x008
#define GICD_ENABLE	0x100
#define GICD_PENDING	0x200
#define GICD_ACTIVE	0x300
#define GICD_PRIORITY	0x400
#define GICD_TARGETS	0x800
#define GICD_CONFIG	0xc00
#define GICD_CONFIG_END	0xd00
#define GICD_SGIR	0xf00
#define GICD_PIDR2	0xfe8

#define GICC_CTLR	0x00
#define GICC_PMR	0x04
#define GICC_BPR	0x08
#define GICC_IAR	0x0c
#define GICC_EOIR	0x10
#define GICC_RPR	0x14
#define GICC_HPPIR	0x18
#define GICC_IIDR	0xfc
#define GICC_DIR	0x1000

#define ENABLE		1u
#define IMPLEMENTER	0x43b		/* Arm */
#define ARCH_GICV2	2u
#define IDLE_PRIORITY	0xff
#define SGIS		16		/* those that processors send each other come first */
#define INTID(value)	((value) & 0x3ff)
#define CLEARS(offset)	((offset) & 0x80)	/* of each two banks, the second clears */

static struct gic_irq *irq_of(struct gic *gic, unsigned int cpu, unsigned int intid)
{
	if (intid >= GIC_IRQS)
		return NULL;
	return intid < GIC_PRIVATE ? &gic->cpu[cpu].own[intid] :
				     &gic->shared[intid - GIC_PRIVATE];
}

void gic_init(struct gic *gic, unsigned int cpus)
{
	unsigned int cpu, intid;

	*gic = (struct gic) { .cpus = cpus };
	for (cpu = 0; cpu < cpus; cpu++)
		for (intid = 0; intid < GIC_PRIVATE; intid++)
			gic->cpu[cpu].own[intid] = (struct gic_irq) {
				.targets = 1u << cpu,
				.edge = intid < SGIS,
				.enabled = intid < SGIS,
			};
}

static bool is_pending(const struct gic_irq *irq)
{
	return irq->latched || irq->senders || (!irq->edge && irq->line);
}

/* The number of the interrupt that @cpu would take now. */
static unsigned int next_intid(const struct gic *gic, unsigned int cpu)
{
	unsigned int intid, found = GIC_SPURIOUS, running = 0x100, best = 0x100;
	const struct gic_irq *irq;

	if (!(gic->control & ENABLE) || !(gic->cpu[cpu].control & ENABLE))
		return GIC_SPURIOUS;
	for (intid = 0; intid < GIC_IRQS; intid++) {
		irq = irq_of((struct gic *)gic, cpu, intid);
		if (!(irq->targets & (1u << cpu)))
			continue;
		if (irq->active && irq->priority < running)
			running = irq->priority;
		if (irq->enabled && !irq->active && is_pending(irq) && irq->priority < best) {
			best = irq->priority;
			found = intid;
		}
	}
	return best < gic->cpu[cpu].mask && best < running ? found : GIC_SPURIOUS;
}

bool gic_signals(const struct gic *gic, unsigned int cpu)
{
	return next_intid(gic, cpu) != GIC_SPURIOUS;
}

void gic_set_line(struct gic *gic, unsigned int cpu, unsigned int intid, bool high)
{
	struct gic_irq *irq = irq_of(gic, cpu, intid);

	if (irq->edge && high && !irq->line)
		irq->latched = true;
	irq->line = high;
}

void gic_pulse(struct gic *gic, unsigned int cpu, unsigned int intid)
{
	struct gic_irq *irq = irq_of(gic, cpu, intid);

	if (irq)
		irq->latched = true;
}

static uint32_t acknowledge(struct gic *gic, unsigned int cpu)
{
	unsigned int intid = next_intid(gic, cpu), sender;
	struct gic_irq *irq = irq_of(gic, cpu, intid);

	if (!irq)
		return GIC_SPURIOUS;
	irq->active = true;
	irq->latched = false;
	if (!irq->senders)
		return intid;
	sender = __builtin_ctz(irq->senders);
	irq->senders &= ~(1u << sender);
	return intid | sender << 10;
}

static void deactivate(struct gic *gic, unsigned int cpu, unsigned int intid)
{
	struct gic_irq *irq = irq_of(gic, cpu, intid);

	if (irq)
		irq->active = false;
}

static uint8_t running_priority(struct gic *gic, unsigned int cpu)
{
	uint8_t running = IDLE_PRIORITY;
	unsigned int intid;

	for (intid = 0; intid < GIC_IRQS; intid++) {
		const struct gic_irq *irq = irq_of(gic, cpu, intid);

		if (irq->active && (irq->targets & (1u << cpu)) && irq->priority < running)
			running = irq->priority;
	}
	return running;
}

uint32_t gicc_read(struct gic *gic, unsigned int cpu, uint32_t offset)
{
	switch (offset) {
	case GICC_CTLR:
		return gic->cpu[cpu].control;
	case GICC_PMR:
		return gic->cpu[cpu].mask;
	case GICC_BPR:
		return gic->cpu[cpu].binary_point;
	case GICC_IAR:
		return acknowledge(gic, cpu);
	case GICC_RPR:
		return running_priority(gic, cpu);
	case GICC_HPPIR:
		return next_intid(gic, cpu);
	case GICC_IIDR:
		return ARCH_GICV2 << 16 | IMPLEMENTER;
	default:
		return 0;
	}
}

void gicc_write(struct gic *gic, unsigned int cpu, uint32_t offset, uint32_t value)
{
	switch (offset) {
	case GICC_CTLR:
		gic->cpu[cpu].control = value;
		break;
	case GICC_PMR:
		gic->cpu[cpu].mask = value;
		break;
	case GICC_BPR:
		gic->cpu[cpu].binary_point = value;
		break;
	case GICC_EOIR:
	case GICC_DIR:
		deactivate(gic, cpu, INTID(value));
		break;
	}
}

static bool read_bit(const struct gic_irq *irq, uint32_t bank)
{
	switch (bank) {
	case GICD_ENABLE:
		return irq->enabled;
	case GICD_PENDING:
		return is_pending(irq);
	default:
		return irq->active;
	}
}

static void write_bit(struct gic_irq *irq, uint32_t bank, bool set)
{
	switch (bank) {
	case GICD_ENABLE:
		irq->enabled = set;
		break;
	case GICD_PENDING:
		irq->latched = set;
		break;
	case GICD_ACTIVE:
		irq->active = set;
		break;
	}
}

/* One bit for each interrupt. */
static uint32_t read_bits(struct gic *gic, unsigned int cpu, uint32_t offset)
{
	unsigned int first = (offset & 0x7c) * 8, i;
	uint32_t value = 0;

	for (i = 0; i < 32 && first + i < GIC_IRQS; i++)
		value |= (uint32_t)read_bit(irq_of(gic, cpu, first + i), offset & ~0xffu) << i;
	return value;
}

static void write_bits(struct gic *gic, unsigned int cpu, uint32_t offset, uint32_t value)
{
	unsigned int first = (offset & 0x7c) * 8, i;
	uint32_t bank = offset & ~0xffu;

	for (i = 0; i < 32 && first + i < GIC_IRQS; i++) {
		/* What processors send each other is always enabled, and set by GICD_SGIR. */
		if (first + i < SGIS && bank != GICD_ACTIVE)
			continue;
		if (value >> i & 1)
			write_bit(irq_of(gic, cpu, first + i), bank, !CLEARS(offset));
	}
}

/* One byte for each interrupt. */
static uint32_t read_bytes(struct gic *gic, unsigned int cpu, uint32_t offset)
{
	const struct gic_irq *irq;
	uint32_t value = 0;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		irq = irq_of(gic, cpu, (offset & 0x3ff) + i);
		if (irq)
			value |= (uint32_t)(offset < GICD_TARGETS ? irq->priority : irq->targets)
				 << 8 * i;
	}
	return value;
}

static void write_bytes(struct gic *gic, unsigned int cpu, uint32_t offset, uint32_t value,
			unsigned int len)
{
	struct gic_irq *irq;
	unsigned int i, intid;

	for (i = 0; i < len; i++) {
		intid = (offset & 0x3ff) + i;
		irq = irq_of(gic, cpu, intid);
		if (!irq)
			continue;
		if (offset < GICD_TARGETS)
			irq->priority = value >> 8 * i;
		else if (intid >= GIC_PRIVATE)
			irq->targets = value >> 8 * i;
	}
}

/* Two bits for each interrupt, of which the upper one says whether it is an edge. */
static uint32_t read_config(struct gic *gic, unsigned int cpu, uint32_t offset)
{
	unsigned int first = (offset - GICD_CONFIG) * 4, i;
	uint32_t value = 0;

	for (i = 0; i < 16 && first + i < GIC_IRQS; i++)
		value |= (uint32_t)irq_of(gic, cpu, first + i)->edge << (2 * i + 1);
	return value;
}

static void write_config(struct gic *gic, unsigned int cpu, uint32_t offset, uint32_t value)
{
	unsigned int first = (offset - GICD_CONFIG) * 4, i;

	for (i = 0; i < 16 && first + i < GIC_IRQS; i++)
		if (first + i >= SGIS)
			irq_of(gic, cpu, first + i)->edge = value >> (2 * i + 1) & 1;
}

/* A processor interrupts some, all others, or itself. */
static void send(struct gic *gic, unsigned int cpu, uint32_t value)
{
	unsigned int to, targets;

	switch (value >> 24 & 3) {
	case 0:
		targets = value >> 16 & 0xff;
		break;
	case 1:
		targets = ~(1u << cpu);
		break;
	default:
		targets = 1u << cpu;
		break;
	}
	for (to = 0; to < gic->cpus; to++)
		if (targets >> to & 1)
			gic->cpu[to].own[value & 0xf].senders |= 1u << cpu;
}

uint32_t gicd_read(struct gic *gic, unsigned int cpu, uint32_t offset)
{
	switch (offset) {
	case GICD_CTLR:
		return gic->control;
	case GICD_TYPER:
		return (GIC_IRQS / 32 - 1) | (gic->cpus - 1) << 5;
	case GICD_IIDR:
		return IMPLEMENTER;
	case GICD_ENABLE ... GICD_PRIORITY - 1:
		return read_bits(gic, cpu, offset);
	case GICD_PRIORITY ... GICD_CONFIG - 1:
		return read_bytes(gic, cpu, offset);
	case GICD_CONFIG ... GICD_CONFIG_END - 1:
		return read_config(gic, cpu, offset);
	case GICD_PIDR2:
		return ARCH_GICV2 << 4 | 0xb;
	default:
		return 0;
	}
}

void gicd_write(struct gic *gic, unsigned int cpu, uint32_t offset, uint32_t value,
		unsigned int len)
{
	switch (offset) {
	case GICD_CTLR:
		gic->control = value;
		break;
	case GICD_ENABLE ... GICD_PRIORITY - 1:
		write_bits(gic, cpu, offset, value);
		break;
	case GICD_PRIORITY ... GICD_CONFIG - 1:
		write_bytes(gic, cpu, offset, value, len);
		break;
	case GICD_CONFIG ... GICD_CONFIG_END - 1:
		write_config(gic, cpu, offset, value);
		break;
	case GICD_SGIR:
		send(gic, cpu, value);
		break;
	}
}
