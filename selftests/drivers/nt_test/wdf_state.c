// SPDX-License-Identifier: GPL-2.0-only
/* Queues that are stopped, drained and asked for their state: pages nf-wdfio-... */
#include "wdf_fixture.h"

static int completions;
static WDFQUEUE completed;

static VOID state_complete(WDFQUEUE queue, WDFCONTEXT context)
{
	completed = queue;
	completions += *(int *)context;
}

static void test_stop(struct kcase *t)
{
	struct wdf_sent held, waiting;
	ULONG in_queue, in_driver;
	int one = 1;

	completions = 0;
	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	ASSERT_NOT_NULL(t, wdf.held);
	WdfIoQueueStop(wdf.queue, state_complete, &one);
	EXPECT_EQ(t, completions, 0);
	EXPECT_EQ(t, WdfIoQueueGetState(wdf.queue, &in_queue, &in_driver),
		  (WDF_IO_QUEUE_STATE)(WdfIoQueueAcceptRequests | WdfIoQueueNoRequests));
	EXPECT_EQ(t, in_driver, 1u);
	WdfRequestComplete(xchg(&wdf.held, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
	EXPECT_EQ(t, completions, 1);
	EXPECT_PTR_EQ(t, completed, wdf.queue);
	/* It goes on accepting requests. */
	ASSERT_NOT_NULL(t, wdf_send(&waiting, WDF_TEST_HOLD, 4, 4));
	EXPECT_NULL(t, wdf.held);
	EXPECT_TRUE(t, WDF_IO_QUEUE_STOPPED(WdfIoQueueGetState(wdf.queue, &in_queue, NULL)));
	EXPECT_EQ(t, in_queue, 1u);
	WdfIoQueueStopSynchronously(wdf.queue);
	WdfIoQueueStart(wdf.queue);
	ASSERT_NOT_NULL(t, wdf.held);
	EXPECT_TRUE(t, WDF_IO_QUEUE_READY(WdfIoQueueGetState(wdf.queue, NULL, NULL)));
	WdfRequestComplete(xchg(&wdf.held, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&waiting), STATUS_SUCCESS);
}

static void test_stopped_retrieve(struct kcase *t)
{
	struct wdf_sent sent;
	WDFREQUEST request;

	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_FORWARD, 4, 4));
	WdfIoQueueStop(wdf.manual, NULL, NULL);
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_WDF_PAUSED);
	WdfIoQueueStart(wdf.manual);
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
}

/* What waits is still presented, what comes is refused. */
static void test_drain(struct kcase *t)
{
	struct wdf_sent waiting, refused;
	WDFREQUEST request;
	int two = 2;

	completions = 0;
	ASSERT_NOT_NULL(t, wdf_send(&waiting, WDF_TEST_FORWARD, 4, 4));
	WdfIoQueueDrain(wdf.manual, state_complete, &two);
	EXPECT_EQ(t, completions, 0);
	ASSERT_NOT_NULL(t, wdf_send(&refused, WDF_TEST_FORWARD, 4, 4));
	EXPECT_EQ(t, wdf_result(&refused), STATUS_DEVICE_BUSY);
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&waiting), STATUS_SUCCESS);
	EXPECT_EQ(t, completions, 2);
	EXPECT_TRUE(t, WDF_IO_QUEUE_DRAINED(WdfIoQueueGetState(wdf.manual, NULL, NULL)));
	WdfIoQueueDrainSynchronously(wdf.manual);
	WdfIoQueueStart(wdf.manual);
}

/* Given back while the queue accepts nothing: what is drained is presented again. */
static void test_requeue(struct kcase *t)
{
	struct wdf_sent sent;
	WDFREQUEST request;
	int one = 1;

	completions = 0;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_FORWARD, 4, 4));
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	WdfIoQueueDrain(wdf.manual, state_complete, &one);
	EXPECT_EQ(t, WdfRequestRequeue(request), STATUS_SUCCESS);
	EXPECT_EQ(t, completions, 0);
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	WdfIoQueueStart(wdf.manual);
	/* What is purged ends. */
	WdfIoQueuePurge(wdf.manual, NULL, NULL);
	EXPECT_EQ(t, WdfRequestRequeue(request), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
	EXPECT_EQ(t, wdf.cancelled_on_queue, 1);
	EXPECT_EQ(t, completions, 1);
	WdfIoQueueStart(wdf.manual);
}

