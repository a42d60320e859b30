// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue.c - I/O queues and the requests on their way through them.
 *
 * A request belongs to its queue (state QUEUED), or to its driver (PRESENTED).
 * While it is queued its cancel routine is ours; whoever takes it off the queue
 * takes the routine back first, and leaves it to the routine when that is
 * running already.
 */
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_queue - an I/O queue
 * @object: first
 * @device: its device
 * @config: its kind and callbacks
 * @lock: protects the rest
 * @waiting: requests of state QUEUED, in order
 * @presented: requests that the driver has, for a sequential queue
 * @dispatching: somebody is handing out requests and will look again
 */
struct wdf_queue {
	struct wdf_object object;
	struct wdf_device *device;
	WDF_IO_QUEUE_CONFIG config;
	spinlock_t lock;
	struct list_head waiting;
	unsigned int presented;
	bool dispatching;
};

/**
 * struct wdf_request - a request
 * @object: first
 * @irp: the request
 * @queue: where it is, or came from
 * @node: on the queue's @waiting; the queue's lock
 * @cancel: the driver's cancel callback
 */
struct wdf_request {
	struct wdf_object object;
	PIRP irp;
	struct wdf_queue *queue;
	struct list_head node;
	PFN_WDF_REQUEST_CANCEL cancel;
};

static const struct wdf_object_ops queue_ops = {
	.name = "queue",
};

static const struct wdf_object_ops request_ops = {
	.name = "request",
};

static struct wdf_queue *to_queue(WDFQUEUE handle)
{
	return (struct wdf_queue *)handle;
}

static struct wdf_request *to_request(WDFREQUEST handle)
{
	return (struct wdf_request *)handle;
}

static struct wdf_request *request_of(PIRP irp)
{
	return irp->Tail.Overlay.DriverContext[0];
}

NTSTATUS WdfIoQueueCreate(WDFDEVICE Device, PWDF_IO_QUEUE_CONFIG Config,
			  PWDF_OBJECT_ATTRIBUTES QueueAttributes,
			  WDFQUEUE *Queue)
{
	struct wdf_device *device = (struct wdf_device *)Device;
	struct wdf_queue *queue;

	if (Config->Size != sizeof(*Config) ||
	    Config->DispatchType <= WdfIoQueueDispatchInvalid ||
	    Config->DispatchType >= WdfIoQueueDispatchMax)
		return STATUS_INVALID_PARAMETER;
	if (Config->DefaultQueue && device->default_queue)
		return STATUS_INVALID_DEVICE_STATE;
	queue = vmbkmcl_wdf_create(sizeof(*queue), &queue_ops, QueueAttributes,
				   &device->object);
	if (!queue)
		return STATUS_INSUFFICIENT_RESOURCES;
	queue->device = device;
	queue->config = *Config;
	spin_lock_init(&queue->lock);
	INIT_LIST_HEAD(&queue->waiting);
	if (Config->DefaultQueue)
		device->default_queue = queue;
	if (Queue)
		*Queue = (WDFQUEUE)queue;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfIoQueueCreate);

WDFDEVICE WdfIoQueueGetDevice(WDFQUEUE Queue)
{
	return (WDFDEVICE)to_queue(Queue)->device;
}
VMBKMCL_EXPORT(WdfIoQueueGetDevice);

WDFQUEUE WdfDeviceGetDefaultQueue(WDFDEVICE Device)
{
	return (WDFQUEUE)((struct wdf_device *)Device)->default_queue;
}
VMBKMCL_EXPORT(WdfDeviceGetDefaultQueue);

static void request_finish(struct wdf_request *request, NTSTATUS status)
{
	PIRP irp = request->irp;

	irp->IoStatus.Status = status;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	vmbkmcl_wdf_delete(&request->object);
}

/* Somebody cancels a request that waits. */
static void request_cancel_queued(PDEVICE_OBJECT fdo, PIRP irp)
	__releases(irp_cancel_lock)
{
	struct wdf_request *request = request_of(irp);
	struct wdf_queue *queue = request->queue;

	IoReleaseCancelSpinLock(irp->CancelIrql);
	spin_lock_bh(&queue->lock);
	list_del_init(&request->node);
	spin_unlock_bh(&queue->lock);
	request_finish(request, STATUS_CANCELLED);
}

