// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    driver.c

Abstract:

    A legacy driver: control devices, made in DriverEntry, and no others. Requests
    are held until they are cancelled or another one releases them; a create
    request, too, if a program asks for that. The program gate_control finds out
    what goes on meanwhile. Three of the devices have a store that is read and
    written, each by one of the three methods.

--*/
#include "gate.h"

#define GATE_DEVICES	6

static UNICODE_STRING GateDeviceNames[GATE_DEVICES] = {
	RTL_CONSTANT_STRING(L"\\Device\\KmclGate"),
	RTL_CONSTANT_STRING(L"\\Device\\KmclGateOther"),
	RTL_CONSTANT_STRING(L"\\Device\\KmclGateBuffered"),
	RTL_CONSTANT_STRING(L"\\Device\\KmclGateDirect"),
	RTL_CONSTANT_STRING(L"\\Device\\KmclGateNeither"),
	RTL_CONSTANT_STRING(L"\\Device\\KmclGateOne"),
};

static UNICODE_STRING GateLinkNames[GATE_DEVICES] = {
	RTL_CONSTANT_STRING(L"\\DosDevices\\KmclGate"),
	RTL_CONSTANT_STRING(L"\\DosDevices\\KmclGateOther"),
	RTL_CONSTANT_STRING(L"\\DosDevices\\KmclGateBuffered"),
	RTL_CONSTANT_STRING(L"\\DosDevices\\KmclGateDirect"),
	RTL_CONSTANT_STRING(L"\\DosDevices\\KmclGateNeither"),
	RTL_CONSTANT_STRING(L"\\DosDevices\\KmclGateOne"),
};

/* How requests have their buffers. */
static const ULONG GateMethods[GATE_DEVICES] = {
	0, 0, DO_BUFFERED_IO, DO_DIRECT_IO, 0, 0,
};

/* The last one is for one handle at a time. */
#define GATE_ONE	(GATE_DEVICES - 1)

static UNICODE_STRING GateMadeName = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclGateMade");

static PDEVICE_OBJECT GateDevices[GATE_DEVICES];
static volatile LONG GateNextCreate;
static ULONG GateOpenedEarly;
static volatile LONG GateCreated;
static volatile LONG GateClosed;

/* Protected by the cancel spin lock. */
static ULONG GateCancelled;
static ULONG GateHolding;
static LIST_ENTRY GateHeld;

NTSTATUS
GateComplete(
	_In_ PIRP Irp,
	_In_ NTSTATUS Status,
	_In_ ULONG_PTR Information
	)
{
	Irp->IoStatus.Status = Status;
	Irp->IoStatus.Information = Information;
	IoCompleteRequest(Irp, IO_NO_INCREMENT);
	return Status;
}

static VOID
GateCancel(
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_ PIRP Irp
	)
{
	UNREFERENCED_PARAMETER(DeviceObject);

	RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
	GateHolding--;
	GateCancelled++;
	IoReleaseCancelSpinLock(Irp->CancelIrql);
	GateComplete(Irp, STATUS_CANCELLED, 0);
}

NTSTATUS
GateHold(
	_In_ PIRP Irp
	)
{
	BOOLEAN cancelled;
	KIRQL irql;

	IoMarkIrpPending(Irp);
	IoAcquireCancelSpinLock(&irql);
	cancelled = Irp->Cancel;
	if (!cancelled) {
		InsertTailList(&GateHeld, &Irp->Tail.Overlay.ListEntry);
		GateHolding++;
		IoSetCancelRoutine(Irp, GateCancel);
	}
	IoReleaseCancelSpinLock(irql);
	if (cancelled)
		GateComplete(Irp, STATUS_CANCELLED, 0);
	return STATUS_PENDING;
}

static NTSTATUS
GateRelease(
	VOID
	)
{
	PIRP irp = NULL;
	KIRQL irql;

	IoAcquireCancelSpinLock(&irql);
	if (!IsListEmpty(&GateHeld)) {
		irp = CONTAINING_RECORD(RemoveHeadList(&GateHeld), IRP,
					Tail.Overlay.ListEntry);
		GateHolding--;
		IoSetCancelRoutine(irp, NULL);
	}
	IoReleaseCancelSpinLock(irql);
	if (irp == NULL)
		return STATUS_NOT_FOUND;
	GateComplete(irp, STATUS_SUCCESS, 0);
	return STATUS_SUCCESS;
}

