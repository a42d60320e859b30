// SPDX-License-Identifier: GPL-2.0-only
/* IRQL, spin locks, mutexes, push locks, rundown protection, remove locks. */
#include "nt_test.h"

static void test_KeGetCurrentIrql(struct kcase *t)
{
	KIRQL old, older;

	/* This holds in a kernel without a preemption count, too. */
	EXPECT_EQ(t, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	EXPECT_EQ(t, old, PASSIVE_LEVEL);
	EXPECT_EQ(t, KeGetCurrentIrql(), DISPATCH_LEVEL);
	older = KeRaiseIrqlToDpcLevel();
	EXPECT_EQ(t, older, DISPATCH_LEVEL);
	KeLowerIrql(older);
	EXPECT_EQ(t, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeLowerIrql(old);
	EXPECT_EQ(t, KeGetCurrentIrql(), PASSIVE_LEVEL);
	local_irq_disable();
	old = KeGetCurrentIrql();
	local_irq_enable();
	EXPECT_EQ(t, old, HIGH_LEVEL);
}

static void test_KeAcquireSpinLock(struct kcase *t)
{
	KSPIN_LOCK lock, inner;
	BOOLEAN taken, tried, again = FALSE;
	KIRQL irql, inside;

	KeInitializeSpinLock(&lock);
	KeInitializeSpinLock(&inner);
	KeAcquireSpinLock(&lock, &irql);
	inside = KeGetCurrentIrql();
	taken = KeTestSpinLock(&lock);
	KeAcquireSpinLockAtDpcLevel(&inner);
	KeReleaseSpinLockFromDpcLevel(&inner);
	tried = KeTryToAcquireSpinLockAtDpcLevel(&inner);
	if (tried)
		again = KeTryToAcquireSpinLockAtDpcLevel(&inner);
	if (tried)
		KeReleaseSpinLockFromDpcLevel(&inner);
	KeReleaseSpinLock(&lock, irql);
	EXPECT_TRUE(t, tried);
	EXPECT_FALSE(t, again);
	KeReleaseSpinLock(&lock, KeAcquireSpinLockRaiseToDpc(&lock));
	EXPECT_EQ(t, irql, PASSIVE_LEVEL);
	EXPECT_EQ(t, inside, DISPATCH_LEVEL);
	if (IS_ENABLED(CONFIG_SMP))
		EXPECT_FALSE(t, taken);
	EXPECT_TRUE(t, KeTestSpinLock(&lock));
	EXPECT_EQ(t, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void test_KeAcquireInStackQueuedSpinLock(struct kcase *t)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock;
	KIRQL inside;

	KeInitializeSpinLock(&lock);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	inside = KeGetCurrentIrql();
	KeReleaseInStackQueuedSpinLock(&handle);
	EXPECT_EQ(t, inside, DISPATCH_LEVEL);
	EXPECT_EQ(t, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void test_ExAcquireFastMutex(struct kcase *t)
{
	KGUARDED_MUTEX guarded;
	FAST_MUTEX mutex;

	ExInitializeFastMutex(&mutex);
	KeInitializeGuardedMutex(&guarded);
	ExAcquireFastMutex(&mutex);
	EXPECT_FALSE(t, ExTryToAcquireFastMutex(&mutex));
	ExReleaseFastMutex(&mutex);
	EXPECT_TRUE(t, ExTryToAcquireFastMutex(&mutex));
	ExReleaseFastMutex(&mutex);
	KeAcquireGuardedMutex(&guarded);
	EXPECT_FALSE(t, KeTryToAcquireGuardedMutex(&guarded));
	KeReleaseGuardedMutex(&guarded);
}

struct shared {
	EX_PUSH_LOCK lock;
	KEVENT inside, leave;
};

static VOID share(PVOID context)
{
	struct shared *shared = context;

	ExAcquirePushLockShared(&shared->lock);
	KeSetEvent(&shared->inside, 0, FALSE);
	KeWaitForSingleObject(&shared->leave, Executive, KernelMode, FALSE, NULL);
	ExReleasePushLockShared(&shared->lock);
}

static void test_ExAcquirePushLockShared(struct kcase *t)
{
	struct shared shared;
	HANDLE handle;
	PVOID thread;

	ExInitializePushLock(&shared.lock);
	KeInitializeEvent(&shared.inside, NotificationEvent, FALSE);
	KeInitializeEvent(&shared.leave, NotificationEvent, FALSE);
	ASSERT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, share,
					  &shared), STATUS_SUCCESS);
	EXPECT_EQ(t, ObReferenceObjectByHandle(handle, 0, *PsThreadType, KernelMode, &thread,
					       NULL), STATUS_SUCCESS);
	ZwClose(handle);
	nt_join(t, &shared.inside);
	/* Two threads share it; meanwhile no thread can have it exclusively. */
	ExAcquirePushLockShared(&shared.lock);
	ExReleasePushLockShared(&shared.lock);
	EXPECT_FALSE(t, down_write_trylock(&shared.lock.lock));
	KeSetEvent(&shared.leave, 0, FALSE);
	ExAcquirePushLockExclusive(&shared.lock);
	ExReleasePushLockExclusive(&shared.lock);
	KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
	ObDereferenceObject(thread);
}

struct rundown {
	EX_RUNDOWN_REF ref;
	IO_REMOVE_LOCK lock;
	LONG done;
};

static VOID release_later(PVOID context)
{
	struct rundown *rundown = context;

	KeDelayExecutionThread(KernelMode, FALSE, MS(30));
	WRITE_ONCE(rundown->done, 1);
	ExReleaseRundownProtection(&rundown->ref);
}

static void test_ExAcquireRundownProtection(struct kcase *t)
{
	struct rundown rundown = { .done = 0 };
	WORK_QUEUE_ITEM item;

	ExInitializeRundownProtection(&rundown.ref);
	EXPECT_TRUE(t, ExAcquireRundownProtection(&rundown.ref));
	EXPECT_TRUE(t, ExAcquireRundownProtectionEx(&rundown.ref, 2));
	ExReleaseRundownProtectionEx(&rundown.ref, 2);
	ExInitializeWorkItem(&item, release_later, &rundown);
	ExQueueWorkItem(&item, DelayedWorkQueue);
	ExWaitForRundownProtectionRelease(&rundown.ref);
	EXPECT_EQ(t, READ_ONCE(rundown.done), 1);
	EXPECT_FALSE(t, ExAcquireRundownProtection(&rundown.ref));
	ExReInitializeRundownProtection(&rundown.ref);
	EXPECT_TRUE(t, ExAcquireRundownProtection(&rundown.ref));
	ExReleaseRundownProtection(&rundown.ref);
}

/* One that waits for the last use, and who it is. */
struct rundown_waiter {
	EX_RUNDOWN_REF ref;
	struct task_struct *task;
};

static VOID wait_for_release(PVOID context)
{
	struct rundown_waiter *waiter = context;

	WRITE_ONCE(waiter->task, get_task_struct(current));
	ExWaitForRundownProtectionRelease(&waiter->ref);
}

/* A driver may use it for hours: the kernel's detector of hung tasks is not to see it. */
static void test_rundown_is_idle(struct kcase *t)
{
	struct rundown_waiter waiter = { .task = NULL };
	HANDLE handle;
	PVOID thread;

	ExInitializeRundownProtection(&waiter.ref);
	EXPECT_TRUE(t, ExAcquireRundownProtection(&waiter.ref));
	ASSERT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  wait_for_release, &waiter), STATUS_SUCCESS);
	ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &thread, NULL);
	ZwClose(handle);
	EXPECT_SOON(t, READ_ONCE(waiter.task), 20000);
	if (waiter.task)
		EXPECT_SOON(t, task_state_to_char(waiter.task) == 'I', 20000);
	ExReleaseRundownProtection(&waiter.ref);
	/* It uses this stack until then. */
	EXPECT_EQ(t, nt_wait(thread, NULL), STATUS_SUCCESS);
	ObDereferenceObject(thread);
	if (waiter.task)
		put_task_struct(waiter.task);
}

