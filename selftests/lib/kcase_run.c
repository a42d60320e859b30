// SPDX-License-Identifier: GPL-2.0-only
/*
 * kcase_run - run the cases of groups that test modules registered, as KTAP
 *
 * usage: kcase_run [-f FILTER] [-l] GROUP...
 *
 * FILTER: patterns of the shell for suite.case, separated by spaces or |; default
 * "*", or $FILTER.  -l lists the cases and their rules.
 *
 * Exit status: 0 all passed or were skipped, 1 a case failed, 4 all were
 * skipped or no case matches FILTER, 2 the cases could not be run.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROOT		"/sys/kernel/debug/kcase"
#define RESULT_SIZE	65536

enum { EXIT_PASS = 0, EXIT_FAIL = 1, EXIT_ERROR = 2, EXIT_SKIP = 4 };

/**
 * struct test - a case that is to be run
 * @group: its debugfs directory
 * @name: suite.case
 * @rule: what it shows
 */
struct test {
	const char *group;
	char *name;
	char *rule;
};

static struct test *tests;
static unsigned int test_count, passed, failed, skipped;

static bool wanted(const char *name, const char *filter)
{
	char *patterns = strdup(filter), *save = NULL, *pattern;
	bool match = false;

	for (pattern = strtok_r(patterns, " |", &save); pattern && !match;
	     pattern = strtok_r(NULL, " |", &save))
		match = !fnmatch(pattern, name, 0);
	free(patterns);
	return match;
}

static void test_add(const char *group, const char *name, const char *rule)
{
	tests = realloc(tests, (test_count + 1) * sizeof(*tests));
	if (!tests) {
		perror("kcase_run");
		exit(EXIT_ERROR);
	}
	tests[test_count++] = (struct test) {
		.group = group,
		.name = strdup(name),
		.rule = strdup(rule),
	};
}

static void group_read(const char *group, const char *filter)
{
	char path[256], line[1024], *limit, *rule;
	FILE *file;

	snprintf(path, sizeof(path), ROOT "/%s/tests", group);
	file = fopen(path, "r");
	if (!file) {
		fprintf(stderr, "kcase_run: %s: %s\n", path, strerror(errno));
		exit(EXIT_ERROR);
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		limit = strchr(line, '\t');
		rule = limit ? strchr(limit + 1, '\t') : NULL;
		if (!rule)
			continue;
		*limit = '\0';
		if (wanted(line, filter))
			test_add(group, line, rule + 1);
	}
	fclose(file);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* Run it in the kernel; its result as text, or NULL and errno. */
static const char *test_execute(const struct test *test)
{
	static char result[RESULT_SIZE];
	size_t used = 0;
	char path[256];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), ROOT "/%s/run", test->group);
	fd = open(path, O_RDWR);
	if (fd < 0)
		return NULL;
	if (write(fd, test->name, strlen(test->name)) < 0) {
		int error = errno;

		close(fd);
		errno = error;
		return NULL;
	}
	while (used < sizeof(result) - 1 &&
	       (got = read(fd, result + used, sizeof(result) - 1 - used)) > 0)
		used += got;
	close(fd);
	result[used] = '\0';
	return result;
}

/* The lines behind the verdict: notes, and rows that tools look for. */
static void print_notes(const char *result)
{
	const char *end = strchr(result, '\n');

	if (end)
		fputs(end + 1, stdout);
}

static void test_run(const struct test *test, unsigned int number)
{
	double start = now();
	const char *result = test_execute(test);

	if (!result) {
		printf("# not run: %s\n", errno == EBUSY ?
		       "a case before has still not ended" : strerror(errno));
		printf("not ok %u %s\n", number, test->name);
		failed++;
		goto out;
	}
	printf("# %s: %s; %.2f s\n", test->name, test->rule, now() - start);
	print_notes(result);
	if (!strncmp(result, "pass", 4)) {
		printf("ok %u %s\n", number, test->name);
		passed++;
	} else if (!strncmp(result, "skip ", 5)) {
		printf("ok %u %s # SKIP %.*s\n", number, test->name,
		       (int)strcspn(result + 5, "\n"), result + 5);
		skipped++;
	} else {
		printf("not ok %u %s\n", number, test->name);
		failed++;
	}
out:
	fflush(stdout);
}

static int run_all(void)
{
	unsigned int i;

	printf("KTAP version 1\n1..%u\n", test_count);
	for (i = 0; i < test_count; i++)
		test_run(&tests[i], i + 1);
	printf("# passed %u, failed %u, skipped %u\n", passed, failed, skipped);
	if (failed)
		return EXIT_FAIL;
	return passed ? EXIT_PASS : EXIT_SKIP;
}

int main(int argc, char **argv)
{
	const char *filter = getenv("FILTER");
	bool list = false;
	unsigned int i;
	int opt;

	while ((opt = getopt(argc, argv, "f:l")) != -1) {
		if (opt == 'f')
			filter = optarg;
		else if (opt == 'l')
			list = true;
		else
			return EXIT_ERROR;
	}
	if (!filter || !*filter)
		filter = "*";
	for (; optind < argc; optind++)
		group_read(argv[optind], filter);
	if (!test_count) {
		printf("KTAP version 1\n1..0 # SKIP FILTER=%s matches nothing here\n",
		       filter);
		return EXIT_SKIP;
	}
	if (!list)
		return run_all();
	for (i = 0; i < test_count; i++)
		printf("%s.%s\t%s\n", tests[i].group, tests[i].name,
		       tests[i].rule);
	return EXIT_PASS;
}
