// SPDX-License-Identifier: GPL-2.0-only
/* timer.c - a sorted list: there are never more than a few per channel. */
#include "timer.h"

/* A timer that is always due again must not keep the caller here. */
#define RUN_MAX 256

void timer_queue_init(struct timer_queue *queue)
{
	queue->head.next = &queue->head;
	queue->head.prev = &queue->head;
}

void timer_init(struct timer *timer, void (*fn)(struct timer *timer))
{
	timer->armed = false;
	timer->fn = fn;
}

void timer_cancel(struct timer *timer)
{
	if (!timer->armed)
		return;
	timer->prev->next = timer->next;
	timer->next->prev = timer->prev;
	timer->armed = false;
}

void timer_set(struct timer_queue *queue, struct timer *timer, u64 when)
{
	struct timer *after;

	/* First: it may be the last one of the queue. */
	timer_cancel(timer);
	after = queue->head.prev;
	/* From the end: equal times keep the order in which they were set. */
	while (after != &queue->head && after->when > when)
		after = after->prev;
	timer->when = when;
	timer->prev = after;
	timer->next = after->next;
	after->next->prev = timer;
	after->next = timer;
	timer->armed = true;
}

u64 timer_queue_run(struct timer_queue *queue, u64 now)
{
	struct timer *first;
	unsigned int i;

	for (i = 0; i < RUN_MAX; i++) {
		first = queue->head.next;
		if (first == &queue->head || first->when > now)
			break;
		timer_cancel(first);
		first->fn(first);
	}
	first = queue->head.next;
	return first == &queue->head ? UINT64_MAX : first->when;
}
