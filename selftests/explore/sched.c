// SPDX-License-Identifier: GPL-2.0-only
/*
 * sched.c - choose the context that runs, switch to it, find that none can.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/fiber.h"
#include "sched.h"

/* A run with more points does not end. */
#define POINTS_MAX	200000

/* In the order in which they are preferred. */
enum urgency { NORMAL, TIMED, DELAYED };

struct context {
	struct fiber fiber;
	struct sched_start start;
	struct sched_wait wait;
	const struct sched_site *site;
	struct cpu cpu;
	uint64_t number;
	uint64_t rank;
	uint64_t delay;
	bool used;
	bool begun;
	bool waits;
	bool timed_out;
};

static struct {
	struct context contexts[SCHED_CONTEXTS];
	struct context *running;
	struct context *preferred;
	struct sched_run *run;
	unsigned int next_delay;
	uint64_t last_number;
	uint64_t last_rank;
	unsigned int points;
	bool window;
} sched;

struct context *sched_self(void)
{
	return sched.running;
}

struct cpu *sched_cpu(struct context *context)
{
	return &context->cpu;
}

unsigned int sched_cpu_number(void)
{
	return sched.running - sched.contexts;
}

struct context *sched_context(unsigned int number)
{
	return &sched.contexts[number];
}

bool sched_in_use(const struct context *context)
{
	return context->used;
}

uint64_t sched_number(const struct context *context)
{
	return context->number;
}

const void *sched_object(const struct context *context)
{
	return context->start.object;
}

uint64_t sched_last(void)
{
	return sched.last_number;
}

uint64_t sched_processor(const struct context *context)
{
	return context->start.processor;
}

void sched_window(bool open)
{
	sched.window = open;
}

static bool is_timed(const struct context *context)
{
	return context->begun ? context->wait.timed : context->start.timed;
}

/* Only a timeout lets it go on. */
static bool is_ready_in_time(struct context *context)
{
	return context->waits && is_timed(context);
}

static bool is_ready(struct context *context)
{
	if (!context->used)
		return false;
	if (!context->begun)
		return !context->start.ready ||
		       context->start.ready(context, context->start.object, 0);
	return !context->waits ||
	       context->wait.ready(context, context->wait.arg, context->wait.arg2);
}

static enum urgency urgency(struct context *context, bool ready)
{
	if (context->delay)
		return DELAYED;
	if (!ready || (!context->begun && context->start.timed))
		return TIMED;
	return NORMAL;
}

static bool goes_first(enum urgency a_urgency, const struct context *a,
		       enum urgency b_urgency, const struct context *b)
{
	if (a_urgency != b_urgency)
		return a_urgency < b_urgency;
	if (a->delay != b->delay)
		return a->delay < b->delay;
	return a->rank < b->rank;
}

/* The one to run next, other than @except; NULL if none can. */
static struct context *choose(const struct context *except)
{
	enum urgency best_urgency = NORMAL, its;
	struct context *best = NULL, *each;
	bool ready;

	for (each = sched.contexts; each < sched.contexts + SCHED_CONTEXTS; each++) {
		if (each == except || !each->used)
			continue;
		ready = is_ready(each);
		if (!ready && !is_ready_in_time(each))
			continue;
		its = urgency(each, ready);
		if (best && !goes_first(its, each, best_urgency, best))
			continue;
		best = each;
		best_urgency = its;
	}
	return best;
}

static void print_site(const struct sched_site *site)
{
	const char *file;

	if (!site) {
		printf("not begun");
		return;
	}
	file = strrchr(site->file, '/');
	printf("%s:%d %s", file ? file + 1 : site->file, site->line, site->what);
}

