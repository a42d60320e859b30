// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue_route.c - which queue the requests of a device go to.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

/* Whether a request of that kind would have a callback, or is retrieved. */
static bool queue_has_handler(const struct wdf_queue *queue, WDF_REQUEST_TYPE type)
{
	const WDF_IO_QUEUE_CONFIG *config = &queue->config;

	if (config->DispatchType == WdfIoQueueDispatchManual || config->EvtIoDefault)
		return true;
	switch (type) {
	case WdfRequestTypeRead:
		return config->EvtIoRead;
	case WdfRequestTypeWrite:
		return config->EvtIoWrite;
	case WdfRequestTypeDeviceControl:
		return config->EvtIoDeviceControl;
	case WdfRequestTypeDeviceControlInternal:
		return config->EvtIoInternalDeviceControl;
	default:
		return false;
	}
}

/*
 * The queue for requests of that kind, with a reference, or NULL: what a filter's default
 * queue has no callback for goes on to the driver below.
 */
static struct wdf_queue *route_get(struct wdf_device *device, UCHAR major)
{
	struct wdf_queue *queue;

	spin_lock_bh(&device->queues_lock);
	queue = device->routes[major];
	/* Create requests are EvtDeviceFileCreate's unless the driver says otherwise. */
	if (!queue && major != IRP_MJ_CREATE) {
		queue = device->default_queue;
		if (queue && device->filter &&
		    !queue_has_handler(queue, (WDF_REQUEST_TYPE)major))
			queue = NULL;
	}
	if (queue)
		vmbkmcl_wdf_get(&queue->object);
	spin_unlock_bh(&device->queues_lock);
	return queue;
}

/* A power-managed queue keeps what comes before D0, and takes nothing after its end. */
static bool route_is_closed(const struct wdf_queue *queue)
{
	return READ_ONCE(queue->device->failed);
}

static void route_add(struct wdf_queue *queue, struct wdf_request *request)
{
	if (route_is_closed(queue)) {
		vmbkmcl_wdf_request_finish(request, STATUS_INVALID_DEVICE_STATE);
		return;
	}
	if (vmbkmcl_wdf_queue_completes(queue, request)) {
		vmbkmcl_wdf_request_finish(request, STATUS_SUCCESS);
		return;
	}
	wdf_queue_map(queue, request);
	if (!vmbkmcl_wdf_queue_add(queue, request))
		vmbkmcl_wdf_request_finish(request, STATUS_INVALID_DEVICE_STATE);
}

/* The driver has it until it completes it, or hands it to WdfDeviceEnqueueRequest(). */
static NTSTATUS route_in_caller_context(struct wdf_device *device, PIRP irp)
{
	struct wdf_request *request = vmbkmcl_wdf_request_create(device, irp);

	if (!request)
		return vmbkmcl_wdf_fail(irp, STATUS_INSUFFICIENT_RESOURCES);
	request->seen = true;
	device->in_caller_context((WDFDEVICE)device, (WDFREQUEST)request);
	return STATUS_PENDING;
}

static NTSTATUS route_irp(struct wdf_queue *queue, PIRP irp,
			  void (*created)(PIRP irp, NTSTATUS status))
{
	struct wdf_request *request = vmbkmcl_wdf_request_create(queue->device, irp);

	if (!request) {
		if (created)
			created(irp, STATUS_INSUFFICIENT_RESOURCES);
		return vmbkmcl_wdf_fail(irp, STATUS_INSUFFICIENT_RESOURCES);
	}
	request->created = created;
	route_add(queue, request);
	return STATUS_PENDING;
}

static NTSTATUS route_without_queue(struct wdf_device *device, PIRP irp)
{
	if (!device->filter)
		return vmbkmcl_wdf_fail(irp, STATUS_INVALID_DEVICE_REQUEST);
	IoSkipCurrentIrpStackLocation(irp);
	return IofCallDriver(device->lower, irp);
}

