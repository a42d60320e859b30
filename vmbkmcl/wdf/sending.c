// SPDX-License-Identifier: GPL-2.0-only
/*
 * sending.c - the way of a request to an I/O target and back: see sending.h.
 *
 * A request that waits for its target to be started has a cancel routine of ours, and
 * its IRP a current stack location, which cancel routines are called with. A context that
 * takes it off the target takes the routine back first, and leaves the request to the
 * routine when that is running already.
 */
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "target.h"

/* Driver contexts of an IRP: ours while it is the driver's, and while it waits. */
#define CONTEXT_REQUEST	0
#define CONTEXT_WAITING	3

static unsigned int *count_of(struct wdf_target *target, enum wdf_counted counted)
{
	switch (counted) {
	case WDF_COUNTED_WAITING:
		return &target->waiting_count;
	case WDF_COUNTED_SENT:
		return &target->sent_count;
	default:
		return &target->ignoring_count;
	}
}

static void uncount(struct wdf_target *target, enum wdf_counted counted)
{
	spin_lock_bh(&target->lock);
	if (counted != WDF_NOT_COUNTED && !--*count_of(target, counted))
		wake_up(&target->quiet);
	spin_unlock_bh(&target->lock);
}

/* Off the target's list; which of its counts it is in. */
static enum wdf_counted unlink_sent(struct wdf_target *target, struct wdf_sending *sending)
{
	enum wdf_counted counted;

	spin_lock_bh(&target->lock);
	list_del_init(&sending->link);
	counted = sending->counted;
	sending->counted = WDF_NOT_COUNTED;
	spin_unlock_bh(&target->lock);
	return counted;
}

static NTSTATUS end_status(const struct wdf_sending *sending, NTSTATUS status)
{
	if (!sending->timed_out || status != STATUS_CANCELLED)
		return status;
	return sending->not_sent ? STATUS_WDF_IO_TIMEOUT_NOT_SENT : STATUS_IO_TIMEOUT;
}

static void call_routine(struct wdf_request *request, struct wdf_target *target)
{
	PFN_WDF_REQUEST_COMPLETION_ROUTINE routine = request->sending.routine;
	WDFCONTEXT context = request->sending.context;
	WDF_REQUEST_COMPLETION_PARAMS params;

	if (!routine)
		return;
	request->sending.routine = NULL;
	request->sending.context = NULL;
	WDF_REQUEST_COMPLETION_PARAMS_INIT(&params);
	vmbkmcl_wdf_format_params(request, &params);
	routine((WDFREQUEST)request, (WDFIOTARGET)target, &params, context);
}

/* The last hold has been dropped: the request is its driver's again. */
static void come_back(struct wdf_request *request)
{
	struct wdf_sending *sending = &request->sending;
	struct wdf_target *target = sending->target;
	PRKEVENT done = sending->done;
	PIRP irp = request->irp;
	enum wdf_counted counted;

	/* The target's driver may have used it. */
	if (request->irp_is == WDF_IRP_RECEIVED)
		irp->Tail.Overlay.DriverContext[CONTEXT_REQUEST] = request;
	sending->status = end_status(sending, irp->IoStatus.Status);
	irp->IoStatus.Status = sending->status;
	counted = unlink_sent(target, sending);
	sending->target = NULL;
	sending->done = NULL;
	vmbkmcl_wdf_format_copy_back(request);
	/* The routine may send it again, to another target as well. */
	call_routine(request, target);
	vmbkmcl_wdf_put(&request->object);
	uncount(target, counted);
	vmbkmcl_wdf_put(&target->object);
	if (done)
		KeSetEvent(done, IO_NO_INCREMENT, FALSE);
}

static void drop_hold(struct wdf_request *request)
{
	if (refcount_dec_and_test(&request->sending.holds))
		come_back(request);
}

