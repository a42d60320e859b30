/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * work.h - workqueues and tasklets.
 *
 * Each execution of a work item, or of a tasklet, is a context. Those of one item
 * do not overlap; those of two may, since a workqueue has as many workers as it
 * needs.
 */
#ifndef EXPLORE_KERNEL_WORK_H
#define EXPLORE_KERNEL_WORK_H

struct work_struct {
	void (*func)(struct work_struct *work);
	const char *name;
	struct workqueue_struct *queue;
	bool pending;
};

struct delayed_work {
	struct work_struct work;
};

/* @works: executions of its work items that have not ended. */
struct workqueue_struct {
	unsigned int works;
};

#define WQ_UNBOUND	1
#define WQ_MEM_RECLAIM	2
#define WQ_MAX_ACTIVE	0

#define INIT_WORK(item, function) do {					\
	(item)->func = (function);					\
	(item)->name = #function;					\
	(item)->pending = false;					\
} while (0)
#define INIT_DELAYED_WORK(item, function)	INIT_WORK(&(item)->work, function)
#define to_delayed_work(item)	container_of(item, struct delayed_work, work)

struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags, int max,
					 ...);
/* Waits until nothing is queued there. */
void destroy_workqueue(struct workqueue_struct *queue);

bool explore_queue_work(struct workqueue_struct *queue, struct work_struct *work,
			unsigned long delay, const struct sched_site *site);
bool explore_flush_work(struct work_struct *work, const struct sched_site *site);
bool explore_cancel_work(struct work_struct *work, const struct sched_site *site);

#define queue_work(queue, item) \
	explore_queue_work(queue, item, 0, SCHED_SITE("queue_work(" #item ")"))
#define queue_delayed_work(queue, item, delay) \
	explore_queue_work(queue, &(item)->work, delay, \
			   SCHED_SITE("queue_delayed_work(" #item ")"))
#define flush_work(item)	explore_flush_work(item, SCHED_SITE("flush_work(" #item ")"))
#define cancel_work_sync(item) \
	explore_cancel_work(item, SCHED_SITE("cancel_work_sync(" #item ")"))
/* Only a message comes of it. */
#define schedule_delayed_work(item, delay)	((void)(item))
#define cancel_delayed_work_sync(item)	cancel_work_sync(&(item)->work)

/**
 * struct tasklet_struct - a tasklet
 * @callback: its function
 * @name: of that
 * @scheduled: it is to run
 * @disabled: depth of tasklet_disable()
 */
struct tasklet_struct {
	void (*callback)(struct tasklet_struct *tasklet);
	const char *name;
	bool scheduled;
	int disabled;
};

#define tasklet_setup(tasklet, function) do {				\
	memset(tasklet, 0, sizeof(*(tasklet)));				\
	(tasklet)->callback = (function);				\
	(tasklet)->name = #function;					\
} while (0)

void explore_tasklet_schedule(struct tasklet_struct *tasklet,
			      const struct sched_site *site);
void explore_tasklet_kill(struct tasklet_struct *tasklet, const struct sched_site *site);
void explore_tasklet_disable(struct tasklet_struct *tasklet,
			     const struct sched_site *site);
void explore_tasklet_enable(struct tasklet_struct *tasklet, const struct sched_site *site);
/* Softirqs and interrupts may be on again: what waits for that goes first. */
void explore_softirqs_run(void);

#define tasklet_schedule(tasklet) \
	explore_tasklet_schedule(tasklet, SCHED_SITE("tasklet_schedule(" #tasklet ")"))
#define tasklet_kill(tasklet) \
	explore_tasklet_kill(tasklet, SCHED_SITE("tasklet_kill(" #tasklet ")"))
#define tasklet_disable(tasklet) \
	explore_tasklet_disable(tasklet, SCHED_SITE("tasklet_disable(" #tasklet ")"))
#define tasklet_enable(tasklet) \
	explore_tasklet_enable(tasklet, SCHED_SITE("tasklet_enable(" #tasklet ")"))

#endif /* EXPLORE_KERNEL_WORK_H */
