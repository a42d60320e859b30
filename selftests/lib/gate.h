/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gate.h - what the programs for the gate driver share.
 *
 * A child that has to end does so within LIMIT, or it is counted as hanging.
 */
#ifndef GATE_PROGRAM_H
#define GATE_PROGRAM_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "win32.h"

#include "../drivers/windows/gate/public.h"

#define NODE		"/dev/KmclGate"

/* In steps of TICK microseconds. */
#define TICK		20000
#define LIMIT		500

static int device;

#define CHECK(condition) do {						\
	if (!(condition)) {						\
		fprintf(stderr, "%s: line %d: %s (errno %d)\n",		\
			__FILE__, __LINE__, #condition, errno);		\
		return false;						\
	}								\
} while (0)

static inline NTSTATUS simple(int file, DWORD code)
{
	return DeviceIoControl(file, code, NULL, 0, NULL, 0, NULL);
}

static inline GATE_COUNTERS counters(void)
{
	GATE_COUNTERS now = { 0 };

	DeviceIoControl(device, IOCTL_GATE_COUNTERS, NULL, 0, &now, sizeof(now), NULL);
	return now;
}

/* Wait until the driver holds that many requests. */
static inline bool holds(unsigned int count)
{
	int i;

	for (i = 0; i < LIMIT; i++) {
		if (counters().Holding == count)
			return true;
		usleep(TICK);
	}
	return false;
}

static inline bool holding(void)
{
	return holds(1);
}

/* Run @function in a child, whose exit status is 0 if it returns true. */
static inline pid_t start(bool (*function)(void))
{
	pid_t child = fork();

	if (!child)
		_exit(function() ? 0 : 1);
	return child;
}

/* How the child ended, as from wait(); -1 if it has not within LIMIT. */
static inline int ended(pid_t child)
{
	int i, status;

	for (i = 0; i < LIMIT; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return status;
		usleep(TICK);
	}
	return -1;
}

/**
 * struct gate_case - what a program can be asked for
 * @name: by its only argument
 * @run: returns whether all was as it should be
 */
struct gate_case {
	const char *name;
	bool (*run)(void);
};

static inline int run_case(int argc, char **argv, const struct gate_case *cases,
			   unsigned int count)
{
	unsigned int i;

	device = argc == 2 ? open(NODE, O_RDWR) : -1;
	for (i = 0; device >= 0 && i < count; i++) {
		if (!strcmp(cases[i].name, argv[1]))
			return !cases[i].run();
	}
	fprintf(stderr, "usage: %s CASE, with the gate driver loaded\n", argv[0]);
	return 2;
}

#endif
