/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * queue.h - what the files of queues and requests share.
 */
#ifndef VMBKMCL_WDF_QUEUE_H
#define VMBKMCL_WDF_QUEUE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/dpc.h>
#include <vmbkmcl/nt/mdl.h>

#include "sending.h"
#include "wdf.h"

/**
 * struct wdf_calling - a callback of a queue that runs, on its context's stack
 * @link: on the queue's @calling
 * @presented: the request that it presents, or NULL; only compared: the driver may
 *	complete it before its callback returns
 * @task: whose stack it is on; a DPC's is that of the task that it interrupts
 */
struct wdf_calling {
	struct list_head link;
	const struct wdf_request *presented;
	const struct task_struct *task;
};

/**
 * struct wdf_queue - an I/O queue
 * @object: first
 * @device: its device, referenced
 * @config: its kind and callbacks
 * @power_managed: it is purged before the device leaves D0 for good, and held before it
 *	leaves D0 to come back
 * @sync: how its callbacks are called
 * @callback_lock: the lock to call them under, or NULL; taken before @lock
 * @work: calls callbacks where an event's own context may not; referenced while queued
 * @dpc: the same for callbacks that may be called at DISPATCH_LEVEL
 * @lock: protects the rest
 * @link: on the device's @queues; the device's queues_lock
 * @stopped: the device has left D0 for good, or is being removed: the queue takes nothing
 *	and hands nothing out, whatever its driver does to it; written under the device's
 *	queues_lock
 * @waiting: requests of state QUEUED, in order
 * @owned: requests of state PRESENTED
 * @calling: of type struct wdf_calling: callbacks that have not returned; each one's
 *	context looks again what is due
 * @presented: how many the driver has not completed or given back yet
 * @acknowledged: of those, how many it told EvtIoStop that it keeps
 * @cancelled: requests whose EvtRequestCancel is due, referenced
 * @canceled_on_queue: those whose EvtIoCanceledOnQueue is due, referenced
 * @accepts: it takes requests
 * @cancels: it is purged: those that the driver gives back, or marks cancelable, are
 *	cancelled
 * @dispatches: it hands them out
 * @held: but not before the device is in D0
 * @filled: a request came when it had none to hand out, and @ready has not been called
 *	since
 * @ready: to be called then; of a manual queue, or NULL
 * @ready_context: its argument
 * @purge_complete: to be called when it has no requests any more, or NULL
 * @purge_context: its argument
 * @stop_complete: to be called when the driver has no requests of it, or NULL
 * @stop_context: its argument
 * @idle: woken when a driver completes a request or gives it back, or when a callback
 *	has returned
 */
struct wdf_queue {
	struct wdf_object object;
	struct wdf_device *device;
	WDF_IO_QUEUE_CONFIG config;
	bool power_managed;
	struct wdf_sync sync;
	struct wdf_lock *callback_lock;
	struct work_struct work;
	KDPC dpc;
	spinlock_t lock;
	struct list_head link;
	bool stopped;
	struct list_head waiting;
	struct list_head owned;
	struct list_head calling;
	unsigned int presented;
	unsigned int acknowledged;
	struct list_head cancelled;
	struct list_head canceled_on_queue;
	bool accepts;
	bool cancels;
	bool dispatches;
	bool held;
	bool filled;
	PFN_WDF_IO_QUEUE_STATE ready;
	WDFCONTEXT ready_context;
	PFN_WDF_IO_QUEUE_STATE purge_complete;
	WDFCONTEXT purge_context;
	PFN_WDF_IO_QUEUE_STATE stop_complete;
	WDFCONTEXT stop_context;
	wait_queue_head_t idle;
};

/* Whose a request's IRP is. */
enum wdf_request_irp {
	/* It came to the device, and is completed. */
	WDF_IRP_RECEIVED,
	/* The request's own, which is freed with it. */
	WDF_IRP_OWN,
	/* The driver's. */
	WDF_IRP_DRIVERS,
};

