// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue_call.c - calling a queue's callbacks: what the driver has to be told is found
 * in one place, and told where its execution level and its callback lock allow that.
 * As KMDF's FxIoQueue::DispatchEvents().
 *
 * A context that cannot call a callback leaves it to a DPC, or to a work item when
 * callbacks are called at PASSIVE_LEVEL. So does one that does not get the callback
 * lock at once: it may be inside another callback that is serialized, of this queue
 * or of one whose callbacks wait for this lock in turn.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

enum queue_event_type {
	QUEUE_NOTHING,
	QUEUE_CANCEL,
	QUEUE_CANCELED_ON_QUEUE,
	QUEUE_STATE,
	QUEUE_PRESENT,
};

/**
 * struct queue_event - what the driver is told next
 * @type: of what
 * @request: which, with a reference unless it is presented
 * @function: of QUEUE_STATE: what to call
 * @context: its argument
 * @calling: that it is being told
 */
struct queue_event {
	enum queue_event_type type;
	struct wdf_request *request;
	PFN_WDF_IO_QUEUE_STATE function;
	WDFCONTEXT context;
	struct wdf_calling calling;
};

/*
 * Who has the callback lock looks again before he leaves. Without one it is the requests
 * that count: a sequential queue whose driver has given its request away presents the
 * next one that comes, though the callback has not returned.
 */
static bool queue_may_present(const struct wdf_queue *queue)
{
	lockdep_assert_held(&queue->lock);
	if (!wdf_queue_hands_out(queue) ||
	    (!list_empty(&queue->calling) && queue->callback_lock))
		return false;
	switch (queue->config.DispatchType) {
	case WdfIoQueueDispatchParallel:
		return queue->presented <
		       queue->config.Settings.Parallel.NumberOfPresentedRequests;
	case WdfIoQueueDispatchSequential:
		return !queue->presented;
	default:
		return false;
	}
}

static bool queue_is_ready(const struct wdf_queue *queue)
{
	return queue->ready && queue->filled && wdf_queue_hands_out(queue);
}

static bool queue_state_is_due(const struct wdf_queue *queue)
{
	return (queue->stop_complete && wdf_queue_is_idle(queue)) ||
	       (queue->purge_complete && wdf_queue_is_empty(queue)) ||
	       queue_is_ready(queue);
}

static enum queue_event_type queue_due(const struct wdf_queue *queue)
{
	lockdep_assert_held(&queue->lock);
	if (!list_empty(&queue->cancelled))
		return QUEUE_CANCEL;
	if (!list_empty(&queue->canceled_on_queue))
		return QUEUE_CANCELED_ON_QUEUE;
	if (queue_state_is_due(queue))
		return QUEUE_STATE;
	if (queue_may_present(queue) && wdf_queue_has_waiting(queue))
		return QUEUE_PRESENT;
	return QUEUE_NOTHING;
}

static bool queue_is_due(struct wdf_queue *queue)
{
	bool due;

	spin_lock_bh(&queue->lock);
	due = queue_due(queue) != QUEUE_NOTHING;
	spin_unlock_bh(&queue->lock);
	return due;
}

static void queue_take_cancelled(struct queue_event *event, struct list_head *list)
{
	event->request = list_first_entry(list, struct wdf_request, event);
	list_del_init(&event->request->event);
}

static void queue_take_state(struct wdf_queue *queue, struct queue_event *event)
{
	if (queue->stop_complete && wdf_queue_is_idle(queue)) {
		event->function = queue->stop_complete;
		event->context = queue->stop_context;
		queue->stop_complete = NULL;
	} else if (queue->purge_complete && wdf_queue_is_empty(queue)) {
		event->function = queue->purge_complete;
		event->context = queue->purge_context;
		queue->purge_complete = NULL;
	} else {
		event->function = queue->ready;
		event->context = queue->ready_context;
		queue->filled = false;
	}
}

static void queue_take_request(struct wdf_queue *queue, struct queue_event *event)
{
	event->request = vmbkmcl_wdf_queue_take(queue, NULL);
	if (!event->request) {
		event->type = QUEUE_NOTHING;
		return;
	}
	event->request->seen = true;
}

void vmbkmcl_wdf_queue_enter(struct wdf_queue *queue, struct wdf_calling *calling,
			     const struct wdf_request *presented)
{
	lockdep_assert_held(&queue->lock);
	calling->presented = presented;
	calling->task = current;
	list_add(&calling->link, &queue->calling);
}

