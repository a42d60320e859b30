/* SPDX-License-Identifier: GPL-2.0-only */
/* harness.h - the few lines that unit tests need: TAP out, checks in. */
#ifndef UNIT_HARNESS_H
#define UNIT_HARNESS_H

#include <stdbool.h>
#include <stdio.h>

struct test {
	const char *name;
	void (*fn)(void);
};

void harness_run(const char *group, const struct test *tests, size_t count);
/* Prints the plan; the exit status. */
int harness_end(void);
void harness_fail(const char *file, int line, const char *text);
/* Has this test failed already? */
bool harness_failed(void);

#define CHECK(condition) do { \
	if (!(condition)) \
		harness_fail(__FILE__, __LINE__, #condition); \
} while (0)

#define CHECK_EQ(a, b) do { \
	unsigned long long a_ = (a), b_ = (b); \
	if (a_ != b_) { \
		char text_[160]; \
		snprintf(text_, sizeof(text_), "%s == %s (%llu, %llu)", \
			 #a, #b, a_, b_); \
		harness_fail(__FILE__, __LINE__, text_); \
	} \
} while (0)

#define RUN(tests) harness_run(__func__, tests, sizeof(tests) / sizeof(*(tests)))

#endif /* UNIT_HARNESS_H */
