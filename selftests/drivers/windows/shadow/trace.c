// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    trace.c

Abstract:

    Trace messages of each kind of macro.

--*/
#include <ntddk.h>

#include "trace.h"
/* MinGW has no preprocessor for trace messages. */
#ifndef __MINGW32__
#include "trace.tmh"
#else
#define ShadowTrace(...)
#define ShadowError(...)
#define ShadowWarning(arguments)
#define WPP_INIT_TRACING(...)
#define WPP_CLEANUP(...)
#define TraceEvents(...)
#endif

/* kit.c */
VOID ShadowUseKit(VOID);
/* dialect.c */
VOID ShadowUseDialect();

VOID
ShadowTraceAll(
	_In_ NTSTATUS Status
	)
{
	UNREFERENCED_PARAMETER(Status);
	ShadowUseKit();
	ShadowUseDialect();
	WPP_INIT_TRACING(NULL, NULL);
	ShadowTrace(TRACE_LEVEL_ERROR, SHADOW_LOAD, "shadow: %!FUNC! %!LEVEL! %!FLAGS! %!FILE!");
	ShadowTrace(TRACE_LEVEL_WARNING, SHADOW_IO, "shadow: line %!LINE! has %!STATUS!\n", Status);
	ShadowTrace(TRACE_LEVEL_VERBOSE, SHADOW_IO, "shadow: is not in the log");
	ShadowError(SHADOW_IO, "shadow: %!LEVEL! of %!FLAGS! and %d", 1);
	ShadowWarning(("shadow: %!LEVEL! of %!FLAGS! and %s", "two"));
	/* Declared by no comment: a project file does that for most of Microsoft's samples. */
	TraceEvents(TRACE_LEVEL_ERROR, SHADOW_LOAD, "shadow: %!LEVEL! of %!FLAGS! and %s", "all");
	WPP_CLEANUP(NULL);
}
