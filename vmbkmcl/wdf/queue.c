// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue.c - I/O queues and the requests on their way through them.
 *
 * A request belongs to its queue (state QUEUED), or to its driver (PRESENTED).
 * While it is queued its cancel routine is ours; a context that takes it off the
 * queue takes the routine back first, and leaves the request to the routine when
 * that is running already.
 *
 * A queue that is purged takes no requests and presents none. Power-managed
 * queues are purged before EvtDeviceD0Exit, which is called only after the driver
 * has completed the requests it was given: as on Windows, a driver may count on
 * having none in EvtDeviceD0Exit and EvtDeviceReleaseHardware.
 */
#include <linux/slab.h>
#include <linux/wait.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_queue - an I/O queue
 * @object: first
 * @device: its device
 * @config: its kind and callbacks
 * @lock: protects the rest
 * @link: on the device's @queues; the device's queues_lock
 * @stopped: the device has left D0; the device's queues_lock
 * @waiting: requests of state QUEUED, in order
 * @owned: requests of state PRESENTED
 * @presented: how many the driver has not completed or given back yet
 * @acknowledged: of those, how many it told EvtIoStop that it keeps
 * @dispatching: a context is handing out requests and will look again
 * @purged: it takes none and hands out none
 * @idle: woken when a driver completes a request or gives it back
 */
struct wdf_queue {
	struct wdf_object object;
	struct wdf_device *device;
	WDF_IO_QUEUE_CONFIG config;
	spinlock_t lock;
	struct list_head link;
	bool stopped;
	struct list_head waiting;
	struct list_head owned;
	unsigned int presented;
	unsigned int acknowledged;
	bool dispatching;
	bool purged;
	wait_queue_head_t idle;
};

/**
 * struct wdf_request - a request
 * @object: first
 * @irp: the request
 * @queue: where it is, or came from; NULL for a create request
 * @node: on the queue's @waiting or @owned; the queue's lock
 * @seen: the driver has had it before; the queue's lock
 * @acknowledged: see the queue's; the queue's lock
 * @stopping: EvtIoStop has been called for it; the queue's lock
 * @cancel: the driver's cancel callback
 */
struct wdf_request {
	struct wdf_object object;
	PIRP irp;
	struct wdf_queue *queue;
	struct list_head node;
	bool seen;
	bool acknowledged;
	bool stopping;
	PFN_WDF_REQUEST_CANCEL cancel;
};

static void queue_dispose(struct wdf_object *object)
{
	struct wdf_queue *queue = container_of(object, struct wdf_queue, object);

	spin_lock_bh(&queue->device->queues_lock);
	list_del_init(&queue->link);
	spin_unlock_bh(&queue->device->queues_lock);
}

