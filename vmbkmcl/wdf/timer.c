// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer.c - framework timers.
 */
#include <linux/workqueue.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_timer - a timer
 * @object: first
 * @parent: its parent, also once it is deleted
 * @timer: what makes it due
 * @dpc: calls @function
 * @period: milliseconds, or 0
 * @function: the driver's callback
 * @end: waits for callbacks of a timer that was deleted where that cannot be done,
 *	with a reference to the timer and one to @parent
 */
struct wdf_timer {
	struct wdf_object object;
	struct wdf_object *parent;
	KTIMER timer;
	KDPC dpc;
	ULONG period;
	PFN_WDF_TIMER function;
	struct work_struct end;
};

static void timer_due(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	struct wdf_timer *timer = context;

	timer->function((WDFTIMER)timer);
}

static void timer_end(struct work_struct *work)
{
	struct wdf_timer *timer = container_of(work, struct wdf_timer, end);
	struct wdf_object *parent = timer->parent;

	KeFlushQueuedDpcs();
	vmbkmcl_wdf_put(&timer->object);
	vmbkmcl_wdf_put(parent);
}

/* Its own callback, too, is called where it may not sleep. */
static void timer_dispose(struct wdf_object *object)
{
	struct wdf_timer *timer = container_of(object, struct wdf_timer, object);

	KeCancelTimer(&timer->timer);
	KeRemoveQueueDpc(&timer->dpc);
	if (vmbkmcl_may_sleep()) {
		KeFlushQueuedDpcs();
		return;
	}
	vmbkmcl_wdf_get(&timer->object);
	vmbkmcl_wdf_get(timer->parent);
	vmbkmcl_work_queue(&timer->end);
}

static const struct wdf_object_ops timer_ops = {
	.name = "timer",
	.dispose = timer_dispose,
};

NTSTATUS WdfTimerCreate(PWDF_TIMER_CONFIG Config,
			PWDF_OBJECT_ATTRIBUTES Attributes, WDFTIMER *Timer)
{
	struct wdf_timer *timer;

	if (!Attributes || !Attributes->ParentObject)
		return STATUS_WDF_PARENT_NOT_SPECIFIED;
	if (!Config->EvtTimerFunc)
		return STATUS_INVALID_PARAMETER;
	timer = vmbkmcl_wdf_create(sizeof(*timer), &timer_ops, Attributes, NULL);
	if (!timer)
		return STATUS_INSUFFICIENT_RESOURCES;
	KeInitializeTimer(&timer->timer);
	KeInitializeDpc(&timer->dpc, timer_due, timer);
	INIT_WORK(&timer->end, timer_end);
	timer->parent = timer->object.parent;
	timer->period = Config->Period;
	timer->function = Config->EvtTimerFunc;
	*Timer = (WDFTIMER)timer;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfTimerCreate);

BOOLEAN WdfTimerStart(WDFTIMER Timer, LONGLONG DueTime)
{
	struct wdf_timer *timer = (struct wdf_timer *)Timer;
	LARGE_INTEGER due = { .QuadPart = DueTime };

	return KeSetTimerEx(&timer->timer, due, timer->period, &timer->dpc);
}
VMBKMCL_EXPORT(WdfTimerStart);

BOOLEAN WdfTimerStop(WDFTIMER Timer, BOOLEAN Wait)
{
	struct wdf_timer *timer = (struct wdf_timer *)Timer;
	BOOLEAN running = KeCancelTimer(&timer->timer);

	/* A timer that is due and whose callback has not begun has run as well. */
	running |= KeRemoveQueueDpc(&timer->dpc);
	if (Wait)
		KeFlushQueuedDpcs();
	return running;
}
VMBKMCL_EXPORT(WdfTimerStop);

WDFOBJECT WdfTimerGetParentObject(WDFTIMER Timer)
{
	return ((struct wdf_timer *)Timer)->parent;
}
VMBKMCL_EXPORT(WdfTimerGetParentObject);
