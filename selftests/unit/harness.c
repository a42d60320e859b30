// SPDX-License-Identifier: GPL-2.0-only
/* harness.c - runs tests, prints TAP. */
#include "harness.h"

/* Of a test that fails again and again, so many failures are told. */
#define FAILURES_TOLD	10

static unsigned int passed, failed, number, failures;

void harness_fail(const char *file, int line, const char *text)
{
	if (failures++ < FAILURES_TOLD)
		printf("# %s:%d: %s\n", file, line, text);
}

bool harness_failed(void)
{
	return failures;
}

void harness_run(const char *group, const struct test *tests, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		failures = 0;
		tests[i].fn();
		printf("%s %u - %s: %s\n", failures ? "not ok" : "ok", ++number,
		       group, tests[i].name);
		fflush(stdout);
		if (failures)
			failed++;
		else
			passed++;
	}
}

int harness_end(void)
{
	printf("1..%u\n", number);
	return failed || !passed;
}
