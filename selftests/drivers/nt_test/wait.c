// SPDX-License-Identifier: GPL-2.0-only
/* Events, semaphores, mutexes, timers, clocks. */
#include <linux/ktime.h>

#include "nt_test.h"

static void test_KeInitializeEvent(struct kcase *t)
{
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	EXPECT_EQ(t, KeReadStateEvent(&event), 0);
	EXPECT_EQ(t, nt_wait(&event, NOW), STATUS_TIMEOUT);
	EXPECT_EQ(t, KeSetEvent(&event, 0, FALSE), 0);
	EXPECT_NE(t, KeSetEvent(&event, 0, FALSE), 0);
	EXPECT_EQ(t, nt_wait(&event, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, nt_wait(&event, NULL), STATUS_SUCCESS);
	EXPECT_NE(t, KeResetEvent(&event), 0);
	EXPECT_EQ(t, nt_wait(&event, NOW), STATUS_TIMEOUT);

	KeInitializeEvent(&event, SynchronizationEvent, TRUE);
	EXPECT_EQ(t, nt_wait(&event, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, nt_wait(&event, NOW), STATUS_TIMEOUT);
	KeSetEvent(&event, 0, FALSE);
	KeClearEvent(&event);
	EXPECT_EQ(t, nt_wait(&event, NOW), STATUS_TIMEOUT);
}

static void test_timeouts(struct kcase *t)
{
	LARGE_INTEGER due;
	KEVENT event;
	u64 start;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	start = ktime_get_ns();
	EXPECT_EQ(t, nt_wait(&event, MS(30)), STATUS_TIMEOUT);
	EXPECT_GE(t, ktime_get_ns() - start, 30 * NSEC_PER_MSEC);

	/* First: this task may be preempted after it has read the time. */
	start = ktime_get_ns();
	KeQuerySystemTime(&due);
	due.QuadPart += 300000;
	EXPECT_EQ(t, nt_wait(&event, &due), STATUS_TIMEOUT);
	EXPECT_GE(t, ktime_get_ns() - start, 29 * NSEC_PER_MSEC);
	/* A time that has passed. */
	due.QuadPart = 1;
	EXPECT_EQ(t, nt_wait(&event, &due), STATUS_TIMEOUT);
}

static void test_KeWaitForMultipleObjects(struct kcase *t)
{
	KEVENT events[5];
	PVOID objects[5];
	int i;

	for (i = 0; i < 5; i++) {
		KeInitializeEvent(&events[i], SynchronizationEvent, FALSE);
		objects[i] = &events[i];
	}
	KeSetEvent(&events[3], 0, FALSE);
	EXPECT_EQ(t, KeWaitForMultipleObjects(5, objects, WaitAny, Executive, KernelMode,
					      FALSE, NULL, NULL), STATUS_WAIT_3);
	EXPECT_EQ(t, KeWaitForMultipleObjects(5, objects, WaitAny, Executive, KernelMode,
					      FALSE, MS(5), NULL), STATUS_TIMEOUT);
	/* A wait for all takes all or none: not four of five. */
	for (i = 0; i < 4; i++)
		KeSetEvent(&events[i], 0, FALSE);
	EXPECT_EQ(t, KeWaitForMultipleObjects(5, objects, WaitAll, Executive, KernelMode,
					      FALSE, MS(5), NULL), STATUS_TIMEOUT);
	EXPECT_NE(t, KeReadStateEvent(&events[0]), 0);
	KeSetEvent(&events[4], 0, FALSE);
	EXPECT_EQ(t, KeWaitForMultipleObjects(5, objects, WaitAll, Executive, KernelMode,
					      FALSE, NULL, NULL), STATUS_SUCCESS);
	for (i = 0; i < 5; i++)
		EXPECT_EQ(t, KeReadStateEvent(&events[i]), 0);
	EXPECT_EQ(t, KeWaitForMultipleObjects(0, objects, WaitAny, Executive, KernelMode,
					      FALSE, NULL, NULL), STATUS_INVALID_PARAMETER);
}

/* An object that is there twice is ready both times, or neither. */
static void test_wait_twice(struct kcase *t)
{
	KEVENT event, other;
	PVOID objects[] = { &event, &other, &event };

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	KeInitializeEvent(&other, SynchronizationEvent, TRUE);
	EXPECT_EQ(t, KeWaitForMultipleObjects(3, objects, WaitAll, Executive, KernelMode,
					      FALSE, MS(5), NULL), STATUS_TIMEOUT);
	KeSetEvent(&event, 0, FALSE);
	EXPECT_EQ(t, KeWaitForMultipleObjects(3, objects, WaitAll, Executive, KernelMode,
					      FALSE, MS(5), NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, KeReadStateEvent(&other), 0);
}

static void test_KeReleaseSemaphore(struct kcase *t)
{
	KSEMAPHORE semaphore;

	KeInitializeSemaphore(&semaphore, 1, 3);
	EXPECT_EQ(t, nt_wait(&semaphore, NOW), STATUS_SUCCESS);
	EXPECT_EQ(t, nt_wait(&semaphore, NOW), STATUS_TIMEOUT);
	EXPECT_EQ(t, KeReleaseSemaphore(&semaphore, 0, 2, FALSE), 0);
	EXPECT_EQ(t, KeReadStateSemaphore(&semaphore), 2);
	/* A release beyond the limit leaves the count as it is. */
	EXPECT_EQ(t, KeReleaseSemaphore(&semaphore, 0, 2, FALSE), 2);
	EXPECT_EQ(t, KeReadStateSemaphore(&semaphore), 2);
	EXPECT_EQ(t, nt_wait(&semaphore, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, nt_wait(&semaphore, NULL), STATUS_SUCCESS);
}

static void test_KeReleaseMutex(struct kcase *t)
{
	KMUTEX mutex;

	KeInitializeMutex(&mutex, 0);
	EXPECT_EQ(t, KeReadStateMutex(&mutex), 1);
	EXPECT_EQ(t, nt_wait(&mutex, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, nt_wait(&mutex, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, KeReadStateMutex(&mutex), -1);
	EXPECT_NE(t, KeReleaseMutex(&mutex, FALSE), 0);
	EXPECT_EQ(t, KeReleaseMutex(&mutex, FALSE), 0);
	EXPECT_EQ(t, KeReadStateMutex(&mutex), 1);
}

static LONG dpc_count;
static KIRQL dpc_irql;

static VOID count_dpc(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	dpc_irql = KeGetCurrentIrql();
	InterlockedIncrement(&dpc_count);
}

static void test_KeSetTimer(struct kcase *t)
{
	KTIMER *timer = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*timer), 'tseT');
	u64 start = ktime_get_ns();
	KDPC dpc;

	ASSERT_NOT_NULL(t, timer);
	dpc_count = 0;
	KeInitializeDpc(&dpc, count_dpc, NULL);
	KeInitializeTimer(timer);
	EXPECT_FALSE(t, KeSetTimer(timer, *MS(20), &dpc));
	/* If this task is preempted, it may be due by now. */
	EXPECT_TRUE(t, !KeReadStateTimer(timer) ||
		       ktime_get_ns() - start >= 20 * NSEC_PER_MSEC);
	EXPECT_EQ(t, nt_wait(timer, NULL), STATUS_SUCCESS);
	EXPECT_GE(t, ktime_get_ns() - start, 20 * NSEC_PER_MSEC);
	EXPECT_SOON(t, READ_ONCE(dpc_count) == 1, 20000);
	EXPECT_EQ(t, dpc_irql, DISPATCH_LEVEL);
	EXPECT_EQ(t, nt_wait(timer, NOW), STATUS_SUCCESS);

	EXPECT_FALSE(t, KeSetTimer(timer, *MS(100000), &dpc));
	EXPECT_EQ(t, nt_wait(timer, NOW), STATUS_TIMEOUT);
	EXPECT_TRUE(t, KeSetTimer(timer, *MS(100000), &dpc));
	EXPECT_TRUE(t, KeCancelTimer(timer));
	EXPECT_FALSE(t, KeCancelTimer(timer));
	KeFlushQueuedDpcs();
	EXPECT_EQ(t, dpc_count, 1);
	ExFreePool(timer);
}

static void test_KeSetTimerEx(struct kcase *t)
{
	KTIMER *timer = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*timer), 'tseT');
	KDPC dpc;
	int i;

	ASSERT_NOT_NULL(t, timer);
	dpc_count = 0;
	KeInitializeDpc(&dpc, count_dpc, NULL);
	KeInitializeTimerEx(timer, SynchronizationTimer);
	EXPECT_FALSE(t, KeSetTimerEx(timer, *MS(100000), 0, &dpc));
	/* Set again it is cancelled first. */
	EXPECT_TRUE(t, KeSetTimerEx(timer, *MS(5), 5, &dpc));
	for (i = 0; i < 3; i++)
		EXPECT_EQ(t, nt_wait(timer, MS(20000)), STATUS_SUCCESS);
	EXPECT_SOON(t, READ_ONCE(dpc_count) >= 3, 20000);
	EXPECT_TRUE(t, KeCancelTimer(timer));
	KeFlushQueuedDpcs();
	ExFreePool(timer);
}

static LONG ex_timer_calls, ex_timer_gone;

static VOID ex_timer_due(PEX_TIMER timer, PVOID context)
{
	dpc_irql = KeGetCurrentIrql();
	InterlockedAdd(&ex_timer_calls, *(LONG *)context);
}

static VOID ex_timer_deleted(PVOID context)
{
	InterlockedIncrement(context);
}

static void test_ExSetTimer(struct kcase *t)
{
	LONG step = 3;
	PEX_TIMER timer = ExAllocateTimer(ex_timer_due, &step, EX_TIMER_HIGH_RESOLUTION);
	int i;

	ASSERT_NOT_NULL(t, timer);
	ex_timer_calls = 0;
	EXPECT_FALSE(t, ExSetTimer(timer, MS(10)->QuadPart, 0, NULL));
	EXPECT_EQ(t, nt_wait(timer, MS(20000)), STATUS_SUCCESS);
	EXPECT_SOON(t, READ_ONCE(ex_timer_calls) == 3, 20000);
	EXPECT_EQ(t, dpc_irql, DISPATCH_LEVEL);
	/* A synchronization timer: one wait. */
	EXPECT_EQ(t, nt_wait(timer, NOW), STATUS_TIMEOUT);
	EXPECT_FALSE(t, ExCancelTimer(timer, NULL));
	EXPECT_FALSE(t, ExSetTimer(timer, MS(100000)->QuadPart, 0, NULL));
	EXPECT_TRUE(t, ExSetTimer(timer, MS(5)->QuadPart, 50000, NULL));
	for (i = 0; i < 3; i++)
		EXPECT_EQ(t, nt_wait(timer, MS(20000)), STATUS_SUCCESS);
	EXPECT_TRUE(t, ExCancelTimer(timer, NULL));
	EXPECT_FALSE(t, ExDeleteTimer(timer, TRUE, TRUE, NULL));
}

static void test_ExDeleteTimer(struct kcase *t)
{
	EXT_DELETE_PARAMETERS parameters;
	LONG step = 1;
	PEX_TIMER timer;

	ex_timer_calls = 0;
	ex_timer_gone = 0;
	ExInitializeDeleteTimerParameters(&parameters);
	parameters.DeleteCallback = ex_timer_deleted;
	parameters.DeleteContext = &ex_timer_gone;
	timer = ExAllocateTimer(ex_timer_due, &step, EX_TIMER_NOTIFICATION);
	ASSERT_NOT_NULL(t, timer);
	ExSetTimer(timer, MS(100000)->QuadPart, 0, NULL);
	EXPECT_TRUE(t, ExDeleteTimer(timer, TRUE, FALSE, &parameters));
	EXPECT_SOON(t, READ_ONCE(ex_timer_gone) == 1, 20000);
	EXPECT_EQ(t, ex_timer_calls, 0);
	/* Not cancelled, it is due before it is deleted. */
	timer = ExAllocateTimer(ex_timer_due, &step, EX_TIMER_NOTIFICATION);
	ASSERT_NOT_NULL(t, timer);
	ExSetTimer(timer, MS(30)->QuadPart, 0, NULL);
	EXPECT_FALSE(t, ExDeleteTimer(timer, FALSE, FALSE, &parameters));
	EXPECT_SOON(t, READ_ONCE(ex_timer_gone) == 2, 20000);
	EXPECT_EQ(t, ex_timer_calls, 1);
}

static VOID ex_timer_again(PEX_TIMER timer, PVOID context)
{
	InterlockedIncrement(&ex_timer_calls);
	ExSetTimer(timer, MS(1)->QuadPart, 0, NULL);
}

/* From its deletion on a timer is not set any more, by its callback neither. */
static void test_ExDeleteTimer_again(struct kcase *t)
{
	PEX_TIMER timer;
	unsigned int i;
	LONG calls;

	for (i = 0; i < 40 && !kcase_failed(t); i++) {
		ex_timer_calls = 0;
		timer = ExAllocateTimer(ex_timer_again, NULL, EX_TIMER_NOTIFICATION);
		ASSERT_NOT_NULL(t, timer);
		ExSetTimer(timer, MS(1)->QuadPart, 0, NULL);
		EXPECT_SOON(t, READ_ONCE(ex_timer_calls) > 2, 20000);
		ExDeleteTimer(timer, i % 2, TRUE, NULL);
		calls = ex_timer_calls;
		KeDelayExecutionThread(KernelMode, FALSE, MS(4));
		EXPECT_EQ(t, ex_timer_calls, calls);
	}
}

static void test_KeInsertQueueDpc(struct kcase *t)
{
	KIRQL irql;
	KDPC dpc;

	dpc_count = 0;
	KeInitializeDpc(&dpc, count_dpc, NULL);
	/* A DPC cannot run before its processor's level is lowered. */
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	EXPECT_TRUE(t, KeInsertQueueDpc(&dpc, NULL, NULL));
	EXPECT_FALSE(t, KeInsertQueueDpc(&dpc, NULL, NULL));
	EXPECT_TRUE(t, KeRemoveQueueDpc(&dpc));
	EXPECT_FALSE(t, KeRemoveQueueDpc(&dpc));
	KeLowerIrql(irql);
	KeFlushQueuedDpcs();
	EXPECT_EQ(t, dpc_count, 0);
	EXPECT_TRUE(t, KeInsertQueueDpc(&dpc, NULL, NULL));
	KeFlushQueuedDpcs();
	EXPECT_EQ(t, dpc_count, 1);
}

static bool dpc_again;

static VOID queue_again(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	InterlockedIncrement(&dpc_count);
	if (READ_ONCE(dpc_again))
		KeInsertQueueDpc(dpc, NULL, NULL);
}

/* One that is queued again by its own routine is not waited for. */
static void test_KeFlushQueuedDpcs(struct kcase *t)
{
	KDPC dpc;

	dpc_count = 0;
	WRITE_ONCE(dpc_again, true);
	KeInitializeDpc(&dpc, queue_again, NULL);
	EXPECT_TRUE(t, KeInsertQueueDpc(&dpc, NULL, NULL));
	KeFlushQueuedDpcs();
	EXPECT_GE(t, READ_ONCE(dpc_count), 1);
	WRITE_ONCE(dpc_again, false);
	/* A run that began before may queue it behind the first of these. */
	KeFlushQueuedDpcs();
	KeFlushQueuedDpcs();
	EXPECT_FALSE(t, KeRemoveQueueDpc(&dpc));
}

/* Of Linux's clocks CLOCK_BOOTTIME goes on in suspend, and CLOCK_MONOTONIC stands. */
static void test_interrupt_time(struct kcase *t)
{
	u64 boottime = ktime_get_boottime_ns(), monotonic = ktime_get_ns();
	ULONGLONG biased = KeQueryInterruptTime();
	ULONGLONG unbiased = KeQueryUnbiasedInterruptTime();

	EXPECT_GE(t, biased, (ULONGLONG)boottime / 100);
	EXPECT_LE(t, biased, (ULONGLONG)ktime_get_boottime_ns() / 100);
	EXPECT_GE(t, unbiased, (ULONGLONG)monotonic / 100);
	EXPECT_LE(t, unbiased, (ULONGLONG)ktime_get_ns() / 100);
}

static void test_clocks(struct kcase *t)
{
	LARGE_INTEGER frequency, before, after, ticks;
	ULONGLONG interrupt = KeQueryInterruptTime();
	ULONG64 counter = 0;
	u64 start = ktime_get_ns();

	before = KeQueryPerformanceCounter(&frequency);
	EXPECT_EQ(t, frequency.QuadPart, 10000000ll);
	EXPECT_EQ(t, KeDelayExecutionThread(KernelMode, FALSE, MS(20)), STATUS_SUCCESS);
	EXPECT_GE(t, ktime_get_ns() - start, 20 * NSEC_PER_MSEC);
	after = KeQueryPerformanceCounter(NULL);
	EXPECT_GE(t, after.QuadPart - before.QuadPart, 200000ll);
	EXPECT_GE(t, KeQueryInterruptTime() - interrupt, 200000ull);
	interrupt = KeQueryInterruptTimePrecise(&counter);
	EXPECT_LE(t, interrupt, KeQueryInterruptTime());
	EXPECT_GE(t, counter, (ULONG64)after.QuadPart);
	EXPECT_EQ(t, KeQueryTimeIncrement(), 10000000u / HZ);
	KeQueryTickCount(&ticks);
	EXPECT_GT(t, ticks.QuadPart, 0ll);
	KeQuerySystemTime(&after);
	/* 1970-01-01 in Windows' time. */
	EXPECT_GT(t, after.QuadPart, 116444736000000000ll);
	start = ktime_get_ns();
	KeStallExecutionProcessor(1500);
	EXPECT_GE(t, ktime_get_ns() - start, 1400 * NSEC_PER_USEC);
}

/* Between what the clocks say before and after. */
static void test_precise(struct kcase *t)
{
	u64 before = ktime_get_boottime_ns() / 100;
	LONGLONG counter_before = KeQueryPerformanceCounter(NULL).QuadPart;
	ULONG64 counter = 0;
	ULONGLONG now = KeQueryInterruptTimePrecise(&counter);

	EXPECT_GE(t, now, before);
	EXPECT_LE(t, now, ktime_get_boottime_ns() / 100);
	EXPECT_GE(t, counter, (ULONG64)counter_before);
	EXPECT_LE(t, counter, (ULONG64)KeQueryPerformanceCounter(NULL).QuadPart);
}

/* Two threads set one timer: it is as one of them has set it, not as both have. */
static struct {
	KTIMER timer;
	KDPC dpcs[2];
	LONG next;
} twice_set;

static VOID set_often(PVOID context)
{
	LONG which = InterlockedIncrement(&twice_set.next) - 1;
	int i;

	for (i = 0; i < 3000; i++)
		KeSetTimerEx(&twice_set.timer, *MS(100000), 1000 + which,
			     &twice_set.dpcs[which]);
}

static void set_by_two(struct kcase *t)
{
	PVOID threads[2];
	HANDLE handle;
	int i;

	twice_set.next = 0;
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
						  set_often, NULL), STATUS_SUCCESS);
		ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode,
					  &threads[i], NULL);
		ZwClose(handle);
	}
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(t, nt_wait(threads[i], NULL), STATUS_SUCCESS);
		ObDereferenceObject(threads[i]);
	}
	EXPECT_PTR_EQ(t, twice_set.timer.Dpc, &twice_set.dpcs[twice_set.timer.Period - 1000]);
}

