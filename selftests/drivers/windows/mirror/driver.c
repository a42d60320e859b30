// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    driver.c

Abstract:

    A root-enumerated driver. What was written to a device last is read from it.

--*/
#include <initguid.h>
#include <ntddk.h>
#include <wdf.h>

#define MIRROR_BYTES	64

DEFINE_GUID(GUID_DEVINTERFACE_MIRROR,
	0x2b7f1c64, 0x9d3e, 0x4c55, 0x8f, 0x0a, 0x6d, 0x69, 0x72, 0x72, 0x6f, 0x72);

typedef struct _MIRROR_DEVICE {
	ULONG Number;
	BOOLEAN RefusesStart;
	size_t Length;
	UCHAR Bytes[MIRROR_BYTES];
} MIRROR_DEVICE, *PMIRROR_DEVICE;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(MIRROR_DEVICE, MirrorGetDevice)

//
// The objects of a chain: each has the reference that keeps the next one.
//
#define MIRROR_LINKS	4

typedef struct _MIRROR_LINK {
	WDFOBJECT Next;
} MIRROR_LINK, *PMIRROR_LINK;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(MIRROR_LINK, MirrorGetLink)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD MirrorEvtDeviceAdd;
EVT_WDF_DRIVER_UNLOAD MirrorEvtDriverUnload;
EVT_WDF_DEVICE_PREPARE_HARDWARE MirrorEvtPrepareHardware;
EVT_WDF_DEVICE_QUERY_REMOVE MirrorEvtQueryRemove;
EVT_WDF_OBJECT_CONTEXT_CLEANUP MirrorEvtDeviceCleanup;
EVT_WDF_OBJECT_CONTEXT_DESTROY MirrorEvtLinkDestroy;
EVT_WDF_IO_QUEUE_IO_READ MirrorEvtIoRead;
EVT_WDF_IO_QUEUE_IO_WRITE MirrorEvtIoWrite;

static ULONG MirrorDevices;

static BOOLEAN
MirrorRefuses(
	_In_ PCUNICODE_STRING Name,
	_In_ ULONG Number
	)
{
	ULONG mask = 0;
	WDFKEY key;

	if (!NT_SUCCESS(WdfDriverOpenParametersRegistryKey(WdfGetDriver(), KEY_READ,
			WDF_NO_OBJECT_ATTRIBUTES, &key)))
		return FALSE;
	WdfRegistryQueryULong(key, Name, &mask);
	WdfRegistryClose(key);
	return (mask >> Number) & 1;
}

VOID
MirrorEvtIoRead(
	_In_ WDFQUEUE Queue,
	_In_ WDFREQUEST Request,
	_In_ size_t Length
	)
{
	PMIRROR_DEVICE device = MirrorGetDevice(WdfIoQueueGetDevice(Queue));
	size_t bytes = min(Length, device->Length);
	NTSTATUS status;
	PVOID buffer;

	if (bytes == 0) {
		WdfRequestComplete(Request, STATUS_SUCCESS);
		return;
	}
	status = WdfRequestRetrieveOutputBuffer(Request, bytes, &buffer, NULL);
	if (NT_SUCCESS(status))
		RtlCopyMemory(buffer, device->Bytes, bytes);
	WdfRequestCompleteWithInformation(Request, status, NT_SUCCESS(status) ? bytes : 0);
}

VOID
MirrorEvtIoWrite(
	_In_ WDFQUEUE Queue,
	_In_ WDFREQUEST Request,
	_In_ size_t Length
	)
{
	PMIRROR_DEVICE device = MirrorGetDevice(WdfIoQueueGetDevice(Queue));
	size_t bytes = min(Length, MIRROR_BYTES);
	NTSTATUS status;
	PVOID buffer;

	status = WdfRequestRetrieveInputBuffer(Request, bytes, &buffer, NULL);
	if (NT_SUCCESS(status)) {
		RtlCopyMemory(device->Bytes, buffer, bytes);
		device->Length = bytes;
	}
	WdfRequestCompleteWithInformation(Request, status, NT_SUCCESS(status) ? bytes : 0);
}

NTSTATUS
MirrorEvtPrepareHardware(
	_In_ WDFDEVICE Device,
	_In_ WDFCMRESLIST ResourcesRaw,
	_In_ WDFCMRESLIST ResourcesTranslated
	)
{
	PMIRROR_DEVICE device = MirrorGetDevice(Device);

	UNREFERENCED_PARAMETER(ResourcesRaw);
	UNREFERENCED_PARAMETER(ResourcesTranslated);

	KdPrint(("mirror: device %u starts\n", device->Number));
	return device->RefusesStart ? STATUS_IO_DEVICE_ERROR : STATUS_SUCCESS;
}

