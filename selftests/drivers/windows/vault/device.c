// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    device.c

Abstract:

    The device object, its interface, its PnP and power callbacks.

Environment:

    Kernel mode

--*/
#include "vault.h"

EVT_WDF_DEVICE_PREPARE_HARDWARE VaultEvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE VaultEvtReleaseHardware;
EVT_WDF_DEVICE_D0_ENTRY VaultEvtD0Entry;
EVT_WDF_DEVICE_D0_EXIT VaultEvtD0Exit;
EVT_WDF_OBJECT_CONTEXT_CLEANUP VaultEvtDeviceCleanup;

KMCL_CLIENT_INTERFACE_V1 Kmcl;

NTSTATUS VaultEvtDeviceAdd(_In_ WDFDRIVER Driver,
			   _Inout_ PWDFDEVICE_INIT DeviceInit)
{
	WDF_PNPPOWER_EVENT_CALLBACKS pnpPower;
	WDF_OBJECT_ATTRIBUTES attributes;
	PDEVICE_CONTEXT context;
	WDFDEVICE device;
	NTSTATUS status;

	UNREFERENCED_PARAMETER(Driver);
	PAGED_CODE();

	WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&pnpPower);
	pnpPower.EvtDevicePrepareHardware = VaultEvtPrepareHardware;
	pnpPower.EvtDeviceReleaseHardware = VaultEvtReleaseHardware;
	pnpPower.EvtDeviceD0Entry = VaultEvtD0Entry;
	pnpPower.EvtDeviceD0Exit = VaultEvtD0Exit;
	WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &pnpPower);

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, REQUEST_CONTEXT);
	WdfDeviceInitSetRequestAttributes(DeviceInit, &attributes);
	WdfDeviceInitSetIoType(DeviceInit, WdfDeviceIoDirect);
	WdfDeviceInitSetIoInCallerContextCallback(DeviceInit,
						  VaultEvtIoInCallerContext);

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
	attributes.EvtCleanupCallback = VaultEvtDeviceCleanup;
	status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
	if (!NT_SUCCESS(status))
		return status;

	context = VaultGetDevice(device);
	context->Device = device;
	ExInitializeRundownProtection(&context->SendRundown);
	ExWaitForRundownProtectionRelease(&context->SendRundown);
	InitializeListHead(&context->Done);

	status = VaultIoCreate(context);
	if (!NT_SUCCESS(status))
		return status;

	VaultControlAdd(device);
	return WdfDeviceCreateDeviceInterface(device, &VaultInterface, NULL);
}

NTSTATUS VaultEvtPrepareHardware(_In_ WDFDEVICE Device,
				 _In_ WDFCMRESLIST ResourcesRaw,
				 _In_ WDFCMRESLIST ResourcesTranslated)
{
	PDEVICE_CONTEXT context = VaultGetDevice(Device);
	NTSTATUS status;

	UNREFERENCED_PARAMETER(ResourcesRaw);
	UNREFERENCED_PARAMETER(ResourcesTranslated);
	PAGED_CODE();

	status = WdfFdoQueryForInterface(Device, &KMCL_CLIENT_INTERFACE_TYPE,
					 (PINTERFACE)&context->Interface,
					 sizeof(context->Interface),
					 KMCL_CLIENT_INTERFACE_VERSION_V1,
					 NULL);
	if (!NT_SUCCESS(status))
		return status;

	Kmcl = context->Interface;
	return VaultChannelCreate(context);
}

NTSTATUS VaultEvtD0Entry(_In_ WDFDEVICE Device,
			 _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
	PDEVICE_CONTEXT context = VaultGetDevice(Device);
	NTSTATUS status;

	UNREFERENCED_PARAMETER(PreviousState);

	status = Kmcl.VmbChannelEnable(context->Channel);
	if (NT_SUCCESS(status))
		Kmcl.VmbChannelStart(context->Channel);
	return status;
}

NTSTATUS VaultEvtD0Exit(_In_ WDFDEVICE Device,
			_In_ WDF_POWER_DEVICE_STATE TargetState)
{
	PDEVICE_CONTEXT context = VaultGetDevice(Device);

	UNREFERENCED_PARAMETER(TargetState);
	PAGED_CODE();

	Kmcl.VmbChannelDisable(context->Channel);
	return STATUS_SUCCESS;
}

NTSTATUS VaultEvtReleaseHardware(_In_ WDFDEVICE Device,
				 _In_ WDFCMRESLIST ResourcesTranslated)
{
	PDEVICE_CONTEXT context = VaultGetDevice(Device);

	UNREFERENCED_PARAMETER(ResourcesTranslated);
	PAGED_CODE();

	VaultChannelDestroy(context);
	if (context->Interface.InterfaceDereference) {
		context->Interface.InterfaceDereference(
			context->Interface.Context);
		RtlZeroMemory(&context->Interface, sizeof(context->Interface));
	}
	return STATUS_SUCCESS;
}

VOID VaultEvtDeviceCleanup(_In_ WDFOBJECT Object)
{
	VaultControlRemove((WDFDEVICE)Object);
}
