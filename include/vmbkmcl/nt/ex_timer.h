/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Timers that the system allocates.
 *
 * Differences from Windows
 * - Every timer is as exact as a high-resolution one, and wakes the processor; a
 *   period is rounded up to milliseconds.
 *
 * Linux counterpart: struct hrtimer
 */
#ifndef VMBKMCL_NT_EX_TIMER_H
#define VMBKMCL_NT_EX_TIMER_H

#include <vmbkmcl/nt/event.h>

#define EX_TIMER_HIGH_RESOLUTION	0x00000004
#define EX_TIMER_NO_WAKE		0x00000008
#define EX_TIMER_NOTIFICATION		0x80000000
#define EX_TIMER_UNLIMITED_TOLERANCE	((LONGLONG)-1)

typedef struct _EX_TIMER EX_TIMER, *PEX_TIMER;

typedef VOID EXT_CALLBACK(PEX_TIMER Timer, PVOID Context);
typedef EXT_CALLBACK *PEXT_CALLBACK;
typedef VOID EXT_DELETE_CALLBACK(PVOID Context);
typedef EXT_DELETE_CALLBACK *PEXT_DELETE_CALLBACK;

typedef struct _EXT_SET_PARAMETERS {
	ULONG		Version;
	ULONG		Reserved;
	LONGLONG	NoWakeTolerance;
} EXT_SET_PARAMETERS, *PEXT_SET_PARAMETERS;

typedef struct _EXT_DELETE_PARAMETERS {
	ULONG		Version;
	ULONG		Reserved;
	PEXT_DELETE_CALLBACK DeleteCallback;
	PVOID		DeleteContext;
} EXT_DELETE_PARAMETERS, *PEXT_DELETE_PARAMETERS;

typedef PVOID PEXT_CANCEL_PARAMETERS;

static inline VOID ExInitializeSetTimerParameters(PEXT_SET_PARAMETERS parameters)
{
	parameters->Version = 0;
	parameters->Reserved = 0;
	parameters->NoWakeTolerance = 0;
}

static inline VOID ExInitializeDeleteTimerParameters(PEXT_DELETE_PARAMETERS parameters)
{
	parameters->Version = 0;
	parameters->Reserved = 0;
	parameters->DeleteCallback = NULL;
	parameters->DeleteContext = NULL;
}

/**
 * ExAllocateTimer() - allocate a timer
 * @Callback: called at DISPATCH_LEVEL each time that it is due; optional
 * @CallbackContext: its argument
 * @Attributes: EX_TIMER_NOTIFICATION: stays signalled; other bits are ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the timer, which can be waited for, or NULL.
 */
PEX_TIMER ExAllocateTimer(PEXT_CALLBACK Callback, PVOID CallbackContext,
			  ULONG Attributes);

/**
 * ExSetTimer() - set a timer
 * @Timer: the timer
 * @DueTime: when it is due, as for KeSetTimer()
 * @Period: after which it is due again, whatever the clock is set to, in units of 100 ns; 0: once
 * @Parameters: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when it was set before, and has been cancelled. [doc]
 */
BOOLEAN ExSetTimer(PEX_TIMER Timer, LONGLONG DueTime, LONGLONG Period,
		   PEXT_SET_PARAMETERS Parameters);

/**
 * ExCancelTimer() - cancel a timer
 * @Timer: the timer
 * @Parameters: NULL
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when it was set. [doc]
 */
BOOLEAN ExCancelTimer(PEX_TIMER Timer, PEXT_CANCEL_PARAMETERS Parameters);

/**
 * ExDeleteTimer() - free a timer
 * @Timer: the timer
 * @Cancel: FALSE: one that is set, without a period, becomes due first
 * @Wait: TRUE: return after the last callback; @Cancel must be TRUE then
 * @Parameters: whom to call when the timer is gone; optional
 *
 * Context: PASSIVE_LEVEL; at or below DISPATCH_LEVEL when @Wait is FALSE. [doc]
 * Return: TRUE when it was set, and has been cancelled. [doc]
 */
BOOLEAN ExDeleteTimer(PEX_TIMER Timer, BOOLEAN Cancel, BOOLEAN Wait,
		      PEXT_DELETE_PARAMETERS Parameters);

#endif
