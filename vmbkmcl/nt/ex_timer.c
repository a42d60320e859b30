// SPDX-License-Identifier: GPL-2.0-only
/*
 * ex_timer.c - timers that are allocated, each a KTIMER with its DPC.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/ex_timer.h>
#include <vmbkmcl/nt/pool.h>

#include "../compat/export.h"
#include "nt.h"
#include "wait.h"

#define TICKS_PER_MS	10000
#define TIMER_POLL_MS	10

/**
 * struct _EX_TIMER - a timer
 * @timer: first, for those that wait for it
 * @dpc: calls @callback
 * @callback: the driver's, or NULL
 * @context: its argument
 * @expires: it is to be due once more before it is freed
 * @gone: told when it is not used any more, before it is freed, or NULL
 * @gone_context: its argument
 * @work: frees it
 * @lock: taken where it is set
 * @ending: it is deleted, so it is not set any more, not even by @callback; @lock
 */
struct _EX_TIMER {
	KTIMER timer;
	KDPC dpc;
	PEXT_CALLBACK callback;
	PVOID context;
	bool expires;
	PEXT_DELETE_CALLBACK gone;
	PVOID gone_context;
	struct work_struct work;
	spinlock_t lock;
	bool ending;
};

static VOID ex_timer_due(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	PEX_TIMER timer = context;

	timer->callback(timer, timer->context);
}

static void timer_free(PEX_TIMER timer)
{
	/* Its signal may be taken by another waiter, and comes before the DPC is queued. */
	while (timer->expires && vmbkmcl_timer_is_set(&timer->timer))
		msleep(TIMER_POLL_MS);
	/* Also waits for an expiry that is still under way. */
	KeCancelTimer(&timer->timer);
	KeFlushQueuedDpcs();
	/* What else is deleted and gets its address would wait for a callback after that. */
	if (timer->gone)
		timer->gone(timer->gone_context);
	ExFreePool(timer);
}

static void timer_free_work(struct work_struct *work)
{
	timer_free(container_of(work, struct _EX_TIMER, work));
}

PEX_TIMER ExAllocateTimer(PEXT_CALLBACK Callback, PVOID CallbackContext,
			  ULONG Attributes)
{
	PEX_TIMER timer = ExAllocatePoolZero(NonPagedPoolNx, sizeof(*timer), 0x72547845);

	if (!timer)
		return NULL;
	KeInitializeTimerEx(&timer->timer, Attributes & EX_TIMER_NOTIFICATION ?
			    NotificationTimer : SynchronizationTimer);
	KeInitializeDpc(&timer->dpc, ex_timer_due, timer);
	INIT_WORK(&timer->work, timer_free_work);
	spin_lock_init(&timer->lock);
	timer->callback = Callback;
	timer->context = CallbackContext;
	return timer;
}
VMBKMCL_EXPORT(ExAllocateTimer);

BOOLEAN ExSetTimer(PEX_TIMER Timer, LONGLONG DueTime, LONGLONG Period,
		   PEXT_SET_PARAMETERS Parameters)
{
	LONG ms = DIV_ROUND_UP_ULL(clamp_t(LONGLONG, Period, 0, MAXLONG), TICKS_PER_MS);
	BOOLEAN running = FALSE;

	spin_lock_bh(&Timer->lock);
	if (!Timer->ending)
		running = KeSetTimerEx(&Timer->timer, (LARGE_INTEGER){ .QuadPart = DueTime },
				       ms, Timer->callback ? &Timer->dpc : NULL);
	spin_unlock_bh(&Timer->lock);
	return running;
}
VMBKMCL_EXPORT(ExSetTimer);

BOOLEAN ExCancelTimer(PEX_TIMER Timer, PEXT_CANCEL_PARAMETERS Parameters)
{
	return !READ_ONCE(Timer->ending) && KeCancelTimer(&Timer->timer);
}
VMBKMCL_EXPORT(ExCancelTimer);

/* It cannot be set from here on; false if that was so before. */
static bool timer_end(PEX_TIMER timer)
{
	bool first;

	spin_lock_bh(&timer->lock);
	first = !timer->ending;
	WRITE_ONCE(timer->ending, true);
	spin_unlock_bh(&timer->lock);
	return first;
}

BOOLEAN ExDeleteTimer(PEX_TIMER Timer, BOOLEAN Cancel, BOOLEAN Wait,
		      PEXT_DELETE_PARAMETERS Parameters)
{
	BOOLEAN cancelled;

	if (!timer_end(Timer))
		return FALSE;
	/* One that is set with a period would never be due for the last time. */
	Timer->expires = !Cancel && !Timer->timer.Period &&
			 vmbkmcl_timer_is_set(&Timer->timer);
	cancelled = !Timer->expires && KeCancelTimer(&Timer->timer);
	if (Parameters) {
		Timer->gone = Parameters->DeleteCallback;
		Timer->gone_context = Parameters->DeleteContext;
	}
	if (Wait)
		timer_free(Timer);
	else
		vmbkmcl_work_queue(&Timer->work);
	return Cancel && cancelled;
}
VMBKMCL_EXPORT(ExDeleteTimer);
