/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernels, answered once. Which VMBKMCL_HAVE_ names are
 * defined is found out by compiling probes/ (probe.mk).
 */
#ifndef VMBKMCL_COMPAT_H
#define VMBKMCL_COMPAT_H

#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/sched/task_stack.h>
#include <linux/thread_info.h>
#include <linux/workqueue.h>

#if !defined(CONFIG_X86_64) && !defined(CONFIG_ARM64)
#error "vmbkmcl supports x86-64 and arm64 only"
#endif
/* Rings, GPADLs and MDLs count in pages of Hyper-V's size (Documentation/arm64.md). */
#if PAGE_SIZE != 4096
#error "vmbkmcl needs pages of 4 KiB, and this kernel has larger ones (CONFIG_ARM64_4K_PAGES is not set)"
#endif

/*
 * A timer whose callback runs in softirq. It may be on the caller's stack, of which
 * checkers want to be told. A relative mode would be another clock than the wall's.
 */
static inline void
vmbkmcl_compat_hrtimer_setup_soft(struct hrtimer *timer,
			  enum hrtimer_restart (*fn)(struct hrtimer *),
			  clockid_t clock)
{
#ifdef VMBKMCL_HAVE_HRTIMER_SETUP
	if (object_is_on_stack(timer))
		hrtimer_setup_on_stack(timer, fn, clock, HRTIMER_MODE_ABS_SOFT);
	else
		hrtimer_setup(timer, fn, clock, HRTIMER_MODE_ABS_SOFT);
#else
	if (object_is_on_stack(timer))
		hrtimer_init_on_stack(timer, clock, HRTIMER_MODE_ABS_SOFT);
	else
		hrtimer_init(timer, clock, HRTIMER_MODE_ABS_SOFT);
	timer->function = fn;
#endif
}

/*
 * Give a work item a class of its own for lockdep. A callback that runs in one may
 * wait for another one, and only a circle of those is wrong.
 */
static inline void vmbkmcl_compat_work_class(struct work_struct *work,
					     const char *name,
					     struct lock_class_key *key)
{
#ifdef CONFIG_LOCKDEP
	lockdep_init_map(&work->lockdep_map, name, key, 0);
#endif
}

/* Whether the calling thread was woken as if by a signal. Since 5.11. */
static inline bool vmbkmcl_compat_notified(void)
{
#ifdef TIF_NOTIFY_SIGNAL
	return test_thread_flag(TIF_NOTIFY_SIGNAL);
#else
	return false;
#endif
}

/* What a class is asked for the name and the mode of. */
#ifdef VMBKMCL_HAVE_DEVNODE_CONST
typedef const struct device vmbkmcl_compat_devnode;
#else
typedef struct device vmbkmcl_compat_devnode;
#endif

/* End the calling kernel thread and drop the reference on its module. */
static inline void __noreturn vmbkmcl_compat_thread_exit(void)
{
#ifdef VMBKMCL_HAVE_KTHREAD_EXIT
	module_put_and_kthread_exit(0);
#else
	module_put_and_exit(0);
#endif
}

#endif
