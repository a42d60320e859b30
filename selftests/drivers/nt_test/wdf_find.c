// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that a driver looks for on a manual queue, or returns to it, and memory off a
 * list. Pages nf-wdfio-wdfioqueuefindrequest, nf-wdfio-wdfioqueueretrievefoundrequest,
 * nf-wdfrequest-wdfrequestrequeue, nf-wdfmemory-wdflookasidelistcreate.
 */
#include "wdf_fixture.h"
#include "wdf_note.h"

static struct wdf_sent sent[3];

/* Three requests that wait on the manual queue. */
static void fill(struct kcase *t)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sent); i++)
		EXPECT_NOT_NULL(t, wdf_send(&sent[i], WDF_TEST_FORWARD, 4, i));
}

static void drain(struct kcase *t)
{
	WDFREQUEST request;
	unsigned int i;

	while (NT_SUCCESS(WdfIoQueueRetrieveNextRequest(wdf.manual, &request)))
		WdfRequestComplete(request, STATUS_SUCCESS);
	for (i = 0; i < ARRAY_SIZE(sent); i++)
		wdf_result(&sent[i]);
}

static void test_find(struct kcase *t)
{
	WDF_REQUEST_PARAMETERS parameters;
	WDFREQUEST found[4], request;
	unsigned int i;

	fill(t);
	EXPECT_EQ(t, WdfIoQueueFindRequest(wdf.queue, NULL, NULL, NULL, &request),
		  STATUS_INVALID_DEVICE_REQUEST);
	WDF_REQUEST_PARAMETERS_INIT(&parameters);
	parameters.Size--;
	EXPECT_EQ(t, WdfIoQueueFindRequest(wdf.manual, NULL, NULL, &parameters, &request),
		  STATUS_INVALID_PARAMETER_4);
	EXPECT_NULL(t, request);
	for (i = 0; i < ARRAY_SIZE(sent); i++) {
		WDF_REQUEST_PARAMETERS_INIT(&parameters);
		ASSERT_EQ(t, WdfIoQueueFindRequest(wdf.manual, i ? found[i - 1] : NULL, NULL,
						   &parameters, &found[i]), STATUS_SUCCESS);
		EXPECT_EQ(t, parameters.Type, WdfRequestTypeDeviceControl);
		EXPECT_EQ(t, parameters.Parameters.DeviceIoControl.IoControlCode,
			  WDF_TEST_FORWARD);
		EXPECT_EQ(t, parameters.Parameters.DeviceIoControl.OutputBufferLength, i);
	}
	EXPECT_EQ(t, WdfIoQueueFindRequest(wdf.manual, found[2], NULL, NULL, &found[3]),
		  STATUS_NO_MORE_ENTRIES);
	EXPECT_NULL(t, found[3]);
	/* The second is taken, and is not on the queue any more; its handle stays good. */
	ASSERT_EQ(t, WdfIoQueueRetrieveFoundRequest(wdf.manual, found[1], &request),
		  STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, request, found[1]);
	WdfRequestComplete(request, STATUS_UNSUCCESSFUL);
	EXPECT_EQ(t, wdf_result(&sent[1]), STATUS_UNSUCCESSFUL);
	EXPECT_EQ(t, WdfIoQueueRetrieveFoundRequest(wdf.manual, found[1], &request),
		  STATUS_NOT_FOUND);
	EXPECT_NULL(t, request);
	EXPECT_EQ(t, WdfIoQueueFindRequest(wdf.manual, found[1], NULL, NULL, &request),
		  STATUS_NOT_FOUND);
	for (i = 0; i < ARRAY_SIZE(sent); i++)
		WdfObjectDereferenceActual(found[i]);
	drain(t);
}

static void test_requeue(struct kcase *t)
{
	WDFREQUEST first, again;

	fill(t);
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &first), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestRequeue(first), STATUS_SUCCESS);
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &again), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, again, first);
	WdfRequestComplete(again, STATUS_SUCCESS);
	drain(t);
}

static void requeue_parallel(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WdfRequestComplete(request, WdfRequestRequeue(request));
}

static void test_requeue_parallel(struct kcase *t)
{
	wdf.call = requeue_parallel;
	ASSERT_NOT_NULL(t, wdf_send(&sent[0], WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent[0]), STATUS_INVALID_DEVICE_REQUEST);
}

static void test_lookaside(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFLOOKASIDE list;
	WDFMEMORY memory[2];
	PVOID buffer;
	size_t size;

	EXPECT_EQ(t, WdfLookasideListCreate(NULL, 0, NonPagedPoolNx, NULL, 0, &list),
		  STATUS_INVALID_PARAMETER);
	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, NOTE);
	attributes.EvtCleanupCallback = wdf_note_cleanup;
	ASSERT_EQ(t, WdfLookasideListCreate(NULL, 100, NonPagedPoolNx, &attributes, 0, &list),
		  STATUS_SUCCESS);
	ASSERT_EQ(t, WdfMemoryCreateFromLookaside(list, &memory[0]), STATUS_SUCCESS);
	ASSERT_EQ(t, WdfMemoryCreateFromLookaside(list, &memory[1]), STATUS_SUCCESS);
	GetNote(memory[0])->value = 'a';
	GetNote(memory[1])->value = 'b';
	buffer = WdfMemoryGetBuffer(memory[0], &size);
	EXPECT_EQ(t, size, 100);
	memset(buffer, 1, size);
	EXPECT_EQ(t, WdfMemoryAssignBuffer(memory[0], &size, 8), STATUS_INVALID_DEVICE_REQUEST);
	WdfObjectDelete(memory[0]);
	/* The list stays until its memory has come back. */
	WdfObjectDelete(list);
	memset(WdfMemoryGetBuffer(memory[1], NULL), 2, 100);
	WdfObjectDelete(memory[1]);
	EXPECT_MEM_EQ(t, wdf_note_order, "ab", 3);
}

static const struct kcase_spec wdf_find_cases[] = {
	KCASE(find, "WdfIoQueueFindRequest, WdfIoQueueRetrieveFoundRequest", test_find),
	KCASE(requeue, "WdfRequestRequeue: to the head of its queue", test_requeue),
	KCASE(requeue_parallel, "only of a manual queue", test_requeue_parallel),
	KCASE(lookaside, "memory off a list", test_lookaside),
};
const struct kcase_suite wdf_find_suite =
	KCASE_SUITE_FIXTURE("wdf_find", wdf_find_cases, wdf_setup, wdf_teardown);
