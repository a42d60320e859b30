/* SPDX-License-Identifier: GPL-2.0-only */
/* scenario.h - what is explored, and the module around it. */
#ifndef EXPLORE_SCENARIO_H
#define EXPLORE_SCENARIO_H

#include <stddef.h>

/**
 * struct scenario - calls of owners, and a rule that holds in every order
 * @name: the rule
 * @run: from loading the module's code to unloading it, without these
 * @more: it is small: so many more delays than asked for
 */
struct scenario {
	const char *name;
	void (*run)(void);
	unsigned int more;
};

/**
 * struct scenario_group - scenarios of one file in scenario/
 * @name: the file's
 * @scenarios: its scenarios
 * @count: how many
 */
struct scenario_group {
	const char *name;
	const struct scenario *scenarios;
	size_t count;
};

#define SCENARIO_GROUP(group, list)					\
	const struct scenario_group group = {				\
		.name = #group, .scenarios = (list),			\
		.count = sizeof(list) / sizeof((list)[0]),		\
	}

extern const struct scenario_group enabling, disabling, closed, pausing, receiving, breaking,
	saving, binding, lending, careless;

/* Run one in a freshly loaded module; a search's run, begin and end. */
void scenario_run(void *scenario);
void scenario_begin(void);
void scenario_end(void);

#endif /* EXPLORE_SCENARIO_H */
