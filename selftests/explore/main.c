// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - explore the scenarios, each in a process of its own; prints TAP.
 */
#include <sanitizer/common_interface_defs.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scenario.h"
#include "search.h"

static const struct scenario_group *const groups[] = {
	&enabling, &disabling, &closed, &pausing, &receiving, &breaking, &saving,
	&binding, &lending, &careless, NULL
};

static const struct option options[] = {
	{ "delays", required_argument, NULL, 'd' },
	{ "seconds", required_argument, NULL, 's' },
	{ "replay", required_argument, NULL, 'r' },
	{ "list", no_argument, NULL, 'l' },
	{}
};

static struct {
	unsigned int delays;
	unsigned int seconds;
	const char *replay;
	bool list;
	unsigned int passed;
	unsigned int failed;
} explore = { .delays = 2 };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static struct search search_of(const struct scenario *scenario)
{
	return (struct search) {
		.run = scenario_run,
		.arg = (void *)scenario,
		.begin = scenario_begin,
		.end = scenario_end,
		.delays = explore.delays + scenario->more,
		.seconds = explore.seconds,
	};
}

static void say_result(const struct search *search, double seconds)
{
	if (search->complete == (int)search->delays)
		printf("# %lu schedules, all of up to %u delays, %.1f s\n",
		       search->schedules, search->delays, seconds);
	else
		printf("# %lu schedules, all of up to %d delays and some of %d, %.1f s\n",
		       search->schedules, search->complete, search->complete + 1, seconds);
	fflush(stdout);
}

/* In a child: an error that ends the program ends one scenario. */
static void explore_scenario(const struct scenario *scenario)
{
	struct search search = search_of(scenario);
	double start = now();

	__sanitizer_set_death_callback(sched_report);
	if (!explore.replay) {
		search_all(&search);
		say_result(&search, now() - start);
	} else if (!search_replay(&search, explore.replay)) {
		fprintf(stderr, "'%s' is no schedule\n", explore.replay);
		_exit(2);
	}
	fflush(stdout);
	_exit(0);
}

static bool passes(const struct scenario *scenario)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child)
		explore_scenario(scenario);
	return waitpid(child, &status, 0) == child && !status;
}

/* Is it named, by GROUP or GROUP.SCENARIO, or none? */
static bool is_wanted(const struct scenario_group *group, const struct scenario *scenario,
		      char **names)
{
	size_t length = strlen(group->name);

	if (!*names)
		return true;
	for (; *names; names++) {
		if (strncmp(*names, group->name, length))
			continue;
		if (!(*names)[length] ||
		    ((*names)[length] == '.' && !strcmp(*names + length + 1, scenario->name)))
			return true;
	}
	return false;
}

static void explore_group(const struct scenario_group *group, char **names)
{
	const struct scenario *scenario = group->scenarios;
	bool good;

	for (; scenario < group->scenarios + group->count; scenario++) {
		if (!is_wanted(group, scenario, names))
			continue;
		if (explore.list) {
			printf("%s.%s\n", group->name, scenario->name);
			continue;
		}
		good = passes(scenario);
		explore.passed += good;
		explore.failed += !good;
		printf("%s %u - %s.%s\n", good ? "ok" : "not ok",
		       explore.passed + explore.failed, group->name, scenario->name);
	}
}

static bool parse_options(int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			explore.delays = strtoul(optarg, NULL, 10);
			break;
		case 's':
			explore.seconds = strtoul(optarg, NULL, 10);
			break;
		case 'r':
			explore.replay = optarg;
			break;
		case 'l':
			explore.list = true;
			break;
		default:
			return false;
		}
	}
	return explore.delays < SCHED_DELAYS;
}

int main(int argc, char **argv)
{
	const struct scenario_group *const *group;

	if (!parse_options(argc, argv)) {
		fprintf(stderr, "usage: see scripts/explore --help\n");
		return 2;
	}
	for (group = groups; *group; group++)
		explore_group(*group, argv + optind);
	if (explore.list)
		return 0;
	printf("1..%u\n", explore.passed + explore.failed);
	return explore.failed || !explore.passed;
}
