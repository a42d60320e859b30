/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Where a driver would stop in a debugger. There is none, so nothing happens, as on
 * Windows when the framework's verifier is off.
 */
#ifndef VMBKMCL_WINDOWS_WDFVERIFIER_H
#define VMBKMCL_WINDOWS_WDFVERIFIER_H

#include "wdftypes.h"

static inline VOID WdfVerifierDbgBreakPoint(VOID)
{
}

#endif
