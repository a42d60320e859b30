/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Interrupt request levels, as far as Linux has them.
 *
 * PASSIVE_LEVEL is process context, DISPATCH_LEVEL is softirq context or
 * softirqs disabled. There is no APC_LEVEL: functions that raise to it on
 * Windows do not change the level here. Levels above DISPATCH_LEVEL are only
 * reported, and cannot be raised to.
 *
 * On PREEMPT_RT a thread at DISPATCH_LEVEL cannot sleep either, and stays on its
 * processor, but a thread of a higher priority preempts it. Before Linux 7 that
 * thread has to wait before it can raise the level on this processor, or run a DPC
 * there. From Linux 7 on it need not (unless CONFIG_PREEMPT_RT_NEEDS_BH_LOCK is
 * set): DISPATCH_LEVEL excludes nothing there, and data of a processor's own needs
 * a spin lock.
 *
 * Linux counterpart: preempt_count(), local_bh_disable()
 */
#ifndef VMBKMCL_NT_IRQL_H
#define VMBKMCL_NT_IRQL_H

#include <ntdef.h>

#define PASSIVE_LEVEL	0
#define LOW_LEVEL	0
#define APC_LEVEL	1
#define DISPATCH_LEVEL	2
#define DIRQL_LEVEL	3
#define HIGH_LEVEL	15

/**
 * KeGetCurrentIrql() - the level that the caller runs at
 *
 * Context: any.
 * Return: HIGH_LEVEL in a hardware interrupt or with interrupts disabled,
 * DISPATCH_LEVEL where the caller must not sleep, else PASSIVE_LEVEL. A kernel
 * without CONFIG_PREEMPT_COUNT cannot tell that its caller holds a Linux spin
 * lock; those of this layer disable softirqs, so it can tell these. [ours]
 */
KIRQL KeGetCurrentIrql(void);

VOID KfRaiseIrql(KIRQL NewIrql, PKIRQL OldIrql);

/**
 * KeRaiseIrql() - raise the level: disable softirqs and preemption
 * @new: DISPATCH_LEVEL; lower levels change nothing, higher ones are treated
 *	as DISPATCH_LEVEL [ours]
 * @old: address that receives the previous level
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

/* There is no paged code, but PAGED_CODE() checks that the caller may sleep. */
#define PAGED_CODE()		vmbkmcl_paged_code()
VOID vmbkmcl_paged_code(void);
#define PAGED_CODE_LOCKED()	do { } while (0)

#endif
