// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    neither.c

Abstract:

    Control requests whose buffers the driver looks at itself: while the program
    waits, and from a thread that is not the program's.

--*/
#include "gate.h"

typedef struct _GATE_LATER {
	PIO_WORKITEM Item;
	PIRP Irp;
	PMDL Mdl;
} GATE_LATER;

NTSTATUS
GateNeither(
	_In_ PIRP Irp,
	_In_ ULONG Alignment
	)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
	ULONG length = stack->Parameters.DeviceIoControl.InputBufferLength;
	PUCHAR in = stack->Parameters.DeviceIoControl.Type3InputBuffer;
	PUCHAR out = Irp->UserBuffer;
	NTSTATUS status = STATUS_SUCCESS;
	ULONG i;

	if (stack->Parameters.DeviceIoControl.OutputBufferLength < length)
		return GateComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
	__try {
		ProbeForRead(in, length, Alignment);
		ProbeForWrite(out, length, Alignment);
		for (i = 0; i < length; i++)
			out[i] = (UCHAR)~in[i];
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	return GateComplete(Irp, status, NT_SUCCESS(status) ? length : 0);
}

static VOID
GateFillLater(
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_opt_ PVOID Context
	)
{
	GATE_LATER *later = Context;
	PVOID address = MmGetSystemAddressForMdlSafe(later->Mdl, NormalPagePriority);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	ULONG length = 0;

	UNREFERENCED_PARAMETER(DeviceObject);

	if (address != NULL) {
		length = MmGetMdlByteCount(later->Mdl);
		RtlFillMemory(address, length, GATE_FILL);
		status = STATUS_SUCCESS;
	}
	MmUnlockPages(later->Mdl);
	IoFreeMdl(later->Mdl);
	GateComplete(later->Irp, status, length);
	IoFreeWorkItem(later->Item);
	ExFreePool(later);
}

static BOOLEAN
GateLockLater(
	_Inout_ GATE_LATER *Later,
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_ ULONG Length
	)
{
	Later->Item = IoAllocateWorkItem(DeviceObject);
	Later->Mdl = IoAllocateMdl(Later->Irp->UserBuffer, Length, FALSE, FALSE, NULL);
	if (Later->Item == NULL || Later->Mdl == NULL)
		return FALSE;
	__try {
		MmProbeAndLockPages(Later->Mdl, UserMode, IoWriteAccess);
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		return FALSE;
	}
	return TRUE;
}

NTSTATUS
GateNeitherLater(
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_ PIRP Irp
	)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
	GATE_LATER *later;

	later = ExAllocatePoolZero(NonPagedPoolNx, sizeof(*later), 'etaG');
	if (later == NULL)
		return GateComplete(Irp, STATUS_INSUFFICIENT_RESOURCES, 0);
	later->Irp = Irp;
	if (GateLockLater(later, DeviceObject,
			  stack->Parameters.DeviceIoControl.OutputBufferLength)) {
		IoMarkIrpPending(Irp);
		IoQueueWorkItem(later->Item, GateFillLater, DelayedWorkQueue, later);
		return STATUS_PENDING;
	}
	if (later->Mdl != NULL)
		IoFreeMdl(later->Mdl);
	if (later->Item != NULL)
		IoFreeWorkItem(later->Item);
	ExFreePool(later);
	return GateComplete(Irp, STATUS_INVALID_USER_BUFFER, 0);
}
