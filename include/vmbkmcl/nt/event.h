/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Objects that can be waited for: events, semaphores, mutexes, timers, threads.
 *
 * Differences from Windows
 * - Waiters that an object cannot all satisfy are served in no fixed order.
 * - Waits are not alertable and are not interrupted by signals; an event that
 *   nobody sets is waited for without end.
 * - A mutex whose owner ends is not abandoned.
 * - KePulseEvent() does not exist: set the event, then clear it.
 *
 * Linux counterpart: wait queues, soft hrtimers
 */
#ifndef VMBKMCL_NT_EVENT_H
#define VMBKMCL_NT_EVENT_H

#include <linux/hrtimer.h>
#include <linux/wait.h>

#include <vmbkmcl/nt/dpc.h>
#include <vmbkmcl/nt/irql.h>

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

/* On Windows memory for a wait of more than three objects; not needed here. */
typedef struct _KWAIT_BLOCK {
	PVOID Reserved;
} KWAIT_BLOCK, *PKWAIT_BLOCK;

/**
 * struct _DISPATCHER_HEADER - what every object starts with; private
 * @Type: the kind of object
 * @SignalState: positive: a wait is satisfied; Waiters.lock
 * @Waiters: who waits
 */
typedef struct _DISPATCHER_HEADER {
	UCHAR			Type;
	LONG			SignalState;
	wait_queue_head_t	Waiters;
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
 * @Header: signalled when it is due
 * @Timer: Linux's
 * @Dpc: queued when it is due; optional
 * @Period: milliseconds, 0 for once
 *
 * Not to be placed on a stack.
 */
typedef struct _KTIMER {
	DISPATCHER_HEADER Header;
	struct hrtimer	Timer;
	PKDPC		Dpc;
	LONG		Period;
} KTIMER, *PKTIMER, *PRKTIMER;

/**
 * KeInitializeEvent() - make an event usable
 * @Event: the event
 * @Type: NotificationEvent stays set until it is cleared, SynchronizationEvent
 *	satisfies one wait and is clear again
 * @State: TRUE to start set
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
 * Return: non-zero when it was set already.
 */
LONG KeSetEvent(PRKEVENT Event, LONG Increment, BOOLEAN Wait);

/**
 * KeResetEvent() - clear an event
 * @Event: the event
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: non-zero when it was set.
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
 * Context: any. [doc]
 * Return: non-zero when it is.
 */
LONG KeReadStateEvent(PRKEVENT Event);

/**
 * KeInitializeSemaphore() - make a semaphore usable
 * @Semaphore: the semaphore
 * @Count: its count at first
 * @Limit: its largest count
 *
 * Context: any. [doc]
 */
VOID KeInitializeSemaphore(PRKSEMAPHORE Semaphore, LONG Count, LONG Limit);

/**
 * KeReleaseSemaphore() - raise a semaphore's count
 * @Semaphore: the semaphore
 * @Increment: ignored
 * @Adjustment: by how much
 * @Wait: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc] Beyond the limit Windows raises an
 * exception; here the count stays and the log says so.
 * Return: the count before.
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
 * KeInitializeMutex() - make a mutex usable
 * @Mutex: the mutex; its owner may take it again
 * @Level: ignored
 *
 * Context: any. [doc]
 */
VOID KeInitializeMutex(PRKMUTEX Mutex, ULONG Level);

/**
 * KeReleaseMutex() - release a mutex once
 * @Mutex: owned by the caller; otherwise the log says so and nothing happens,
 *	where Windows raises an exception
 * @Wait: ignored
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: 0 when it is free now.
 */
LONG KeReleaseMutex(PRKMUTEX Mutex, BOOLEAN Wait);

/**
 * KeReadStateMutex() - whether a mutex is free
 * @Mutex: the mutex
 *
 * Context: any. [doc]
 * Return: 1 when it is.
 */
LONG KeReadStateMutex(PRKMUTEX Mutex);

/**
 * KeInitializeTimer() - make a notification timer usable
 * @Timer: the timer
 *
 * Context: any. [doc]
 */
VOID KeInitializeTimer(PKTIMER Timer);

/**
 * KeInitializeTimerEx() - make a timer usable
 * @Timer: the timer
 * @Type: as for events
 *
 * Context: any. [doc]
 */
VOID KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type);

/**
 * KeSetTimer() - start a timer
 * @Timer: initialised; clear from now on until it is due
 * @DueTime: negative: relative; positive: absolute, taken as the distance from
 *	now, so that setting the clock later does not move it
 * @Dpc: queued when it is due; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when it was running already, which is over then.
 */
BOOLEAN KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc);

/**
 * KeSetTimerEx() - start a timer that repeats
 * @Timer: initialised
 * @DueTime: the first time
 * @Period: milliseconds between the further ones; 0 for none
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
 * Context: at or below DISPATCH_LEVEL. [doc] A DPC queued already still runs.
 * Return: TRUE when it was running.
 */
BOOLEAN KeCancelTimer(PKTIMER Timer);

/**
 * KeReadStateTimer() - whether a timer is signalled
 * @Timer: the timer
 *
 * Context: any. [doc]
 * Return: TRUE when it is.
 */
BOOLEAN KeReadStateTimer(PKTIMER Timer);

/**
 * KeWaitForSingleObject() - wait for an object
 * @Object: an event, semaphore, mutex, timer or thread
 * @WaitReason: ignored
 * @WaitMode: ignored, see above
 * @Alertable: ignored, see above
 * @Timeout: negative: relative; positive: absolute; in 100 ns; 0: only look;
 *	NULL: for ever
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
 * @Count: how many, up to MAXIMUM_WAIT_OBJECTS
 * @Object: the objects
 * @WaitType: WaitAny or WaitAll; the latter takes all at one moment, or none
 * @WaitReason: ignored
 * @WaitMode: ignored
 * @Alertable: ignored
 * @Timeout: as above
 * @WaitBlockArray: ignored
 *
 * Context: as above. [doc]
 * Return: STATUS_WAIT_0 + index for WaitAny, STATUS_SUCCESS for WaitAll,
 * STATUS_TIMEOUT, or STATUS_INVALID_PARAMETER for a count that cannot be, where
 * Windows stops the machine.
 */
NTSTATUS KeWaitForMultipleObjects(ULONG Count, PVOID Object[],
				  WAIT_TYPE WaitType, KWAIT_REASON WaitReason,
				  KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
				  PLARGE_INTEGER Timeout,
				  PKWAIT_BLOCK WaitBlockArray);

#endif
