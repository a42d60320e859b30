// SPDX-License-Identifier: GPL-2.0-only
/*
 * request_buffer.c - the buffers, parameters and file object of a request.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

/**
 * struct request_buffer - where a request's input or output is
 * @length: its bytes
 * @address: where it is, unless @mdl says that
 * @mdl: of direct I/O
 */
struct request_buffer {
	ULONG length;
	PVOID address;
	PMDL mdl;
};

/* By neither method. Another driver's address is good everywhere, a program's is not. */
static NTSTATUS buffer_by_address(PIRP irp, PVOID address, struct request_buffer *buffer)
{
	UCHAR major = IoGetCurrentIrpStackLocation(irp)->MajorFunction;

	buffer->address = address;
	return irp->RequestorMode == KernelMode || major == IRP_MJ_INTERNAL_DEVICE_CONTROL ?
		STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST;
}

/* The one buffer of a read or write request, by its device's method. */
static NTSTATUS buffer_of_transfer(const struct wdf_request *request, ULONG length,
				   struct request_buffer *buffer)
{
	ULONG flags = IoGetCurrentIrpStackLocation(request->irp)->DeviceObject->Flags;
	struct wdf_irp_buffers own = vmbkmcl_wdf_own_buffers(request);

	buffer->length = length;
	if (flags & DO_BUFFERED_IO)
		buffer->address = own.system;
	else if (flags & DO_DIRECT_IO)
		buffer->mdl = own.mdl;
	else
		return buffer_by_address(request->irp, own.user, buffer);
	return STATUS_SUCCESS;
}

static NTSTATUS buffer_of_input(const struct wdf_request *request,
				struct request_buffer *buffer)
{
	PIO_STACK_LOCATION stack = wdf_request_stack(request);

	memset(buffer, 0, sizeof(*buffer));
	if (!stack)
		return STATUS_INVALID_DEVICE_REQUEST;
	switch (stack->MajorFunction) {
	case IRP_MJ_WRITE:
		return buffer_of_transfer(request, stack->Parameters.Write.Length, buffer);
	case IRP_MJ_DEVICE_CONTROL:
	case IRP_MJ_INTERNAL_DEVICE_CONTROL:
		break;
	default:
		return STATUS_INVALID_DEVICE_REQUEST;
	}
	buffer->length = stack->Parameters.DeviceIoControl.InputBufferLength;
	buffer->address = vmbkmcl_wdf_own_buffers(request).system;
	if (METHOD_FROM_CTL_CODE(stack->Parameters.DeviceIoControl.IoControlCode) !=
	    METHOD_NEITHER)
		return STATUS_SUCCESS;
	return buffer_by_address(request->irp,
				 stack->Parameters.DeviceIoControl.Type3InputBuffer, buffer);
}

static NTSTATUS buffer_of_output(const struct wdf_request *request,
				 struct request_buffer *buffer)
{
	PIO_STACK_LOCATION stack = wdf_request_stack(request);
	struct wdf_irp_buffers own;

	memset(buffer, 0, sizeof(*buffer));
	if (!stack)
		return STATUS_INVALID_DEVICE_REQUEST;
	own = vmbkmcl_wdf_own_buffers(request);
	switch (stack->MajorFunction) {
	case IRP_MJ_READ:
		return buffer_of_transfer(request, stack->Parameters.Read.Length, buffer);
	case IRP_MJ_DEVICE_CONTROL:
	case IRP_MJ_INTERNAL_DEVICE_CONTROL:
		break;
	default:
		return STATUS_INVALID_DEVICE_REQUEST;
	}
	buffer->length = stack->Parameters.DeviceIoControl.OutputBufferLength;
	switch (METHOD_FROM_CTL_CODE(stack->Parameters.DeviceIoControl.IoControlCode)) {
	case METHOD_BUFFERED:
		buffer->address = own.system;
		return STATUS_SUCCESS;
	case METHOD_NEITHER:
		return buffer_by_address(request->irp, own.user, buffer);
	default:
		buffer->mdl = own.mdl;
		return STATUS_SUCCESS;
	}
}

static NTSTATUS buffer_map(const struct request_buffer *buffer, size_t minimum,
			   PVOID *address, size_t *length)
{
	PVOID mapped = buffer->address;

	if (!buffer->length || buffer->length < minimum)
		return STATUS_BUFFER_TOO_SMALL;
	if (buffer->mdl)
		mapped = MmGetSystemAddressForMdlSafe(buffer->mdl, NormalPagePriority);
	if (!mapped)
		return STATUS_INSUFFICIENT_RESOURCES;
	*address = mapped;
	if (length)
		*length = buffer->length;
	return STATUS_SUCCESS;
}

