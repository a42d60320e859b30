/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework work items, timers, locks and memory.
 *
 * Linux counterpart: a workqueue, soft hrtimers, spin_lock_bh()
 */
#ifndef VMBKMCL_WINDOWS_WDFSYNC_H
#define VMBKMCL_WINDOWS_WDFSYNC_H

#include "wdfobject.h"

typedef VOID EVT_WDF_WORKITEM(WDFWORKITEM WorkItem);
typedef EVT_WDF_WORKITEM *PFN_WDF_WORKITEM;

typedef struct _WDF_WORKITEM_CONFIG {
	ULONG			Size;
	PFN_WDF_WORKITEM	EvtWorkItemFunc;
	BOOLEAN			AutomaticSerialization;
} WDF_WORKITEM_CONFIG, *PWDF_WORKITEM_CONFIG;

static inline VOID WDF_WORKITEM_CONFIG_INIT(PWDF_WORKITEM_CONFIG config,
					    PFN_WDF_WORKITEM function)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->EvtWorkItemFunc = function;
	config->AutomaticSerialization = TRUE;
}

/**
 * WdfWorkItemCreate() - make a work item
 * @Config: its callback, at PASSIVE_LEVEL; AutomaticSerialization is ignored
 * @Attributes: with a ParentObject, as on Windows
 * @WorkItem: receives the work item; deleting it waits for its callback
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfWorkItemCreate(PWDF_WORKITEM_CONFIG Config,
			   PWDF_OBJECT_ATTRIBUTES Attributes,
			   WDFWORKITEM *WorkItem);

/**
 * WdfWorkItemEnqueue() - have it called soon; nothing when it is queued already
 * @WorkItem: the work item
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfWorkItemEnqueue(WDFWORKITEM WorkItem);

/**
 * WdfWorkItemFlush() - wait until it is neither queued nor running
 * @WorkItem: the work item
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfWorkItemFlush(WDFWORKITEM WorkItem);

/**
 * WdfWorkItemGetParentObject() - a work item's parent
 * @WorkItem: the work item
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the parent.
 */
WDFOBJECT WdfWorkItemGetParentObject(WDFWORKITEM WorkItem);

typedef VOID EVT_WDF_TIMER(WDFTIMER Timer);
typedef EVT_WDF_TIMER *PFN_WDF_TIMER;

typedef struct _WDF_TIMER_CONFIG {
	ULONG		Size;
	PFN_WDF_TIMER	EvtTimerFunc;
	ULONG		Period;
	BOOLEAN		AutomaticSerialization;
	ULONG		TolerableDelay;
} WDF_TIMER_CONFIG, *PWDF_TIMER_CONFIG;

static inline VOID WDF_TIMER_CONFIG_INIT(PWDF_TIMER_CONFIG config,
					 PFN_WDF_TIMER function)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->EvtTimerFunc = function;
	config->AutomaticSerialization = TRUE;
}

static inline VOID WDF_TIMER_CONFIG_INIT_PERIODIC(PWDF_TIMER_CONFIG config,
						  PFN_WDF_TIMER function,
						  LONG period)
{
	WDF_TIMER_CONFIG_INIT(config, function);
	config->Period = period;
}

#define WDF_REL_TIMEOUT_IN_US(t)	(-10LL * (LONGLONG)(t))
#define WDF_REL_TIMEOUT_IN_MS(t)	(-10000LL * (LONGLONG)(t))
#define WDF_REL_TIMEOUT_IN_SEC(t)	(-10000000LL * (LONGLONG)(t))

/**
 * WdfTimerCreate() - make a timer
 * @Config: its callback, at DISPATCH_LEVEL, and its period in milliseconds
 * @Attributes: with a ParentObject, as on Windows
 * @Timer: receives the timer; deleting it stops it
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfTimerCreate(PWDF_TIMER_CONFIG Config,
			PWDF_OBJECT_ATTRIBUTES Attributes, WDFTIMER *Timer);

/**
 * WdfTimerStart() - start a timer, anew when it runs
 * @Timer: the timer
 * @DueTime: as for KeSetTimer()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when it was running.
 */
BOOLEAN WdfTimerStart(WDFTIMER Timer, LONGLONG DueTime);

/**
 * WdfTimerStop() - stop a timer
 * @Timer: the timer
 * @Wait: TRUE to wait until its callback does not run; PASSIVE_LEVEL then
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

/**
 * WdfSpinLockCreate() - make a spin lock
 * @SpinLockAttributes: optional
 * @SpinLock: receives the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfSpinLockCreate(PWDF_OBJECT_ATTRIBUTES SpinLockAttributes,
			   WDFSPINLOCK *SpinLock);

/**
 * WdfSpinLockAcquire() - take it, raising to DISPATCH_LEVEL
 * @SpinLock: the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfSpinLockAcquire(WDFSPINLOCK SpinLock);

/**
 * WdfSpinLockRelease() - release it
 * @SpinLock: the lock
 *
 * Context: DISPATCH_LEVEL. [doc]
 */
VOID WdfSpinLockRelease(WDFSPINLOCK SpinLock);

/**
 * WdfWaitLockCreate() - make a lock that sleeps
 * @LockAttributes: optional
 * @Lock: receives the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfWaitLockCreate(PWDF_OBJECT_ATTRIBUTES LockAttributes,
			   WDFWAITLOCK *Lock);

/**
 * WdfWaitLockAcquire() - take it
 * @Lock: the lock
 * @Timeout: as for KeWaitForSingleObject(), by address; NULL for ever
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_TIMEOUT.
 */
NTSTATUS WdfWaitLockAcquire(WDFWAITLOCK Lock, PLONGLONG Timeout);

/**
 * WdfWaitLockRelease() - release it
 * @Lock: the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfWaitLockRelease(WDFWAITLOCK Lock);

/**
 * WdfMemoryCreate() - make a memory object
 * @Attributes: optional
 * @PoolType: for the pool
 * @PoolTag: for the pool
 * @BufferSize: bytes, not 0
 * @Memory: receives the object, which owns the memory
 * @Buffer: receives the address; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfMemoryCreate(PWDF_OBJECT_ATTRIBUTES Attributes, POOL_TYPE PoolType,
			 ULONG PoolTag, size_t BufferSize, WDFMEMORY *Memory,
			 PVOID *Buffer);

/**
 * WdfMemoryGetBuffer() - a memory object's memory
 * @Memory: the object
 * @BufferSize: receives the bytes; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the address.
 */
PVOID WdfMemoryGetBuffer(WDFMEMORY Memory, size_t *BufferSize);

#endif