static void test_KeSetTimerEx_race(struct kcase *t)
{
	unsigned int i;

	KeInitializeTimer(&twice_set.timer);
	KeInitializeDpc(&twice_set.dpcs[0], count_dpc, NULL);
	KeInitializeDpc(&twice_set.dpcs[1], count_dpc, NULL);
	for (i = 0; i < 30 && !kcase_failed(t); i++)
		set_by_two(t);
	KeCancelTimer(&twice_set.timer);
}

/* One that sleeps again and again, until it has been seen. */
struct sleeper {
	struct task_struct *task;
	bool seen;
};

static VOID delay(PVOID context)
{
	struct sleeper *sleeper = context;

	WRITE_ONCE(sleeper->task, get_task_struct(current));
	do
		KeDelayExecutionThread(KernelMode, FALSE, MS(500));
	while (!READ_ONCE(sleeper->seen));
}

/* A driver may sleep for hours: the kernel's detector of hung tasks is not to see it. */
static void test_delay_is_idle(struct kcase *t)
{
	struct sleeper sleeper = {};
	HANDLE handle;
	PVOID thread;

	ASSERT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  delay, &sleeper), STATUS_SUCCESS);
	ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &thread, NULL);
	ZwClose(handle);
	EXPECT_SOON(t, READ_ONCE(sleeper.task), 20000);
	if (sleeper.task)
		EXPECT_SOON(t, task_state_to_char(sleeper.task) == 'I', 20000);
	WRITE_ONCE(sleeper.seen, true);
	/* It uses this stack until then. */
	EXPECT_EQ(t, nt_wait(thread, NULL), STATUS_SUCCESS);
	ObDereferenceObject(thread);
	if (sleeper.task)
		put_task_struct(sleeper.task);
}

