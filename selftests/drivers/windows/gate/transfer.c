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

/* The program's bytes, while it waits; NULL when they cannot be had. */
static PUCHAR
GateTransferBuffer(
	_In_ ULONG Flags,
	_In_ PIRP Irp
	)
{
	if (Flags & DO_BUFFERED_IO)
		return Irp->AssociatedIrp.SystemBuffer;
	if (Flags & DO_DIRECT_IO)
		return MmGetSystemAddressForMdlSafe(Irp->MdlAddress, NormalPagePriority);
	return Irp->UserBuffer;
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
	PUCHAR buffer;

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
	buffer = GateTransferBuffer(DeviceObject->Flags, Irp);
	if (buffer == NULL)
		return GateComplete(Irp, STATUS_INSUFFICIENT_RESOURCES, 0);
	if (write)
		RtlCopyMemory(GateStore + offset, buffer, length);
	else
		RtlCopyMemory(buffer, GateStore + offset, length);
	return GateComplete(Irp, STATUS_SUCCESS, length);
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
