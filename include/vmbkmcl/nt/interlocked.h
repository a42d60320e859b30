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
 * VMBKMCL_FETCH() writes what an operation makes of *@p and @value, and has what was
 * there before; VMBKMCL_COMPARE() writes only over what is expected. @bits: of *@p.
 * @order: FULL, ACQUIRE, RELEASE or RELAXED.
 */
#ifdef __aarch64__

/*
 * By hand, for GCC would call functions of a library that the kernel has not. A full
 * barrier has a fence on either side: a comparison that fails only reads, and no form of
 * a read orders what comes before it.
 */
#define VMBKMCL_FENCE_FULL		"	dmb	ish\n"
#define VMBKMCL_FENCE_ACQUIRE		""
#define VMBKMCL_FENCE_RELEASE		""
#define VMBKMCL_FENCE_RELAXED		""
#define VMBKMCL_LOAD_FULL		"ldxr"
#define VMBKMCL_LOAD_ACQUIRE		"ldaxr"
#define VMBKMCL_LOAD_RELEASE		"ldxr"
#define VMBKMCL_LOAD_RELAXED		"ldxr"
#define VMBKMCL_STORE_FULL		"stxr"
#define VMBKMCL_STORE_ACQUIRE		"stxr"
#define VMBKMCL_STORE_RELEASE		"stlxr"
#define VMBKMCL_STORE_RELAXED		"stxr"
#define VMBKMCL_REGISTER_32		"%w"
#define VMBKMCL_REGISTER_64		"%x"
#define VMBKMCL_DO_ADD(r)		"add	" r "1, " r "0, " r "4"
#define VMBKMCL_DO_AND(r)		"and	" r "1, " r "0, " r "4"
#define VMBKMCL_DO_OR(r)		"orr	" r "1, " r "0, " r "4"
#define VMBKMCL_DO_XOR(r)		"eor	" r "1, " r "0, " r "4"
#define VMBKMCL_DO_EXCHANGE(r)		"mov	" r "1, " r "4"

#define VMBKMCL_FETCH(operation, bits, order, p, value) ({			\
	__typeof__(value) before_, after_;					\
	int failed_;								\
										\
	__asm__ __volatile__(							\
		VMBKMCL_FENCE_##order						\
		"1:	" VMBKMCL_LOAD_##order "	" VMBKMCL_REGISTER_##bits "0, %3\n" \
		"	" VMBKMCL_DO_##operation(VMBKMCL_REGISTER_##bits) "\n"	\
		"	" VMBKMCL_STORE_##order "	%w2, " VMBKMCL_REGISTER_##bits "1, %3\n" \
		"	cbnz	%w2, 1b\n"					\
		VMBKMCL_FENCE_##order						\
		: "=&r"(before_), "=&r"(after_), "=&r"(failed_), "+Q"(*(p))	\
		: "r"(value)							\
		: "memory");							\
	before_;								\
})

#define VMBKMCL_COMPARE(bits, order, p, value, expected) ({			\
	__typeof__(value) before_;						\
	int failed_;								\
										\
	__asm__ __volatile__(							\
		VMBKMCL_FENCE_##order						\
		"1:	" VMBKMCL_LOAD_##order "	" VMBKMCL_REGISTER_##bits "0, %2\n" \
		"	cmp	" VMBKMCL_REGISTER_##bits "0, " VMBKMCL_REGISTER_##bits "4\n" \
		"	b.ne	2f\n"						\
		"	" VMBKMCL_STORE_##order "	%w1, " VMBKMCL_REGISTER_##bits "3, %2\n" \
		"	cbnz	%w1, 1b\n"					\
		"2:\n"								\
		VMBKMCL_FENCE_##order						\
		: "=&r"(before_), "=&r"(failed_), "+Q"(*(p))			\
		: "r"(value), "r"(expected)					\
		: "memory", "cc");						\
	before_;								\
})

#else

/* On x86-64 each of these is a full barrier, also a comparison that fails. */
#define VMBKMCL_BUILTIN_ADD		__sync_fetch_and_add
#define VMBKMCL_BUILTIN_AND		__sync_fetch_and_and
#define VMBKMCL_BUILTIN_OR		__sync_fetch_and_or
#define VMBKMCL_BUILTIN_XOR		__sync_fetch_and_xor
#define VMBKMCL_BUILTIN_EXCHANGE(p, value)	__atomic_exchange_n(p, value, __ATOMIC_SEQ_CST)
#define VMBKMCL_FETCH(operation, bits, order, p, value)	\
	VMBKMCL_BUILTIN_##operation(p, value)
#define VMBKMCL_COMPARE(bits, order, p, value, expected)	\
	__sync_val_compare_and_swap(p, expected, value)

#endif

