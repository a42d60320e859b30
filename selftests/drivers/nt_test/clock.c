// SPDX-License-Identifier: GPL-2.0-only
/*
 * Absolute times, which follow what the clock is set to. Each case sets the clock, and
 * sets it back: only a test guest says that it may (test_nt.sh).
 */
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "nt_test.h"

/* How far the clock is set, and how far off the times are that are waited for. */
#define FAR	3600
#define SOON_S	25
/* More than anything here takes that does not wait for them. */
#define PROMPT_NS	(12 * NSEC_PER_SEC)

static bool set_clock;
module_param(set_clock, bool, 0);
MODULE_PARM_DESC(set_clock, "the clock of this machine may be set, and set back");

/* By how many seconds the clock is off; the case's thread and the work alternate. */
static s64 clock_moved;

static void clock_move(s64 seconds)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	now.tv_sec += seconds;
	if (!do_settimeofday64(&now))
		WRITE_ONCE(clock_moved, clock_moved + seconds);
}

static void clock_forward(struct work_struct *work)
{
	clock_move(FAR);
}

static DECLARE_DELAYED_WORK(clock_work, clock_forward);

static int clock_setup(struct kcase *t)
{
	clock_moved = 0;
	if (!set_clock)
		kcase_skip(t, "the clock may be set in a test guest only");
	return 0;
}

static void clock_teardown(struct kcase *t)
{
	cancel_delayed_work_sync(&clock_work);
	if (clock_moved)
		clock_move(-clock_moved);
}

/* An absolute time in @ms, by the clock as it is now. */
static LARGE_INTEGER in_ms(LONG ms)
{
	LARGE_INTEGER due;

	KeQuerySystemTime(&due);
	due.QuadPart += 10000ll * ms;
	return due;
}

/* Relative times do not follow: this one, in which the clock goes forward, takes so long. */
#define RELATIVE_MS	300
#define RELATIVE_NS	(RELATIVE_MS * NSEC_PER_MSEC)

/* A wait for what does not come. */
typedef NTSTATUS wait_function(PVOID object, PLARGE_INTEGER timeout);

/* A wait begins, and a tenth of a second later an absolute time has long passed. */
static void expect_follows(struct kcase *t, wait_function *wait_for, PVOID object,
			   NTSTATUS status)
{
	LARGE_INTEGER due = in_ms(SOON_S * 1000);
	u64 start = ktime_get_ns();

	schedule_delayed_work(&clock_work, HZ / 10);
	EXPECT_EQ(t, wait_for(object, &due), status);
	EXPECT_LT(t, ktime_get_ns() - start, PROMPT_NS);
	start = ktime_get_ns();
	schedule_delayed_work(&clock_work, 1);
	EXPECT_EQ(t, wait_for(object, MS(RELATIVE_MS)), status);
	EXPECT_GE(t, ktime_get_ns() - start, RELATIVE_NS);
}

static void test_wait(struct kcase *t)
{
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	expect_follows(t, nt_wait, &event, STATUS_TIMEOUT);
}

static NTSTATUS wait_for_two(PVOID object, PLARGE_INTEGER timeout)
{
	PVOID objects[] = { object, object };

	return KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE,
					timeout, NULL);
}

static void test_wait_for_two(struct kcase *t)
{
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	expect_follows(t, wait_for_two, &event, STATUS_TIMEOUT);
}

static KEVENT thread_end;

static VOID wait_for_end(PVOID context)
{
	nt_wait(&thread_end, NULL);
}

static NTSTATUS wait_for_handle(PVOID object, PLARGE_INTEGER timeout)
{
	return ZwWaitForSingleObject(object, FALSE, timeout);
}

static void test_wait_for_handle(struct kcase *t)
{
	HANDLE thread;

	KeInitializeEvent(&thread_end, NotificationEvent, FALSE);
	ASSERT_EQ(t, PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  wait_for_end, NULL), STATUS_SUCCESS);
	expect_follows(t, wait_for_handle, thread, STATUS_TIMEOUT);
	KeSetEvent(&thread_end, 0, FALSE);
	EXPECT_EQ(t, ZwWaitForSingleObject(thread, FALSE, NULL), STATUS_SUCCESS);
	ZwClose(thread);
}

static NTSTATUS delay(PVOID object, PLARGE_INTEGER interval)
{
	return KeDelayExecutionThread(KernelMode, FALSE, interval);
}

static void test_KeDelayExecutionThread(struct kcase *t)
{
	expect_follows(t, delay, NULL, STATUS_SUCCESS);
}