NTSTATUS WdfRequestRetrieveInputBuffer(WDFREQUEST Request,
				       size_t MinimumRequiredLength,
				       PVOID *Buffer, size_t *Length)
{
	struct request_buffer buffer;
	NTSTATUS status = buffer_of_input(wdf_request_of(Request), &buffer);

	if (NT_SUCCESS(status))
		status = buffer_map(&buffer, MinimumRequiredLength, Buffer, Length);
	return status;
}
VMBKMCL_EXPORT(WdfRequestRetrieveInputBuffer);

NTSTATUS WdfRequestRetrieveOutputBuffer(WDFREQUEST Request,
					size_t MinimumRequiredSize,
					PVOID *Buffer, size_t *Length)
{
	struct request_buffer buffer;
	NTSTATUS status = buffer_of_output(wdf_request_of(Request), &buffer);

	if (NT_SUCCESS(status))
		status = buffer_map(&buffer, MinimumRequiredSize, Buffer, Length);
	return status;
}
VMBKMCL_EXPORT(WdfRequestRetrieveOutputBuffer);

/* The buffer of a METHOD_BUFFERED request is its output as well. */
static bool input_is_read_only(const IO_STACK_LOCATION *stack)
{
	if (stack->MajorFunction == IRP_MJ_WRITE)
		return true;
	switch (METHOD_FROM_CTL_CODE(stack->Parameters.DeviceIoControl.IoControlCode)) {
	case METHOD_IN_DIRECT:
	case METHOD_OUT_DIRECT:
		return true;
	default:
		return false;
	}
}

NTSTATUS WdfRequestRetrieveInputMemory(WDFREQUEST Request, WDFMEMORY *Memory)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_borrowed borrowed = { NULL };
	NTSTATUS status;

	status = WdfRequestRetrieveInputBuffer(Request, 0, &borrowed.buffer, &borrowed.size);
	if (!NT_SUCCESS(status))
		return status;
	borrowed.read_only = input_is_read_only(IoGetCurrentIrpStackLocation(request->irp));
	return vmbkmcl_wdf_wrap_memory(&request->object, NULL, &borrowed, Memory);
}
VMBKMCL_EXPORT(WdfRequestRetrieveInputMemory);

NTSTATUS WdfRequestRetrieveOutputMemory(WDFREQUEST Request, WDFMEMORY *Memory)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_borrowed borrowed = { NULL };
	NTSTATUS status;

	status = WdfRequestRetrieveOutputBuffer(Request, 0, &borrowed.buffer, &borrowed.size);
	if (NT_SUCCESS(status))
		status = vmbkmcl_wdf_wrap_memory(&request->object, NULL, &borrowed, Memory);
	return status;
}
VMBKMCL_EXPORT(WdfRequestRetrieveOutputMemory);

/* A direct buffer's MDL, or one for a buffered one, which goes with the request. */
static NTSTATUS buffer_mdl(struct wdf_request *request, const struct request_buffer *buffer,
			   PMDL *mdl)
{
	struct wdf_borrowed borrowed = { .buffer = buffer->address, .size = buffer->length };
	WDFMEMORY memory;
	NTSTATUS status;

	if (!buffer->length)
		return STATUS_BUFFER_TOO_SMALL;
	*mdl = buffer->mdl;
	if (*mdl)
		return STATUS_SUCCESS;
	*mdl = IoAllocateMdl(buffer->address, buffer->length, FALSE, FALSE, NULL);
	if (!*mdl)
		return STATUS_INSUFFICIENT_RESOURCES;
	MmBuildMdlForNonPagedPool(*mdl);
	borrowed.mdl = *mdl;
	status = vmbkmcl_wdf_wrap_memory(&request->object, NULL, &borrowed, &memory);
	if (NT_SUCCESS(status))
		return status;
	IoFreeMdl(*mdl);
	*mdl = NULL;
	return status;
}

NTSTATUS WdfRequestRetrieveInputWdmMdl(WDFREQUEST Request, PMDL *Mdl)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct request_buffer buffer;
	NTSTATUS status = buffer_of_input(request, &buffer);

	*Mdl = NULL;
	return NT_SUCCESS(status) ? buffer_mdl(request, &buffer, Mdl) : status;
}
VMBKMCL_EXPORT(WdfRequestRetrieveInputWdmMdl);

