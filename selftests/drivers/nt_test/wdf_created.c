// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose a request's buffers and its sender are: of one that is formatted for a target the
 * buffers stay its sender's; one that the driver has created has neither.
 */
#include "target_fixture.h"

/* A received request that was formatted with memory of another size. */
static struct {
	PVOID before, formatted, after;
	size_t length;
	NTSTATUS sent, mdl_status;
} own;

static VOID own_completed(WDFREQUEST request, WDFIOTARGET io_target,
			  PWDF_REQUEST_COMPLETION_PARAMS params, WDFCONTEXT context)
{
	NTSTATUS status;
	PMDL mdl = NULL;

	status = WdfRequestRetrieveOutputBuffer(request, 4, &own.after, &own.length);
	own.mdl_status = WdfRequestRetrieveOutputWdmMdl(request, &mdl);
	EXPECT_PTR_EQ(wdf.t, mdl ? MmGetMdlVirtualAddress(mdl) : NULL, own.before);
	if (NT_SUCCESS(status))
		*(ULONG *)own.after = 77;
	WdfRequestCompleteWithInformation(request, status, 4);
}

static void send_with_memory(WDFQUEUE queue, WDFREQUEST request)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	WDFMEMORY memory;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = request;
	status = WdfRequestRetrieveOutputBuffer(request, 4, &own.before, NULL);
	if (NT_SUCCESS(status))
		status = WdfMemoryCreate(&attributes, NonPagedPoolNx, 0, 64, &memory, NULL);
	if (NT_SUCCESS(status))
		status = WdfIoTargetFormatRequestForIoctl(target.local, request, WDF_TEST_CALL,
							  memory, NULL, memory, NULL);
	if (NT_SUCCESS(status))
		status = WdfRequestRetrieveInputBuffer(request, 4, &own.formatted, NULL);
	WdfRequestSetCompletionRoutine(request, own_completed, NULL);
	own.sent = status;
	if (!NT_SUCCESS(status) || !WdfRequestSend(request, target.local, NULL))
		WdfRequestComplete(request, STATUS_UNSUCCESSFUL);
}

static void just_complete(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 64);
}

static void test_own_buffers(struct kcase *t)
{
	struct wdf_sent sent;

	memset(&own, 0, sizeof(own));
	target.call = send_with_memory;
	wdf.call = just_complete;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, own.sent, STATUS_SUCCESS);
	EXPECT_NOT_NULL(t, own.before);
	EXPECT_PTR_EQ(t, own.formatted, own.before);
	EXPECT_PTR_EQ(t, own.after, own.before);
	EXPECT_EQ(t, own.length, 4);
	EXPECT_EQ(t, own.mdl_status, STATUS_SUCCESS);
	EXPECT_EQ(t, sent.out, 77);
}

static VOID no_cancel(WDFREQUEST request)
{
}

/* What has no sender has no buffers of one, and is not cancelled by one. */
static void expect_created(struct kcase *t, WDFREQUEST request)
{
	WDF_REQUEST_PARAMETERS parameters;
	WDFREQUEST other = request;
	WDFMEMORY memory;
	PVOID buffer;
	PMDL mdl;

	EXPECT_EQ(t, WdfRequestMarkCancelableEx(request, no_cancel),
		  STATUS_INVALID_DEVICE_REQUEST);
	WdfRequestMarkCancelable(request, no_cancel);
	EXPECT_EQ(t, WdfRequestUnmarkCancelable(request), STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_FALSE(t, WdfRequestIsCanceled(request));
	EXPECT_EQ(t, WdfRequestRetrieveInputBuffer(request, 0, &buffer, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 0, &buffer, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveInputMemory(request, &memory),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveOutputMemory(request, &memory),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveInputWdmMdl(request, &mdl),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveOutputWdmMdl(request, &mdl),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveUnsafeUserInputBuffer(request, 0, &buffer, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveUnsafeUserOutputBuffer(request, 0, &buffer, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	WDF_REQUEST_PARAMETERS_INIT(&parameters);
	WdfRequestGetParameters(request, &parameters);
	EXPECT_EQ(t, parameters.Type, WdfRequestTypeNoFormat);
	EXPECT_EQ(t, WdfRequestGetRequestorMode(request), KernelMode);
	EXPECT_NULL(t, WdfRequestGetFileObject(request));
	EXPECT_NULL(t, WdfRequestGetIoQueue(request));
	EXPECT_EQ(t, WdfRequestForwardToIoQueue(other, wdf.manual),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRequeue(other), STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfDeviceEnqueueRequest(wdf.device, other), STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_FALSE(t, WdfRequestCancelSentRequest(request));
}

static void test_created(struct kcase *t)
{
	WDFREQUEST request;

	/* Without an IRP so far, and with one. */
	ASSERT_EQ(t, WdfRequestCreate(NULL, NULL, &request), STATUS_SUCCESS);
	expect_created(t, request);
	WdfRequestSetInformation(request, 5);
	EXPECT_EQ(t, WdfRequestGetInformation(request), 0);
	WdfObjectDelete(request);
	ASSERT_EQ(t, WdfRequestCreate(NULL, target.target, &request), STATUS_SUCCESS);
	expect_created(t, request);
	WdfRequestSetInformation(request, 5);
	EXPECT_EQ(t, WdfRequestGetInformation(request), 5);
	WdfObjectDelete(request);
}

static const struct kcase_spec wdf_created_cases[] = {
	KCASE(own_buffers, "a formatted request's buffers are its sender's", test_own_buffers),
	KCASE(created, "a request that the driver has created has no sender", test_created),
};
const struct kcase_suite wdf_created_suite =
	KCASE_SUITE_FIXTURE("wdf_created", wdf_created_cases, target_setup_queue,
			    target_teardown);
