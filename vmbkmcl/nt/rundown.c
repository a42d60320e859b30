// SPDX-License-Identifier: GPL-2.0-only
/*
 * rundown.c - rundown protection and remove locks.
 *
 * Protection is acquired and released in interrupts: what both use is raw.
 */
#include <linux/bug.h>
#include <linux/spinlock.h>
#include <linux/swait.h>

#include <vmbkmcl/nt/rundown.h>

#include "../compat/export.h"
#include "nt.h"

VOID ExInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	raw_spin_lock_init(&RunRef->Lock);
	init_swait_queue_head(&RunRef->Waiters);
	RunRef->Count = 0;
	RunRef->RunDown = FALSE;
}
VMBKMCL_EXPORT(ExInitializeRundownProtection);

VOID ExReInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&RunRef->Lock, flags);
	WARN_ON_ONCE(RunRef->Count);
	RunRef->RunDown = FALSE;
	raw_spin_unlock_irqrestore(&RunRef->Lock, flags);
}
VMBKMCL_EXPORT(ExReInitializeRundownProtection);

BOOLEAN ExAcquireRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
	unsigned long flags;
	bool allowed;

	raw_spin_lock_irqsave(&RunRef->Lock, flags);
	allowed = !RunRef->RunDown;
	if (allowed)
		RunRef->Count += Count;
	raw_spin_unlock_irqrestore(&RunRef->Lock, flags);
	return allowed;
}
VMBKMCL_EXPORT(ExAcquireRundownProtectionEx);

BOOLEAN ExAcquireRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	return ExAcquireRundownProtectionEx(RunRef, 1);
}
VMBKMCL_EXPORT(ExAcquireRundownProtection);

VOID ExReleaseRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&RunRef->Lock, flags);
	if (!WARN_ONCE(RunRef->Count < Count,
		       "vmbkmcl: rundown protection released too often\n"))
		RunRef->Count -= Count;
	if (RunRef->RunDown && !RunRef->Count)
		swake_up_one(&RunRef->Waiters);
	raw_spin_unlock_irqrestore(&RunRef->Lock, flags);
}
VMBKMCL_EXPORT(ExReleaseRundownProtectionEx);

VOID ExReleaseRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	ExReleaseRundownProtectionEx(RunRef, 1);
}
VMBKMCL_EXPORT(ExReleaseRundownProtection);

static bool rundown_done(PEX_RUNDOWN_REF ref)
{
	bool done;

	raw_spin_lock_irq(&ref->Lock);
	done = !ref->Count;
	raw_spin_unlock_irq(&ref->Lock);
	return done;
}

/* Drop @own uses, refuse new ones and wait for the rest. */
static void rundown_wait(PEX_RUNDOWN_REF ref, ULONG own)
{
	might_sleep();
	raw_spin_lock_irq(&ref->Lock);
	ref->RunDown = TRUE;
	if (!WARN_ON_ONCE(ref->Count < own))
		ref->Count -= own;
	raw_spin_unlock_irq(&ref->Lock);
	/*
	 * Looking under the lock makes sure that the last release has returned. It may come in
	 * hours: the kernel's detector of hung tasks is not to see the wait.
	 */
	swait_event_idle_exclusive(ref->Waiters, rundown_done(ref));
	/* The last release wakes one thread only; another may wait, too. */
	swake_up_one(&ref->Waiters);
}

VOID ExWaitForRundownProtectionRelease(PEX_RUNDOWN_REF RunRef)
{
	rundown_wait(RunRef, 0);
}
VMBKMCL_EXPORT(ExWaitForRundownProtectionRelease);

VOID IoReleaseRemoveLockAndWait(PIO_REMOVE_LOCK lock, PVOID tag)
{
	rundown_wait(&lock->Ref, 1);
}
VMBKMCL_EXPORT(IoReleaseRemoveLockAndWait);