/* The IRP has come back: the target and, if it has not run, the timer let it go. */
static void irp_is_back(struct wdf_request *request)
{
	struct wdf_sending *sending = &request->sending;

	if (sending->timed && (KeCancelTimer(&sending->timer->timer) ||
			       KeRemoveQueueDpc(&sending->timer->dpc)))
		refcount_dec(&sending->holds);
	drop_hold(request);
}

static NTSTATUS irp_completed(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	irp_is_back(context);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

/* It counts as sent, so that the target leads where it does. */
static void hand_over(struct wdf_request *request)
{
	const struct wdf_target *target = request->sending.target;

	if (target->file && request->sending.format)
		IoGetNextIrpStackLocation(request->irp)->FileObject = target->file;
	IoSetCompletionRoutine(request->irp, irp_completed, request, TRUE, TRUE, TRUE);
	IofCallDriver(target->to, request->irp);
}

void vmbkmcl_wdf_fail_waiting(struct wdf_request *request, NTSTATUS status)
{
	PIRP irp = request->irp;

	IoSkipCurrentIrpStackLocation(irp);
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	request->sending.not_sent = true;
	irp_is_back(request);
}

void vmbkmcl_wdf_send_waiting(struct wdf_request *request)
{
	IoSkipCurrentIrpStackLocation(request->irp);
	hand_over(request);
}

static void cancel_waiting(PDEVICE_OBJECT fdo, PIRP irp)
	__releases(CancelSpinLock)
{
	struct wdf_request *request = irp->Tail.Overlay.DriverContext[CONTEXT_WAITING];
	struct wdf_target *target = request->sending.target;

	IoReleaseCancelSpinLock(irp->CancelIrql);
	spin_lock_bh(&target->lock);
	list_del_init(&request->sending.link);
	spin_unlock_bh(&target->lock);
	vmbkmcl_wdf_fail_waiting(request, STATUS_CANCELLED);
}

struct wdf_request *vmbkmcl_wdf_take_waiting(struct wdf_target *target)
{
	struct wdf_request *request;

	lockdep_assert_held(&target->lock);
	list_for_each_entry(request, &target->waiting, sending.link) {
		if (!IoSetCancelRoutine(request->irp, NULL))
			continue;
		list_del_init(&request->sending.link);
		return request;
	}
	return NULL;
}

static void request_timed_out(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	struct wdf_request *request = context;

	WRITE_ONCE(request->sending.timed_out, true);
	IoCancelIrp(request->irp);
	drop_hold(request);
}

NTSTATUS WdfRequestAllocateTimer(WDFREQUEST Request)
{
	struct wdf_request *request = wdf_request_of(Request);
	struct wdf_request_timer *timer;

	if (request->sending.timer)
		return STATUS_SUCCESS;
	timer = kzalloc(sizeof(*timer), vmbkmcl_gfp());
	if (!timer)
		return STATUS_INSUFFICIENT_RESOURCES;
	KeInitializeTimer(&timer->timer);
	KeInitializeDpc(&timer->dpc, request_timed_out, request);
	request->sending.timer = timer;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfRequestAllocateTimer);

void vmbkmcl_wdf_sending_free(struct wdf_request *request)
{
	vmbkmcl_wdf_format_release(request);
	kfree(request->sending.timer);
}

/* Whether the driver may send it at all. */
static NTSTATUS check(const struct wdf_request *request)
{
	if (wdf_is_sent(&request->sending))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!request->sending.formatted)
		return STATUS_REQUEST_NOT_ACCEPTED;
	return READ_ONCE(request->irp->CancelRoutine) ? STATUS_INVALID_DEVICE_REQUEST :
							STATUS_SUCCESS;
}

