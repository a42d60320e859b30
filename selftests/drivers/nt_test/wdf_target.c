// SPDX-License-Identifier: GPL-2.0-only
/*
 * I/O targets: opening, closing, stopping and purging them, and filters. Pages
 * nf-wdfiotarget-..., nf-wdfdevice-wdfdevicegetiotarget, nf-wdffdo-wdffdoinitsetfilter.
 */
#include "target_fixture.h"

static struct target_result result;

static void test_local(struct kcase *t)
{
	EXPECT_EQ(t, WdfIoTargetGetState(target.local), WdfIoTargetStarted);
	EXPECT_PTR_EQ(t, WdfIoTargetGetDevice(target.local), target.device);
	EXPECT_PTR_EQ(t, WdfIoTargetWdmGetTargetDeviceObject(target.local), target.lower);
	EXPECT_PTR_EQ(t, WdfIoTargetWdmGetTargetPhysicalDevice(target.local), wdf.pdo);
	EXPECT_NULL(t, WdfIoTargetWdmGetTargetFileObject(target.local));
	EXPECT_PTR_EQ(t, WdfIoTargetWdmGetTargetDeviceObject(target.target), wdf.pdo);
	EXPECT_NULL(t, WdfIoTargetWdmGetTargetPhysicalDevice(target.target));
}

static void answer_four(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	ULONG *buffer;

	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 4, (PVOID *)&buffer, NULL),
		  STATUS_SUCCESS);
	*buffer = 4444;
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 4);
}

/* What the filter has no queue for goes to the driver below, whose buffers it has. */
static void test_filter(struct kcase *t)
{
	FILE_OBJECT object = { .DeviceObject = target.lower };
	struct wdf_sent sent;

	EXPECT_EQ(t, target.fdo->Flags & (DO_BUFFERED_IO | DO_DIRECT_IO), DO_BUFFERED_IO);
	EXPECT_EQ(t, target.fdo->DeviceType, target.lower->DeviceType);
	wdf.call = answer_four;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, sent.out, 4444);
	memset(wdf.order, 0, sizeof(wdf.order));
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CREATE), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLEANUP), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLOSE), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "olc", 4);
	/* The driver below is no filter. */
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_QUERY_INFORMATION),
		  STATUS_INVALID_DEVICE_REQUEST);
	wdf.create_status = STATUS_ACCESS_DENIED;
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CREATE), STATUS_ACCESS_DENIED);
}

/* The filter has none, and has been started: it gets none any more. */
static void test_default_queue(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;
	WDFQUEUE queue;

	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchManual);
	EXPECT_EQ(t, WdfIoQueueCreate(target.device, &config, NULL, &queue),
		  STATUS_INVALID_DEVICE_STATE);
	EXPECT_NULL(t, WdfDeviceGetDefaultQueue(target.device));
}

static NTSTATUS open_named(WDFIOTARGET io_target, PCWSTR name)
{
	WDF_IO_TARGET_OPEN_PARAMS params;
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, name);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&params, &string, GENERIC_READ);
	return WdfIoTargetOpen(io_target, &params);
}

static void test_open_params(struct kcase *t)
{
	WDF_IO_TARGET_OPEN_PARAMS params;
	WDFIOTARGET other;

	ASSERT_EQ(t, WdfIoTargetCreate(target.device, NULL, &other), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoTargetGetState(other), WdfIoTargetClosed);
	EXPECT_EQ(t, WdfIoTargetStart(other), STATUS_INVALID_DEVICE_STATE);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, wdf.pdo);
	params.Size--;
	EXPECT_EQ(t, WdfIoTargetOpen(other, &params), STATUS_INFO_LENGTH_MISMATCH);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, NULL);
	EXPECT_EQ(t, WdfIoTargetOpen(other, &params), STATUS_INVALID_PARAMETER);
	params.Type = WdfIoTargetOpenLocalTargetByFile;
	EXPECT_EQ(t, WdfIoTargetOpen(other, &params), STATUS_INVALID_PARAMETER);
	params.Type = WdfIoTargetOpenByName;
	EXPECT_EQ(t, WdfIoTargetOpen(other, &params), STATUS_INVALID_PARAMETER);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_REOPEN(&params);
	EXPECT_EQ(t, WdfIoTargetOpen(other, &params), STATUS_INVALID_DEVICE_REQUEST);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, wdf.pdo);
	EXPECT_EQ(t, WdfIoTargetOpen(other, &params), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoTargetOpen(other, &params), STATUS_INVALID_DEVICE_STATE);
	WdfIoTargetClose(other);
	EXPECT_EQ(t, WdfIoTargetGetState(other), WdfIoTargetClosed);
	EXPECT_NULL(t, WdfIoTargetWdmGetTargetDeviceObject(other));
	WdfObjectDelete(other);
}