NTSTATUS WdfRequestRetrieveOutputWdmMdl(WDFREQUEST Request, PMDL *Mdl)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct request_buffer buffer;
	NTSTATUS status = buffer_of_output(request, &buffer);

	*Mdl = NULL;
	return NT_SUCCESS(status) ? buffer_mdl(request, &buffer, Mdl) : status;
}
VMBKMCL_EXPORT(WdfRequestRetrieveOutputWdmMdl);

static void parameters_of_create(const IO_STACK_LOCATION *stack,
				 PWDF_REQUEST_PARAMETERS parameters)
{
	parameters->Parameters.Create.SecurityContext = stack->Parameters.Create.SecurityContext;
	parameters->Parameters.Create.Options = stack->Parameters.Create.Options;
	parameters->Parameters.Create.FileAttributes = stack->Parameters.Create.FileAttributes;
	parameters->Parameters.Create.ShareAccess = stack->Parameters.Create.ShareAccess;
	parameters->Parameters.Create.EaLength = stack->Parameters.Create.EaLength;
}

static void parameters_of_transfer(const IO_STACK_LOCATION *stack,
				   PWDF_REQUEST_PARAMETERS parameters)
{
	parameters->Parameters.Read.Length = stack->Parameters.Read.Length;
	parameters->Parameters.Read.Key = stack->Parameters.Read.Key;
	parameters->Parameters.Read.DeviceOffset = stack->Parameters.Read.ByteOffset.QuadPart;
}

static void parameters_of_control(const IO_STACK_LOCATION *stack,
				  PWDF_REQUEST_PARAMETERS parameters)
{
	parameters->Parameters.DeviceIoControl.OutputBufferLength =
		stack->Parameters.DeviceIoControl.OutputBufferLength;
	parameters->Parameters.DeviceIoControl.InputBufferLength =
		stack->Parameters.DeviceIoControl.InputBufferLength;
	parameters->Parameters.DeviceIoControl.IoControlCode =
		stack->Parameters.DeviceIoControl.IoControlCode;
	parameters->Parameters.DeviceIoControl.Type3InputBuffer =
		stack->Parameters.DeviceIoControl.Type3InputBuffer;
}

void vmbkmcl_wdf_parameters(const IO_STACK_LOCATION *stack,
			    PWDF_REQUEST_PARAMETERS Parameters)
{
	memset(&Parameters->Parameters, 0, sizeof(Parameters->Parameters));
	Parameters->Type = (WDF_REQUEST_TYPE)stack->MajorFunction;
	Parameters->MinorFunction = stack->MinorFunction;
	switch (stack->MajorFunction) {
	case IRP_MJ_CREATE:
		parameters_of_create(stack, Parameters);
		break;
	case IRP_MJ_READ:
	case IRP_MJ_WRITE:
		parameters_of_transfer(stack, Parameters);
		break;
	case IRP_MJ_DEVICE_CONTROL:
	case IRP_MJ_INTERNAL_DEVICE_CONTROL:
		parameters_of_control(stack, Parameters);
		break;
	}
}

VOID WdfRequestGetParameters(WDFREQUEST Request, PWDF_REQUEST_PARAMETERS Parameters)
{
	static const IO_STACK_LOCATION nothing;
	const IO_STACK_LOCATION *stack = wdf_request_stack(wdf_request_of(Request));

	if (Parameters->Size != sizeof(*Parameters))
		return;
	vmbkmcl_wdf_parameters(stack ? stack : &nothing, Parameters);
	if (!stack)
		Parameters->Type = WdfRequestTypeNoFormat;
}
VMBKMCL_EXPORT(WdfRequestGetParameters);

KPROCESSOR_MODE WdfRequestGetRequestorMode(WDFREQUEST Request)
{
	PIRP irp = wdf_request_of(Request)->irp;

	return irp ? irp->RequestorMode : KernelMode;
}
VMBKMCL_EXPORT(WdfRequestGetRequestorMode);

WDFFILEOBJECT WdfRequestGetFileObject(WDFREQUEST Request)
{
	struct wdf_request *request = wdf_request_of(Request);
	PFILE_OBJECT file;

	if (request->irp_is != WDF_IRP_RECEIVED)
		return NULL;
	file = IoGetCurrentIrpStackLocation(request->irp)->FileObject;
	return file ? vmbkmcl_wdf_file_of(request->device, file) : NULL;
}
VMBKMCL_EXPORT(WdfRequestGetFileObject);
