/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wait.h - wait queues and completions.
 *
 * A context that waits looks at its condition when it is woken, and only then: one
 * whose condition holds and that is not woken is found waiting at the end.
 */
#ifndef EXPLORE_KERNEL_WAIT_H
#define EXPLORE_KERNEL_WAIT_H

#define HZ			100
#define MAX_SCHEDULE_TIMEOUT	((long)(~0ul >> 1))
/* Time limits are there for a peer that fails. From here on they do not come. */
#define EXPLORE_TIMEOUT_MAX	(10 * HZ)

/* It never runs out of time for a softirq. */
#define jiffies			0ul
#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_after_eq(a, b)	((long)((b) - (a)) <= 0)
#define msecs_to_jiffies(ms)	((unsigned long)(ms) * HZ / 1000)

typedef struct wait_queue_head {
	unsigned int wakes;
} wait_queue_head_t;

struct completion {
	unsigned int done;
	wait_queue_head_t wait;
};

#define DECLARE_WAIT_QUEUE_HEAD(name)	wait_queue_head_t name
#define init_waitqueue_head(head)	((void)((head)->wakes = 0))
#define init_completion(x)		((void)(*(x) = (struct completion){}))

/* Wait for a wake after the @seen-th; false: its time is up. */
bool explore_wait(wait_queue_head_t *head, unsigned int seen, unsigned long timeout,
		  const struct sched_site *site);
void explore_wake(wait_queue_head_t *head, const struct sched_site *site);
bool explore_await_completion(struct completion *x, unsigned long timeout,
			      const struct sched_site *site);
void explore_complete(struct completion *x, const struct sched_site *site);

#define wait_event_timeout(head, condition, timeout) ({			\
	bool in_time_ = true, holds_;					\
									\
	might_sleep();							\
	for (;;) {							\
		unsigned int seen_ = (head).wakes;			\
									\
		holds_ = (condition);					\
		if (holds_ || !in_time_)				\
			break;						\
		in_time_ = explore_wait(&(head), seen_, timeout,	\
					SCHED_SITE("wait_event(" #condition ")")); \
	}								\
	(long)holds_;							\
})
#define wait_event(head, condition) \
	((void)wait_event_timeout(head, condition, MAX_SCHEDULE_TIMEOUT))
#define wait_event_idle(head, condition)	wait_event(head, condition)
#define wake_up_all(head)	explore_wake(head, SCHED_SITE("wake_up_all(" #head ")"))

#define wait_for_completion_timeout(x, timeout) \
	explore_await_completion(x, timeout, SCHED_SITE("wait_for_completion"))
/* No task is killed here. */
#define wait_for_completion_killable_timeout wait_for_completion_timeout
#define wait_for_completion(x) \
	((void)wait_for_completion_timeout(x, MAX_SCHEDULE_TIMEOUT))
#define complete(x)		explore_complete(x, SCHED_SITE("complete(" #x ")"))

#endif /* EXPLORE_KERNEL_WAIT_H */
