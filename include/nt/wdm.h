/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a Windows driver gets from <wdm.h>: one small header to a subsystem.
 */
#ifndef VMBKMCL_NT_WDM_H
#define VMBKMCL_NT_WDM_H

#include "ntdef.h"
#include "ntstatus.h"
#include "memory.h"
#include "list.h"
#include "irql.h"
#include "debug.h"
#include "spinlock.h"
#include "interlocked.h"
#include "mutex.h"
#include "rundown.h"
#include "pool.h"
#include "lookaside.h"
#include "sysinfo.h"
#include "time.h"
#include "dpc.h"
#include "event.h"
#include "workitem.h"
#include "thread.h"
#include "unicode.h"
#include "mdl.h"
#include "device.h"
#include "irp.h"
#include "driver.h"

#endif
