/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Rundown protection and remove locks: count the uses of an object, and wait
 * until there are none.
 *
 * Linux counterpart: swait_event_exclusive() on a counter
 */
#ifndef VMBKMCL_NT_RUNDOWN_H
#define VMBKMCL_NT_RUNDOWN_H

#include <ntstatus.h>
#include <vmbkmcl/nt/linux.h>

/**
 * struct _EX_RUNDOWN_REF - rundown protection; private
 * @Lock: protects @Count and @RunDown; raw, for uses begin and end in interrupts
 * @Waiters: the threads that wait for the last release
 * @Count: number of uses
 * @RunDown: no new use is allowed
 */
typedef struct _EX_RUNDOWN_REF {
	LINUX_RAW_SPINLOCK	Lock;
	LINUX_SWAIT_QUEUE	Waiters;
	ULONG			Count;
	BOOLEAN			RunDown;
} EX_RUNDOWN_REF, *PEX_RUNDOWN_REF;

/**
 * ExInitializeRundownProtection() - initialise rundown protection
 * @RunRef: the protection
 *
 * Context: any. [ours]
 */
VOID ExInitializeRundownProtection(PEX_RUNDOWN_REF RunRef);

/**
 * ExReInitializeRundownProtection() - allow uses again
 * @RunRef: after ExWaitForRundownProtectionRelease()
 *
 * Context: any. [ours]
 */
VOID ExReInitializeRundownProtection(PEX_RUNDOWN_REF RunRef);

/**
 * ExAcquireRundownProtection() - begin a use
 * @RunRef: the protection
 *
 * Context: any. [ours]
 * Return: TRUE; FALSE when no new use is allowed.
 */
BOOLEAN ExAcquireRundownProtection(PEX_RUNDOWN_REF RunRef);

/**
 * ExAcquireRundownProtectionEx() - begin several uses
 * @RunRef: the protection
 * @Count: number of uses
 *
 * Context: any. [ours]
 * Return: TRUE; FALSE when no new use is allowed.
 */
BOOLEAN ExAcquireRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count);

/**
 * ExReleaseRundownProtection() - end a use
 * @RunRef: the protection
 *
 * Context: any. [ours]
 */
VOID ExReleaseRundownProtection(PEX_RUNDOWN_REF RunRef);

/**
 * ExReleaseRundownProtectionEx() - end several uses
 * @RunRef: the protection
 * @Count: number of uses
 *
 * Context: any. [ours]
 */
VOID ExReleaseRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count);

/**
 * ExWaitForRundownProtectionRelease() - refuse new uses, wait for the others
 * @RunRef: the protection
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID ExWaitForRundownProtectionRelease(PEX_RUNDOWN_REF RunRef);

/* ExWaitForRundownProtectionRelease() leaves nothing to do. */
#define ExRundownCompleted(r)	((void)(r))

/**
 * struct _IO_REMOVE_LOCK - counts the requests that use a device; private
 * @Ref: the uses
 */
typedef struct _IO_REMOVE_LOCK {
	EX_RUNDOWN_REF Ref;
} IO_REMOVE_LOCK, *PIO_REMOVE_LOCK;

/**
 * IoInitializeRemoveLock() - initialise a remove lock
 * @lock: the lock
 * @tag: ignored
 * @minutes: ignored
 * @high: ignored
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
#define IoInitializeRemoveLock(lock, tag, minutes, high) \
	ExInitializeRundownProtection(&(lock)->Ref)

/**
 * IoAcquireRemoveLock() - begin a use
 * @lock: the lock
 * @tag: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_DELETE_PENDING.
 */
static inline NTSTATUS IoAcquireRemoveLock(PIO_REMOVE_LOCK lock, PVOID tag)
{
	return ExAcquireRundownProtection(&lock->Ref) ?
		STATUS_SUCCESS : STATUS_DELETE_PENDING;
}

/**
 * IoReleaseRemoveLock() - end a use
 * @lock: the lock
 * @tag: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
static inline VOID IoReleaseRemoveLock(PIO_REMOVE_LOCK lock, PVOID tag)
{
	ExReleaseRundownProtection(&lock->Ref);
}

/**
 * IoReleaseRemoveLockAndWait() - end the caller's use and wait for all others
 * @lock: acquired by the caller
 * @tag: ignored
 *
 * Context: PASSIVE_LEVEL. [doc] New uses are refused from the call on.
 */
VOID IoReleaseRemoveLockAndWait(PIO_REMOVE_LOCK lock, PVOID tag);

#endif