NTSTATUS
MirrorEvtQueryRemove(
	_In_ WDFDEVICE Device
	)
{
	UNREFERENCED_PARAMETER(Device);

	KdPrint(("mirror: device %u is asked\n", MirrorGetDevice(Device)->Number));
	return STATUS_SUCCESS;
}

VOID
MirrorEvtDeviceCleanup(
	_In_ WDFOBJECT Object
	)
{
	UNREFERENCED_PARAMETER(Object);

	KdPrint(("mirror: device %u ends\n", MirrorGetDevice(Object)->Number));
}

//
// Called at PASSIVE_LEVEL, but gives the next object back where that cannot be called.
//
VOID
MirrorEvtLinkDestroy(
	_In_ WDFOBJECT Object
	)
{
	WDFOBJECT next = MirrorGetLink(Object)->Next;
	LARGE_INTEGER delay;
	KIRQL irql;

	delay.QuadPart = WDF_REL_TIMEOUT_IN_MS(50);
	KeDelayExecutionThread(KernelMode, FALSE, &delay);
	if (next == NULL) {
		KdPrint(("mirror: the last object ends\n"));
		return;
	}
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	WdfObjectDereference(next);
	KeLowerIrql(irql);
}

static VOID
MirrorCreateChain(
	_In_ WDFDRIVER Driver
	)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFOBJECT object, last = NULL;
	ULONG i;

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, MIRROR_LINK);
	attributes.ParentObject = Driver;
	attributes.ExecutionLevel = WdfExecutionLevelPassive;
	attributes.EvtDestroyCallback = MirrorEvtLinkDestroy;
	for (i = 0; i < MIRROR_LINKS; i++) {
		if (!NT_SUCCESS(WdfObjectCreate(&attributes, &object)))
			return;
		if (last != NULL) {
			WdfObjectReference(object);
			MirrorGetLink(last)->Next = object;
		}
		last = object;
	}
}

//
// The framework deletes the chain with the driver. Each object is destroyed when the one
// before it has been, so the last one long after this has returned.
//
VOID
MirrorEvtDriverUnload(
	_In_ WDFDRIVER Driver
	)
{
	KdPrint(("mirror: the driver ends\n"));
	MirrorCreateChain(Driver);
}

static NTSTATUS
MirrorCreateQueue(
	_In_ WDFDEVICE Device
	)
{
	WDF_IO_QUEUE_CONFIG config;

	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchSequential);
	config.EvtIoRead = MirrorEvtIoRead;
	config.EvtIoWrite = MirrorEvtIoWrite;
	return WdfIoQueueCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

NTSTATUS
MirrorEvtDeviceAdd(
	_In_ WDFDRIVER Driver,
	_Inout_ PWDFDEVICE_INIT DeviceInit
	)
{
	DECLARE_CONST_UNICODE_STRING(refusedAtAdd, L"RefusedAtAdd");
	DECLARE_CONST_UNICODE_STRING(refusedAtStart, L"RefusedAtStart");
	WDF_PNPPOWER_EVENT_CALLBACKS callbacks;
	WDF_OBJECT_ATTRIBUTES attributes;
	ULONG number = MirrorDevices++;
	PMIRROR_DEVICE context;
	WDFDEVICE device;
	NTSTATUS status;

	UNREFERENCED_PARAMETER(Driver);

	if (MirrorRefuses(&refusedAtAdd, number))
		return STATUS_DEVICE_NOT_READY;
	WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&callbacks);
	callbacks.EvtDevicePrepareHardware = MirrorEvtPrepareHardware;
	callbacks.EvtDeviceQueryRemove = MirrorEvtQueryRemove;
	WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &callbacks);
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, MIRROR_DEVICE);
	attributes.EvtCleanupCallback = MirrorEvtDeviceCleanup;
	status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
	if (!NT_SUCCESS(status))
		return status;
	context = MirrorGetDevice(device);
	context->Number = number;
	context->RefusesStart = MirrorRefuses(&refusedAtStart, number);
	status = WdfDeviceCreateDeviceInterface(device, &GUID_DEVINTERFACE_MIRROR, NULL);
	if (NT_SUCCESS(status))
		status = MirrorCreateQueue(device);
	return status;
}

NTSTATUS
DriverEntry(
	_In_ PDRIVER_OBJECT DriverObject,
	_In_ PUNICODE_STRING RegistryPath
	)
{
	WDF_DRIVER_CONFIG config;

	WDF_DRIVER_CONFIG_INIT(&config, MirrorEvtDeviceAdd);
	config.EvtDriverUnload = MirrorEvtDriverUnload;
	return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config,
			       WDF_NO_HANDLE);
}
