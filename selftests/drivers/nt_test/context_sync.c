// SPDX-License-Identifier: GPL-2.0-only
/* Calls of levels, locks, objects that are waited for, DPCs, work items and threads. */
#include "context.h"

static KSPIN_LOCK lock;
static KIRQL irql;

static void lock_begin(struct kcase *t)
{
	KeInitializeSpinLock(&lock);
}

static void raise_and_lower(void)
{
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	KeLowerIrql(irql);
}

static void lock_at_dispatch(void)
{
	KeAcquireSpinLockAtDpcLevel(&lock);
	KeReleaseSpinLockFromDpcLevel(&lock);
}

static void lock_and_raise(void)
{
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	KeReleaseSpinLock(&lock, old);
}

static bool lock_if_free(void)
{
	if (!KeTryToAcquireSpinLockAtDpcLevel(&lock))
		return false;
	KeReleaseSpinLockFromDpcLevel(&lock);
	return true;
}

static PETHREAD looked_up;

static void look_up(struct kcase *t)
{
	EXPECT_OK(t, PsLookupThreadByThreadId(PsGetCurrentThreadId(), &looked_up));
}

static void looked_up_end(struct kcase *t)
{
	ObDereferenceObject(looked_up);
}

KCASE_CALL(KeGetCurrentIrql, EXPECT_EQ(t, KeGetCurrentIrql(), HIGH_LEVEL));
KCASE_CALL(KeRaiseIrql, raise_and_lower());
KCASE_CALL(KeLowerIrql, raise_and_lower());
KCASE_CALL(KeInitializeSpinLock, KeInitializeSpinLock(&lock));
KCASE_CALL_BETWEEN(KeAcquireSpinLockRaiseToDpc, lock_begin, NULL, lock_and_raise());
KCASE_CALL_BETWEEN(KeAcquireSpinLock, lock_begin, NULL, lock_and_raise());
KCASE_CALL_BETWEEN(KeReleaseSpinLock, lock_begin, NULL, lock_and_raise());
KCASE_CALL_BETWEEN(KeAcquireSpinLockAtDpcLevel, lock_begin, NULL, lock_at_dispatch());
KCASE_CALL_BETWEEN(KeReleaseSpinLockFromDpcLevel, lock_begin, NULL, lock_at_dispatch());
KCASE_CALL_BETWEEN(KeTryToAcquireSpinLockAtDpcLevel, lock_begin, NULL,
		   EXPECT_TRUE(t, lock_if_free()));
KCASE_CALL_BETWEEN(KeTestSpinLock, lock_begin, NULL, EXPECT_TRUE(t, KeTestSpinLock(&lock)));

static LIST_ENTRY list, entry;

static void list_begin(struct kcase *t)
{
	lock_begin(t);
	InitializeListHead(&list);
}

static void list_fill(struct kcase *t)
{
	list_begin(t);
	InsertTailList(&list, &entry);
}

KCASE_CALL_BETWEEN(ExInterlockedInsertTailList, list_begin, NULL,
		   EXPECT_NULL(t, ExInterlockedInsertTailList(&list, &entry, &lock)));
KCASE_CALL_BETWEEN(ExInterlockedInsertHeadList, list_begin, NULL,
		   EXPECT_NULL(t, ExInterlockedInsertHeadList(&list, &entry, &lock)));
KCASE_CALL_BETWEEN(ExInterlockedRemoveHeadList, list_fill, NULL,
		   EXPECT_PTR_EQ(t, ExInterlockedRemoveHeadList(&list, &lock), &entry));

static FAST_MUTEX fast;
static EX_PUSH_LOCK push;

static void mutex_begin(struct kcase *t)
{
	ExInitializeFastMutex(&fast);
	ExInitializePushLock(&push);
}

static void fast_lock(void)
{
	ExAcquireFastMutex(&fast);
	ExReleaseFastMutex(&fast);
}

static bool fast_trylock(void)
{
	if (!ExTryToAcquireFastMutex(&fast))
		return false;
	ExReleaseFastMutex(&fast);
	return true;
}

static void push_exclusive(void)
{
	ExAcquirePushLockExclusive(&push);
	ExReleasePushLockExclusive(&push);
}

static void push_shared(void)
{
	ExAcquirePushLockShared(&push);
	ExReleasePushLockShared(&push);
}

