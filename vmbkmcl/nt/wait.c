// SPDX-License-Identifier: GPL-2.0-only
/*
 * wait.c - events, semaphores, mutexes, and waiting for them.
 *
 * An object's state is protected by its wait queue's lock. Setting an object
 * wakes all who wait; each then tries to satisfy its wait under the lock, so
 * that a waiter that was served by another object loses nothing. The lock is
 * also what lets a waiter free the object at once: it cannot see the new state
 * before the context that set it has released the lock.
 */
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include <vmbkmcl/nt/event.h>

#include "../compat/export.h"
#include "nt.h"
#include "program_event.h"
#include "wait.h"

/* Held by a WaitAll while it holds several objects' locks. */
static DEFINE_SPINLOCK(wait_all_lock);

void vmbkmcl_dispatcher_init(DISPATCHER_HEADER *header, u8 type, LONG state)
{
	header->Type = type;
	header->SignalState = state;
	init_waitqueue_head(&header->Waiters);
}

LONG vmbkmcl_dispatcher_set(DISPATCHER_HEADER *header, LONG state)
{
	unsigned long flags;
	LONG old;

	spin_lock_irqsave(&header->Waiters.lock, flags);
	old = header->SignalState;
	WRITE_ONCE(header->SignalState, state);
	if (state > 0)
		wake_up_locked(&header->Waiters);
	spin_unlock_irqrestore(&header->Waiters.lock, flags);
	return old;
}

VOID KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State)
{
	vmbkmcl_dispatcher_init(&Event->Header, Type == NotificationEvent ?
				VMBKMCL_EVENT : VMBKMCL_SYNC_EVENT, !!State);
}
VMBKMCL_EXPORT(KeInitializeEvent);

LONG KeSetEvent(PRKEVENT Event, LONG Increment, BOOLEAN Wait)
{
	/* Once an event is set its owner may free it. */
	if (unlikely(Event->Header.Type == VMBKMCL_PROGRAM_EVENT))
		vmbkmcl_program_event_signal(Event);
	return vmbkmcl_dispatcher_set(&Event->Header, 1);
}
VMBKMCL_EXPORT(KeSetEvent);

LONG KeResetEvent(PRKEVENT Event)
{
	return vmbkmcl_dispatcher_set(&Event->Header, 0);
}
VMBKMCL_EXPORT(KeResetEvent);

VOID KeClearEvent(PRKEVENT Event)
{
	vmbkmcl_dispatcher_set(&Event->Header, 0);
}
VMBKMCL_EXPORT(KeClearEvent);

LONG KeReadStateEvent(PRKEVENT Event)
{
	return READ_ONCE(Event->Header.SignalState);
}
VMBKMCL_EXPORT(KeReadStateEvent);

VOID KeInitializeSemaphore(PRKSEMAPHORE Semaphore, LONG Count, LONG Limit)
{
	vmbkmcl_dispatcher_init(&Semaphore->Header, VMBKMCL_SEMAPHORE, Count);
	Semaphore->Limit = Limit;
}
VMBKMCL_EXPORT(KeInitializeSemaphore);

LONG KeReleaseSemaphore(PRKSEMAPHORE Semaphore, LONG Increment, LONG Adjustment,
			BOOLEAN Wait)
{
	wait_queue_head_t *waiters = &Semaphore->Header.Waiters;
	unsigned long flags;
	bool valid;
	LONG old;

	spin_lock_irqsave(&waiters->lock, flags);
	old = Semaphore->Header.SignalState;
	valid = Adjustment > 0 && Adjustment <= Semaphore->Limit - old;
	if (valid) {
		WRITE_ONCE(Semaphore->Header.SignalState, old + Adjustment);
		wake_up_locked(waiters);
	}
	spin_unlock_irqrestore(&waiters->lock, flags);
	if (!valid)
		vmbkmcl_raise(STATUS_SEMAPHORE_LIMIT_EXCEEDED);
	return old;
}
VMBKMCL_EXPORT(KeReleaseSemaphore);

LONG KeReadStateSemaphore(PRKSEMAPHORE Semaphore)
{
	return READ_ONCE(Semaphore->Header.SignalState);
}
VMBKMCL_EXPORT(KeReadStateSemaphore);

