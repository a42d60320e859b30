// SPDX-License-Identifier: GPL-2.0-only
/* work.c - workqueues. */
#include "kernel.h"

struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags, int max,
					 ...)
{
	return kzalloc(sizeof(struct workqueue_struct), GFP_KERNEL);
}

static bool is_empty(struct context *self, const void *arg, uint64_t unused)
{
	const struct workqueue_struct *queue = arg;

	return !queue->works;
}

void destroy_workqueue(struct workqueue_struct *queue)
{
	const struct sched_wait wait = {
		.ready = is_empty, .arg = queue, .site = SCHED_SITE("destroy_workqueue"),
	};

	sched_wait(&wait);
	kfree(queue);
}

/* No other execution of the same item is under way. */
static bool may_begin(struct context *self, const void *object, uint64_t unused)
{
	return !sched_any_begun(object);
}

static void work_context(void *arg)
{
	struct work_struct *work = arg;
	struct workqueue_struct *queue = work->queue;

	SCHED_POINT("a work item begins");
	work->pending = false;
	/* It may be freed in there. */
	work->func(work);
	queue->works--;
}

bool explore_queue_work(struct workqueue_struct *queue, struct work_struct *work,
			unsigned long delay, const struct sched_site *site)
{
	const struct sched_start start = {
		.name = work->name, .fn = work_context, .arg = work, .object = work,
		.ready = may_begin, .timed = delay,
	};

	sched_point(site);
	if (work->pending)
		return false;
	work->pending = true;
	work->queue = queue;
	queue->works++;
	sched_start(&start);
	return true;
}

static bool has_ended(struct context *self, const void *object, uint64_t last)
{
	return !sched_any(object, last);
}

bool explore_flush_work(struct work_struct *work, const struct sched_site *site)
{
	const struct sched_wait wait = {
		.ready = has_ended, .arg = work, .arg2 = sched_last(), .site = site,
	};
	bool any = sched_any(work, sched_last());

	explore_might_sleep(site);
	sched_point(site);
	sched_wait(&wait);
	return any;
}

bool explore_cancel_work(struct work_struct *work, const struct sched_site *site)
{
	const struct sched_wait wait = {
		.ready = has_ended, .arg = work, .arg2 = UINT64_MAX, .site = site,
	};
	bool pending;

	explore_might_sleep(site);
	sched_point(site);
	pending = work->pending;
	if (pending && sched_drop(work))
		work->queue->works--;
	sched_wait(&wait);
	work->pending = false;
	return pending;
}
