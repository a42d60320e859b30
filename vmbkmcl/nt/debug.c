// SPDX-License-Identifier: GPL-2.0-only
/*
 * debug.c - printing from drivers, and their last resort.
 */
#undef pr_fmt
#define pr_fmt(fmt) fmt

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <vmbkmcl/nt/debug.h>
#include <evntrace.h>

#include "../compat/export.h"
#include "format.h"
#include "nt.h"

/* Lines as long as the kernel's own log takes them. */
#define DEBUG_LINE_MAX	512

/* A line goes on until the thread that prints it ends it. */
static void debug_print(ULONG level, const char *line)
{
	switch (level) {
	case DPFLTR_ERROR_LEVEL:
		printk(KERN_CONT KERN_ERR "%s", line);
		break;
	case DPFLTR_WARNING_LEVEL:
		printk(KERN_CONT KERN_WARNING "%s", line);
		break;
	case DPFLTR_INFO_LEVEL:
		pr_debug("%s", line);
		break;
	default:
		printk(KERN_CONT KERN_INFO "%s", line);
		break;
	}
}

ULONG vDbgPrintExWithPrefix(PCSTR Prefix, ULONG ComponentId, ULONG Level, PCSTR Format,
			    va_list arglist)
{
	char line[DEBUG_LINE_MAX];
	size_t ahead = strscpy(line, Prefix, sizeof(line) / 2);
	va_list copy;

	if (ahead >= sizeof(line) / 2)
		ahead = sizeof(line) / 2 - 1;
	va_copy(copy, arglist);
	vmbkmcl_format(line + ahead, sizeof(line) - ahead, Format, &copy, NULL);
	va_end(copy);
	debug_print(Level, line);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(vDbgPrintExWithPrefix);

ULONG vDbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, va_list arglist)
{
	return vDbgPrintExWithPrefix("", ComponentId, Level, Format, arglist);
}
VMBKMCL_EXPORT(vDbgPrintEx);

ULONG DbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, ...)
{
	va_list args;

	va_start(args, Format);
	vDbgPrintEx(ComponentId, Level, Format, args);
	va_end(args);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(DbgPrintEx);

ULONG DbgPrint(PCSTR Format, ...)
{
	va_list args;

	va_start(args, Format);
	vDbgPrintEx(DPFLTR_DEFAULT_ID, DPFLTR_TRACE_LEVEL, Format, args);
	va_end(args);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(DbgPrint);

static ULONG trace_level(ULONG level)
{
	if (level <= TRACE_LEVEL_ERROR)
		return DPFLTR_ERROR_LEVEL;
	return level == TRACE_LEVEL_WARNING ? DPFLTR_WARNING_LEVEL : DPFLTR_INFO_LEVEL;
}

ULONG vmbkmcl_trace(const struct vmbkmcl_trace_place *place, PCSTR format, ...)
{
	char line[DEBUG_LINE_MAX];
	va_list args;
	size_t chars;

	va_start(args, format);
	/* There is room for the end of the line. */
	chars = vmbkmcl_format_at(place, line, sizeof(line) - 1, format, &args, NULL);
	va_end(args);
	if (!chars || line[chars - 1] != '\n')
		strcpy(line + chars, "\n");
	debug_print(trace_level(place->Level), line);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(vmbkmcl_trace);

VOID RtlAssert(PVOID VoidFailedAssertion, PVOID VoidFileName, ULONG LineNumber,
	       PSTR MutableMessage)
{
	WARN(1, "assertion failed: %s, %s:%u%s%s\n", (char *)VoidFailedAssertion,
	     (char *)VoidFileName, LineNumber, MutableMessage ? ": " : "",
	     MutableMessage ?: "");
}
VMBKMCL_EXPORT(RtlAssert);

VOID DbgBreakPoint(void)
{
	WARN(1, "DbgBreakPoint\n");
}
VMBKMCL_EXPORT(DbgBreakPoint);

VOID KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR P1, ULONG_PTR P2, ULONG_PTR P3,
		  ULONG_PTR P4)
{
	panic("vmbkmcl: bug check %#x (%#lx, %#lx, %#lx, %#lx)", BugCheckCode,
	      P1, P2, P3, P4);
}
VMBKMCL_EXPORT(KeBugCheckEx);
