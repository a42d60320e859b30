// SPDX-License-Identifier: GPL-2.0-only
#include <initguid.h>
#include "heartbeat.h"

NTSTATUS
DriverEntry(
	_In_ PDRIVER_OBJECT DriverObject,
	_In_ PUNICODE_STRING RegistryPath
	)
{
	WDF_DRIVER_CONFIG config;

	WDF_DRIVER_CONFIG_INIT(&config, HeartbeatEvtDeviceAdd);
	return WdfDriverCreate(DriverObject, RegistryPath,
			       WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
