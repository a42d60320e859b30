/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * search.h - every schedule of a scenario with so many delays.
 */
#ifndef EXPLORE_SEARCH_H
#define EXPLORE_SEARCH_H

#include <stdbool.h>

#include "sched.h"

/**
 * struct search - what is tried of a scenario
 * @run: one run, in a context of its own
 * @arg: of @run
 * @begin: before each run
 * @end: after each run
 * @delays: at most so many in a schedule
 * @seconds: at most so long; 0: no limit
 * @schedules: how many runs there were
 * @complete: the delays of which every schedule was tried; -1: none
 */
struct search {
	void (*run)(void *arg);
	void *arg;
	void (*begin)(void);
	void (*end)(void);
	unsigned int delays;
	unsigned int seconds;
	unsigned long schedules;
	int complete;
};

/* Fewer delays come first. A run that goes wrong ends the program. */
void search_all(struct search *search);

/* One schedule, as sched_report() prints it, with all that happens. False: it is none. */
bool search_replay(struct search *search, const char *schedule);

#endif /* EXPLORE_SEARCH_H */
