/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Relative times, for timers and waits.
 */
#ifndef VMBKMCL_WINDOWS_WDFCORE_H
#define VMBKMCL_WINDOWS_WDFCORE_H

#include "wdftypes.h"

#define WDF_PTR_ADD_OFFSET_TYPE(pointer, offset, type) ((type)((PUCHAR)(pointer) + (offset)))
#define WDF_PTR_ADD_OFFSET(pointer, offset) WDF_PTR_ADD_OFFSET_TYPE(pointer, offset, PVOID)

#define WDF_REL_TIMEOUT_IN_US(t)	(-10LL * (LONGLONG)(t))
#define WDF_REL_TIMEOUT_IN_MS(t)	(-10000LL * (LONGLONG)(t))
#define WDF_REL_TIMEOUT_IN_SEC(t)	(-10000000LL * (LONGLONG)(t))

#endif