/* Functions of one order; @result is what they make of what was there before. */
#define VMBKMCL_UNARY(name, type, bits, operation, order, value, result)	\
	static inline type name(type volatile *p)				\
	{									\
		type before = VMBKMCL_FETCH(operation, bits, order, p, (type)(value)); \
										\
		return result;							\
	}

#define VMBKMCL_BINARY(name, type, bits, operation, order, result)		\
	static inline type name(type volatile *p, type value)			\
	{									\
		type before = VMBKMCL_FETCH(operation, bits, order, p, value);	\
										\
		return result;							\
	}

#define VMBKMCL_TERNARY(name, type, bits, order)				\
	static inline type name(type volatile *p, type value, type expected)	\
	{									\
		return VMBKMCL_COMPARE(bits, order, p, value, expected);	\
	}

/* All orders of one function; @suffix is what Windows has behind the order's name. */
#define VMBKMCL_STEPS(name, suffix, type, bits, value)				\
	VMBKMCL_UNARY(name##suffix, type, bits, ADD, FULL, value, before + (value)) \
	VMBKMCL_UNARY(name##Acquire##suffix, type, bits, ADD, ACQUIRE, value, before + (value)) \
	VMBKMCL_UNARY(name##Release##suffix, type, bits, ADD, RELEASE, value, before + (value)) \
	VMBKMCL_UNARY(name##NoFence##suffix, type, bits, ADD, RELAXED, value, before + (value))

#define VMBKMCL_OPERATIONS(name, suffix, type, bits, operation, result)		\
	VMBKMCL_BINARY(name##suffix, type, bits, operation, FULL, result)	\
	VMBKMCL_BINARY(name##Acquire##suffix, type, bits, operation, ACQUIRE, result) \
	VMBKMCL_BINARY(name##Release##suffix, type, bits, operation, RELEASE, result) \
	VMBKMCL_BINARY(name##NoFence##suffix, type, bits, operation, RELAXED, result)

/* There is none that only releases. */
#define VMBKMCL_EXCHANGES(name, suffix, type, bits)				\
	VMBKMCL_BINARY(name##suffix, type, bits, EXCHANGE, FULL, before)	\
	VMBKMCL_BINARY(name##Acquire##suffix, type, bits, EXCHANGE, ACQUIRE, before) \
	VMBKMCL_BINARY(name##NoFence##suffix, type, bits, EXCHANGE, RELAXED, before)

#define VMBKMCL_COMPARES(name, suffix, type, bits)				\
	VMBKMCL_TERNARY(name##suffix, type, bits, FULL)				\
	VMBKMCL_TERNARY(name##Acquire##suffix, type, bits, ACQUIRE)		\
	VMBKMCL_TERNARY(name##Release##suffix, type, bits, RELEASE)		\
	VMBKMCL_TERNARY(name##NoFence##suffix, type, bits, RELAXED)

VMBKMCL_STEPS(InterlockedIncrement,, LONG, 32, 1)
VMBKMCL_STEPS(InterlockedIncrement, 64, LONG64, 64, 1)
VMBKMCL_STEPS(InterlockedDecrement,, LONG, 32, -1)
VMBKMCL_STEPS(InterlockedDecrement, 64, LONG64, 64, -1)
VMBKMCL_OPERATIONS(InterlockedAdd,, LONG, 32, ADD, before + value)
VMBKMCL_OPERATIONS(InterlockedAdd, 64, LONG64, 64, ADD, before + value)
VMBKMCL_OPERATIONS(InterlockedExchangeAdd,, LONG, 32, ADD, before)
VMBKMCL_OPERATIONS(InterlockedExchangeAdd, 64, LONG64, 64, ADD, before)
/* Of these, Windows has the number of bits in the middle. */
VMBKMCL_OPERATIONS(InterlockedAnd,, LONG, 32, AND, before)
VMBKMCL_OPERATIONS(InterlockedAnd64,, LONG64, 64, AND, before)
VMBKMCL_OPERATIONS(InterlockedOr,, LONG, 32, OR, before)
VMBKMCL_OPERATIONS(InterlockedOr64,, LONG64, 64, OR, before)
VMBKMCL_OPERATIONS(InterlockedXor,, LONG, 32, XOR, before)
VMBKMCL_OPERATIONS(InterlockedXor64,, LONG64, 64, XOR, before)
VMBKMCL_EXCHANGES(InterlockedExchange,, LONG, 32)
VMBKMCL_EXCHANGES(InterlockedExchange, 64, LONG64, 64)
VMBKMCL_EXCHANGES(InterlockedExchangePointer,, PVOID, 64)
VMBKMCL_COMPARES(InterlockedCompareExchange,, LONG, 32)
VMBKMCL_COMPARES(InterlockedCompareExchange, 64, LONG64, 64)
VMBKMCL_COMPARES(InterlockedCompareExchangePointer,, PVOID, 64)

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