NTSTATUS vmbkmcl_wdf_io(PDEVICE_OBJECT fdo, PIRP irp)
{
	struct wdf_device *device = wdf_device_of(fdo);
	struct wdf_queue *queue;
	NTSTATUS status;

	if (device->in_caller_context)
		return route_in_caller_context(device, irp);
	queue = route_get(device, IoGetCurrentIrpStackLocation(irp)->MajorFunction);
	if (!queue)
		return route_without_queue(device, irp);
	status = route_irp(queue, irp, NULL);
	vmbkmcl_wdf_put(&queue->object);
	return status;
}

bool vmbkmcl_wdf_route_create(struct wdf_device *device, PIRP irp,
			      void (*created)(PIRP irp, NTSTATUS status),
			      NTSTATUS *status)
{
	struct wdf_queue *queue = route_get(device, IRP_MJ_CREATE);

	if (!queue)
		return false;
	*status = route_irp(queue, irp, created);
	vmbkmcl_wdf_put(&queue->object);
	return true;
}

VOID WdfDeviceInitSetIoInCallerContextCallback(PWDFDEVICE_INIT DeviceInit,
	PFN_WDF_IO_IN_CALLER_CONTEXT EvtIoInCallerContext)
{
	DeviceInit->in_caller_context = EvtIoInCallerContext;
}
VMBKMCL_EXPORT(WdfDeviceInitSetIoInCallerContextCallback);

/* As route_without_queue(); the buffers of one that was formatted are the framework's. */
static NTSTATUS enqueue_without_queue(struct wdf_device *device, struct wdf_request *request)
{
	if (!device->filter || request->created || request->sending.format)
		return STATUS_INVALID_DEVICE_REQUEST;
	vmbkmcl_wdf_request_give_away(request, device->lower);
	return STATUS_SUCCESS;
}

NTSTATUS WdfDeviceEnqueueRequest(WDFDEVICE Device, WDFREQUEST Request)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_device *device = (struct wdf_device *)Device;
	NTSTATUS status = STATUS_SUCCESS;
	struct wdf_queue *queue;

	if (request->queue || request->device != device ||
	    vmbkmcl_wdf_request_is_cancelable(request) || wdf_is_sent(&request->sending))
		return STATUS_INVALID_DEVICE_REQUEST;
	queue = route_get(device,
			  IoGetCurrentIrpStackLocation(request->irp)->MajorFunction);
	if (!queue)
		return enqueue_without_queue(device, request);
	wdf_queue_map(queue, request);
	if (route_is_closed(queue))
		status = STATUS_WDF_BUSY;
	else if (vmbkmcl_wdf_queue_completes(queue, request))
		WdfRequestComplete(Request, STATUS_SUCCESS);
	else if (!vmbkmcl_wdf_queue_add(queue, request))
		status = STATUS_WDF_BUSY;
	vmbkmcl_wdf_put(&queue->object);
	return status;
}
VMBKMCL_EXPORT(WdfDeviceEnqueueRequest);

static bool type_can_be_routed(WDF_REQUEST_TYPE type)
{
	return type == WdfRequestTypeCreate || type == WdfRequestTypeRead ||
	       type == WdfRequestTypeWrite || type == WdfRequestTypeDeviceControl ||
	       type == WdfRequestTypeDeviceControlInternal;
}

NTSTATUS WdfDeviceConfigureRequestDispatching(WDFDEVICE Device, WDFQUEUE Queue,
					      WDF_REQUEST_TYPE RequestType)
{
	struct wdf_device *device = (struct wdf_device *)Device;
	struct wdf_queue *queue = wdf_queue_of(Queue);
	NTSTATUS status = STATUS_SUCCESS;

	if (!type_can_be_routed(RequestType))
		return STATUS_INVALID_PARAMETER;
	if (queue->device != device)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!(device->fdo->Flags & DO_DEVICE_INITIALIZING))
		return STATUS_INVALID_DEVICE_STATE;
	if (!queue_has_handler(queue, RequestType))
		return STATUS_INVALID_DEVICE_REQUEST;
	spin_lock_bh(&device->queues_lock);
	if (queue == device->default_queue)
		status = STATUS_INVALID_DEVICE_REQUEST;
	else if (device->routes[RequestType])
		status = STATUS_WDF_BUSY;
	else
		device->routes[RequestType] = queue;
	spin_unlock_bh(&device->queues_lock);
	return status;
}
VMBKMCL_EXPORT(WdfDeviceConfigureRequestDispatching);