/**
 * struct wdf_request - a request
 * @object: first
 * @irp: the request; NULL of one without a target so far
 * @irp_is: whose @irp is
 * @frees_irp: it is freed with the request
 * @queue: where it is, or came from, referenced as long as the request is; NULL for a
 *	create request, and for one that the driver has created
 * @device: whose request it is; NULL for one that the driver has created
 * @node: on the queue's @waiting or @owned; the queue's lock
 * @event: on the queue's @cancelled or @canceled_on_queue; the queue's lock
 * @seen: the driver has had it before; the queue's lock
 * @acknowledged: see the queue's; the queue's lock
 * @stopping: EvtIoStop has been called for it; the queue's lock
 * @asking: EvtIoStop or EvtIoResume is about to be called for it; the queue's lock
 * @ours: on the queue's @owned, but its driver does not have it: the framework is about to
 *	complete it, or to call EvtIoCanceledOnQueue; the queue's lock
 * @marked: it is marked cancelable, so that the cancel routine that its IRP has is ours,
 *	and its callback is not due yet; the queue's lock, the cancel spin lock without one
 * @cancel: the driver's cancel callback; NULL: it is not marked cancelable, and is not
 *	being cancelled
 * @created: of a create request: called before it is completed
 * @sending: what there is of it while its driver sends it
 */
struct wdf_request {
	struct wdf_object object;
	PIRP irp;
	enum wdf_request_irp irp_is;
	bool frees_irp;
	struct wdf_queue *queue;
	struct wdf_device *device;
	struct list_head node;
	struct list_head event;
	bool seen;
	bool acknowledged;
	bool stopping;
	bool asking;
	bool ours;
	bool marked;
	PFN_WDF_REQUEST_CANCEL cancel;
	void (*created)(PIRP irp, NTSTATUS status);
	struct wdf_sending sending;
};

/* Its EvtRequestCancel is due or has been called. */
static inline bool wdf_request_is_ending(const struct wdf_request *request)
{
	return request->cancel && !request->marked;
}

static inline struct wdf_queue *wdf_queue_of(WDFQUEUE handle)
{
	return (struct wdf_queue *)handle;
}

static inline bool wdf_queue_hands_out(const struct wdf_queue *queue)
{
	lockdep_assert_held(&queue->lock);
	return queue->dispatches && !queue->held && !READ_ONCE(queue->stopped);
}

/*
 * The driver has none, and is in no callback, EvtRequestCancel included: as KMDF's
 * m_Dispatching says.
 */
static inline bool wdf_queue_is_idle(const struct wdf_queue *queue)
{
	lockdep_assert_held(&queue->lock);
	return !queue->presented && list_empty(&queue->calling);
}

/* Nor does one wait. */
static inline bool wdf_queue_is_empty(const struct wdf_queue *queue)
{
	return wdf_queue_is_idle(queue) && list_empty(&queue->waiting);
}

/* One that waits and is not being cancelled; what follows may still find it is. */
static inline bool wdf_queue_has_waiting(const struct wdf_queue *queue)
{
	struct wdf_request *request;

	lockdep_assert_held(&queue->lock);
	list_for_each_entry(request, &queue->waiting, node) {
		if (READ_ONCE(request->irp->CancelRoutine))
			return true;
	}
	return false;
}

/*
 * Under a spin lock, or in a DPC that hands requests out, a callback could not map
 * pages that do not lie in a row, as it can on Windows; the sender's context can.
 */
static inline void wdf_queue_map(const struct wdf_queue *queue,
				 const struct wdf_request *request)
{
	PMDL mdl = vmbkmcl_wdf_own_buffers(request).mdl;

	if (mdl && !wdf_sync_is_passive(&queue->sync))
		MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
}

static inline struct wdf_request *wdf_request_of(WDFREQUEST handle)
{
	return (struct wdf_request *)handle;
}

/*
 * What a request's IRP says of it; NULL: nothing, as its driver has created it, and not
 * from an IRP that has a driver already.
 */
static inline PIO_STACK_LOCATION wdf_request_stack(const struct wdf_request *request)
{
	PIRP irp = request->irp;

	return irp && irp->CurrentLocation <= irp->StackCount ?
		IoGetCurrentIrpStackLocation(irp) : NULL;
}

