/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Interrupt request levels, as far as Linux has them.
 *
 * PASSIVE_LEVEL is process context, DISPATCH_LEVEL is softirq context or
 * softirqs disabled. There is no APC_LEVEL: what raises to it on Windows leaves
 * the level alone here. Ranks above DISPATCH_LEVEL are only ever reported.
 *
 * Linux counterpart: preempt_count(), local_bh_disable()
 */
#ifndef VMBKMCL_NT_IRQL_H
#define VMBKMCL_NT_IRQL_H

#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

#include <ntdef.h>

#define PASSIVE_LEVEL	0
#define LOW_LEVEL	0
#define APC_LEVEL	1
#define DISPATCH_LEVEL	2
#define DIRQL_LEVEL	3
#define HIGH_LEVEL	15

/**
 * KeGetCurrentIrql() - the level the caller runs at
 *
 * Context: any.
 * Return: HIGH_LEVEL in a hardware interrupt or with interrupts disabled,
 * DISPATCH_LEVEL where the caller must not sleep, else PASSIVE_LEVEL. A kernel
 * without a count of preemption does not know of Linux spin locks held; those
 * of this layer always show, as they disable softirqs. [ours]
 */
KIRQL KeGetCurrentIrql(void);

VOID KfRaiseIrql(KIRQL NewIrql, PKIRQL OldIrql);

/**
 * KeRaiseIrql() - keep the scheduler and softirqs away
 * @new: DISPATCH_LEVEL; lower levels change nothing, higher ones are treated
 *	as DISPATCH_LEVEL [ours]
 * @old: receives the level before, by address
 *
 * Context: at or below DISPATCH_LEVEL.
 */
#define KeRaiseIrql(new, old)	KfRaiseIrql(new, old)

/**
 * KeLowerIrql() - undo KeRaiseIrql()
 * @NewIrql: the level that KeRaiseIrql() reported
 *
 * Context: DISPATCH_LEVEL.
 */
VOID KeLowerIrql(KIRQL NewIrql);

static inline KIRQL KeRaiseIrqlToDpcLevel(void)
{
	KIRQL old;

	KfRaiseIrql(DISPATCH_LEVEL, &old);
	return old;
}

/* Code sections do not exist; PAGED_CODE() checks that the caller may sleep. */
#define PAGED_CODE()		might_sleep()
#define PAGED_CODE_LOCKED()	do { } while (0)

#endif
