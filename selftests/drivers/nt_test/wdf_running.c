// SPDX-License-Identifier: GPL-2.0-only
/*
 * What waits for a queue's callbacks to return: KMDF's fxioqueue.cpp waits until none of
 * any kind runs, not only until the driver has completed its requests.
 */
#include "wdf_fixture.h"

/*
 * A callback that has completed its request and stays: it has been entered, it is to
 * return, the context that it is in has ended.
 */
static struct {
	KEVENT inside, go, done;
	bool returned;
	WORK_QUEUE_ITEM call, release;
	struct wdf_sent sent;
	PIRP irp;
} stay;

static void stay_begin(PWORKER_THREAD_ROUTINE call)
{
	memset(&stay, 0, sizeof(stay));
	KeInitializeEvent(&stay.inside, NotificationEvent, FALSE);
	KeInitializeEvent(&stay.go, NotificationEvent, FALSE);
	KeInitializeEvent(&stay.done, NotificationEvent, FALSE);
	ExInitializeWorkItem(&stay.call, call, NULL);
}

static void stay_inside(void)
{
	KeSetEvent(&stay.inside, 0, FALSE);
	nt_wait(&stay.go, NULL);
	KeDelayExecutionThread(KernelMode, FALSE, MS(50));
	WRITE_ONCE(stay.returned, true);
}

static VOID let_go(PVOID context)
{
	KeDelayExecutionThread(KernelMode, FALSE, MS(100));
	KeSetEvent(&stay.go, 0, FALSE);
}

/* Have another context enter the callback, which returns a while later. */
static void stay_enter(struct kcase *t)
{
	ExQueueWorkItem(&stay.call, DelayedWorkQueue);
	EXPECT_EQ(t, KeWaitForSingleObject(&stay.inside, Executive, KernelMode, FALSE, MS(20000)),
		  STATUS_SUCCESS);
	ExInitializeWorkItem(&stay.release, let_go, NULL);
	ExQueueWorkItem(&stay.release, DelayedWorkQueue);
}

static void stay_end(struct kcase *t)
{
	EXPECT_TRUE(t, READ_ONCE(stay.returned));
	EXPECT_EQ(t, KeWaitForSingleObject(&stay.done, Executive, KernelMode, FALSE, MS(20000)),
		  STATUS_SUCCESS);
}

static void complete_and_stay(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WRITE_ONCE(wdf.held, request);
	WdfRequestComplete(request, STATUS_SUCCESS);
	stay_inside();
	WRITE_ONCE(wdf.held, NULL);
}

static VOID call_by_sending(PVOID context)
{
	EXPECT_NOT_NULL(wdf.t, wdf_send(&stay.sent, WDF_TEST_CALL, 4, 4));
	KeSetEvent(&stay.done, 0, FALSE);
}

/* @leave: the device leaves D0 while a callback stays. */
static void d0_exit_waits(struct kcase *t, NTSTATUS (*leave)(void))
{
	stay_begin(call_by_sending);
	wdf.call = complete_and_stay;
	stay_enter(t);
	EXPECT_EQ(t, leave(), STATUS_SUCCESS);
	EXPECT_NULL(t, wdf.held_at_exit);
	stay_end(t);
}

static NTSTATUS be_removed(void)
{
	return wdf_pnp(IRP_MN_SURPRISE_REMOVAL);
}

static void test_removal(struct kcase *t)
{
	d0_exit_waits(t, be_removed);
	EXPECT_EQ(t, wdf_result(&stay.sent), STATUS_SUCCESS);
}

static NTSTATUS fall_asleep(void)
{
	return wdf_power(PowerSystemHibernate);
}

static void test_sleep(struct kcase *t)
{
	d0_exit_waits(t, fall_asleep);
	EXPECT_EQ(t, wdf_power(PowerSystemWorking), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&stay.sent), STATUS_SUCCESS);
}

static VOID call_by_cancelling(PVOID context)
{
	IoCancelIrp(stay.irp);
	KeSetEvent(&stay.done, 0, FALSE);
}

static VOID cancel_and_stay(WDFREQUEST request)
{
	WdfRequestComplete(request, STATUS_CANCELLED);
	stay_inside();
}

/* A request of the manual queue that the driver has, and lets be cancelled. */
static void hold_cancelable(struct kcase *t, PFN_WDF_REQUEST_CANCEL cancel)
{
	WDFREQUEST request = NULL;

	stay_begin(call_by_cancelling);
	stay.irp = wdf_send(&stay.sent, WDF_TEST_FORWARD, 4, 4);
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	if (request)
		EXPECT_EQ(t, WdfRequestMarkCancelableEx(request, cancel), STATUS_SUCCESS);
}

static void test_purge(struct kcase *t)
{
	hold_cancelable(t, cancel_and_stay);
	stay_enter(t);
	WdfIoQueuePurgeSynchronously(wdf.manual);
	stay_end(t);
	EXPECT_EQ(t, wdf_result(&stay.sent), STATUS_CANCELLED);
}

static struct {
	KEVENT done;
	bool returned;
} completed;

static VOID note_completed(WDFQUEUE queue, WDFCONTEXT context)
{
	completed.returned = READ_ONCE(stay.returned);
	KeSetEvent(&completed.done, 0, FALSE);
}