/* Whether the target takes it, and has it wait. */
static NTSTATUS admit(const struct wdf_request *request, const struct wdf_target *target,
		      bool ignoring, bool *waits)
{
	lockdep_assert_held(&target->lock);
	*waits = false;
	if (!target->to)
		return STATUS_INVALID_DEVICE_STATE;
	if (request->irp->CurrentLocation - 1 <
	    vmbkmcl_wdf_target_locations(target, target->to))
		return STATUS_REQUEST_NOT_ACCEPTED;
	switch (target->state) {
	case WdfIoTargetStarted:
		return STATUS_SUCCESS;
	case WdfIoTargetStopped:
		*waits = !ignoring;
		return STATUS_SUCCESS;
	case WdfIoTargetPurged:
		return ignoring ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_STATE;
	default:
		return ignoring && target->removing ? STATUS_SUCCESS :
						      STATUS_INVALID_DEVICE_STATE;
	}
}

/* False: its sender has cancelled it, and its IRP is not at the target. */
static bool begin_waiting(struct wdf_request *request, struct wdf_target *target)
{
	PIRP irp = request->irp;

	lockdep_assert_held(&target->lock);
	irp->Tail.Overlay.DriverContext[CONTEXT_WAITING] = request;
	IoSetNextIrpStackLocation(irp);
	list_add_tail(&request->sending.link, &target->waiting);
	IoSetCancelRoutine(irp, cancel_waiting);
	if (!READ_ONCE(irp->Cancel) || !IoSetCancelRoutine(irp, NULL))
		return true;
	list_del_init(&request->sending.link);
	IoSkipCurrentIrpStackLocation(irp);
	return false;
}

static void count(struct wdf_sending *sending, struct wdf_target *target,
		  enum wdf_counted counted)
{
	lockdep_assert_held(&target->lock);
	sending->counted = counted;
	++*count_of(target, counted);
}

static void start_timer(struct wdf_sending *sending, LONGLONG timeout)
{
	LARGE_INTEGER due = { .QuadPart = timeout };

	sending->timed = true;
	refcount_inc(&sending->holds);
	KeSetTimer(&sending->timer->timer, due, &sending->timer->dpc);
}

/* What becomes of a request that is sent. */
enum sending_way {
	WAY_REFUSED,
	WAY_SENT,
	WAY_WAITS,
};

/* Make it the target's, for vmbkmcl_wdf_cancel_sent() and the completion to find. */
static void enter(struct wdf_request *request, struct wdf_target *target)
{
	struct wdf_sending *sending = &request->sending;

	vmbkmcl_wdf_get(&request->object);
	vmbkmcl_wdf_get(&target->object);
	sending->target = target;
	/* A sweep that is under way has it, too; those of another target do not count. */
	sending->sweep = target->sweep - 1;
	sending->formatted = false;
	sending->timed_out = false;
	sending->not_sent = false;
	sending->timed = false;
	request->irp->IoStatus.Status = STATUS_CANCELLED;
	refcount_set(&sending->holds, 1);
	/* Pairs with vmbkmcl_wdf_cancel_sent(). */
	smp_mb();
}

/* It is not the target's after all. */
static void leave(struct wdf_request *request, struct wdf_target *target)
{
	enum wdf_counted counted = unlink_sent(target, &request->sending);

	request->sending.target = NULL;
	vmbkmcl_wdf_put(&request->object);
	uncount(target, counted);
	vmbkmcl_wdf_put(&target->object);
}

static enum sending_way begin(struct wdf_request *request, struct wdf_target *target,
			      bool ignoring, LONGLONG timeout)
{
	struct wdf_sending *sending = &request->sending;
	bool waits;

	lockdep_assert_held(&target->lock);
	sending->status = admit(request, target, ignoring, &waits);
	if (!NT_SUCCESS(sending->status))
		return WAY_REFUSED;
	enter(request, target);
	sending->status = STATUS_CANCELLED;
	count(sending, target, waits ? WDF_COUNTED_WAITING :
		       ignoring ? WDF_COUNTED_IGNORING : WDF_COUNTED_SENT);
	if (READ_ONCE(sending->cancelled) || (waits && !begin_waiting(request, target))) {
		/* Who cancels it at this moment gives it back. */
		if (!refcount_dec_and_test(&sending->holds))
			return WAY_WAITS;
		return WAY_REFUSED;
	}
	if (!waits)
		list_add_tail(&sending->link, &target->sent);
	if (timeout)
		start_timer(sending, timeout);
	return waits ? WAY_WAITS : WAY_SENT;
}

