// SPDX-License-Identifier: GPL-2.0-only
/* report.c - lines for the log, and the count of the guest's mistakes. */
#include <stdarg.h>
#include <stdio.h>

#include "host.h"

#define LINE_MAX_LEN 256

static void report(struct vmbhost *host, enum vmbhost_severity severity,
		   const char *format, va_list args)
{
	char line[LINE_MAX_LEN];

	vsnprintf(line, sizeof(line), format, args);
	if (host->ops.report)
		host->ops.report(host->ctx, severity, line);
	vmb_trace(host, "%s", line);
}

void report_info(struct vmbhost *host, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(host, VMBHOST_INFO, format, args);
	va_end(args);
}

void report_mistake(struct vmbhost *host, const char *format, ...)
{
	va_list args;

	host->mistakes++;
	va_start(args, format);
	report(host, VMBHOST_MISTAKE, format, args);
	va_end(args);
}

void report_summary(struct vmbhost *host, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(host, VMBHOST_SUMMARY, format, args);
	va_end(args);
}

void report_fault(struct vmbhost *host, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(host, VMBHOST_FAULT, format, args);
	va_end(args);
}
