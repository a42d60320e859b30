// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where requests of a device go that no callback of its queues is for: KMDF's fxpkgio.cpp
 * and fxioqueue.cpp.
 */
#include "target_fixture.h"

static int calls;

static void count_read(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	calls++;
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 4);
}

static void count_control(WDFQUEUE queue, WDFREQUEST request)
{
	calls += 10;
	WdfRequestComplete(request, STATUS_SUCCESS);
}

/* The filter's default queue has a callback for control requests only. */
static void test_filter(struct kcase *t)
{
	struct wdf_sent sent;
	ULONG_PTR bytes = 0;
	ULONG buffer = 0;

	calls = 0;
	wdf.call = count_read;
	target.call = count_control;
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_READ, &buffer, 4, 0, &bytes), STATUS_SUCCESS);
	EXPECT_EQ(t, bytes, 4);
	EXPECT_EQ(t, calls, 1);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, calls, 11);
}

static const struct kcase_spec wdf_flow_cases[] = {
	KCASE(filter, "what a filter's default queue has no callback for is passed on",
	      test_filter),
};
const struct kcase_suite wdf_flow_suite =
	KCASE_SUITE_FIXTURE("wdf_flow", wdf_flow_cases, target_setup_queue, target_teardown);

/* The filter sees its requests before its queue does. */
static struct {
	int calls;
	NTSTATUS formatted, enqueued;
} early;

static VOID in_caller_context(WDFDEVICE device, WDFREQUEST request)
{
	WDF_REQUEST_REUSE_PARAMS params;

	early.calls++;
	EXPECT_EQ(wdf.t, WdfIoTargetFormatRequestForRead(target.local, request, NULL, NULL, NULL),
		  STATUS_SUCCESS);
	early.formatted = WdfDeviceEnqueueRequest(device, request);
	if (NT_SUCCESS(early.formatted))
		return;
	WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	EXPECT_EQ(wdf.t, WdfRequestReuse(request, &params), STATUS_SUCCESS);
	early.enqueued = WdfDeviceEnqueueRequest(device, request);
	if (!NT_SUCCESS(early.enqueued))
		WdfRequestComplete(request, early.enqueued);
}

static void set_caller(PWDFDEVICE_INIT init)
{
	WdfDeviceInitSetIoInCallerContextCallback(init, in_caller_context);
}

static int enqueue_setup(struct kcase *t)
{
	target_init_hook = set_caller;
	return target_setup(t);
}

static int enqueue_setup_queue(struct kcase *t)
{
	target_init_hook = set_caller;
	return target_setup_queue(t);
}

static void enqueue_teardown(struct kcase *t)
{
	target_teardown(t);
	target_init_hook = NULL;
}

static void test_enqueue(struct kcase *t)
{
	ULONG_PTR bytes = 0;
	ULONG buffer = 0;

	memset(&early, 0, sizeof(early));
	calls = 0;
	wdf.call = count_read;
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_READ, &buffer, 4, 0, &bytes), STATUS_SUCCESS);
	EXPECT_EQ(t, bytes, 4);
	EXPECT_EQ(t, early.calls, 1);
	EXPECT_EQ(t, early.formatted, STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, early.enqueued, STATUS_SUCCESS);
	EXPECT_EQ(t, calls, 1);
}

static const struct kcase_spec wdf_enqueue_cases[] = {
	KCASE(filter, "WdfDeviceEnqueueRequest of a filter without a queue passes it on",
	      test_enqueue),
};
const struct kcase_suite wdf_enqueue_suite =
	KCASE_SUITE_FIXTURE("wdf_enqueue", wdf_enqueue_cases, enqueue_setup, enqueue_teardown);

static const struct kcase_spec wdf_enqueue_queue_cases[] = {
	KCASE(filter, "so it does where the default queue has no callback for it",
	      test_enqueue),
};
const struct kcase_suite wdf_enqueue_queue_suite =
	KCASE_SUITE_FIXTURE("wdf_enqueue_queue", wdf_enqueue_queue_cases, enqueue_setup_queue,
			    enqueue_teardown);
