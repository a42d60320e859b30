/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Spin locks. Holding one means DISPATCH_LEVEL: softirqs are disabled.
 *
 * Differences from Windows
 * - A lock must be initialised by KeInitializeSpinLock(); zeroing it is not
 *   enough, and its size is not that of a pointer.
 * - A lock must not be taken in a hardware interrupt; no callback of this layer
 *   or of KMCL runs in one.
 *
 * Linux counterpart: spin_lock_bh()
 */
#ifndef VMBKMCL_NT_SPINLOCK_H
#define VMBKMCL_NT_SPINLOCK_H

#include <vmbkmcl/nt/irql.h>
#include <vmbkmcl/nt/linux.h>

typedef struct _KSPIN_LOCK {
	LINUX_SPINLOCK lock;
} KSPIN_LOCK, *PKSPIN_LOCK;

/**
 * KeInitializeSpinLock() - initialise a lock
 * @l: the lock
 *
 * Context: any. A macro, so that each caller has a lockdep class of its own.
 */
#define KeInitializeSpinLock(l) \
	VMBKMCL_LOCK_INIT(vmbkmcl_spin_lock_init, l)
VOID vmbkmcl_spin_lock_init(PKSPIN_LOCK l, PCSTR name, LINUX_LOCK_CLASS *class_key);

/**
 * KeAcquireSpinLockRaiseToDpc() - take a lock, raising to DISPATCH_LEVEL
 * @l: the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the previous level.
 */
KIRQL KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK l)
	__acquires(&l->lock);

/**
 * KeAcquireSpinLock() - take a lock, raising to DISPATCH_LEVEL
 * @l: the lock
 * @old: receives the previous level
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
#define KeAcquireSpinLock(l, old)	(*(old) = KeAcquireSpinLockRaiseToDpc(l))

/**
 * KeReleaseSpinLock() - release a lock, restoring the level
 * @l: the lock
 * @old: the level before the lock was taken; unused here
 *
 * Context: DISPATCH_LEVEL. [doc]
 */
VOID KeReleaseSpinLock(PKSPIN_LOCK l, KIRQL old)
	__releases(&l->lock);

/**
 * KeAcquireSpinLockAtDpcLevel() - take a lock at DISPATCH_LEVEL
 * @l: the lock
 *
 * Context: DISPATCH_LEVEL. [doc]
 */
VOID KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK l)
	__acquires(&l->lock);

/**
 * KeReleaseSpinLockFromDpcLevel() - release a lock, staying at DISPATCH_LEVEL
 * @l: the lock
 *
 * Context: DISPATCH_LEVEL. [doc]
 */
VOID KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK l)
	__releases(&l->lock);

/**
 * KeTryToAcquireSpinLockAtDpcLevel() - take a lock if it is free
 * @l: the lock
 *
 * Context: DISPATCH_LEVEL. [doc]
 * Return: TRUE when it was taken.
 */
BOOLEAN KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK l);

/**
 * KeTestSpinLock() - whether a lock looks free
 * @l: the lock
 *
 * Context: any. [doc]
 * Return: TRUE when it was free at the time of the call.
 */
BOOLEAN KeTestSpinLock(PKSPIN_LOCK l);

/* Queued locks are ordinary ones here: Linux's spin locks queue anyway. */
typedef struct _KLOCK_QUEUE_HANDLE {
	PKSPIN_LOCK Lock;
	KIRQL OldIrql;
} KLOCK_QUEUE_HANDLE, *PKLOCK_QUEUE_HANDLE;

static inline VOID KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK l,
						  PKLOCK_QUEUE_HANDLE handle)
	__acquires(&l->lock)
{
	handle->Lock = l;
	handle->OldIrql = KeAcquireSpinLockRaiseToDpc(l);
}

static inline VOID KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE handle)
	__releases(&handle->Lock->lock)
{
	KeReleaseSpinLock(handle->Lock, handle->OldIrql);
}

#endif
