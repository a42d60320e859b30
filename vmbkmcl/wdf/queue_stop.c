// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue_stop.c - purging queues, and stopping or holding them before their device
 * leaves D0.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/wait.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

/*
 * Let nothing in; end what waits. Here and below the caller keeps the
 * queue, which the driver may delete when it learns that its last request has ended.
 */
static void queue_purge(struct wdf_queue *queue)
{
	struct wdf_request *request;
	bool seen = false;

	for (;;) {
		spin_lock_bh(&queue->lock);
		queue->accepts = false;
		queue->cancels = true;
		request = vmbkmcl_wdf_queue_take(queue, NULL);
		if (request) {
			request->ours = true;
			seen = request->seen;
		}
		spin_unlock_bh(&queue->lock);
		if (!request)
			return;
		vmbkmcl_wdf_queue_end_cancelled(queue, request, seen);
	}
}

/* A request that its driver lets be cancelled; ours to cancel, or NULL. */
static struct wdf_request *queue_take_cancelable(struct wdf_queue *queue)
{
	struct wdf_request *request, *found = NULL;

	spin_lock_bh(&queue->lock);
	list_for_each_entry(request, &queue->owned, node) {
		/* A driver below may have the IRP, with a cancel routine of its own. */
		if (request->marked && IoSetCancelRoutine(request->irp, NULL)) {
			WRITE_ONCE(request->irp->Cancel, TRUE);
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
		vmbkmcl_wdf_queue_cancel(queue, request);
		vmbkmcl_wdf_put(&request->object);
	}
}

static bool queue_is_empty(struct wdf_queue *queue)
{
	bool empty;

	spin_lock_bh(&queue->lock);
	empty = wdf_queue_is_empty(queue);
	spin_unlock_bh(&queue->lock);
	return empty;
}

/* For a driver, which may not ask for it inside a callback: that would not end. */
static void queue_wait(struct wdf_queue *queue, bool (*is_done)(struct wdf_queue *queue))
{
	if (vmbkmcl_wdf_queue_is_inside(queue))
		pr_err_once("a driver waits for a queue inside a callback of it: ignored\n");
	else
		wait_event_idle(queue->idle, is_done(queue));
}

/*
 * Let nothing in, and have @complete called once the queue is empty; false: one is
 * waiting for that. Both at once: the queue may become empty as soon as the lock is
 * dropped, and takes no requests when @complete is called.
 */
static bool queue_expect(struct wdf_queue *queue, PFN_WDF_IO_QUEUE_STATE complete,
			 WDFCONTEXT context)
{
	bool first;

	spin_lock_bh(&queue->lock);
	first = !complete || !queue->purge_complete;
	if (first)
		queue->accepts = false;
	if (first && complete) {
		queue->purge_complete = complete;
		queue->purge_context = context;
	}
	spin_unlock_bh(&queue->lock);
	return first;
}

VOID WdfIoQueuePurge(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE PurgeComplete,
		     WDFCONTEXT Context)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);

	if (WARN_ONCE(!queue_expect(queue, PurgeComplete, Context),
		      "vmbkmcl: WdfIoQueuePurge() before an earlier purge is complete\n"))
		return;
	vmbkmcl_wdf_get(&queue->object);
	queue_purge(queue);
	queue_cancel_owned(queue);
	vmbkmcl_wdf_queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
}
VMBKMCL_EXPORT(WdfIoQueuePurge);

VOID WdfIoQueuePurgeSynchronously(WDFQUEUE Queue)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);

	might_sleep();
	vmbkmcl_wdf_get(&queue->object);
	queue_purge(queue);
	queue_cancel_owned(queue);
	queue_wait(queue, queue_is_empty);
	vmbkmcl_wdf_put(&queue->object);
}
VMBKMCL_EXPORT(WdfIoQueuePurgeSynchronously);

VOID WdfIoQueueDrain(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE DrainComplete,
		     WDFCONTEXT Context)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);

	if (WARN_ONCE(!queue_expect(queue, DrainComplete, Context),
		      "vmbkmcl: WdfIoQueueDrain() before an earlier drain is complete\n"))
		return;
	vmbkmcl_wdf_get(&queue->object);
	vmbkmcl_wdf_queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
}
VMBKMCL_EXPORT(WdfIoQueueDrain);