/* @set: sets @timer, which is not set. */
static void expect_timer_follows(struct kcase *t, PVOID timer,
				 BOOLEAN (*set)(PVOID timer, LARGE_INTEGER due))
{
	u64 start = ktime_get_ns();

	EXPECT_FALSE(t, set(timer, in_ms(SOON_S * 1000)));
	clock_move(FAR);
	EXPECT_EQ(t, nt_wait(timer, NULL), STATUS_SUCCESS);
	EXPECT_LT(t, ktime_get_ns() - start, PROMPT_NS);
	start = ktime_get_ns();
	EXPECT_FALSE(t, set(timer, *MS(RELATIVE_MS)));
	clock_move(FAR);
	EXPECT_EQ(t, nt_wait(timer, NULL), STATUS_SUCCESS);
	EXPECT_GE(t, ktime_get_ns() - start, RELATIVE_NS);
}

static BOOLEAN set_timer(PVOID timer, LARGE_INTEGER due)
{
	return KeSetTimer(timer, due, NULL);
}

/*
 * Have the timer be due in a second, and set the clock back by two before it is. Since
 * when, by ktime_get_ns(); 0: it was too late each time, and the timer is not set.
 */
static u64 set_and_go_back(PKTIMER timer)
{
	u64 start;
	int tries;

	/* On a busy machine that may take too long. */
	for (tries = 0; tries < 10; tries++) {
		start = ktime_get_ns();
		KeSetTimer(timer, in_ms(1000), NULL);
		clock_move(-2);
		if (ktime_get_ns() - start < 900 * NSEC_PER_MSEC)
			return start;
		KeCancelTimer(timer);
	}
	return 0;
}

static void test_KeSetTimer(struct kcase *t)
{
	static KTIMER timer;
	u64 start;

	KeInitializeTimer(&timer);
	expect_timer_follows(t, &timer, set_timer);
	start = set_and_go_back(&timer);
	ASSERT_NE(t, start, 0ull);
	EXPECT_EQ(t, nt_wait(&timer, NULL), STATUS_SUCCESS);
	EXPECT_GE(t, ktime_get_ns() - start, 2900 * NSEC_PER_MSEC);
	EXPECT_FALSE(t, KeSetTimer(&timer, in_ms(100000), NULL));
	EXPECT_TRUE(t, KeSetTimer(&timer, *MS(100000), NULL));
	EXPECT_TRUE(t, KeSetTimer(&timer, in_ms(100000), NULL));
	EXPECT_TRUE(t, KeCancelTimer(&timer));
	EXPECT_FALSE(t, KeCancelTimer(&timer));
}

/* After the first time a timer repeats by its period, whatever the clock says. */
static void test_KeSetTimerEx(struct kcase *t)
{
	static KTIMER timer;
	u64 start = ktime_get_ns();
	int i;

	KeInitializeTimerEx(&timer, SynchronizationTimer);
	EXPECT_FALSE(t, KeSetTimerEx(&timer, in_ms(SOON_S * 1000), 5, NULL));
	clock_move(FAR);
	EXPECT_EQ(t, nt_wait(&timer, NULL), STATUS_SUCCESS);
	EXPECT_LT(t, ktime_get_ns() - start, PROMPT_NS);
	for (i = 0; i < 3; i++)
		EXPECT_EQ(t, nt_wait(&timer, MS(20000)), STATUS_SUCCESS);
	clock_move(-FAR);
	for (i = 0; i < 3; i++)
		EXPECT_EQ(t, nt_wait(&timer, MS(20000)), STATUS_SUCCESS);
	EXPECT_TRUE(t, KeCancelTimer(&timer));
	nt_wait(&timer, NOW);
	EXPECT_EQ(t, nt_wait(&timer, MS(50)), STATUS_TIMEOUT);
}

static BOOLEAN set_ex_timer(PVOID timer, LARGE_INTEGER due)
{
	return ExSetTimer(timer, due.QuadPart, 0, NULL);
}

static void test_ExSetTimer(struct kcase *t)
{
	PEX_TIMER timer = ExAllocateTimer(NULL, NULL, EX_TIMER_NOTIFICATION);

	ASSERT_NOT_NULL(t, timer);
	expect_timer_follows(t, timer, set_ex_timer);
	EXPECT_FALSE(t, ExSetTimer(timer, in_ms(100000).QuadPart, 0, NULL));
	EXPECT_TRUE(t, ExDeleteTimer(timer, TRUE, TRUE, NULL));
}

static const struct kcase_spec clock_cases[] = {
	KCASE(ke_wait_for_single_object, "an absolute time follows the clock", test_wait),
	KCASE(ke_wait_for_multiple_objects, "likewise", test_wait_for_two),
	KCASE(zw_wait_for_single_object, "likewise", test_wait_for_handle),
	KCASE(ke_delay_execution_thread, "an absolute time follows the clock",
	      test_KeDelayExecutionThread),
	KCASE(ke_set_timer, "an absolute time follows the clock", test_KeSetTimer),
	KCASE(ke_set_timer_ex, "a period does not follow the clock", test_KeSetTimerEx),
	KCASE(ex_set_timer, "an absolute time follows the clock", test_ExSetTimer),
};
const struct kcase_suite clock_suite =
	KCASE_SUITE_FIXTURE("clock", clock_cases, clock_setup, clock_teardown);
