/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Time in units of 100 ns, since 1601 or since boot.
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
 * KeQueryInterruptTime() - time since boot, without time asleep
 *
 * Context: any. [doc]
 * Return: 100 ns units.
 */
ULONGLONG KeQueryInterruptTime(void);

/**
 * KeQueryInterruptTimePrecise() - time since boot, and the counter
 * @QpcTimeStamp: receives KeQueryPerformanceCounter()'s value
 *
 * Context: any. [doc]
 * Return: 100 ns units.
 */
ULONGLONG KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp);

/**
 * KeQueryPerformanceCounter() - a counter that only goes up
 * @PerformanceFrequency: receives its counts a second; optional. 10,000,000
 *	here as on Windows 10
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
 * KeQueryTickCount() - ticks since boot
 * @CurrentCount: receives them
 *
 * Context: any. [doc]
 */
VOID KeQueryTickCount(PLARGE_INTEGER CurrentCount);

/**
 * KeDelayExecutionThread() - sleep
 * @WaitMode: ignored: nothing interrupts the sleep, see KeWaitForSingleObject()
 * @Alertable: ignored
 * @Interval: negative: relative; positive: until that time; in 100 ns
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS.
 */
NTSTATUS KeDelayExecutionThread(KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
				PLARGE_INTEGER Interval);

/**
 * KeStallExecutionProcessor() - spin
 * @MicroSeconds: how long
 *
 * Context: any. [doc]
 */
VOID KeStallExecutionProcessor(ULONG MicroSeconds);

#endif
