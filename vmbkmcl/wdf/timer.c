// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer.c - framework timers.
 */
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_timer - a timer
 * @object: first
 * @serial: its lock
 * @parent: its parent, also once it is deleted
 * @timer: what makes it due
 * @dpc: calls @function, or queues @work
 * @period: milliseconds, or 0
 * @passive: @function is called at PASSIVE_LEVEL
 * @work: calls @function then; while it is queued or runs, it has a reference to the
 *	timer and one to its parent
 * @function: the driver's callback
 * @lock: taken where it is started; protects the rest
 * @ending: it is deleted, so it is not started any more, not even by @function
 * @stopping: how many contexts wait in WdfTimerStop(); nor is it started meanwhile
 */
struct wdf_timer {
	struct wdf_object object;
	struct wdf_serial serial;
	struct wdf_object *parent;
	KTIMER timer;
	KDPC dpc;
	ULONG period;
	bool passive;
	struct work_struct work;
	PFN_WDF_TIMER function;
	spinlock_t lock;
	bool ending;
	unsigned int stopping;
};

static void timer_get(struct wdf_timer *timer)
{
	vmbkmcl_wdf_get(&timer->object);
	vmbkmcl_wdf_get(timer->parent);
}

static void timer_put(struct wdf_timer *timer)
{
	struct wdf_object *parent = timer->parent;

	vmbkmcl_wdf_put(&timer->object);
	vmbkmcl_wdf_put(parent);
}

static void timer_call(struct wdf_timer *timer)
{
	vmbkmcl_wdf_lock(timer->serial.lock);
	timer->function((WDFTIMER)timer);
	vmbkmcl_wdf_unlock(timer->serial.lock);
}

static void timer_work(struct work_struct *work)
{
	struct wdf_timer *timer = container_of(work, struct wdf_timer, work);

	timer_call(timer);
	timer_put(timer);
}

static void timer_due(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	struct wdf_timer *timer = context;

	if (!timer->passive) {
		timer_call(timer);
		return;
	}
	timer_get(timer);
	if (!vmbkmcl_work_queue(&timer->work))
		timer_put(timer);
}

static bool timer_is_inside(const struct wdf_object *object)
{
	return current_work() == &container_of(object, struct wdf_timer, object)->work;
}

/* Not in the callback itself, which may stop its timer. */
static void timer_flush_work(struct wdf_timer *timer)
{
	if (timer->passive && !timer_is_inside(&timer->object))
		flush_work(&timer->work);
}

static void timer_dispose(struct wdf_object *object)
{
	struct wdf_timer *timer = container_of(object, struct wdf_timer, object);

	spin_lock_bh(&timer->lock);
	timer->ending = true;
	spin_unlock_bh(&timer->lock);
	KeCancelTimer(&timer->timer);
	KeRemoveQueueDpc(&timer->dpc);
	KeFlushQueuedDpcs();
	timer_flush_work(timer);
}

static void timer_free(struct wdf_object *object)
{
	vmbkmcl_wdf_serial_put(&container_of(object, struct wdf_timer, object)->serial);
}

static const struct wdf_object_ops timer_ops = {
	.name = "timer",
	.passive = true,
	.is_inside = timer_is_inside,
	.dispose = timer_dispose,
	.free = timer_free,
};

static void timer_init(struct wdf_timer *timer, const WDF_TIMER_CONFIG *config)
{
	spin_lock_init(&timer->lock);
	timer->parent = timer->object.parent;
	KeInitializeTimer(&timer->timer);
	KeInitializeDpc(&timer->dpc, timer_due, timer);
	INIT_WORK(&timer->work, timer_work);
	timer->period = config->Period;
	timer->function = config->EvtTimerFunc;
}

/* As KMDF's WdfTimerCreate(). */
static NTSTATUS timer_check(const WDF_TIMER_CONFIG *config,
			    const WDF_OBJECT_ATTRIBUTES *attributes)
{
	NTSTATUS status = vmbkmcl_wdf_check_parent(attributes);

	if (!NT_SUCCESS(status))
		return status;
	if (config->Size != sizeof(*config))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (config->Period > MAXLONG || !config->EvtTimerFunc ||
	    (config->TolerableDelay && config->UseHighResolutionTimer))
		return STATUS_INVALID_PARAMETER;
	if (config->Period && attributes->ExecutionLevel == WdfExecutionLevelPassive)
		return STATUS_NOT_SUPPORTED;
	return STATUS_SUCCESS;
}

NTSTATUS WdfTimerCreate(PWDF_TIMER_CONFIG Config,
			PWDF_OBJECT_ATTRIBUTES Attributes, WDFTIMER *Timer)
{
	NTSTATUS status = timer_check(Config, Attributes);
	struct wdf_serial serial;
	struct wdf_timer *timer;
	bool passive;

	if (!NT_SUCCESS(status))
		return status;
	passive = Attributes->ExecutionLevel == WdfExecutionLevelPassive;
	status = vmbkmcl_wdf_serial_find(&serial, Attributes->ParentObject,
					 Config->AutomaticSerialization, passive);
	if (!NT_SUCCESS(status))
		return status;
	timer = vmbkmcl_wdf_make(sizeof(*timer), &timer_ops, Attributes, NULL, &status);
	if (!timer) {
		vmbkmcl_wdf_serial_put(&serial);
		return status;
	}
	timer->serial = serial;
	timer->passive = passive;
	timer_init(timer, Config);
	status = vmbkmcl_wdf_commit(&timer->object);
	if (NT_SUCCESS(status))
		*Timer = (WDFTIMER)timer;
	return status;
}
VMBKMCL_EXPORT(WdfTimerCreate);

BOOLEAN WdfTimerStart(WDFTIMER Timer, LONGLONG DueTime)
{
	struct wdf_timer *timer = (struct wdf_timer *)Timer;
	LARGE_INTEGER due = { .QuadPart = DueTime };
	BOOLEAN running = FALSE;

	spin_lock_bh(&timer->lock);
	if (!timer->ending && !timer->stopping)
		running = KeSetTimerEx(&timer->timer, due, timer->period, &timer->dpc);
	spin_unlock_bh(&timer->lock);
	return running;
}
VMBKMCL_EXPORT(WdfTimerStart);

static BOOLEAN timer_cancel(struct wdf_timer *timer)
{
	BOOLEAN running = KeCancelTimer(&timer->timer);

	/* A timer that is due and whose callback has not begun has run as well. */
	running |= KeRemoveQueueDpc(&timer->dpc);
	return running;
}

BOOLEAN WdfTimerStop(WDFTIMER Timer, BOOLEAN Wait)
{
	struct wdf_timer *timer = (struct wdf_timer *)Timer;
	BOOLEAN running;

	if (!Wait)
		return timer_cancel(timer);
	spin_lock_bh(&timer->lock);
	timer->stopping++;
	spin_unlock_bh(&timer->lock);
	running = timer_cancel(timer);
	KeFlushQueuedDpcs();
	timer_flush_work(timer);
	spin_lock_bh(&timer->lock);
	timer->stopping--;
	spin_unlock_bh(&timer->lock);
	return running;
}
VMBKMCL_EXPORT(WdfTimerStop);

WDFOBJECT WdfTimerGetParentObject(WDFTIMER Timer)
{
	return ((struct wdf_timer *)Timer)->parent;
}
VMBKMCL_EXPORT(WdfTimerGetParentObject);