/* A device by its name; its driver sees a handle. */
static void test_open_name(struct kcase *t)
{
	WDF_IO_TARGET_OPEN_PARAMS params;
	WDFIOTARGET other;

	ASSERT_EQ(t, WdfIoTargetCreate(target.device, NULL, &other), STATUS_SUCCESS);
	EXPECT_EQ(t, open_named(other, L"\\Device\\KmclNoSuchDevice"),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	memset(wdf.order, 0, sizeof(wdf.order));
	wdf.create_status = STATUS_ACCESS_DENIED;
	EXPECT_EQ(t, open_named(other, L"\\Device\\KmclWdfTest"), STATUS_ACCESS_DENIED);
	wdf.create_status = STATUS_SUCCESS;
	EXPECT_EQ(t, open_named(other, L"\\Device\\KmclWdfTest\\part"), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoTargetGetState(other), WdfIoTargetStarted);
	EXPECT_NOT_NULL(t, WdfIoTargetWdmGetTargetFileObject(other));
	EXPECT_PTR_EQ(t, WdfIoTargetWdmGetTargetDeviceObject(other), target.fdo);
	EXPECT_MEM_EQ(t, wdf.order, "oo", 3);
	WdfIoTargetCloseForQueryRemove(other);
	EXPECT_EQ(t, WdfIoTargetGetState(other), WdfIoTargetClosedForQueryRemove);
	EXPECT_MEM_EQ(t, wdf.order, "oolc", 5);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_REOPEN(&params);
	EXPECT_EQ(t, WdfIoTargetOpen(other, &params), STATUS_SUCCESS);
	WdfObjectDelete(other);
	EXPECT_MEM_EQ(t, wdf.order, "oolcolc", 8);
}

/* A control device that is opened and then deleted. */
static struct {
	WDFDEVICE device;
	WDFIOTARGET target;
	int removed;
	WDF_IO_TARGET_STATE state;
	KEVENT held;
	WDFREQUEST request;
} control;

static VOID control_cancel(WDFREQUEST request)
{
	WdfRequestComplete(request, STATUS_CANCELLED);
}

static VOID control_hold(WDFQUEUE queue, WDFREQUEST request, size_t out, size_t in, ULONG code)
{
	control.request = request;
	WdfRequestMarkCancelable(request, control_cancel);
	KeSetEvent(&control.held, 0, FALSE);
}

static NTSTATUS make_control(void)
{
	DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\KmclWdfTarget");
	WDF_IO_QUEUE_CONFIG config;
	PWDFDEVICE_INIT init;
	NTSTATUS status;

	memset(&control, 0, sizeof(control));
	KeInitializeEvent(&control.held, NotificationEvent, FALSE);
	init = WdfControlDeviceInitAllocate(wdf.driver, NULL);
	if (!init)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = WdfDeviceInitAssignName(init, &name);
	if (NT_SUCCESS(status))
		status = WdfDeviceCreate(&init, NULL, &control.device);
	if (!NT_SUCCESS(status)) {
		WdfDeviceInitFree(init);
		return status;
	}
	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchParallel);
	config.EvtIoDeviceControl = control_hold;
	status = WdfIoQueueCreate(control.device, &config, NULL, NULL);
	WdfControlFinishInitializing(control.device);
	return status;
}

static VOID removed(WDFIOTARGET io_target)
{
	control.removed++;
	control.state = WdfIoTargetGetState(io_target);
}

/* Its target is told, its requests come back, and the target is closed. */
static void test_removed(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\KmclWdfTarget");
	WDF_IO_TARGET_OPEN_PARAMS params;
	WDFREQUEST request;

	ASSERT_EQ(t, make_control(), STATUS_SUCCESS);
	EXPECT_NULL(t, WdfDeviceGetIoTarget(control.device));
	ASSERT_EQ(t, WdfIoTargetCreate(target.device, NULL, &control.target), STATUS_SUCCESS);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&params, &name, GENERIC_WRITE);
	params.EvtIoTargetRemoveComplete = removed;
	ASSERT_EQ(t, WdfIoTargetOpen(control.target, &params), STATUS_SUCCESS);
	EXPECT_EQ(t, params.FileInformation, FILE_OPENED);
	request = target_request(t, &result);
	ASSERT_NOT_NULL(t, request);
	EXPECT_EQ(t, WdfIoTargetFormatRequestForIoctl(control.target, request, TARGET_BUFFERED,
						      NULL, NULL, NULL, NULL), STATUS_SUCCESS);
	EXPECT_TRUE(t, WdfRequestSend(request, control.target, NULL));
	KeWaitForSingleObject(&control.held, Executive, KernelMode, FALSE, MS(20000));
	WdfObjectDelete(control.device);
	EXPECT_EQ(t, target_wait(&result), STATUS_CANCELLED);
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_EQ(t, control.removed, 1);
	EXPECT_EQ(t, control.state, WdfIoTargetStarted);
	EXPECT_EQ(t, WdfIoTargetGetState(control.target), WdfIoTargetClosed);
	EXPECT_EQ(t, WdfIoTargetFormatRequestForIoctl(control.target, request, TARGET_BUFFERED,
						      NULL, NULL, NULL, NULL),
		  STATUS_INVALID_DEVICE_STATE);
	WdfObjectDelete(request);
	WdfObjectDelete(control.target);
}

