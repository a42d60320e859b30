// SPDX-License-Identifier: GPL-2.0-only
/*
 * sync.c - framework work items, timers, locks and memory.
 */
#include <linux/workqueue.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_workitem - a work item
 * @object: first
 * @parent: its parent, also once it is deleted
 * @work: calls @function; while it is queued or runs, it has a reference to the
 *	item and one to @parent
 * @function: the driver's callback
 */
struct wdf_workitem {
	struct wdf_object object;
	struct wdf_object *parent;
	struct work_struct work;
	PFN_WDF_WORKITEM function;
};

/**
 * struct wdf_timer - a timer
 * @object: first
 * @parent: its parent, also once it is deleted
 * @timer: what makes it due
 * @dpc: calls @function
 * @period: milliseconds, or 0
 * @function: the driver's callback
 * @end: waits for callbacks of a timer that was deleted where that cannot be done,
 *	with a reference to the timer and one to @parent
 */
struct wdf_timer {
	struct wdf_object object;
	struct wdf_object *parent;
	KTIMER timer;
	KDPC dpc;
	ULONG period;
	PFN_WDF_TIMER function;
	struct work_struct end;
};

struct wdf_spinlock {
	struct wdf_object object;
	KSPIN_LOCK lock;
	KIRQL irql;
};

struct wdf_waitlock {
	struct wdf_object object;
	KEVENT event;
};

struct wdf_memory {
	struct wdf_object object;
	PVOID buffer;
	size_t size;
	/* The caller's: not freed. */
	bool borrowed;
};

static void workitem_get(struct wdf_workitem *item)
{
	vmbkmcl_wdf_get(&item->object);
	vmbkmcl_wdf_get(item->parent);
}

static void workitem_put(struct wdf_workitem *item)
{
	struct wdf_object *parent = item->parent;

	vmbkmcl_wdf_put(&item->object);
	vmbkmcl_wdf_put(parent);
}

static void workitem_run(struct work_struct *work)
{
	struct wdf_workitem *item = container_of(work, struct wdf_workitem, work);

	item->function((WDFWORKITEM)item);
	workitem_put(item);
}

/*
 * The deletion waits for the callback, unless the callback itself deletes its item or
 * the deletion may not sleep: the work's references then keep what the callback uses.
 */
static void workitem_dispose(struct wdf_object *object)
{
	struct wdf_workitem *item = container_of(object, struct wdf_workitem, object);

	if (vmbkmcl_may_sleep() && current_work() != &item->work)
		flush_work(&item->work);
}

static const struct wdf_object_ops workitem_ops = {
	.name = "work item",
	.dispose = workitem_dispose,
};

NTSTATUS WdfWorkItemCreate(PWDF_WORKITEM_CONFIG Config,
			   PWDF_OBJECT_ATTRIBUTES Attributes,
			   WDFWORKITEM *WorkItem)
{
	struct wdf_workitem *item;

	if (!Attributes || !Attributes->ParentObject)
		return STATUS_WDF_PARENT_NOT_SPECIFIED;
	if (!Config->EvtWorkItemFunc)
		return STATUS_INVALID_PARAMETER;
	item = vmbkmcl_wdf_create(sizeof(*item), &workitem_ops, Attributes, NULL);
	if (!item)
		return STATUS_INSUFFICIENT_RESOURCES;
	item->parent = item->object.parent;
	INIT_WORK(&item->work, workitem_run);
	item->function = Config->EvtWorkItemFunc;
	*WorkItem = (WDFWORKITEM)item;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfWorkItemCreate);

VOID WdfWorkItemEnqueue(WDFWORKITEM WorkItem)
{
	struct wdf_workitem *item = (struct wdf_workitem *)WorkItem;

	workitem_get(item);
	if (!vmbkmcl_work_queue(&item->work))
		workitem_put(item);
}
VMBKMCL_EXPORT(WdfWorkItemEnqueue);

VOID WdfWorkItemFlush(WDFWORKITEM WorkItem)
{
	flush_work(&((struct wdf_workitem *)WorkItem)->work);
}
VMBKMCL_EXPORT(WdfWorkItemFlush);

