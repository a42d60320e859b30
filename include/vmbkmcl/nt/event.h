/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Objects that can be waited for: events, semaphores, mutexes, timers, threads.
 *
 * Differences from Windows
 * - When an object cannot satisfy all its waiters, their order is not defined.
 * - Waits are not alertable and are not interrupted by signals: a wait without
 *   a timeout ends only when the object is signalled.
 * - A mutex whose owner exits is not abandoned: it stays owned.
 * - KePulseEvent() does not exist: set the event, then clear it.
 *
 * Linux counterpart: wait queues, soft hrtimers
 */
#ifndef VMBKMCL_NT_EVENT_H
#define VMBKMCL_NT_EVENT_H

#include <vmbkmcl/nt/dpc.h>
#include <vmbkmcl/nt/irql.h>
#include <vmbkmcl/nt/linux.h>

typedef enum _EVENT_TYPE {
	NotificationEvent,
	SynchronizationEvent
} EVENT_TYPE;

typedef enum _TIMER_TYPE {
	NotificationTimer,
	SynchronizationTimer
} TIMER_TYPE;

typedef enum _WAIT_TYPE {
	WaitAll,
	WaitAny
} WAIT_TYPE;

typedef enum _KWAIT_REASON {
	Executive,
	FreePage,
	PageIn,
	PoolAllocation,
	DelayExecution,
	Suspended,
	UserRequest
} KWAIT_REASON;

#define MAXIMUM_WAIT_OBJECTS	64
#define THREAD_WAIT_OBJECTS	3

/* On Windows, memory to wait for more than three objects; unused here. */
typedef struct _KWAIT_BLOCK {
	PVOID Reserved;
} KWAIT_BLOCK, *PKWAIT_BLOCK;

/**
 * struct _DISPATCHER_HEADER - members that all objects start with; private
 * @Type: the kind of object
 * @SignalState: positive: a wait is satisfied; Waiters.lock
 * @Waiters: the threads that wait
 */
typedef struct _DISPATCHER_HEADER {
	UCHAR			Type;
	LONG			SignalState;
	LINUX_WAIT_QUEUE	Waiters;
} DISPATCHER_HEADER;

typedef struct _KEVENT {
	DISPATCHER_HEADER Header;
} KEVENT, *PKEVENT, *PRKEVENT;

typedef struct _KSEMAPHORE {
	DISPATCHER_HEADER Header;
	LONG		Limit;
} KSEMAPHORE, *PKSEMAPHORE, *PRKSEMAPHORE;

typedef struct _KMUTANT {
	DISPATCHER_HEADER Header;
	struct task_struct *Owner;
} KMUTANT, *PKMUTANT, *PRKMUTANT, KMUTEX, *PKMUTEX, *PRKMUTEX;

/**
 * struct _KTIMER - a timer; private
 * @Header: signalled when the timer expires
 * @Timer: Linux's timer, of a relative time and of a period
 * @Absolute: the same of an absolute time, which follows the clock
 * @Dpc: queued when the timer expires; optional
 * @Period: milliseconds; 0: the timer does not repeat
 *
 * Must not be on a stack.
 */
typedef struct _KTIMER {
	DISPATCHER_HEADER Header;
	LINUX_HRTIMER	Timer;
	LINUX_HRTIMER	Absolute;
	PKDPC		Dpc;
	LONG		Period;
} KTIMER, *PKTIMER, *PRKTIMER;

/**
 * KeInitializeEvent() - initialise an event
 * @Event: the event
 * @Type: NotificationEvent stays set until it is cleared; SynchronizationEvent
 *	is cleared by the first wait that it satisfies
 * @State: TRUE: the event is set
 *
 * Context: any. [doc]
 */
VOID KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State);

/**
 * KeSetEvent() - set an event
 * @Event: the event
 * @Increment: ignored
 * @Wait: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: non-zero when the event was set already.
 */
LONG KeSetEvent(PRKEVENT Event, LONG Increment, BOOLEAN Wait);

/**
 * KeResetEvent() - clear an event
 * @Event: the event
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: non-zero when the event was set.
 */
LONG KeResetEvent(PRKEVENT Event);

/**
 * KeClearEvent() - clear an event
 * @Event: the event
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID KeClearEvent(PRKEVENT Event);

/**
 * KeReadStateEvent() - whether an event is set
 * @Event: the event
 *
 * Context: any. [ours]
 * Return: non-zero when the event is set.
 */
LONG KeReadStateEvent(PRKEVENT Event);

/**
 * KeInitializeSemaphore() - initialise a semaphore
 * @Semaphore: the semaphore
 * @Count: its initial count
 * @Limit: its largest count
 *
 * Context: any. [ours]
 */
VOID KeInitializeSemaphore(PRKSEMAPHORE Semaphore, LONG Count, LONG Limit);

/**
 * KeReleaseSemaphore() - raise a semaphore's count
 * @Semaphore: the semaphore
 * @Increment: ignored
 * @Adjustment: number to add
 * @Wait: ignored
 *
 * When the limit would be exceeded the count does not change, and
 * STATUS_SEMAPHORE_LIMIT_EXCEEDED is raised [doc]; without a handler it is logged.
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the previous count.
 */
