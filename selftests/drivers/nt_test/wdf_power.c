// SPDX-License-Identifier: GPL-2.0-only
/*
 * A framework device while the machine hibernates. The order of the callbacks is that of
 * Windows' documentation, "Power-Down and Removal Sequence for a Function or Filter
 * Driver" and "A Function or Filter Driver's Power-Up Sequence".
 */
#include "wdf_fixture.h"

static NTSTATUS sleep(void)
{
	return wdf_power(PowerSystemHibernate);
}

static NTSTATUS wake(void)
{
	return wdf_power(PowerSystemWorking);
}

static void test_order(struct kcase *t)
{
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "PDisX", 6);
	EXPECT_EQ(t, wdf.d0_state, WdfPowerDeviceD3);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "PDisXDr", 8);
	EXPECT_EQ(t, wdf.d0_state, WdfPowerDeviceD3);
	/* A second time, and what it does not change. */
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "PDisXDrsXDr", 12);
}

/* Without a second EvtDeviceD0Exit, and before what follows it. */
static void test_removed_asleep(struct kcase *t)
{
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "PDisXSR", 8);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "PDisXSR", 8);
}

static void call(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WdfRequestComplete(request, STATUS_SUCCESS);
}

/* What comes while it sleeps waits, and so does what waited. */
static void test_requests_wait(struct kcase *t)
{
	struct wdf_sent waiting, sent;
	WDFREQUEST request;

	wdf.call = call;
	ASSERT_NOT_NULL(t, wdf_send(&waiting, WDF_TEST_FORWARD, 4, 4));
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	KeDelayExecutionThread(KernelMode, FALSE, MS(50));
	EXPECT_FALSE(t, KeReadStateEvent(&sent.done));
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_WDF_PAUSED);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&waiting), STATUS_SUCCESS);
}

static struct wdf_sent early[2];
static NTSTATUS early_retrieve;

/* Inside EvtDriverDeviceAdd: the device is on its stack, and not started. */
static void send_early(WDFDEVICE device)
{
	WDFREQUEST request;

	wdf.fdo = WdfDeviceWdmGetDeviceObject(device);
	EXPECT_NOT_NULL(wdf.t, wdf_send(&early[0], WDF_TEST_CALL, 4, 4));
	EXPECT_NOT_NULL(wdf.t, wdf_send(&early[1], WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(wdf.t, KeReadStateEvent(&early[0].done), 0);
	early_retrieve = WdfIoQueueRetrieveNextRequest(wdf.manual, &request);
}

static NTSTATUS add_early(NTSTATUS d0_status)
{
	NTSTATUS status;

	wdf_remove();
	wdf.call = call;
	wdf.d0_status = d0_status;
	wdf_device_hook = send_early;
	status = wdf_add();
	wdf_device_hook = NULL;
	EXPECT_EQ(wdf.t, early_retrieve, STATUS_WDF_PAUSED);
	return status;
}

/* What comes before the device's first D0 waits, too. */
static void test_before_d0(struct kcase *t)
{
	EXPECT_EQ(t, add_early(STATUS_SUCCESS), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&early[0]), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&early[1]), STATUS_SUCCESS);
	EXPECT_EQ(t, add_early(STATUS_NO_SUCH_DEVICE), STATUS_NO_SUCH_DEVICE);
	EXPECT_EQ(t, wdf_result(&early[0]), STATUS_CANCELLED);
	EXPECT_EQ(t, wdf_result(&early[1]), STATUS_CANCELLED);
}

static void test_requests_end(struct kcase *t)
{
	struct wdf_sent sent;

	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
}

static void keep(WDFREQUEST request)
{
	WdfRequestStopAcknowledge(request, FALSE);
}

static void test_kept(struct kcase *t)
{
	struct wdf_sent held;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	wdf.stop = keep;
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf.stops, 1);
	EXPECT_EQ(t, wdf.stop_flags, (ULONG)WdfRequestStopActionSuspend);
	EXPECT_NULL(t, wdf.resumed);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, wdf.resumed, wdf.held);
	EXPECT_MEM_EQ(t, wdf.order, "PDisXD+r", 9);
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
}

/* What it has kept while it slept, it is asked for once more. */
static void test_kept_and_removed(struct kcase *t)
{
	struct wdf_sent held;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	wdf.stop = keep;
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf.stops, 2);
	EXPECT_EQ(t, wdf.stop_flags, (ULONG)WdfRequestStopActionPurge);
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
}

static int late;

static VOID late_default(WDFQUEUE queue, WDFREQUEST request)
{
	late++;
	WdfRequestComplete(request, STATUS_SUCCESS);
}

/* A queue that is made meanwhile presents nothing, either. */
static void test_late_queue(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;
	struct wdf_sent held;
	WDFQUEUE queue;

	late = 0;
	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	wdf.stop = keep;
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchParallel);
	config.EvtIoDefault = late_default;
	ASSERT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &queue), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestForwardToIoQueue(wdf.held, queue), STATUS_SUCCESS);
	EXPECT_EQ(t, late, 0);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
	EXPECT_EQ(t, late, 1);
}

