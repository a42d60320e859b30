// SPDX-License-Identifier: GPL-2.0-only
/*
 * request_buffer.c - the buffers and the file object of a request.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

NTSTATUS WdfRequestRetrieveInputBuffer(WDFREQUEST Request,
				       size_t MinimumRequiredLength,
				       PVOID *Buffer, size_t *Length)
{
	PIRP irp = wdf_request_of(Request)->irp;
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	ULONG length = stack->Parameters.DeviceIoControl.InputBufferLength;

	if (!length || length < MinimumRequiredLength)
		return STATUS_BUFFER_TOO_SMALL;
	*Buffer = irp->AssociatedIrp.SystemBuffer;
	if (Length)
		*Length = length;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfRequestRetrieveInputBuffer);

NTSTATUS WdfRequestRetrieveOutputBuffer(WDFREQUEST Request,
					size_t MinimumRequiredSize,
					PVOID *Buffer, size_t *Length)
{
	PIRP irp = wdf_request_of(Request)->irp;
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	ULONG length = stack->Parameters.DeviceIoControl.OutputBufferLength;

	if (!length || length < MinimumRequiredSize)
		return STATUS_BUFFER_TOO_SMALL;
	*Buffer = irp->AssociatedIrp.SystemBuffer;
	if (irp->MdlAddress)
		*Buffer = MmGetSystemAddressForMdlSafe(irp->MdlAddress,
						       NormalPagePriority);
	if (!*Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (Length)
		*Length = length;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfRequestRetrieveOutputBuffer);

static NTSTATUS request_wrap(struct wdf_request *request, NTSTATUS status,
			     PVOID buffer, size_t length, WDFMEMORY *memory)
{
	if (!NT_SUCCESS(status))
		return status;
	*memory = vmbkmcl_wdf_wrap_memory(&request->object, buffer, length);
	return *memory ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS WdfRequestRetrieveInputMemory(WDFREQUEST Request, WDFMEMORY *Memory)
{
	size_t length = 0;
	PVOID buffer = NULL;
	NTSTATUS status;

	status = WdfRequestRetrieveInputBuffer(Request, 0, &buffer, &length);
	return request_wrap(wdf_request_of(Request), status, buffer, length, Memory);
}
VMBKMCL_EXPORT(WdfRequestRetrieveInputMemory);

NTSTATUS WdfRequestRetrieveOutputMemory(WDFREQUEST Request, WDFMEMORY *Memory)
{
	size_t length = 0;
	PVOID buffer = NULL;
	NTSTATUS status;

	status = WdfRequestRetrieveOutputBuffer(Request, 0, &buffer, &length);
	return request_wrap(wdf_request_of(Request), status, buffer, length, Memory);
}
VMBKMCL_EXPORT(WdfRequestRetrieveOutputMemory);

WDFFILEOBJECT WdfRequestGetFileObject(WDFREQUEST Request)
{
	PIRP irp = wdf_request_of(Request)->irp;
	PFILE_OBJECT file = IoGetCurrentIrpStackLocation(irp)->FileObject;

	return file ? file->LinuxFramework : NULL;
}
VMBKMCL_EXPORT(WdfRequestGetFileObject);
