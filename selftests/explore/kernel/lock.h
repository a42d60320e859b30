/* SPDX-License-Identifier: GPL-2.0-only */
/* lock.h - locks, sections with something switched off, and RCU. */
#ifndef EXPLORE_KERNEL_LOCK_H
#define EXPLORE_KERNEL_LOCK_H

/**
 * struct explore_lock - of any kind
 * @owner: the context that has it
 * @in_softirq: it was taken in a tasklet
 * @softirqs_on: it was taken where a tasklet could come
 */
struct explore_lock {
	struct context *owner;
	bool in_softirq;
	bool softirqs_on;
};

typedef struct explore_lock spinlock_t;
typedef struct explore_lock raw_spinlock_t;

struct mutex {
	struct explore_lock lock;
};

#define DEFINE_SPINLOCK(name)	spinlock_t name
#define DEFINE_MUTEX(name)	struct mutex name
#define spin_lock_init(lock)	((void)(*(lock) = (spinlock_t){}))
#define mutex_init(m)		((void)(*(m) = (struct mutex){}))

void explore_spin_lock(spinlock_t *lock, const struct sched_site *site);
void explore_spin_unlock(spinlock_t *lock, const struct sched_site *site);
void explore_mutex_lock(struct mutex *mutex, const struct sched_site *site);
void explore_mutex_unlock(struct mutex *mutex, const struct sched_site *site);
bool explore_owns(const struct explore_lock *lock);
void explore_softirqs_off(void);
void explore_softirqs_on(const struct sched_site *site);
bool explore_may_sleep(void);
void explore_might_sleep(const struct sched_site *site);
unsigned long explore_irqs_save(const struct sched_site *site);
/* What waits for interrupts to be on may run then. */
void explore_irqs_restore(unsigned long flags, const struct sched_site *site);
void explore_rcu_lock(void);
void explore_rcu_unlock(const struct sched_site *site);
void explore_rcu_synchronize(const struct sched_site *site);

/* The point is ahead of what the lock switches off: RCU waits for that. */
#define spin_lock(lock) do {						\
	SCHED_POINT("spin_lock(" #lock ")");				\
	explore_spin_lock(lock, SCHED_SITE("spin_lock(" #lock ")"));	\
} while (0)
#define spin_unlock(lock)	explore_spin_unlock(lock, SCHED_SITE("spin_unlock(" #lock ")"))
#define spin_lock_irqsave(lock, flags) do {				\
	(flags) = explore_irqs_save(SCHED_SITE("spin_lock_irqsave(" #lock ")")); \
	explore_spin_lock(lock, SCHED_SITE("spin_lock_irqsave(" #lock ")")); \
} while (0)
#define spin_unlock_irqrestore(lock, flags) do {			\
	explore_spin_unlock(lock, NULL);				\
	explore_irqs_restore(flags, SCHED_SITE("spin_unlock_irqrestore(" #lock ")")); \
} while (0)
#define spin_lock_irq(lock) do {					\
	explore_irqs_save(SCHED_SITE("spin_lock_irq(" #lock ")"));	\
	explore_spin_lock(lock, SCHED_SITE("spin_lock_irq(" #lock ")"));	\
} while (0)
#define spin_unlock_irq(lock) do {					\
	explore_spin_unlock(lock, NULL);				\
	explore_irqs_restore(0, SCHED_SITE("spin_unlock_irq(" #lock ")"));	\
} while (0)
#define mutex_lock(mutex)	explore_mutex_lock(mutex, SCHED_SITE("mutex_lock(" #mutex ")"))
#define mutex_unlock(mutex)	explore_mutex_unlock(mutex, SCHED_SITE("mutex_unlock(" #mutex ")"))

#define lockdep_assert_held(lock) do {					\
	if (!explore_owns((const struct explore_lock *)(lock)))		\
		sched_fail("%s is not held at %s:%d", #lock, __FILE__, __LINE__); \
} while (0)

#define local_bh_disable()	explore_softirqs_off()
#define local_bh_enable()	explore_softirqs_on(SCHED_SITE("local_bh_enable"))
#define irqs_disabled()		(sched_cpu(sched_self())->irqs_off != 0)
#define in_interrupt() \
	(sched_cpu(sched_self())->softirq || sched_cpu(sched_self())->softirqs_off)
#define in_serving_softirq()	(sched_cpu(sched_self())->softirq != 0)
#define preempt_count() \
	(in_interrupt() || sched_cpu(sched_self())->preempt_off)
/* As the kernel has it: one bit while a softirq is served, more while they are off. */
#define SOFTIRQ_DISABLE_OFFSET	2
#define softirq_count() \
	(in_serving_softirq() + \
	 SOFTIRQ_DISABLE_OFFSET * sched_cpu(sched_self())->softirqs_off)
#define rcu_preempt_depth()	(sched_cpu(sched_self())->rcu)
/* A kernel that cannot be preempted at DISPATCH. */
#define IS_ENABLED(option)	false
#define preempt_disable()	((void)sched_cpu(sched_self())->preempt_off++)
#define preempt_enable()	((void)sched_cpu(sched_self())->preempt_off--)
#define preemptible()		explore_may_sleep()
#define might_sleep()		explore_might_sleep(SCHED_SITE("might_sleep"))
#define cond_resched()		might_sleep()
#define msleep(milliseconds)	might_sleep()

#define rcu_read_lock()		explore_rcu_lock()
#define rcu_read_unlock()	explore_rcu_unlock(SCHED_SITE("rcu_read_unlock"))
#define synchronize_rcu_expedited() \
	explore_rcu_synchronize(SCHED_SITE("synchronize_rcu_expedited"))

#endif /* EXPLORE_KERNEL_LOCK_H */
