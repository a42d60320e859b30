/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework timers.
 *
 * Linux counterpart: soft hrtimers
 */
#ifndef VMBKMCL_WINDOWS_WDFTIMER_H
#define VMBKMCL_WINDOWS_WDFTIMER_H

#include "wdfcore.h"
#include "wdfobject.h"
#include "wdfstatus.h"

typedef VOID EVT_WDF_TIMER(WDFTIMER Timer);
typedef EVT_WDF_TIMER *PFN_WDF_TIMER;

typedef struct _WDF_TIMER_CONFIG {
	ULONG		Size;
	PFN_WDF_TIMER	EvtTimerFunc;
	ULONG		Period;
	BOOLEAN		AutomaticSerialization;
	ULONG		TolerableDelay;
	WDF_TRI_STATE	UseHighResolutionTimer;
} WDF_TIMER_CONFIG, *PWDF_TIMER_CONFIG;

static inline VOID WDF_TIMER_CONFIG_INIT(PWDF_TIMER_CONFIG config,
					 PFN_WDF_TIMER function)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->EvtTimerFunc = function;
	config->AutomaticSerialization = TRUE;
	config->UseHighResolutionTimer = WdfUseDefault;
}

static inline VOID WDF_TIMER_CONFIG_INIT_PERIODIC(PWDF_TIMER_CONFIG config,
						  PFN_WDF_TIMER function,
						  LONG period)
{
	WDF_TIMER_CONFIG_INIT(config, function);
	config->Period = period;
}

/**
 * WdfTimerCreate() - create a timer
 * @Config: its callback, at DISPATCH_LEVEL, and its period in milliseconds;
 *	AutomaticSerialization: the callback is serialized with those of the device or
 *	queue that it is below
 * @Attributes: with a ParentObject that is a device or below one [doc]. A timer whose
 *	ExecutionLevel is WdfExecutionLevelPassive has its callback called at
 *	PASSIVE_LEVEL
 * @Timer: receives the timer; deleting it stops it
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_WDF_PARENT_NOT_SPECIFIED;
 * STATUS_INVALID_DEVICE_REQUEST for a parent below no device;
 * STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL when it is serialized with callbacks of
 * another level; STATUS_INVALID_PARAMETER or STATUS_INSUFFICIENT_RESOURCES. [doc]
 * STATUS_NOT_SUPPORTED for one with a period at PASSIVE_LEVEL;
 * STATUS_INFO_LENGTH_MISMATCH for another Size; STATUS_INVALID_PARAMETER also for a
 * period above MAXLONG. [KMDF: fxtimerapi.cpp]
 */
NTSTATUS WdfTimerCreate(PWDF_TIMER_CONFIG Config,
			PWDF_OBJECT_ATTRIBUTES Attributes, WDFTIMER *Timer);

/**
 * WdfTimerStart() - start a timer, or restart it
 * @Timer: the timer
 * @DueTime: as for KeSetTimer()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when it was running. It is not started, and FALSE, when it is being
 * deleted, or while WdfTimerStop() waits for its callback.
 */
BOOLEAN WdfTimerStart(WDFTIMER Timer, LONGLONG DueTime);

/**
 * WdfTimerStop() - stop a timer
 * @Timer: the timer
 * @Wait: TRUE: wait until its callback has returned; only at PASSIVE_LEVEL
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when it was running.
 */
BOOLEAN WdfTimerStop(WDFTIMER Timer, BOOLEAN Wait);

/**
 * WdfTimerGetParentObject() - a timer's parent
 * @Timer: the timer
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the parent.
 */
WDFOBJECT WdfTimerGetParentObject(WDFTIMER Timer);

#endif