/* The next request that is not being cancelled; the driver's from here on. */
static struct wdf_request *queue_take(struct wdf_queue *queue)
{
	struct wdf_request *request;

	lockdep_assert_held(&queue->lock);
	list_for_each_entry(request, &queue->waiting, node) {
		if (!IoSetCancelRoutine(request->irp, NULL))
			continue;
		list_del_init(&request->node);
		queue->presented++;
		return request;
	}
	return NULL;
}

static void queue_present(struct wdf_queue *queue, struct wdf_request *request)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(request->irp);
	PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL control = queue->config.EvtIoDeviceControl;

	if (stack->MajorFunction == IRP_MJ_INTERNAL_DEVICE_CONTROL)
		control = queue->config.EvtIoInternalDeviceControl;
	if (control)
		control((WDFQUEUE)queue, (WDFREQUEST)request,
			stack->Parameters.DeviceIoControl.OutputBufferLength,
			stack->Parameters.DeviceIoControl.InputBufferLength,
			stack->Parameters.DeviceIoControl.IoControlCode);
	else if (queue->config.EvtIoDefault)
		queue->config.EvtIoDefault((WDFQUEUE)queue, (WDFREQUEST)request);
	else
		WdfRequestComplete((WDFREQUEST)request,
				   STATUS_INVALID_DEVICE_REQUEST);
}

static bool queue_may_present(const struct wdf_queue *queue)
{
	lockdep_assert_held(&queue->lock);
	switch (queue->config.DispatchType) {
	case WdfIoQueueDispatchParallel:
		return true;
	case WdfIoQueueDispatchSequential:
		return !queue->presented;
	default:
		return false;
	}
}

/*
 * Hand out what may be handed out. A driver that completes a request inside
 * its callback comes back here; it is told to leave the rest to the loop, so
 * that the stack does not grow with the queue.
 */
static void queue_dispatch(struct wdf_queue *queue)
{
	struct wdf_request *request;

	spin_lock_bh(&queue->lock);
	if (queue->dispatching &&
	    queue->config.DispatchType == WdfIoQueueDispatchSequential) {
		spin_unlock_bh(&queue->lock);
		return;
	}
	queue->dispatching = true;
	while (queue_may_present(queue) && (request = queue_take(queue))) {
		spin_unlock_bh(&queue->lock);
		queue_present(queue, request);
		spin_lock_bh(&queue->lock);
	}
	queue->dispatching = false;
	spin_unlock_bh(&queue->lock);
}

static void queue_add(struct wdf_queue *queue, struct wdf_request *request)
{
	PIRP irp = request->irp;
	bool cancelled;

	/* Nobody may complete it until it is known whether it is cancelled. */
	vmbkmcl_wdf_get(&queue->object);
	spin_lock_bh(&queue->lock);
	request->queue = queue;
	list_add_tail(&request->node, &queue->waiting);
	IoSetCancelRoutine(irp, request_cancel_queued);
	cancelled = irp->Cancel && IoSetCancelRoutine(irp, NULL);
	if (cancelled)
		list_del_init(&request->node);
	spin_unlock_bh(&queue->lock);
	if (cancelled)
		request_finish(request, STATUS_CANCELLED);
	else
		queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
}

