// SPDX-License-Identifier: GPL-2.0-only
/*
 * time.c - clocks, sleeping, and timeouts in NT's form.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>

#include <vmbkmcl/nt/time.h>

#include "../compat/export.h"
#include "nt.h"

static s64 nt_now(void)
{
	return div_s64(ktime_get_real_ns(), VMBKMCL_NT_TICK_NS) + VMBKMCL_NT_EPOCH;
}

/* The most negative number has no positive counterpart. */
static s64 relative_ns(s64 ticks)
{
	return ticks < -(S64_MAX / VMBKMCL_NT_TICK_NS) ? S64_MAX : -ticks * VMBKMCL_NT_TICK_NS;
}

/* An absolute time as Linux has it. */
static ktime_t real_time(s64 ticks)
{
	ticks -= VMBKMCL_NT_EPOCH;
	if (ticks < 0)
		return 0;
	return ticks > KTIME_MAX / VMBKMCL_NT_TICK_NS ? KTIME_MAX : ticks * VMBKMCL_NT_TICK_NS;
}

struct vmbkmcl_deadline vmbkmcl_deadline(const LARGE_INTEGER *timeout)
{
	struct vmbkmcl_deadline deadline = { .clock = CLOCK_MONOTONIC, .at = KTIME_MAX };

	if (timeout && timeout->QuadPart > 0) {
		deadline.clock = CLOCK_REALTIME;
		deadline.at = real_time(timeout->QuadPart);
	} else if (timeout) {
		deadline.at = ktime_add_safe(ktime_get(), relative_ns(timeout->QuadPart));
	}
	return deadline;
}

static ktime_t deadline_now(const struct vmbkmcl_deadline *deadline)
{
	return deadline->clock == CLOCK_REALTIME ? ktime_get_real() : ktime_get();
}

bool vmbkmcl_deadline_is_over(const struct vmbkmcl_deadline *deadline)
{
	return deadline->at <= deadline_now(deadline);
}

void vmbkmcl_deadline_sleep(const struct vmbkmcl_deadline *deadline)
{
	ktime_t at = deadline->at;

	schedule_hrtimeout_range_clock(at == KTIME_MAX ? NULL : &at, 0, HRTIMER_MODE_ABS,
				       deadline->clock);
}

/* How far off it is: 0 when it has passed, S64_MAX without a limit. */
static s64 timeout_ns(const LARGE_INTEGER *timeout)
{
	ktime_t at;

	if (!timeout)
		return S64_MAX;
	if (timeout->QuadPart <= 0)
		return relative_ns(timeout->QuadPart);
	at = real_time(timeout->QuadPart);
	return at == KTIME_MAX ? S64_MAX : max_t(s64, ktime_sub(at, ktime_get_real()), 0);
}

unsigned long vmbkmcl_timeout_jiffies(const LARGE_INTEGER *timeout)
{
	s64 ns = timeout_ns(timeout);
	u64 jiffies_left;

	if (ns == S64_MAX)
		return MAX_SCHEDULE_TIMEOUT;
	jiffies_left = div_u64(ns, TICK_NSEC);
	if (jiffies_left * TICK_NSEC < ns)
		jiffies_left++;
	/* One more, as the current jiffy is already partly over. */
	if (jiffies_left)
		jiffies_left++;
	return min_t(u64, jiffies_left, MAX_SCHEDULE_TIMEOUT - 1);
}

VOID KeQuerySystemTime(PLARGE_INTEGER CurrentTime)
{
	CurrentTime->QuadPart = nt_now();
}
VMBKMCL_EXPORT(KeQuerySystemTime);

ULONGLONG KeQueryInterruptTime(void)
{
	return div_u64(ktime_get_boottime_ns(), VMBKMCL_NT_TICK_NS);
}
VMBKMCL_EXPORT(KeQueryInterruptTime);

ULONGLONG KeQueryUnbiasedInterruptTime(void)
{
	return div_u64(ktime_get_ns(), VMBKMCL_NT_TICK_NS);
}
VMBKMCL_EXPORT(KeQueryUnbiasedInterruptTime);

ULONGLONG KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp)
{
	*QpcTimeStamp = KeQueryPerformanceCounter(NULL).QuadPart;
	return KeQueryInterruptTime();
}
VMBKMCL_EXPORT(KeQueryInterruptTimePrecise);

LARGE_INTEGER KeQueryPerformanceCounter(PLARGE_INTEGER PerformanceFrequency)
{
	LARGE_INTEGER now = { .QuadPart = KeQueryUnbiasedInterruptTime() };

	if (PerformanceFrequency)
		PerformanceFrequency->QuadPart = NSEC_PER_SEC / VMBKMCL_NT_TICK_NS;
	return now;
}
VMBKMCL_EXPORT(KeQueryPerformanceCounter);

ULONG KeQueryTimeIncrement(void)
{
	return TICK_NSEC / VMBKMCL_NT_TICK_NS;
}
VMBKMCL_EXPORT(KeQueryTimeIncrement);

VOID ExQueryTimerResolution(PULONG MaximumTime, PULONG MinimumTime, PULONG CurrentTime)
{
	*MaximumTime = KeQueryTimeIncrement();
	*MinimumTime = 1;
	*CurrentTime = 1;
}
VMBKMCL_EXPORT(ExQueryTimerResolution);

VOID KeQueryTickCount(PLARGE_INTEGER CurrentCount)
{
	CurrentCount->QuadPart = get_jiffies_64() - INITIAL_JIFFIES;
}
VMBKMCL_EXPORT(KeQueryTickCount);

NTSTATUS KeDelayExecutionThread(KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
				PLARGE_INTEGER Interval)
{
	struct vmbkmcl_deadline end = vmbkmcl_deadline(Interval);

	might_sleep();
	if (vmbkmcl_deadline_is_over(&end))
		cond_resched();
	while (!vmbkmcl_deadline_is_over(&end)) {
		/* An idle sleep: a driver may ask for hours. */
		set_current_state(TASK_IDLE);
		vmbkmcl_deadline_sleep(&end);
	}
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(KeDelayExecutionThread);

/* Rounds of KeStallExecutionProcessor() in which the clock does not move. */
#define STALL_ROUNDS	100

static void stall(u64 us)
{
	for (; us > 1000; us -= 1000)
		udelay(1000);
	udelay(us);
}

/*
 * udelay() is short where it was calibrated badly, in an emulated machine by any
 * factor; the clock knows. With interrupts off the clock may stand still: then
 * STALL_ROUNDS times the delay has to do.
 */
VOID KeStallExecutionProcessor(ULONG MicroSeconds)
{
	u64 start = ktime_get_ns(), wanted = (u64)MicroSeconds * NSEC_PER_USEC;
	u64 passed = 0, before;
	int still = 0;

	while (passed < wanted && still < STALL_ROUNDS) {
		before = passed;
		stall(DIV_ROUND_UP_ULL(wanted - passed, NSEC_PER_USEC));
		passed = ktime_get_ns() - start;
		still = passed == before ? still + 1 : 0;
	}
}
VMBKMCL_EXPORT(KeStallExecutionProcessor);