void sched_trace(const char *format, ...)
{
	va_list args;

	if (!sched.run->trace)
		return;
	printf("#      %s: ", sched.running ? sched.running->start.name : "-");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

static void trace_point(const struct sched_site *site, bool delayed)
{
	if (!sched.run->trace)
		return;
	if (sched.window)
		printf("# %4u", sched.run->points);
	else
		printf("#    -");
	printf(" %s: ", sched.running->start.name);
	print_site(site);
	printf("%s\n", delayed ? "  <== delayed" : "");
}

void sched_report(void)
{
	struct context *each;
	unsigned int i;

	if (!sched.run)
		return;
	printf("# schedule ");
	for (i = 0; i < sched.run->delay_count; i++)
		printf("%s%u", i ? "," : "", sched.run->delays[i]);
	printf("%s\n", i ? "" : "-");
	for (each = sched.contexts; each < sched.contexts + SCHED_CONTEXTS; each++) {
		if (!each->used)
			continue;
		printf("#   %s%s: %s ", each->start.name,
		       each == sched.running ? " (runs)" : "",
		       each->waits ? "waits at" : "is at");
		print_site(each->waits ? each->wait.site : each->site);
		printf("\n");
	}
	fflush(stdout);
}

void sched_fail(const char *format, ...)
{
	va_list args;

	printf("# broken: ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	sched_report();
	_Exit(1);
}

/* To the loop in sched_execute(), and back when it is this context's turn. */
static void leave(void)
{
	fiber_leave();
}

/* Is it the turn of another? Only one that is delayed makes way to one that is not. */
static bool must_make_way(struct context *self)
{
	struct context *other;

	if (!self->delay)
		return false;
	other = choose(self);
	return other && goes_first(urgency(other, is_ready(other)), other,
				   DELAYED, self);
}

static bool is_delayed_here(void)
{
	struct sched_run *run = sched.run;

	return sched.next_delay < run->delay_count &&
	       run->delays[sched.next_delay] == run->points;
}

void sched_point(const struct sched_site *site)
{
	struct context *self = sched.running;
	struct sched_run *run = sched.run;
	bool delayed = false;

	self->site = site;
	if (++sched.points > POINTS_MAX)
		sched_fail("it goes on without end");
	if (sched.window) {
		if (run->points >= SCHED_POINTS)
			sched_fail("more than %d points", SCHED_POINTS);
		delayed = is_delayed_here();
		run->useful[run->points] = delayed || choose(self);
	}
	trace_point(site, delayed);
	if (sched.window)
		run->points++;
	if (delayed)
		self->delay = ++sched.next_delay;
	if (must_make_way(self))
		leave();
}

bool sched_wait(const struct sched_wait *wait)
{
	struct context *self = sched.running;

	self->site = wait->site;
	if (wait->ready(self, wait->arg, wait->arg2) && !must_make_way(self))
		return true;
	self->wait = *wait;
	self->waits = true;
	self->timed_out = false;
	sched_trace("waits");
	leave();
	return !self->timed_out;
}

void sched_interrupt(void)
{
	struct context *self = sched.running, *each;

	for (each = sched.contexts; each < sched.contexts + SCHED_CONTEXTS; each++) {
		if (!each->used || each->begun || !is_ready(each) ||
		    each->start.processor != self->number)
			continue;
		sched.preferred = each;
		leave();
	}
}

static void context_main(void)
{
	struct context *self = sched.running;

	self->start.fn(self->start.arg);
	if (self->cpu.softirqs_off || self->cpu.irqs_off || self->cpu.preempt_off ||
	    self->cpu.rcu)
		sched_fail("%s ends in a section that it has not left",
			   self->start.name);
	self->used = false;
	leave();
}

uint64_t sched_start(const struct sched_start *start)
{
	struct context *each;

	for (each = sched.contexts; each < sched.contexts + SCHED_CONTEXTS; each++) {
		if (!each->used)
			break;
	}
	if (each == sched.contexts + SCHED_CONTEXTS)
		sched_fail("more than %d contexts", SCHED_CONTEXTS);
	each->start = *start;
	each->site = NULL;
	memset(&each->cpu, 0, sizeof(each->cpu));
	each->number = ++sched.last_number;
	each->rank = ++sched.last_rank;
	each->delay = 0;
	each->used = true;
	each->begun = false;
	each->waits = false;
	fiber_init(&each->fiber, context_main);
	return each->number;
}

bool sched_any(const void *object, uint64_t last)
{
	struct context *each;

	for (each = sched.contexts; each < sched.contexts + SCHED_CONTEXTS; each++) {
		if (each->used && each->start.object == object && each->number <= last)
			return true;
	}
	return false;
}

bool sched_any_begun(const void *object)
{
	struct context *each;

	for (each = sched.contexts; each < sched.contexts + SCHED_CONTEXTS; each++) {
		if (each->used && each->begun && each->start.object == object)
			return true;
	}
	return false;
}

bool sched_drop(const void *object)
{
	struct context *each;

	for (each = sched.contexts; each < sched.contexts + SCHED_CONTEXTS; each++) {
		if (!each->used || each->begun || each->start.object != object)
			continue;
		each->used = false;
		return true;
	}
	return false;
}

static bool any_used(void)
{
	struct context *each;

	for (each = sched.contexts; each < sched.contexts + SCHED_CONTEXTS; each++) {
		if (each->used)
			return true;
	}
	return false;
}

void sched_execute(struct sched_run *run, void (*main)(void *arg), void *arg)
{
	const struct sched_start start = { .name = "test", .fn = main, .arg = arg };
	struct context *next;

	run->points = 0;
	sched.run = run;
	sched.running = NULL;
	sched.next_delay = 0;
	sched.last_number = 0;
	sched.last_rank = 0;
	sched.points = 0;
	sched.window = false;
	sched_start(&start);
	while (any_used()) {
		next = sched.preferred ? sched.preferred : choose(NULL);
		sched.preferred = NULL;
		if (!next)
			sched_fail("every context waits");
		next->timed_out = next->begun && next->waits && !is_ready(next);
		next->waits = false;
		next->begun = true;
		/* The next time it waits, those that waited before go first. */
		next->rank = ++sched.last_rank;
		sched.running = next;
		fiber_enter(&next->fiber);
		sched.running = NULL;
	}
}
