// SPDX-License-Identifier: GPL-2.0-only
/*
 * target_state.c - starting, stopping and purging an I/O target, and its end. As KMDF's
 * GotoStartState(), GotoStopState(), GotoPurgeState() and GotoRemoveState() of FxIoTarget.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "target.h"

/*
 * The next request that was sent and that this sweep has not cancelled, with a hold: it
 * cannot come back and be sent to another target meanwhile.
 */
static struct wdf_request *next_sent(struct wdf_target *target, unsigned int sweep,
				     bool ignoring)
{
	struct wdf_request *request, *found = NULL;
	struct wdf_sending *sending;

	spin_lock_bh(&target->lock);
	list_for_each_entry(request, &target->sent, sending.link) {
		sending = &request->sending;
		if ((int)(sending->sweep - sweep) >= 0 ||
		    (sending->counted == WDF_COUNTED_IGNORING && !ignoring))
			continue;
		sending->sweep = sweep;
		if (!refcount_inc_not_zero(&sending->holds))
			continue;
		WRITE_ONCE(sending->cancelled, true);
		found = request;
		break;
	}
	spin_unlock_bh(&target->lock);
	return found;
}

/* Cancel what was sent, @ignoring: what ignores the target's state as well. */
static void cancel_sent(struct wdf_target *target, bool ignoring)
{
	struct wdf_request *request;
	unsigned int sweep;

	spin_lock_bh(&target->lock);
	sweep = ++target->sweep;
	spin_unlock_bh(&target->lock);
	while ((request = next_sent(target, sweep, ignoring)))
		vmbkmcl_wdf_cancel_held(request);
}

/*
 * Whether what was sent has come back, but for what ignores the target's state; @waiting:
 * and what waited to be.
 */
static bool is_quiet(struct wdf_target *target, bool waiting)
{
	bool quiet;

	spin_lock_bh(&target->lock);
	quiet = !target->sent_count && !(waiting && target->waiting_count);
	spin_unlock_bh(&target->lock);
	return quiet;
}

static void fail_waiting(struct wdf_target *target)
{
	struct wdf_request *request;

	for (;;) {
		spin_lock_bh(&target->lock);
		request = vmbkmcl_wdf_take_waiting(target);
		spin_unlock_bh(&target->lock);
		if (!request)
			return;
		vmbkmcl_wdf_fail_waiting(request, STATUS_WDF_DEVICE_REMOVED_NOT_SENT);
	}
}

/* One that waits, to be sent: it counts as sent from now on. */
static struct wdf_request *next_waiting(struct wdf_target *target)
{
	struct wdf_request *request = NULL;

	spin_lock_bh(&target->lock);
	if (target->state == WdfIoTargetStarted)
		request = vmbkmcl_wdf_take_waiting(target);
	if (request) {
		list_add_tail(&request->sending.link, &target->sent);
		request->sending.counted = WDF_COUNTED_SENT;
		target->waiting_count--;
		target->sent_count++;
	}
	spin_unlock_bh(&target->lock);
	return request;
}

NTSTATUS WdfIoTargetStart(WDFIOTARGET IoTarget)
{
	struct wdf_target *target = wdf_target_of(IoTarget);
	NTSTATUS status = STATUS_SUCCESS;
	struct wdf_request *request;

	spin_lock_bh(&target->lock);
	if (!target->to || target->removing || target->state == WdfIoTargetDeleted)
		status = STATUS_INVALID_DEVICE_STATE;
	else
		WRITE_ONCE(target->state, WdfIoTargetStarted);
	spin_unlock_bh(&target->lock);
	if (!NT_SUCCESS(status))
		return status;
	/* Its completion may delete the target. */
	vmbkmcl_wdf_get(&target->object);
	while ((request = next_waiting(target)))
		vmbkmcl_wdf_send_waiting(request);
	vmbkmcl_wdf_put(&target->object);
	return status;
}
VMBKMCL_EXPORT(WdfIoTargetStart);

/* From one of the states that a target has while it is open. */
static void change_state(struct wdf_target *target, WDF_IO_TARGET_STATE state)
{
	spin_lock_bh(&target->lock);
	switch (target->state) {
	case WdfIoTargetStarted:
	case WdfIoTargetStopped:
	case WdfIoTargetPurged:
		WRITE_ONCE(target->state, state);
		break;
	default:
		break;
	}
	spin_unlock_bh(&target->lock);
}

VOID WdfIoTargetStop(WDFIOTARGET IoTarget, WDF_IO_TARGET_SENT_IO_ACTION Action)
{
	struct wdf_target *target = wdf_target_of(IoTarget);

	if (Action == WdfIoTargetSentIoUndefined || Action > WdfIoTargetLeaveSentIoPending)
		return;
	change_state(target, WdfIoTargetStopped);
	if (Action == WdfIoTargetLeaveSentIoPending)
		return;
	might_sleep();
	vmbkmcl_wdf_get(&target->object);
	if (Action == WdfIoTargetCancelSentIo)
		cancel_sent(target, false);
	wait_event_idle(target->quiet, is_quiet(target, false));
	vmbkmcl_wdf_put(&target->object);
}
VMBKMCL_EXPORT(WdfIoTargetStop);

VOID WdfIoTargetPurge(WDFIOTARGET IoTarget, WDF_IO_TARGET_PURGE_IO_ACTION Action)
{
	struct wdf_target *target = wdf_target_of(IoTarget);

	if (Action == WdfIoTargetPurgeIoUndefined || Action > WdfIoTargetPurgeIo)
		return;
	change_state(target, WdfIoTargetPurged);
	vmbkmcl_wdf_get(&target->object);
	fail_waiting(target);
	cancel_sent(target, false);
	if (Action == WdfIoTargetPurgeIoAndWait) {
		might_sleep();
		wait_event_idle(target->quiet, is_quiet(target, true));
	}
	vmbkmcl_wdf_put(&target->object);
}
VMBKMCL_EXPORT(WdfIoTargetPurge);

WDF_IO_TARGET_STATE WdfIoTargetGetState(WDFIOTARGET IoTarget)
{
	return READ_ONCE(wdf_target_of(IoTarget)->state);
}
VMBKMCL_EXPORT(WdfIoTargetGetState);

void vmbkmcl_wdf_target_begin(struct wdf_target *target, PDEVICE_OBJECT to,
			      PFILE_OBJECT file)
{
	spin_lock_bh(&target->lock);
	target->to = to;
	target->file = file;
	if (target->state != WdfIoTargetDeleted)
		WRITE_ONCE(target->state, WdfIoTargetStarted);
	spin_unlock_bh(&target->lock);
}

/* No request is sent there any more; false: one is there still. */
static bool try_end(struct wdf_target *target)
{
	bool ended;

	spin_lock_bh(&target->lock);
	ended = !target->sent_count && !target->ignoring_count && !target->waiting_count;
	if (ended)
		target->removing = false;
	spin_unlock_bh(&target->lock);
	return ended;
}

void vmbkmcl_wdf_target_end(struct wdf_target *target, WDF_IO_TARGET_STATE state)
{
	might_sleep();
	spin_lock_bh(&target->lock);
	if (target->state != WdfIoTargetDeleted)
		WRITE_ONCE(target->state, state);
	target->removing = true;
	spin_unlock_bh(&target->lock);
	fail_waiting(target);
	cancel_sent(target, true);
	wait_event_idle(target->quiet, try_end(target));
}
