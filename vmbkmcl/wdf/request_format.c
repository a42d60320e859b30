// SPDX-License-Identifier: GPL-2.0-only
/*
 * request_format.c - making a request one for a target: its next stack location, and its
 * buffers by the method of the target's device or of the control code. As KMDF's
 * FxIoTarget::FormatIoRequest(), FormatIoctlRequest() and FormatInternalIoctlOthersRequest().
 *
 * The IRP of a request that came to the device has buffers of its sender, which it has
 * again before it is completed. While it is formatted, its completion routine included,
 * vmbkmcl_wdf_own_buffers() has them.
 */
#include <linux/slab.h>

#include <vmbkmcl/nt/thread.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../nt/window.h"
#include "target.h"

/**
 * struct wdf_format - what a request was formatted with
 * @params: what WdfRequestGetCompletionParams() says, but for the result
 * @memory: memory objects that have a reference
 * @system: a buffer of the framework's, or NULL
 * @copy_to: where the target's output goes from there, or NULL
 * @copy_size: its bytes
 * @mdl: an MDL of the framework's, whose pages are locked; or NULL
 * @own: the IRP's before
 */
struct wdf_format {
	WDF_REQUEST_COMPLETION_PARAMS params;
	WDFMEMORY memory[3];
	PVOID system;
	PVOID copy_to;
	ULONG copy_size;
	PMDL mdl;
	struct wdf_irp_buffers own;
};

static struct wdf_irp_buffers buffers_of(const IRP *irp)
{
	return (struct wdf_irp_buffers) {
		.system = irp->AssociatedIrp.SystemBuffer,
		.user = irp->UserBuffer,
		.mdl = irp->MdlAddress,
	};
}

static void set_buffers(PIRP irp, struct wdf_irp_buffers buffers)
{
	irp->AssociatedIrp.SystemBuffer = buffers.system;
	irp->UserBuffer = buffers.user;
	irp->MdlAddress = buffers.mdl;
}

struct wdf_irp_buffers vmbkmcl_wdf_own_buffers(const struct wdf_request *request)
{
	const struct wdf_format *format = request->sending.format;

	return format ? format->own : buffers_of(request->irp);
}

void vmbkmcl_wdf_format_release(struct wdf_request *request)
{
	struct wdf_format *format = request->sending.format;
	unsigned int i;

	if (!format)
		return;
	set_buffers(request->irp, format->own);
	if (format->mdl) {
		if (format->mdl->MdlFlags & MDL_PAGES_LOCKED)
			MmUnlockPages(format->mdl);
		IoFreeMdl(format->mdl);
	}
	if (format->system)
		ExFreePool(format->system);
	for (i = 0; i < ARRAY_SIZE(format->memory); i++) {
		if (format->memory[i])
			WdfObjectDereferenceActual(format->memory[i]);
	}
	request->sending.format = NULL;
	kfree(format);
}

void vmbkmcl_wdf_format_copy_back(struct wdf_request *request)
{
	const struct wdf_format *format = request->sending.format;
	const IO_STATUS_BLOCK *result = &request->irp->IoStatus;

	if (format && format->copy_to && !NT_ERROR(result->Status))
		memcpy(format->copy_to, format->system,
		       min_t(ULONG_PTR, result->Information, format->copy_size));
}

void vmbkmcl_wdf_format_params(const struct wdf_request *request,
			       PWDF_REQUEST_COMPLETION_PARAMS params)
{
	const struct wdf_format *format = request->sending.format;

	if (format) {
		params->Type = format->params.Type;
		params->Parameters = format->params.Parameters;
	}
	params->IoStatus = request->irp->IoStatus;
	switch (params->Type) {
	case WdfRequestTypeRead:
	case WdfRequestTypeWrite:
		params->Parameters.Read.Length = params->IoStatus.Information;
		break;
	case WdfRequestTypeDeviceControl:
	case WdfRequestTypeDeviceControlInternal:
		params->Parameters.Ioctl.Output.Length = params->IoStatus.Information;
		break;
	default:
		break;
	}
}

NTSTATUS vmbkmcl_wdf_request_fit(struct wdf_request *request, struct wdf_target *target)
{
	NTSTATUS status = STATUS_SUCCESS;
	int locations = 0;
	CCHAR size = 0;
	PIRP irp;

	if (wdf_is_sent(&request->sending))
		return STATUS_INVALID_DEVICE_REQUEST;
	vmbkmcl_wdf_format_release(request);
	request->sending.formatted = false;
	spin_lock_bh(&target->lock);
	if (target->to) {
		size = target->to->StackSize;
		locations = vmbkmcl_wdf_target_locations(target, target->to);
	} else {
		status = STATUS_INVALID_DEVICE_STATE;
	}
	spin_unlock_bh(&target->lock);
	if (!NT_SUCCESS(status) ||
	    (request->irp && request->irp->CurrentLocation - 1 >= locations))
		return status;
	if (request->irp && request->irp_is != WDF_IRP_OWN)
		return STATUS_REQUEST_NOT_ACCEPTED;
	irp = IoAllocateIrp(size, FALSE);
	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (request->irp)
		IoFreeIrp(request->irp);
	request->irp = irp;
	return STATUS_SUCCESS;
}

