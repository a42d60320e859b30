// SPDX-License-Identifier: GPL-2.0-only
/*
 * gic.c - the interrupt controller of an arm64 machine, as Linux uses it.
 *
 * Arm's Generic Interrupt Controller Architecture Specification, version 2.0 (IHI 0048B),
 * has the rules: 3.2.4 (states), 3.3 (priorities), 4.3.15 (GICD_SGIR), 4.4.4 (GICC_IAR).
 */
#include "../shell/arm64/gic.h"
#include "groups.h"
#include "harness.h"

#define GICD_CTLR	0x000
#define GICD_TYPER	0x004
#define GICD_ISENABLER	0x100
#define GICD_ICENABLER	0x180
#define GICD_ISPENDR	0x200
#define GICD_ICPENDR	0x280
#define GICD_ISACTIVER	0x300
#define GICD_ICACTIVER	0x380
#define GICD_IPRIORITYR	0x400
#define GICD_ITARGETSR	0x800
#define GICD_ICFGR	0xc00
#define GICD_SGIR	0xf00
#define GICC_CTLR	0x00
#define GICC_PMR	0x04
#define GICC_IAR	0x0c
#define GICC_EOIR	0x10
#define GICC_RPR	0x14
#define GICC_HPPIR	0x18

#define OWN		18		/* a processor's own interrupt */
#define SHARED		33		/* one of the machine's */
#define PRIORITY	0xa0

static struct gic gic;

static void enable(unsigned int cpu, unsigned int intid)
{
	gicd_write(&gic, cpu, GICD_ISENABLER + intid / 32 * 4, 1u << intid % 32, 4);
}

/* As Linux leaves it when it has booted on two processors. */
static void begin(void)
{
	unsigned int cpu, intid;

	gic_init(&gic, 2);
	for (cpu = 0; cpu < 2; cpu++) {
		for (intid = 0; intid < 32; intid += 4)
			gicd_write(&gic, cpu, GICD_IPRIORITYR + intid, 0xa0a0a0a0, 4);
		gicc_write(&gic, cpu, GICC_PMR, 0xf0);
		gicc_write(&gic, cpu, GICC_CTLR, 1);
	}
	for (intid = 32; intid < GIC_IRQS; intid += 4) {
		gicd_write(&gic, 0, GICD_IPRIORITYR + intid, 0xa0a0a0a0, 4);
		gicd_write(&gic, 0, GICD_ITARGETSR + intid, 0x01010101, 4);
	}
	gicd_write(&gic, 0, GICD_CTLR, 1, 4);
}

static uint32_t take(unsigned int cpu)
{
	return gicc_read(&gic, cpu, GICC_IAR);
}

static void end(unsigned int cpu, uint32_t value)
{
	gicc_write(&gic, cpu, GICC_EOIR, value);
}

static void nothing(void)
{
	begin();
	CHECK(!gic_signals(&gic, 0));
	CHECK_EQ(take(0), GIC_SPURIOUS);
	CHECK_EQ(gicc_read(&gic, 0, GICC_RPR), 0xff);
	CHECK_EQ(gicd_read(&gic, 0, GICD_TYPER), 1 | 1 << 5);
	/* From the first of these a processor learns which one it is. */
	CHECK_EQ(gicd_read(&gic, 0, GICD_ITARGETSR) & 0xff, 1);
	CHECK_EQ(gicd_read(&gic, 1, GICD_ITARGETSR) & 0xff, 2);
	end(0, GIC_SPURIOUS);
}

/* What VMBus needs, and KVM's own controller does not do. */
static void edge(void)
{
	begin();
	gicd_write(&gic, 1, GICD_ICFGR + 4, 2u << (OWN - 16) * 2, 4);
	gic_pulse(&gic, 1, OWN);
	CHECK(!gic_signals(&gic, 1));
	enable(1, OWN);
	CHECK(gic_signals(&gic, 1));
	CHECK(!gic_signals(&gic, 0));
	CHECK_EQ(take(1), OWN);
	CHECK(!gic_signals(&gic, 1));
	/* One that comes while the first is handled is not lost. */
	gic_pulse(&gic, 1, OWN);
	CHECK(!gic_signals(&gic, 1));
	end(1, OWN);
	CHECK(gic_signals(&gic, 1));
	CHECK_EQ(take(1), OWN);
	end(1, OWN);
	CHECK_EQ(take(1), GIC_SPURIOUS);
}

