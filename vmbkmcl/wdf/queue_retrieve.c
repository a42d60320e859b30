// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue_retrieve.c - requests that a driver takes off a queue itself, and what a queue
 * says of itself.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

/* Just taken. True: it is for the framework to complete, and not the driver's. */
static bool retrieve_completes(struct wdf_queue *queue, struct wdf_request *request)
{
	lockdep_assert_held(&queue->lock);
	request->seen = true;
	request->ours = vmbkmcl_wdf_queue_completes(queue, request);
	return request->ours;
}

/* @empty: receives whether to complete it. */
static struct wdf_request *retrieve_one(struct wdf_queue *queue, PFILE_OBJECT file,
					bool *empty, NTSTATUS *status)
{
	struct wdf_request *request = NULL;

	*empty = false;
	*status = STATUS_NO_MORE_ENTRIES;
	spin_lock_bh(&queue->lock);
	if (!wdf_queue_hands_out(queue))
		*status = STATUS_WDF_PAUSED;
	else
		request = vmbkmcl_wdf_queue_take(queue, file);
	if (request) {
		*empty = retrieve_completes(queue, request);
		*status = STATUS_SUCCESS;
	}
	spin_unlock_bh(&queue->lock);
	return request;
}

static void complete_empty(struct wdf_request *request)
{
	WdfRequestCompleteWithInformation((WDFREQUEST)request, STATUS_SUCCESS, 0);
}

/* The next request of @file's, or of any file when it is NULL. */
static NTSTATUS queue_retrieve(struct wdf_queue *queue, PFILE_OBJECT file,
			       WDFREQUEST *found)
{
	struct wdf_request *request;
	NTSTATUS status;
	bool empty;

	/* What that completes may be the last that keeps the queue. */
	vmbkmcl_wdf_get(&queue->object);
	while ((request = retrieve_one(queue, file, &empty, &status)) && empty)
		complete_empty(request);
	vmbkmcl_wdf_put(&queue->object);
	*found = (WDFREQUEST)request;
	return status;
}

static bool request_is_of_file(const struct wdf_request *request, WDFFILEOBJECT file)
{
	return !file || IoGetCurrentIrpStackLocation(request->irp)->FileObject ==
	       WdfFileObjectWdmGetFileObject(file);
}

/* Behind @after, or from the head of the queue when that is NULL; not being cancelled. */
static NTSTATUS queue_find(struct wdf_queue *queue, const struct wdf_request *after,
			   WDFFILEOBJECT file, struct wdf_request **found)
{
	struct wdf_request *request;
	bool seen = !after;

	lockdep_assert_held(&queue->lock);
	list_for_each_entry(request, &queue->waiting, node) {
		if (seen && request_is_of_file(request, file) &&
		    READ_ONCE(request->irp->CancelRoutine)) {
			*found = request;
			return STATUS_SUCCESS;
		}
		seen |= request == after;
	}
	return seen ? STATUS_NO_MORE_ENTRIES : STATUS_NOT_FOUND;
}

NTSTATUS WdfIoQueueFindRequest(WDFQUEUE Queue, WDFREQUEST FoundRequest,
			       WDFFILEOBJECT FileObject, PWDF_REQUEST_PARAMETERS Parameters,
			       WDFREQUEST *OutRequest)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);
	struct wdf_request *found = NULL;
	NTSTATUS status;

	*OutRequest = NULL;
	if (Parameters && Parameters->Size < sizeof(*Parameters))
		return STATUS_INVALID_PARAMETER_4;
	if (queue->config.DispatchType != WdfIoQueueDispatchManual)
		return STATUS_INVALID_DEVICE_REQUEST;
	spin_lock_bh(&queue->lock);
	status = queue_find(queue, wdf_request_of(FoundRequest), FileObject, &found);
	if (found) {
		vmbkmcl_wdf_get(&found->object);
		if (Parameters)
			vmbkmcl_wdf_parameters(IoGetCurrentIrpStackLocation(found->irp),
					       Parameters);
	}
	spin_unlock_bh(&queue->lock);
	*OutRequest = (WDFREQUEST)found;
	return status;
}
VMBKMCL_EXPORT(WdfIoQueueFindRequest);

