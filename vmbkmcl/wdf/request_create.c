// SPDX-License-Identifier: GPL-2.0-only
/*
 * request_create.c - requests that a driver creates, and uses again.
 */
#include <linux/slab.h>

#include <vmbkmcl/nt/irp.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "target.h"

struct wdf_request *vmbkmcl_wdf_request_alloc(const WDF_OBJECT_ATTRIBUTES *attributes,
					      struct wdf_object *parent, NTSTATUS *status)
{
	struct wdf_request *request;

	request = vmbkmcl_wdf_make(sizeof(*request), &vmbkmcl_wdf_request_ops, attributes,
				   parent, status);
	if (!request)
		return NULL;
	/* It ends where it is completed. */
	request->object.passive = false;
	INIT_LIST_HEAD(&request->node);
	INIT_LIST_HEAD(&request->event);
	INIT_LIST_HEAD(&request->sending.link);
	request->seen = true;
	return request;
}

NTSTATUS vmbkmcl_wdf_request_make(struct module *module,
				  PWDF_OBJECT_ATTRIBUTES RequestAttributes,
				  WDFIOTARGET IoTarget, WDFREQUEST *Request)
{
	struct wdf_request *request;
	NTSTATUS status;

	*Request = NULL;
	request = vmbkmcl_wdf_request_alloc(RequestAttributes,
					    vmbkmcl_wdf_default_parent(module), &status);
	if (!request)
		return status;
	request->irp_is = WDF_IRP_OWN;
	request->frees_irp = true;
	if (IoTarget)
		status = vmbkmcl_wdf_request_fit(request, wdf_target_of(IoTarget));
	if (!NT_SUCCESS(status)) {
		vmbkmcl_wdf_discard(&request->object);
		return status;
	}
	status = vmbkmcl_wdf_commit(&request->object);
	if (NT_SUCCESS(status))
		*Request = (WDFREQUEST)request;
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_request_make);

NTSTATUS vmbkmcl_wdf_request_make_from_irp(struct module *module,
					   PWDF_OBJECT_ATTRIBUTES RequestAttributes,
					   PIRP Irp, BOOLEAN RequestFreesIrp,
					   WDFREQUEST *Request)
{
	struct wdf_request *request;
	NTSTATUS status;

	request = vmbkmcl_wdf_request_alloc(RequestAttributes,
					    vmbkmcl_wdf_default_parent(module), &status);
	*Request = NULL;
	if (!request)
		return status;
	request->irp = Irp;
	request->irp_is = WDF_IRP_DRIVERS;
	if (!vmbkmcl_wdf_adopt(&request->object)) {
		/* The IRP stays its driver's. */
		vmbkmcl_wdf_discard(&request->object);
		return STATUS_DELETE_PENDING;
	}
	request->frees_irp = RequestFreesIrp;
	*Request = (WDFREQUEST)request;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_request_make_from_irp);

/* Another IRP of the driver's; the request's own is freed. */
static void request_set_irp(struct wdf_request *request, PIRP irp)
{
	if (request->irp && request->irp_is == WDF_IRP_OWN)
		IoFreeIrp(request->irp);
	if (request->irp_is == WDF_IRP_OWN)
		request->frees_irp = false;
	request->irp = irp;
	request->irp_is = WDF_IRP_DRIVERS;
}

NTSTATUS WdfRequestReuse(WDFREQUEST Request, PWDF_REQUEST_REUSE_PARAMS ReuseParams)
{
	struct wdf_request *request = wdf_request_of(Request);
	bool new_irp = ReuseParams->Flags & WDF_REQUEST_REUSE_SET_NEW_IRP;

	if (ReuseParams->Size != sizeof(*ReuseParams) ||
	    ReuseParams->Flags & ~WDF_REQUEST_REUSE_SET_NEW_IRP)
		return STATUS_INVALID_PARAMETER;
	if (wdf_is_sent(&request->sending) ||
	    (new_irp && request->irp_is == WDF_IRP_RECEIVED))
		return STATUS_WDF_REQUEST_INVALID_STATE;
	vmbkmcl_wdf_format_release(request);
	request->sending.routine = NULL;
	request->sending.context = NULL;
	request->sending.formatted = false;
	request->sending.cancelled = false;
	request->sending.status = ReuseParams->Status;
	if (new_irp) {
		request_set_irp(request, ReuseParams->NewIrp);
	} else if (request->irp_is == WDF_IRP_OWN && request->irp) {
		IoReuseIrp(request->irp, ReuseParams->Status);
	} else if (request->irp_is == WDF_IRP_RECEIVED) {
		request->irp->IoStatus.Status = ReuseParams->Status;
		WRITE_ONCE(request->irp->Cancel, FALSE);
	}
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfRequestReuse);

NTSTATUS WdfRequestChangeTarget(WDFREQUEST Request, WDFIOTARGET IoTarget)
{
	return vmbkmcl_wdf_request_fit(wdf_request_of(Request), wdf_target_of(IoTarget));
}
VMBKMCL_EXPORT(WdfRequestChangeTarget);
