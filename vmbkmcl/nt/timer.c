// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer.c - timers over soft hrtimers.
 */
#include <linux/hash.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>

#include <vmbkmcl/nt/event.h>

#include "../compat/compat.h"
#include "../compat/export.h"
#include "nt.h"
#include "wait.h"

#define TIMER_LOCK_BITS	4

/*
 * Setting a timer takes several steps, which contexts that set the same one may not mix.
 * Not in the timer itself, which a waiter may free once it is set.
 */
static spinlock_t timer_locks[1 << TIMER_LOCK_BITS] = {
	[0 ... (1 << TIMER_LOCK_BITS) - 1] = __SPIN_LOCK_UNLOCKED(timer_locks),
};

/* A waiter that this wakes may free a timer that does not repeat. */
static void timer_signal(PKTIMER timer)
{
	PKDPC dpc = timer->Dpc;

	vmbkmcl_dispatcher_set(&timer->Header, 1);
	if (dpc)
		KeInsertQueueDpc(dpc, NULL, NULL);
}

static enum hrtimer_restart timer_due(struct hrtimer *hrtimer)
{
	PKTIMER timer = CONTAINING_RECORD(hrtimer, KTIMER, Timer);
	LONG period = timer->Period;

	if (period)
		hrtimer_forward_now(hrtimer, ms_to_ktime(period));
	timer_signal(timer);
	return period ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

/* A period does not follow the clock, so it is the other timer's. */
static enum hrtimer_restart timer_due_absolute(struct hrtimer *hrtimer)
{
	PKTIMER timer = CONTAINING_RECORD(hrtimer, KTIMER, Absolute);

	if (timer->Period)
		hrtimer_start(&timer->Timer, ms_to_ktime(timer->Period),
			      HRTIMER_MODE_REL_SOFT);
	timer_signal(timer);
	return HRTIMER_NORESTART;
}

/* The absolute one first, which may set the other. */
static bool timer_stop(PKTIMER timer)
{
	bool running = hrtimer_cancel(&timer->Absolute);

	return hrtimer_cancel(&timer->Timer) || running;
}

bool vmbkmcl_timer_is_set(PKTIMER timer)
{
	return hrtimer_active(&timer->Absolute) || hrtimer_active(&timer->Timer);
}

VOID KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type)
{
	vmbkmcl_dispatcher_init(&Timer->Header, Type == NotificationTimer ?
				VMBKMCL_TIMER : VMBKMCL_SYNC_TIMER, 0);
	vmbkmcl_compat_hrtimer_setup_soft(&Timer->Timer, timer_due, CLOCK_MONOTONIC);
	vmbkmcl_compat_hrtimer_setup_soft(&Timer->Absolute, timer_due_absolute, CLOCK_REALTIME);
	Timer->Dpc = NULL;
	Timer->Period = 0;
}
VMBKMCL_EXPORT(KeInitializeTimerEx);

VOID KeInitializeTimer(PKTIMER Timer)
{
	KeInitializeTimerEx(Timer, NotificationTimer);
}
VMBKMCL_EXPORT(KeInitializeTimer);

BOOLEAN KeSetTimerEx(PKTIMER Timer, LARGE_INTEGER DueTime, LONG Period,
		     PKDPC Dpc)
{
	spinlock_t *lock = &timer_locks[hash_ptr(Timer, TIMER_LOCK_BITS)];
	struct vmbkmcl_deadline due = vmbkmcl_deadline(&DueTime);
	BOOLEAN running;

	/* It would be due again without end. */
	if (WARN_ONCE(Period < 0, "vmbkmcl: a timer is set with a period of %d ms\n", Period))
		Period = 0;
	spin_lock_bh(lock);
	/* Also waits for a callback that is running, which uses the fields. */
	running = timer_stop(Timer);
	vmbkmcl_dispatcher_set(&Timer->Header, 0);
	Timer->Dpc = Dpc;
	Timer->Period = Period;
	hrtimer_start(due.clock == CLOCK_REALTIME ? &Timer->Absolute : &Timer->Timer, due.at,
		      HRTIMER_MODE_ABS_SOFT);
	spin_unlock_bh(lock);
	return running;
}
VMBKMCL_EXPORT(KeSetTimerEx);

BOOLEAN KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc)
{
	return KeSetTimerEx(Timer, DueTime, 0, Dpc);
}
VMBKMCL_EXPORT(KeSetTimer);

BOOLEAN KeCancelTimer(PKTIMER Timer)
{
	return timer_stop(Timer);
}
VMBKMCL_EXPORT(KeCancelTimer);

BOOLEAN KeReadStateTimer(PKTIMER Timer)
{
	return READ_ONCE(Timer->Header.SignalState) > 0;
}
VMBKMCL_EXPORT(KeReadStateTimer);
