// SPDX-License-Identifier: GPL-2.0-only
/*
 * request_user.c - a program's buffers by their addresses: METHOD_NEITHER, and reads
 * and writes of a device whose I/O is neither buffered nor direct.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "../nt/window.h"
#include "queue.h"
#include "wdf.h"

static bool is_neither_control(const IO_STACK_LOCATION *stack)
{
	return stack->MajorFunction == IRP_MJ_DEVICE_CONTROL &&
	       METHOD_FROM_CTL_CODE(stack->Parameters.DeviceIoControl.IoControlCode) ==
	       METHOD_NEITHER;
}

/* A read or write request by that method. */
static bool is_neither_transfer(const IO_STACK_LOCATION *stack, UCHAR major)
{
	return stack->MajorFunction == major &&
	       !(stack->DeviceObject->Flags & (DO_BUFFERED_IO | DO_DIRECT_IO));
}

static NTSTATUS user_buffer(PVOID address, size_t length, size_t minimum, PVOID *Buffer,
			    size_t *Length)
{
	if (length < minimum)
		return STATUS_BUFFER_TOO_SMALL;
	*Buffer = address;
	if (Length)
		*Length = length;
	return STATUS_SUCCESS;
}

NTSTATUS WdfRequestRetrieveUnsafeUserInputBuffer(WDFREQUEST Request,
						 size_t MinimumRequiredLength,
						 PVOID *InputBuffer, size_t *Length)
{
	struct wdf_request *request = wdf_request_of(Request);
	PIO_STACK_LOCATION stack = wdf_request_stack(request);

	*InputBuffer = NULL;
	if (Length)
		*Length = 0;
	if (!stack)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (is_neither_control(stack))
		return user_buffer(stack->Parameters.DeviceIoControl.Type3InputBuffer,
				   stack->Parameters.DeviceIoControl.InputBufferLength,
				   MinimumRequiredLength, InputBuffer, Length);
	if (is_neither_transfer(stack, IRP_MJ_WRITE))
		return user_buffer(vmbkmcl_wdf_own_buffers(request).user,
				   stack->Parameters.Write.Length,
				   MinimumRequiredLength, InputBuffer, Length);
	return STATUS_INVALID_DEVICE_REQUEST;
}
VMBKMCL_EXPORT(WdfRequestRetrieveUnsafeUserInputBuffer);

NTSTATUS WdfRequestRetrieveUnsafeUserOutputBuffer(WDFREQUEST Request,
						  size_t MinimumRequiredLength,
						  PVOID *OutputBuffer, size_t *Length)
{
	struct wdf_request *request = wdf_request_of(Request);
	PIO_STACK_LOCATION stack = wdf_request_stack(request);

	*OutputBuffer = NULL;
	if (Length)
		*Length = 0;
	if (!stack)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (is_neither_control(stack))
		return user_buffer(vmbkmcl_wdf_own_buffers(request).user,
				   stack->Parameters.DeviceIoControl.OutputBufferLength,
				   MinimumRequiredLength, OutputBuffer, Length);
	if (is_neither_transfer(stack, IRP_MJ_READ))
		return user_buffer(vmbkmcl_wdf_own_buffers(request).user,
				   stack->Parameters.Read.Length,
				   MinimumRequiredLength, OutputBuffer, Length);
	return STATUS_INVALID_DEVICE_REQUEST;
}
VMBKMCL_EXPORT(WdfRequestRetrieveUnsafeUserOutputBuffer);

/* The memory object unlocks and frees the MDL before the IRP is completed. */
static NTSTATUS user_lock(struct wdf_request *request, PVOID buffer, size_t length,
			  LOCK_OPERATION operation, WDFMEMORY *memory)
{
	struct wdf_borrowed borrowed = {
		.size = length,
		.read_only = operation == IoReadAccess,
		.locked = true,
	};
	NTSTATUS status;
	PMDL mdl;

	might_sleep();
	*memory = NULL;
	if (!length)
		return STATUS_INVALID_USER_BUFFER;
	/* An MDL describes no more. */
	if (length > MAXULONG)
		return STATUS_INVALID_PARAMETER;
	mdl = IoAllocateMdl(buffer, length, FALSE, FALSE, NULL);
	if (!mdl)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = vmbkmcl_mdl_lock(mdl, UserMode, operation);
	if (!NT_SUCCESS(status)) {
		IoFreeMdl(mdl);
		return status;
	}
	borrowed.mdl = mdl;
	borrowed.buffer = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	status = STATUS_INSUFFICIENT_RESOURCES;
	if (borrowed.buffer)
		status = vmbkmcl_wdf_wrap_memory(&request->object, NULL, &borrowed, memory);
	if (NT_SUCCESS(status))
		return status;
	MmUnlockPages(mdl);
	IoFreeMdl(mdl);
	return status;
}

NTSTATUS WdfRequestProbeAndLockUserBufferForRead(WDFREQUEST Request, PVOID Buffer,
						 size_t Length, WDFMEMORY *MemoryObject)
{
	return user_lock(wdf_request_of(Request), Buffer, Length, IoReadAccess, MemoryObject);
}
VMBKMCL_EXPORT(WdfRequestProbeAndLockUserBufferForRead);

NTSTATUS WdfRequestProbeAndLockUserBufferForWrite(WDFREQUEST Request, PVOID Buffer,
						  size_t Length, WDFMEMORY *MemoryObject)
{
	return user_lock(wdf_request_of(Request), Buffer, Length, IoWriteAccess, MemoryObject);
}
VMBKMCL_EXPORT(WdfRequestProbeAndLockUserBufferForWrite);
