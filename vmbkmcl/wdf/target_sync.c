// SPDX-License-Identifier: GPL-2.0-only
/*
 * target_sync.c - WdfIoTargetSend...Synchronously(): a request is formatted, sent and
 * waited for, in memory that stays until then.
 */
#include "../compat/export.h"
#include "target.h"

/**
 * struct sync - one call
 * @target: where to
 * @request: the driver's, or the framework's for this call
 * @own: it is the framework's
 * @options: the driver's, or NULL
 */
struct sync {
	struct wdf_target *target;
	struct wdf_request *request;
	bool own;
	const WDF_REQUEST_SEND_OPTIONS *options;
};

static NTSTATUS sync_begin(struct sync *sync, WDFIOTARGET target, WDFREQUEST request,
			   const WDF_REQUEST_SEND_OPTIONS *options)
{
	NTSTATUS status = vmbkmcl_wdf_check_options(options);

	might_sleep();
	if (!NT_SUCCESS(status))
		return status;
	if (options && options->Flags & WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET)
		return STATUS_INVALID_PARAMETER;
	sync->target = wdf_target_of(target);
	sync->options = options;
	sync->own = !request;
	sync->request = sync->own ? vmbkmcl_wdf_request_alloc(NULL, NULL, &status) :
				    wdf_request_of(request);
	if (!sync->request)
		return status;
	if (sync->own) {
		sync->request->irp_is = WDF_IRP_OWN;
		sync->request->frees_irp = true;
	}
	return STATUS_SUCCESS;
}

/* Send what has been formatted with @status. */
static NTSTATUS sync_end(struct sync *sync, NTSTATUS status, PULONG_PTR information)
{
	if (NT_SUCCESS(status)) {
		/* A completion routine is for WdfRequestSend(). */
		WdfRequestSetCompletionRoutine((WDFREQUEST)sync->request, NULL, NULL);
		vmbkmcl_wdf_send_and_wait(sync->request, sync->target, sync->options);
		status = sync->request->sending.status;
		if (information)
			*information = sync->request->irp->IoStatus.Information;
		/* The buffers may be the caller's. */
		vmbkmcl_wdf_format_release(sync->request);
	}
	if (sync->own)
		vmbkmcl_wdf_delete(&sync->request->object);
	return status;
}

static NTSTATUS send_transfer(WDFIOTARGET target, WDFREQUEST request, UCHAR major,
			      const WDF_MEMORY_DESCRIPTOR *buffer, const LONGLONG *offset,
			      const WDF_REQUEST_SEND_OPTIONS *options, PULONG_PTR bytes)
{
	struct wdf_span span;
	struct sync sync;
	NTSTATUS status = sync_begin(&sync, target, request, options);

	if (!NT_SUCCESS(status))
		return status;
	status = vmbkmcl_wdf_span_of_descriptor(&span, buffer);
	if (NT_SUCCESS(status))
		status = vmbkmcl_wdf_format_transfer(sync.request, sync.target, major, &span,
						     offset);
	return sync_end(&sync, status, bytes);
}

NTSTATUS WdfIoTargetSendReadSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request,
					  PWDF_MEMORY_DESCRIPTOR OutputBuffer,
					  PLONGLONG DeviceOffset,
					  PWDF_REQUEST_SEND_OPTIONS RequestOptions,
					  PULONG_PTR BytesRead)
{
	return send_transfer(IoTarget, Request, IRP_MJ_READ, OutputBuffer, DeviceOffset,
			     RequestOptions, BytesRead);
}
VMBKMCL_EXPORT(WdfIoTargetSendReadSynchronously);

NTSTATUS WdfIoTargetSendWriteSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request,
					   PWDF_MEMORY_DESCRIPTOR InputBuffer,
					   PLONGLONG DeviceOffset,
					   PWDF_REQUEST_SEND_OPTIONS RequestOptions,
					   PULONG_PTR BytesWritten)
{
	return send_transfer(IoTarget, Request, IRP_MJ_WRITE, InputBuffer, DeviceOffset,
			     RequestOptions, BytesWritten);
}
VMBKMCL_EXPORT(WdfIoTargetSendWriteSynchronously);

