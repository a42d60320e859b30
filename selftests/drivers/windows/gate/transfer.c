// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    transfer.c

Abstract:

    Read and write requests to a small store, by each of the three methods.

--*/
#include "gate.h"

ULONG GateFlushed;

static UCHAR GateStore[GATE_STORE];

static VOID
GateCopy(
	_In_ PUCHAR Buffer,
	_In_ ULONG Offset,
	_In_ ULONG Length,
	_In_ BOOLEAN Write
	)
{
	if (Write)
		RtlCopyMemory(GateStore + Offset, Buffer, Length);
	else
		RtlCopyMemory(Buffer, GateStore + Offset, Length);
}

static NTSTATUS
GateCopyNeither(
	_In_ PUCHAR Buffer,
	_In_ ULONG Offset,
	_In_ ULONG Length,
	_In_ BOOLEAN Write
	)
{
	NTSTATUS status = STATUS_SUCCESS;

	__try {
		if (Write)
			ProbeForRead(Buffer, Length, sizeof(UCHAR));
		else
			ProbeForWrite(Buffer, Length, sizeof(UCHAR));
		GateCopy(Buffer, Offset, Length, Write);
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	return status;
}

/* To or from the program's bytes, while it waits. */
static NTSTATUS
GateCopyByMethod(
	_In_ ULONG Flags,
	_In_ PIRP Irp,
	_In_ ULONG Offset,
	_In_ ULONG Length,
	_In_ BOOLEAN Write
	)
{
	PUCHAR buffer = Irp->AssociatedIrp.SystemBuffer;

	if (!(Flags & (DO_BUFFERED_IO | DO_DIRECT_IO)))
		return GateCopyNeither(Irp->UserBuffer, Offset, Length, Write);
	if (Flags & DO_DIRECT_IO)
		buffer = MmGetSystemAddressForMdlSafe(Irp->MdlAddress, NormalPagePriority);
	if (buffer == NULL)
		return STATUS_INSUFFICIENT_RESOURCES;
	GateCopy(buffer, Offset, Length, Write);
	return STATUS_SUCCESS;
}

NTSTATUS
GateTransfer(
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_ PIRP Irp
	)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
	BOOLEAN write = stack->MajorFunction == IRP_MJ_WRITE;
	LONGLONG offset = stack->Parameters.Read.ByteOffset.QuadPart;
	ULONG length = stack->Parameters.Read.Length;
	NTSTATUS status;

	if (offset == GATE_OFFSET_HOLD)
		return GateHold(Irp);
	if (length == 0)
		return GateComplete(Irp, STATUS_SUCCESS, 0);
	if (offset < 0 || offset >= GATE_STORE)
		return GateComplete(Irp, write ? STATUS_DISK_FULL : STATUS_END_OF_FILE, 0);
	if (length > GATE_TRANSFER)
		length = GATE_TRANSFER;
	if (length > GATE_STORE - offset)
		length = (ULONG)(GATE_STORE - offset);
	status = GateCopyByMethod(DeviceObject->Flags, Irp, (ULONG)offset, length, write);
	return GateComplete(Irp, status, NT_SUCCESS(status) ? length : 0);
}

NTSTATUS
GateFlush(
	_In_ PDEVICE_OBJECT DeviceObject,
	_In_ PIRP Irp
	)
{
	UNREFERENCED_PARAMETER(DeviceObject);

	GateFlushed++;
	return GateComplete(Irp, STATUS_SUCCESS, 0);
}
