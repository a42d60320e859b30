// SPDX-License-Identifier: GPL-2.0-only
/* wait.c - wait queues and completions. */
#include "kernel.h"

static bool was_woken(struct context *self, const void *arg, uint64_t seen)
{
	const wait_queue_head_t *head = arg;

	return head->wakes != seen;
}

bool explore_wait(wait_queue_head_t *head, unsigned int seen, unsigned long timeout,
		  const struct sched_site *site)
{
	const struct sched_wait wait = {
		.ready = was_woken, .arg = head, .arg2 = seen, .site = site,
		.timed = timeout < EXPLORE_TIMEOUT_MAX,
	};

	return sched_wait(&wait);
}

void explore_wake(wait_queue_head_t *head, const struct sched_site *site)
{
	sched_point(site);
	head->wakes++;
}

bool explore_await_completion(struct completion *x, unsigned long timeout,
			      const struct sched_site *site)
{
	bool in_time = true;

	explore_might_sleep(site);
	sched_point(site);
	while (!x->done && in_time)
		in_time = explore_wait(&x->wait, x->wait.wakes, timeout, site);
	if (!x->done)
		return false;
	x->done--;
	return true;
}

void explore_complete(struct completion *x, const struct sched_site *site)
{
	sched_point(site);
	x->done++;
	x->wait.wakes++;
}