WDFOBJECT WdfWorkItemGetParentObject(WDFWORKITEM WorkItem)
{
	return ((struct wdf_workitem *)WorkItem)->parent;
}
VMBKMCL_EXPORT(WdfWorkItemGetParentObject);

static void timer_due(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	struct wdf_timer *timer = context;

	timer->function((WDFTIMER)timer);
}

static void timer_end(struct work_struct *work)
{
	struct wdf_timer *timer = container_of(work, struct wdf_timer, end);
	struct wdf_object *parent = timer->parent;

	KeFlushQueuedDpcs();
	vmbkmcl_wdf_put(&timer->object);
	vmbkmcl_wdf_put(parent);
}

/* Its own callback, too, is called where it may not sleep. */
static void timer_dispose(struct wdf_object *object)
{
	struct wdf_timer *timer = container_of(object, struct wdf_timer, object);

	KeCancelTimer(&timer->timer);
	KeRemoveQueueDpc(&timer->dpc);
	if (vmbkmcl_may_sleep()) {
		KeFlushQueuedDpcs();
		return;
	}
	vmbkmcl_wdf_get(&timer->object);
	vmbkmcl_wdf_get(timer->parent);
	vmbkmcl_work_queue(&timer->end);
}

static const struct wdf_object_ops timer_ops = {
	.name = "timer",
	.dispose = timer_dispose,
};

NTSTATUS WdfTimerCreate(PWDF_TIMER_CONFIG Config,
			PWDF_OBJECT_ATTRIBUTES Attributes, WDFTIMER *Timer)
{
	struct wdf_timer *timer;

	if (!Attributes || !Attributes->ParentObject)
		return STATUS_WDF_PARENT_NOT_SPECIFIED;
	if (!Config->EvtTimerFunc)
		return STATUS_INVALID_PARAMETER;
	timer = vmbkmcl_wdf_create(sizeof(*timer), &timer_ops, Attributes, NULL);
	if (!timer)
		return STATUS_INSUFFICIENT_RESOURCES;
	KeInitializeTimer(&timer->timer);
	KeInitializeDpc(&timer->dpc, timer_due, timer);
	INIT_WORK(&timer->end, timer_end);
	timer->parent = timer->object.parent;
	timer->period = Config->Period;
	timer->function = Config->EvtTimerFunc;
	*Timer = (WDFTIMER)timer;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfTimerCreate);

BOOLEAN WdfTimerStart(WDFTIMER Timer, LONGLONG DueTime)
{
	struct wdf_timer *timer = (struct wdf_timer *)Timer;
	LARGE_INTEGER due = { .QuadPart = DueTime };

	return KeSetTimerEx(&timer->timer, due, timer->period, &timer->dpc);
}
VMBKMCL_EXPORT(WdfTimerStart);

BOOLEAN WdfTimerStop(WDFTIMER Timer, BOOLEAN Wait)
{
	struct wdf_timer *timer = (struct wdf_timer *)Timer;
	BOOLEAN running = KeCancelTimer(&timer->timer);

	/* A timer that is due and whose callback has not begun has run as well. */
	running |= KeRemoveQueueDpc(&timer->dpc);
	if (Wait)
		KeFlushQueuedDpcs();
	return running;
}
VMBKMCL_EXPORT(WdfTimerStop);

WDFOBJECT WdfTimerGetParentObject(WDFTIMER Timer)
{
	return ((struct wdf_timer *)Timer)->parent;
}
VMBKMCL_EXPORT(WdfTimerGetParentObject);

static const struct wdf_object_ops spinlock_ops = {
	.name = "spin lock",
};

NTSTATUS vmbkmcl_wdf_spin_lock_create(struct module *module,
				      PWDF_OBJECT_ATTRIBUTES SpinLockAttributes,
				      WDFSPINLOCK *SpinLock)
{
	struct wdf_spinlock *lock;

	lock = vmbkmcl_wdf_create(sizeof(*lock), &spinlock_ops, SpinLockAttributes,
				  vmbkmcl_wdf_default_parent(module));
	if (!lock)
		return STATUS_INSUFFICIENT_RESOURCES;
	KeInitializeSpinLock(&lock->lock);
	*SpinLock = (WDFSPINLOCK)lock;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_spin_lock_create);

