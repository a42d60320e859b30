/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The headers of the porting layer that a Windows driver gets by <wdm.h>, one
 * for each subsystem.
 */
#ifndef VMBKMCL_WINDOWS_WDM_H
#define VMBKMCL_WINDOWS_WDM_H

#include "ntdef.h"
#include "ntstatus.h"
#include "devioctl.h"

EXTERN_C_START

#include <vmbkmcl/nt/memory.h>
#include <vmbkmcl/nt/seh.h>
#include <vmbkmcl/nt/list.h>
#include <vmbkmcl/nt/irql.h>
#include <vmbkmcl/nt/debug.h>
#include <vmbkmcl/nt/spinlock.h>
#include <vmbkmcl/nt/interlocked.h>
#include <vmbkmcl/nt/mutex.h>
#include <vmbkmcl/nt/resource.h>
#include <vmbkmcl/nt/rundown.h>
#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/lookaside.h>
#include <vmbkmcl/nt/sysinfo.h>
#include <vmbkmcl/nt/table.h>
#include <vmbkmcl/nt/bitmap.h>
#include <vmbkmcl/nt/processor.h>
#include <vmbkmcl/nt/time.h>
#include <vmbkmcl/nt/dpc.h>
#include <vmbkmcl/nt/event.h>
#include <vmbkmcl/nt/ex_timer.h>
#include <vmbkmcl/nt/workitem.h>
#include <vmbkmcl/nt/thread.h>
#include <vmbkmcl/nt/program_event.h>
#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/runtime.h>
#include <vmbkmcl/nt/unicode.h>
#include <vmbkmcl/nt/mdl.h>
#include <vmbkmcl/nt/probe.h>
#include <vmbkmcl/nt/device.h>
#include <vmbkmcl/nt/plug_play.h>
#include <vmbkmcl/nt/file_class.h>
#include <vmbkmcl/nt/irp.h>
#include <vmbkmcl/nt/driver.h>
#include <vmbkmcl/nt/csq.h>
#include <vmbkmcl/nt/error_log.h>
#include <vmbkmcl/nt/power.h>
#include <vmbkmcl/nt/file.h>
#include <vmbkmcl/nt/interface.h>
#include <vmbkmcl/nt/notify.h>
#include <vmbkmcl/nt/hardware.h>
#include <vmbkmcl/nt/wmi.h>
#include <vmbkmcl/nt/property.h>
#include <vmbkmcl/nt/check.h>

EXTERN_C_END

#endif