void vmbkmcl_wdf_queue_leave(struct wdf_queue *queue, struct wdf_calling *calling)
{
	spin_lock_bh(&queue->lock);
	list_del(&calling->link);
	wake_up(&queue->idle);
	spin_unlock_bh(&queue->lock);
}

bool vmbkmcl_wdf_queue_is_inside(struct wdf_queue *queue)
{
	struct wdf_calling *calling;
	bool inside = false;

	spin_lock_bh(&queue->lock);
	list_for_each_entry(calling, &queue->calling, link)
		inside |= calling->task == current;
	spin_unlock_bh(&queue->lock);
	return inside;
}

static void queue_take_event(struct wdf_queue *queue, struct queue_event *event)
{
	spin_lock_bh(&queue->lock);
	event->type = queue_due(queue);
	switch (event->type) {
	case QUEUE_CANCEL:
		queue_take_cancelled(event, &queue->cancelled);
		break;
	case QUEUE_CANCELED_ON_QUEUE:
		queue_take_cancelled(event, &queue->canceled_on_queue);
		event->request->ours = false;
		break;
	case QUEUE_STATE:
		queue_take_state(queue, event);
		break;
	case QUEUE_PRESENT:
		queue_take_request(queue, event);
		break;
	case QUEUE_NOTHING:
		break;
	}
	if (event->type != QUEUE_NOTHING)
		vmbkmcl_wdf_queue_enter(queue, &event->calling,
					event->type == QUEUE_PRESENT ||
					event->type == QUEUE_CANCELED_ON_QUEUE ?
						event->request : NULL);
	spin_unlock_bh(&queue->lock);
}

/* False: there is no callback for such a request alone; so below. */
static bool queue_present_transfer(struct wdf_queue *queue, struct wdf_request *request)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(request->irp);
	const WDF_IO_QUEUE_CONFIG *config = &queue->config;

	if (stack->MajorFunction == IRP_MJ_READ && config->EvtIoRead)
		config->EvtIoRead((WDFQUEUE)queue, (WDFREQUEST)request,
				  stack->Parameters.Read.Length);
	else if (stack->MajorFunction == IRP_MJ_WRITE && config->EvtIoWrite)
		config->EvtIoWrite((WDFQUEUE)queue, (WDFREQUEST)request,
				   stack->Parameters.Write.Length);
	else
		return false;
	return true;
}

static bool queue_present_control(struct wdf_queue *queue, struct wdf_request *request)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(request->irp);
	PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL control = NULL;

	if (stack->MajorFunction == IRP_MJ_DEVICE_CONTROL)
		control = queue->config.EvtIoDeviceControl;
	else if (stack->MajorFunction == IRP_MJ_INTERNAL_DEVICE_CONTROL)
		control = queue->config.EvtIoInternalDeviceControl;
	if (control)
		control((WDFQUEUE)queue, (WDFREQUEST)request,
			stack->Parameters.DeviceIoControl.OutputBufferLength,
			stack->Parameters.DeviceIoControl.InputBufferLength,
			stack->Parameters.DeviceIoControl.IoControlCode);
	return control;
}

static void queue_present(struct wdf_queue *queue, struct wdf_request *request)
{
	/* It was forwarded from a queue that lets the driver have it. */
	if (vmbkmcl_wdf_queue_completes(queue, request)) {
		WdfRequestCompleteWithInformation((WDFREQUEST)request, STATUS_SUCCESS, 0);
		return;
	}
	if (queue_present_transfer(queue, request) || queue_present_control(queue, request))
		return;
	if (queue->config.EvtIoDefault)
		queue->config.EvtIoDefault((WDFQUEUE)queue, (WDFREQUEST)request);
	else
		WdfRequestComplete((WDFREQUEST)request,
				   STATUS_INVALID_DEVICE_REQUEST);
}

static void queue_tell(struct wdf_queue *queue, struct queue_event *event)
{
	WDFREQUEST request = (WDFREQUEST)event->request;

	switch (event->type) {
	case QUEUE_CANCEL:
		event->request->cancel(request);
		vmbkmcl_wdf_put(&event->request->object);
		break;
	case QUEUE_CANCELED_ON_QUEUE:
		queue->config.EvtIoCanceledOnQueue((WDFQUEUE)queue, request);
		vmbkmcl_wdf_put(&event->request->object);
		break;
	case QUEUE_STATE:
		event->function((WDFQUEUE)queue, event->context);
		break;
	case QUEUE_PRESENT:
		queue_present(queue, event->request);
		break;
	case QUEUE_NOTHING:
		return;
	}
	vmbkmcl_wdf_queue_leave(queue, &event->calling);
}

