// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    device.c

Abstract:

    The device object and its PnP and power callbacks.

Environment:

    Kernel mode

--*/
#include "courier.h"

EVT_WDF_DEVICE_PREPARE_HARDWARE CourierEvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE CourierEvtReleaseHardware;
EVT_WDF_DEVICE_D0_ENTRY CourierEvtD0Entry;
EVT_WDF_DEVICE_D0_EXIT CourierEvtD0Exit;
EVT_WDF_DEVICE_SURPRISE_REMOVAL CourierEvtSurpriseRemoval;
EVT_WDF_DEVICE_FILE_CREATE CourierEvtFileCreate;
EVT_WDF_FILE_CLOSE CourierEvtFileClose;
EVT_WDF_OBJECT_CONTEXT_CLEANUP CourierEvtDeviceCleanup;

KMCL_CLIENT_INTERFACE_V1 Kmcl;
static LONG CourierDeviceNumber = -1;

/* HKR\Parameters\RecordLimit: how many unread records are kept. */
static ULONG CourierReadRecordLimit(VOID)
{
	DECLARE_CONST_UNICODE_STRING(name, L"RecordLimit");
	WDFKEY key;
	ULONG value = COURIER_RECORD_LIMIT;
	NTSTATUS status;

	PAGED_CODE();

	status = WdfDriverOpenParametersRegistryKey(WdfGetDriver(), KEY_READ,
						    WDF_NO_OBJECT_ATTRIBUTES,
						    &key);
	if (!NT_SUCCESS(status))
		return value;

	status = WdfRegistryQueryULong(key, &name, &value);
	if (!NT_SUCCESS(status))
		value = COURIER_RECORD_LIMIT;

	WdfRegistryClose(key);
	return max(value, 1);
}

static NTSTATUS CourierDeviceAssignName(_In_ PWDFDEVICE_INIT DeviceInit,
					_In_ ULONG Number)
{
	DECLARE_UNICODE_STRING_SIZE(name, 32);
	NTSTATUS status;

	status = RtlUnicodeStringPrintf(&name, L"\\Device\\Courier%u", Number);
	if (!NT_SUCCESS(status))
		return status;

	return WdfDeviceInitAssignName(DeviceInit, &name);
}

static NTSTATUS CourierDeviceCreateLink(_In_ WDFDEVICE Device,
					_In_ ULONG Number)
{
	DECLARE_UNICODE_STRING_SIZE(name, 32);
	NTSTATUS status;

	status = RtlUnicodeStringPrintf(&name, L"\\DosDevices\\Courier%u",
					Number);
	if (!NT_SUCCESS(status))
		return status;

	return WdfDeviceCreateSymbolicLink(Device, &name);
}

NTSTATUS CourierDeviceCreate(_Inout_ PWDFDEVICE_INIT DeviceInit)
{
	WDF_PNPPOWER_EVENT_CALLBACKS pnpPower;
	WDF_FILEOBJECT_CONFIG fileConfig;
	WDF_OBJECT_ATTRIBUTES attributes;
	PDEVICE_CONTEXT context;
	WDFDEVICE device;
	NTSTATUS status;
	ULONG number;

	PAGED_CODE();

	WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&pnpPower);
	pnpPower.EvtDevicePrepareHardware = CourierEvtPrepareHardware;
	pnpPower.EvtDeviceReleaseHardware = CourierEvtReleaseHardware;
	pnpPower.EvtDeviceD0Entry = CourierEvtD0Entry;
	pnpPower.EvtDeviceD0Exit = CourierEvtD0Exit;
	pnpPower.EvtDeviceSurpriseRemoval = CourierEvtSurpriseRemoval;
	WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &pnpPower);

	WDF_FILEOBJECT_CONFIG_INIT(&fileConfig, CourierEvtFileCreate,
				   CourierEvtFileClose, WDF_NO_EVENT_CALLBACK);
	WdfDeviceInitSetFileObjectConfig(DeviceInit, &fileConfig,
					 WDF_NO_OBJECT_ATTRIBUTES);

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, REQUEST_CONTEXT);
	WdfDeviceInitSetRequestAttributes(DeviceInit, &attributes);

	WdfDeviceInitSetDeviceType(DeviceInit, COURIER_DEVICE_TYPE);
	WdfDeviceInitSetIoType(DeviceInit, WdfDeviceIoBuffered);

	number = (ULONG)InterlockedIncrement(&CourierDeviceNumber);
	status = CourierDeviceAssignName(DeviceInit, number);
	if (!NT_SUCCESS(status))
		return status;

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
	attributes.ExecutionLevel = WdfExecutionLevelPassive;
	attributes.EvtCleanupCallback = CourierEvtDeviceCleanup;
	status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
	if (!NT_SUCCESS(status)) {
		TraceError("WdfDeviceCreate failed, 0x%08lx", status);
		return status;
	}

	context = GetDeviceContext(device);
	context->Device = device;
	context->Number = number;
	context->RecordLimit = CourierReadRecordLimit();
	KeInitializeEvent(&context->Connected, NotificationEvent, FALSE);
	ExInitializeRundownProtection(&context->SendRundown);
	ExWaitForRundownProtectionRelease(&context->SendRundown);
	IoInitializeRemoveLock(&context->RemoveLock, COURIER_POOL_TAG, 0, 0);
	ExInitializeFastMutex(&context->WindowMutex);

	status = CourierLabelInitialize(context);
	if (!NT_SUCCESS(status))
		return status;
	status = CourierReceiveInitialize(context);
	if (!NT_SUCCESS(status))
		return status;
	status = CourierQueuesCreate(context);
	if (!NT_SUCCESS(status))
		return status;
	status = CourierBackgroundCreate(context);
	if (!NT_SUCCESS(status))
		return status;

	return CourierDeviceCreateLink(device, number);
}

