// SPDX-License-Identifier: GPL-2.0-only
/*
 * irp_build.c - requests that a driver builds for another one, with its own buffers.
 *
 * How the other driver gets the buffers is said by the control code, or by its
 * device's flags, as for a program's requests.
 */
#include <linux/kernel.h>

#include <vmbkmcl/nt/event.h>
#include <vmbkmcl/nt/irp.h>
#include <vmbkmcl/nt/pool.h>

#include "../compat/export.h"
#include "../nt/window.h"
#include "wdm.h"

static void built_free_buffers(PIRP irp)
{
	vmbkmcl_irp_free_mdls(irp);
	if (irp->Flags & IRP_DEALLOCATE_BUFFER)
		ExFreePool(irp->AssociatedIrp.SystemBuffer);
}

/* Its LinuxContext is how many bytes the caller's buffer has room for. */
static void built_done(PIRP irp)
{
	if (irp->Flags & IRP_INPUT_OPERATION && !NT_ERROR(irp->IoStatus.Status))
		memcpy(irp->UserBuffer, irp->AssociatedIrp.SystemBuffer,
		       min_t(ULONG_PTR, irp->IoStatus.Information,
			     (ULONG_PTR)irp->LinuxContext));
	built_free_buffers(irp);
	if (irp->UserIosb)
		*irp->UserIosb = irp->IoStatus;
	if (irp->UserEvent)
		KeSetEvent(irp->UserEvent, IO_NO_INCREMENT, FALSE);
	IoFreeIrp(irp);
}

/* A copy of @from's @from_size bytes, in a buffer of @size. */
static bool built_copy_in(PIRP irp, const void *from, ULONG from_size, ULONG size)
{
	if (!size)
		return true;
	irp->AssociatedIrp.SystemBuffer = ExAllocatePoolZero(NonPagedPoolNx, size,
							     0x66754249);
	if (!irp->AssociatedIrp.SystemBuffer)
		return false;
	irp->Flags |= IRP_BUFFERED_IO | IRP_DEALLOCATE_BUFFER;
	if (from)
		memcpy(irp->AssociatedIrp.SystemBuffer, from, from_size);
	return true;
}

static void built_copy_out(PIRP irp, PVOID to, ULONG size)
{
	if (!to || !size)
		return;
	irp->Flags |= IRP_INPUT_OPERATION;
	irp->UserBuffer = to;
	irp->LinuxContext = (PVOID)(ULONG_PTR)size;
}

static bool built_lock(PIRP irp, PVOID buffer, ULONG size, LOCK_OPERATION operation)
{
	PMDL mdl;

	if (!size)
		return true;
	mdl = IoAllocateMdl(buffer, size, FALSE, FALSE, NULL);
	if (!mdl)
		return false;
	if (!NT_SUCCESS(vmbkmcl_mdl_lock(mdl, KernelMode, operation))) {
		IoFreeMdl(mdl);
		return false;
	}
	irp->MdlAddress = mdl;
	return true;
}

static PIRP built_or_free(PIRP irp, bool built)
{
	if (built)
		return irp;
	built_free_buffers(irp);
	IoFreeIrp(irp);
	return NULL;
}

static PIRP built_alloc(PDEVICE_OBJECT device, UCHAR major, PKEVENT event,
			PIO_STATUS_BLOCK iosb)
{
	PIRP irp = vmbkmcl_irp_alloc(device, major, 0);

	if (!irp)
		return NULL;
	irp->UserEvent = event;
	irp->UserIosb = iosb;
	irp->LinuxDone = built_done;
	return irp;
}

static bool built_control(PIRP irp, ULONG method, PVOID in, ULONG in_size, PVOID out,
			  ULONG out_size)
{
	switch (method) {
	case METHOD_BUFFERED:
		built_copy_out(irp, out, out_size);
		return built_copy_in(irp, in, in_size, max(in_size, out_size));
	case METHOD_NEITHER:
		IoGetNextIrpStackLocation(irp)->Parameters.DeviceIoControl.Type3InputBuffer = in;
		irp->UserBuffer = out;
		return true;
	default:
		return built_copy_in(irp, in, in_size, in_size) &&
		       built_lock(irp, out, out ? out_size : 0, method == METHOD_IN_DIRECT ?
				  IoReadAccess : IoWriteAccess);
	}
}

