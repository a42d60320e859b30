/* SPDX-License-Identifier: GPL-2.0-only */
/*++

Module Name:

    trace.h

Abstract:

    The driver's trace flags, and the macros that Windows' build makes for its messages.

--*/
#pragma once

#define WPP_CONTROL_GUIDS \
	WPP_DEFINE_CONTROL_GUID(ShadowTraceGuid, (5b1d0c7e,2f7a,4b7e,9d44,6b6d636c7473), \
		WPP_DEFINE_BIT(SHADOW_LOAD) \
		WPP_DEFINE_BIT(SHADOW_IO))

/*
 * begin_wpp config
 * FUNC ShadowTrace(LEVEL, FLAGS, MSG, ...);
 * FUNC ShadowError{LEVEL=TRACE_LEVEL_ERROR}(FLAGS, MSG, ...);
 * FUNC ShadowWarning{LEVEL=TRACE_LEVEL_WARNING,FLAGS=SHADOW_IO}((MSG, ...));
 * end_wpp
 */