KCASE_CALL_BETWEEN(ExAcquireFastMutex, mutex_begin, NULL, fast_lock());
KCASE_CALL_BETWEEN(ExTryToAcquireFastMutex, mutex_begin, NULL, EXPECT_TRUE(t, fast_trylock()));
KCASE_CALL_BETWEEN(ExReleaseFastMutex, mutex_begin, NULL, fast_lock());
KCASE_CALL_BETWEEN(ExAcquirePushLockExclusive, mutex_begin, NULL, push_exclusive());
KCASE_CALL_BETWEEN(ExReleasePushLockExclusive, mutex_begin, NULL, push_exclusive());
KCASE_CALL_BETWEEN(ExAcquirePushLockShared, mutex_begin, NULL, push_shared());
KCASE_CALL_BETWEEN(ExReleasePushLockShared, mutex_begin, NULL, push_shared());

static KEVENT event;
static KSEMAPHORE semaphore;
static KMUTEX mutex;
static KTIMER timer;
static PVOID objects[] = { &event, &semaphore };

static void objects_begin(struct kcase *t)
{
	KeInitializeEvent(&event, NotificationEvent, TRUE);
	KeInitializeSemaphore(&semaphore, 1, 2);
	KeInitializeMutex(&mutex, 0);
	KeInitializeTimer(&timer);
}

static void timer_begin(struct kcase *t)
{
	objects_begin(t);
	KeSetTimer(&timer, *MS(60000), NULL);
}

static void timer_end(struct kcase *t)
{
	KeCancelTimer(&timer);
}

/* In one call: a softirq may be in another thread than what was before it. */
static void mutex_take_and_release(struct kcase *t)
{
	EXPECT_OK(t, KeWaitForSingleObject(&mutex, Executive, KernelMode, FALSE, NOW));
	EXPECT_EQ(t, KeReleaseMutex(&mutex, FALSE), 0);
}

KCASE_CALL(KeInitializeEvent, KeInitializeEvent(&event, NotificationEvent, FALSE));
KCASE_CALL_BETWEEN(KeSetEvent, objects_begin, NULL, KeSetEvent(&event, 0, FALSE));
KCASE_CALL_BETWEEN(KeResetEvent, objects_begin, NULL, EXPECT_EQ(t, KeResetEvent(&event), 1));
KCASE_CALL_BETWEEN(KeClearEvent, objects_begin, NULL, KeClearEvent(&event));
KCASE_CALL_BETWEEN(KeReadStateEvent, objects_begin, NULL,
		   EXPECT_EQ(t, KeReadStateEvent(&event), 1));
KCASE_CALL(KeInitializeSemaphore, KeInitializeSemaphore(&semaphore, 1, 2));
KCASE_CALL_BETWEEN(KeReleaseSemaphore, objects_begin, NULL,
		   EXPECT_EQ(t, KeReleaseSemaphore(&semaphore, 0, 1, FALSE), 1));
KCASE_CALL_BETWEEN(KeReadStateSemaphore, objects_begin, NULL,
		   EXPECT_EQ(t, KeReadStateSemaphore(&semaphore), 1));
KCASE_CALL(KeInitializeMutex, KeInitializeMutex(&mutex, 0));
KCASE_CALL_BETWEEN(KeReleaseMutex, objects_begin, NULL, mutex_take_and_release(t));
KCASE_CALL_BETWEEN(KeReadStateMutex, objects_begin, NULL,
		   EXPECT_EQ(t, KeReadStateMutex(&mutex), 1));
KCASE_CALL(KeInitializeTimer, KeInitializeTimer(&timer));
KCASE_CALL(KeInitializeTimerEx, KeInitializeTimerEx(&timer, SynchronizationTimer));
KCASE_CALL_BETWEEN(KeSetTimer, objects_begin, timer_end,
		   EXPECT_FALSE(t, KeSetTimer(&timer, *MS(60000), NULL)));
KCASE_CALL_BETWEEN(KeSetTimerEx, objects_begin, timer_end,
		   EXPECT_FALSE(t, KeSetTimerEx(&timer, *MS(60000), 1000, NULL)));
KCASE_CALL_BETWEEN(KeCancelTimer, timer_begin, timer_end, EXPECT_TRUE(t, KeCancelTimer(&timer)));
KCASE_CALL_BETWEEN(KeReadStateTimer, timer_begin, timer_end,
		   EXPECT_FALSE(t, KeReadStateTimer(&timer)));
KCASE_CALL_BETWEEN(KeWaitForSingleObject, objects_begin, NULL,
		   EXPECT_OK(t, KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NOW)));