NTSTATUS CourierEvtPrepareHardware(_In_ WDFDEVICE Device,
				   _In_ WDFCMRESLIST ResourcesRaw,
				   _In_ WDFCMRESLIST ResourcesTranslated)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);
	NTSTATUS status;

	UNREFERENCED_PARAMETER(ResourcesRaw);
	UNREFERENCED_PARAMETER(ResourcesTranslated);
	PAGED_CODE();

	status = WdfFdoQueryForInterface(Device, &KMCL_CLIENT_INTERFACE_TYPE,
					 (PINTERFACE)&context->Interface,
					 sizeof(context->Interface),
					 KMCL_CLIENT_INTERFACE_VERSION_V1,
					 NULL);
	if (!NT_SUCCESS(status)) {
		TraceError("no KMCL interface, 0x%08lx", status);
		return status;
	}
	Kmcl = context->Interface;

	status = CourierWindowAllocate(context);
	if (!NT_SUCCESS(status))
		return status;

	return CourierChannelCreate(context);
}

NTSTATUS CourierEvtD0Entry(_In_ WDFDEVICE Device,
			   _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);
	NTSTATUS status;

	UNREFERENCED_PARAMETER(PreviousState);

	status = Kmcl.VmbChannelEnable(context->Channel);
	if (!NT_SUCCESS(status)) {
		TraceError("VmbChannelEnable failed, 0x%08lx", status);
		return status;
	}
	Kmcl.VmbChannelStart(context->Channel);

	status = CourierBackgroundStart(context);
	if (!NT_SUCCESS(status))
		Kmcl.VmbChannelDisable(context->Channel);
	return status;
}

NTSTATUS CourierEvtD0Exit(_In_ WDFDEVICE Device,
			  _In_ WDF_POWER_DEVICE_STATE TargetState)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);

	UNREFERENCED_PARAMETER(TargetState);
	PAGED_CODE();

	CourierBackgroundStop(context);
	Kmcl.VmbChannelDisable(context->Channel);
	return STATUS_SUCCESS;
}

VOID CourierEvtSurpriseRemoval(_In_ WDFDEVICE Device)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);

	PAGED_CODE();

	TraceInfo("device %u is gone", context->Number);
	/* Nothing will come any more for those who wait for a record. */
	WdfIoQueuePurge(context->ReadQueue, WDF_NO_EVENT_CALLBACK,
			WDF_NO_CONTEXT);
}

NTSTATUS CourierEvtReleaseHardware(_In_ WDFDEVICE Device,
				   _In_ WDFCMRESLIST ResourcesTranslated)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);
	NTSTATUS status;

	UNREFERENCED_PARAMETER(ResourcesTranslated);
	PAGED_CODE();

	/* The channel is down: all requests have been completed or will be. */
	status = IoAcquireRemoveLock(&context->RemoveLock, Device);
	if (NT_SUCCESS(status))
		IoReleaseRemoveLockAndWait(&context->RemoveLock, Device);

	CourierChannelDestroy(context);
	CourierWindowFree(context);

	if (context->Interface.InterfaceDereference) {
		context->Interface.InterfaceDereference(
			context->Interface.Context);
		RtlZeroMemory(&context->Interface, sizeof(context->Interface));
	}
	return STATUS_SUCCESS;
}

VOID CourierEvtFileCreate(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request,
			  _In_ WDFFILEOBJECT FileObject)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);

	UNREFERENCED_PARAMETER(FileObject);

	InterlockedIncrement(&context->Counters.OpenHandles);
	WdfRequestComplete(Request, STATUS_SUCCESS);
}

VOID CourierEvtFileClose(_In_ WDFFILEOBJECT FileObject)
{
	PDEVICE_CONTEXT context;

	context = GetDeviceContext(WdfFileObjectGetDevice(FileObject));
	InterlockedDecrement(&context->Counters.OpenHandles);
}

VOID CourierEvtDeviceCleanup(_In_ WDFOBJECT Object)
{
	PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)Object);

	CourierReceiveUninitialize(context);
	CourierLabelUninitialize(context);
}