VOID KeInitializeMutex(PRKMUTEX Mutex, ULONG Level)
{
	vmbkmcl_dispatcher_init(&Mutex->Header, VMBKMCL_MUTANT, 1);
	Mutex->Owner = NULL;
}
VMBKMCL_EXPORT(KeInitializeMutex);

LONG KeReleaseMutex(PRKMUTEX Mutex, BOOLEAN Wait)
{
	wait_queue_head_t *waiters = &Mutex->Header.Waiters;
	unsigned long flags;
	bool owned;
	LONG old;

	spin_lock_irqsave(&waiters->lock, flags);
	old = Mutex->Header.SignalState;
	owned = Mutex->Owner == current;
	if (owned)
		WRITE_ONCE(Mutex->Header.SignalState, old + 1);
	if (owned && !old) {
		Mutex->Owner = NULL;
		wake_up_locked(waiters);
	}
	spin_unlock_irqrestore(&waiters->lock, flags);
	if (!owned)
		vmbkmcl_raise(STATUS_MUTANT_NOT_OWNED);
	return old;
}
VMBKMCL_EXPORT(KeReleaseMutex);

LONG KeReadStateMutex(PRKMUTEX Mutex)
{
	return READ_ONCE(Mutex->Header.SignalState);
}
VMBKMCL_EXPORT(KeReadStateMutex);

/* Whether a wait for the object would be satisfied. */
static bool object_ready(DISPATCHER_HEADER *header)
{
	lockdep_assert_held(&header->Waiters.lock);
	if (header->Type == VMBKMCL_MUTANT &&
	    ((PRKMUTEX)header)->Owner == current)
		return true;
	return header->SignalState > 0;
}

/* What satisfying a wait does to the object. */
static void object_take(DISPATCHER_HEADER *header)
{
	lockdep_assert_held(&header->Waiters.lock);
	switch (header->Type) {
	case VMBKMCL_SYNC_EVENT:
	case VMBKMCL_SYNC_TIMER:
		WRITE_ONCE(header->SignalState, 0);
		break;
	case VMBKMCL_SEMAPHORE:
		WRITE_ONCE(header->SignalState, header->SignalState - 1);
		break;
	case VMBKMCL_MUTANT:
		WRITE_ONCE(header->SignalState, header->SignalState - 1);
		((PRKMUTEX)header)->Owner = current;
		break;
	default:
		/* Events, timers and threads stay signalled. */
		break;
	}
}

static bool wait_take_any(DISPATCHER_HEADER **objects, ULONG count, ULONG *index)
{
	unsigned long flags;
	bool ready;
	ULONG i;

	for (i = 0; i < count; i++) {
		spin_lock_irqsave(&objects[i]->Waiters.lock, flags);
		ready = object_ready(objects[i]);
		if (ready)
			object_take(objects[i]);
		spin_unlock_irqrestore(&objects[i]->Waiters.lock, flags);
		if (ready) {
			*index = i;
			return true;
		}
	}
	return false;
}

/* Whether it is there before @index, too: a lock is taken once. */
static bool object_is_again(DISPATCHER_HEADER **objects, ULONG index)
{
	ULONG i;

	for (i = 0; i < index; i++) {
		if (objects[i] == objects[index])
			return true;
	}
	return false;
}

static bool wait_take_all(DISPATCHER_HEADER **objects, ULONG count)
{
	unsigned long flags;
	bool ready = true;
	ULONG i;

	spin_lock_irqsave(&wait_all_lock, flags);
	/* Sparse cannot count locks taken in a loop: it is told that none are. */
	for (i = 0; i < count; i++) {
		if (object_is_again(objects, i))
			continue;
		spin_lock_nest_lock(&objects[i]->Waiters.lock, &wait_all_lock);
		__release(&objects[i]->Waiters.lock);
	}
	for (i = 0; i < count && ready; i++)
		ready = object_ready(objects[i]);
	for (i = 0; i < count && ready; i++)
		object_take(objects[i]);
	for (i = count; i; i--) {
		if (object_is_again(objects, i - 1))
			continue;
		__acquire(&objects[i - 1]->Waiters.lock);
		spin_unlock(&objects[i - 1]->Waiters.lock);
	}
	spin_unlock_irqrestore(&wait_all_lock, flags);
	return ready;
}

