/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Levels of trace messages; <vmbkmcl_wpp.h> says where the messages go.
 */
#ifndef VMBKMCL_WINDOWS_EVNTRACE_H
#define VMBKMCL_WINDOWS_EVNTRACE_H

#include <ntdef.h>

typedef ULONG64 TRACEHANDLE, *PTRACEHANDLE;

#define TRACE_LEVEL_NONE	0
#define TRACE_LEVEL_CRITICAL	1
#define TRACE_LEVEL_FATAL	1
#define TRACE_LEVEL_ERROR	2
#define TRACE_LEVEL_WARNING	3
#define TRACE_LEVEL_INFORMATION	4
#define TRACE_LEVEL_VERBOSE	5

#endif