VOID WdfIoQueueDrainSynchronously(WDFQUEUE Queue)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);

	might_sleep();
	vmbkmcl_wdf_get(&queue->object);
	queue_expect(queue, NULL, NULL);
	queue_wait(queue, queue_is_empty);
	vmbkmcl_wdf_put(&queue->object);
}
VMBKMCL_EXPORT(WdfIoQueueDrainSynchronously);

/*
 * Let requests in again, unless the queue's device is being removed: as KMDF's
 * FxIoQueueShutdown. Its purge comes after @stopped was set, under the same lock.
 */
static void queue_accept(struct wdf_queue *queue)
{
	lockdep_assert_held(&queue->lock);
	if (READ_ONCE(queue->stopped))
		return;
	queue->accepts = true;
	queue->cancels = false;
}

/* Let nothing out; false: a StopComplete is waiting for an earlier stop. */
static bool queue_pause(struct wdf_queue *queue, PFN_WDF_IO_QUEUE_STATE complete,
			WDFCONTEXT context)
{
	bool first;

	spin_lock_bh(&queue->lock);
	first = !complete || !queue->stop_complete;
	if (first) {
		queue_accept(queue);
		queue->dispatches = false;
	}
	if (first && complete) {
		queue->stop_complete = complete;
		queue->stop_context = context;
	}
	spin_unlock_bh(&queue->lock);
	return first;
}

VOID WdfIoQueueStop(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE StopComplete,
		    WDFCONTEXT Context)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);

	if (WARN_ONCE(!queue_pause(queue, StopComplete, Context),
		      "vmbkmcl: WdfIoQueueStop() before an earlier stop is complete\n"))
		return;
	vmbkmcl_wdf_get(&queue->object);
	vmbkmcl_wdf_queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
}
VMBKMCL_EXPORT(WdfIoQueueStop);

static bool queue_is_idle(struct wdf_queue *queue)
{
	bool idle;

	spin_lock_bh(&queue->lock);
	idle = wdf_queue_is_idle(queue);
	spin_unlock_bh(&queue->lock);
	return idle;
}

VOID WdfIoQueueStopSynchronously(WDFQUEUE Queue)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);

	might_sleep();
	vmbkmcl_wdf_get(&queue->object);
	queue_pause(queue, NULL, NULL);
	queue_wait(queue, queue_is_idle);
	vmbkmcl_wdf_put(&queue->object);
}
VMBKMCL_EXPORT(WdfIoQueueStopSynchronously);

/* Nothing is called any more; what the driver has asked for has been. */
static bool queue_is_over(struct wdf_queue *queue)
{
	bool over;

	spin_lock_bh(&queue->lock);
	over = wdf_queue_is_empty(queue) && !queue->purge_complete && !queue->stop_complete;
	spin_unlock_bh(&queue->lock);
	return over;
}

void vmbkmcl_wdf_queue_end(struct wdf_queue *queue)
{
	spin_lock_bh(&queue->lock);
	queue->ready = NULL;
	spin_unlock_bh(&queue->lock);
	queue_purge(queue);
	queue_cancel_owned(queue);
	wait_event_idle(queue->idle, queue_is_over(queue));
}

VOID WdfIoQueueStart(WDFQUEUE Queue)
{
	struct wdf_queue *queue = wdf_queue_of(Queue);

	vmbkmcl_wdf_get(&queue->object);
	spin_lock_bh(&queue->lock);
	queue_accept(queue);
	queue->dispatches = true;
	queue->filled = !list_empty(&queue->waiting);
	spin_unlock_bh(&queue->lock);
	vmbkmcl_wdf_queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
}
VMBKMCL_EXPORT(WdfIoQueueStart);

