// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.c - messages on standard error.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

/* One write per line, so that lines of several threads do not mix. */
static void say_line(const char *format, va_list args, const char *tail)
{
	char text[512];

	vsnprintf(text, sizeof(text), format, args);
	fprintf(stderr, tail ? "vmbhost: %s: %s\n" : "vmbhost: %s\n", text, tail);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_line(format, args, NULL);
	va_end(args);
}

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_line(format, args, NULL);
	va_end(args);
	exit(STATUS_HOST);
}

void die_errno(const char *format, ...)
{
	const char *error = strerror(errno);
	va_list args;

	va_start(args, format);
	say_line(format, args, error);
	va_end(args);
	exit(STATUS_HOST);
}