static const struct wdf_object_ops queue_ops = {
	.name = "queue",
	.dispose = queue_dispose,
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
	INIT_LIST_HEAD(&queue->owned);
	init_waitqueue_head(&queue->idle);
	spin_lock_bh(&device->queues_lock);
	list_add_tail(&queue->link, &device->queues);
	spin_unlock_bh(&device->queues_lock);
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

/* It is the driver's from here on. */
static void queue_give(struct wdf_queue *queue, struct wdf_request *request)
{
	lockdep_assert_held(&queue->lock);
	list_move_tail(&request->node, &queue->owned);
	queue->presented++;
}

/* End a request that waited and has been given to the driver, cancelled. */
static void queue_end_cancelled(struct wdf_queue *queue,
				struct wdf_request *request, bool seen)
{
	if (seen && queue->config.EvtIoCanceledOnQueue)
		queue->config.EvtIoCanceledOnQueue((WDFQUEUE)queue,
						   (WDFREQUEST)request);
	else
		WdfRequestComplete((WDFREQUEST)request, STATUS_CANCELLED);
}

/* The cancel routine of a request that is queued. */
static void request_cancel_queued(PDEVICE_OBJECT fdo, PIRP irp)
	__releases(CancelSpinLock)
{
	struct wdf_request *request = request_of(irp);
	struct wdf_queue *queue = request->queue;
	bool seen;

	IoReleaseCancelSpinLock(irp->CancelIrql);
	spin_lock_bh(&queue->lock);
	seen = request->seen;
	queue_give(queue, request);
	spin_unlock_bh(&queue->lock);
	queue_end_cancelled(queue, request, seen);
}

/* The next request that is not being cancelled; the driver's from here on. */
static struct wdf_request *queue_take(struct wdf_queue *queue)
{
	struct wdf_request *request;

	lockdep_assert_held(&queue->lock);
	list_for_each_entry(request, &queue->waiting, node) {
		if (!IoSetCancelRoutine(request->irp, NULL))
			continue;
		queue_give(queue, request);
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
	if (queue->purged)
		return false;
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
		request->seen = true;
		spin_unlock_bh(&queue->lock);
		queue_present(queue, request);
		spin_lock_bh(&queue->lock);
	}
	queue->dispatching = false;
	spin_unlock_bh(&queue->lock);
}

/* False: the queue is purged and does not take it. */
static bool queue_add(struct wdf_queue *queue, struct wdf_request *request)
{
	PIRP irp = request->irp;
	bool cancelled, seen;

	/* It may not be completed until it is known whether it is cancelled. */
	spin_lock_bh(&queue->lock);
	if (queue->purged) {
		spin_unlock_bh(&queue->lock);
		return false;
	}
	vmbkmcl_wdf_get(&queue->object);
	request->queue = queue;
	seen = request->seen;
	list_add_tail(&request->node, &queue->waiting);
	IoSetCancelRoutine(irp, request_cancel_queued);
	cancelled = irp->Cancel && IoSetCancelRoutine(irp, NULL);
	if (cancelled)
		queue_give(queue, request);
	spin_unlock_bh(&queue->lock);
	if (cancelled)
		queue_end_cancelled(queue, request, seen);
	else
		queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
	return true;
}

static NTSTATUS control_fail(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

/* The request of @irp, which is pending from now on. */
static struct wdf_request *request_create(struct wdf_device *device, PIRP irp)
{
	struct wdf_request *request;

	request = vmbkmcl_wdf_create(sizeof(*request), &request_ops,
				     &device->request_attributes, NULL);
	if (!request)
		return NULL;
	INIT_LIST_HEAD(&request->node);
	request->irp = irp;
	irp->Tail.Overlay.DriverContext[0] = request;
	irp->IoStatus.Information = 0;
	IoMarkIrpPending(irp);
	return request;
}

NTSTATUS vmbkmcl_wdf_control(PDEVICE_OBJECT fdo, PIRP irp)
{
	struct wdf_device *device = wdf_device_of(fdo);
	struct wdf_request *request;

	if (!device->default_queue)
		return control_fail(irp, STATUS_INVALID_DEVICE_REQUEST);
	if (device->state != WDF_DEVICE_STARTED || device->failed)
		return control_fail(irp, STATUS_INVALID_DEVICE_STATE);
	request = request_create(device, irp);
	if (!request)
		return control_fail(irp, STATUS_INSUFFICIENT_RESOURCES);
	if (!queue_add(device->default_queue, request))
		request_finish(request, STATUS_INVALID_DEVICE_STATE);
	return STATUS_PENDING;
}

NTSTATUS vmbkmcl_wdf_create_request(struct wdf_device *device, PIRP irp,
				    WDFREQUEST *request)
{
	*request = (WDFREQUEST)request_create(device, irp);
	if (!*request)
		return control_fail(irp, STATUS_INSUFFICIENT_RESOURCES);
	return STATUS_PENDING;
}

NTSTATUS WdfIoQueueRetrieveNextRequest(WDFQUEUE Queue, WDFREQUEST *OutRequest)
{
	struct wdf_queue *queue = to_queue(Queue);
	struct wdf_request *request;

	spin_lock_bh(&queue->lock);
	if (queue->purged) {
		spin_unlock_bh(&queue->lock);
		*OutRequest = NULL;
		return STATUS_INVALID_DEVICE_STATE;
	}
	request = queue_take(queue);
	if (request)
		request->seen = true;
	spin_unlock_bh(&queue->lock);
	*OutRequest = (WDFREQUEST)request;
	return request ? STATUS_SUCCESS : STATUS_NO_MORE_ENTRIES;
}
VMBKMCL_EXPORT(WdfIoQueueRetrieveNextRequest);

/* The driver completes a request or gives it back: take it off the books. */
static void queue_release(struct wdf_queue *queue, struct wdf_request *request)
{
	spin_lock_bh(&queue->lock);
	list_del_init(&request->node);
	if (request->acknowledged)
		queue->acknowledged--;
	request->acknowledged = false;
	spin_unlock_bh(&queue->lock);
}

/* That has been done, so hand out the next. */
static void queue_returned(struct wdf_queue *queue)
{
	spin_lock_bh(&queue->lock);
	queue->presented--;
	wake_up(&queue->idle);
	spin_unlock_bh(&queue->lock);
	queue_dispatch(queue);
}

static void queue_take_back(struct wdf_queue *queue, struct wdf_request *request)
{
	spin_lock_bh(&queue->lock);
	list_add_tail(&request->node, &queue->owned);
	spin_unlock_bh(&queue->lock);
}

NTSTATUS WdfRequestForwardToIoQueue(WDFREQUEST Request, WDFQUEUE DestinationQueue)
{
	struct wdf_request *request = to_request(Request);
	struct wdf_queue *from = request->queue;
	struct wdf_queue *to = to_queue(DestinationQueue);
	NTSTATUS status = STATUS_SUCCESS;

	/* A create request is in no queue, and is completed where it is. */
	if (!from || from == to || from->device != to->device)
		return STATUS_INVALID_DEVICE_REQUEST;
	vmbkmcl_wdf_get(&from->object);
	queue_release(from, request);
	if (queue_add(to, request)) {
		queue_returned(from);
	} else {
		queue_take_back(from, request);
		status = STATUS_WDF_BUSY;
	}
	vmbkmcl_wdf_put(&from->object);
	return status;
}
VMBKMCL_EXPORT(WdfRequestForwardToIoQueue);

VOID WdfRequestComplete(WDFREQUEST Request, NTSTATUS Status)
{
	struct wdf_request *request = to_request(Request);
	struct wdf_queue *queue = request->queue;

	if (!queue) {
		vmbkmcl_wdf_file_created(request->irp, Status);
		request_finish(request, Status);
		return;
	}
	/* The device may go as soon as its last request has. */
	vmbkmcl_wdf_get(&queue->object);
	queue_release(queue, request);
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
	__releases(CancelSpinLock)
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

/* Let nothing in and nothing out; end what waits. */
static void queue_purge(struct wdf_queue *queue)
{
	struct wdf_request *request;
	bool seen = false;

	for (;;) {
		spin_lock_bh(&queue->lock);
		queue->purged = true;
		request = queue_take(queue);
		if (request)
			seen = request->seen;
		spin_unlock_bh(&queue->lock);
		if (!request)
			return;
		queue_end_cancelled(queue, request, seen);
	}
}

/* A request that its driver lets be cancelled; ours to cancel, or NULL. */
static struct wdf_request *queue_take_cancelable(struct wdf_queue *queue)
{
	struct wdf_request *request, *found = NULL;

	spin_lock_bh(&queue->lock);
	list_for_each_entry(request, &queue->owned, node) {
		WRITE_ONCE(request->irp->Cancel, TRUE);
		if (IoSetCancelRoutine(request->irp, NULL)) {
			vmbkmcl_wdf_get(&request->object);
			found = request;
			break;
		}
	}
	spin_unlock_bh(&queue->lock);
	return found;
}

static void queue_cancel_owned(struct wdf_queue *queue)
{
	struct wdf_request *request;

	while ((request = queue_take_cancelable(queue))) {
		request->cancel((WDFREQUEST)request);
		vmbkmcl_wdf_put(&request->object);
	}
}

VOID WdfIoQueuePurge(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE PurgeComplete,
		     WDFCONTEXT Context)
{
	struct wdf_queue *queue = to_queue(Queue);

	queue_purge(queue);
	queue_cancel_owned(queue);
	if (!PurgeComplete)
		return;
	/* [ours] Windows calls it later; here the caller waits for that. */
	might_sleep();
	wait_event(queue->idle, !READ_ONCE(queue->presented));
	PurgeComplete(Queue, Context);
}
VMBKMCL_EXPORT(WdfIoQueuePurge);

VOID WdfIoQueuePurgeSynchronously(WDFQUEUE Queue)
{
	struct wdf_queue *queue = to_queue(Queue);

	might_sleep();
	queue_purge(queue);
	queue_cancel_owned(queue);
	wait_event(queue->idle, !READ_ONCE(queue->presented));
}
VMBKMCL_EXPORT(WdfIoQueuePurgeSynchronously);

VOID WdfIoQueueStart(WDFQUEUE Queue)
{
	struct wdf_queue *queue = to_queue(Queue);

	spin_lock_bh(&queue->lock);
	queue->purged = false;
	spin_unlock_bh(&queue->lock);
	queue_dispatch(queue);
}
VMBKMCL_EXPORT(WdfIoQueueStart);

VOID WdfRequestStopAcknowledge(WDFREQUEST Request, BOOLEAN Requeue)
{
	struct wdf_request *request = to_request(Request);
	struct wdf_queue *queue = request->queue;

	if (Requeue) {
		/* The queue is being purged, so that is where it would end. */
		WdfRequestComplete(Request, STATUS_CANCELLED);
		return;
	}
	spin_lock_bh(&queue->lock);
	if (!request->acknowledged)
		queue->acknowledged++;
	request->acknowledged = true;
	wake_up(&queue->idle);
	spin_unlock_bh(&queue->lock);
}
VMBKMCL_EXPORT(WdfRequestStopAcknowledge);

/* A request that EvtIoStop has not been told of, with a reference, or NULL. */
static struct wdf_request *queue_next_to_stop(struct wdf_queue *queue)
{
	struct wdf_request *request, *found = NULL;

	spin_lock_bh(&queue->lock);
	list_for_each_entry(request, &queue->owned, node) {
		if (request->stopping)
			continue;
		request->stopping = true;
		vmbkmcl_wdf_get(&request->object);
		found = request;
		break;
	}
	spin_unlock_bh(&queue->lock);
	return found;
}

static bool queue_is_stopped(struct wdf_queue *queue)
{
	bool stopped;

	spin_lock_bh(&queue->lock);
	stopped = queue->presented == queue->acknowledged;
	spin_unlock_bh(&queue->lock);
	return stopped;
}

static void queue_stop(struct wdf_queue *queue)
{
	struct wdf_request *request;

	queue_purge(queue);
	queue_cancel_owned(queue);
	while (queue->config.EvtIoStop && (request = queue_next_to_stop(queue))) {
		queue->config.EvtIoStop((WDFQUEUE)queue, (WDFREQUEST)request,
					WdfRequestStopActionPurge);
		vmbkmcl_wdf_put(&request->object);
	}
	wait_event(queue->idle, queue_is_stopped(queue));
}

/* A power-managed queue that is not purged, with a reference, or NULL. */
static struct wdf_queue *device_next_queue(struct wdf_device *device)
{
	struct wdf_queue *queue, *found = NULL;

	spin_lock_bh(&device->queues_lock);
	list_for_each_entry(queue, &device->queues, link) {
		if (queue->stopped || queue->config.PowerManaged == WdfFalse)
			continue;
		queue->stopped = true;
		vmbkmcl_wdf_get(&queue->object);
		found = queue;
		break;
	}
	spin_unlock_bh(&device->queues_lock);
	return found;
}

void vmbkmcl_wdf_queues_stop(struct wdf_device *device)
{
	struct wdf_queue *queue;

	might_sleep();
	while ((queue = device_next_queue(device))) {
		queue_stop(queue);
		vmbkmcl_wdf_put(&queue->object);
	}
}

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
	return request_wrap(to_request(Request), status, buffer, length, Memory);
}
VMBKMCL_EXPORT(WdfRequestRetrieveInputMemory);

NTSTATUS WdfRequestRetrieveOutputMemory(WDFREQUEST Request, WDFMEMORY *Memory)
{
	size_t length = 0;
	PVOID buffer = NULL;
	NTSTATUS status;

	status = WdfRequestRetrieveOutputBuffer(Request, 0, &buffer, &length);
	return request_wrap(to_request(Request), status, buffer, length, Memory);
}
VMBKMCL_EXPORT(WdfRequestRetrieveOutputMemory);

WDFFILEOBJECT WdfRequestGetFileObject(WDFREQUEST Request)
{
	PIRP irp = to_request(Request)->irp;
	PFILE_OBJECT file = IoGetCurrentIrpStackLocation(irp)->FileObject;

	return file ? file->LinuxFramework : NULL;
}
VMBKMCL_EXPORT(WdfRequestGetFileObject);