/* A new format, and an empty next stack location for @major. */
static NTSTATUS format_begin(struct wdf_request *request, struct wdf_target *target,
			     UCHAR major, PIO_STACK_LOCATION *stack)
{
	PIRP irp;
	struct wdf_format *format;
	NTSTATUS status = vmbkmcl_wdf_request_fit(request, target);

	if (!NT_SUCCESS(status))
		return status;
	format = kzalloc(sizeof(*format), vmbkmcl_gfp());
	if (!format)
		return STATUS_INSUFFICIENT_RESOURCES;
	irp = request->irp;
	format->params.Type = (WDF_REQUEST_TYPE)major;
	format->own = buffers_of(irp);
	set_buffers(irp, (struct wdf_irp_buffers) { NULL });
	request->sending.format = format;
	*stack = IoGetNextIrpStackLocation(irp);
	memset(*stack, 0, sizeof(**stack));
	(*stack)->MajorFunction = major;
	/* Unless the target has a file object of its own. */
	if (request->irp_is == WDF_IRP_RECEIVED)
		(*stack)->FileObject = IoGetCurrentIrpStackLocation(irp)->FileObject;
	return STATUS_SUCCESS;
}

static NTSTATUS format_end(struct wdf_request *request, NTSTATUS status)
{
	if (NT_SUCCESS(status))
		request->sending.formatted = true;
	else
		vmbkmcl_wdf_format_release(request);
	return status;
}

static void format_hold(struct wdf_format *format, unsigned int index,
			const struct wdf_span *span)
{
	format->memory[index] = span->memory;
	if (span->memory)
		WdfObjectReferenceActual(span->memory);
}

/* Its address; NULL when there is no buffer. */
static NTSTATUS span_address(const struct wdf_span *span, PVOID *address)
{
	*address = span->buffer;
	if (!span->mdl)
		return STATUS_SUCCESS;
	if (span->length > MmGetMdlByteCount(span->mdl))
		return STATUS_INVALID_PARAMETER;
	*address = MmGetSystemAddressForMdlSafe(span->mdl, NormalPagePriority);
	return *address ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/* A buffer for both: @in is copied now, @out when the request comes back. */
static NTSTATUS format_buffered(struct wdf_request *request, const struct wdf_span *in,
				const struct wdf_span *out)
{
	struct wdf_format *format = request->sending.format;
	ULONG size = max(in->length, out->length);
	PVOID from, to;
	NTSTATUS status;

	status = span_address(in, &from);
	if (NT_SUCCESS(status))
		status = span_address(out, &to);
	if (!NT_SUCCESS(status) || !size)
		return status;
	format->system = ExAllocatePoolZero(NonPagedPoolNx, size, 0x66754246);
	if (!format->system)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (in->length)
		memcpy(format->system, from, in->length);
	if (out->length) {
		format->copy_to = to;
		format->copy_size = out->length;
	}
	request->irp->AssociatedIrp.SystemBuffer = format->system;
	request->irp->UserBuffer = to;
	return STATUS_SUCCESS;
}

static NTSTATUS format_direct(struct wdf_request *request, const struct wdf_span *span,
			      LOCK_OPERATION operation)
{
	struct wdf_format *format = request->sending.format;

	request->irp->MdlAddress = span->mdl;
	if (span->mdl || !span->length)
		return STATUS_SUCCESS;
	format->mdl = IoAllocateMdl(span->buffer, span->length, FALSE, FALSE, NULL);
	if (!format->mdl)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!NT_SUCCESS(vmbkmcl_mdl_lock(format->mdl, KernelMode, operation)))
		return STATUS_INVALID_PARAMETER;
	request->irp->MdlAddress = format->mdl;
	return STATUS_SUCCESS;
}

static const struct wdf_span no_span;

