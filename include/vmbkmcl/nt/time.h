/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Time, in units of 100 ns, since 1601 or since boot.
 *
 * Linux counterpart: ktime_get(), schedule_hrtimeout(), udelay()
 */
#ifndef VMBKMCL_NT_TIME_H
#define VMBKMCL_NT_TIME_H

#include <ntstatus.h>

/**
 * KeQuerySystemTime() - the time of day
 * @CurrentTime: receives 100 ns units since 1601-01-01 UTC
 *
 * Context: any. [doc]
 */
VOID KeQuerySystemTime(PLARGE_INTEGER CurrentTime);
#define KeQuerySystemTimePrecise(t)	KeQuerySystemTime(t)

/**
 * KeQueryInterruptTime() - time since boot, with the time that the machine slept [doc]
 *
 * Context: any. [doc]
 * Return: 100 ns units.
 */
ULONGLONG KeQueryInterruptTime(void);

/**
 * KeQueryUnbiasedInterruptTime() - time since boot, without the time that it slept [doc]
 *
 * Context: any. [doc]
 * Return: 100 ns units.
 */
ULONGLONG KeQueryUnbiasedInterruptTime(void);

/**
 * KeQueryInterruptTimePrecise() - as KeQueryInterruptTime(), with the performance counter
 * @QpcTimeStamp: receives the value of KeQueryPerformanceCounter(), read just before
 *
 * Context: any. [doc]
 * Return: 100 ns units.
 */
ULONGLONG KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp);

/**
 * KeQueryPerformanceCounter() - a monotonic counter, which stands while the machine sleeps [ours]
 * @PerformanceFrequency: receives its counts a second, 10,000,000 as on Windows
 *	10; optional
 *
 * Context: any. [doc]
 * Return: the counter.
 */
LARGE_INTEGER KeQueryPerformanceCounter(PLARGE_INTEGER PerformanceFrequency);

/**
 * KeQueryTimeIncrement() - length of a tick
 *
 * Context: any. [doc]
 * Return: 100 ns units.
 */
ULONG KeQueryTimeIncrement(void);

/**
 * ExQueryTimerResolution() - how exact timers are
 * @MaximumTime: receives the coarsest, a tick
 * @MinimumTime: receives the finest
 * @CurrentTime: receives what they are now, the finest; all in units of 100 ns
 *
 * Context: any. [doc nf-wdm-exquerytimerresolution]
 */
VOID ExQueryTimerResolution(PULONG MaximumTime, PULONG MinimumTime, PULONG CurrentTime);

/**
 * KeQueryTickCount() - ticks since boot
 * @CurrentCount: receives the number of ticks
 *
 * Context: any. [doc]
 */
VOID KeQueryTickCount(PLARGE_INTEGER CurrentCount);

/**
 * KeDelayExecutionThread() - sleep
 * @WaitMode: ignored: nothing interrupts the sleep, see KeWaitForSingleObject()
 * @Alertable: ignored
 * @Interval: in 100 ns; negative: relative; positive: absolute, of the clock as it is set
 *	until then [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS.
 */
NTSTATUS KeDelayExecutionThread(KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
				PLARGE_INTEGER Interval);

/**
 * KeStallExecutionProcessor() - busy-wait
 * @MicroSeconds: the time to wait
 *
 * Context: any. [doc]
 */
VOID KeStallExecutionProcessor(ULONG MicroSeconds);

typedef struct _TIME_FIELDS {
	CSHORT	Year;
	CSHORT	Month;
	CSHORT	Day;
	CSHORT	Hour;
	CSHORT	Minute;
	CSHORT	Second;
	CSHORT	Milliseconds;
	CSHORT	Weekday;	/* 0: Sunday */
} TIME_FIELDS, *PTIME_FIELDS;

/**
 * RtlTimeToTimeFields() - a time as a date
 * @Time: 100 ns units since 1601-01-01
 * @TimeFields: receives the date
 *
 * Context: any. [doc]
 */
VOID RtlTimeToTimeFields(PLARGE_INTEGER Time, PTIME_FIELDS TimeFields);

/**
 * RtlTimeFieldsToTime() - a date as a time
 * @TimeFields: the date; its Weekday is ignored [doc]
 * @Time: receives 100 ns units since 1601-01-01
 *
 * Context: any. [doc]
 * Return: TRUE; FALSE for a date that does not exist or is before 1601.
 */
BOOLEAN RtlTimeFieldsToTime(PTIME_FIELDS TimeFields, PLARGE_INTEGER Time);

/**
 * ExSystemTimeToLocalTime() - a time in the machine's time zone
 * @SystemTime: in UTC
 * @LocalTime: receives it in the time zone that settimeofday() told the kernel, which knows
 *	no other; most systems tell it UTC, or the zone of the hardware's clock [ours]
 *
 * Context: any. [doc]
 */
VOID ExSystemTimeToLocalTime(PLARGE_INTEGER SystemTime, PLARGE_INTEGER LocalTime);

/**
 * ExLocalTimeToSystemTime() - undo ExSystemTimeToLocalTime()
 * @LocalTime: in the machine's time zone
 * @SystemTime: receives it in UTC
 *
 * Context: any. [doc]
 */
VOID ExLocalTimeToSystemTime(PLARGE_INTEGER LocalTime, PLARGE_INTEGER SystemTime);

#endif