static const struct kcase_spec wait_cases[] = {
	KCASE(ke_set_event, "both kinds of event", test_KeInitializeEvent),
	KCASE(ke_wait_for_single_object, "relative, absolute and past timeouts", test_timeouts),
	KCASE(ke_wait_for_multiple_objects, "any, and all or none", test_KeWaitForMultipleObjects),
	KCASE(ke_wait_for_multiple_objects_twice, "all, one of them twice", test_wait_twice),
	KCASE(ke_release_semaphore, "counts up to its limit", test_KeReleaseSemaphore),
	KCASE(ke_release_mutex, "its owner may take it again", test_KeReleaseMutex),
	KCASE(ke_set_timer, "due once, with its DPC; cancelled, not", test_KeSetTimer),
	KCASE(ke_set_timer_ex, "due again and again", test_KeSetTimerEx),
	KCASE(ke_set_timer_ex_race, "set by two threads, as by one of them",
	      test_KeSetTimerEx_race),
	KCASE(ex_set_timer, "due once or again, waited for or called", test_ExSetTimer),
	KCASE(ex_delete_timer, "cancelled or not, and then gone", test_ExDeleteTimer),
	KCASE(ex_delete_timer_again, "ends a timer whose callback sets it",
	      test_ExDeleteTimer_again),
	KCASE(ke_insert_queue_dpc, "queued once, removed, flushed", test_KeInsertQueueDpc),
	KCASE(ke_flush_queued_dpcs, "waits for those that are queued, not for later ones",
	      test_KeFlushQueuedDpcs),
	KCASE(ke_delay_execution_thread, "a long sleep is no hung task", test_delay_is_idle),
	KCASE(ke_query_system_time, "the clocks run", test_clocks),
	KCASE(ke_query_interrupt_time_precise, "the time of the call, and its counter",
	      test_precise),
	KCASE(interrupt_time_is_biased, "with the time that the machine slept, or without it",
	      test_interrupt_time),
};
const struct kcase_suite wait_suite = KCASE_SUITE("wait", wait_cases);