VOID WdfRequestStopAcknowledge(WDFREQUEST Request, BOOLEAN Requeue)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_queue *queue = request->queue;

	if (WARN_ONCE(!queue, "vmbkmcl: WdfRequestStopAcknowledge() of a request of no queue\n"))
		return;
	if (Requeue && vmbkmcl_wdf_request_is_cancelable(request)) {
		pr_err_once("WdfRequestStopAcknowledge() gives a request back that is cancelable: ignored\n");
		return;
	}
	if (Requeue) {
		/* No queue presents anything once its device is being removed. */
		if (READ_ONCE(queue->stopped))
			WdfRequestComplete(Request, STATUS_CANCELLED);
		else
			vmbkmcl_wdf_queue_give_back(request);
		return;
	}
	spin_lock_bh(&queue->lock);
	/* Not asked, or asked by a stop that has been given up: the next one asks again. */
	if (request->stopping && !request->acknowledged && !list_empty(&request->node)) {
		request->acknowledged = true;
		queue->acknowledged++;
		wake_up(&queue->idle);
	}
	spin_unlock_bh(&queue->lock);
}
VMBKMCL_EXPORT(WdfRequestStopAcknowledge);

static bool queue_is_presenting(const struct wdf_queue *queue,
				const struct wdf_request *request)
{
	struct wdf_calling *calling;

	lockdep_assert_held(&queue->lock);
	list_for_each_entry(calling, &queue->calling, link) {
		if (calling->presented == request)
			return true;
	}
	return false;
}

/*
 * A request for EvtIoStop, or NULL: the driver has it, EvtIoStop has not been called
 * for it, and the callback that it was presented to has returned. For one that is
 * cancelled the driver has EvtRequestCancel instead, as in KMDF.
 */
static struct wdf_request *queue_find_to_stop(struct wdf_queue *queue)
{
	struct wdf_request *request;

	lockdep_assert_held(&queue->lock);
	if (!queue->config.EvtIoStop)
		return NULL;
	list_for_each_entry(request, &queue->owned, node) {
		if (!request->stopping && !request->ours && !wdf_request_is_ending(request) &&
		    !queue_is_presenting(queue, request))
			return request;
	}
	return NULL;
}

/*
 * The same, with a reference, and as one that EvtIoStop is being called for; @flags
 * says if the driver has to unmark it.
 */
static struct wdf_request *queue_next_to_stop(struct wdf_queue *queue, ULONG *flags)
{
	struct wdf_request *request;

	spin_lock_bh(&queue->lock);
	request = queue_find_to_stop(queue);
	if (request) {
		request->stopping = true;
		request->asking = true;
		*flags = request->marked ? WdfRequestStopRequestCancelable : 0;
		vmbkmcl_wdf_get(&request->object);
	}
	spin_unlock_bh(&queue->lock);
	return request;
}

/* The driver has only what it keeps, and is in no callback. */
static bool queue_has_stopped(const struct wdf_queue *queue)
{
	lockdep_assert_held(&queue->lock);
	return queue->presented == queue->acknowledged && list_empty(&queue->calling);
}

static bool queue_is_stopped(struct wdf_queue *queue)
{
	bool stopped;

	spin_lock_bh(&queue->lock);
	stopped = queue_has_stopped(queue);
	spin_unlock_bh(&queue->lock);
	return stopped;
}

/* Whether there is nothing to wait for. */
static bool queue_has_changed(struct wdf_queue *queue)
{
	bool changed;

	spin_lock_bh(&queue->lock);
	changed = queue_has_stopped(queue) || queue_find_to_stop(queue);
	spin_unlock_bh(&queue->lock);
	return changed;
}

/*
 * Has the driver still what it is to be asked about, and not to cancel? Other callbacks may
 * have ended it, or given it back, while this one waited for their lock.
 */
static bool queue_still_asks(struct wdf_queue *queue, struct wdf_request *request)
{
	bool asks;

	spin_lock_bh(&queue->lock);
	/* Another queue's has its own say. */
	asks = request->queue == queue && request->asking;
	if (asks) {
		request->asking = false;
		asks = !list_empty(&request->node) && !wdf_request_is_ending(request);
	}
	spin_unlock_bh(&queue->lock);
	return asks;
}