static void level(void)
{
	begin();
	enable(0, SHARED);
	gic_set_line(&gic, 0, SHARED, true);
	CHECK_EQ(gicc_read(&gic, 0, GICC_HPPIR), SHARED);
	CHECK_EQ(take(0), SHARED);
	CHECK_EQ(gicd_read(&gic, 0, GICD_ISACTIVER + 4), 1u << (SHARED - 32));
	CHECK(!gic_signals(&gic, 0));
	/* Not a second time before its end, as urgent as it may have become. */
	gicd_write(&gic, 0, GICD_IPRIORITYR + SHARED, 0, 1);
	CHECK_EQ(gicc_read(&gic, 0, GICC_HPPIR), GIC_SPURIOUS);
	/* The source still wants something: again. */
	end(0, SHARED);
	CHECK_EQ(take(0), SHARED);
	gic_set_line(&gic, 0, SHARED, false);
	end(0, SHARED);
	CHECK(!gic_signals(&gic, 0));
}

/* A line that rises and falls leaves an edge pending, but no level. */
static void line_falls(void)
{
	begin();
	enable(0, SHARED);
	gic_set_line(&gic, 0, SHARED, true);
	gic_set_line(&gic, 0, SHARED, false);
	CHECK(!gic_signals(&gic, 0));
	gicd_write(&gic, 0, GICD_ICFGR + SHARED / 16 * 4, 2u << SHARED % 16 * 2, 4);
	CHECK_EQ(gicd_read(&gic, 0, GICD_ICFGR + SHARED / 16 * 4), 2u << SHARED % 16 * 2);
	gic_set_line(&gic, 0, SHARED, true);
	gic_set_line(&gic, 0, SHARED, false);
	CHECK_EQ(take(0), SHARED);
	end(0, SHARED);
	/* One that stays high was an edge once. */
	gic_set_line(&gic, 0, SHARED, true);
	CHECK_EQ(take(0), SHARED);
	end(0, SHARED);
	CHECK(!gic_signals(&gic, 0));
}

static void priorities(void)
{
	begin();
	enable(0, OWN);
	enable(0, SHARED);
	gicd_write(&gic, 0, GICD_IPRIORITYR + SHARED, 0x80, 1);
	gic_pulse(&gic, 0, OWN);
	CHECK_EQ(take(0), OWN);
	CHECK_EQ(gicc_read(&gic, 0, GICC_RPR), PRIORITY);
	/* A more urgent one comes in between, one as urgent waits. */
	gic_pulse(&gic, 0, SHARED);
	CHECK_EQ(take(0), SHARED);
	gic_pulse(&gic, 0, OWN + 1);
	enable(0, OWN + 1);
	CHECK(!gic_signals(&gic, 0));
	end(0, SHARED);
	CHECK(!gic_signals(&gic, 0));
	end(0, OWN);
	CHECK_EQ(take(0), OWN + 1);
	end(0, OWN + 1);
	/* And none that the mask keeps back. */
	gicc_write(&gic, 0, GICC_PMR, PRIORITY);
	gic_pulse(&gic, 0, OWN);
	CHECK(!gic_signals(&gic, 0));
	gicc_write(&gic, 0, GICC_PMR, PRIORITY + 1);
	CHECK(gic_signals(&gic, 0));
}

static void disabled(void)
{
	begin();
	enable(0, OWN);
	gic_pulse(&gic, 0, OWN);
	gicd_write(&gic, 0, GICD_ICENABLER, 1u << OWN, 4);
	CHECK(!gic_signals(&gic, 0));
	enable(0, OWN);
	CHECK(gic_signals(&gic, 0));
	gicc_write(&gic, 0, GICC_CTLR, 0);
	CHECK(!gic_signals(&gic, 0));
	gicc_write(&gic, 0, GICC_CTLR, 1);
	gicd_write(&gic, 0, GICD_CTLR, 0, 4);
	CHECK(!gic_signals(&gic, 0));
}

