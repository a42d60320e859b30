// SPDX-License-Identifier: GPL-2.0-only
/* timer.c - timers run in the order of their times, however they were set. */
#include <string.h>

#include "../core/timer.h"
#include "groups.h"
#include "guest.h"

static char order[16];

static struct timer timers[3];

static void ran(struct timer *timer)
{
	char name[2] = { 'a' + (char)(timer - timers) };

	strcat(order, name);
}

static void begin(struct timer_queue *queue)
{
	u32 i;

	order[0] = '\0';
	timer_queue_init(queue);
	for (i = 0; i < 3; i++)
		timer_init(&timers[i], ran);
}

static void in_order(void)
{
	struct timer_queue queue;

	begin(&queue);
	timer_set(&queue, &timers[2], 3);
	timer_set(&queue, &timers[0], 1);
	timer_set(&queue, &timers[1], 1);
	CHECK_EQ(timer_queue_run(&queue, 1), 3);
	CHECK_EQ(timer_queue_run(&queue, 5), UINT64_MAX);
	CHECK(!strcmp(order, "abc"));
}

/* The last of the queue is set again, for the same time, later and earlier. */
static void moved(void)
{
	struct timer_queue queue;

	begin(&queue);
	timer_set(&queue, &timers[0], 2);
	timer_set(&queue, &timers[1], 3);
	timer_set(&queue, &timers[1], 3);
	timer_set(&queue, &timers[1], 4);
	timer_set(&queue, &timers[2], 5);
	timer_set(&queue, &timers[1], 1);
	timer_set(&queue, &timers[2], 5);
	CHECK_EQ(timer_queue_run(&queue, 9), UINT64_MAX);
	CHECK(!strcmp(order, "bac"));
}

void timer(void)
{
	static const struct test tests[] = {
		{ "timers in order", in_order },
		{ "timers moved", moved },
	};

	RUN(tests);
}
