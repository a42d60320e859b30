/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fail_nth.h - the kernel's fault injection: the n-th allocation of the calling
 * thread fails. It must have been told to fail allocations that may sleep as
 * well, see alloc_faults.sh.
 */
#ifndef FAIL_NTH_H
#define FAIL_NTH_H

#include <linux/sched.h>
#include <linux/slab.h>

#ifdef CONFIG_FAULT_INJECTION

static inline void fail_nth(unsigned int n)
{
	WRITE_ONCE(current->fail_nth, n);
}

/* True if the failure that was asked for has happened. */
static inline bool fail_end(void)
{
	bool done = !READ_ONCE(current->fail_nth);

	WRITE_ONCE(current->fail_nth, 0);
	return done;
}

#else

static inline void fail_nth(unsigned int n)
{
}

static inline bool fail_end(void)
{
	return false;
}

#endif

static inline bool injection_works(void)
{
	void *p;
	bool works;

	fail_nth(1);
	p = kmalloc(64, GFP_KERNEL);
	works = fail_end() && !p;
	kfree(p);
	return works;
}

#endif /* FAIL_NTH_H */
