// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Windows drivers call for a few instructions' work, against the same inline: a
 * Windows source sees nothing of Linux's, so that these are calls there.
 */
#include <linux/atomic.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include <wdm.h>

#include "bench.h"

#define NT_OPS	1000000u

static DEFINE_SPINLOCK(linux_lock);
static DEFINE_MUTEX(linux_mutex);
static atomic_t linux_number;
static LIST_HEAD(linux_list);
static struct list_head linux_entry;
static KSPIN_LOCK lock;
static FAST_MUTEX fast_mutex;
static LONG number;
static LIST_ENTRY list, entry;
static const volatile void *seen;

#define LOOP(name, ...)				\
	static void name(u32 n)			\
	{					\
		while (n--) {			\
			__VA_ARGS__;		\
		}				\
	}

LOOP(spin_lock_inline,
	KeGetCurrentIrql(); spin_lock_bh(&linux_lock); spin_unlock_bh(&linux_lock))
LOOP(spin_lock_call,
	KIRQL irql; KeAcquireSpinLock(&lock, &irql); KeReleaseSpinLock(&lock, irql))
LOOP(mutex_inline, mutex_lock(&linux_mutex); mutex_unlock(&linux_mutex))
LOOP(mutex_call, ExAcquireFastMutex(&fast_mutex); ExReleaseFastMutex(&fast_mutex))
LOOP(interlocked_linux, atomic_inc_return(&linux_number))
LOOP(interlocked_nt, InterlockedIncrement(&number))
LOOP(list_linux, list_add_tail(&linux_entry, &linux_list); list_del(&linux_entry))
LOOP(list_nt, InsertTailList(&list, &entry); RemoveHeadList(&list))
LOOP(current_inline, seen = current)
LOOP(current_call, seen = KeGetCurrentThread())
LOOP(irql_inline, seen = hardirq_count() || irqs_disabled() || in_softirq() ? &lock : NULL)
LOOP(irql_call, seen = KeGetCurrentIrql() ? &lock : NULL)

static const struct nt_row {
	const char *name;
	void (*linux_loop)(u32 n);
	void (*nt_loop)(u32 n);
} nt_rows[] = {
	{ "nt_spin_lock", spin_lock_inline, spin_lock_call },
	{ "nt_fast_mutex", mutex_inline, mutex_call },
	{ "nt_interlocked", interlocked_linux, interlocked_nt },
	{ "nt_list", list_linux, list_nt },
	{ "nt_thread", current_inline, current_call },
	{ "nt_irql", irql_inline, irql_call },
};

/* ps an operation. */
static u64 nt_measure(void (*loop)(u32 n))
{
	ktime_t begin;

	loop(1000);
	begin = ktime_get();
	loop(NT_OPS);
	return div_u64(ktime_to_ns(ktime_sub(ktime_get(), begin)) * 1000, NT_OPS);
}

void bench_nt(struct kcase *t)
{
	const struct nt_row *row = &nt_rows[t->arg];
	struct bench_cost linux_cost = {}, nt_cost = {};

	KeInitializeSpinLock(&lock);
	ExInitializeFastMutex(&fast_mutex);
	InitializeListHead(&list);
	linux_cost.ps = nt_measure(row->linux_loop);
	nt_cost.ps = nt_measure(row->nt_loop);
	bench_row(t, row->name, "inline", &linux_cost, "call", &nt_cost);
}
