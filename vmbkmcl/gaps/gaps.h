/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gaps.h - delays between any two steps of ours, in a build for tests.
 *
 * With VMBKMCL_GAPS=1, Kbuild includes this file ahead of every source file. It
 * puts a call of vmbkmcl_gap() where code decides and then acts: after a lock is
 * released and before it is taken, around marked accesses and atomic operations,
 * and around what another context waits for. A race that wants a few microseconds
 * between two lines then gets them. No source file says where, and none can be
 * forgotten; any other build has no trace of it.
 *
 * Each name that is replaced here keeps its meaning. The headers that declare them
 * come first, so that the kernel's own inline functions stay as they are.
 */
#if !defined(VMBKMCL_GAPS_GAPS_H) && !defined(__GENKSYMS__) && !defined(__ASSEMBLY__)
#define VMBKMCL_GAPS_GAPS_H

/* A source file's own comes too late for the headers below. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/llist.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

/**
 * struct vmbkmcl_gap - a place that can be given a delay
 * @function: the function that it is in; constant
 * @line: and the line; constant
 * @visits: how often it was passed; by all that pass, atomically
 */
struct vmbkmcl_gap {
	const char *function;
	unsigned int line;
	atomic_t visits;
};

/* Perhaps delay the caller. Any context. */
void vmbkmcl_gap(struct vmbkmcl_gap *gap);

/* Delay every place in @function for @us; "" for none. Tests call it. */
void vmbkmcl_gap_at(const char *function, unsigned int us);

#define VMBKMCL_GAP() ({						\
	static struct vmbkmcl_gap gap_ = { __func__, __LINE__ };	\
	vmbkmcl_gap(&gap_);						\
})

/* A gap before, a gap after, or both, around a call that returns nothing. */
#define VMBKMCL_GAP_BEFORE(call) ({ VMBKMCL_GAP(); call; })
#define VMBKMCL_GAP_AFTER(call) ({ call; VMBKMCL_GAP(); })
#define VMBKMCL_GAP_AROUND(call) ({ VMBKMCL_GAP(); call; VMBKMCL_GAP(); })
/* And around one that returns a value. */
#define VMBKMCL_GAP_VALUE(call) ({					\
	VMBKMCL_GAP();							\
	__auto_type value_ = call;					\
	VMBKMCL_GAP();							\
	value_;								\
})

/* What is a macro in some kernel gets a function to stand for it. */

static inline void vmbkmcl_gap_spin_lock(spinlock_t *lock)
{
	spin_lock(lock);
}

static inline void vmbkmcl_gap_spin_lock_bh(spinlock_t *lock)
{
	spin_lock_bh(lock);
}

static inline void vmbkmcl_gap_spin_lock_irq(spinlock_t *lock)
{
	spin_lock_irq(lock);
}

static inline unsigned long vmbkmcl_gap_spin_lock_irqsave(spinlock_t *lock)
{
	unsigned long flags;

	spin_lock_irqsave(lock, flags);
	return flags;
}

static inline void vmbkmcl_gap_spin_unlock(spinlock_t *lock)
{
	spin_unlock(lock);
}

static inline void vmbkmcl_gap_spin_unlock_bh(spinlock_t *lock)
{
	spin_unlock_bh(lock);
}

static inline void vmbkmcl_gap_spin_unlock_irq(spinlock_t *lock)
{
	spin_unlock_irq(lock);
}

static inline void vmbkmcl_gap_spin_unlock_irqrestore(spinlock_t *lock,
						      unsigned long flags)
{
	spin_unlock_irqrestore(lock, flags);
}

static inline void vmbkmcl_gap_mutex_lock(struct mutex *mutex)
{
	mutex_lock(mutex);
}

static inline void vmbkmcl_gap_mutex_unlock(struct mutex *mutex)
{
	mutex_unlock(mutex);
}

static inline bool vmbkmcl_gap_queue_work(struct workqueue_struct *queue,
					  struct work_struct *work)
{
	return queue_work(queue, work);
}

static inline bool vmbkmcl_gap_queue_delayed_work(struct workqueue_struct *queue,
						  struct delayed_work *work,
						  unsigned long delay)
{
	return queue_delayed_work(queue, work, delay);
}

static inline void vmbkmcl_gap_tasklet_schedule(struct tasklet_struct *tasklet)
{
	tasklet_schedule(tasklet);
}

static inline void vmbkmcl_gap_wake_up(struct wait_queue_head *queue)
{
	wake_up(queue);
}

static inline void vmbkmcl_gap_wake_up_all(struct wait_queue_head *queue)
{
	wake_up_all(queue);
}

static inline bool vmbkmcl_gap_flush_work(struct work_struct *work)
{
	return flush_work(work);
}

static inline bool vmbkmcl_gap_llist_add(struct llist_node *new,
					 struct llist_head *head)
{
	return llist_add(new, head);
}

static inline int vmbkmcl_gap_atomic_read(const atomic_t *v)
{
	return atomic_read(v);
}