static NTSTATUS spans_of(struct wdf_span *spans, const WDF_MEMORY_DESCRIPTOR *const *from,
			 unsigned int count)
{
	NTSTATUS status = STATUS_SUCCESS;
	unsigned int i;

	for (i = 0; i < count && NT_SUCCESS(status); i++)
		status = vmbkmcl_wdf_span_of_descriptor(&spans[i], from[i]);
	return status;
}

static NTSTATUS send_control(WDFIOTARGET target, WDFREQUEST request, UCHAR major, ULONG code,
			     const WDF_MEMORY_DESCRIPTOR *const buffers[2],
			     const WDF_REQUEST_SEND_OPTIONS *options, PULONG_PTR bytes)
{
	struct wdf_span spans[2];
	struct sync sync;
	NTSTATUS status = sync_begin(&sync, target, request, options);

	if (!NT_SUCCESS(status))
		return status;
	status = spans_of(spans, buffers, ARRAY_SIZE(spans));
	if (NT_SUCCESS(status))
		status = vmbkmcl_wdf_format_control(sync.request, sync.target, major, code,
						    spans);
	return sync_end(&sync, status, bytes);
}

NTSTATUS WdfIoTargetSendIoctlSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request,
					   ULONG IoctlCode,
					   PWDF_MEMORY_DESCRIPTOR InputBuffer,
					   PWDF_MEMORY_DESCRIPTOR OutputBuffer,
					   PWDF_REQUEST_SEND_OPTIONS RequestOptions,
					   PULONG_PTR BytesReturned)
{
	const WDF_MEMORY_DESCRIPTOR *buffers[] = { InputBuffer, OutputBuffer };

	return send_control(IoTarget, Request, IRP_MJ_DEVICE_CONTROL, IoctlCode, buffers,
			    RequestOptions, BytesReturned);
}
VMBKMCL_EXPORT(WdfIoTargetSendIoctlSynchronously);

NTSTATUS WdfIoTargetSendInternalIoctlSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request,
						   ULONG IoctlCode,
						   PWDF_MEMORY_DESCRIPTOR InputBuffer,
						   PWDF_MEMORY_DESCRIPTOR OutputBuffer,
						   PWDF_REQUEST_SEND_OPTIONS RequestOptions,
						   PULONG_PTR BytesReturned)
{
	const WDF_MEMORY_DESCRIPTOR *buffers[] = { InputBuffer, OutputBuffer };

	return send_control(IoTarget, Request, IRP_MJ_INTERNAL_DEVICE_CONTROL, IoctlCode,
			    buffers, RequestOptions, BytesReturned);
}
VMBKMCL_EXPORT(WdfIoTargetSendInternalIoctlSynchronously);

NTSTATUS WdfIoTargetSendInternalIoctlOthersSynchronously(WDFIOTARGET IoTarget,
	WDFREQUEST Request, ULONG IoctlCode, PWDF_MEMORY_DESCRIPTOR OtherArg1,
	PWDF_MEMORY_DESCRIPTOR OtherArg2, PWDF_MEMORY_DESCRIPTOR OtherArg4,
	PWDF_REQUEST_SEND_OPTIONS RequestOptions, PULONG_PTR BytesReturned)
{
	const WDF_MEMORY_DESCRIPTOR *buffers[] = { OtherArg1, OtherArg2, OtherArg4 };
	struct wdf_span spans[ARRAY_SIZE(buffers)];
	struct sync sync;
	NTSTATUS status = sync_begin(&sync, IoTarget, Request, RequestOptions);

	if (!NT_SUCCESS(status))
		return status;
	status = spans_of(spans, buffers, ARRAY_SIZE(spans));
	if (NT_SUCCESS(status))
		status = vmbkmcl_wdf_format_others(sync.request, sync.target, IoctlCode,
						   spans);
	return sync_end(&sync, status, BytesReturned);
}
VMBKMCL_EXPORT(WdfIoTargetSendInternalIoctlOthersSynchronously);
