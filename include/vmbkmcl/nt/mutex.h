/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Fast mutexes, guarded mutexes and push locks. All may sleep; none is
 * recursive.
 *
 * Differences from Windows
 * - The IRQL stays at PASSIVE_LEVEL, as there are no APCs.
 * - A lock must be initialised; zeroing it is not enough. The initialisers are
 *   macros, so that each caller has a lockdep class of its own.
 *
 * Linux counterpart: struct mutex, struct rw_semaphore
 */
#ifndef VMBKMCL_NT_MUTEX_H
#define VMBKMCL_NT_MUTEX_H

#include <ntdef.h>
#include <vmbkmcl/nt/linux.h>

typedef struct _FAST_MUTEX {
	LINUX_MUTEX lock;
} FAST_MUTEX, *PFAST_MUTEX, KGUARDED_MUTEX, *PKGUARDED_MUTEX;

#define ExInitializeFastMutex(m) \
	VMBKMCL_LOCK_INIT(vmbkmcl_fast_mutex_init, m)
VOID vmbkmcl_fast_mutex_init(PFAST_MUTEX m, PCSTR name, LINUX_LOCK_CLASS *class_key);

/**
 * ExAcquireFastMutex() - take a fast mutex
 * @m: the mutex
 *
 * Context: PASSIVE_LEVEL; may sleep. [doc]
 */
VOID ExAcquireFastMutex(PFAST_MUTEX m);

/**
 * ExTryToAcquireFastMutex() - take a fast mutex if it is free
 * @m: the mutex
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: TRUE when it was taken.
 */
BOOLEAN ExTryToAcquireFastMutex(PFAST_MUTEX m);

/**
 * ExReleaseFastMutex() - release a fast mutex
 * @m: the mutex
 *
 * Context: PASSIVE_LEVEL, the thread that took it. [doc]
 */
VOID ExReleaseFastMutex(PFAST_MUTEX m);

#define ExAcquireFastMutexUnsafe(m)	ExAcquireFastMutex(m)
#define ExReleaseFastMutexUnsafe(m)	ExReleaseFastMutex(m)
#define KeInitializeGuardedMutex(m)	ExInitializeFastMutex(m)
#define KeAcquireGuardedMutex(m)	ExAcquireFastMutex(m)
#define KeTryToAcquireGuardedMutex(m)	ExTryToAcquireFastMutex(m)
#define KeReleaseGuardedMutex(m)	ExReleaseFastMutex(m)

typedef struct _EX_PUSH_LOCK {
	LINUX_RWSEM lock;
} EX_PUSH_LOCK, *PEX_PUSH_LOCK;

#define ExInitializePushLock(l) \
	VMBKMCL_LOCK_INIT(vmbkmcl_push_lock_init, l)
VOID vmbkmcl_push_lock_init(PEX_PUSH_LOCK l, PCSTR name, LINUX_LOCK_CLASS *class_key);

/**
 * ExAcquirePushLockExclusive() - take a push lock for writing
 * @l: the lock
 *
 * Context: PASSIVE_LEVEL; may sleep. [ours]
 */
VOID ExAcquirePushLockExclusive(PEX_PUSH_LOCK l);

/**
 * ExReleasePushLockExclusive() - release a push lock taken for writing
 * @l: the lock
 *
 * Context: PASSIVE_LEVEL, the thread that took it. [ours]
 */
VOID ExReleasePushLockExclusive(PEX_PUSH_LOCK l);

/**
 * ExAcquirePushLockShared() - take a push lock for reading
 * @l: the lock
 *
 * Context: PASSIVE_LEVEL; may sleep. [ours]
 */
VOID ExAcquirePushLockShared(PEX_PUSH_LOCK l);

/**
 * ExReleasePushLockShared() - release a push lock taken for reading
 * @l: the lock
 *
 * Context: PASSIVE_LEVEL, the thread that took it. [ours]
 */
VOID ExReleasePushLockShared(PEX_PUSH_LOCK l);

/* There are no APCs to disable. */
#define KeEnterCriticalRegion()		do { } while (0)
#define KeLeaveCriticalRegion()		do { } while (0)
#define KeEnterGuardedRegion()		do { } while (0)
#define KeLeaveGuardedRegion()		do { } while (0)

#endif
