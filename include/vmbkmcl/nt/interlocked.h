/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Atomic operations on ordinary variables [doc nf-wdm-interlockedincrement]. All are
 * full barriers, like Linux's atomic operations that return a value: so are the
 * compiler's __sync functions, but for its exchange, which is one on x86 only.
 *
 * Linux counterpart: atomic_t, xchg(), cmpxchg()
 */
#ifndef VMBKMCL_NT_INTERLOCKED_H
#define VMBKMCL_NT_INTERLOCKED_H

#include <vmbkmcl/nt/list.h>
#include <vmbkmcl/nt/spinlock.h>

#ifdef __x86_64__
#define VMBKMCL_EXCHANGE(p, value)	__atomic_exchange_n(p, value, __ATOMIC_SEQ_CST)
#else
#define VMBKMCL_EXCHANGE(p, value)	\
	(__sync_synchronize(), __atomic_exchange_n(p, value, __ATOMIC_SEQ_CST))
#endif

static inline LONG InterlockedIncrement(LONG volatile *p)
{
	return __sync_add_and_fetch(p, 1);
}

static inline LONG InterlockedDecrement(LONG volatile *p)
{
	return __sync_sub_and_fetch(p, 1);
}

static inline LONG InterlockedAdd(LONG volatile *p, LONG value)
{
	return __sync_add_and_fetch(p, value);
}

static inline LONG InterlockedExchangeAdd(LONG volatile *p, LONG value)
{
	return __sync_fetch_and_add(p, value);
}

static inline LONG InterlockedExchange(LONG volatile *p, LONG value)
{
	return VMBKMCL_EXCHANGE(p, value);
}

static inline LONG InterlockedCompareExchange(LONG volatile *p, LONG value,
					      LONG expected)
{
	return __sync_val_compare_and_swap(p, expected, value);
}

static inline LONG InterlockedAnd(LONG volatile *p, LONG value)
{
	return __sync_fetch_and_and(p, value);
}

static inline LONG InterlockedOr(LONG volatile *p, LONG value)
{
	return __sync_fetch_and_or(p, value);
}

static inline LONG InterlockedXor(LONG volatile *p, LONG value)
{
	return __sync_fetch_and_xor(p, value);
}

static inline LONG64 InterlockedIncrement64(LONG64 volatile *p)
{
	return __sync_add_and_fetch(p, 1);
}

static inline LONG64 InterlockedDecrement64(LONG64 volatile *p)
{
	return __sync_sub_and_fetch(p, 1);
}

static inline LONG64 InterlockedAdd64(LONG64 volatile *p, LONG64 value)
{
	return __sync_add_and_fetch(p, value);
}

static inline LONG64 InterlockedExchangeAdd64(LONG64 volatile *p, LONG64 value)
{
	return __sync_fetch_and_add(p, value);
}

static inline LONG64 InterlockedExchange64(LONG64 volatile *p, LONG64 value)
{
	return VMBKMCL_EXCHANGE(p, value);
}

static inline LONG64 InterlockedCompareExchange64(LONG64 volatile *p,
						  LONG64 value, LONG64 expected)
{
	return __sync_val_compare_and_swap(p, expected, value);
}

static inline LONG64 InterlockedAnd64(LONG64 volatile *p, LONG64 value)
{
	return __sync_fetch_and_and(p, value);
}

static inline LONG64 InterlockedOr64(LONG64 volatile *p, LONG64 value)
{
	return __sync_fetch_and_or(p, value);
}

static inline PVOID InterlockedExchangePointer(PVOID volatile *p, PVOID value)
{
	return VMBKMCL_EXCHANGE(p, value);
}

static inline PVOID InterlockedCompareExchangePointer(PVOID volatile *p,
						      PVOID value, PVOID expected)
{
	return __sync_val_compare_and_swap(p, expected, value);
}

static inline BOOLEAN InterlockedBitTestAndSet(LONG volatile *p, LONG bit)
{
	return (InterlockedOr(p, (LONG)(1u << bit)) >> bit) & 1;
}

static inline BOOLEAN InterlockedBitTestAndReset(LONG volatile *p, LONG bit)
{
	return (InterlockedAnd(p, (LONG)~(1u << bit)) >> bit) & 1;
}

#define KeMemoryBarrier()		__sync_synchronize()
#define MemoryBarrier()			KeMemoryBarrier()
#define _ReadWriteBarrier()		__asm__ __volatile__("" : : : "memory")
#define ReadNoFence(p)			__atomic_load_n(p, __ATOMIC_RELAXED)
#define WriteNoFence(p, v)		__atomic_store_n(p, v, __ATOMIC_RELAXED)
#define ReadAcquire(p)			__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define WriteRelease(p, v)		__atomic_store_n(p, v, __ATOMIC_RELEASE)
#if defined(__x86_64__)
#define YieldProcessor()		__asm__ __volatile__("pause" : : : "memory")
#elif defined(__aarch64__)
#define YieldProcessor()		__asm__ __volatile__("yield" : : : "memory")
#else
#define YieldProcessor()		_ReadWriteBarrier()
#endif

/**
 * ExInterlockedInsertTailList() - add an entry at the end, under a lock
 * @head: the list's head
 * @entry: on no list
 * @lock: the list's lock
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: the entry that was last, or NULL when the list was empty.
 */
PLIST_ENTRY ExInterlockedInsertTailList(PLIST_ENTRY head, PLIST_ENTRY entry,
					PKSPIN_LOCK lock);

/**
 * ExInterlockedInsertHeadList() - add an entry at the start, under a lock
 * @head: the list's head
 * @entry: on no list
 * @lock: the list's lock
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: the entry that was first, or NULL when the list was empty.
 */
PLIST_ENTRY ExInterlockedInsertHeadList(PLIST_ENTRY head, PLIST_ENTRY entry,
					PKSPIN_LOCK lock);

/**
 * ExInterlockedRemoveHeadList() - remove the first entry, under a lock
 * @head: the list's head
 * @lock: the list's lock
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: the entry, or NULL when the list was empty.
 */
PLIST_ENTRY ExInterlockedRemoveHeadList(PLIST_ENTRY head, PKSPIN_LOCK lock);

#endif