VOID WdfSpinLockAcquire(WDFSPINLOCK SpinLock)
	__acquires(SpinLock)
{
	struct wdf_spinlock *lock = (struct wdf_spinlock *)SpinLock;
	KIRQL irql;

	KeAcquireSpinLock(&lock->lock, &irql);
	lock->irql = irql;
}
VMBKMCL_EXPORT(WdfSpinLockAcquire);

VOID WdfSpinLockRelease(WDFSPINLOCK SpinLock)
	__releases(SpinLock)
{
	struct wdf_spinlock *lock = (struct wdf_spinlock *)SpinLock;

	KeReleaseSpinLock(&lock->lock, lock->irql);
}
VMBKMCL_EXPORT(WdfSpinLockRelease);

static const struct wdf_object_ops waitlock_ops = {
	.name = "wait lock",
};

NTSTATUS vmbkmcl_wdf_wait_lock_create(struct module *module,
				      PWDF_OBJECT_ATTRIBUTES LockAttributes,
				      WDFWAITLOCK *Lock)
{
	struct wdf_waitlock *lock;

	lock = vmbkmcl_wdf_create(sizeof(*lock), &waitlock_ops, LockAttributes,
				  vmbkmcl_wdf_default_parent(module));
	if (!lock)
		return STATUS_INSUFFICIENT_RESOURCES;
	/* An event rather than a mutex: any thread may release the lock. */
	KeInitializeEvent(&lock->event, SynchronizationEvent, TRUE);
	*Lock = (WDFWAITLOCK)lock;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_wait_lock_create);

NTSTATUS WdfWaitLockAcquire(WDFWAITLOCK Lock, PLONGLONG Timeout)
{
	return KeWaitForSingleObject(&((struct wdf_waitlock *)Lock)->event,
				     Executive, KernelMode, FALSE,
				     (PLARGE_INTEGER)Timeout);
}
VMBKMCL_EXPORT(WdfWaitLockAcquire);

VOID WdfWaitLockRelease(WDFWAITLOCK Lock)
{
	KeSetEvent(&((struct wdf_waitlock *)Lock)->event, IO_NO_INCREMENT, FALSE);
}
VMBKMCL_EXPORT(WdfWaitLockRelease);

static void memory_free(struct wdf_object *object)
{
	struct wdf_memory *memory = container_of(object, struct wdf_memory, object);

	if (!memory->borrowed)
		ExFreePool(memory->buffer);
}

static const struct wdf_object_ops memory_ops = {
	.name = "memory",
	.free = memory_free,
};

NTSTATUS vmbkmcl_wdf_memory_create(struct module *module,
				   PWDF_OBJECT_ATTRIBUTES Attributes,
				   POOL_TYPE PoolType, ULONG PoolTag,
				   size_t BufferSize, WDFMEMORY *Memory,
				   PVOID *Buffer)
{
	struct wdf_memory *memory;
	PVOID buffer;

	if (!BufferSize)
		return STATUS_INVALID_PARAMETER;
	buffer = ExAllocatePoolWithTag(PoolType, BufferSize, PoolTag);
	if (!buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	memory = vmbkmcl_wdf_create(sizeof(*memory), &memory_ops, Attributes,
				    vmbkmcl_wdf_default_parent(module));
	if (!memory) {
		ExFreePool(buffer);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	memory->buffer = buffer;
	memory->size = BufferSize;
	*Memory = (WDFMEMORY)memory;
	if (Buffer)
		*Buffer = buffer;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_memory_create);

PVOID WdfMemoryGetBuffer(WDFMEMORY Memory, size_t *BufferSize)
{
	struct wdf_memory *memory = (struct wdf_memory *)Memory;

	if (BufferSize)
		*BufferSize = memory->size;
	return memory->buffer;
}
VMBKMCL_EXPORT(WdfMemoryGetBuffer);

WDFMEMORY vmbkmcl_wdf_wrap_memory(struct wdf_object *parent, PVOID buffer,
				  size_t size)
{
	struct wdf_memory *memory;

	memory = vmbkmcl_wdf_create(sizeof(*memory), &memory_ops, NULL, parent);
	if (!memory)
		return NULL;
	memory->buffer = buffer;
	memory->size = size;
	memory->borrowed = true;
	return (WDFMEMORY)memory;
}
