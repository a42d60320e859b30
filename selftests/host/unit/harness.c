// SPDX-License-Identifier: GPL-2.0-only
/* harness.c - runs tests, prints TAP. */
#include "harness.h"

static unsigned int passed, failed, number;
static bool failing;

void harness_fail(const char *file, int line, const char *text)
{
	printf("# %s:%d: %s\n", file, line, text);
	failing = true;
}

bool harness_failed(void)
{
	return failing;
}

void harness_run(const char *group, const struct test *tests, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		failing = false;
		tests[i].fn();
		printf("%s %u - %s: %s\n", failing ? "not ok" : "ok", ++number,
		       group, tests[i].name);
		fflush(stdout);
		if (failing)
			failed++;
		else
			passed++;
	}
}

int harness_end(void)
{
	printf("1..%u\n%u passed, %u failed\n", number, passed, failed);
	return failed || !passed;
}
