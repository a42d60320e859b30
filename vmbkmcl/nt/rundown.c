// SPDX-License-Identifier: GPL-2.0-only
/*
 * rundown.c - rundown protection and remove locks.
 */
#include <linux/bug.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include <vmbkmcl/nt/rundown.h>

#include "../compat/export.h"
#include "nt.h"

VOID ExInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	init_waitqueue_head(&RunRef->Waiters);
	RunRef->Count = 0;
	RunRef->RunDown = FALSE;
}
VMBKMCL_EXPORT(ExInitializeRundownProtection);

VOID ExReInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	unsigned long flags;

	spin_lock_irqsave(&RunRef->Waiters.lock, flags);
	WARN_ON_ONCE(RunRef->Count);
	RunRef->RunDown = FALSE;
	spin_unlock_irqrestore(&RunRef->Waiters.lock, flags);
}
VMBKMCL_EXPORT(ExReInitializeRundownProtection);

BOOLEAN ExAcquireRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
	unsigned long flags;
	bool allowed;

	spin_lock_irqsave(&RunRef->Waiters.lock, flags);
	allowed = !RunRef->RunDown;
	if (allowed)
		RunRef->Count += Count;
	spin_unlock_irqrestore(&RunRef->Waiters.lock, flags);
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

	spin_lock_irqsave(&RunRef->Waiters.lock, flags);
	if (!WARN_ONCE(RunRef->Count < Count,
		       "vmbkmcl: rundown protection released too often\n"))
		RunRef->Count -= Count;
	if (RunRef->RunDown && !RunRef->Count)
		wake_up_locked(&RunRef->Waiters);
	spin_unlock_irqrestore(&RunRef->Waiters.lock, flags);
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

	spin_lock_irq(&ref->Waiters.lock);
	done = !ref->Count;
	spin_unlock_irq(&ref->Waiters.lock);
	return done;
}

/* Drop @own uses, refuse new ones and wait for the rest. */
static void rundown_wait(PEX_RUNDOWN_REF ref, ULONG own)
{
	might_sleep();
	spin_lock_irq(&ref->Waiters.lock);
	ref->RunDown = TRUE;
	if (!WARN_ON_ONCE(ref->Count < own))
		ref->Count -= own;
	spin_unlock_irq(&ref->Waiters.lock);
	/* Looking under the lock makes sure that the last release has returned. */
	wait_event(ref->Waiters, rundown_done(ref));
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
