// SPDX-License-Identifier: GPL-2.0-only
/*
 * request_send.c - sending a request that was formatted, and how it went.
 */
#include <vmbkmcl/nt/thread.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "target.h"

#define OPTIONS_KNOWN (WDF_REQUEST_SEND_OPTION_TIMEOUT |		\
		       WDF_REQUEST_SEND_OPTION_SYNCHRONOUS |		\
		       WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE |	\
		       WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET |	\
		       WDF_REQUEST_SEND_OPTION_IMPERSONATE_CLIENT |	\
		       WDF_REQUEST_SEND_OPTION_IMPERSONATION_IGNORE_FAILURE)

NTSTATUS vmbkmcl_wdf_check_options(const WDF_REQUEST_SEND_OPTIONS *options)
{
	if (!options)
		return STATUS_SUCCESS;
	if (options->Size != sizeof(*options))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (options->Flags & ~OPTIONS_KNOWN)
		return STATUS_INVALID_PARAMETER;
	if (options->Flags & WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET &&
	    options->Flags != WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

VOID WdfRequestSetCompletionRoutine(WDFREQUEST Request,
				    PFN_WDF_REQUEST_COMPLETION_ROUTINE CompletionRoutine,
				    WDFCONTEXT CompletionContext)
{
	struct wdf_sending *sending = &wdf_request_of(Request)->sending;

	sending->routine = CompletionRoutine;
	sending->context = CompletionContext;
}
VMBKMCL_EXPORT(WdfRequestSetCompletionRoutine);

VOID WdfRequestGetCompletionParams(WDFREQUEST Request,
				   PWDF_REQUEST_COMPLETION_PARAMS Params)
{
	struct wdf_request *request = wdf_request_of(Request);

	if (Params->Size == sizeof(*Params) && request->irp)
		vmbkmcl_wdf_format_params(request, Params);
}
VMBKMCL_EXPORT(WdfRequestGetCompletionParams);

NTSTATUS WdfRequestGetStatus(WDFREQUEST Request)
{
	return wdf_request_of(Request)->sending.status;
}
VMBKMCL_EXPORT(WdfRequestGetStatus);

ULONG_PTR WdfRequestGetInformation(WDFREQUEST Request)
{
	PIRP irp = wdf_request_of(Request)->irp;

	return irp ? irp->IoStatus.Information : 0;
}
VMBKMCL_EXPORT(WdfRequestGetInformation);

/* What was formatted before is undone; false: there is no next stack location. */
static bool begin_stack_location(struct wdf_request *request)
{
	vmbkmcl_wdf_format_release(request);
	request->sending.formatted = false;
	return !WARN_ONCE(!request->irp || request->irp->CurrentLocation < 2,
			  "vmbkmcl: a request to be sent has no stack location left\n");
}

VOID WdfRequestFormatRequestUsingCurrentType(WDFREQUEST Request)
{
	struct wdf_request *request = wdf_request_of(Request);
	PIRP irp = request->irp;

	if (!begin_stack_location(request) ||
	    WARN_ONCE(irp->CurrentLocation > irp->StackCount,
		      "vmbkmcl: a request that its driver has created has no current type\n"))
		return;
	IoCopyCurrentIrpStackLocationToNext(irp);
	request->sending.formatted = true;
}
VMBKMCL_EXPORT(WdfRequestFormatRequestUsingCurrentType);

VOID WdfRequestWdmFormatUsingStackLocation(WDFREQUEST Request, PIO_STACK_LOCATION Stack)
{
	struct wdf_request *request = wdf_request_of(Request);
	PIO_STACK_LOCATION next;

	if (!begin_stack_location(request))
		return;
	next = IoGetNextIrpStackLocation(request->irp);
	*next = *Stack;
	next->Control = 0;
	next->CompletionRoutine = NULL;
	next->Context = NULL;
	request->sending.formatted = true;
}
VMBKMCL_EXPORT(WdfRequestWdmFormatUsingStackLocation);

/*
 * Whether a request may be given away: the buffers of one that was formatted are the
 * framework's, and the file object of a create request its driver's until it is
 * completed.
 */
static NTSTATUS check_gift(const struct wdf_request *request,
			   const struct wdf_target *target, PDEVICE_OBJECT to)
{
	if (wdf_is_sent(&request->sending))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (request->irp_is != WDF_IRP_RECEIVED || !to)
		return STATUS_INVALID_DEVICE_STATE;
	if (request->sending.format || request->created ||
	    READ_ONCE(request->irp->CancelRoutine))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (request->irp->CurrentLocation - 1 < vmbkmcl_wdf_target_locations(target, to))
		return STATUS_REQUEST_NOT_ACCEPTED;
	return STATUS_SUCCESS;
}

/* It is not the target's to wait for or to cancel. */
static BOOLEAN send_and_forget(struct wdf_request *request, struct wdf_target *target)
{
	PDEVICE_OBJECT to = vmbkmcl_wdf_target_device(target);
	NTSTATUS status = check_gift(request, target, to);

	if (NT_SUCCESS(status))
		vmbkmcl_wdf_request_give_away(request, to);
	else
		request->sending.status = status;
	if (to)
		ObDereferenceObject(to);
	return NT_SUCCESS(status);
}

static BOOLEAN send_later(struct wdf_request *request, struct wdf_target *target,
			  const WDF_REQUEST_SEND_OPTIONS *options)
{
	/* Its driver would not learn that it may complete it. */
	if (!request->sending.routine && request->irp_is == WDF_IRP_RECEIVED) {
		request->sending.status = STATUS_INVALID_DEVICE_REQUEST;
		return FALSE;
	}
	return vmbkmcl_wdf_send(request, target, options ? options->Flags : 0,
				options ? options->Timeout : 0);
}

BOOLEAN WdfRequestSend(WDFREQUEST Request, WDFIOTARGET Target,
		       PWDF_REQUEST_SEND_OPTIONS Options)
{
	struct wdf_request *request = wdf_request_of(Request);

	if (!NT_SUCCESS(vmbkmcl_wdf_check_options(Options))) {
		request->sending.status = STATUS_INVALID_PARAMETER;
		return FALSE;
	}
	if (Options && Options->Flags & WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET)
		return send_and_forget(request, wdf_target_of(Target));
	if (Options && Options->Flags & WDF_REQUEST_SEND_OPTION_SYNCHRONOUS)
		return vmbkmcl_wdf_send_and_wait(request, wdf_target_of(Target), Options);
	return send_later(request, wdf_target_of(Target), Options);
}
VMBKMCL_EXPORT(WdfRequestSend);