/* Here no callback lock can be held: the caller sleeps as it likes. */
static void queue_call_begin(struct wdf_queue *queue, struct wdf_calling *calling)
{
	vmbkmcl_wdf_lock(queue->callback_lock);
	spin_lock_bh(&queue->lock);
	vmbkmcl_wdf_queue_enter(queue, calling, NULL);
	spin_unlock_bh(&queue->lock);
}

static void queue_call_end(struct wdf_queue *queue, struct wdf_calling *calling)
{
	vmbkmcl_wdf_queue_leave(queue, calling);
	vmbkmcl_wdf_unlock(queue->callback_lock);
	vmbkmcl_wdf_queue_dispatch(queue);
}

static void queue_ask_to_stop(struct wdf_queue *queue, struct wdf_request *request,
			      ULONG flags)
{
	struct wdf_calling calling;

	queue_call_begin(queue, &calling);
	if (queue_still_asks(queue, request))
		queue->config.EvtIoStop((WDFQUEUE)queue, (WDFREQUEST)request, flags);
	vmbkmcl_wdf_put(&request->object);
	queue_call_end(queue, &calling);
}

/* Answers to EvtIoStop that the driver gave when the queue was held: a purge asks again. */
static void queue_forget_held(struct wdf_queue *queue)
{
	struct wdf_request *request;

	spin_lock_bh(&queue->lock);
	list_for_each_entry(request, &queue->owned, node) {
		request->stopping = false;
		request->acknowledged = false;
	}
	queue->acknowledged = 0;
	spin_unlock_bh(&queue->lock);
}

static void queue_stop(struct wdf_queue *queue)
{
	struct wdf_request *request;
	ULONG flags;

	if (READ_ONCE(queue->held))
		queue_forget_held(queue);
	queue_purge(queue);
	queue_cancel_owned(queue);
	while (!queue_is_stopped(queue)) {
		request = queue_next_to_stop(queue, &flags);
		if (!request) {
			wait_event_idle(queue->idle, queue_has_changed(queue));
			continue;
		}
		queue_ask_to_stop(queue, request, WdfRequestStopActionPurge | flags);
	}
}

/* A queue of that kind that is not stopped, with a reference, or NULL. */
static struct wdf_queue *device_next_queue(struct wdf_device *device, bool power_managed)
{
	struct wdf_queue *queue, *found = NULL;

	spin_lock_bh(&device->queues_lock);
	list_for_each_entry(queue, &device->queues, link) {
		if (queue->stopped || queue->power_managed != power_managed)
			continue;
		WRITE_ONCE(queue->stopped, true);
		vmbkmcl_wdf_get(&queue->object);
		found = queue;
		break;
	}
	spin_unlock_bh(&device->queues_lock);
	return found;
}

void vmbkmcl_wdf_queues_stop(struct wdf_device *device, bool power_managed)
{
	struct wdf_queue *queue;

	might_sleep();
	while ((queue = device_next_queue(device, power_managed))) {
		queue_stop(queue);
		vmbkmcl_wdf_put(&queue->object);
	}
}

/* One of @file's that waits on any of its queues, taken off it, with the queue referenced. */
static struct wdf_request *device_take(struct wdf_device *device, PFILE_OBJECT file,
				       bool *seen)
{
	struct wdf_request *request = NULL;
	struct wdf_queue *queue;

	spin_lock_bh(&device->queues_lock);
	list_for_each_entry(queue, &device->queues, link) {
		spin_lock(&queue->lock);
		request = vmbkmcl_wdf_queue_take(queue, file);
		if (request) {
			request->ours = true;
			*seen = request->seen;
		}
		spin_unlock(&queue->lock);
		if (request) {
			vmbkmcl_wdf_get(&queue->object);
			break;
		}
	}
	spin_unlock_bh(&device->queues_lock);
	return request;
}

void vmbkmcl_wdf_queues_flush(struct wdf_device *device, PFILE_OBJECT file)
{
	struct wdf_request *request;
	struct wdf_queue *queue;
	bool seen;

	while ((request = device_take(device, file, &seen))) {
		queue = request->queue;
		vmbkmcl_wdf_queue_end_cancelled(queue, request, seen);
		vmbkmcl_wdf_put(&queue->object);
	}
}

