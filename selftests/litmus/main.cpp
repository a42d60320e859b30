// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.cpp - run each litmus test, whole and without each of its barriers.
 */
#include <stdio.h>

#include "model.hpp"

int taken_out;

static int number, failures;

static bool holds(const struct litmus *test, unsigned long long *ways, bool say)
{
	rl::test_params params;
	std::ostream silence(NULL);

	params.search_type = rl::sched_full;
	params.progress_stream = &silence;
	if (!say)
		params.output_stream = &silence;
	if (!test->run(params))
		return false;
	*ways = params.stop_iteration;
	return true;
}

static void result(bool good)
{
	failures += !good;
	printf("%s %d - ", good ? "ok" : "not ok", ++number);
}

static void run_whole(const struct litmus *test)
{
	unsigned long long ways = 0;
	bool good;

	taken_out = 0;
	good = holds(test, &ways, false);
	if (!good)
		holds(test, &ways, true);
	result(good);
	printf("%s: not seen in %llu executions\n", test->name, ways);
}

static void run_without(const struct litmus *test, int barrier)
{
	unsigned long long ways;

	taken_out = barrier;
	result(!holds(test, &ways, false));
	printf("%s: seen without %s\n", test->name, test->barriers[barrier - 1]);
}

int main(void)
{
	int i, barrier, plan = litmus_count;

	for (i = 0; i < litmus_count; i++) {
		for (barrier = 0; litmus_tests[i].barriers[barrier]; barrier++)
			plan++;
	}
	printf("KTAP version 1\n1..%d\n", plan);
	for (i = 0; i < litmus_count; i++) {
		run_whole(&litmus_tests[i]);
		for (barrier = 1; litmus_tests[i].barriers[barrier - 1]; barrier++)
			run_without(&litmus_tests[i], barrier);
	}
	return failures != 0;
}
