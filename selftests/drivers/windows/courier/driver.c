// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    driver.c

Abstract:

    The courier driver's entry point.

Environment:

    Kernel mode

--*/
/* GUIDs that headers name are defined in this file. */
#include <initguid.h>
#include "courier.h"

NTSTATUS DriverEntry(_In_ PDRIVER_OBJECT DriverObject,
		     _In_ PUNICODE_STRING RegistryPath)
{
	WDF_DRIVER_CONFIG config;
	WDF_OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = CourierEvtDriverCleanup;

	WDF_DRIVER_CONFIG_INIT(&config, CourierEvtDeviceAdd);
	config.DriverPoolTag = COURIER_POOL_TAG;

	status = WdfDriverCreate(DriverObject, RegistryPath, &attributes,
				 &config, WDF_NO_HANDLE);
	if (!NT_SUCCESS(status)) {
		TraceError("WdfDriverCreate failed, 0x%08lx", status);
		return status;
	}

	TraceInfo("loaded, %wZ", RegistryPath);
	return STATUS_SUCCESS;
}

NTSTATUS CourierEvtDeviceAdd(_In_ WDFDRIVER Driver,
			     _Inout_ PWDFDEVICE_INIT DeviceInit)
{
	UNREFERENCED_PARAMETER(Driver);
	PAGED_CODE();

	return CourierDeviceCreate(DeviceInit);
}

VOID CourierEvtDriverCleanup(_In_ WDFOBJECT DriverObject)
{
	UNREFERENCED_PARAMETER(DriverObject);
	PAGED_CODE();

	TraceInfo("unloaded");
}
