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

#include <linux/spinlock.h>

#include <vmbkmcl/nt/irql.h>

typedef struct _KSPIN_LOCK {
	spinlock_t lock;
} KSPIN_LOCK, *PKSPIN_LOCK;

/**
 * KeInitializeSpinLock() - initialise a lock
 * @l: the lock
 *
 * Context: any. A macro, so that each caller has a lockdep class of its own.
 */
#define KeInitializeSpinLock(l)	spin_lock_init(&(l)->lock)

/**
 * KeAcquireSpinLockRaiseToDpc() - take a lock, raising to DISPATCH_LEVEL
 * @l: the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the previous level.
 */
static inline KIRQL KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK l)
	__acquires(&l->lock)
{
	KIRQL old = KeGetCurrentIrql();

	spin_lock_bh(&l->lock);
	return old;
}

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
static inline VOID KeReleaseSpinLock(PKSPIN_LOCK l, KIRQL old)
	__releases(&l->lock)
{
	spin_unlock_bh(&l->lock);
}

/**
 * KeAcquireSpinLockAtDpcLevel() - take a lock at DISPATCH_LEVEL
 * @l: the lock
 *
 * Context: DISPATCH_LEVEL. [doc]
 */
static inline VOID KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK l)
	__acquires(&l->lock)
{
	spin_lock(&l->lock);
}

/**
 * KeReleaseSpinLockFromDpcLevel() - release a lock, staying at DISPATCH_LEVEL
 * @l: the lock
 *
 * Context: DISPATCH_LEVEL. [doc]
 */
static inline VOID KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK l)
	__releases(&l->lock)
{
	spin_unlock(&l->lock);
}

/**
 * KeTryToAcquireSpinLockAtDpcLevel() - take a lock if it is free
 * @l: the lock
 *
 * Context: DISPATCH_LEVEL. [doc]
 * Return: TRUE when it was taken.
 */
static inline BOOLEAN KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK l)
{
	return spin_trylock(&l->lock);
}

/**
 * KeTestSpinLock() - whether a lock looks free
 * @l: the lock
 *
 * Context: any. [doc]
 * Return: TRUE when it was free at the time of the call.
 */
static inline BOOLEAN KeTestSpinLock(PKSPIN_LOCK l)
{
	return !spin_is_locked(&l->lock);
}

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
