// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose a request's buffers are: of one that is formatted for a target they stay its
 * sender's.
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

static const struct kcase_spec wdf_created_cases[] = {
	KCASE(own_buffers, "a formatted request's buffers are its sender's", test_own_buffers),
};
const struct kcase_suite wdf_created_suite =
	KCASE_SUITE_FIXTURE("wdf_created", wdf_created_cases, target_setup_queue,
			    target_teardown);
