// SPDX-License-Identifier: GPL-2.0-only
/* tasklet.c - tasklets. */
#include "kernel.h"

/* Of the contexts on @self's processor: may none be interrupted by a tasklet? */
static bool is_off_there(struct context *self)
{
	uint64_t processor = sched_processor(self);
	unsigned int i;

	for (i = 0; i < SCHED_CONTEXTS; i++) {
		struct context *each = sched_context(i);
		const struct cpu *cpu = sched_cpu(each);

		if (each == self || !sched_in_use(each))
			continue;
		if ((sched_number(each) == processor ||
		     sched_processor(each) == processor) &&
		    (cpu->softirqs_off || cpu->irqs_off || cpu->softirq))
			return true;
	}
	return false;
}

static bool runs(const struct tasklet_struct *tasklet)
{
	unsigned int i;

	for (i = 0; i < SCHED_CONTEXTS; i++) {
		struct context *each = sched_context(i);

		if (sched_in_use(each) && sched_object(each) == tasklet &&
		    sched_cpu(each)->softirq)
			return true;
	}
	return false;
}

static bool may_begin(struct context *self, const void *object, uint64_t unused)
{
	const struct tasklet_struct *tasklet = object;

	return !tasklet->disabled && !runs(tasklet) && !is_off_there(self);
}

static void await(struct tasklet_struct *tasklet, const struct sched_site *site,
		  bool (*ready)(struct context *self, const void *arg, uint64_t unused))
{
	const struct sched_wait wait = {
		.ready = ready, .arg = tasklet, .site = site,
	};

	sched_wait(&wait);
}

static void tasklet_context(void *arg)
{
	struct cpu *cpu = sched_cpu(sched_self());
	struct tasklet_struct *tasklet = arg;

	/* A processor that is late with it is in no section meanwhile. */
	SCHED_POINT("a tasklet begins");
	await(tasklet, SCHED_SITE("a tasklet begins"), may_begin);
	cpu->softirq = true;
	cpu->section++;
	tasklet->scheduled = false;
	tasklet->callback(tasklet);
	/* The kernel's own last access to it. */
	if (tasklet->disabled < 0)
		sched_fail("a tasklet was enabled more often than disabled");
	cpu->softirq = false;
}

void explore_tasklet_schedule(struct tasklet_struct *tasklet,
			      const struct sched_site *site)
{
	struct context *self = sched_self();
	const struct sched_start start = {
		.name = tasklet->name, .fn = tasklet_context, .arg = tasklet,
		.object = tasklet, .ready = may_begin,
		.processor = sched_processor(self) ? : sched_number(self),
	};

	sched_point(site);
	if (tasklet->scheduled)
		return;
	tasklet->scheduled = true;
	sched_start(&start);
}

void explore_softirqs_run(void)
{
	const struct cpu *cpu = sched_cpu(sched_self());

	if (!cpu->softirq && !cpu->softirqs_off && !cpu->irqs_off)
		sched_interrupt();
}

static bool has_ended(struct context *self, const void *arg, uint64_t unused)
{
	const struct tasklet_struct *tasklet = arg;

	return !tasklet->scheduled && !runs(tasklet);
}

static bool does_not_run(struct context *self, const void *tasklet, uint64_t unused)
{
	return !runs(tasklet);
}

void explore_tasklet_kill(struct tasklet_struct *tasklet, const struct sched_site *site)
{
	explore_might_sleep(site);
	sched_point(site);
	await(tasklet, site, has_ended);
}

void explore_tasklet_disable(struct tasklet_struct *tasklet,
			     const struct sched_site *site)
{
	sched_point(site);
	tasklet->disabled++;
	await(tasklet, site, does_not_run);
}

void explore_tasklet_enable(struct tasklet_struct *tasklet, const struct sched_site *site)
{
	sched_point(site);
	tasklet->disabled--;
}
