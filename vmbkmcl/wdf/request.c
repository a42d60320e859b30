// SPDX-License-Identifier: GPL-2.0-only
/*
 * request.c - requests while their driver has them: completing, forwarding and
 * cancelling them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "../compat/export.h"
#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

/*
 * One that the driver has created has that of its parent. What has been completed does not
 * keep its device, unless a queue does; its deletion begins before.
 */
static struct wdf_sync *request_sync(struct wdf_object *object)
{
	struct wdf_device *device = container_of(object, struct wdf_request, object)->device;

	return device && !READ_ONCE(object->deleted) ? &device->sync : NULL;
}

static bool request_keeps(const struct wdf_object *object)
{
	const struct wdf_request *request = container_of(object, struct wdf_request, object);

	return request->irp_is == WDF_IRP_RECEIVED;
}

static void request_free(struct wdf_object *object)
{
	struct wdf_request *request = container_of(object, struct wdf_request, object);

	vmbkmcl_wdf_sending_free(request);
	if (request->frees_irp && request->irp)
		IoFreeIrp(request->irp);
	if (request->queue)
		vmbkmcl_wdf_put(&request->queue->object);
}

const struct wdf_object_ops vmbkmcl_wdf_request_ops = {
	.name = "request",
	.keeps = request_keeps,
	.free = request_free,
	.sync = request_sync,
};

NTSTATUS vmbkmcl_wdf_fail(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

struct wdf_request *vmbkmcl_wdf_request_create(struct wdf_device *device, PIRP irp)
{
	struct wdf_request *request;
	NTSTATUS status;

	request = vmbkmcl_wdf_request_alloc(wdf_kept_attributes(&device->request_attributes),
					    NULL, &status);
	if (!request)
		return NULL;
	request->seen = false;
	request->device = device;
	request->irp = irp;
	irp->Tail.Overlay.DriverContext[0] = request;
	irp->IoStatus.Information = 0;
	IoMarkIrpPending(irp);
	return request;
}

NTSTATUS vmbkmcl_wdf_create_request(struct wdf_device *device, PIRP irp,
				    void (*created)(PIRP irp, NTSTATUS status),
				    WDFREQUEST *handle)
{
	struct wdf_request *request = vmbkmcl_wdf_request_create(device, irp);

	if (!request) {
		created(irp, STATUS_INSUFFICIENT_RESOURCES);
		return vmbkmcl_wdf_fail(irp, STATUS_INSUFFICIENT_RESOURCES);
	}
	request->seen = true;
	request->created = created;
	*handle = (WDFREQUEST)request;
	return STATUS_PENDING;
}

/* Outside the framework its own statuses mean nothing; as KMDF's fxrequest.cpp. */
static NTSTATUS request_status(NTSTATUS status)
{
	if ((status & 0x0fff0000) != FACILITY_DRIVER_FRAMEWORK << 16)
		return status;
	switch (status) {
	case STATUS_WDF_PAUSED:
	case STATUS_WDF_BUSY:
		return STATUS_DEVICE_BUSY;
	default:
		return STATUS_INVALID_DEVICE_REQUEST;
	}
}

void vmbkmcl_wdf_request_finish(struct wdf_request *request, NTSTATUS status)
{
	PIRP irp = request->irp;
	LIST_HEAD(gone);

	vmbkmcl_wdf_format_release(request);
	if (request->created)
		request->created(irp, status);
	/* A driver hears nothing of the end of what it has never had. */
	if (!request->seen) {
		request->object.cleanup = NULL;
		request->object.destroy = NULL;
	}
	/* EvtCleanupCallback may still use the IRP and its buffers. */
	vmbkmcl_wdf_delete_begin(&request->object, &gone);
	irp->IoStatus.Status = request_status(status);
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	vmbkmcl_wdf_delete_end(&gone);
}

/* Off its queue, and deleted, before it is sent: the IRP may end at once. */
void vmbkmcl_wdf_request_give_away(struct wdf_request *request, PDEVICE_OBJECT to)
{
	struct wdf_queue *queue = request->queue;
	PIRP irp = request->irp;
	LIST_HEAD(gone);

	if (queue) {
		vmbkmcl_wdf_get(&queue->object);
		vmbkmcl_wdf_queue_release(queue, request);
	}
	if (!request->sending.formatted)
		IoSkipCurrentIrpStackLocation(irp);
	vmbkmcl_wdf_delete_begin(&request->object, &gone);
	IofCallDriver(to, irp);
	vmbkmcl_wdf_delete_end(&gone);
	if (!queue)
		return;
	vmbkmcl_wdf_queue_returned(queue);
	vmbkmcl_wdf_put(&queue->object);
}

bool vmbkmcl_wdf_request_is_cancelable(struct wdf_request *request)
{
	struct wdf_queue *queue = request->queue;
	bool cancelable;

	if (READ_ONCE(request->irp->CancelRoutine))
		return true;
	/* Its callback may be about to be called, too. */
	if (!queue)
		return READ_ONCE(request->cancel);
	/* The cancel routine of one that is marked runs, or has left the rest to the queue. */
	spin_lock_bh(&queue->lock);
	cancelable = request->marked || !list_empty(&request->event);
	spin_unlock_bh(&queue->lock);
	return cancelable;
}

NTSTATUS WdfRequestForwardToIoQueue(WDFREQUEST Request, WDFQUEUE DestinationQueue)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_queue *from = request->queue;
	struct wdf_queue *to = wdf_queue_of(DestinationQueue);

	/*
	 * One of EvtDeviceFileCreate's is in no queue: its page has it completed, or sent and
	 * forgotten. KMDF, which has a queue of its own for it, forwards it as well, and so
	 * it does with one that the driver has created.
	 */
	if (!from || from == to || from->device != to->device)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (vmbkmcl_wdf_request_is_cancelable(request) || wdf_is_sent(&request->sending))
		return STATUS_INVALID_DEVICE_REQUEST;
	wdf_queue_map(to, request);
	return vmbkmcl_wdf_queue_forward(to, request) ? STATUS_SUCCESS : STATUS_WDF_BUSY;
}
VMBKMCL_EXPORT(WdfRequestForwardToIoQueue);

