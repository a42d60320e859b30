/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a message header of WPP's has here. Windows' build makes a <source>.tmh for each
 * source, with a function for each place that traces. windows.mk makes one that defines
 * the macros that the driver's comments declare ("FUNC TraceEvents(LEVEL, FLAGS, MSG,
 * ...)" and the like), and includes this. Trace messages are printed by vmbkmcl_trace(), which
 * says where to and what their formats may have. A macro without a message evaluates its
 * arguments only.
 */
#ifndef VMBKMCL_WPP_H
#define VMBKMCL_WPP_H

#include <wdm.h>
#include <evntrace.h>

/* The flags are those of the driver's control GUIDs; messages are not chosen by them. */
#define WPP_DEFINE_CONTROL_GUID(name, guid, bits)	WPP_FIRST_##name, bits
#define WPP_DEFINE_BIT(bit)				bit,
#ifdef WPP_CONTROL_GUIDS
enum vmbkmcl_wpp_flags { WPP_CONTROL_GUIDS };
#endif

#define WPP_INIT_TRACING(...)		((void)0)
#define WPP_CLEANUP(...)		((void)0)
#define WPP_SYSTEMCONTROL(driver)	((void)0)
#define WPP_SYSTEMCONTROL2(driver, n)	((void)0)
#ifndef WPP_LEVEL_ENABLED
#define WPP_LEVEL_ENABLED(flags)	1
#endif
#ifndef WPP_LEVEL_FLAGS_ENABLED
#define WPP_LEVEL_FLAGS_ENABLED(level, flags) 1
#endif

/* The texts are what the source has for the two. */
#define VMBKMCL_TRACE(level, level_text, flags_text, ...) __extension__ ({ \
	const struct vmbkmcl_trace_place vmbkmcl_place = {		\
		__func__, __FILE__, flags_text, level_text, __LINE__, (ULONG)(level), \
	};								\
	vmbkmcl_trace(&vmbkmcl_place, __VA_ARGS__);			\
})

#ifndef DoTraceMessage
#define DoTraceMessage(flags, ...) \
	VMBKMCL_TRACE(TRACE_LEVEL_INFORMATION, "TRACE_LEVEL_INFORMATION", #flags, __VA_ARGS__)
#endif
#ifndef DoTraceLevelMessage
#define DoTraceLevelMessage(level, flags, ...) \
	VMBKMCL_TRACE(level, #level, #flags, __VA_ARGS__)
#endif
/* Project files declare these two for most of Microsoft's samples. */
#ifndef Hexdump
#define Hexdump(arguments)		((void)0)
#endif
#ifndef TraceEvents
#define TraceEvents(level, flags, ...)	VMBKMCL_TRACE(level, #level, #flags, __VA_ARGS__)
#endif
#endif