static NTSTATUS
GateMakeLink(
	VOID
	)
{
	NTSTATUS status;

	status = IoCreateSymbolicLink(&GateMadeName, &GateDeviceNames[0]);
	if (NT_SUCCESS(status))
		status = IoDeleteSymbolicLink(&GateMadeName);
	return status;
}

static NTSTATUS
GateCreate(
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_ PIRP Irp
	)
{
	UNREFERENCED_PARAMETER(DeviceObject);

	InterlockedIncrement(&GateCreated);
	switch (InterlockedExchange(&GateNextCreate, GATE_CREATE_AT_ONCE)) {
	case GATE_CREATE_HOLD:
		return GateHold(Irp);
	case GATE_CREATE_MAKE_LINK:
		return GateComplete(Irp, GateMakeLink(), 0);
	case GATE_CREATE_REFUSE:
		return GateComplete(Irp, STATUS_ACCESS_DENIED, 0);
	default:
		return GateComplete(Irp, STATUS_SUCCESS, 0);
	}
}

static NTSTATUS
GateClose(
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_ PIRP Irp
	)
{
	UNREFERENCED_PARAMETER(DeviceObject);

	if (IoGetCurrentIrpStackLocation(Irp)->MajorFunction == IRP_MJ_CLOSE)
		InterlockedIncrement(&GateClosed);
	return GateComplete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS
GateFillMdl(
	_In_ PMDL Mdl
	)
{
	PVOID address;

	MmProbeAndLockPages(Mdl, UserMode, IoWriteAccess);
	if (!(Mdl->MdlFlags & MDL_PAGES_LOCKED))
		return STATUS_INVALID_USER_BUFFER;
	address = MmGetSystemAddressForMdlSafe(Mdl, NormalPagePriority);
	if (address != NULL)
		RtlFillMemory(address, MmGetMdlByteCount(Mdl), GATE_FILL);
	return GateUnlockAtDispatch(Mdl) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static NTSTATUS
GateFill(
	_In_ PIRP Irp,
	_In_ ULONG Length
	)
{
	GATE_BUFFER *buffer = Irp->AssociatedIrp.SystemBuffer;
	NTSTATUS status;
	PMDL mdl;

	if (Length < sizeof(*buffer))
		return STATUS_BUFFER_TOO_SMALL;
	mdl = IoAllocateMdl((PVOID)(ULONG_PTR)buffer->Address, PAGE_SIZE, FALSE, FALSE, NULL);
	if (mdl == NULL)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = GateFillMdl(mdl);
	IoFreeMdl(mdl);
	return status;
}

static NTSTATUS
GateSetEvent(
	_In_ PIRP Irp,
	_In_ ULONG Length
	)
{
	GATE_BUFFER *buffer = Irp->AssociatedIrp.SystemBuffer;
	NTSTATUS status;
	PVOID event;

	if (Length < sizeof(*buffer))
		return STATUS_BUFFER_TOO_SMALL;
	status = ObReferenceObjectByHandle((HANDLE)(ULONG_PTR)buffer->Address,
					   EVENT_MODIFY_STATE, *ExEventObjectType,
					   UserMode, &event, NULL);
	if (!NT_SUCCESS(status))
		return status;
	KeSetEvent(event, IO_NO_INCREMENT, FALSE);
	ObDereferenceObject(event);
	return STATUS_SUCCESS;
}

static NTSTATUS
GateCounters(
	_In_ PIRP Irp,
	_In_ ULONG Length
	)
{
	GATE_COUNTERS *counters = Irp->AssociatedIrp.SystemBuffer;

	if (Length < sizeof(*counters))
		return GateComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
	counters->Holding = GateHolding;
	counters->Cancelled = GateCancelled;
	counters->OpenedEarly = GateOpenedEarly;
	counters->Flushed = GateFlushed;
	counters->Created = (ULONG)GateCreated;
	counters->Closed = (ULONG)GateClosed;
	return GateComplete(Irp, STATUS_SUCCESS, sizeof(*counters));
}

static NTSTATUS
GateName(
	_In_ PIRP Irp,
	_In_ PIO_STACK_LOCATION Stack
	)
{
	PUNICODE_STRING name = &Stack->FileObject->FileName;

	if (Stack->Parameters.DeviceIoControl.OutputBufferLength < name->Length)
		return GateComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
	RtlCopyMemory(Irp->AssociatedIrp.SystemBuffer, name->Buffer, name->Length);
	return GateComplete(Irp, STATUS_SUCCESS, name->Length);
}

static NTSTATUS
GateControl(
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_ PIRP Irp
	)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
	ULONG in = stack->Parameters.DeviceIoControl.InputBufferLength;
	NTSTATUS status = STATUS_SUCCESS;

	switch (stack->Parameters.DeviceIoControl.IoControlCode) {
	case IOCTL_GATE_NEXT_CREATE:
		if (in < sizeof(ULONG))
			status = STATUS_BUFFER_TOO_SMALL;
		else
			InterlockedExchange(&GateNextCreate,
					    *(PLONG)Irp->AssociatedIrp.SystemBuffer);
		break;
	case IOCTL_GATE_HOLD:
		return GateHold(Irp);
	case IOCTL_GATE_RELEASE:
		status = GateRelease();
		break;
	case IOCTL_GATE_COUNTERS:
		return GateCounters(Irp, stack->Parameters.DeviceIoControl.OutputBufferLength);
	case IOCTL_GATE_NAME:
		return GateName(Irp, stack);
	case IOCTL_GATE_READ:
	case IOCTL_GATE_WRITE:
		break;
	case IOCTL_GATE_FILL:
		status = GateFill(Irp, in);
		break;
	case IOCTL_GATE_SET_EVENT:
		status = GateSetEvent(Irp, in);
		break;
	case IOCTL_GATE_NEITHER:
		return GateNeither(Irp, sizeof(UCHAR));
	case IOCTL_GATE_NEITHER_ALIGNED:
		return GateNeither(Irp, sizeof(ULONG));
	case IOCTL_GATE_NEITHER_LATER:
		return GateNeitherLater(DeviceObject, Irp);
	default:
		status = STATUS_INVALID_DEVICE_REQUEST;
		break;
	}
	return GateComplete(Irp, status, 0);
}

static VOID
GateDeleteDevices(
	VOID
	)
{
	ULONG i;

	for (i = 0; i < GATE_DEVICES; i++) {
		if (GateDevices[i] == NULL)
			continue;
		IoDeleteSymbolicLink(&GateLinkNames[i]);
		IoDeleteDevice(GateDevices[i]);
	}
}

static VOID
GateUnload(
	_In_ PDRIVER_OBJECT DriverObject
	)
{
	UNREFERENCED_PARAMETER(DriverObject);

	GateDeleteDevices();
}

DRIVER_INITIALIZE DriverEntry;

NTSTATUS
DriverEntry(
	_In_ PDRIVER_OBJECT DriverObject,
	_In_ PUNICODE_STRING RegistryPath
	)
{
	NTSTATUS status = STATUS_SUCCESS;
	ULONG i;

	UNREFERENCED_PARAMETER(RegistryPath);

	DriverObject->DriverUnload = GateUnload;
	DriverObject->MajorFunction[IRP_MJ_CREATE] = GateCreate;
	DriverObject->MajorFunction[IRP_MJ_CLEANUP] = GateClose;
	DriverObject->MajorFunction[IRP_MJ_CLOSE] = GateClose;
	DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = GateControl;
	DriverObject->MajorFunction[IRP_MJ_READ] = GateTransfer;
	DriverObject->MajorFunction[IRP_MJ_WRITE] = GateTransfer;
	DriverObject->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = GateFlush;
	InitializeListHead(&GateHeld);
	for (i = 0; NT_SUCCESS(status) && i < GATE_DEVICES; i++) {
		status = IoCreateDevice(DriverObject, 0, &GateDeviceNames[i],
					FILE_DEVICE_UNKNOWN, 0, i == GATE_ONE,
					&GateDevices[i]);
		if (NT_SUCCESS(status)) {
			GateDevices[i]->Flags |= GateMethods[i];
			status = IoCreateSymbolicLink(&GateLinkNames[i],
						      &GateDeviceNames[i]);
		}
	}
	if (!NT_SUCCESS(status)) {
		GateDeleteDevices();
		return status;
	}
	/* The device is ready, but the driver's load may still fail. */
	GateDevices[0]->Flags &= ~DO_DEVICE_INITIALIZING;
	GateOpenedEarly = GateOpenNode();
	return STATUS_SUCCESS;
}
