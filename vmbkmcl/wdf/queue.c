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

/**
 * struct queue_adding - what is known of a request when it has come onto a queue
 * @cancelled: it has been taken off again, to be completed
 * @seen: its driver has had it before
 */
struct queue_adding {
	bool cancelled;
	bool seen;
};

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

/*
 * The request is the queue's from here on, which is referenced twice: for the request, and
 * for queue_added().
 */
static void queue_insert(struct wdf_queue *queue, struct wdf_request *request,
			 struct list_head *after, struct queue_adding *adding)
{
	PIRP irp = request->irp;

	lockdep_assert_held(&queue->lock);
	vmbkmcl_wdf_get(&queue->object);
	vmbkmcl_wdf_get(&queue->object);
	request->queue = queue;
	request->stopping = false;
	request->asking = false;
	request->ours = false;
	request->cancel = NULL;
	adding->seen = request->seen;
	queue->filled |= !wdf_queue_has_waiting(queue);
	list_add(&request->node, after);
	IoSetCancelRoutine(irp, request_cancel_queued);
	/* It may not be completed until it is known whether it is cancelled. */
	adding->cancelled = (irp->Cancel || queue->cancels) && IoSetCancelRoutine(irp, NULL);
	if (adding->cancelled) {
		queue_give(queue, request);
		request->ours = true;
	}
}

/* What follows without the lock; the request may have ended. */
static void queue_added(struct wdf_queue *queue, struct wdf_request *request,
			const struct queue_adding *adding)
{
	if (adding->cancelled)
		vmbkmcl_wdf_queue_end_cancelled(queue, request, adding->seen);
	else
		vmbkmcl_wdf_queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
}

bool vmbkmcl_wdf_queue_add(struct wdf_queue *queue, struct wdf_request *request)
{
	struct queue_adding adding;
	bool accepts;

	spin_lock_bh(&queue->lock);
	accepts = queue->accepts;
	if (accepts)
		queue_insert(queue, request, queue->waiting.prev, &adding);
	spin_unlock_bh(&queue->lock);
	if (accepts)
		queue_added(queue, request, &adding);
	return accepts;
}

/* Off the list of what the driver has; what it has said about it does not count any more. */
static void queue_remove(struct wdf_queue *queue, struct wdf_request *request)
{
	lockdep_assert_held(&queue->lock);
	list_del_init(&request->node);
	if (request->acknowledged)
		queue->acknowledged--;
	request->acknowledged = false;
}

void vmbkmcl_wdf_queue_release(struct wdf_queue *queue, struct wdf_request *request)
{
	spin_lock_bh(&queue->lock);
	queue_remove(queue, request);
	spin_unlock_bh(&queue->lock);
}

static void queues_lock(struct wdf_queue *a, struct wdf_queue *b)
	__acquires(&a->lock)
	__acquires(&b->lock)
{
	if (a > b)
		swap(a, b);
	spin_lock_bh(&a->lock);
	spin_lock_nested(&b->lock, SINGLE_DEPTH_NESTING);
}

static void queues_unlock(struct wdf_queue *a, struct wdf_queue *b)
	__releases(&a->lock)
	__releases(&b->lock)
{
	if (a > b)
		swap(a, b);
	spin_unlock(&b->lock);
	spin_unlock_bh(&a->lock);
}

/*
 * Under both locks: who stops either queue always finds it in one of them, or, where @to
 * takes nothing, with @from as it was.
 */
bool vmbkmcl_wdf_queue_forward(struct wdf_queue *to, struct wdf_request *request)
{
	struct wdf_queue *from = request->queue;
	struct queue_adding adding;
	bool accepts;

	queues_lock(from, to);
	accepts = to->accepts;
	if (accepts) {
		queue_remove(from, request);
		queue_insert(to, request, to->waiting.prev, &adding);
	}
	queues_unlock(from, to);
	if (!accepts)
		return false;
	queue_added(to, request, &adding);
	vmbkmcl_wdf_queue_returned(from);
	vmbkmcl_wdf_put(&from->object);
	return true;
}

/* What its driver gives back is not new: the queue takes it in any case. */
void vmbkmcl_wdf_queue_give_back(struct wdf_request *request)
{
	struct wdf_queue *queue = request->queue;
	struct queue_adding adding;

	spin_lock_bh(&queue->lock);
	queue_remove(queue, request);
	queue_insert(queue, request, &queue->waiting, &adding);
	spin_unlock_bh(&queue->lock);
	queue_added(queue, request, &adding);
	vmbkmcl_wdf_queue_returned(queue);
	vmbkmcl_wdf_put(&queue->object);
}