/* Take that one; the driver's from then on. */
static NTSTATUS queue_take_found(struct wdf_queue *queue, struct wdf_request *wanted)
{
	struct wdf_request *request;

	lockdep_assert_held(&queue->lock);
	if (!wdf_queue_hands_out(queue))
		return STATUS_WDF_PAUSED;
	list_for_each_entry(request, &queue->waiting, node) {
		if (request == wanted)
			return vmbkmcl_wdf_queue_take_one(queue, request) ?
				STATUS_SUCCESS : STATUS_NOT_FOUND;
	}
	return STATUS_NOT_FOUND;
}

NTSTATUS WdfIoQueueRetrieveFoundRequest(WDFQUEUE Queue, WDFREQUEST FoundRequest,
					WDFREQUEST *OutRequest)
{
	struct wdf_request *request = wdf_request_of(FoundRequest);
	struct wdf_queue *queue = wdf_queue_of(Queue);
	bool empty = false;
	NTSTATUS status;

	*OutRequest = NULL;
	if (queue->config.DispatchType == WdfIoQueueDispatchParallel)
		return STATUS_INVALID_DEVICE_STATE;
	spin_lock_bh(&queue->lock);
	status = queue_take_found(queue, request);
	if (NT_SUCCESS(status))
		empty = retrieve_completes(queue, request);
	spin_unlock_bh(&queue->lock);
	if (!NT_SUCCESS(status))
		return status;
	if (empty) {
		complete_empty(request);
		return STATUS_NOT_FOUND;
	}
	*OutRequest = FoundRequest;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfIoQueueRetrieveFoundRequest);

static ULONG requests_in(const struct list_head *list)
{
	const struct list_head *entry;
	ULONG count = 0;

	list_for_each(entry, list)
		count++;
	return count;
}

NTSTATUS WdfIoQueueRetrieveNextRequest(WDFQUEUE Queue, WDFREQUEST *OutRequest)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);

	*OutRequest = NULL;
	if (queue->config.DispatchType == WdfIoQueueDispatchParallel)
		return STATUS_INVALID_DEVICE_STATE;
	return queue_retrieve(queue, NULL, OutRequest);
}
VMBKMCL_EXPORT(WdfIoQueueRetrieveNextRequest);

NTSTATUS WdfIoQueueRetrieveRequestByFileObject(WDFQUEUE Queue, WDFFILEOBJECT FileObject,
					       WDFREQUEST *OutRequest)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);

	*OutRequest = NULL;
	if (queue->config.DispatchType == WdfIoQueueDispatchParallel)
		return STATUS_INVALID_DEVICE_STATE;
	return queue_retrieve(queue, WdfFileObjectWdmGetFileObject(FileObject), OutRequest);
}
VMBKMCL_EXPORT(WdfIoQueueRetrieveRequestByFileObject);

WDF_IO_QUEUE_STATE WdfIoQueueGetState(WDFQUEUE Queue, PULONG QueueRequests,
				      PULONG DriverRequests)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);
	ULONG state, waiting;

	spin_lock_bh(&queue->lock);
	waiting = requests_in(&queue->waiting);
	state = (queue->accepts ? WdfIoQueueAcceptRequests : 0) |
		(queue->dispatches ? WdfIoQueueDispatchRequests : 0) |
		(waiting ? 0 : WdfIoQueueNoRequests) |
		(queue->presented ? 0 : WdfIoQueueDriverNoRequests) |
		(READ_ONCE(queue->stopped) || queue->held ? WdfIoQueuePnpHeld : 0);
	if (QueueRequests)
		*QueueRequests = waiting;
	if (DriverRequests)
		*DriverRequests = queue->presented;
	spin_unlock_bh(&queue->lock);
	return state;
}
VMBKMCL_EXPORT(WdfIoQueueGetState);

NTSTATUS WdfIoQueueReadyNotify(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE QueueReady,
			       WDFCONTEXT Context)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);
	NTSTATUS status = STATUS_SUCCESS;

	if (queue->config.DispatchType != WdfIoQueueDispatchManual)
		return STATUS_INVALID_DEVICE_REQUEST;
	spin_lock_bh(&queue->lock);
	/* To be changed or removed only while the queue is stopped. */
	if (!QueueReady == !queue->ready || (!QueueReady && queue->dispatches)) {
		status = STATUS_INVALID_DEVICE_REQUEST;
	} else {
		queue->ready = QueueReady;
		queue->ready_context = Context;
		queue->filled = !list_empty(&queue->waiting);
	}
	spin_unlock_bh(&queue->lock);
	/* What that calls may delete the queue. */
	vmbkmcl_wdf_get(&queue->object);
	vmbkmcl_wdf_queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
	return status;
}
VMBKMCL_EXPORT(WdfIoQueueReadyNotify);