NTSTATUS WdfRequestRequeue(WDFREQUEST Request)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_queue *queue = request->queue;

	if (!queue || queue->config.DispatchType != WdfIoQueueDispatchManual ||
	    vmbkmcl_wdf_request_is_cancelable(request) || wdf_is_sent(&request->sending))
		return STATUS_INVALID_DEVICE_REQUEST;
	vmbkmcl_wdf_queue_give_back(request);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfRequestRequeue);

VOID WdfRequestComplete(WDFREQUEST Request, NTSTATUS Status)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_queue *queue = request->queue;

	/* It would be completed twice, or there is no sender. */
	if (WARN_ONCE(wdf_is_sent(&request->sending),
		      "vmbkmcl: WdfRequestComplete() of a request that is at an I/O target\n") ||
	    WARN_ONCE(request->irp_is != WDF_IRP_RECEIVED,
		      "vmbkmcl: WdfRequestComplete() of a request that its driver has created\n"))
		return;
	if (!queue) {
		vmbkmcl_wdf_request_finish(request, Status);
		return;
	}
	/* The request may go with its own, and the device as soon as its last request has. */
	vmbkmcl_wdf_get(&queue->object);
	vmbkmcl_wdf_queue_release(queue, request);
	vmbkmcl_wdf_request_finish(request, Status);
	vmbkmcl_wdf_queue_returned(queue);
	vmbkmcl_wdf_put(&queue->object);
}
VMBKMCL_EXPORT(WdfRequestComplete);

VOID WdfRequestSetInformation(WDFREQUEST Request, ULONG_PTR Information)
{
	PIRP irp = wdf_request_of(Request)->irp;

	if (irp)
		irp->IoStatus.Information = Information;
}
VMBKMCL_EXPORT(WdfRequestSetInformation);

VOID WdfRequestCompleteWithInformation(WDFREQUEST Request, NTSTATUS Status,
				       ULONG_PTR Information)
{
	WdfRequestSetInformation(Request, Information);
	WdfRequestComplete(Request, Status);
}
VMBKMCL_EXPORT(WdfRequestCompleteWithInformation);

WDFQUEUE WdfRequestGetIoQueue(WDFREQUEST Request)
{
	return (WDFQUEUE)wdf_request_of(Request)->queue;
}
VMBKMCL_EXPORT(WdfRequestGetIoQueue);

PIRP WdfRequestWdmGetIrp(WDFREQUEST Request)
{
	return wdf_request_of(Request)->irp;
}
VMBKMCL_EXPORT(WdfRequestWdmGetIrp);

BOOLEAN WdfRequestIsCanceled(WDFREQUEST Request)
{
	PIRP irp = wdf_request_of(Request)->irp;

	return irp && READ_ONCE(irp->Cancel);
}
VMBKMCL_EXPORT(WdfRequestIsCanceled);

/* A create request is in no queue; its driver has it. */
static void request_cancel(struct wdf_request *request)
{
	if (request->queue)
		vmbkmcl_wdf_queue_cancel(request->queue, request);
	else
		request->cancel((WDFREQUEST)request);
}