static VOID remove_later(PVOID context)
{
	struct rundown *rundown = context;

	KeDelayExecutionThread(KernelMode, FALSE, MS(30));
	WRITE_ONCE(rundown->done, 1);
	IoReleaseRemoveLock(&rundown->lock, NULL);
}

static void test_IoAcquireRemoveLock(struct kcase *t)
{
	struct rundown rundown = { .done = 0 };
	WORK_QUEUE_ITEM item;

	IoInitializeRemoveLock(&rundown.lock, 'tseT', 0, 0);
	EXPECT_EQ(t, IoAcquireRemoveLock(&rundown.lock, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, IoAcquireRemoveLock(&rundown.lock, NULL), STATUS_SUCCESS);
	ExInitializeWorkItem(&item, remove_later, &rundown);
	ExQueueWorkItem(&item, DelayedWorkQueue);
	IoReleaseRemoveLockAndWait(&rundown.lock, NULL);
	EXPECT_EQ(t, READ_ONCE(rundown.done), 1);
	EXPECT_EQ(t, IoAcquireRemoveLock(&rundown.lock, NULL), STATUS_DELETE_PENDING);
}

static const struct kcase_spec lock_cases[] = {
	KCASE(ke_get_current_irql, "follows raising, lowering and interrupts",
	      test_KeGetCurrentIrql),
	KCASE(ke_acquire_spin_lock, "raises to DISPATCH_LEVEL and back", test_KeAcquireSpinLock),
	KCASE(ke_acquire_in_stack_queued_spin_lock, "raises to DISPATCH_LEVEL and back",
	      test_KeAcquireInStackQueuedSpinLock),
	KCASE(ex_acquire_fast_mutex, "held once", test_ExAcquireFastMutex),
	KCASE(ex_acquire_push_lock_shared, "shared by readers only", test_ExAcquirePushLockShared),
	KCASE(ex_acquire_rundown_protection, "waits for the last use",
	      test_ExAcquireRundownProtection),
	KCASE(ex_wait_for_rundown_protection_release, "a long wait is no hung task",
	      test_rundown_is_idle),
	KCASE(io_acquire_remove_lock, "waits for the last use", test_IoAcquireRemoveLock),
};
const struct kcase_suite lock_suite = KCASE_SUITE("lock", lock_cases);
