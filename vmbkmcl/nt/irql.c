// SPDX-License-Identifier: GPL-2.0-only
/*
 * irql.c - the caller's context in NT's terms.
 */
#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/preempt.h>

#include <vmbkmcl/nt/irql.h>

#include "../compat/export.h"
#include "nt.h"

KIRQL KeGetCurrentIrql(void)
{
	if (hardirq_count() || in_nmi() || irqs_disabled())
		return HIGH_LEVEL;
	if (in_softirq() || in_atomic())
		return DISPATCH_LEVEL;
	return PASSIVE_LEVEL;
}
VMBKMCL_EXPORT(KeGetCurrentIrql);

VOID KfRaiseIrql(KIRQL NewIrql, PKIRQL OldIrql)
{
	*OldIrql = KeGetCurrentIrql();
	if (NewIrql >= DISPATCH_LEVEL && *OldIrql < DISPATCH_LEVEL)
		local_bh_disable();
}
VMBKMCL_EXPORT(KfRaiseIrql);

VOID KeLowerIrql(KIRQL NewIrql)
{
	if (NewIrql < DISPATCH_LEVEL && in_softirq())
		local_bh_enable();
}
VMBKMCL_EXPORT(KeLowerIrql);

VOID vmbkmcl_paged_code(void)
{
	might_sleep();
}
VMBKMCL_EXPORT(vmbkmcl_paged_code);
