// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver whose own headers, in inc/, have the names of the porting layer's
 * small ones. Windows' headers know none of these names, so each include below
 * has to find the driver's: if it finds another file, the macro that only the
 * driver's defines is missing and the build fails.
 */
#include <initguid.h>
#include <ntddk.h>
#include <wdf.h>
#include <ntstrsafe.h>
#include <vmbuskernelmodeclientlibapi.h>

#include <bitmap.h>
#include <check.h>
#include <csq.h>
#include <debug.h>
#include <device.h>
#include <dpc.h>
#include <driver.h>
#include <error_log.h>
#include <event.h>
#include <ex_timer.h>
#include <file.h>
#include <file_class.h>
#include <hardware.h>
#include <interface.h>
#include <interlocked.h>
#include <irp.h>
#include <irql.h>
#include <linux.h>
#include <list.h>
#include <lookaside.h>
#include <mdl.h>
#include <memory.h>
#include <mutex.h>
#include <notify.h>
#include <plug_play.h>
#include <pool.h>
#include <power.h>
#include <probe.h>
#include <processor.h>
#include <program_event.h>
#include <property.h>
#include <registry.h>
#include <resource.h>
#include <rundown.h>
#include <runtime.h>
#include <security.h>
#include <seh.h>
#include <spinlock.h>
#include <sysinfo.h>
#include <table.h>
#include <thread.h>
#include <time.h>
#include <unicode.h>
#include <wdffile.h>
#include <wmi.h>
#include <workitem.h>

static const PCSTR ShadowHeaders[] = {
	SHADOW_BITMAP_H,
	SHADOW_CHECK_H,
	SHADOW_CSQ_H,
	SHADOW_DEBUG_H,
	SHADOW_DEVICE_H,
	SHADOW_DPC_H,
	SHADOW_DRIVER_H,
	SHADOW_ERROR_LOG_H,
	SHADOW_EVENT_H,
	SHADOW_EX_TIMER_H,
	SHADOW_FILE_H,
	SHADOW_FILE_CLASS_H,
	SHADOW_HARDWARE_H,
	SHADOW_INTERFACE_H,
	SHADOW_INTERLOCKED_H,
	SHADOW_IRP_H,
	SHADOW_IRQL_H,
	SHADOW_LINUX_H,
	SHADOW_LIST_H,
	SHADOW_LOOKASIDE_H,
	SHADOW_MDL_H,
	SHADOW_MEMORY_H,
	SHADOW_MUTEX_H,
	SHADOW_NOTIFY_H,
	SHADOW_PLUG_PLAY_H,
	SHADOW_POOL_H,
	SHADOW_POWER_H,
	SHADOW_PROBE_H,
	SHADOW_PROCESSOR_H,
	SHADOW_PROGRAM_EVENT_H,
	SHADOW_PROPERTY_H,
	SHADOW_REGISTRY_H,
	SHADOW_RESOURCE_H,
	SHADOW_RUNDOWN_H,
	SHADOW_RUNTIME_H,
	SHADOW_SECURITY_H,
	SHADOW_SEH_H,
	SHADOW_SPINLOCK_H,
	SHADOW_SYSINFO_H,
	SHADOW_TABLE_H,
	SHADOW_THREAD_H,
	SHADOW_TIME_H,
	SHADOW_UNICODE_H,
	SHADOW_WDFFILE_H,
	SHADOW_WMI_H,
	SHADOW_WORKITEM_H,
};

/* With nothing behind the format, as Microsoft's compiler takes it; MinGW's does not. */
#ifdef __MINGW32__
#define SHADOW_PRINT(Format, ...) DbgPrint(Format, ##__VA_ARGS__)
#else
#define SHADOW_PRINT(Format, ...) DbgPrint(Format, __VA_ARGS__)
#endif

/* trace.c */
VOID ShadowTraceAll(_In_ NTSTATUS Status);

static DRIVER_UNLOAD ShadowUnload;

static VOID
ShadowUnload(
	_In_ PDRIVER_OBJECT DriverObject
	)
{
	UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS
DriverEntry(
	_In_ PDRIVER_OBJECT DriverObject,
	_In_ PUNICODE_STRING RegistryPath
	)
{
	ULONG i;

	UNREFERENCED_PARAMETER(RegistryPath);
	for (i = 0; i < ARRAYSIZE(ShadowHeaders); i++)
		DbgPrint("shadow: its own %s\n", ShadowHeaders[i]);
	SHADOW_PRINT("shadow: a line ");
	DbgPrint("of two %s\n", "calls");
	ShadowTraceAll(STATUS_CANCELLED);
	DriverObject->DriverUnload = ShadowUnload;
	return STATUS_SUCCESS;
}