static NTSTATUS format_by_device(struct wdf_request *request, struct wdf_target *target,
				 bool write, const struct wdf_span *span)
{
	PDEVICE_OBJECT to = vmbkmcl_wdf_target_device(target);
	ULONG flags;

	if (!to)
		return STATUS_INVALID_DEVICE_STATE;
	flags = to->Flags;
	ObDereferenceObject(to);
	if (flags & DO_BUFFERED_IO)
		return format_buffered(request, write ? span : &no_span,
				       write ? &no_span : span);
	if (flags & DO_DIRECT_IO)
		return format_direct(request, span, write ? IoReadAccess : IoWriteAccess);
	return span_address(span, &request->irp->UserBuffer);
}

NTSTATUS vmbkmcl_wdf_format_transfer(struct wdf_request *request, struct wdf_target *target,
				     UCHAR major, const struct wdf_span *span,
				     const LONGLONG *offset)
{
	WDF_REQUEST_COMPLETION_PARAMS *params;
	PIO_STACK_LOCATION stack;
	NTSTATUS status = format_begin(request, target, major, &stack);

	if (!NT_SUCCESS(status))
		return status;
	/* Write has the same members in the same places, in both structures. */
	stack->Parameters.Read.Length = span->length;
	stack->Parameters.Read.ByteOffset.QuadPart = offset ? *offset : 0;
	params = &request->sending.format->params;
	params->Parameters.Read.Buffer = span->memory;
	params->Parameters.Read.Offset = span->offset;
	format_hold(request->sending.format, 0, span);
	return format_end(request, format_by_device(request, target, major == IRP_MJ_WRITE,
						    span));
}

static NTSTATUS format_by_code(struct wdf_request *request, PIO_STACK_LOCATION stack,
			       ULONG code, const struct wdf_span spans[2])
{
	NTSTATUS status;
	PVOID in;

	if (METHOD_FROM_CTL_CODE(code) == METHOD_BUFFERED)
		return format_buffered(request, &spans[0], &spans[1]);
	status = span_address(&spans[0], &in);
	if (!NT_SUCCESS(status))
		return status;
	if (METHOD_FROM_CTL_CODE(code) == METHOD_NEITHER) {
		stack->Parameters.DeviceIoControl.Type3InputBuffer = in;
		return span_address(&spans[1], &request->irp->UserBuffer);
	}
	request->irp->AssociatedIrp.SystemBuffer = in;
	return format_direct(request, &spans[1], METHOD_FROM_CTL_CODE(code) ==
			     METHOD_IN_DIRECT ? IoReadAccess : IoWriteAccess);
}

NTSTATUS vmbkmcl_wdf_format_control(struct wdf_request *request, struct wdf_target *target,
				    UCHAR major, ULONG code, const struct wdf_span spans[2])
{
	WDF_REQUEST_COMPLETION_PARAMS *params;
	PIO_STACK_LOCATION stack;
	NTSTATUS status = format_begin(request, target, major, &stack);

	if (!NT_SUCCESS(status))
		return status;
	stack->Parameters.DeviceIoControl.IoControlCode = code;
	stack->Parameters.DeviceIoControl.InputBufferLength = spans[0].length;
	stack->Parameters.DeviceIoControl.OutputBufferLength = spans[1].length;
	params = &request->sending.format->params;
	params->Parameters.Ioctl.IoControlCode = code;
	params->Parameters.Ioctl.Input.Buffer = spans[0].memory;
	params->Parameters.Ioctl.Input.Offset = spans[0].offset;
	params->Parameters.Ioctl.Output.Buffer = spans[1].memory;
	params->Parameters.Ioctl.Output.Offset = spans[1].offset;
	format_hold(request->sending.format, 0, &spans[0]);
	format_hold(request->sending.format, 1, &spans[1]);
	return format_end(request, format_by_code(request, stack, code, spans));
}

NTSTATUS vmbkmcl_wdf_format_others(struct wdf_request *request, struct wdf_target *target,
				   ULONG code, const struct wdf_span spans[3])
{
	PIO_STACK_LOCATION stack;
	PVOID *arguments[3];
	unsigned int i;
	NTSTATUS status;

	status = format_begin(request, target, IRP_MJ_INTERNAL_DEVICE_CONTROL, &stack);
	if (!NT_SUCCESS(status))
		return status;
	/* Their completion routine gets the arguments, and no memory objects. */
	request->sending.format->params.Type = WdfRequestTypeOther;
	arguments[0] = &stack->Parameters.Others.Argument1;
	arguments[1] = &stack->Parameters.Others.Argument2;
	arguments[2] = &stack->Parameters.Others.Argument4;
	stack->Parameters.DeviceIoControl.IoControlCode = code;
	for (i = 0; i < 3 && NT_SUCCESS(status); i++) {
		format_hold(request->sending.format, i, &spans[i]);
		status = span_address(&spans[i], arguments[i]);
	}
	return format_end(request, status);
}