static void request_cancel_presented(PDEVICE_OBJECT fdo, PIRP irp)
	__releases(CancelSpinLock)
{
	struct wdf_request *request = wdf_request_of_irp(irp);

	/* Before who unmarks it can have the lock: with a queue that has its own. */
	if (!request->queue)
		WRITE_ONCE(request->marked, false);
	IoReleaseCancelSpinLock(irp->CancelIrql);
	request_cancel(request);
}

/*
 * Under the lock that unmarking it takes, too. A purge of its queue cancels what is
 * marked after it as well, but not the IRP: as KMDF's m_CancelDispatchedRequests it ends
 * when the queue is started.
 */
static NTSTATUS request_mark(struct wdf_request *request, PFN_WDF_REQUEST_CANCEL cancel)
{
	PIRP irp = request->irp;

	if (request->cancel || READ_ONCE(irp->CancelRoutine))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (request->queue && request->queue->cancels)
		return STATUS_CANCELLED;
	IoSetCancelRoutine(irp, request_cancel_presented);
	if (READ_ONCE(irp->Cancel) && IoSetCancelRoutine(irp, NULL))
		return STATUS_CANCELLED;
	request->cancel = cancel;
	request->marked = true;
	return STATUS_SUCCESS;
}

/*
 * STATUS_CANCELLED says that the callback is called, or has been: a driver that gets it
 * leaves the request to the callback. That may have completed the IRP, which is the
 * sender's again: only one that is still marked is known to be here.
 */
static NTSTATUS request_unmark(struct wdf_request *request)
{
	if (!request->cancel)
		return STATUS_INVALID_PARAMETER;
	if (!request->marked || !IoSetCancelRoutine(request->irp, NULL))
		return STATUS_CANCELLED;
	/* From then on its driver may send the IRP to one that sets a cancel routine. */
	request->cancel = NULL;
	request->marked = false;
	return STATUS_SUCCESS;
}

/* Without a queue: the context that cancels it holds this lock until it calls the routine. */
static NTSTATUS request_mark_alone(struct wdf_request *request, PFN_WDF_REQUEST_CANCEL cancel)
{
	NTSTATUS status;
	KIRQL irql;

	IoAcquireCancelSpinLock(&irql);
	status = request_mark(request, cancel);
	IoReleaseCancelSpinLock(irql);
	return status;
}

NTSTATUS WdfRequestMarkCancelableEx(WDFREQUEST Request,
				    PFN_WDF_REQUEST_CANCEL EvtRequestCancel)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_queue *queue = request->queue;
	NTSTATUS status;

	/* One that its driver has created has no sender who could cancel it. */
	if (request->irp_is != WDF_IRP_RECEIVED || wdf_is_sent(&request->sending))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!queue)
		return request_mark_alone(request, EvtRequestCancel);
	/* Its callback may complete it, and waits for the lock before it is called. */
	vmbkmcl_wdf_get(&queue->object);
	spin_lock_bh(&queue->lock);
	status = request_mark(request, EvtRequestCancel);
	spin_unlock_bh(&queue->lock);
	vmbkmcl_wdf_put(&queue->object);
	return status;
}
VMBKMCL_EXPORT(WdfRequestMarkCancelableEx);

VOID WdfRequestMarkCancelable(WDFREQUEST Request, PFN_WDF_REQUEST_CANCEL EvtRequestCancel)
{
	struct wdf_request *request = wdf_request_of(Request);
	NTSTATUS status = WdfRequestMarkCancelableEx(Request, EvtRequestCancel);

	if (!NT_SUCCESS(status) && status != STATUS_CANCELLED)
		pr_err_once("%s() of a request that cannot be made cancelable (status %#x): ignored\n",
			    __func__, status);
	if (status != STATUS_CANCELLED)
		return;
	request->cancel = EvtRequestCancel;
	WRITE_ONCE(request->irp->Cancel, TRUE);
	request_cancel(request);
}
VMBKMCL_EXPORT(WdfRequestMarkCancelable);

NTSTATUS WdfRequestUnmarkCancelable(WDFREQUEST Request)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_queue *queue = request->queue;
	NTSTATUS status;
	KIRQL irql;

	if (request->irp_is != WDF_IRP_RECEIVED)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!queue) {
		IoAcquireCancelSpinLock(&irql);
		status = request_unmark(request);
		IoReleaseCancelSpinLock(irql);
		return status;
	}
	spin_lock_bh(&queue->lock);
	status = request_unmark(request);
	spin_unlock_bh(&queue->lock);
	return status;
}
VMBKMCL_EXPORT(WdfRequestUnmarkCancelable);