KCASE_CALL_BETWEEN(KeWaitForMultipleObjects, objects_begin, NULL,
		   EXPECT_OK(t, KeWaitForMultipleObjects(2, objects, WaitAll, Executive, KernelMode,
							 FALSE, NOW, NULL)));

static EX_RUNDOWN_REF rundown;
static IO_REMOVE_LOCK remove_lock;

static void rundown_begin(struct kcase *t)
{
	ExInitializeRundownProtection(&rundown);
	IoInitializeRemoveLock(&remove_lock, 'tseT', 0, 0);
}

static void rundown_own(struct kcase *t)
{
	rundown_begin(t);
	EXPECT_TRUE(t, ExAcquireRundownProtection(&rundown));
	EXPECT_OK(t, IoAcquireRemoveLock(&remove_lock, NULL));
}

static void rundown_run_down(struct kcase *t)
{
	rundown_begin(t);
	ExWaitForRundownProtectionRelease(&rundown);
}

KCASE_CALL(ExInitializeRundownProtection, ExInitializeRundownProtection(&rundown));
KCASE_CALL_BETWEEN(ExReInitializeRundownProtection, rundown_run_down, NULL,
		   ExReInitializeRundownProtection(&rundown));
KCASE_CALL_BETWEEN(ExAcquireRundownProtection, rundown_begin, NULL,
		   EXPECT_TRUE(t, ExAcquireRundownProtection(&rundown)));
KCASE_CALL_BETWEEN(ExAcquireRundownProtectionEx, rundown_begin, NULL,
		   EXPECT_TRUE(t, ExAcquireRundownProtectionEx(&rundown, 2)));
KCASE_CALL_BETWEEN(ExReleaseRundownProtection, rundown_own, NULL,
		   ExReleaseRundownProtection(&rundown));
KCASE_CALL_BETWEEN(ExReleaseRundownProtectionEx, rundown_own, NULL,
		   ExReleaseRundownProtectionEx(&rundown, 1));
KCASE_CALL_BETWEEN(ExWaitForRundownProtectionRelease, rundown_begin, NULL,
		   ExWaitForRundownProtectionRelease(&rundown));
KCASE_CALL(IoInitializeRemoveLock, IoInitializeRemoveLock(&remove_lock, 'tseT', 0, 0));
KCASE_CALL_BETWEEN(IoAcquireRemoveLock, rundown_begin, NULL,
		   EXPECT_OK(t, IoAcquireRemoveLock(&remove_lock, NULL)));
KCASE_CALL_BETWEEN(IoReleaseRemoveLock, rundown_own, NULL, IoReleaseRemoveLock(&remove_lock, NULL));
KCASE_CALL_BETWEEN(IoReleaseRemoveLockAndWait, rundown_own, NULL,
		   IoReleaseRemoveLockAndWait(&remove_lock, NULL));

static KDPC dpc;
static WORK_QUEUE_ITEM work;
static PIO_WORKITEM io_work;
static DEVICE_OBJECT device;

static VOID dpc_due(PKDPC which, PVOID context, PVOID first, PVOID second)
{
}

static VOID work_done(PVOID context)
{
	KeSetEvent(&event, 0, FALSE);
}

static VOID io_work_done(PDEVICE_OBJECT object, PVOID context)
{
	KeSetEvent(&event, 0, FALSE);
}

static VOID io_work_done_ex(PVOID object, PVOID context, PIO_WORKITEM item)
{
	KeSetEvent(&event, 0, FALSE);
}

static void deferred_begin(struct kcase *t)
{
	KeInitializeEvent(&event, NotificationEvent, FALSE);
	KeInitializeDpc(&dpc, dpc_due, NULL);
	ExInitializeWorkItem(&work, work_done, NULL);
}

static void dpc_end(struct kcase *t)
{
	KeFlushQueuedDpcs();
}

static void work_end(struct kcase *t)
{
	EXPECT_OK(t, KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, MS(20000)));
}

static void io_work_begin(struct kcase *t)
{
	deferred_begin(t);
	io_work = IoAllocateWorkItem(&device);
	EXPECT_NOT_NULL(t, io_work);
}

static void io_work_free(struct kcase *t)
{
	if (io_work)
		IoFreeWorkItem(io_work);
}

static void io_work_end(struct kcase *t)
{
	work_end(t);
	io_work_free(t);
}

static bool dpc_queue_and_remove(void)
{
	KeInsertQueueDpc(&dpc, NULL, NULL);
	return KeRemoveQueueDpc(&dpc);
}

