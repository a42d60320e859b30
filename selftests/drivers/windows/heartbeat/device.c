// SPDX-License-Identifier: GPL-2.0-only
#include "heartbeat.h"

DECLARE_CONST_UNICODE_STRING(HeartbeatDeviceName, L"\\Device\\KmclHeartbeat");
DECLARE_CONST_UNICODE_STRING(HeartbeatLinkName, L"\\DosDevices\\KmclHeartbeat");

static NTSTATUS
HeartbeatCreateQueue(
	_In_ WDFDEVICE Device
	)
{
	WDF_IO_QUEUE_CONFIG config;

	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchParallel);
	config.EvtIoDeviceControl = HeartbeatEvtDeviceControl;
	return WdfIoQueueCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, NULL);
}

NTSTATUS
HeartbeatEvtDeviceAdd(
	_In_ WDFDRIVER Driver,
	_Inout_ PWDFDEVICE_INIT DeviceInit
	)
{
	WDF_PNPPOWER_EVENT_CALLBACKS callbacks;
	WDF_OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	WDFDEVICE device;

	UNREFERENCED_PARAMETER(Driver);

	WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&callbacks);
	callbacks.EvtDevicePrepareHardware = HeartbeatEvtPrepareHardware;
	callbacks.EvtDeviceReleaseHardware = HeartbeatEvtReleaseHardware;
	callbacks.EvtDeviceD0Entry = HeartbeatEvtD0Entry;
	callbacks.EvtDeviceD0Exit = HeartbeatEvtD0Exit;
	WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &callbacks);

	status = WdfDeviceInitAssignName(DeviceInit, &HeartbeatDeviceName);
	if (!NT_SUCCESS(status))
		return status;

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
	status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
	if (!NT_SUCCESS(status))
		return status;
	GetDeviceContext(device)->Device = device;

	status = WdfDeviceCreateSymbolicLink(device, &HeartbeatLinkName);
	if (!NT_SUCCESS(status))
		return status;
	return HeartbeatCreateQueue(device);
}

NTSTATUS
HeartbeatEvtPrepareHardware(
	_In_ WDFDEVICE Device,
	_In_ WDFCMRESLIST ResourcesRaw,
	_In_ WDFCMRESLIST ResourcesTranslated
	)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);
	NTSTATUS status;

	UNREFERENCED_PARAMETER(ResourcesRaw);
	UNREFERENCED_PARAMETER(ResourcesTranslated);

	status = WdfFdoQueryForInterface(Device, &KMCL_CLIENT_INTERFACE_TYPE,
					 (PINTERFACE)&context->Kmcl,
					 sizeof(context->Kmcl),
					 KMCL_CLIENT_INTERFACE_VERSION_V1, NULL);
	if (!NT_SUCCESS(status)) {
		DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL,
			   "heartbeat: no KMCL interface, status 0x%08lx\n", status);
		return status;
	}
	return HeartbeatChannelCreate(context);
}

NTSTATUS
HeartbeatEvtReleaseHardware(
	_In_ WDFDEVICE Device,
	_In_ WDFCMRESLIST ResourcesTranslated
	)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);

	UNREFERENCED_PARAMETER(ResourcesTranslated);

	HeartbeatChannelDelete(context);
	if (context->Kmcl.InterfaceDereference != NULL)
		context->Kmcl.InterfaceDereference(context->Kmcl.Context);
	RtlZeroMemory(&context->Kmcl, sizeof(context->Kmcl));
	return STATUS_SUCCESS;
}

NTSTATUS
HeartbeatEvtD0Entry(
	_In_ WDFDEVICE Device,
	_In_ WDF_POWER_DEVICE_STATE PreviousState
	)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);

	UNREFERENCED_PARAMETER(PreviousState);

	return context->Kmcl.VmbChannelEnable(context->Channel);
}

NTSTATUS
HeartbeatEvtD0Exit(
	_In_ WDFDEVICE Device,
	_In_ WDF_POWER_DEVICE_STATE TargetState
	)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);

	UNREFERENCED_PARAMETER(TargetState);

	context->Kmcl.VmbChannelDisable(context->Channel);
	return STATUS_SUCCESS;
}

VOID
HeartbeatEvtDeviceControl(
	_In_ WDFQUEUE Queue,
	_In_ WDFREQUEST Request,
	_In_ size_t OutputBufferLength,
	_In_ size_t InputBufferLength,
	_In_ ULONG IoControlCode
	)
{
	PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
	HEARTBEAT_STATISTICS *statistics;
	NTSTATUS status;

	UNREFERENCED_PARAMETER(OutputBufferLength);
	UNREFERENCED_PARAMETER(InputBufferLength);

	if (IoControlCode != IOCTL_HEARTBEAT_QUERY) {
		WdfRequestComplete(Request, STATUS_INVALID_DEVICE_REQUEST);
		return;
	}
	status = WdfRequestRetrieveOutputBuffer(Request, sizeof(*statistics),
						(PVOID *)&statistics, NULL);
	if (!NT_SUCCESS(status)) {
		WdfRequestComplete(Request, status);
		return;
	}
	*statistics = context->Statistics;
	WdfRequestCompleteWithInformation(Request, STATUS_SUCCESS,
					  sizeof(*statistics));
}