/* New requests wait until the target is started; what ignores the state does not. */
static void test_stop(struct kcase *t)
{
	WDF_REQUEST_SEND_OPTIONS options;
	WDFREQUEST request = target_request(t, &result);
	struct target_result other;
	WDFREQUEST ignoring = target_request(t, &other);

	ASSERT_NOT_NULL(t, request);
	ASSERT_NOT_NULL(t, ignoring);
	WdfIoTargetStop(target.target, WdfIoTargetLeaveSentIoPending);
	EXPECT_EQ(t, WdfIoTargetGetState(target.target), WdfIoTargetStopped);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, target.answers, 0);
	WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE);
	EXPECT_TRUE(t, WdfRequestSend(ignoring, target.target, &options));
	EXPECT_EQ(t, target_wait(&other), STATUS_SUCCESS);
	EXPECT_EQ(t, target.answers, 1);
	EXPECT_EQ(t, result.calls, 0);
	EXPECT_EQ(t, WdfIoTargetStart(target.target), STATUS_SUCCESS);
	EXPECT_EQ(t, target_wait(&result), STATUS_SUCCESS);
	EXPECT_EQ(t, target.answers, 2);
	WdfObjectDelete(request);
	WdfObjectDelete(ignoring);
}

/* The function returns when those that were sent have come back, cancelled if it says so. */
static void test_stop_sent(struct kcase *t)
{
	WDFREQUEST request = target_request(t, &result);

	ASSERT_NOT_NULL(t, request);
	target.answer = target_hold;
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	WdfIoTargetStop(target.target, WdfIoTargetLeaveSentIoPending);
	EXPECT_EQ(t, result.calls, 0);
	WdfIoTargetStop(target.target, WdfIoTargetCancelSentIo);
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_EQ(t, target_wait(&result), STATUS_CANCELLED);
	EXPECT_EQ(t, target.cancels, 1);
	EXPECT_EQ(t, WdfIoTargetStart(target.target), STATUS_SUCCESS);
	WdfObjectDelete(request);
}

static void complete_later(PVOID context)
{
	KeDelayExecutionThread(KernelMode, FALSE, MS(20));
	target_complete(STATUS_SUCCESS, 0);
	PsTerminateSystemThread(STATUS_SUCCESS);
}

static HANDLE start_completing(struct kcase *t)
{
	HANDLE thread = NULL;

	EXPECT_EQ(t, PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  complete_later, NULL), STATUS_SUCCESS);
	return thread;
}

static void test_stop_wait(struct kcase *t)
{
	WDFREQUEST request = target_request(t, &result);
	HANDLE thread;

	ASSERT_NOT_NULL(t, request);
	target.answer = target_hold_surely;
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	thread = start_completing(t);
	WdfIoTargetStop(target.target, WdfIoTargetWaitForSentIoToComplete);
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_EQ(t, target_wait(&result), STATUS_SUCCESS);
	EXPECT_EQ(t, target.cancels, 0);
	if (thread)
		ZwClose(thread);
	WdfObjectDelete(request);
}

/* Those that wait end at once, those that were sent are cancelled, new ones refused. */
static void test_purge(struct kcase *t)
{
	struct target_result waiting;
	WDFREQUEST request = target_request(t, &result);
	WDFREQUEST waits = target_request(t, &waiting);

	ASSERT_NOT_NULL(t, request);
	ASSERT_NOT_NULL(t, waits);
	target.answer = target_hold;
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	WdfIoTargetStop(target.target, WdfIoTargetLeaveSentIoPending);
	EXPECT_TRUE(t, WdfRequestSend(waits, target.target, NULL));
	WdfIoTargetPurge(target.target, WdfIoTargetPurgeIoAndWait);
	EXPECT_EQ(t, WdfIoTargetGetState(target.target), WdfIoTargetPurged);
	EXPECT_EQ(t, target_wait(&waiting), STATUS_WDF_DEVICE_REMOVED_NOT_SENT);
	EXPECT_EQ(t, target_wait(&result), STATUS_CANCELLED);
	EXPECT_EQ(t, waiting.calls, 1);
	EXPECT_EQ(t, result.calls, 1);
	target_format(t, request, &result);
	EXPECT_FALSE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, WdfIoTargetStart(target.target), STATUS_SUCCESS);
	WdfObjectDelete(request);
	WdfObjectDelete(waits);
}

