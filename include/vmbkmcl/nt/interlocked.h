/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Atomic operations on ordinary variables [doc nf-wdm-interlockedincrement]. All are
 * full barriers, like Linux's atomic operations that return a value.
 *
 * Linux counterpart: atomic_t, xchg(), cmpxchg()
 */
#ifndef VMBKMCL_NT_INTERLOCKED_H
#define VMBKMCL_NT_INTERLOCKED_H

#include <linux/atomic.h>
#include <linux/bitops.h>

#include <vmbkmcl/nt/list.h>
#include <vmbkmcl/nt/spinlock.h>

static inline LONG InterlockedIncrement(LONG volatile *p)
{
	return atomic_inc_return((atomic_t *)p);
}

static inline LONG InterlockedDecrement(LONG volatile *p)
{
	return atomic_dec_return((atomic_t *)p);
}

static inline LONG InterlockedAdd(LONG volatile *p, LONG value)
{
	return atomic_add_return(value, (atomic_t *)p);
}

static inline LONG InterlockedExchangeAdd(LONG volatile *p, LONG value)
{
	return atomic_fetch_add(value, (atomic_t *)p);
}

static inline LONG InterlockedExchange(LONG volatile *p, LONG value)
{
	return atomic_xchg((atomic_t *)p, value);
}

static inline LONG InterlockedCompareExchange(LONG volatile *p, LONG value,
					      LONG expected)
{
	return atomic_cmpxchg((atomic_t *)p, expected, value);
}

static inline LONG InterlockedAnd(LONG volatile *p, LONG value)
{
	return atomic_fetch_and(value, (atomic_t *)p);
}

static inline LONG InterlockedOr(LONG volatile *p, LONG value)
{
	return atomic_fetch_or(value, (atomic_t *)p);
}

static inline LONG InterlockedXor(LONG volatile *p, LONG value)
{
	return atomic_fetch_xor(value, (atomic_t *)p);
}

static inline LONG64 InterlockedIncrement64(LONG64 volatile *p)
{
	return atomic64_inc_return((atomic64_t *)p);
}

static inline LONG64 InterlockedDecrement64(LONG64 volatile *p)
{
	return atomic64_dec_return((atomic64_t *)p);
}

static inline LONG64 InterlockedAdd64(LONG64 volatile *p, LONG64 value)
{
	return atomic64_add_return(value, (atomic64_t *)p);
}

static inline LONG64 InterlockedExchangeAdd64(LONG64 volatile *p, LONG64 value)
{
	return atomic64_fetch_add(value, (atomic64_t *)p);
}

static inline LONG64 InterlockedExchange64(LONG64 volatile *p, LONG64 value)
{
	return atomic64_xchg((atomic64_t *)p, value);
}

static inline LONG64 InterlockedCompareExchange64(LONG64 volatile *p,
						  LONG64 value, LONG64 expected)
{
	return atomic64_cmpxchg((atomic64_t *)p, expected, value);
}

static inline LONG64 InterlockedAnd64(LONG64 volatile *p, LONG64 value)
{
	return atomic64_fetch_and(value, (atomic64_t *)p);
}

static inline LONG64 InterlockedOr64(LONG64 volatile *p, LONG64 value)
{
	return atomic64_fetch_or(value, (atomic64_t *)p);
}

static inline PVOID InterlockedExchangePointer(PVOID volatile *p, PVOID value)
{
	return xchg((PVOID *)p, value);
}

static inline PVOID InterlockedCompareExchangePointer(PVOID volatile *p,
						      PVOID value, PVOID expected)
{
	return cmpxchg((PVOID *)p, expected, value);
}

static inline BOOLEAN InterlockedBitTestAndSet(LONG volatile *p, LONG bit)
{
	return (InterlockedOr(p, (LONG)(1u << bit)) >> bit) & 1;
}

static inline BOOLEAN InterlockedBitTestAndReset(LONG volatile *p, LONG bit)
{
	return (InterlockedAnd(p, (LONG)~(1u << bit)) >> bit) & 1;
}

#define KeMemoryBarrier()		smp_mb() /* pairs with another of these */
#define ReadNoFence(p)			READ_ONCE(*(p))
#define WriteNoFence(p, v)		WRITE_ONCE(*(p), v)
#define ReadAcquire(p)			smp_load_acquire(p) /* pairs with WriteRelease() */
#define WriteRelease(p, v)		smp_store_release(p, v) /* pairs with ReadAcquire() */
#define YieldProcessor()		cpu_relax()

/**
 * ExInterlockedInsertTailList() - add an entry at the end, under a lock
 * @head: the list's head
 * @entry: on no list
 * @lock: the list's lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the entry that was last, or NULL when the list was empty.
 */
static inline PLIST_ENTRY ExInterlockedInsertTailList(PLIST_ENTRY head,
						      PLIST_ENTRY entry,
						      PKSPIN_LOCK lock)
{
	PLIST_ENTRY last;
	KIRQL irql;

	KeAcquireSpinLock(lock, &irql);
	last = IsListEmpty(head) ? NULL : head->Blink;
	InsertTailList(head, entry);
	KeReleaseSpinLock(lock, irql);
	return last;
}

/**
 * ExInterlockedInsertHeadList() - add an entry at the start, under a lock
 * @head: the list's head
 * @entry: on no list
 * @lock: the list's lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the entry that was first, or NULL when the list was empty.
 */
static inline PLIST_ENTRY ExInterlockedInsertHeadList(PLIST_ENTRY head,
						      PLIST_ENTRY entry,
						      PKSPIN_LOCK lock)
{
	PLIST_ENTRY first;
	KIRQL irql;

	KeAcquireSpinLock(lock, &irql);
	first = IsListEmpty(head) ? NULL : head->Flink;
	InsertHeadList(head, entry);
	KeReleaseSpinLock(lock, irql);
	return first;
}

/**
 * ExInterlockedRemoveHeadList() - remove the first entry, under a lock
 * @head: the list's head
 * @lock: the list's lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the entry, or NULL when the list was empty.
 */
static inline PLIST_ENTRY ExInterlockedRemoveHeadList(PLIST_ENTRY head,
						      PKSPIN_LOCK lock)
{
	PLIST_ENTRY first;
	KIRQL irql;

	KeAcquireSpinLock(lock, &irql);
	first = IsListEmpty(head) ? NULL : RemoveHeadList(head);
	KeReleaseSpinLock(lock, irql);
	return first;
}

#endif