static void queue_defer(struct wdf_queue *queue)
{
	bool queued;

	vmbkmcl_wdf_get(&queue->object);
	if (wdf_sync_is_passive(&queue->sync))
		queued = vmbkmcl_work_queue(&queue->work);
	else
		queued = KeInsertQueueDpc(&queue->dpc, NULL, NULL);
	if (!queued)
		vmbkmcl_wdf_put(&queue->object);
}

/* Be where callbacks may be called, or see to it that they are called elsewhere. */
static bool queue_enter(struct wdf_queue *queue, bool may_wait)
{
	if (may_wait) {
		vmbkmcl_wdf_lock(queue->callback_lock);
		return true;
	}
	if ((vmbkmcl_may_sleep() || !wdf_sync_is_passive(&queue->sync)) &&
	    vmbkmcl_wdf_trylock(queue->callback_lock))
		return true;
	queue_defer(queue);
	return false;
}

static void queue_call(struct wdf_queue *queue, bool may_wait)
{
	struct queue_event event;

	while (queue_is_due(queue) && queue_enter(queue, may_wait)) {
		queue_take_event(queue, &event);
		queue_tell(queue, &event);
		vmbkmcl_wdf_unlock(queue->callback_lock);
	}
}

static void queue_work_fn(struct work_struct *work)
{
	struct wdf_queue *queue = container_of(work, struct wdf_queue, work);

	queue_call(queue, true);
	vmbkmcl_wdf_put(&queue->object);
}

static VOID queue_dpc(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	struct wdf_queue *queue = context;

	queue_call(queue, true);
	vmbkmcl_wdf_put(&queue->object);
}

void vmbkmcl_wdf_queue_init_calls(struct wdf_queue *queue)
{
	INIT_LIST_HEAD(&queue->cancelled);
	INIT_LIST_HEAD(&queue->canceled_on_queue);
	INIT_WORK(&queue->work, queue_work_fn);
	KeInitializeDpc(&queue->dpc, queue_dpc, queue);
	queue->callback_lock = wdf_sync_callback_lock(&queue->sync);
}

void vmbkmcl_wdf_queue_dispatch(struct wdf_queue *queue)
{
	queue_call(queue, false);
}

/*
 * A driver that completes a request inside a callback leaves what follows to the loop
 * that has called it, so that the stack does not grow with the queue. As KMDF's
 * m_Dispatching @calling is one list for all contexts: none is missed, as each of them
 * looks again, under the lock that the list is under, when its callback has returned.
 */
void vmbkmcl_wdf_queue_returned(struct wdf_queue *queue)
{
	bool looked_after;

	spin_lock_bh(&queue->lock);
	queue->presented--;
	wake_up(&queue->idle);
	looked_after = !list_empty(&queue->calling);
	spin_unlock_bh(&queue->lock);
	if (!looked_after)
		vmbkmcl_wdf_queue_dispatch(queue);
}

static void queue_add_event(struct wdf_queue *queue, struct wdf_request *request,
			    struct list_head *events)
{
	/* A driver may delete its queue once its last request has been completed. */
	vmbkmcl_wdf_get(&queue->object);
	vmbkmcl_wdf_get(&request->object);
	spin_lock_bh(&queue->lock);
	request->marked = false;
	list_add_tail(&request->event, events);
	spin_unlock_bh(&queue->lock);
	vmbkmcl_wdf_queue_dispatch(queue);
	vmbkmcl_wdf_put(&queue->object);
}

void vmbkmcl_wdf_queue_cancel(struct wdf_queue *queue, struct wdf_request *request)
{
	queue_add_event(queue, request, &queue->cancelled);
}

void vmbkmcl_wdf_queue_end_cancelled(struct wdf_queue *queue,
				     struct wdf_request *request, bool seen)
{
	if (seen && queue->config.EvtIoCanceledOnQueue)
		queue_add_event(queue, request, &queue->canceled_on_queue);
	else
		WdfRequestComplete((WDFREQUEST)request, STATUS_CANCELLED);
}
