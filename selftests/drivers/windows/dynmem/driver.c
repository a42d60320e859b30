// SPDX-License-Identifier: GPL-2.0-only
#include <initguid.h>
#include "dynmem.h"

UNICODE_STRING DynmemDeviceName = RTL_CONSTANT_STRING(L"\\Device\\KmclDynamicMemory");
UNICODE_STRING DynmemLinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclDynamicMemory");

NTSTATUS NTAPI
DriverEntry(
	_In_ PDRIVER_OBJECT DriverObject,
	_In_ PUNICODE_STRING RegistryPath
	)
{
	UNREFERENCED_PARAMETER(RegistryPath);

	DriverObject->DriverUnload = DynmemUnload;
	DriverObject->DriverExtension->AddDevice = DynmemAddDevice;
	DriverObject->MajorFunction[IRP_MJ_CREATE] = DynmemCreateClose;
	DriverObject->MajorFunction[IRP_MJ_CLEANUP] = DynmemCreateClose;
	DriverObject->MajorFunction[IRP_MJ_CLOSE] = DynmemCreateClose;
	DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DynmemDeviceControl;
	DriverObject->MajorFunction[IRP_MJ_PNP] = DynmemPnp;
	DriverObject->MajorFunction[IRP_MJ_POWER] = DynmemPassDown;
	DriverObject->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = DynmemPassDown;
	return STATUS_SUCCESS;
}

VOID NTAPI
DynmemUnload(
	_In_ PDRIVER_OBJECT DriverObject
	)
{
	UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS NTAPI
DynmemAddDevice(
	_In_ PDRIVER_OBJECT DriverObject,
	_In_ PDEVICE_OBJECT PhysicalDeviceObject
	)
{
	PDEVICE_EXTENSION extension;
	PDEVICE_OBJECT device;
	NTSTATUS status;

	status = IoCreateDevice(DriverObject, sizeof(*extension), &DynmemDeviceName,
				FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE,
				&device);
	if (!NT_SUCCESS(status))
		return status;

	extension = (PDEVICE_EXTENSION)device->DeviceExtension;
	extension->Self = device;
	InitializeListHead(&extension->Chunks);
	KeInitializeEvent(&extension->ReporterStop, NotificationEvent, FALSE);
	IoInitializeRemoveLock(&extension->RemoveLock, DYNMEM_TAG, 0, 0);

	extension->Lower = IoAttachDeviceToDeviceStack(device, PhysicalDeviceObject);
	if (extension->Lower == NULL) {
		IoDeleteDevice(device);
		return STATUS_NO_SUCH_DEVICE;
	}
	status = IoCreateSymbolicLink(&DynmemLinkName, &DynmemDeviceName);
	if (!NT_SUCCESS(status)) {
		IoDetachDevice(extension->Lower);
		IoDeleteDevice(device);
		return status;
	}
	device->Flags &= ~DO_DEVICE_INITIALIZING;
	return STATUS_SUCCESS;
}

static NTSTATUS
DynmemComplete(
	_Inout_ PIRP Irp,
	_In_ NTSTATUS Status,
	_In_ ULONG_PTR Information
	)
{
	Irp->IoStatus.Status = Status;
	Irp->IoStatus.Information = Information;
	IoCompleteRequest(Irp, IO_NO_INCREMENT);
	return Status;
}

NTSTATUS NTAPI
DynmemCreateClose(
	_In_ PDEVICE_OBJECT DeviceObject,
	_Inout_ PIRP Irp
	)
{
	UNREFERENCED_PARAMETER(DeviceObject);

	return DynmemComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS NTAPI
DynmemPassDown(
	_In_ PDEVICE_OBJECT DeviceObject,
	_Inout_ PIRP Irp
	)
{
	PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;

	IoSkipCurrentIrpStackLocation(Irp);
	return IoCallDriver(extension->Lower, Irp);
}

NTSTATUS NTAPI
DynmemDeviceControl(
	_In_ PDEVICE_OBJECT DeviceObject,
	_Inout_ PIRP Irp
	)
{
	PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
	ULONG length = stack->Parameters.DeviceIoControl.OutputBufferLength;
	ULONG_PTR information = 0;
	NTSTATUS status;

	status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
	if (!NT_SUCCESS(status))
		return DynmemComplete(Irp, status, 0);

	if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_DYNMEM_QUERY) {
		status = STATUS_INVALID_DEVICE_REQUEST;
	} else if (length < sizeof(extension->Statistics)) {
		status = STATUS_BUFFER_TOO_SMALL;
	} else {
		information = sizeof(extension->Statistics);
		RtlCopyMemory(Irp->AssociatedIrp.SystemBuffer,
			      &extension->Statistics, information);
	}
	status = DynmemComplete(Irp, status, information);
	IoReleaseRemoveLock(&extension->RemoveLock, Irp);
	return status;
}
