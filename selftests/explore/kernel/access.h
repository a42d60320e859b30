/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * access.h - marked accesses, atomic operations, barriers, per-processor variables.
 *
 * An access to a ring is no point: what the peer may do between two of them is what
 * the tests in ../ring are about.
 */
#ifndef EXPLORE_KERNEL_ACCESS_H
#define EXPLORE_KERNEL_ACCESS_H

/* memory.c: is it in a ring? */
bool explore_in_ring(const volatile void *address);

#define ACCESS_POINT(address, operation) do {				\
	if (!explore_in_ring(address))					\
		SCHED_POINT(operation);					\
} while (0)

#define READ_ONCE(x) ({							\
	ACCESS_POINT(&(x), "READ_ONCE(" #x ")");			\
	*(const volatile typeof(x) *)&(x);				\
})
#define WRITE_ONCE(x, value) do {					\
	typeof(x) value_ = (value);					\
									\
	ACCESS_POINT(&(x), "WRITE_ONCE(" #x ")");			\
	*(volatile typeof(x) *)&(x) = value_;				\
} while (0)

#define cmpxchg(p, old, new) ({						\
	typeof(*(p)) was_;						\
									\
	ACCESS_POINT(p, "cmpxchg(" #p ")");				\
	was_ = *(p);							\
	if (was_ == (old))						\
		*(p) = (new);						\
	was_;								\
})

#define OPTIMIZER_HIDE_VAR(x)	__asm__("" : "+r"(x))
#define barrier()	__asm__ __volatile__("" : : : "memory")
#define smp_mb()	barrier()
#define virt_mb()	barrier()
#define virt_rmb()	barrier()
#define smp_load_acquire(p)		READ_ONCE(*(p))
#define smp_store_release(p, value)	WRITE_ONCE(*(p), value)
#define virt_load_acquire(p)		READ_ONCE(*(p))
#define virt_store_release(p, value)	WRITE_ONCE(*(p), value)

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

typedef struct {
	long counter;
} atomic_long_t;

#define ATOMIC(operation, expression) ({				\
	SCHED_POINT(operation);						\
	(expression);							\
})

#define atomic_read(v)		READ_ONCE((v)->counter)
#define atomic_set(v, n)	WRITE_ONCE((v)->counter, n)
#define atomic_set_release(v, n)	atomic_set(v, n)
#define atomic_read_acquire(v)	atomic_read(v)
#define atomic_inc(v)		((void)ATOMIC("atomic_inc(" #v ")", (v)->counter++))
#define atomic64_inc(v)		((void)ATOMIC("atomic64_inc(" #v ")", (v)->counter++))
#define atomic_dec_return(v)	ATOMIC("atomic_dec_return(" #v ")", --(v)->counter)
#define atomic_add(n, v)	((void)ATOMIC("atomic_add(" #v ")", (v)->counter += (n)))
#define atomic_add_return(n, v)	ATOMIC("atomic_add_return(" #v ")", (v)->counter += (n))
#define atomic_long_read(v)	READ_ONCE((v)->counter)
#define atomic_long_add(n, v) \
	((void)ATOMIC("atomic_long_add(" #v ")", (v)->counter += (n)))
#define atomic_or(n, v)		((void)ATOMIC("atomic_or(" #v ")", (v)->counter |= (n)))
#define atomic_andnot(n, v)	((void)ATOMIC("atomic_andnot(" #v ")", (v)->counter &= ~(n)))
#define atomic_xchg(v, n) \
	ATOMIC("atomic_xchg(" #v ")", __atomic_exchange_n(&(v)->counter, n, __ATOMIC_RELAXED))
#define atomic_fetch_sub(n, v) \
	ATOMIC("atomic_fetch_sub(" #v ")", __atomic_fetch_sub(&(v)->counter, n, __ATOMIC_RELAXED))
#define atomic_fetch_or(n, v) \
	ATOMIC("atomic_fetch_or(" #v ")", __atomic_fetch_or(&(v)->counter, n, __ATOMIC_RELAXED))
#define atomic_cmpxchg(v, old, new) \
	ATOMIC("atomic_cmpxchg(" #v ")", explore_cmpxchg(v, old, new))
#define atomic_try_cmpxchg(v, old, new) \
	ATOMIC("atomic_try_cmpxchg(" #v ")", explore_try_cmpxchg(v, old, new))

static inline int explore_cmpxchg(atomic_t *v, int old, int new)
{
	int was = v->counter;

	if (was == old)
		v->counter = new;
	return was;
}

static inline bool explore_try_cmpxchg(atomic_t *v, int *old, int new)
{
	int was = explore_cmpxchg(v, *old, new);
	bool done = was == *old;

	*old = was;
	return done;
}

struct kref {
	atomic_t refcount;
};

static inline void kref_init(struct kref *kref)
{
	kref->refcount.counter = 1;
}

static inline void kref_get(struct kref *kref)
{
	if (ATOMIC("kref_get", kref->refcount.counter++) <= 0)
		sched_fail("a reference is taken on what has none");
}

static inline int kref_put(struct kref *kref, void (*release)(struct kref *kref))
{
	if (ATOMIC("kref_put", --kref->refcount.counter))
		return 0;
	release(kref);
	return 1;
}

/* A context has a processor of its own. */
#define DEFINE_PER_CPU(type, name)	type name[SCHED_CONTEXTS]
#define DECLARE_PER_CPU(type, name)	extern type name[SCHED_CONTEXTS]
#define this_cpu_inc_return(name)	(++name[sched_cpu_number()])
#define this_cpu_dec(name)		((void)name[sched_cpu_number()]--)
#define this_cpu_read(name)		(name[sched_cpu_number()])
#define this_cpu_write(name, value)	((void)(name[sched_cpu_number()] = (value)))
#define this_cpu_ptr(array)		(&(*(array))[sched_cpu_number()])

#endif /* EXPLORE_KERNEL_ACCESS_H */
