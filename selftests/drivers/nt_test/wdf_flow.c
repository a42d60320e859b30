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

/* Empty reads that one queue lets the driver have, and that it forwards to another. */
static struct {
	WDFQUEUE first, to;
	NTSTATUS forwarded, status;
	KEVENT forwarded_event, done;
	WORK_QUEUE_ITEM item;
} empty;

static VOID forward_read(WDFQUEUE queue, WDFREQUEST request, size_t length)
{
	empty.forwarded = WdfRequestForwardToIoQueue(request, empty.to);
	if (!NT_SUCCESS(empty.forwarded))
		WdfRequestComplete(request, empty.forwarded);
	KeSetEvent(&empty.forwarded_event, 0, FALSE);
}

static void take_reads(WDFDEVICE device)
{
	WDF_IO_QUEUE_CONFIG config;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchParallel);
	config.EvtIoRead = forward_read;
	config.AllowZeroLengthRequests = TRUE;
	EXPECT_EQ(wdf.t, WdfIoQueueCreate(device, &config, NULL, &empty.first), STATUS_SUCCESS);
	EXPECT_EQ(wdf.t, WdfDeviceConfigureRequestDispatching(device, empty.first,
							      WdfRequestTypeRead),
		  STATUS_SUCCESS);
}

static int empty_setup(struct kcase *t)
{
	memset(&empty, 0, sizeof(empty));
	calls = 0;
	wdf_device_hook = take_reads;
	return wdf_setup(t);
}

static void empty_teardown(struct kcase *t)
{
	wdf_teardown(t);
	wdf_device_hook = NULL;
}

static VOID read_nothing(PVOID context)
{
	ULONG buffer;

	empty.status = wdf_transfer(IRP_MJ_READ, &buffer, 0, 0, NULL);
	KeSetEvent(&empty.done, 0, FALSE);
}

/* One that is on the queue @to, or has been. */
static void send_empty(struct kcase *t, WDFQUEUE to)
{
	empty.to = to;
	empty.status = STATUS_PENDING;
	KeInitializeEvent(&empty.forwarded_event, NotificationEvent, FALSE);
	KeInitializeEvent(&empty.done, NotificationEvent, FALSE);
	ExInitializeWorkItem(&empty.item, read_nothing, NULL);
	ExQueueWorkItem(&empty.item, DelayedWorkQueue);
	EXPECT_EQ(t, KeWaitForSingleObject(&empty.forwarded_event, Executive, KernelMode, FALSE,
					   MS(20000)), STATUS_SUCCESS);
	EXPECT_EQ(t, empty.forwarded, STATUS_SUCCESS);
}

static void expect_empty(struct kcase *t)
{
	EXPECT_EQ(t, KeWaitForSingleObject(&empty.done, Executive, KernelMode, FALSE, MS(20000)),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, empty.status, STATUS_SUCCESS);
}

static void test_empty_presented(struct kcase *t)
{
	wdf.call = count_read;
	send_empty(t, wdf.queue);
	expect_empty(t);
	EXPECT_EQ(t, calls, 0);
}

static void test_empty_retrieved(struct kcase *t)
{
	WDFREQUEST request = NULL;

	send_empty(t, wdf.manual);
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request),
		  STATUS_NO_MORE_ENTRIES);
	EXPECT_NULL(t, request);
	if (request)
		WdfRequestComplete(request, STATUS_UNSUCCESSFUL);
	expect_empty(t);
}

static void test_empty_found(struct kcase *t)
{
	WDFREQUEST found = NULL, request = NULL;

	send_empty(t, wdf.manual);
	ASSERT_EQ(t, WdfIoQueueFindRequest(wdf.manual, NULL, NULL, NULL, &found),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoQueueRetrieveFoundRequest(wdf.manual, found, &request),
		  STATUS_NOT_FOUND);
	EXPECT_NULL(t, request);
	if (request)
		WdfRequestComplete(request, STATUS_UNSUCCESSFUL);
	WdfObjectDereference(found);
	expect_empty(t);
}

static const struct kcase_spec wdf_empty_cases[] = {
	KCASE(presented, "an empty request is not presented by a queue that takes none",
	      test_empty_presented),
	KCASE(retrieved, "nor retrieved from it", test_empty_retrieved),
	KCASE(found, "nor when it was found there", test_empty_found),
};
const struct kcase_suite wdf_empty_suite =
	KCASE_SUITE_FIXTURE("wdf_empty", wdf_empty_cases, empty_setup, empty_teardown);
