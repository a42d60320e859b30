/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a message header of WPP's is here. Windows' build makes a <source>.tmh for
 * each source, with a function for each place that traces; windows.mk makes one that
 * includes this. Trace messages are the debug messages of DbgPrintEx(): errors and
 * warnings are in the kernel's log, the others are there with dynamic debugging on.
 *
 * WPP finds in a driver's comments how its own macros pass a level and flags. Where
 * they do it as in Microsoft's samples, (LEVEL, FLAGS, "format", ...), the macros are
 * the ones below; a driver with others defines them in a header.
 */
#ifndef VMBKMCL_WPP_H
#define VMBKMCL_WPP_H

#include <wdm.h>

#ifndef TRACE_LEVEL_NONE
#define TRACE_LEVEL_NONE	0
#define TRACE_LEVEL_CRITICAL	1
#define TRACE_LEVEL_FATAL	1
#define TRACE_LEVEL_ERROR	2
#define TRACE_LEVEL_WARNING	3
#define TRACE_LEVEL_INFORMATION	4
#define TRACE_LEVEL_VERBOSE	5
#endif

#define WPP_INIT_TRACING(...)	((void)0)
#define WPP_CLEANUP(...)	((void)0)

#define VMBKMCL_TRACE_LEVEL(level) \
	((level) <= TRACE_LEVEL_ERROR ? DPFLTR_ERROR_LEVEL : \
	 (level) == TRACE_LEVEL_WARNING ? DPFLTR_WARNING_LEVEL : DPFLTR_INFO_LEVEL)

#ifndef TraceEvents
#define TraceEvents(level, flags, ...) \
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, VMBKMCL_TRACE_LEVEL(level), __VA_ARGS__)
#endif
#endif