PIRP IoBuildDeviceIoControlRequest(ULONG IoControlCode,
				   PDEVICE_OBJECT DeviceObject,
				   PVOID InputBuffer, ULONG InputBufferLength,
				   PVOID OutputBuffer, ULONG OutputBufferLength,
				   BOOLEAN InternalDeviceIoControl,
				   PKEVENT Event, PIO_STATUS_BLOCK IoStatusBlock)
{
	PIO_STACK_LOCATION stack;
	PIRP irp;

	irp = built_alloc(DeviceObject, InternalDeviceIoControl ?
			  IRP_MJ_INTERNAL_DEVICE_CONTROL : IRP_MJ_DEVICE_CONTROL,
			  Event, IoStatusBlock);
	if (!irp)
		return NULL;
	stack = IoGetNextIrpStackLocation(irp);
	stack->Parameters.DeviceIoControl.IoControlCode = IoControlCode;
	stack->Parameters.DeviceIoControl.InputBufferLength = InputBufferLength;
	stack->Parameters.DeviceIoControl.OutputBufferLength = OutputBufferLength;
	return built_or_free(irp, built_control(irp, METHOD_FROM_CTL_CODE(IoControlCode),
						InputBuffer, InputBufferLength, OutputBuffer,
						OutputBufferLength));
}
VMBKMCL_EXPORT(IoBuildDeviceIoControlRequest);

static bool built_transfer(PIRP irp, ULONG flags, PVOID buffer, ULONG length, bool write)
{
	irp->Flags |= write ? IRP_WRITE_OPERATION : IRP_READ_OPERATION;
	if (flags & DO_BUFFERED_IO) {
		if (!write)
			built_copy_out(irp, buffer, length);
		return built_copy_in(irp, write ? buffer : NULL, length, length);
	}
	if (flags & DO_DIRECT_IO)
		return built_lock(irp, buffer, length, write ? IoReadAccess : IoWriteAccess);
	irp->UserBuffer = buffer;
	return true;
}

static PIRP built_request(ULONG major, PDEVICE_OBJECT device, PVOID buffer, ULONG length,
			  PLARGE_INTEGER offset, PKEVENT event, PIO_STATUS_BLOCK iosb)
{
	PIO_STACK_LOCATION stack;
	PIRP irp;

	switch (major) {
	case IRP_MJ_PNP:
	case IRP_MJ_SHUTDOWN:
	case IRP_MJ_FLUSH_BUFFERS:
		return built_alloc(device, major, event, iosb);
	case IRP_MJ_READ:
	case IRP_MJ_WRITE:
		break;
	default:
		return NULL;
	}
	irp = built_alloc(device, major, event, iosb);
	if (!irp)
		return NULL;
	stack = IoGetNextIrpStackLocation(irp);
	stack->Parameters.Read.Length = length;
	if (offset)
		stack->Parameters.Read.ByteOffset = *offset;
	return built_or_free(irp, built_transfer(irp, device->Flags, buffer, length,
						 major == IRP_MJ_WRITE));
}

PIRP IoBuildSynchronousFsdRequest(ULONG MajorFunction,
				  PDEVICE_OBJECT DeviceObject, PVOID Buffer,
				  ULONG Length, PLARGE_INTEGER StartingOffset,
				  PKEVENT Event, PIO_STATUS_BLOCK IoStatusBlock)
{
	return built_request(MajorFunction, DeviceObject, Buffer, Length, StartingOffset,
			     Event, IoStatusBlock);
}
VMBKMCL_EXPORT(IoBuildSynchronousFsdRequest);

PIRP IoBuildAsynchronousFsdRequest(ULONG MajorFunction,
				   PDEVICE_OBJECT DeviceObject, PVOID Buffer,
				   ULONG Length, PLARGE_INTEGER StartingOffset,
				   PIO_STATUS_BLOCK IoStatusBlock)
{
	return built_request(MajorFunction, DeviceObject, Buffer, Length, StartingOffset,
			     NULL, IoStatusBlock);
}
VMBKMCL_EXPORT(IoBuildAsynchronousFsdRequest);
