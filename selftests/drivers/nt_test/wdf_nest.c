// SPDX-License-Identifier: GPL-2.0-only
/*
 * How deep a queue's callbacks are in each other when their driver completes what it is
 * presented at once: KMDF's fxioqueue.cpp, m_Dispatching.
 */
#include "wdf_fixture.h"

#define MANY		200
/* So that a kernel without the rule fails the test, and keeps its stack. */
#define DEEPEST		8

/**
 * struct nest - requests that a callback completes
 * @queue: a queue of a test's own, or NULL
 * @held: the one that a queue was told to keep
 * @hold: keep the next one
 * @depth: how many callbacks are running, one inside the other
 * @deepest: the most that were
 * @seen: how many requests came
 * @late_count: number of @late
 * @late: those that were too deep to be completed at once
 * @sent: what the test has sent
 */
static struct nest {
	WDFQUEUE queue;
	WDFREQUEST held;
	bool hold;
	int depth, deepest, seen, late_count;
	WDFREQUEST late[MANY];
	struct wdf_sent sent[MANY];
} nest;

static void complete_at_once(WDFREQUEST request, NTSTATUS status)
{
	nest.depth++;
	nest.deepest = max(nest.deepest, nest.depth);
	nest.seen++;
	if (nest.depth < DEEPEST)
		WdfRequestComplete(request, status);
	else
		nest.late[nest.late_count++] = request;
	nest.depth--;
}

static VOID nest_default(WDFQUEUE queue, WDFREQUEST request)
{
	if (nest.hold) {
		nest.hold = false;
		nest.held = request;
		return;
	}
	complete_at_once(request, STATUS_SUCCESS);
}

static void call_at_once(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	complete_at_once(request, STATUS_SUCCESS);
}

static void to_nest_queue(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	EXPECT_EQ(t, WdfRequestForwardToIoQueue(request, nest.queue), STATUS_SUCCESS);
}

static NTSTATUS make_queue(WDF_IO_QUEUE_CONFIG *config, WDF_EXECUTION_LEVEL level)
{
	WDF_OBJECT_ATTRIBUTES attributes;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ExecutionLevel = level;
	config->EvtIoDefault = nest_default;
	wdf.call = to_nest_queue;
	return WdfIoQueueCreate(wdf.device, config, &attributes, &nest.queue);
}

static void send_many(struct kcase *t, int count)
{
	int i;

	for (i = 0; i < count; i++)
		EXPECT_NOT_NULL(t, wdf_send(&nest.sent[i], WDF_TEST_CALL, 4, 4));
}

/* All of them have been presented, and none inside another. */
static void expect_flat(struct kcase *t, int count, NTSTATUS status)
{
	int i;

	while (nest.late_count)
		WdfRequestComplete(nest.late[--nest.late_count], status);
	for (i = 0; i < count; i++)
		EXPECT_EQ(t, wdf_result(&nest.sent[i]), status);
	EXPECT_EQ(t, nest.seen, count);
	EXPECT_EQ(t, nest.deepest, 1);
}

static int nest_setup(struct kcase *t)
{
	memset(&nest, 0, sizeof(nest));
	return wdf_setup(t);
}

static void test_bounded(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchParallel);
	config.Settings.Parallel.NumberOfPresentedRequests = 1;
	ASSERT_EQ(t, make_queue(&config, WdfExecutionLevelInheritFromParent), STATUS_SUCCESS);
	nest.hold = true;
	send_many(t, MANY);
	ASSERT_NOT_NULL(t, nest.held);
	EXPECT_EQ(t, nest.seen, 0);
	complete_at_once(nest.held, STATUS_SUCCESS);
	/* The test's own completion is no callback. */
	nest.deepest--;
	expect_flat(t, MANY, STATUS_SUCCESS);
}

static void test_start(struct kcase *t)
{
	wdf.call = call_at_once;
	WdfIoQueueStopSynchronously(wdf.queue);
	send_many(t, MANY);
	EXPECT_EQ(t, nest.seen, 0);
	WdfIoQueueStart(wdf.queue);
	expect_flat(t, MANY, STATUS_SUCCESS);
}

static void test_resume(struct kcase *t)
{
	wdf.call = call_at_once;
	EXPECT_EQ(t, wdf_power(PowerSystemHibernate), STATUS_SUCCESS);
	send_many(t, MANY);
	EXPECT_EQ(t, nest.seen, 0);
	EXPECT_EQ(t, wdf_power(PowerSystemWorking), STATUS_SUCCESS);
	expect_flat(t, MANY, STATUS_SUCCESS);
}

static VOID cancel_at_once(WDFREQUEST request)
{
	complete_at_once(request, STATUS_CANCELLED);
}

static VOID mark(WDFQUEUE queue, WDFREQUEST request, size_t out, size_t in, ULONG code)
{
	EXPECT_EQ(wdf.t, WdfRequestMarkCancelableEx(request, cancel_at_once), STATUS_SUCCESS);
}

/* Those that have to wait for a work item are called there one after the other. */
static void test_cancelled(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;
	PIRP irps[20];
	KIRQL irql;
	int i;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchParallel);
	config.EvtIoDeviceControl = mark;
	ASSERT_EQ(t, make_queue(&config, WdfExecutionLevelPassive), STATUS_SUCCESS);
	for (i = 0; i < ARRAY_SIZE(irps); i++) {
		irps[i] = wdf_send(&nest.sent[i], WDF_TEST_CALL, 4, 4);
		ASSERT_NOT_NULL(t, irps[i]);
	}
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	for (i = 0; i < ARRAY_SIZE(irps); i++)
		EXPECT_TRUE(t, IoCancelIrp(irps[i]));
	KeLowerIrql(irql);
	EXPECT_SOON(t, READ_ONCE(nest.seen) == ARRAY_SIZE(irps), 20000);
	expect_flat(t, ARRAY_SIZE(irps), STATUS_CANCELLED);
}

static int inside, given_away;

/* Its driver has no request any more, though it has not returned. */
static VOID give_away(WDFQUEUE queue, WDFREQUEST request)
{
	if (given_away++) {
		inside = nest.depth;
		WdfRequestComplete(request, STATUS_SUCCESS);
		return;
	}
	nest.depth++;
	EXPECT_EQ(wdf.t, WdfRequestForwardToIoQueue(request, wdf.manual), STATUS_SUCCESS);
	EXPECT_NOT_NULL(wdf.t, wdf_send(&nest.sent[1], WDF_TEST_CALL, 4, 4));
	nest.depth--;
}

static void test_given_away(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;
	WDFREQUEST request;

	inside = 0;
	given_away = 0;
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchSequential);
	config.EvtIoDefault = give_away;
	ASSERT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &nest.queue), STATUS_SUCCESS);
	wdf.call = to_nest_queue;
	ASSERT_NOT_NULL(t, wdf_send(&nest.sent[0], WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&nest.sent[1]), STATUS_SUCCESS);
	EXPECT_EQ(t, inside, 1);
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&nest.sent[0]), STATUS_SUCCESS);
}

static const struct kcase_spec wdf_nest_cases[] = {
	KCASE(bounded, "a queue of one request at a time", test_bounded),
	KCASE(start, "a queue that is started", test_start),
	KCASE(resume, "a queue whose device is back in D0", test_resume),
	KCASE(cancelled, "requests that are cancelled", test_cancelled),
	KCASE(given_away, "a sequential queue counts requests, not callbacks",
	      test_given_away),
};
const struct kcase_suite wdf_nest_suite =
	KCASE_SUITE_FIXTURE("wdf_nest", wdf_nest_cases, nest_setup, wdf_teardown);
