/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gic.h - a GICv2, the Arm generic interrupt controller, as a state machine.
 *
 * Context: not thread safe; irq.c has the lock.
 */
#ifndef GIC_H
#define GIC_H

#include <stdbool.h>
#include <stdint.h>

#define GIC_CPUS	8
#define GIC_PRIVATE	32		/* interrupts that each processor has for itself */
#define GIC_IRQS	64
#define GIC_SPURIOUS	1023

#define GICD_SIZE	0x1000
#define GICC_SIZE	0x2000

/**
 * struct gic_irq - an interrupt
 * @enabled: it may be signalled
 * @edge: it becomes pending when @line rises; otherwise as long as @line is high
 * @line: its source's
 * @latched: pending until it is acknowledged, whatever @line is
 * @active: acknowledged, and not yet ended
 * @priority: the lower, the sooner
 * @targets: a bit for each processor that it may go to
 * @senders: of one that processors send each other, those whose is pending
 */
struct gic_irq {
	bool enabled, edge, line, latched, active;
	uint8_t priority, targets, senders;
};

/**
 * struct gic_cpu - a processor's interface
 * @control: bit 0 enables
 * @mask: only what has a lower priority value is signalled
 * @binary_point: kept only to be read back
 * @own: its own interrupts
 */
struct gic_cpu {
	uint32_t control;
	uint8_t mask;
	uint8_t binary_point;
	struct gic_irq own[GIC_PRIVATE];
};

/**
 * struct gic - the interrupt controller
 * @cpus: processors
 * @control: bit 0 enables
 * @cpu: their interfaces
 * @shared: interrupts of the machine
 */
struct gic {
	unsigned int cpus;
	uint32_t control;
	struct gic_cpu cpu[GIC_CPUS];
	struct gic_irq shared[GIC_IRQS - GIC_PRIVATE];
};

void gic_init(struct gic *gic, unsigned int cpus);
/* A source changes its line. @cpu counts for a processor's own interrupt only. */
void gic_set_line(struct gic *gic, unsigned int cpu, unsigned int intid, bool high);
/* An edge: it is pending from now on. */
void gic_pulse(struct gic *gic, unsigned int cpu, unsigned int intid);
/* Does the processor have an interrupt to take? */
bool gic_signals(const struct gic *gic, unsigned int cpu);

/* Processor @cpu accesses the distributor's register at @offset. @len is 1, 2 or 4. */
uint32_t gicd_read(struct gic *gic, unsigned int cpu, uint32_t offset);
void gicd_write(struct gic *gic, unsigned int cpu, uint32_t offset, uint32_t value,
		unsigned int len);
/* The same, of its own interface. */
uint32_t gicc_read(struct gic *gic, unsigned int cpu, uint32_t offset);
void gicc_write(struct gic *gic, unsigned int cpu, uint32_t offset, uint32_t value);

#endif /* GIC_H */
