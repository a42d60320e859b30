/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sched.h - contexts that take turns where a schedule says so.
 *
 * Every thread, work item and tasklet of a run is a context with a stack of its
 * own. One of them runs until it waits, ends, or comes to a point where the
 * schedule delays it. A point is where another processor could make a difference:
 * before each access to shared memory that is marked as one, before a lock is
 * taken and after it is released, before a context is woken, queued or started.
 *
 * Of the contexts that can run the oldest that is not delayed goes first; then
 * those whose timeout runs; the last that was delayed goes last. So a schedule is
 * the list of points at which the context that runs is delayed, and a run that
 * is repeated with the same schedule is the same run.
 *
 * Each context has a processor of its own. A tasklet belongs to the processor that
 * scheduled it: it does not run while softirqs or interrupts are off there, nor
 * beside another tasklet of that processor.
 */
#ifndef EXPLORE_SCHED_H
#define EXPLORE_SCHED_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* At most so many contexts at a time, and so many points that may delay one. */
#define SCHED_CONTEXTS	24
#define SCHED_POINTS	4096
#define SCHED_DELAYS	8

struct context;

/**
 * struct sched_site - a place in the source that is a point, or where one waits
 * @file: name
 * @line: number
 * @what: the operation
 */
struct sched_site {
	const char *file;
	int line;
	const char *what;
};

#define SCHED_SITE(operation) ({					\
	static const struct sched_site site_ = {			\
		.file = __FILE__, .line = __LINE__, .what = (operation)	\
	};								\
	&site_;								\
})

/* A point of the context that runs. */
void sched_point(const struct sched_site *site);
#define SCHED_POINT(operation)	sched_point(SCHED_SITE(operation))

/**
 * struct sched_wait - what a context waits for
 * @ready: may it go on? Called whenever a context is chosen
 * @arg: of @ready, beside the context that waits
 * @arg2: likewise
 * @site: where it waits
 * @timed: it may also go on when its time is up: then sched_wait() returns false
 */
struct sched_wait {
	bool (*ready)(struct context *self, const void *arg, uint64_t arg2);
	const void *arg;
	uint64_t arg2;
	const struct sched_site *site;
	bool timed;
};

bool sched_wait(const struct sched_wait *wait);

/* The context that runs. */
struct context *sched_self(void);

/**
 * struct sched_start - a context to be
 * @name: for reports
 * @fn: what it runs
 * @arg: of @fn
 * @object: what it runs for: a work item, a tasklet
 * @ready: may it begin? NULL: yes
 * @timed: it begins when time passes
 * @processor: number of the context on whose processor it runs; 0: its own
 */
struct sched_start {
	const char *name;
	void (*fn)(void *arg);
	void *arg;
	const void *object;
	bool (*ready)(struct context *self, const void *arg, uint64_t arg2);
	bool timed;
	uint64_t processor;
};

/* It can run from now on. Returns its number, which no other has. */
uint64_t sched_start(const struct sched_start *start);

/*
 * Contexts of an object, numbered up to @last: is there one; does one run (or has
 * begun); drop the one that has not begun, true if there was one.
 */
bool sched_any(const void *object, uint64_t last);
bool sched_any_begun(const void *object);
bool sched_drop(const void *object);
/* The number of the last context that was started. */
uint64_t sched_last(void);
/* Contexts on this one's processor that have not begun, and can: they go first. */
void sched_interrupt(void);

/**
 * struct cpu - what a context has switched off
 * @softirqs_off: depth of local_bh_disable()
 * @irqs_off: interrupts are off
 * @preempt_off: spin locks that it holds
 * @rcu: depth of read-side sections
 * @softirq: it is a tasklet
 * @section: counts the sections that RCU waits for
 */
struct cpu {
	unsigned int softirqs_off;
	unsigned int irqs_off;
	unsigned int preempt_off;
	unsigned int rcu;
	bool softirq;
	uint64_t section;
};

struct cpu *sched_cpu(struct context *context);
/* Of the context that runs; 0 to SCHED_CONTEXTS - 1. */
unsigned int sched_cpu_number(void);
struct context *sched_context(unsigned int number);
bool sched_in_use(const struct context *context);
/* Number, as sched_start() returned it. */
uint64_t sched_number(const struct context *context);
/* See struct sched_start. */
uint64_t sched_processor(const struct context *context);
const void *sched_object(const struct context *context);
/* Where a schedule begins to count, and where it no longer does. */
void sched_window(bool open);

/**
 * struct sched_run - a run and what came of it
 * @delays: points at which the context is delayed, ascending
 * @delay_count: how many
 * @points: points there were in the window
 * @useful: of these, where another context could have run
 * @trace: print what happens
 */
struct sched_run {
	unsigned int delays[SCHED_DELAYS];
	unsigned int delay_count;
	unsigned int points;
	uint8_t useful[SCHED_POINTS];
	bool trace;
};

/* Run @main with everything that comes of it, to the end. */
void sched_execute(struct sched_run *run, void (*main)(void *arg), void *arg);

/* Say that the code is wrong, and where every context is. Ends the program. */
__attribute__((format(printf, 1, 2), noreturn))
void sched_fail(const char *format, ...);
/* A line for whom follows a run: printed only if asked for. */
__attribute__((format(printf, 1, 2)))
void sched_trace(const char *format, ...);
/* The schedule of the run under way, and its contexts. */
void sched_report(void);

#endif /* EXPLORE_SCHED_H */