KCASE_CALL(KeInitializeDpc, KeInitializeDpc(&dpc, dpc_due, NULL));
KCASE_CALL_BETWEEN(KeInsertQueueDpc, deferred_begin, dpc_end,
		   EXPECT_TRUE(t, KeInsertQueueDpc(&dpc, NULL, NULL)));
KCASE_CALL_BETWEEN(KeRemoveQueueDpc, deferred_begin, dpc_end,
		   EXPECT_TRUE(t, dpc_queue_and_remove()));
KCASE_CALL(KeFlushQueuedDpcs, KeFlushQueuedDpcs());
KCASE_CALL(ExInitializeWorkItem, ExInitializeWorkItem(&work, work_done, NULL));
KCASE_CALL_BETWEEN(ExQueueWorkItem, deferred_begin, work_end,
		   ExQueueWorkItem(&work, DelayedWorkQueue));
KCASE_CALL_BETWEEN(IoAllocateWorkItem, NULL, io_work_free,
		   io_work = IoAllocateWorkItem(&device));
KCASE_CALL_BETWEEN(IoFreeWorkItem, io_work_begin, NULL, IoFreeWorkItem(io_work));
KCASE_CALL_BETWEEN(IoQueueWorkItem, io_work_begin, io_work_end,
		   IoQueueWorkItem(io_work, io_work_done, DelayedWorkQueue, NULL));
KCASE_CALL_BETWEEN(IoQueueWorkItemEx, io_work_begin, io_work_end,
		   IoQueueWorkItemEx(io_work, io_work_done_ex, DelayedWorkQueue, NULL));

static HANDLE handle;
static PVOID thread;

static VOID thread_main(PVOID context)
{
	PsTerminateSystemThread(STATUS_SUCCESS);
}

static void thread_create(struct kcase *t)
{
	EXPECT_OK(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  thread_main, NULL));
}

static void thread_reference(struct kcase *t)
{
	EXPECT_OK(t, ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode,
					       &thread, NULL));
}

static void thread_end(struct kcase *t)
{
	EXPECT_OK(t, KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, MS(20000)));
	ObDereferenceObject(thread);
}

static void thread_close(struct kcase *t)
{
	EXPECT_OK(t, ZwClose(handle));
	thread_end(t);
}

static void thread_open_and_close(struct kcase *t)
{
	thread_reference(t);
	thread_close(t);
}

static void thread_open(struct kcase *t)
{
	thread_create(t);
	if (!kcase_failed(t))
		thread_reference(t);
}

/* The only reference left is the one that @thread is. */
static void thread_last(struct kcase *t)
{
	thread_open(t);
	if (kcase_failed(t))
		return;
	EXPECT_OK(t, ZwClose(handle));
	EXPECT_OK(t, KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, MS(20000)));
}

static void thread_once_more(struct kcase *t)
{
	ObDereferenceObject(thread);
	thread_close(t);
}

KCASE_CALL_BETWEEN(PsCreateSystemThread, NULL, thread_open_and_close, thread_create(t));
KCASE_CALL_BETWEEN(PsTerminateSystemThread, NULL, thread_open_and_close, thread_create(t));
KCASE_CALL_BETWEEN(ObReferenceObjectByHandle, thread_create, thread_close, thread_reference(t));
KCASE_CALL_BETWEEN(ObfReferenceObject, thread_open, thread_once_more, ObfReferenceObject(thread));
KCASE_CALL_BETWEEN(ObfDereferenceObject, thread_last, NULL, ObfDereferenceObject(thread));
KCASE_CALL_BETWEEN(ZwClose, thread_open, thread_end, EXPECT_OK(t, ZwClose(handle)));
KCASE_CALL_BETWEEN(KeSetPriorityThread, thread_open, thread_close, KeSetPriorityThread(thread, 8));
KCASE_CALL_BETWEEN(KeQueryPriorityThread, thread_open, thread_close,
		   KeQueryPriorityThread(thread));
KCASE_CALL(KeGetCurrentThread, EXPECT_NOT_NULL(t, KeGetCurrentThread()));
KCASE_CALL(PsGetCurrentThreadId, PsGetCurrentThreadId());
KCASE_CALL_BETWEEN(PsLookupThreadByThreadId, NULL, looked_up_end, look_up(t));
KCASE_CALL(PsGetThreadId, PsGetThreadId(KeGetCurrentThread()));
KCASE_CALL(PsGetThreadProcessId, PsGetThreadProcessId(KeGetCurrentThread()));
KCASE_CALL(PsGetCurrentProcessId, PsGetCurrentProcessId());