static int cancels;

static VOID cancel_later(WDFREQUEST request)
{
	cancels++;
}

static VOID complete_held(PVOID context)
{
	LARGE_INTEGER delay = { .QuadPart = -1000 * 1000 };

	KeDelayExecutionThread(KernelMode, FALSE, &delay);
	WdfRequestComplete(wdf.held, STATUS_CANCELLED);
}

/* One that its EvtRequestCancel is completing already; as KMDF's fxioqueue.cpp. */
static void test_cancelled(struct kcase *t)
{
	static WORK_QUEUE_ITEM item;
	struct wdf_sent held;
	PIRP irp;

	cancels = 0;
	irp = wdf_send(&held, WDF_TEST_HOLD, 4, 4);
	ASSERT_NOT_NULL(t, irp);
	ASSERT_EQ(t, WdfRequestMarkCancelableEx(wdf.held, cancel_later), STATUS_SUCCESS);
	IoCancelIrp(irp);
	EXPECT_EQ(t, cancels, 1);
	ExInitializeWorkItem(&item, complete_held, NULL);
	ExQueueWorkItem(&item, DelayedWorkQueue);
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf.stops, 0);
	EXPECT_EQ(t, wdf_result(&held), STATUS_CANCELLED);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
}

/* It is not given back, and still the driver's to complete; as KMDF's fxrequest.cpp. */
static void test_cancelable(struct kcase *t)
{
	WDFREQUEST request;
	struct wdf_sent held;
	ULONG count;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	request = wdf.held;
	ASSERT_EQ(t, WdfRequestMarkCancelableEx(request, cancel_later), STATUS_SUCCESS);
	WdfIoQueueStop(wdf.queue, NULL, NULL);
	WdfRequestStopAcknowledge(request, TRUE);
	WdfIoQueueGetState(wdf.queue, NULL, &count);
	EXPECT_EQ(t, count, 1);
	EXPECT_EQ(t, WdfRequestUnmarkCancelable(request), STATUS_SUCCESS);
	WdfIoQueueStart(wdf.queue);
	WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
}

static void give_back(WDFREQUEST request)
{
	wdf.held = NULL;
	WdfRequestStopAcknowledge(request, TRUE);
}

static void test_given_back(struct kcase *t)
{
	struct wdf_sent held;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	wdf.stop = give_back;
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	EXPECT_NULL(t, wdf.held);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
	EXPECT_NULL(t, wdf.resumed);
	/* It is presented a second time. */
	ASSERT_NOT_NULL(t, wdf.held);
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
}

/* The machine does not wait for it without limit, and everything goes on. */
static void test_busy(struct kcase *t)
{
	struct wdf_sent held;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	EXPECT_EQ(t, sleep(), STATUS_DEVICE_BUSY);
	EXPECT_MEM_EQ(t, wdf.order, "PDisr", 6);
	/* An answer that comes too late is none. */
	WdfRequestStopAcknowledge(wdf.held, FALSE);
	wdf.stop = keep;
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf.stops, 2);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, wdf.resumed, wdf.held);
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	EXPECT_EQ(t, wake(), STATUS_SUCCESS);
}

static void test_d0_entry_fails(struct kcase *t)
{
	EXPECT_EQ(t, sleep(), STATUS_SUCCESS);
	wdf.d0_status = STATUS_NO_SUCH_DEVICE;
	EXPECT_EQ(t, wake(), STATUS_NO_SUCH_DEVICE);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "PDisXDSR", 9);
}

static const struct kcase_spec wdf_power_cases[] = {
	KCASE(order, "EvtDeviceD0Exit and EvtDeviceD0Entry, and what is around them", test_order),
	KCASE(late_queue, "a queue that is made while it sleeps", test_late_queue),
	KCASE(removed_asleep, "EvtDeviceD0Exit is not called twice", test_removed_asleep),
	KCASE(requests_wait, "requests wait until the device is back in D0",
	      test_requests_wait),
	KCASE(requests_before_d0, "those that come before the first D0 wait, too",
	      test_before_d0),
	KCASE(requests_end, "or are cancelled when it is removed", test_requests_end),
	KCASE(evt_io_stop_keeps, "EvtIoResume for a request that the driver has kept",
	      test_kept),
	KCASE(evt_io_stop_purges, "EvtIoStop once more when the device is removed",
	      test_kept_and_removed),
	KCASE(evt_io_stop_gives_back, "a request that was given back is presented again",
	      test_given_back),
	KCASE(evt_io_stop_cancelled, "not for a request that is being cancelled",
	      test_cancelled),
	KCASE(evt_io_stop_cancelable, "a cancelable request is not given back",
	      test_cancelable),
	KCASE(busy, "a driver that does not stop keeps the machine from hibernating",
	      test_busy),
	KCASE(evt_device_d0_entry_fails, "the device is then removed", test_d0_entry_fails),
};
const struct kcase_suite wdf_power_suite =
	KCASE_SUITE_FIXTURE("wdf_power", wdf_power_cases, wdf_setup, wdf_teardown);