static bool wait_take(DISPATCHER_HEADER **objects, ULONG count, WAIT_TYPE type,
		      ULONG *index)
{
	*index = 0;
	if (type == WaitAll && count > 1)
		return wait_take_all(objects, count);
	return wait_take_any(objects, count, index);
}

/* Sleep until the wait is satisfied or its time has passed. */
static bool wait_sleep(DISPATCHER_HEADER **objects, wait_queue_entry_t *entries,
		       ULONG count, WAIT_TYPE type,
		       const struct vmbkmcl_deadline *end, ULONG *index)
{
	bool taken, expired = false;
	ULONG i;

	for (i = 0; i < count; i++) {
		init_waitqueue_entry(&entries[i], current);
		add_wait_queue(&objects[i]->Waiters, &entries[i]);
	}
	for (;;) {
		/* An idle sleep: a system thread may wait for hours. */
		set_current_state(TASK_IDLE);
		taken = wait_take(objects, count, type, index);
		if (taken || expired)
			break;
		vmbkmcl_deadline_sleep(end);
		expired = vmbkmcl_deadline_is_over(end);
	}
	__set_current_state(TASK_RUNNING);
	for (i = 0; i < count; i++)
		remove_wait_queue(&objects[i]->Waiters, &entries[i]);
	return taken;
}

/* A thread of Linux's is no object: see KeGetCurrentThread(). */
static bool can_be_waited_for(DISPATCHER_HEADER **objects, ULONG count)
{
	ULONG i;

	for (i = 0; i < count; i++) {
		if ((ULONG_PTR)objects[i] & 1)
			return false;
	}
	return true;
}

NTSTATUS KeWaitForSingleObject(PVOID Object, KWAIT_REASON WaitReason,
			       KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
			       PLARGE_INTEGER Timeout)
{
	struct vmbkmcl_deadline end = vmbkmcl_deadline(Timeout);
	DISPATCHER_HEADER *object = Object;
	wait_queue_entry_t entry;
	ULONG index;

	if (!can_be_waited_for(&object, 1))
		return STATUS_NOT_SUPPORTED;
	if (wait_take_any(&object, 1, &index))
		return STATUS_SUCCESS;
	if (vmbkmcl_deadline_is_over(&end))
		return STATUS_TIMEOUT;
	might_sleep();
	return wait_sleep(&object, &entry, 1, WaitAny, &end, &index) ?
		STATUS_SUCCESS : STATUS_TIMEOUT;
}
VMBKMCL_EXPORT(KeWaitForSingleObject);

NTSTATUS KeWaitForMultipleObjects(ULONG Count, PVOID Object[],
				  WAIT_TYPE WaitType, KWAIT_REASON WaitReason,
				  KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
				  PLARGE_INTEGER Timeout,
				  PKWAIT_BLOCK WaitBlockArray)
{
	DISPATCHER_HEADER **objects = (DISPATCHER_HEADER **)Object;
	wait_queue_entry_t few[THREAD_WAIT_OBJECTS], *entries = few;
	struct vmbkmcl_deadline end = vmbkmcl_deadline(Timeout);
	bool taken;
	ULONG index;

	if (!Count || Count > MAXIMUM_WAIT_OBJECTS)
		return STATUS_INVALID_PARAMETER;
	if (!can_be_waited_for(objects, Count))
		return STATUS_NOT_SUPPORTED;
	if (wait_take(objects, Count, WaitType, &index))
		return STATUS_WAIT_0 + index;
	if (vmbkmcl_deadline_is_over(&end))
		return STATUS_TIMEOUT;
	might_sleep();
	if (Count > ARRAY_SIZE(few)) {
		/* Windows cannot fail here; nor can an allocation this small. */
		entries = kmalloc_array(Count, sizeof(*entries),
					GFP_KERNEL | __GFP_NOFAIL);
	}
	taken = wait_sleep(objects, entries, Count, WaitType, &end, &index);
	if (entries != few)
		kfree(entries);
	return taken ? STATUS_WAIT_0 + index : STATUS_TIMEOUT;
}
VMBKMCL_EXPORT(KeWaitForMultipleObjects);