/* How long a driver has to give up its requests, or to say that it keeps them. */
#define HOLD_SECONDS	20

static bool queue_hold(struct wdf_queue *queue, unsigned long deadline)
{
	struct wdf_request *request;
	ULONG flags;
	long left;

	spin_lock_bh(&queue->lock);
	WRITE_ONCE(queue->held, true);
	spin_unlock_bh(&queue->lock);
	while (!queue_is_stopped(queue)) {
		request = queue_next_to_stop(queue, &flags);
		if (request) {
			queue_ask_to_stop(queue, request, WdfRequestStopActionSuspend | flags);
			continue;
		}
		left = deadline - jiffies;
		if (left <= 0 ||
		    !wait_event_timeout(queue->idle, queue_has_changed(queue), left))
			return false;
	}
	return true;
}

/* A power-managed queue whose @held is not @held, with a reference, or NULL. */
static struct wdf_queue *device_next_unlike(struct wdf_device *device, bool held)
{
	struct wdf_queue *queue, *found = NULL;

	spin_lock_bh(&device->queues_lock);
	list_for_each_entry(queue, &device->queues, link) {
		if (queue->stopped || !queue->power_managed || READ_ONCE(queue->held) == held)
			continue;
		vmbkmcl_wdf_get(&queue->object);
		found = queue;
		break;
	}
	spin_unlock_bh(&device->queues_lock);
	return found;
}

/* Requests that the driver has, and of which it has not said that it keeps them. */
static unsigned int queue_unanswered(struct wdf_queue *queue)
{
	unsigned int count;

	spin_lock_bh(&queue->lock);
	count = queue->presented - queue->acknowledged;
	spin_unlock_bh(&queue->lock);
	return count;
}

bool vmbkmcl_wdf_queues_hold(struct wdf_device *device)
{
	unsigned long deadline = jiffies + HOLD_SECONDS * HZ;
	struct wdf_queue *queue;
	bool held = true;

	might_sleep();
	while (held && (queue = device_next_unlike(device, true))) {
		held = queue_hold(queue, deadline);
		if (!held)
			pr_warn("driver %s has kept %u requests for %u s, and does not stop them (EvtIoStop), or is still in a callback\n",
				module_name(device->driver->driver->LinuxModule),
				queue_unanswered(queue), HOLD_SECONDS);
		vmbkmcl_wdf_put(&queue->object);
	}
	return held;
}

/* A request that the driver has kept, with a reference, or NULL. */
static struct wdf_request *queue_next_to_resume(struct wdf_queue *queue)
{
	struct wdf_request *request, *found = NULL;

	spin_lock_bh(&queue->lock);
	list_for_each_entry(request, &queue->owned, node) {
		request->stopping = false;
		if (!request->acknowledged)
			continue;
		request->acknowledged = false;
		queue->acknowledged--;
		request->asking = true;
		vmbkmcl_wdf_get(&request->object);
		found = request;
		break;
	}
	spin_unlock_bh(&queue->lock);
	return found;
}

static void queue_tell_resumed(struct wdf_queue *queue, struct wdf_request *request)
{
	struct wdf_calling calling;

	queue_call_begin(queue, &calling);
	if (queue_still_asks(queue, request) && queue->config.EvtIoResume)
		queue->config.EvtIoResume((WDFQUEUE)queue, (WDFREQUEST)request);
	vmbkmcl_wdf_put(&request->object);
	queue_call_end(queue, &calling);
}

static void queue_resume(struct wdf_queue *queue)
{
	struct wdf_request *request;

	spin_lock_bh(&queue->lock);
	WRITE_ONCE(queue->held, false);
	queue->filled |= !list_empty(&queue->waiting);
	spin_unlock_bh(&queue->lock);
	while ((request = queue_next_to_resume(queue)))
		queue_tell_resumed(queue, request);
	vmbkmcl_wdf_queue_dispatch(queue);
}

void vmbkmcl_wdf_queues_resume(struct wdf_device *device)
{
	struct wdf_queue *queue;

	might_sleep();
	while ((queue = device_next_unlike(device, false))) {
		queue_resume(queue);
		vmbkmcl_wdf_put(&queue->object);
	}
}
