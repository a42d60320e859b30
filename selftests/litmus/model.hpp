/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * model.hpp - what litmus tests are written with, in terms of relacy.
 *
 * relacy runs the threads of a test in every order, and lets each load return every
 * value that C11 allows. The kernel's primitives that order something have, as first
 * argument, their number in the test; the one that is taken out orders nothing.
 */
#ifndef LITMUS_MODEL_H
#define LITMUS_MODEL_H

#include <relacy/relacy.hpp>

#define LITMUS_THREADS		3
#define LITMUS_REGISTERS	3

/* Number of the primitive that is taken out, or 0. */
extern int taken_out;

/* A variable whose accesses are marked. */
struct marked {
	rl::atomic<int> value;

	marked &operator*() { return *this; }
	int get(rl::memory_order order) { return value($).load(order); }
	void set(int to, rl::memory_order order) { value($).store(to, order); }
};

/* One whose accesses are not: two of them that race are an error. */
struct plain {
	rl::var<int> value;

	plain &operator*() { return *this; }
	operator int() { return value($); }
	void operator=(int to) { value($) = to; }
	void set(int to, rl::memory_order) { value($) = to; }
};

static inline rl::memory_order order(int number, rl::memory_order wanted)
{
	return number == taken_out ? rl::mo_relaxed : wanted;
}

static inline void fence(int number, rl::memory_order wanted)
{
	if (number != taken_out)
		rl::atomic_thread_fence(wanted, $);
}

#define READ_ONCE(x)			(x).get(rl::mo_relaxed)
#define WRITE_ONCE(x, to)		(x).set(to, rl::mo_relaxed)
#define smp_load_acquire(n, x)		(x).get(order(n, rl::mo_acquire))
#define smp_store_release(n, x, to)	(x).set(to, order(n, rl::mo_release))
#define smp_mb(n)			fence(n, rl::mo_seq_cst)
#define smp_rmb(n)			fence(n, rl::mo_acquire)
#define atomic_read(x)			READ_ONCE(*(x))
#define atomic_set(x, to)		WRITE_ONCE(*(x), to)
#define atomic_read_acquire(n, x)	smp_load_acquire(n, *(x))
#define atomic_set_release(n, x, to)	smp_store_release(n, *(x), to)

/* An operation that returns a value is a full barrier. */
#define MODEL_FULL(name, operation)				\
static inline int name(int n, marked &x, int value)		\
{								\
	int was = x.value($).operation(value, order(n, rl::mo_seq_cst)); \
								\
	fence(n, rl::mo_seq_cst);				\
	return was;						\
}

MODEL_FULL(atomic_xchg, exchange)
MODEL_FULL(atomic_fetch_or_of, fetch_or)
MODEL_FULL(atomic_fetch_sub_of, fetch_sub)
MODEL_FULL(atomic_fetch_add_of, fetch_add)

#define atomic_fetch_or(n, value, x)	atomic_fetch_or_of(n, x, value)
#define atomic_fetch_sub(n, value, x)	atomic_fetch_sub_of(n, x, value)
#define atomic_fetch_inc(n, x)		atomic_fetch_add_of(n, x, 1)
#define atomic_dec_return(n, x)		(atomic_fetch_sub_of(n, x, 1) - 1)

static inline int atomic_cmpxchg_relaxed(marked &x, int expected, int to)
{
	int was = expected;

	x.value($).compare_exchange_strong(was, to, rl::mo_relaxed, rl::mo_relaxed);
	return was;
}

/* Where it fails it orders nothing. */
static inline int atomic_cmpxchg(int n, marked &x, int expected, int to)
{
	int was = expected;

	if (x.value($).compare_exchange_strong(was, to, order(n, rl::mo_seq_cst),
					       rl::mo_relaxed))
		fence(n, rl::mo_seq_cst);
	return was;
}

/**
 * struct litmus - a test, as generate.awk makes it
 * @name: of its file
 * @barriers: what orders something in it, as "smp_mb of P0"
 * @run: run it in every way; true: what it forbids has not been seen
 */
struct litmus {
	const char *name;
	const char *const *barriers;
	bool (*run)(rl::test_params &params);
};

extern const struct litmus litmus_tests[];
extern const int litmus_count;

#endif /* LITMUS_MODEL_H */