bool vmbkmcl_wdf_send(struct wdf_request *request, struct wdf_target *target, ULONG flags,
		      LONGLONG timeout)
{
	struct wdf_sending *sending = &request->sending;
	enum sending_way way;

	if (!(flags & WDF_REQUEST_SEND_OPTION_TIMEOUT))
		timeout = 0;
	sending->status = check(request);
	if (NT_SUCCESS(sending->status) && timeout)
		sending->status = WdfRequestAllocateTimer((WDFREQUEST)request);
	if (!NT_SUCCESS(sending->status))
		return false;
	spin_lock_bh(&target->lock);
	way = begin(request, target, flags & WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE,
		    timeout);
	spin_unlock_bh(&target->lock);
	if (way == WAY_SENT)
		hand_over(request);
	else if (way == WAY_REFUSED && sending->target)
		leave(request, target);
	return way != WAY_REFUSED;
}

bool vmbkmcl_wdf_cancel_held(struct wdf_request *request)
{
	bool told = IoCancelIrp(request->irp);

	drop_hold(request);
	return told;
}

bool vmbkmcl_wdf_cancel_sent(struct wdf_request *request)
{
	struct wdf_sending *sending = &request->sending;

	WRITE_ONCE(sending->cancelled, true);
	/* Pairs with enter(): a request that is being sent finds it out, or is held here. */
	smp_mb();
	return refcount_inc_not_zero(&sending->holds) && vmbkmcl_wdf_cancel_held(request);
}

BOOLEAN WdfRequestCancelSentRequest(WDFREQUEST Request)
{
	return vmbkmcl_wdf_cancel_sent(wdf_request_of(Request));
}
VMBKMCL_EXPORT(WdfRequestCancelSentRequest);

/* Sleep idly: the target may take hours. False: the time has passed. */
static bool wait_done(PRKEVENT done, const LARGE_INTEGER *timeout)
{
	LARGE_INTEGER limit = *timeout;

	return KeWaitForSingleObject(done, Executive, KernelMode, FALSE,
				     limit.QuadPart ? &limit : NULL) == STATUS_SUCCESS;
}

static void wait_for(struct wdf_request *request, PRKEVENT done,
		     const WDF_REQUEST_SEND_OPTIONS *options)
{
	const LARGE_INTEGER no_limit = { .QuadPart = 0 };
	LARGE_INTEGER timeout = no_limit;

	if (options && options->Flags & WDF_REQUEST_SEND_OPTION_TIMEOUT)
		timeout.QuadPart = options->Timeout;
	if (wait_done(done, &timeout))
		return;
	WRITE_ONCE(request->sending.timed_out, true);
	vmbkmcl_wdf_cancel_sent(request);
	wait_done(done, &no_limit);
}

bool vmbkmcl_wdf_send_and_wait(struct wdf_request *request, struct wdf_target *target,
			       const WDF_REQUEST_SEND_OPTIONS *options)
{
	KEVENT done;
	ULONG flags = options ? options->Flags : 0;
	bool sent;

	might_sleep();
	if (wdf_is_sent(&request->sending)) {
		request->sending.status = STATUS_INVALID_DEVICE_REQUEST;
		return false;
	}
	/* The driver's completion routine may delete it. */
	vmbkmcl_wdf_get(&request->object);
	KeInitializeEvent(&done, NotificationEvent, FALSE);
	request->sending.done = &done;
	sent = vmbkmcl_wdf_send(request, target, flags & ~WDF_REQUEST_SEND_OPTION_TIMEOUT, 0);
	if (sent)
		wait_for(request, &done, options);
	else
		request->sending.done = NULL;
	vmbkmcl_wdf_put(&request->object);
	return sent;
}
