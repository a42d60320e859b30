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

static NTSTATUS wait(PVOID object, PLARGE_INTEGER timeout)
{
	return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, timeout);
}

/* A wait begins, and a tenth of a second later its time has long passed. */
static void test_wait(struct kcase *t)
{
	u64 start = ktime_get_ns();
	PVOID objects[2];
	LARGE_INTEGER due;
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	objects[0] = &event;
	objects[1] = &event;
	due = in_ms(SOON_S * 1000);
	schedule_delayed_work(&clock_work, HZ / 10);
	EXPECT_EQ(t, wait(&event, &due), STATUS_TIMEOUT);
	EXPECT_LT(t, ktime_get_ns() - start, PROMPT_NS);
	due = in_ms(SOON_S * 1000);
	schedule_delayed_work(&clock_work, HZ / 10);
	EXPECT_EQ(t, KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode,
					      FALSE, &due, NULL), STATUS_TIMEOUT);
	EXPECT_LT(t, ktime_get_ns() - start, 2 * PROMPT_NS);
	/* A relative one does not follow. */
	start = ktime_get_ns();
	schedule_delayed_work(&clock_work, 1);
	EXPECT_EQ(t, wait(&event, MS(300)), STATUS_TIMEOUT);
	EXPECT_GE(t, ktime_get_ns() - start, 300 * NSEC_PER_MSEC);
}

static void test_KeDelayExecutionThread(struct kcase *t)
{
	LARGE_INTEGER due = in_ms(SOON_S * 1000);
	u64 start = ktime_get_ns();

	schedule_delayed_work(&clock_work, HZ / 10);
	EXPECT_EQ(t, KeDelayExecutionThread(KernelMode, FALSE, &due), STATUS_SUCCESS);
	EXPECT_LT(t, ktime_get_ns() - start, PROMPT_NS);
}

/* Set forward, the timer is due at once; set back, it is due later. */
static void test_KeSetTimer(struct kcase *t)
{
	static KTIMER timer;
	u64 start = ktime_get_ns();

	KeInitializeTimer(&timer);
	EXPECT_FALSE(t, KeSetTimer(&timer, in_ms(SOON_S * 1000), NULL));
	clock_move(FAR);
	EXPECT_EQ(t, wait(&timer, NULL), STATUS_SUCCESS);
	EXPECT_LT(t, ktime_get_ns() - start, PROMPT_NS);
	start = ktime_get_ns();
	EXPECT_FALSE(t, KeSetTimer(&timer, in_ms(1000), NULL));
	clock_move(-2);
	EXPECT_EQ(t, wait(&timer, NULL), STATUS_SUCCESS);
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
	int i;

	KeInitializeTimerEx(&timer, SynchronizationTimer);
	EXPECT_FALSE(t, KeSetTimerEx(&timer, in_ms(10), 5, NULL));
	for (i = 0; i < 3; i++)
		EXPECT_EQ(t, wait(&timer, MS(5000)), STATUS_SUCCESS);
	clock_move(-FAR);
	for (i = 0; i < 3; i++)
		EXPECT_EQ(t, wait(&timer, MS(5000)), STATUS_SUCCESS);
	EXPECT_TRUE(t, KeCancelTimer(&timer));
	wait(&timer, NOW);
	EXPECT_EQ(t, wait(&timer, MS(50)), STATUS_TIMEOUT);
}

static void test_ExSetTimer(struct kcase *t)
{
	PEX_TIMER timer = ExAllocateTimer(NULL, NULL, EX_TIMER_NOTIFICATION);
	u64 start = ktime_get_ns();

	ASSERT_NOT_NULL(t, timer);
	EXPECT_FALSE(t, ExSetTimer(timer, in_ms(SOON_S * 1000).QuadPart, 0, NULL));
	clock_move(FAR);
	EXPECT_EQ(t, wait(timer, NULL), STATUS_SUCCESS);
	EXPECT_LT(t, ktime_get_ns() - start, PROMPT_NS);
	EXPECT_FALSE(t, ExSetTimer(timer, in_ms(100000).QuadPart, 0, NULL));
	EXPECT_TRUE(t, ExDeleteTimer(timer, TRUE, TRUE, NULL));
}

static const struct kcase_spec clock_cases[] = {
	KCASE(ke_wait_for_single_object, "an absolute time follows the clock", test_wait),
	KCASE(ke_delay_execution_thread, "an absolute time follows the clock",
	      test_KeDelayExecutionThread),
	KCASE(ke_set_timer, "an absolute time follows the clock", test_KeSetTimer),
	KCASE(ke_set_timer_ex, "a period does not follow the clock", test_KeSetTimerEx),
	KCASE(ex_set_timer, "an absolute time follows the clock", test_ExSetTimer),
};
const struct kcase_suite clock_suite =
	KCASE_SUITE_FIXTURE("clock", clock_cases, clock_setup, clock_teardown);