/* It is told when the callback has returned. */
static void completed_last(struct kcase *t)
{
	EXPECT_EQ(t, KeWaitForSingleObject(&completed.done, Executive, KernelMode, FALSE,
					   MS(20000)), STATUS_SUCCESS);
	EXPECT_TRUE(t, completed.returned);
	stay_end(t);
}

static void test_purge_complete(struct kcase *t)
{
	hold_cancelable(t, cancel_and_stay);
	KeInitializeEvent(&completed.done, NotificationEvent, FALSE);
	stay_enter(t);
	WdfIoQueuePurge(wdf.manual, note_completed, NULL);
	completed_last(t);
}

static void canceled_on_queue(WDFREQUEST request)
{
	cancel_and_stay(request);
}

static void test_stop_complete(struct kcase *t)
{
	stay_begin(call_by_cancelling);
	wdf.cancelled = canceled_on_queue;
	stay.irp = wdf_send(&stay.sent, WDF_TEST_FORWARD, 4, 4);
	KeInitializeEvent(&completed.done, NotificationEvent, FALSE);
	stay_enter(t);
	WdfIoQueueStop(wdf.manual, note_completed, NULL);
	completed_last(t);
}

/* A queue that is deleted, and whether a callback of it was running at its cleanup. */
static struct {
	KEVENT destroyed;
	bool early;
} gone;

static VOID queue_cleanup(WDFOBJECT queue)
{
	gone.early = !READ_ONCE(stay.returned);
}

static VOID queue_destroy(WDFOBJECT queue)
{
	KeSetEvent(&gone.destroyed, 0, FALSE);
}

static NTSTATUS make_queue(void)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG config;

	KeInitializeEvent(&gone.destroyed, NotificationEvent, FALSE);
	gone.early = false;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = queue_cleanup;
	attributes.EvtDestroyCallback = queue_destroy;
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	return WdfIoQueueCreate(wdf.device, &config, &attributes, &wdf.manual);
}

static void expect_gone(struct kcase *t)
{
	EXPECT_EQ(t, KeWaitForSingleObject(&gone.destroyed, Executive, KernelMode, FALSE,
					   MS(20000)), STATUS_SUCCESS);
	EXPECT_FALSE(t, gone.early);
}

static void test_delete(struct kcase *t)
{
	ASSERT_EQ(t, make_queue(), STATUS_SUCCESS);
	hold_cancelable(t, cancel_and_stay);
	stay_enter(t);
	WdfObjectDelete(wdf.manual);
	stay_end(t);
	expect_gone(t);
}

static VOID stopped_and_stay(WDFQUEUE queue, WDFCONTEXT context)
{
	stay_inside();
}

static VOID call_by_stopping(PVOID context)
{
	WdfIoQueueStop(wdf.manual, stopped_and_stay, NULL);
	KeSetEvent(&stay.done, 0, FALSE);
}

static void test_delete_stopping(struct kcase *t)
{
	ASSERT_EQ(t, make_queue(), STATUS_SUCCESS);
	stay_begin(call_by_stopping);
	stay_enter(t);
	WdfObjectDelete(wdf.manual);
	stay_end(t);
	expect_gone(t);
}

/* It is deleted when the callback has returned, which it does not wait for. */
static VOID cancel_and_delete(WDFREQUEST request)
{
	WdfRequestComplete(request, STATUS_CANCELLED);
	WdfObjectDelete(wdf.manual);
	KeSetEvent(&stay.go, 0, FALSE);
	stay_inside();
}

static void test_delete_inside(struct kcase *t)
{
	ASSERT_EQ(t, make_queue(), STATUS_SUCCESS);
	hold_cancelable(t, cancel_and_delete);
	IoCancelIrp(stay.irp);
	expect_gone(t);
	EXPECT_EQ(t, wdf_result(&stay.sent), STATUS_CANCELLED);
}

/* That would wait for itself; the driver is told so. */
static void wait_inside(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WdfIoQueueDrainSynchronously(queue);
	WdfIoQueueStart(queue);
	WdfRequestComplete(request, STATUS_SUCCESS);
}

static void test_wait_inside(struct kcase *t)
{
	struct wdf_sent sent;

	wdf.call = wait_inside;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
}

static const struct kcase_spec wdf_running_cases[] = {
	KCASE(removal, "EvtDeviceD0Exit waits for a callback that has completed its request",
	      test_removal),
	KCASE(sleep, "so it does when the device comes back", test_sleep),
	KCASE(purge, "WdfIoQueuePurgeSynchronously waits for EvtRequestCancel", test_purge),
	KCASE(purge_complete, "PurgeComplete comes after EvtRequestCancel", test_purge_complete),
	KCASE(stop_complete, "StopComplete comes after EvtIoCanceledOnQueue", test_stop_complete),
	KCASE(delete, "a queue's deletion waits for EvtRequestCancel", test_delete),
	KCASE(delete_stopping, "a queue's deletion waits for StopComplete", test_delete_stopping),
	KCASE(delete_inside, "a queue that is deleted inside its own callback", test_delete_inside),
	KCASE(wait_inside, "a wait inside a callback of the queue is none", test_wait_inside),
};
const struct kcase_suite wdf_running_suite =
	KCASE_SUITE_FIXTURE("wdf_running", wdf_running_cases, wdf_setup, wdf_teardown);
