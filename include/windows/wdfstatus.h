/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The framework's own status codes.
 */
#ifndef VMBKMCL_WINDOWS_WDFSTATUS_H
#define VMBKMCL_WINDOWS_WDFSTATUS_H

#include "wdftypes.h"

#define FACILITY_DRIVER_FRAMEWORK	0x20

#define STATUS_WDF_PAUSED		((NTSTATUS)0xC0200203L)
#define STATUS_WDF_BUSY			((NTSTATUS)0xC0200204L)
#define STATUS_WDF_PARENT_NOT_SPECIFIED	((NTSTATUS)0xC0200212L)

#endif
