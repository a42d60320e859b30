// SPDX-License-Identifier: GPL-2.0-only
/* lock.c - locks, sections with something switched off, and RCU. */
#include "kernel.h"

static struct cpu *cpu(void)
{
	return sched_cpu(sched_self());
}

/* RCU waits for a section that begins here to end. */
static bool is_reader(const struct cpu *cpu)
{
	return cpu->rcu || cpu->softirqs_off || cpu->irqs_off || cpu->preempt_off ||
	       cpu->softirq;
}

static void section_begins(struct cpu *cpu)
{
	if (!is_reader(cpu))
		cpu->section++;
}

static bool lock_is_free(struct context *self, const void *arg, uint64_t unused)
{
	const struct explore_lock *lock = arg;

	return !lock->owner;
}

static void lock_take(struct explore_lock *lock, const struct sched_site *site)
{
	const struct sched_wait wait = {
		.ready = lock_is_free, .arg = lock, .site = site,
	};

	if (lock->owner == sched_self())
		sched_fail("a lock is taken twice: %s:%d", site->file, site->line);
	sched_wait(&wait);
	lock->owner = sched_self();
}

/* A tasklet that came where the lock is held would wait for itself. */
static void check_softirq_use(struct explore_lock *lock, const struct sched_site *site)
{
	if (cpu()->softirq)
		lock->in_softirq = true;
	else if (!cpu()->softirqs_off && !cpu()->irqs_off)
		lock->softirqs_on = true;
	if (lock->in_softirq && lock->softirqs_on)
		sched_fail("%s:%d %s: taken in a tasklet, and where one may come",
			   site->file, site->line, site->what);
}

void explore_spin_lock(spinlock_t *lock, const struct sched_site *site)
{
	check_softirq_use(lock, site);
	lock_take(lock, site);
	section_begins(cpu());
	cpu()->preempt_off++;
}

static void lock_release(struct explore_lock *lock)
{
	if (lock->owner != sched_self())
		sched_fail("a lock is released that its context does not have");
	lock->owner = NULL;
}

void explore_spin_unlock(spinlock_t *lock, const struct sched_site *site)
{
	lock_release(lock);
	cpu()->preempt_off--;
	if (site)
		sched_point(site);
}

void explore_mutex_lock(struct mutex *mutex, const struct sched_site *site)
{
	explore_might_sleep(site);
	sched_point(site);
	lock_take(&mutex->lock, site);
}

void explore_mutex_unlock(struct mutex *mutex, const struct sched_site *site)
{
	lock_release(&mutex->lock);
	sched_point(site);
}

bool explore_owns(const struct explore_lock *lock)
{
	return lock->owner == sched_self();
}

unsigned long explore_irqs_save(const struct sched_site *site)
{
	unsigned long flags = cpu()->irqs_off;

	sched_point(site);
	section_begins(cpu());
	cpu()->irqs_off = 1;
	return flags;
}

void explore_irqs_restore(unsigned long flags, const struct sched_site *site)
{
	cpu()->irqs_off = flags;
	explore_softirqs_run();
	sched_point(site);
}

void explore_softirqs_off(void)
{
	SCHED_POINT("local_bh_disable");
	section_begins(cpu());
	cpu()->softirqs_off++;
}

void explore_softirqs_on(const struct sched_site *site)
{
	cpu()->softirqs_off--;
	explore_softirqs_run();
	sched_point(site);
}

bool explore_may_sleep(void)
{
	return !preempt_count() && !irqs_disabled();
}

void explore_might_sleep(const struct sched_site *site)
{
	if (!explore_may_sleep() || cpu()->rcu)
		sched_fail("%s:%d %s: sleeps where it must not", site->file,
			   site->line, site->what);
}

void explore_rcu_lock(void)
{
	SCHED_POINT("rcu_read_lock");
	section_begins(cpu());
	cpu()->rcu++;
}

void explore_rcu_unlock(const struct sched_site *site)
{
	cpu()->rcu--;
	sched_point(site);
}

/**
 * struct reader - a section that was under way when RCU began to wait
 * @number: of its context
 * @section: which one
 */
struct reader {
	uint64_t number;
	uint64_t section;
};

static bool readers_have_left(struct context *self, const void *arg, uint64_t unused)
{
	const struct reader *readers = arg;
	struct context *each;
	unsigned int i;

	for (i = 0; i < SCHED_CONTEXTS; i++) {
		each = sched_context(i);
		if (readers[i].number && sched_in_use(each) &&
		    sched_number(each) == readers[i].number &&
		    is_reader(sched_cpu(each)) &&
		    sched_cpu(each)->section == readers[i].section)
			return false;
	}
	return true;
}

void explore_rcu_synchronize(const struct sched_site *site)
{
	struct reader readers[SCHED_CONTEXTS] = {};
	const struct sched_wait wait = {
		.ready = readers_have_left, .arg = readers, .site = site,
	};
	struct context *each;
	unsigned int i;

	explore_might_sleep(site);
	sched_point(site);
	for (i = 0; i < SCHED_CONTEXTS; i++) {
		each = sched_context(i);
		if (!sched_in_use(each) || !is_reader(sched_cpu(each)))
			continue;
		readers[i].number = sched_number(each);
		readers[i].section = sched_cpu(each)->section;
	}
	sched_wait(&wait);
}
