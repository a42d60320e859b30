/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The framework's own status codes.
 */
#ifndef VMBKMCL_WINDOWS_WDFSTATUS_H
#define VMBKMCL_WINDOWS_WDFSTATUS_H

#include "wdftypes.h"

#define STATUS_WDF_BUSY	((NTSTATUS)0xC0200204L)

#endif
