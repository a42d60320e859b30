// SPDX-License-Identifier: GPL-2.0-only
/*
 * irp_facts.c - what requests say of themselves and of who makes them.
 */
#include <linux/compat.h>
#include <linux/preempt.h>

#include <vmbkmcl/nt/irp.h>

#include "../compat/export.h"

/* In Flags, one more than the hint: 0 is a normal one. */
#define HINT_SHIFT	17
#define HINT_MASK	(7u << HINT_SHIFT)

IO_PRIORITY_HINT IoGetIoPriorityHint(PIRP Irp)
{
	unsigned int hint = (READ_ONCE(Irp->Flags) & HINT_MASK) >> HINT_SHIFT;

	return hint ? (IO_PRIORITY_HINT)(hint - 1) : IoPriorityNormal;
}
VMBKMCL_EXPORT(IoGetIoPriorityHint);

NTSTATUS IoSetIoPriorityHint(PIRP Irp, IO_PRIORITY_HINT PriorityHint)
{
	if ((unsigned int)PriorityHint >= MaxIoPriorityTypes)
		return STATUS_INVALID_PARAMETER;
	WRITE_ONCE(Irp->Flags, (Irp->Flags & ~HINT_MASK) | (PriorityHint + 1) << HINT_SHIFT);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(IoSetIoPriorityHint);

BOOLEAN IoIs32bitProcess(PIRP Irp)
{
	if (Irp)
		return Irp->LinuxCompat;
	return in_task() && in_compat_syscall();
}
VMBKMCL_EXPORT(IoIs32bitProcess);