static inline void vmbkmcl_gap_atomic_set(atomic_t *v, int i)
{
	atomic_set(v, i);
}

static inline int vmbkmcl_gap_atomic_xchg(atomic_t *v, int i)
{
	return atomic_xchg(v, i);
}

static inline int vmbkmcl_gap_atomic_cmpxchg(atomic_t *v, int old, int new)
{
	return atomic_cmpxchg(v, old, new);
}

static inline int vmbkmcl_gap_atomic_fetch_or(int i, atomic_t *v)
{
	return atomic_fetch_or(i, v);
}

static inline int vmbkmcl_gap_atomic_fetch_sub(int i, atomic_t *v)
{
	return atomic_fetch_sub(i, v);
}

#undef READ_ONCE
#define READ_ONCE(x) ({							\
	typeof(__READ_ONCE(x)) value_ = __READ_ONCE(x);			\
	VMBKMCL_GAP();							\
	value_;								\
})

#undef WRITE_ONCE
#define WRITE_ONCE(x, value) VMBKMCL_GAP_AROUND(__WRITE_ONCE(x, value))

#undef spin_lock
#define spin_lock(l) VMBKMCL_GAP_BEFORE(vmbkmcl_gap_spin_lock(l))
#undef spin_lock_bh
#define spin_lock_bh(l) VMBKMCL_GAP_BEFORE(vmbkmcl_gap_spin_lock_bh(l))
#undef spin_lock_irq
#define spin_lock_irq(l) VMBKMCL_GAP_BEFORE(vmbkmcl_gap_spin_lock_irq(l))
#undef spin_lock_irqsave
#define spin_lock_irqsave(l, flags)					\
	VMBKMCL_GAP_BEFORE((flags) = vmbkmcl_gap_spin_lock_irqsave(l))
#undef spin_unlock
#define spin_unlock(l) VMBKMCL_GAP_AFTER(vmbkmcl_gap_spin_unlock(l))
#undef spin_unlock_bh
#define spin_unlock_bh(l) VMBKMCL_GAP_AFTER(vmbkmcl_gap_spin_unlock_bh(l))
#undef spin_unlock_irq
#define spin_unlock_irq(l) VMBKMCL_GAP_AFTER(vmbkmcl_gap_spin_unlock_irq(l))
#undef spin_unlock_irqrestore
#define spin_unlock_irqrestore(l, flags)				\
	VMBKMCL_GAP_AFTER(vmbkmcl_gap_spin_unlock_irqrestore(l, flags))

#undef mutex_lock
#define mutex_lock(m) VMBKMCL_GAP_BEFORE(vmbkmcl_gap_mutex_lock(m))
#undef mutex_unlock
#define mutex_unlock(m) VMBKMCL_GAP_AFTER(vmbkmcl_gap_mutex_unlock(m))

#undef queue_work
#define queue_work(q, w) VMBKMCL_GAP_VALUE(vmbkmcl_gap_queue_work(q, w))
#undef queue_delayed_work
#define queue_delayed_work(q, w, delay)					\
	VMBKMCL_GAP_VALUE(vmbkmcl_gap_queue_delayed_work(q, w, delay))
#undef tasklet_schedule
#define tasklet_schedule(t) VMBKMCL_GAP_AROUND(vmbkmcl_gap_tasklet_schedule(t))
#undef wake_up
#define wake_up(q) VMBKMCL_GAP_AROUND(vmbkmcl_gap_wake_up(q))
#undef wake_up_all
#define wake_up_all(q) VMBKMCL_GAP_AROUND(vmbkmcl_gap_wake_up_all(q))
#undef flush_work
#define flush_work(w) VMBKMCL_GAP_VALUE(vmbkmcl_gap_flush_work(w))
#undef llist_add
#define llist_add(n, h) VMBKMCL_GAP_VALUE(vmbkmcl_gap_llist_add(n, h))

#undef atomic_read
#define atomic_read(v) VMBKMCL_GAP_VALUE(vmbkmcl_gap_atomic_read(v))
#undef atomic_set
#define atomic_set(v, i) VMBKMCL_GAP_AROUND(vmbkmcl_gap_atomic_set(v, i))
#undef atomic_xchg
#define atomic_xchg(v, i) VMBKMCL_GAP_VALUE(vmbkmcl_gap_atomic_xchg(v, i))
#undef atomic_cmpxchg
#define atomic_cmpxchg(v, o, n) VMBKMCL_GAP_VALUE(vmbkmcl_gap_atomic_cmpxchg(v, o, n))
#undef atomic_fetch_or
#define atomic_fetch_or(i, v) VMBKMCL_GAP_VALUE(vmbkmcl_gap_atomic_fetch_or(i, v))
#undef atomic_fetch_sub
#define atomic_fetch_sub(i, v) VMBKMCL_GAP_VALUE(vmbkmcl_gap_atomic_fetch_sub(i, v))

#endif /* VMBKMCL_GAPS_GAPS_H */
