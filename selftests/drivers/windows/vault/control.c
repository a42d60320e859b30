// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    control.c

Abstract:

    The control device, by which an administrator locks and unlocks the vault:
    the transfers of all devices wait meanwhile.

Environment:

    Kernel mode

--*/
#include "vault.h"

EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL VaultEvtControl;

static WDFCOLLECTION VaultDevices;
static WDFWAITLOCK VaultDevicesLock;
static LONG VaultLocked;

BOOLEAN VaultIsLocked(VOID)
{
	return InterlockedCompareExchange(&VaultLocked, 0, 0) != 0;
}

VOID VaultControlAdd(_In_ WDFDEVICE Device)
{
	PAGED_CODE();

	WdfWaitLockAcquire(VaultDevicesLock, NULL);
	WdfCollectionAdd(VaultDevices, Device);
	WdfWaitLockRelease(VaultDevicesLock);
}

VOID VaultControlRemove(_In_ WDFDEVICE Device)
{
	ULONG i;

	WdfWaitLockAcquire(VaultDevicesLock, NULL);
	for (i = 0; i < WdfCollectionGetCount(VaultDevices); i++) {
		if (WdfCollectionGetItem(VaultDevices, i) == (WDFOBJECT)Device) {
			WdfCollectionRemoveItem(VaultDevices, i);
			break;
		}
	}
	WdfWaitLockRelease(VaultDevicesLock);
}

static VOID VaultUnlock(VOID)
{
	ULONG i;

	InterlockedExchange(&VaultLocked, 0);
	WdfWaitLockAcquire(VaultDevicesLock, NULL);
	for (i = 0; i < WdfCollectionGetCount(VaultDevices); i++)
		VaultIoUnlock(VaultGetDevice(WdfCollectionGetItem(VaultDevices, i)));
	WdfWaitLockRelease(VaultDevicesLock);
}

static ULONG VaultCountWaiting(VOID)
{
	PDEVICE_CONTEXT context;
	ULONG i, waiting, sum = 0;

	WdfWaitLockAcquire(VaultDevicesLock, NULL);
	for (i = 0; i < WdfCollectionGetCount(VaultDevices); i++) {
		context = VaultGetDevice(WdfCollectionGetItem(VaultDevices, i));
		WdfIoQueueGetState(context->LockedQueue, &waiting, NULL);
		sum += waiting;
	}
	WdfWaitLockRelease(VaultDevicesLock);
	return sum;
}

VOID VaultEvtControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request,
		     _In_ size_t OutputBufferLength,
		     _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
	NTSTATUS status = STATUS_SUCCESS;
	ULONG_PTR information = 0;
	PULONG output;

	UNREFERENCED_PARAMETER(Queue);
	UNREFERENCED_PARAMETER(OutputBufferLength);
	UNREFERENCED_PARAMETER(InputBufferLength);

	switch (IoControlCode) {
	case IOCTL_VAULT_LOCK:
		InterlockedExchange(&VaultLocked, 1);
		break;
	case IOCTL_VAULT_UNLOCK:
		VaultUnlock();
		break;
	case IOCTL_VAULT_GET_WAITING:
		status = WdfRequestRetrieveOutputBuffer(Request, sizeof(*output),
							(PVOID *)&output, NULL);
		if (NT_SUCCESS(status)) {
			*output = VaultCountWaiting();
			information = sizeof(*output);
		}
		break;
	default:
		status = STATUS_INVALID_DEVICE_REQUEST;
		break;
	}
	WdfRequestCompleteWithInformation(Request, status, information);
}

/* The device, its link and its queue; the framework deletes it with the driver. */
static NTSTATUS VaultControlSetUp(_In_ WDFDEVICE Device)
{
	DECLARE_CONST_UNICODE_STRING(link, L"\\DosDevices\\VaultControl");
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG config;
	NTSTATUS status;

	status = WdfDeviceCreateSymbolicLink(Device, &link);
	if (!NT_SUCCESS(status))
		return status;

	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config,
					       WdfIoQueueDispatchSequential);
	config.EvtIoDeviceControl = VaultEvtControl;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ExecutionLevel = WdfExecutionLevelPassive;
	attributes.SynchronizationScope = WdfSynchronizationScopeQueue;
	status = WdfIoQueueCreate(Device, &config, &attributes, NULL);
	if (NT_SUCCESS(status))
		WdfControlFinishInitializing(Device);
	return status;
}

NTSTATUS VaultControlCreate(_In_ WDFDRIVER Driver)
{
	DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\VaultControl");
	PWDFDEVICE_INIT init;
	WDFDEVICE device;
	NTSTATUS status;

	PAGED_CODE();

	status = WdfCollectionCreate(WDF_NO_OBJECT_ATTRIBUTES, &VaultDevices);
	if (NT_SUCCESS(status))
		status = WdfWaitLockCreate(WDF_NO_OBJECT_ATTRIBUTES,
					   &VaultDevicesLock);
	if (!NT_SUCCESS(status))
		return status;

	init = WdfControlDeviceInitAllocate(Driver,
					    &SDDL_DEVOBJ_SYS_ALL_ADM_ALL);
	if (!init)
		return STATUS_INSUFFICIENT_RESOURCES;

	status = WdfDeviceInitAssignName(init, &name);
	if (NT_SUCCESS(status))
		status = WdfDeviceCreate(&init, WDF_NO_OBJECT_ATTRIBUTES,
					 &device);
	if (!NT_SUCCESS(status)) {
		WdfDeviceInitFree(init);
		return status;
	}

	status = VaultControlSetUp(device);
	if (!NT_SUCCESS(status))
		WdfObjectDelete(device);
	return status;
}
