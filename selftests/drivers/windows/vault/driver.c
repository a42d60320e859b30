// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    driver.c

Abstract:

    The driver's entry.

Environment:

    Kernel mode

--*/
/* GUIDs that headers name are defined in this file. */
#include <initguid.h>
#include "vault.h"

const GUID VaultInterface = VAULT_INTERFACE;

NTSTATUS DriverEntry(_In_ PDRIVER_OBJECT DriverObject,
		     _In_ PUNICODE_STRING RegistryPath)
{
	WDF_DRIVER_CONFIG config;
	WDFDRIVER driver;
	NTSTATUS status;

	WDF_DRIVER_CONFIG_INIT(&config, VaultEvtDeviceAdd);
	config.DriverPoolTag = VAULT_POOL_TAG;
	status = WdfDriverCreate(DriverObject, RegistryPath,
				 WDF_NO_OBJECT_ATTRIBUTES, &config, &driver);
	if (!NT_SUCCESS(status))
		return status;

	return VaultControlCreate(driver);
}