/* A target that is closed ends all of its requests; so does one that is deleted. */
static void test_close(struct kcase *t)
{
	WDF_IO_TARGET_OPEN_PARAMS params;
	WDFREQUEST request = target_request(t, &result);
	WDF_REQUEST_REUSE_PARAMS reuse;

	ASSERT_NOT_NULL(t, request);
	target.answer = target_hold;
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	WdfIoTargetClose(target.target);
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_EQ(t, result.params.IoStatus.Status, STATUS_CANCELLED);
	WDF_REQUEST_REUSE_PARAMS_INIT(&reuse, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestReuse(request, &reuse), STATUS_SUCCESS);
	EXPECT_FALSE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_REQUEST_NOT_ACCEPTED);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, wdf.pdo);
	EXPECT_EQ(t, WdfIoTargetOpen(target.target, &params), STATUS_SUCCESS);
	target_format(t, request, &result);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	WdfObjectDelete(target.target);
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_EQ(t, result.params.IoStatus.Status, STATUS_CANCELLED);
	WdfObjectDelete(request);
}

/* A request that one target has cancelled is another's to cancel when it is used again. */
static void test_close_other(struct kcase *t)
{
	WDF_IO_TARGET_OPEN_PARAMS params;
	WDFREQUEST request = target_request(t, &result);
	WDF_REQUEST_REUSE_PARAMS reuse;
	WDFIOTARGET other;

	ASSERT_NOT_NULL(t, request);
	target.answer = target_hold;
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	WdfIoTargetClose(target.target);
	EXPECT_EQ(t, result.params.IoStatus.Status, STATUS_CANCELLED);
	WDF_REQUEST_REUSE_PARAMS_INIT(&reuse, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestReuse(request, &reuse), STATUS_SUCCESS);
	ASSERT_EQ(t, WdfIoTargetCreate(target.device, WDF_NO_OBJECT_ATTRIBUTES, &other),
		  STATUS_SUCCESS);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, wdf.pdo);
	ASSERT_EQ(t, WdfIoTargetOpen(other, &params), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoTargetFormatRequestForIoctl(other, request, TARGET_BUFFERED, NULL, NULL,
						      NULL, NULL), STATUS_SUCCESS);
	memset(&result.params, 0, sizeof(result.params));
	WdfRequestSetCompletionRoutine(request, target_note_result, &result);
	EXPECT_TRUE(t, WdfRequestSend(request, other, NULL));
	WdfIoTargetClose(other);
	EXPECT_EQ(t, result.params.IoStatus.Status, STATUS_CANCELLED);
	EXPECT_EQ(t, target.cancels, 2);
	WdfObjectDelete(other);
	WdfObjectDelete(request);
}

/* A device that is removed takes back what its driver has sent. */
static void test_remove(struct kcase *t)
{
	WDFREQUEST request = target_request(t, &result);

	ASSERT_NOT_NULL(t, request);
	target.answer = target_hold;
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	wdf_remove();
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_EQ(t, result.params.IoStatus.Status, STATUS_CANCELLED);
	WdfObjectDelete(request);
}

static const struct kcase_spec wdf_target_cases[] = {
	KCASE(local, "WdfDeviceGetIoTarget: the next lower device, started", test_local),
	KCASE(filter, "WdfFdoInitSetFilter: requests without a queue are passed on", test_filter),
	KCASE(default_queue, "there is none that is made after the device's start",
	      test_default_queue),
	KCASE(open_params, "WdfIoTargetOpen: its statuses", test_open_params),
	KCASE(open_name, "WdfIoTargetOpen by name; opened again; closed", test_open_name),
	KCASE(removed, "EvtIoTargetRemoveComplete, and the target is closed", test_removed),
	KCASE(stop, "WdfIoTargetStop: new requests wait, but not those that ignore the state",
	      test_stop),
	KCASE(stop_sent, "WdfIoTargetCancelSentIo: what was sent comes back", test_stop_sent),
	KCASE(stop_wait, "WdfIoTargetWaitForSentIoToComplete waits", test_stop_wait),
	KCASE(purge, "WdfIoTargetPurge: all requests end, new ones are refused", test_purge),
	KCASE(close, "WdfIoTargetClose and deletion end the requests", test_close),
	KCASE(close_other, "also one that another target has cancelled before",
	      test_close_other),
	KCASE(remove, "the removal of the device that sends ends them", test_remove),
};
const struct kcase_suite wdf_target_suite =
	KCASE_SUITE_FIXTURE("wdf_target", wdf_target_cases, target_setup, target_teardown);
