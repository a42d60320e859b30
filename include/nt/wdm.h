/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a Windows driver gets from <wdm.h>: one small header to a subsystem.
 */
#ifndef VMBKMCL_NT_WDM_H
#define VMBKMCL_NT_WDM_H

#include "ntdef.h"
#include "ntstatus.h"
#include "list.h"
#include "irql.h"
#include "spinlock.h"
#include "pool.h"
#include "time.h"
#include "unicode.h"
#include "mdl.h"
#include "device.h"
#include "irp.h"

#endif
