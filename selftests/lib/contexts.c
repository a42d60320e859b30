// SPDX-License-Identifier: GPL-2.0-only
/*
 * contexts.c - calling a function in the strictest context that it allows.
 *
 * The kernel's checkers find what such a call must not do: sleeping, or on
 * PREEMPT_RT taking a lock that sleeps there.
 */
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "contexts.h"

/**
 * struct attempt - a call in one context
 * @t: the running case
 * @call: the call
 * @context: where it is made, for a failure's text
 * @tasklet: which makes it in a softirq
 * @done: it was made there
 */
struct attempt {
	struct kcase *t;
	const struct kcase_call *call;
	const char *context;
	struct tasklet_struct tasklet;
	struct completion done;
};

static void attempt_call(struct attempt *a)
{
	bool irqs = irqs_disabled();
	unsigned int count = preempt_count();

	a->call->call(a->t);
	if (preempt_count() != count || irqs_disabled() != irqs)
		FAIL(a->t, "%s: preempt_count %#x, interrupts %s; were %#x, %s",
		     a->context, preempt_count(), irqs_disabled() ? "off" : "on",
		     count, irqs ? "off" : "on");
}

static void with_nothing(struct attempt *a)
{
	attempt_call(a);
}

static void with_bh_disabled(struct attempt *a)
{
	local_bh_disable();
	attempt_call(a);
	local_bh_enable();
}

static void with_spin_lock(struct attempt *a)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock_bh(&lock);
	attempt_call(a);
	spin_unlock_bh(&lock);
}

static void tasklet_call(struct tasklet_struct *tasklet)
{
	struct attempt *a = container_of(tasklet, struct attempt, tasklet);

	attempt_call(a);
	complete(&a->done);
}

static void in_tasklet(struct attempt *a)
{
	tasklet_setup(&a->tasklet, tasklet_call);
	tasklet_schedule(&a->tasklet);
	kcase_join(&a->done);
	tasklet_kill(&a->tasklet);
}

static void with_irqs_disabled(struct attempt *a)
{
	unsigned long flags;

	local_irq_save(flags);
	attempt_call(a);
	local_irq_restore(flags);
}

static void with_raw_spin_lock(struct attempt *a)
{
	static DEFINE_RAW_SPINLOCK(lock);
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	attempt_call(a);
	raw_spin_unlock_irqrestore(&lock, flags);
}

static void irq_call(void *context)
{
	attempt_call(context);
}

/* Another processor is interrupted; with only one, interrupts are off again. */
static void in_interrupt_handler(struct attempt *a)
{
	unsigned int cpu;

	cpus_read_lock();
	cpu = cpumask_any_but(cpu_online_mask, raw_smp_processor_id());
	if (cpu >= nr_cpu_ids)
		cpu = raw_smp_processor_id();
	smp_call_function_single(cpu, irq_call, a, 1);
	cpus_read_unlock();
}

static void attempt(struct kcase *t, const char *context,
		    void (*in)(struct attempt *a))
{
	struct attempt a = {
		.t = t,
		.call = (const struct kcase_call *)t->arg,
		.context = context,
		.done = COMPLETION_INITIALIZER_ONSTACK(a.done),
	};

	if (a.call->before)
		a.call->before(t);
	if (!kcase_failed(t))
		in(&a);
	if (a.call->after)
		a.call->after(t);
}

void kcase_call_passive(struct kcase *t)
{
	attempt(t, "in a task", with_nothing);
}
EXPORT_SYMBOL_GPL(kcase_call_passive);

void kcase_call_dispatch(struct kcase *t)
{
	attempt(t, "with softirqs disabled", with_bh_disabled);
	attempt(t, "with a spin lock held", with_spin_lock);
	attempt(t, "in a tasklet", in_tasklet);
}
EXPORT_SYMBOL_GPL(kcase_call_dispatch);

void kcase_call_any(struct kcase *t)
{
	attempt(t, "with interrupts disabled", with_irqs_disabled);
	attempt(t, "with a raw spin lock held", with_raw_spin_lock);
	attempt(t, "in an interrupt", in_interrupt_handler);
}
EXPORT_SYMBOL_GPL(kcase_call_any);
