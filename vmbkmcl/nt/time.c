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

s64 vmbkmcl_timeout_ns(const LARGE_INTEGER *timeout)
{
	s64 ticks;

	if (!timeout)
		return S64_MAX;
	if (timeout->QuadPart <= 0) {
		/* The most negative number has no positive counterpart. */
		ticks = timeout->QuadPart == S64_MIN ? S64_MAX : -timeout->QuadPart;
	} else {
		ticks = timeout->QuadPart - nt_now();
		if (ticks < 0)
			return 0;
	}
	return ticks > S64_MAX / VMBKMCL_NT_TICK_NS ?
		S64_MAX : ticks * VMBKMCL_NT_TICK_NS;
}

unsigned long vmbkmcl_timeout_jiffies(const LARGE_INTEGER *timeout)
{
	u64 jiffies_left;
	s64 ns = vmbkmcl_timeout_ns(timeout);

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
	return div_u64(ktime_get_ns(), VMBKMCL_NT_TICK_NS);
}
VMBKMCL_EXPORT(KeQueryInterruptTime);

ULONGLONG KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp)
{
	ULONGLONG now = KeQueryInterruptTime();

	*QpcTimeStamp = now;
	return now;
}
VMBKMCL_EXPORT(KeQueryInterruptTimePrecise);

LARGE_INTEGER KeQueryPerformanceCounter(PLARGE_INTEGER PerformanceFrequency)
{
	LARGE_INTEGER now = { .QuadPart = KeQueryInterruptTime() };

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
	s64 ns = vmbkmcl_timeout_ns(Interval);
	ktime_t end = ktime_add_safe(ktime_get(), ns_to_ktime(ns));

	might_sleep();
	if (!ns)
		cond_resched();
	while (ns && ktime_before(ktime_get(), end)) {
		/* An idle sleep: a driver may ask for hours. */
		set_current_state(TASK_IDLE);
		schedule_hrtimeout(&end, HRTIMER_MODE_ABS);
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