static NTSTATUS control_fail(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

NTSTATUS vmbkmcl_wdf_control(PDEVICE_OBJECT fdo, PIRP irp)
{
	struct wdf_device *device = wdf_device_of(fdo);
	struct wdf_request *request;

	if (!device->default_queue)
		return control_fail(irp, STATUS_INVALID_DEVICE_REQUEST);
	if (device->state != WDF_DEVICE_STARTED)
		return control_fail(irp, STATUS_INVALID_DEVICE_STATE);
	request = vmbkmcl_wdf_create(sizeof(*request), &request_ops,
				     &device->request_attributes, NULL);
	if (!request)
		return control_fail(irp, STATUS_INSUFFICIENT_RESOURCES);
	INIT_LIST_HEAD(&request->node);
	request->irp = irp;
	irp->Tail.Overlay.DriverContext[0] = request;
	irp->IoStatus.Information = 0;
	IoMarkIrpPending(irp);
	queue_add(device->default_queue, request);
	return STATUS_PENDING;
}

NTSTATUS WdfIoQueueRetrieveNextRequest(WDFQUEUE Queue, WDFREQUEST *OutRequest)
{
	struct wdf_queue *queue = to_queue(Queue);
	struct wdf_request *request;

	spin_lock_bh(&queue->lock);
	request = queue_take(queue);
	spin_unlock_bh(&queue->lock);
	*OutRequest = (WDFREQUEST)request;
	return request ? STATUS_SUCCESS : STATUS_NO_MORE_ENTRIES;
}
VMBKMCL_EXPORT(WdfIoQueueRetrieveNextRequest);

/* The driver has let go of a request of @queue; hand out the next. */
static void queue_returned(struct wdf_queue *queue)
{
	spin_lock_bh(&queue->lock);
	queue->presented--;
	spin_unlock_bh(&queue->lock);
	queue_dispatch(queue);
}

NTSTATUS WdfRequestForwardToIoQueue(WDFREQUEST Request, WDFQUEUE DestinationQueue)
{
	struct wdf_request *request = to_request(Request);
	struct wdf_queue *from = request->queue;
	struct wdf_queue *to = to_queue(DestinationQueue);

	if (from == to || from->device != to->device)
		return STATUS_INVALID_DEVICE_REQUEST;
	vmbkmcl_wdf_get(&from->object);
	queue_add(to, request);
	queue_returned(from);
	vmbkmcl_wdf_put(&from->object);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfRequestForwardToIoQueue);

VOID WdfRequestComplete(WDFREQUEST Request, NTSTATUS Status)
{
	struct wdf_request *request = to_request(Request);
	struct wdf_queue *queue = request->queue;

	/* The device may go as soon as its last request has. */
	vmbkmcl_wdf_get(&queue->object);
	request_finish(request, Status);
	queue_returned(queue);
	vmbkmcl_wdf_put(&queue->object);
}
VMBKMCL_EXPORT(WdfRequestComplete);

VOID WdfRequestSetInformation(WDFREQUEST Request, ULONG_PTR Information)
{
	to_request(Request)->irp->IoStatus.Information = Information;
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
	return (WDFQUEUE)to_request(Request)->queue;
}
VMBKMCL_EXPORT(WdfRequestGetIoQueue);

PIRP WdfRequestWdmGetIrp(WDFREQUEST Request)
{
	return to_request(Request)->irp;
}
VMBKMCL_EXPORT(WdfRequestWdmGetIrp);

BOOLEAN WdfRequestIsCanceled(WDFREQUEST Request)
{
	return READ_ONCE(to_request(Request)->irp->Cancel);
}
VMBKMCL_EXPORT(WdfRequestIsCanceled);

static void request_cancel_presented(PDEVICE_OBJECT fdo, PIRP irp)
	__releases(irp_cancel_lock)
{
	struct wdf_request *request = request_of(irp);

	vmbkmcl_wdf_get(&request->object);
	IoReleaseCancelSpinLock(irp->CancelIrql);
	request->cancel((WDFREQUEST)request);
	vmbkmcl_wdf_put(&request->object);
}

NTSTATUS WdfRequestMarkCancelableEx(WDFREQUEST Request,
				    PFN_WDF_REQUEST_CANCEL EvtRequestCancel)
{
	struct wdf_request *request = to_request(Request);
	PIRP irp = request->irp;

	request->cancel = EvtRequestCancel;
	IoSetCancelRoutine(irp, request_cancel_presented);
	if (READ_ONCE(irp->Cancel) && IoSetCancelRoutine(irp, NULL))
		return STATUS_CANCELLED;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfRequestMarkCancelableEx);

NTSTATUS WdfRequestUnmarkCancelable(WDFREQUEST Request)
{
	return IoSetCancelRoutine(to_request(Request)->irp, NULL) ?
		STATUS_SUCCESS : STATUS_CANCELLED;
}
VMBKMCL_EXPORT(WdfRequestUnmarkCancelable);

NTSTATUS WdfRequestRetrieveInputBuffer(WDFREQUEST Request,
				       size_t MinimumRequiredLength,
				       PVOID *Buffer, size_t *Length)
{
	PIRP irp = to_request(Request)->irp;
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	ULONG length = stack->Parameters.DeviceIoControl.InputBufferLength;

	if (!length)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (length < MinimumRequiredLength)
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
	PIRP irp = to_request(Request)->irp;
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	ULONG length = stack->Parameters.DeviceIoControl.OutputBufferLength;

	if (!length)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (length < MinimumRequiredSize)
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