static inline struct wdf_request *wdf_request_of_irp(PIRP irp)
{
	return irp->Tail.Overlay.DriverContext[0];
}

/* The request of @irp, which is pending from then on; NULL without memory. */
struct wdf_request *vmbkmcl_wdf_request_create(struct wdf_device *device, PIRP irp);
/* It has a cancel routine, or one that is about to run: no queue may have it. */
bool vmbkmcl_wdf_request_is_cancelable(struct wdf_request *request);
/* Complete its IRP and delete it. */
void vmbkmcl_wdf_request_finish(struct wdf_request *request, NTSTATUS status);
extern const struct wdf_object_ops vmbkmcl_wdf_request_ops;
/* Give an IRP that is to be sent on by its driver away: the request ends before it. */
void vmbkmcl_wdf_request_give_away(struct wdf_request *request, PDEVICE_OBJECT to);
/* What WdfRequestGetParameters() says of a stack location. */
void vmbkmcl_wdf_parameters(const IO_STACK_LOCATION *stack,
			    PWDF_REQUEST_PARAMETERS parameters);
/* Complete an IRP that has no request. */
NTSTATUS vmbkmcl_wdf_fail(PIRP irp, NTSTATUS status);

/* The framework completes it, as it does with empty reads and writes by default. */
bool vmbkmcl_wdf_queue_completes(const struct wdf_queue *queue,
				 const struct wdf_request *request);
/* At its end; false: the queue accepts no requests. */
bool vmbkmcl_wdf_queue_add(struct wdf_queue *queue, struct wdf_request *request);
/*
 * The driver gives one to another queue, at its end; false: that accepts none, and nothing
 * has changed.
 */
bool vmbkmcl_wdf_queue_forward(struct wdf_queue *to, struct wdf_request *request);
/* The driver gives one back, to the head of its queue. */
void vmbkmcl_wdf_queue_give_back(struct wdf_request *request);
/* Take one that waits; false: it is being cancelled. */
bool vmbkmcl_wdf_queue_take_one(struct wdf_queue *queue, struct wdf_request *request);
/*
 * The next request that is not being cancelled, of @file's unless that is NULL; the
 * driver's from then on.
 */
struct wdf_request *vmbkmcl_wdf_queue_take(struct wdf_queue *queue, PFILE_OBJECT file);
/* Prepare for the functions below; the queue knows its lock. */
void vmbkmcl_wdf_queue_init_calls(struct wdf_queue *queue);
/* The caller is about to call a callback of the queue; with its lock held. */
void vmbkmcl_wdf_queue_enter(struct wdf_queue *queue, struct wdf_calling *calling,
			     const struct wdf_request *presented);
/* It has called it, and looks again what is due. */
void vmbkmcl_wdf_queue_leave(struct wdf_queue *queue, struct wdf_calling *calling);
/* The caller is inside one. */
bool vmbkmcl_wdf_queue_is_inside(struct wdf_queue *queue);
/* Tell the driver what is due, and present what may be presented. */
void vmbkmcl_wdf_queue_dispatch(struct wdf_queue *queue);
/* A request that the driver has is cancelled: have its EvtRequestCancel called. */
void vmbkmcl_wdf_queue_cancel(struct wdf_queue *queue, struct wdf_request *request);
/* End a request that waited and has been given to the driver, cancelled. */
void vmbkmcl_wdf_queue_end_cancelled(struct wdf_queue *queue,
				     struct wdf_request *request, bool seen);
/* The driver completes a request or sends it away: take it off the books. */
void vmbkmcl_wdf_queue_release(struct wdf_queue *queue, struct wdf_request *request);
/* That has been done: hand out the next, unless a context will look again anyway. */
void vmbkmcl_wdf_queue_returned(struct wdf_queue *queue);
/* A queue is being deleted: end its requests, and wait for the driver's. */
void vmbkmcl_wdf_queue_end(struct wdf_queue *queue);

#endif
