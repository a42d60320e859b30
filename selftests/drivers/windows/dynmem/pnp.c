// SPDX-License-Identifier: GPL-2.0-only
#include "dynmem.h"

static NTSTATUS
DynmemQueryKmcl(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	IO_STATUS_BLOCK result;
	PIO_STACK_LOCATION stack;
	NTSTATUS status;
	KEVENT event;
	PIRP irp;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	irp = IoBuildSynchronousFsdRequest(IRP_MJ_PNP, Extension->Lower, NULL, 0,
					   NULL, &event, &result);
	if (irp == NULL)
		return STATUS_INSUFFICIENT_RESOURCES;
	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	stack = IoGetNextIrpStackLocation(irp);
	stack->MinorFunction = IRP_MN_QUERY_INTERFACE;
	stack->Parameters.QueryInterface.InterfaceType = &KMCL_CLIENT_INTERFACE_TYPE;
	stack->Parameters.QueryInterface.Interface = (PINTERFACE)&Extension->Kmcl;
	stack->Parameters.QueryInterface.Size = sizeof(Extension->Kmcl);
	stack->Parameters.QueryInterface.Version = KMCL_CLIENT_INTERFACE_VERSION_LATEST;
	stack->Parameters.QueryInterface.InterfaceSpecificData = NULL;

	status = IoCallDriver(Extension->Lower, irp);
	if (status == STATUS_PENDING) {
		KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
		status = result.Status;
	}
	return status;
}

static VOID
DynmemStop(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	if (Extension->Channel != NULL) {
		Extension->Kmcl.VmbChannelDisable(Extension->Channel);
		DynmemChannelDelete(Extension);
	}
	DynmemBalloonDelete(Extension);
	if (Extension->Kmcl.InterfaceDereference != NULL)
		Extension->Kmcl.InterfaceDereference(Extension->Kmcl.Context);
	RtlZeroMemory(&Extension->Kmcl, sizeof(Extension->Kmcl));
}

static NTSTATUS
DynmemStart(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	NTSTATUS status;

	status = DynmemQueryKmcl(Extension);
	if (!NT_SUCCESS(status)) {
		RtlZeroMemory(&Extension->Kmcl, sizeof(Extension->Kmcl));
		return status;
	}
	status = DynmemBalloonCreate(Extension);
	if (NT_SUCCESS(status))
		status = DynmemChannelCreate(Extension);
	if (NT_SUCCESS(status))
		status = Extension->Kmcl.VmbChannelEnable(Extension->Channel);
	if (!NT_SUCCESS(status))
		DynmemStop(Extension);
	return status;
}

static NTSTATUS NTAPI
DynmemLowerDone(
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_ PIRP Irp,
	_In_ PVOID Context
	)
{
	UNREFERENCED_PARAMETER(DeviceObject);
	UNREFERENCED_PARAMETER(Irp);

	KeSetEvent((PKEVENT)Context, IO_NO_INCREMENT, FALSE);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

/* The devices below start first. */
static NTSTATUS
DynmemPnpStart(
	_In_ PDEVICE_EXTENSION Extension,
	_Inout_ PIRP Irp
	)
{
	NTSTATUS status;
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	IoCopyCurrentIrpStackLocationToNext(Irp);
	IoSetCompletionRoutine(Irp, DynmemLowerDone, &event, TRUE, TRUE, TRUE);
	status = IoCallDriver(Extension->Lower, Irp);
	if (status == STATUS_PENDING) {
		KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
		status = Irp->IoStatus.Status;
	}
	if (NT_SUCCESS(status))
		status = DynmemStart(Extension);
	Irp->IoStatus.Status = status;
	IoCompleteRequest(Irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS
DynmemPnpRemove(
	_In_ PDEVICE_EXTENSION Extension,
	_Inout_ PIRP Irp
	)
{
	PDEVICE_OBJECT lower = Extension->Lower;
	NTSTATUS status;

	/* Requests of programs are over before the device is. */
	IoReleaseRemoveLockAndWait(&Extension->RemoveLock, Irp);
	DynmemStop(Extension);

	Irp->IoStatus.Status = STATUS_SUCCESS;
	IoSkipCurrentIrpStackLocation(Irp);
	status = IoCallDriver(lower, Irp);

	IoDeleteSymbolicLink(&DynmemLinkName);
	IoDetachDevice(lower);
	IoDeleteDevice(Extension->Self);
	return status;
}

NTSTATUS NTAPI
DynmemPnp(
	_In_ PDEVICE_OBJECT DeviceObject,
	_Inout_ PIRP Irp
	)
{
	PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;
	NTSTATUS status;

	status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
	if (!NT_SUCCESS(status)) {
		Irp->IoStatus.Status = status;
		IoCompleteRequest(Irp, IO_NO_INCREMENT);
		return status;
	}
	switch (IoGetCurrentIrpStackLocation(Irp)->MinorFunction) {
	case IRP_MN_START_DEVICE:
		status = DynmemPnpStart(extension, Irp);
		break;
	case IRP_MN_REMOVE_DEVICE:
		/* Releases the remove lock itself. */
		return DynmemPnpRemove(extension, Irp);
	case IRP_MN_QUERY_REMOVE_DEVICE:
	case IRP_MN_CANCEL_REMOVE_DEVICE:
	case IRP_MN_SURPRISE_REMOVAL:
		Irp->IoStatus.Status = STATUS_SUCCESS;
		status = DynmemPassDown(DeviceObject, Irp);
		break;
	default:
		status = DynmemPassDown(DeviceObject, Irp);
		break;
	}
	IoReleaseRemoveLock(&extension->RemoveLock, Irp);
	return status;
}