static void by_hand(void)
{
	begin();
	enable(0, SHARED);
	gicd_write(&gic, 0, GICD_ISPENDR + 4, 1u << (SHARED - 32), 4);
	CHECK(gic_signals(&gic, 0));
	gicd_write(&gic, 0, GICD_ICPENDR + 4, 1u << (SHARED - 32), 4);
	CHECK(!gic_signals(&gic, 0));
	gicd_write(&gic, 0, GICD_ISPENDR + 4, 1u << (SHARED - 32), 4);
	CHECK_EQ(take(0), SHARED);
	gicd_write(&gic, 0, GICD_ISPENDR + 4, 1u << (SHARED - 32), 4);
	gicd_write(&gic, 0, GICD_ICACTIVER + 4, 1u << (SHARED - 32), 4);
	CHECK_EQ(take(0), SHARED);
}

/* To another, to all others, to itself; each sender is told apart. */
static void between_processors(void)
{
	begin();
	gicd_write(&gic, 0, GICD_SGIR, 2u << 16 | 3, 4);
	CHECK(!gic_signals(&gic, 0));
	CHECK_EQ(take(1), 3);
	end(1, 3);
	gicd_write(&gic, 0, GICD_SGIR, 1u << 24 | 4, 4);
	gicd_write(&gic, 1, GICD_SGIR, 2u << 24 | 4, 4);
	CHECK(!gic_signals(&gic, 0));
	CHECK_EQ(take(1), 4);
	CHECK(!gic_signals(&gic, 1));
	end(1, 4);
	CHECK_EQ(take(1), 4 | 1 << 10);
	end(1, 4 | 1 << 10);
	CHECK(!gic_signals(&gic, 1));
	/* Those are always enabled: Linux does not ask. */
	gicd_write(&gic, 1, GICD_ICENABLER, 0xffff, 4);
	gicd_write(&gic, 0, GICD_SGIR, 2u << 16 | 5, 4);
	CHECK_EQ(take(1), 5);
}

static void targets(void)
{
	begin();
	enable(0, SHARED);
	gicd_write(&gic, 0, GICD_ITARGETSR + SHARED, 2, 1);
	CHECK_EQ(gicd_read(&gic, 0, GICD_ITARGETSR + SHARED - 1) >> 8 & 0xff, 2);
	gic_set_line(&gic, 0, SHARED, true);
	CHECK(!gic_signals(&gic, 0));
	CHECK_EQ(take(1), SHARED);
	/* A processor's own have no other. */
	gicd_write(&gic, 0, GICD_ITARGETSR + OWN, 2, 1);
	CHECK_EQ(gicd_read(&gic, 0, GICD_ITARGETSR + OWN) & 0xff, 1);
}

/* Whatever a guest accesses. */
static void anywhere(void)
{
	uint32_t offset;

	begin();
	for (offset = 0; offset < GICD_SIZE; offset++) {
		gicd_write(&gic, 1, offset, 0xffffffff, 4);
		(void)gicd_read(&gic, 1, offset);
	}
	for (offset = 0; offset < GICC_SIZE; offset++) {
		gicc_write(&gic, 1, offset, 0xffffffff);
		(void)gicc_read(&gic, 1, offset);
	}
	gic_pulse(&gic, 0, 255);
	gic_pulse(&gic, 0, GIC_IRQS);
}

void gic_v2(void)
{
	static const struct test tests[] = {
		{ "nothing is pending at first", nothing },
		{ "an edge of a processor's own interrupt", edge },
		{ "a level", level },
		{ "a line that falls again", line_falls },
		{ "priorities", priorities },
		{ "what is disabled waits", disabled },
		{ "pending and active by hand", by_hand },
		{ "processors interrupt each other", between_processors },
		{ "targets of an interrupt", targets },
		{ "any offset may be accessed", anywhere },
	};

	RUN(tests);
}
