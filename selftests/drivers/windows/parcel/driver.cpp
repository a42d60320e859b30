// SPDX-License-Identifier: GPL-2.0-only
#include <initguid.h>
#include "device.h"

/* Device objects have a pointer to the class's object in their extension. */
struct Extension {
	Device *Object;
};

extern "C" {
DRIVER_INITIALIZE DriverEntry;
}
static DRIVER_UNLOAD ParcelUnload;
static DRIVER_ADD_DEVICE ParcelAddDevice;
static DRIVER_DISPATCH ParcelPassDown;
static DRIVER_DISPATCH ParcelPnp;

static Device *DeviceOf(_In_ PDEVICE_OBJECT DeviceObject)
{
	return static_cast<Extension *>(DeviceObject->DeviceExtension)->Object;
}

VOID ParcelReport(_In_ PCSTR What, _In_ BOOLEAN Good)
{
	DbgPrint("parcel: %s %s\n", Good ? "ok" : "not ok", What);
}

static VOID NTAPI ParcelUnload(_In_ PDRIVER_OBJECT DriverObject)
{
	UNREFERENCED_PARAMETER(DriverObject);
}

static NTSTATUS NTAPI ParcelAddDevice(_In_ PDRIVER_OBJECT DriverObject,
				      _In_ PDEVICE_OBJECT PhysicalDeviceObject)
{
	PDEVICE_OBJECT self, lower;
	NTSTATUS status;
	Device *device;

	status = IoCreateDevice(DriverObject, sizeof(Extension), NULL, FILE_DEVICE_UNKNOWN,
				FILE_DEVICE_SECURE_OPEN, FALSE, &self);
	if (!NT_SUCCESS(status))
		return status;
	lower = IoAttachDeviceToDeviceStack(self, PhysicalDeviceObject);
	if (lower == NULL) {
		IoDeleteDevice(self);
		return STATUS_NO_SUCH_DEVICE;
	}
	device = new (POOL_FLAG_NON_PAGED) Device(self, lower);
	if (device == NULL) {
		IoDetachDevice(lower);
		IoDeleteDevice(self);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	static_cast<Extension *>(self->DeviceExtension)->Object = device;
	self->Flags &= ~DO_DEVICE_INITIALIZING;
	return STATUS_SUCCESS;
}

static NTSTATUS NTAPI ParcelPassDown(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp)
{
	IoSkipCurrentIrpStackLocation(Irp);
	return IoCallDriver(DeviceOf(DeviceObject)->LowerDevice(), Irp);
}

static NTSTATUS ParcelStart(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp)
{
	Device *device = DeviceOf(DeviceObject);
	NTSTATUS status = STATUS_UNSUCCESSFUL;

	if (IoForwardIrpSynchronously(device->LowerDevice(), Irp))
		status = Irp->IoStatus.Status;
	if (NT_SUCCESS(status))
		status = device->Start();
	Irp->IoStatus.Status = status;
	IoCompleteRequest(Irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS ParcelRemove(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp)
{
	Device *device = DeviceOf(DeviceObject);
	PDEVICE_OBJECT lower = device->LowerDevice();
	NTSTATUS status;

	device->Stop();
	delete device;
	Irp->IoStatus.Status = STATUS_SUCCESS;
	IoSkipCurrentIrpStackLocation(Irp);
	status = IoCallDriver(lower, Irp);
	IoDetachDevice(lower);
	IoDeleteDevice(DeviceObject);
	return status;
}

static NTSTATUS NTAPI ParcelPnp(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp)
{
	switch (IoGetCurrentIrpStackLocation(Irp)->MinorFunction) {
	case IRP_MN_START_DEVICE:
		return ParcelStart(DeviceObject, Irp);
	case IRP_MN_REMOVE_DEVICE:
		return ParcelRemove(DeviceObject, Irp);
	case IRP_MN_QUERY_REMOVE_DEVICE:
	case IRP_MN_CANCEL_REMOVE_DEVICE:
	case IRP_MN_SURPRISE_REMOVAL:
		Irp->IoStatus.Status = STATUS_SUCCESS;
		return ParcelPassDown(DeviceObject, Irp);
	default:
		return ParcelPassDown(DeviceObject, Irp);
	}
}

extern "C" NTSTATUS NTAPI DriverEntry(_In_ PDRIVER_OBJECT DriverObject,
				      _In_ PUNICODE_STRING RegistryPath)
{
	UNREFERENCED_PARAMETER(RegistryPath);

	ParcelCheckExceptions();
	DriverObject->DriverUnload = ParcelUnload;
	DriverObject->DriverExtension->AddDevice = ParcelAddDevice;
	DriverObject->MajorFunction[IRP_MJ_PNP] = ParcelPnp;
	DriverObject->MajorFunction[IRP_MJ_POWER] = ParcelPassDown;
	DriverObject->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = ParcelPassDown;
	return STATUS_SUCCESS;
}
