/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Atomic operations on ordinary variables [doc nf-wdm-interlockedincrement]. Those with
 * a plain name are full barriers, also where a comparison fails and nothing is written:
 * more than Linux's cmpxchg(), which then orders nothing. The others order as their
 * names say.
 *
 * Linux counterpart: atomic_t, xchg(), cmpxchg()
 */
#ifndef VMBKMCL_NT_INTERLOCKED_H
#define VMBKMCL_NT_INTERLOCKED_H

#include <vmbkmcl/nt/list.h>
#include <vmbkmcl/nt/spinlock.h>

#define _ReadWriteBarrier()		__asm__ __volatile__("" : : : "memory")

/*
 * Before and behind an operation that is to be a full barrier. On x86-64 each of them is
 * one by itself. On arm64 a comparison that fails only reads, which orders nothing that
 * comes before; and compilers differ in what else they put there.
 */
#ifdef __x86_64__
#define VMBKMCL_FENCE()			_ReadWriteBarrier()
#else
#define VMBKMCL_FENCE()			__atomic_thread_fence(__ATOMIC_SEQ_CST)
#endif
#define VMBKMCL_NO_FENCE()

/* A function that makes a new value of one and of an operand. */
#define VMBKMCL_ATOMIC(name, type, builtin, order, fence)			\
	static inline type name(type volatile *p, type value)			\
	{									\
		type result;							\
										\
		fence();							\
		result = builtin(p, value, order);				\
		fence();							\
		return result;							\
	}

/* A function that adds @by. */
#define VMBKMCL_ATOMIC_STEP(name, type, by, order, fence)			\
	static inline type name(type volatile *p)				\
	{									\
		type result;							\
										\
		fence();							\
		result = __atomic_add_fetch(p, by, order);			\
		fence();							\
		return result;							\
	}

/* A function that writes only where it finds what is expected; @fails: its order else. */
#define VMBKMCL_ATOMIC_COMPARE(name, type, fails, order, fence)			\
	static inline type name(type volatile *p, type value, type expected)	\
	{									\
		fence();							\
		__atomic_compare_exchange_n(p, &expected, value, 0, order, fails); \
		fence();							\
		return expected;						\
	}

/* The names that Windows has for the orders of one operation, by @kind's macro. */
#define VMBKMCL_ATOMIC_ORDERS(kind, name, bits, type, operation)		\
	kind(name##bits, type, operation, __ATOMIC_SEQ_CST, VMBKMCL_FENCE)	\
	kind(name##Acquire##bits, type, operation, __ATOMIC_ACQUIRE, VMBKMCL_NO_FENCE) \
	kind(name##Release##bits, type, operation, __ATOMIC_RELEASE, VMBKMCL_NO_FENCE) \
	kind(name##NoFence##bits, type, operation, __ATOMIC_RELAXED, VMBKMCL_NO_FENCE)

/* An exchange has no form that only releases. */
#define VMBKMCL_ATOMIC_EXCHANGES(name, bits, type)				\
	VMBKMCL_ATOMIC(name##bits, type, __atomic_exchange_n, __ATOMIC_SEQ_CST,	\
		       VMBKMCL_FENCE)						\
	VMBKMCL_ATOMIC(name##Acquire##bits, type, __atomic_exchange_n, __ATOMIC_ACQUIRE, \
		       VMBKMCL_NO_FENCE)					\
	VMBKMCL_ATOMIC(name##NoFence##bits, type, __atomic_exchange_n, __ATOMIC_RELAXED, \
		       VMBKMCL_NO_FENCE)

#define VMBKMCL_ATOMIC_COMPARES(name, bits, type)				\
	VMBKMCL_ATOMIC_COMPARE(name##bits, type, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST, \
			       VMBKMCL_FENCE)					\
	VMBKMCL_ATOMIC_COMPARE(name##Acquire##bits, type, __ATOMIC_ACQUIRE,	\
			       __ATOMIC_ACQUIRE, VMBKMCL_NO_FENCE)		\
	VMBKMCL_ATOMIC_COMPARE(name##Release##bits, type, __ATOMIC_RELAXED,	\
			       __ATOMIC_RELEASE, VMBKMCL_NO_FENCE)		\
	VMBKMCL_ATOMIC_COMPARE(name##NoFence##bits, type, __ATOMIC_RELAXED,	\
			       __ATOMIC_RELAXED, VMBKMCL_NO_FENCE)

VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC_STEP, InterlockedIncrement,, LONG, 1)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC_STEP, InterlockedIncrement, 64, LONG64, 1)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC_STEP, InterlockedDecrement,, LONG, -1)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC_STEP, InterlockedDecrement, 64, LONG64, -1)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedAdd,, LONG, __atomic_add_fetch)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedAdd, 64, LONG64, __atomic_add_fetch)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedExchangeAdd,, LONG, __atomic_fetch_add)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedExchangeAdd, 64, LONG64, __atomic_fetch_add)
/* Of these, Windows has the number of bits in the middle. */
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedAnd,, LONG, __atomic_fetch_and)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedAnd64,, LONG64, __atomic_fetch_and)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedOr,, LONG, __atomic_fetch_or)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedOr64,, LONG64, __atomic_fetch_or)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedXor,, LONG, __atomic_fetch_xor)
VMBKMCL_ATOMIC_ORDERS(VMBKMCL_ATOMIC, InterlockedXor64,, LONG64, __atomic_fetch_xor)
VMBKMCL_ATOMIC_EXCHANGES(InterlockedExchange,, LONG)
VMBKMCL_ATOMIC_EXCHANGES(InterlockedExchange, 64, LONG64)
VMBKMCL_ATOMIC_EXCHANGES(InterlockedExchangePointer,, PVOID)
VMBKMCL_ATOMIC_COMPARES(InterlockedCompareExchange,, LONG)
VMBKMCL_ATOMIC_COMPARES(InterlockedCompareExchange, 64, LONG64)
VMBKMCL_ATOMIC_COMPARES(InterlockedCompareExchangePointer,, PVOID)

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