LONG KeReleaseSemaphore(PRKSEMAPHORE Semaphore, LONG Increment, LONG Adjustment,
			BOOLEAN Wait);

/**
 * KeReadStateSemaphore() - a semaphore's count
 * @Semaphore: the semaphore
 *
 * Context: any. [doc]
 * Return: the count.
 */
LONG KeReadStateSemaphore(PRKSEMAPHORE Semaphore);

/**
 * KeInitializeMutex() - initialise a mutex
 * @Mutex: the mutex; its owner may take it again
 * @Level: ignored
 *
 * Context: any. [doc]
 */
VOID KeInitializeMutex(PRKMUTEX Mutex, ULONG Level);

/**
 * KeReleaseMutex() - release a mutex once
 * @Mutex: owned by the caller; otherwise STATUS_MUTANT_NOT_OWNED is raised and, without a
 *	handler, logged
 * @Wait: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: 0 when the mutex is free now.
 */
LONG KeReleaseMutex(PRKMUTEX Mutex, BOOLEAN Wait);

/**
 * KeReadStateMutex() - whether a mutex is free
 * @Mutex: the mutex
 *
 * Context: any. [ours]
 * Return: 1 when it is free.
 */
LONG KeReadStateMutex(PRKMUTEX Mutex);

/**
 * KeInitializeTimer() - initialise a notification timer
 * @Timer: the timer
 *
 * Context: any. [ours]
 */
VOID KeInitializeTimer(PKTIMER Timer);

/**
 * KeInitializeTimerEx() - initialise a timer
 * @Timer: the timer
 * @Type: as for KeInitializeEvent()
 *
 * Context: any. [ours]
 */
VOID KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type);

/**
 * KeSetTimer() - start a timer
 * @Timer: initialised; not signalled until it expires
 * @DueTime: in 100 ns; negative: relative; positive: absolute, of the clock as it is
 *	set until then [doc]
 * @Dpc: queued when the timer expires; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when the timer was running; it was stopped first.
 */
BOOLEAN KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc);

/**
 * KeSetTimerEx() - start a timer that repeats
 * @Timer: initialised
 * @DueTime: when it expires first, as for KeSetTimer()
 * @Period: milliseconds until it expires again; 0: it does not repeat; less: a mistake,
 *	taken for 0 with a warning
 * @Dpc: queued each time; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as KeSetTimer().
 */
BOOLEAN KeSetTimerEx(PKTIMER Timer, LARGE_INTEGER DueTime, LONG Period,
		     PKDPC Dpc);
#define KeSetCoalescableTimer(timer, due, period, delay, dpc) \
	KeSetTimerEx(timer, due, period, dpc)

/**
 * KeCancelTimer() - stop a timer
 * @Timer: initialised
 *
 * Context: at or below DISPATCH_LEVEL. [doc] A DPC that is queued already still
 * runs.
 * Return: TRUE when the timer was running.
 */
BOOLEAN KeCancelTimer(PKTIMER Timer);

/**
 * KeReadStateTimer() - whether a timer is signalled
 * @Timer: the timer
 *
 * Context: any. [ours]
 * Return: TRUE when it is signalled.
 */
BOOLEAN KeReadStateTimer(PKTIMER Timer);

/**
 * KeWaitForSingleObject() - wait for an object
 * @Object: an event, semaphore, mutex, timer or thread
 * @WaitReason: ignored
 * @WaitMode: ignored, see above
 * @Alertable: ignored, see above
 * @Timeout: in 100 ns; negative: relative; positive: absolute, of the clock as it is
 *	set until then [doc]; 0: do not wait; NULL: no limit
 *
 * Context: PASSIVE_LEVEL; at or below DISPATCH_LEVEL when *@Timeout is 0. [doc]
 * Return: STATUS_SUCCESS or STATUS_TIMEOUT.
 */
NTSTATUS KeWaitForSingleObject(PVOID Object, KWAIT_REASON WaitReason,
			       KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
			       PLARGE_INTEGER Timeout);
#define KeWaitForMutexObject KeWaitForSingleObject

/**
 * KeWaitForMultipleObjects() - wait for one or for all of several objects
 * @Count: number of objects, up to MAXIMUM_WAIT_OBJECTS
 * @Object: the objects
 * @WaitType: WaitAny or WaitAll; WaitAll takes all objects at once, or none
 * @WaitReason: ignored
 * @WaitMode: ignored
 * @Alertable: ignored
 * @Timeout: as for KeWaitForSingleObject()
 * @WaitBlockArray: ignored
 *
 * Context: PASSIVE_LEVEL; at or below DISPATCH_LEVEL when *@Timeout is 0. [doc]
 * Return: STATUS_WAIT_0 + index for WaitAny; STATUS_SUCCESS for WaitAll;
 * STATUS_TIMEOUT; STATUS_INVALID_PARAMETER for a @Count out of range, where
 * Windows stops the machine.
 */
NTSTATUS KeWaitForMultipleObjects(ULONG Count, PVOID Object[],
				  WAIT_TYPE WaitType, KWAIT_REASON WaitReason,
				  KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
				  PLARGE_INTEGER Timeout,
				  PKWAIT_BLOCK WaitBlockArray);

#endif