static void test_ready(struct kcase *t)
{
	struct wdf_sent first, second;
	WDFREQUEST request;
	int one = 1;

	completions = 0;
	EXPECT_EQ(t, WdfIoQueueReadyNotify(wdf.queue, state_complete, &one),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfIoQueueReadyNotify(wdf.manual, state_complete, &one), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoQueueReadyNotify(wdf.manual, state_complete, &one),
		  STATUS_INVALID_DEVICE_REQUEST);
	ASSERT_NOT_NULL(t, wdf_send(&first, WDF_TEST_FORWARD, 4, 4));
	ASSERT_NOT_NULL(t, wdf_send(&second, WDF_TEST_FORWARD, 4, 4));
	EXPECT_EQ(t, completions, 1);
	EXPECT_EQ(t, WdfIoQueueReadyNotify(wdf.manual, NULL, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	while (NT_SUCCESS(WdfIoQueueRetrieveNextRequest(wdf.manual, &request)))
		WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&first), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&second), STATUS_SUCCESS);
	WdfIoQueueStopSynchronously(wdf.manual);
	EXPECT_EQ(t, WdfIoQueueReadyNotify(wdf.manual, NULL, NULL), STATUS_SUCCESS);
	WdfIoQueueStart(wdf.manual);
}

/* NumberOfPresentedRequests bounds a parallel queue. */
static WDFREQUEST bounded[3];
static int bounded_count;

static VOID take_bounded(WDFQUEUE queue, WDFREQUEST request)
{
	bounded[bounded_count++] = request;
}

static WDFQUEUE bounded_queue;

static void to_bounded(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	EXPECT_EQ(t, WdfRequestForwardToIoQueue(request, bounded_queue), STATUS_SUCCESS);
}

static void test_bounded(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;
	struct wdf_sent sent[3];
	int i;

	bounded_count = 0;
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchParallel);
	EXPECT_EQ(t, config.Settings.Parallel.NumberOfPresentedRequests, (ULONG)-1);
	config.EvtIoDefault = take_bounded;
	config.Settings.Parallel.NumberOfPresentedRequests = 0;
	EXPECT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &bounded_queue),
		  STATUS_INVALID_PARAMETER);
	config.Settings.Parallel.NumberOfPresentedRequests = 2;
	ASSERT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &bounded_queue), STATUS_SUCCESS);
	wdf.call = to_bounded;
	for (i = 0; i < 3; i++)
		ASSERT_NOT_NULL(t, wdf_send(&sent[i], WDF_TEST_CALL, 4, 4));
	ASSERT_EQ(t, bounded_count, 2);
	WdfRequestComplete(bounded[0], STATUS_SUCCESS);
	ASSERT_EQ(t, bounded_count, 3);
	WdfRequestComplete(bounded[1], STATUS_SUCCESS);
	WdfRequestComplete(bounded[2], STATUS_SUCCESS);
	for (i = 0; i < 3; i++)
		EXPECT_EQ(t, wdf_result(&sent[i]), STATUS_SUCCESS);
}

static const struct kcase_spec wdf_state_cases[] = {
	KCASE(stop, "presents nothing, and goes on accepting", test_stop),
	KCASE(stopped_retrieve, "a stopped queue has nothing to retrieve", test_stopped_retrieve),
	KCASE(drain, "accepts nothing, and goes on presenting", test_drain),
	KCASE(requeue, "presented again while it drains, cancelled when it is purged",
	      test_requeue),
	KCASE(ready, "a manual queue tells that it is not empty any more", test_ready),
	KCASE(bounded, "so many requests at once", test_bounded),
};
const struct kcase_suite wdf_state_suite =
	KCASE_SUITE_FIXTURE("wdf_state", wdf_state_cases, wdf_setup, wdf_teardown);
