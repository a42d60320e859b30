// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue.c - the requests on their way through I/O queues.
 *
 * A request belongs to its queue (state QUEUED), or to its driver (PRESENTED).
 * While it is queued its cancel routine is ours; a context that takes it off the
 * queue takes the routine back first, and leaves the request to the routine when
 * that is running already.
 *
 * A queue that is purged takes no requests and presents none. Power-managed
 * queues are purged before EvtDeviceD0Exit, which is called only after their callbacks
 * have returned and the driver has completed the requests it was given: as on Windows, a
 * driver may count on having none in EvtDeviceD0Exit and EvtDeviceReleaseHardware.
 */
#include <linux/wait.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

/* It is the driver's from here on. */
static void queue_give(struct wdf_queue *queue, struct wdf_request *request)
{
	lockdep_assert_held(&queue->lock);
	list_move_tail(&request->node, &queue->owned);
	queue->presented++;
}

/* The cancel routine of a request that is queued. */
static void request_cancel_queued(PDEVICE_OBJECT fdo, PIRP irp)
	__releases(CancelSpinLock)
{
	struct wdf_request *request = wdf_request_of_irp(irp);
	struct wdf_queue *queue = request->queue;
	bool seen;

	IoReleaseCancelSpinLock(irp->CancelIrql);
	spin_lock_bh(&queue->lock);
	seen = request->seen;
	queue_give(queue, request);
	request->ours = true;
	spin_unlock_bh(&queue->lock);
	vmbkmcl_wdf_queue_end_cancelled(queue, request, seen);
}

static bool request_is_of(const struct wdf_request *request, PFILE_OBJECT file)
{
	return !file || IoGetCurrentIrpStackLocation(request->irp)->FileObject == file;
}

bool vmbkmcl_wdf_queue_take_one(struct wdf_queue *queue, struct wdf_request *request)
{
	lockdep_assert_held(&queue->lock);
	if (!IoSetCancelRoutine(request->irp, NULL))
		return false;
	queue_give(queue, request);
	return true;
}

struct wdf_request *vmbkmcl_wdf_queue_take(struct wdf_queue *queue, PFILE_OBJECT file)
{
	struct wdf_request *request;

	lockdep_assert_held(&queue->lock);
	list_for_each_entry(request, &queue->waiting, node) {
		if (request_is_of(request, file) &&
		    vmbkmcl_wdf_queue_take_one(queue, request))
			return request;
	}
	return NULL;
}

static bool irp_is_empty(PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);

	switch (stack->MajorFunction) {
	case IRP_MJ_READ:
		return !stack->Parameters.Read.Length;
	case IRP_MJ_WRITE:
		return !stack->Parameters.Write.Length;
	default:
		return false;
	}
}

bool vmbkmcl_wdf_queue_completes(const struct wdf_queue *queue,
				 const struct wdf_request *request)
{
	return !queue->config.AllowZeroLengthRequests && irp_is_empty(request->irp);
}

static bool queue_add(struct wdf_queue *queue, struct wdf_request *request, bool first)
{
	PIRP irp = request->irp;
	bool cancelled, seen;

	/* It may not be completed until it is known whether it is cancelled. */
	spin_lock_bh(&queue->lock);
	/* What its driver gives back is not new. */
	if (!queue->accepts && !first) {
		spin_unlock_bh(&queue->lock);
		return false;
	}
	/* One reference is the request's, one keeps the queue in this function. */
	vmbkmcl_wdf_get(&queue->object);
	vmbkmcl_wdf_get(&queue->object);
	request->queue = queue;
	request->stopping = false;
	request->asking = false;
	request->ours = false;
	request->cancel = NULL;
	seen = request->seen;
	queue->filled |= !wdf_queue_has_waiting(queue);
	if (first)
		list_add(&request->node, &queue->waiting);
	else
		list_add_tail(&request->node, &queue->waiting);
	IoSetCancelRoutine(irp, request_cancel_queued);
	cancelled = (irp->Cancel || queue->cancels) && IoSetCancelRoutine(irp, NULL);
	if (cancelled) {
		queue_give(queue, request);
		request->ours = true;
	}
	spin_unlock_bh(&queue->lock);
	if (cancelled)
		vmbkmcl_wdf_queue_end_cancelled(queue, request, seen);
	else
		vmbkmcl_wdf_queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
	return true;
}

bool vmbkmcl_wdf_queue_add(struct wdf_queue *queue, struct wdf_request *request)
{
	return queue_add(queue, request, false);
}

void vmbkmcl_wdf_queue_add_first(struct wdf_queue *queue, struct wdf_request *request)
{
	queue_add(queue, request, true);
}

bool vmbkmcl_wdf_queue_release(struct wdf_queue *queue, struct wdf_request *request)
{
	bool acknowledged;

	spin_lock_bh(&queue->lock);
	list_del_init(&request->node);
	acknowledged = request->acknowledged;
	if (acknowledged)
		queue->acknowledged--;
	request->acknowledged = false;
	spin_unlock_bh(&queue->lock);
	return acknowledged;
}

void vmbkmcl_wdf_queue_take_back(struct wdf_queue *queue, struct wdf_request *request,
				 bool acknowledged)
{
	spin_lock_bh(&queue->lock);
	list_add_tail(&request->node, &queue->owned);
	request->acknowledged = acknowledged;
	if (acknowledged)
		queue->acknowledged++;
	/* If it is not, there is one again for EvtIoStop. */
	wake_up(&queue->idle);
	spin_unlock_bh(&queue->lock);
}
