/* SPDX-License-Identifier: GPL-2.0-only */
/* timer.h - things to do later, by the caller's clock. */
#ifndef VMBHOST_TIMER_H
#define VMBHOST_TIMER_H

#include <stdbool.h>

#include "proto.h"

/**
 * struct timer - one thing to do later; embedded in the object that waits
 * @fn: called once, disarmed; may arm the timer again
 */
struct timer {
	struct timer *next, *prev;
	u64 when;
	bool armed;
	void (*fn)(struct timer *timer);
};

struct timer_queue {
	struct timer head;	/* a ring, soonest first */
};

void timer_queue_init(struct timer_queue *queue);
void timer_init(struct timer *timer, void (*fn)(struct timer *timer));
/* Arm, or move when armed already. */
void timer_set(struct timer_queue *queue, struct timer *timer, u64 when);
void timer_cancel(struct timer *timer);
/* Run all timers that are due.  The time of the next one; UINT64_MAX if none. */
u64 timer_queue_run(struct timer_queue *queue, u64 now);

#endif /* VMBHOST_TIMER_H */
