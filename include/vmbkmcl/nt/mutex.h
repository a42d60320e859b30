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

#include <linux/mutex.h>
#include <linux/rwsem.h>

#include <ntdef.h>

typedef struct _FAST_MUTEX {
	struct mutex lock;
} FAST_MUTEX, *PFAST_MUTEX, KGUARDED_MUTEX, *PKGUARDED_MUTEX;

#define ExInitializeFastMutex(m)	mutex_init(&(m)->lock)

/**
 * ExAcquireFastMutex() - take a fast mutex
 * @m: the mutex
 *
 * Context: PASSIVE_LEVEL; may sleep. [doc]
 */
static inline VOID ExAcquireFastMutex(PFAST_MUTEX m)
{
	mutex_lock(&m->lock);
}

/**
 * ExTryToAcquireFastMutex() - take a fast mutex if it is free
 * @m: the mutex
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: TRUE when it was taken.
 */
static inline BOOLEAN ExTryToAcquireFastMutex(PFAST_MUTEX m)
{
	return mutex_trylock(&m->lock);
}

/**
 * ExReleaseFastMutex() - release a fast mutex
 * @m: the mutex
 *
 * Context: PASSIVE_LEVEL, the thread that took it. [doc]
 */
static inline VOID ExReleaseFastMutex(PFAST_MUTEX m)
{
	mutex_unlock(&m->lock);
}

#define ExAcquireFastMutexUnsafe(m)	ExAcquireFastMutex(m)
#define ExReleaseFastMutexUnsafe(m)	ExReleaseFastMutex(m)
#define KeInitializeGuardedMutex(m)	ExInitializeFastMutex(m)
#define KeAcquireGuardedMutex(m)	ExAcquireFastMutex(m)
#define KeTryToAcquireGuardedMutex(m)	ExTryToAcquireFastMutex(m)
#define KeReleaseGuardedMutex(m)	ExReleaseFastMutex(m)

typedef struct _EX_PUSH_LOCK {
	struct rw_semaphore lock;
} EX_PUSH_LOCK, *PEX_PUSH_LOCK;

#define ExInitializePushLock(l)		init_rwsem(&(l)->lock)

/**
 * ExAcquirePushLockExclusive() - take a push lock for writing
 * @l: the lock
 *
 * Context: PASSIVE_LEVEL; may sleep. [doc]
 */
static inline VOID ExAcquirePushLockExclusive(PEX_PUSH_LOCK l)
{
	down_write(&l->lock);
}

/**
 * ExReleasePushLockExclusive() - release a push lock taken for writing
 * @l: the lock
 *
 * Context: PASSIVE_LEVEL, the thread that took it. [doc]
 */
static inline VOID ExReleasePushLockExclusive(PEX_PUSH_LOCK l)
{
	up_write(&l->lock);
}

/**
 * ExAcquirePushLockShared() - take a push lock for reading
 * @l: the lock
 *
 * Context: PASSIVE_LEVEL; may sleep. [doc]
 */
static inline VOID ExAcquirePushLockShared(PEX_PUSH_LOCK l)
{
	down_read(&l->lock);
}

/**
 * ExReleasePushLockShared() - release a push lock taken for reading
 * @l: the lock
 *
 * Context: PASSIVE_LEVEL, the thread that took it. [doc]
 */
static inline VOID ExReleasePushLockShared(PEX_PUSH_LOCK l)
{
	up_read(&l->lock);
}

/* There are no APCs to disable. */
#define KeEnterCriticalRegion()		do { } while (0)
#define KeLeaveCriticalRegion()		do { } while (0)
#define KeEnterGuardedRegion()		do { } while (0)
#define KeLeaveGuardedRegion()		do { } while (0)

#endif
