// SPDX-License-Identifier: GPL-2.0-only
/*
 * search.c - every schedule of a scenario with so many delays.
 *
 * A schedule with one delay more than another that was run adds a later point to it,
 * one where another context could have run. What comes before that point is the same,
 * for the runs are deterministic.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "search.h"

static time_t deadline;

static void execute(struct search *search, struct sched_run *run)
{
	search->begin();
	sched_execute(run, search->run, search->arg);
	search->end();
	search->schedules++;
}

static bool is_late(const struct search *search)
{
	return search->seconds && !(search->schedules % 64) && time(NULL) >= deadline;
}

/* @run has its first delays; add @more to it. False: there is no more time. */
static bool extend(struct search *search, const struct sched_run *run, unsigned int more)
{
	unsigned int point = run->delay_count ? run->delays[run->delay_count - 1] + 1 : 0;
	struct sched_run *next = malloc(sizeof(*next));
	bool in_time = true;

	next->trace = false;
	memcpy(next->delays, run->delays, sizeof(run->delays));
	next->delay_count = run->delay_count + 1;
	for (; in_time && point < run->points; point++) {
		if (!run->useful[point])
			continue;
		next->delays[run->delay_count] = point;
		execute(search, next);
		in_time = !is_late(search) && (more == 1 || extend(search, next, more - 1));
	}
	free(next);
	return in_time;
}

void search_all(struct search *search)
{
	struct sched_run *run = calloc(1, sizeof(*run));
	unsigned int delays;

	deadline = time(NULL) + search->seconds;
	search->schedules = 0;
	execute(search, run);
	search->complete = 0;
	for (delays = 1; delays <= search->delays; delays++) {
		if (!extend(search, run, delays))
			break;
		search->complete = delays;
	}
	free(run);
}

static bool parse(struct sched_run *run, const char *schedule)
{
	char *end;

	while (strcmp(schedule, "-")) {
		if (run->delay_count == SCHED_DELAYS)
			return false;
		run->delays[run->delay_count++] = strtoul(schedule, &end, 10);
		if (end == schedule || (*end && *end != ','))
			return false;
		if (!*end)
			return true;
		schedule = end + 1;
	}
	return true;
}

bool search_replay(struct search *search, const char *schedule)
{
	struct sched_run *run = calloc(1, sizeof(*run));
	bool known = parse(run, schedule);

	run->trace = true;
	if (known)
		execute(search, run);
	free(run);
	return known;
}
