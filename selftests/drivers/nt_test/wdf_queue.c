// SPDX-License-Identifier: GPL-2.0-only
/* Framework queues and requests. */
#include "wdf_fixture.h"

static void add_two(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WDFMEMORY memory;
	size_t length;
	PVOID buffer, same;
	ULONG value;

	EXPECT_PTR_EQ(t, WdfRequestGetIoQueue(request), queue);
	EXPECT_PTR_EQ(t, WdfIoQueueGetDevice(queue), wdf.device);
	EXPECT_NOT_NULL(t, WdfRequestWdmGetIrp(request));
	EXPECT_EQ(t, GetTestContext(request)->Value, 0u);
	EXPECT_FALSE(t, WdfRequestIsCanceled(request));
	EXPECT_EQ(t, WdfRequestRetrieveInputBuffer(request, 5, &buffer, NULL),
		  STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 5, &buffer, NULL),
		  STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, WdfRequestRetrieveInputBuffer(request, 4, &buffer, &length), STATUS_SUCCESS);
	EXPECT_EQ(t, length, 4ul);
	value = *(ULONG *)buffer;
	EXPECT_EQ(t, WdfRequestRetrieveInputMemory(request, &memory), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfMemoryGetBuffer(memory, &length), buffer);
	EXPECT_EQ(t, length, 4ul);
	EXPECT_EQ(t, WdfRequestRetrieveOutputMemory(request, &memory), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 4, &same, NULL), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, same, WdfMemoryGetBuffer(memory, NULL));
	*(ULONG *)same = value + 2;
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 4);
}

static void no_buffers(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WDF_REQUEST_PARAMETERS parameters;
	WDFMEMORY memory;
	PVOID buffer;

	WDF_REQUEST_PARAMETERS_INIT(&parameters);
	parameters.Size--;
	parameters.Type = WdfRequestTypePnp;
	WdfRequestGetParameters(request, &parameters);
	EXPECT_EQ(t, parameters.Type, WdfRequestTypePnp);
	EXPECT_EQ(t, WdfRequestRetrieveInputBuffer(request, 0, &buffer, NULL),
		  STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, WdfRequestRetrieveOutputMemory(request, &memory), STATUS_BUFFER_TOO_SMALL);
	WdfRequestSetInformation(request, 9);
	WdfRequestComplete(request, STATUS_SUCCESS);
}

/* Another driver's buffers are good everywhere: those of its request itself. */
static void add_three(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	PVOID in = NULL, out = NULL;

	EXPECT_EQ(t, WdfRequestRetrieveInputBuffer(request, 4, &in, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 4, &out, NULL), STATUS_SUCCESS);
	if (in && out)
		*(ULONG *)out = *(ULONG *)in + 3;
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 4);
}

static void test_neither(struct kcase *t)
{
	struct wdf_sent sent;

	wdf.call = add_three;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_NEITHER, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, sent.out, 43u);
}

static void test_WdfRequestComplete(struct kcase *t)
{
	struct wdf_sent sent;

	EXPECT_PTR_EQ(t, WdfDeviceGetDefaultQueue(wdf.device), wdf.queue);
	wdf.call = add_two;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, sent.out, 42u);
	EXPECT_NULL(t, wdf.request_file);
	wdf.call = no_buffers;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 0, 0));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, sent.iosb.Information, 9ul);
}

static VOID put_by(WDFQUEUE queue, WDFREQUEST request)
{
	WdfRequestComplete(request, STATUS_NOT_SUPPORTED);
}

static void test_WdfIoQueueCreate(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;
	WDFQUEUE queue;

	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchSequential);
	config.EvtIoDefault = put_by;
	/* The device has been started. */
	EXPECT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &queue),
		  STATUS_INVALID_DEVICE_STATE);
	config.DefaultQueue = FALSE;
	EXPECT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, NULL),
		  STATUS_INVALID_PARAMETER_4);
	config.Size--;
	EXPECT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &queue),
		  STATUS_INFO_LENGTH_MISMATCH);
	/* Requests would wait without end: there is no callback, and none is retrieved. */
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchSequential);
	EXPECT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &queue),
		  STATUS_WDF_NO_CALLBACK);
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchMax);
	EXPECT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &queue), STATUS_INVALID_PARAMETER);
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	ASSERT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &queue), STATUS_SUCCESS);
	WdfObjectDelete(queue);
}

static void test_WdfRequestForwardToIoQueue(struct kcase *t)
{
	struct wdf_sent first, second;
	WDFREQUEST request;

	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_NO_MORE_ENTRIES);
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.queue, &request),
		  STATUS_INVALID_DEVICE_STATE);
	ASSERT_NOT_NULL(t, wdf_send(&first, WDF_TEST_FORWARD, 4, 4));
	ASSERT_NOT_NULL(t, wdf_send(&second, WDF_TEST_FORWARD, 4, 4));
	EXPECT_EQ(t, KeReadStateEvent(&first.done), 0);
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfRequestGetIoQueue(request), wdf.manual);
	EXPECT_EQ(t, WdfRequestForwardToIoQueue(request, wdf.manual),
		  STATUS_INVALID_DEVICE_REQUEST);
	WdfRequestComplete(request, STATUS_RETRY);
	EXPECT_EQ(t, wdf_result(&first), STATUS_RETRY);
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&second), STATUS_SUCCESS);
}

/* The driver has had the request, so EvtIoCanceledOnQueue is called. */
static void test_EvtIoCanceledOnQueue(struct kcase *t)
{
	struct wdf_sent sent;
	WDFREQUEST request;
	PIRP irp;

	irp = wdf_send(&sent, WDF_TEST_FORWARD, 4, 4);
	ASSERT_NOT_NULL(t, irp);
	EXPECT_TRUE(t, IoCancelIrp(irp));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
	EXPECT_EQ(t, wdf.cancelled_on_queue, 1);
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_NO_MORE_ENTRIES);
}

static VOID cancel(WDFREQUEST request)
{
	WdfRequestComplete(request, STATUS_CANCELLED);
}

static void test_WdfRequestMarkCancelableEx(struct kcase *t)
{
	struct wdf_sent sent;
	PIRP irp;

	irp = wdf_send(&sent, WDF_TEST_HOLD, 4, 4);
	ASSERT_NOT_NULL(t, wdf.held);
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(wdf.held, cancel), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(wdf.held, cancel),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestForwardToIoQueue(wdf.held, wdf.manual),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_TRUE(t, IoCancelIrp(irp));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);

	irp = wdf_send(&sent, WDF_TEST_HOLD, 4, 4);
	ASSERT_NOT_NULL(t, wdf.held);
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(wdf.held, cancel), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestUnmarkCancelable(wdf.held), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestUnmarkCancelable(wdf.held), STATUS_INVALID_PARAMETER);
	EXPECT_FALSE(t, IoCancelIrp(irp));
	EXPECT_TRUE(t, WdfRequestIsCanceled(wdf.held));
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(wdf.held, cancel), STATUS_CANCELLED);
	EXPECT_EQ(t, WdfRequestUnmarkCancelable(wdf.held), STATUS_INVALID_PARAMETER);
	WdfRequestComplete(wdf.held, STATUS_CANCELLED);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
}

static VOID unmark(WDFREQUEST request)
{
	EXPECT_EQ(wdf.t, WdfRequestUnmarkCancelable(request), STATUS_CANCELLED);
	cancel(request);
}

/* STATUS_CANCELLED says that the callback is called: of no other request. */
static void test_WdfRequestUnmarkCancelable(struct kcase *t)
{
	struct wdf_sent sent;
	PIRP irp;

	irp = wdf_send(&sent, WDF_TEST_HOLD, 4, 4);
	ASSERT_NOT_NULL(t, wdf.held);
	EXPECT_EQ(t, WdfRequestUnmarkCancelable(wdf.held), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(wdf.held, unmark), STATUS_SUCCESS);
	EXPECT_TRUE(t, IoCancelIrp(irp));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
}

/* The callback has completed it: its IRP is the sender's, who has freed it. */
static void test_unmark_completed(struct kcase *t)
{
	struct wdf_sent sent;
	WDFREQUEST request;
	size_t bytes;
	PIRP irp;

	irp = wdf_send(&sent, WDF_TEST_HOLD, 4, 4);
	request = wdf.held;
	ASSERT_NOT_NULL(t, request);
	WdfObjectReference(request);
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(request, cancel), STATUS_SUCCESS);
	EXPECT_TRUE(t, IoCancelIrp(irp));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
	for (bytes = 128; bytes <= 1024; bytes += 64)
		reuse_memory(bytes);
	EXPECT_EQ(t, WdfRequestUnmarkCancelable(request), STATUS_CANCELLED);
	WdfObjectDereference(request);
}

static VOID purged(WDFQUEUE queue, WDFCONTEXT context)
{
	*(int *)context += 1;
}

static void test_WdfIoQueuePurge(struct kcase *t)
{
	struct wdf_sent waiting, busy;
	WDFREQUEST request;
	int calls = 0;

	ASSERT_NOT_NULL(t, wdf_send(&waiting, WDF_TEST_FORWARD, 4, 4));
	WdfIoQueuePurge(wdf.manual, purged, &calls);
	EXPECT_EQ(t, calls, 1);
	EXPECT_EQ(t, wdf_result(&waiting), STATUS_CANCELLED);
	EXPECT_EQ(t, wdf.cancelled_on_queue, 1);
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request),
		  STATUS_NO_MORE_ENTRIES);
	/* The driver completes it with STATUS_WDF_BUSY, which only the framework knows. */
	ASSERT_NOT_NULL(t, wdf_send(&busy, WDF_TEST_FORWARD, 4, 4));
	EXPECT_EQ(t, wdf_result(&busy), STATUS_DEVICE_BUSY);
	WdfIoQueueStart(wdf.manual);
	ASSERT_NOT_NULL(t, wdf_send(&waiting, WDF_TEST_FORWARD, 4, 4));
	ASSERT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_SUCCESS);
	WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&waiting), STATUS_SUCCESS);
}

static VOID cancel_and_note(WDFREQUEST request)
{
	wdf.cancelled_on_queue++;
	EXPECT_TRUE(wdf.t, WdfRequestIsCanceled(request));
	WdfRequestComplete(request, STATUS_CANCELLED);
}

/* It cancels the queue's requests, for as long as the queue is purged, not their IRPs. */
static void test_purge_held(struct kcase *t)
{
	struct wdf_sent held;
	PIRP irp;

	irp = wdf_send(&held, WDF_TEST_HOLD, 4, 4);
	ASSERT_NOT_NULL(t, wdf.held);
	WdfIoQueuePurge(wdf.queue, NULL, NULL);
	EXPECT_FALSE(t, WdfRequestIsCanceled(wdf.held));
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(wdf.held, cancel), STATUS_CANCELLED);
	WdfIoQueueStart(wdf.queue);
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(wdf.held, cancel), STATUS_SUCCESS);
	EXPECT_TRUE(t, IoCancelIrp(irp));
	EXPECT_EQ(t, wdf_result(&held), STATUS_CANCELLED);
	/* The older function has the callback called. */
	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	WdfIoQueuePurge(wdf.queue, NULL, NULL);
	WdfRequestMarkCancelable(wdf.held, cancel_and_note);
	EXPECT_EQ(t, wdf.cancelled_on_queue, 1);
	EXPECT_EQ(t, wdf_result(&held), STATUS_CANCELLED);
	WdfIoQueueStart(wdf.queue);
}

/* A queue that drains has cancelled nothing, and a forward that fails does not, either. */
static void test_forward_draining(struct kcase *t)
{
	struct wdf_sent held;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	WdfIoQueuePurge(wdf.manual, NULL, NULL);
	WdfIoQueueDrain(wdf.queue, NULL, NULL);
	EXPECT_EQ(t, WdfRequestForwardToIoQueue(wdf.held, wdf.manual), STATUS_WDF_BUSY);
	EXPECT_FALSE(t, WdfRequestIsCanceled(wdf.held));
	WdfIoQueueStart(wdf.queue);
	WdfIoQueueStart(wdf.manual);
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
}

static KEVENT queue_destroyed;

static VOID destroy_queue(WDFOBJECT queue)
{
	KeSetEvent(&queue_destroyed, 0, FALSE);
}

static VOID purged_delete(WDFQUEUE queue, WDFCONTEXT context)
{
	*(int *)context += 1;
	WdfObjectDelete(queue);
}

/* The last request of a queue whose PurgeComplete deletes it. */
static void complete_last(WDFREQUEST request)
{
	WdfRequestComplete(request, STATUS_CANCELLED);
	EXPECT_EQ(wdf.t, KeReadStateEvent(&queue_destroyed), 0);
}

static NTSTATUS make_manual_queue(void)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG config;

	KeInitializeEvent(&queue_destroyed, NotificationEvent, FALSE);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtDestroyCallback = destroy_queue;
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	config.EvtIoCanceledOnQueue = wdf_cancelled_on_queue;
	return WdfIoQueueCreate(wdf.device, &config, &attributes, &wdf.manual);
}

static void test_PurgeComplete_delete(struct kcase *t)
{
	struct wdf_sent waiting;
	int calls = 0;

	ASSERT_EQ(t, make_manual_queue(), STATUS_SUCCESS);
	wdf.cancelled = complete_last;
	ASSERT_NOT_NULL(t, wdf_send(&waiting, WDF_TEST_FORWARD, 4, 4));
	WdfIoQueuePurge(wdf.manual, purged_delete, &calls);
	EXPECT_EQ(t, calls, 1);
	/* When PurgeComplete has returned. */
	EXPECT_EQ(t, KeWaitForSingleObject(&queue_destroyed, Executive, KernelMode, FALSE,
					   MS(20000)), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&waiting), STATUS_CANCELLED);
}

static int purge_calls;

static void purge_inside(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WdfIoQueuePurge(queue, purged, &purge_calls);
	EXPECT_EQ(t, purge_calls, 0);
	WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, purge_calls, 0);
}

static void test_purge_inside(struct kcase *t)
{
	struct wdf_sent sent;

	purge_calls = 0;
	wdf.call = purge_inside;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, purge_calls, 1);
}

/* Its requests are cancelled, and the driver's are waited for. */
static void test_WdfObjectDelete_queue(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;
	struct wdf_sent waiting;
	PIRP irp;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	ASSERT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &wdf.manual), STATUS_SUCCESS);
	irp = wdf_send(&waiting, WDF_TEST_FORWARD, 4, 4);
	ASSERT_NOT_NULL(t, irp);
	WdfObjectDelete(wdf.manual);
	EXPECT_NE(t, KeReadStateEvent(&waiting.done), 0);
	EXPECT_EQ(t, wdf_result(&waiting), STATUS_CANCELLED);
}

static struct wdf_sent *cleaned;
static int cleanups;

static void cleanup_before(WDFOBJECT request)
{
	cleanups++;
	EXPECT_EQ(wdf.t, KeReadStateEvent(&cleaned->done), 0);
	EXPECT_NOT_NULL(wdf.t, WdfRequestWdmGetIrp(request)->AssociatedIrp.SystemBuffer);
}

static void test_EvtCleanupCallback(struct kcase *t)
{
	struct wdf_sent sent;

	cleaned = &sent;
	cleanups = 0;
	wdf.request_cleanup = cleanup_before;
	wdf.call = add_two;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, cleanups, 1);
}

/* Cancelable requests of the driver are cancelled; new ones are refused. */
static void test_WdfIoQueuePurgeSynchronously(struct kcase *t)
{
	struct wdf_sent held, refused;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	ASSERT_NOT_NULL(t, wdf.held);
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(wdf.held, cancel), STATUS_SUCCESS);
	WdfIoQueuePurgeSynchronously(wdf.queue);
	EXPECT_EQ(t, wdf_result(&held), STATUS_CANCELLED);
	ASSERT_NOT_NULL(t, wdf_send(&refused, WDF_TEST_HOLD, 4, 4));
	EXPECT_EQ(t, wdf_result(&refused), STATUS_INVALID_DEVICE_STATE);
}

static KEVENT may_complete;

/* If it is told so too late, or never, the case fails; it does not hang. */
static VOID complete_later(PVOID context)
{
	nt_wait(&may_complete, MS(20000));
	KeDelayExecutionThread(KernelMode, FALSE, MS(100));
	WdfRequestComplete(xchg(&wdf.held, NULL), STATUS_SUCCESS);
}

/* Have another thread complete the request that is held once @may_complete is set. */
static void queue_completion(void)
{
	static WORK_QUEUE_ITEM item;

	KeInitializeEvent(&may_complete, NotificationEvent, FALSE);
	ExInitializeWorkItem(&item, complete_later, NULL);
	ExQueueWorkItem(&item, DelayedWorkQueue);
}

static void let_complete(WDFREQUEST request)
{
	KeSetEvent(&may_complete, 0, FALSE);
}

/* EvtDeviceD0Exit is called only after the driver has completed its requests. */
static void test_power_managed(struct kcase *t)
{
	struct wdf_sent waiting, held;
	WDFREQUEST request;

	ASSERT_NOT_NULL(t, wdf_send(&waiting, WDF_TEST_FORWARD, 4, 4));
	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	ASSERT_NOT_NULL(t, wdf.held);
	wdf.stop = let_complete;
	queue_completion();
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_NULL(t, wdf.held_at_exit);
	EXPECT_EQ(t, wdf.stops, 1);
	EXPECT_EQ(t, wdf.stop_flags, (ULONG)WdfRequestStopActionPurge);
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request), STATUS_WDF_PAUSED);
	EXPECT_EQ(t, wdf_result(&waiting), STATUS_CANCELLED);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
}

static void keep(WDFREQUEST request)
{
	WdfRequestStopAcknowledge(request, FALSE);
}

static void give_back(WDFREQUEST request)
{
	wdf.held = NULL;
	WdfRequestStopAcknowledge(request, TRUE);
}

static void test_WdfRequestStopAcknowledge(struct kcase *t)
{
	struct wdf_sent held;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	ASSERT_NOT_NULL(t, wdf.held);
	wdf.stop = keep;
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, wdf.held_at_exit, wdf.held);
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
}

/* A request whose callback runs while its queue is stopped. */
static struct {
	KEVENT inside, go, done;
	WORK_QUEUE_ITEM send, release;
	struct wdf_sent sent;
	int stops;
} slow;

static void slow_callback(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	KeSetEvent(&slow.inside, 0, FALSE);
	nt_wait(&slow.go, NULL);
	slow.stops = wdf.stops;
	WRITE_ONCE(wdf.held, request);
}

static VOID slow_send(PVOID context)
{
	EXPECT_NOT_NULL(wdf.t, wdf_send(&slow.sent, WDF_TEST_CALL, 4, 4));
	KeSetEvent(&slow.done, 0, FALSE);
}

static VOID slow_release(PVOID context)
{
	KeDelayExecutionThread(KernelMode, FALSE, MS(100));
	KeSetEvent(&slow.go, 0, FALSE);
}

static void test_EvtIoStop_presenting(struct kcase *t)
{
	memset(&slow, 0, sizeof(slow));
	KeInitializeEvent(&slow.inside, NotificationEvent, FALSE);
	KeInitializeEvent(&slow.go, NotificationEvent, FALSE);
	KeInitializeEvent(&slow.done, NotificationEvent, FALSE);
	wdf.call = slow_callback;
	wdf.stop = give_back;
	ExInitializeWorkItem(&slow.send, slow_send, NULL);
	ExQueueWorkItem(&slow.send, DelayedWorkQueue);
	KeWaitForSingleObject(&slow.inside, Executive, KernelMode, FALSE, MS(20000));
	ExInitializeWorkItem(&slow.release, slow_release, NULL);
	ExQueueWorkItem(&slow.release, DelayedWorkQueue);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_EQ(t, slow.stops, 0);
	EXPECT_EQ(t, wdf.stops, 1);
	KeWaitForSingleObject(&slow.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_EQ(t, wdf_result(&slow.sent), STATUS_CANCELLED);
}

static NTSTATUS forward_status;

static void keep_and_forward(WDFREQUEST request)
{
	WdfRequestStopAcknowledge(request, FALSE);
	forward_status = WdfRequestForwardToIoQueue(request, wdf.manual);
}

/* The request is still acknowledged, and the driver learns of the purge. */
static void test_forward_fails(struct kcase *t)
{
	struct wdf_sent held;

	WdfIoQueuePurge(wdf.manual, NULL, NULL);
	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	ASSERT_NOT_NULL(t, wdf.held);
	wdf.stop = keep_and_forward;
	queue_completion();
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	KeSetEvent(&may_complete, 0, FALSE);
	EXPECT_EQ(t, forward_status, STATUS_WDF_BUSY);
	EXPECT_NOT_NULL(t, wdf.held_at_exit);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
}

/* Neither opens a queue whose device is being removed. */
static void keep_and_start(WDFREQUEST request)
{
	WdfRequestStopAcknowledge(request, FALSE);
	WdfIoQueueStop(wdf.manual, NULL, NULL);
	WdfIoQueueStart(wdf.queue);
	WdfIoQueueStart(wdf.manual);
}

static void test_start_removed(struct kcase *t)
{
	static struct wdf_sent held, refused;
	WDFREQUEST request, other;
	NTSTATUS status;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	request = xchg(&wdf.held, NULL);
	ASSERT_NOT_NULL(t, request);
	wdf.stop = keep_and_start;
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	WdfIoQueueStop(wdf.queue, NULL, NULL);
	WdfIoQueueStart(wdf.queue);
	WdfIoQueueStart(wdf.manual);
	status = WdfRequestForwardToIoQueue(request, wdf.manual);
	EXPECT_EQ(t, status, STATUS_WDF_BUSY);
	EXPECT_EQ(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &other), STATUS_WDF_PAUSED);
	if (!NT_SUCCESS(status))
		WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_SUCCESS);
	ASSERT_NOT_NULL(t, wdf_send(&refused, WDF_TEST_HOLD, 4, 4));
	EXPECT_NULL(t, wdf.held);
	if (wdf.held)
		WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&refused), STATUS_INVALID_DEVICE_STATE);
}

static void test_requeue(struct kcase *t)
{
	struct wdf_sent held;

	ASSERT_NOT_NULL(t, wdf_send(&held, WDF_TEST_HOLD, 4, 4));
	wdf.stop = give_back;
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&held), STATUS_CANCELLED);
}

static const struct kcase_spec wdf_queue_cases[] = {
	KCASE(wdf_io_queue_create, "default queues in time, kinds that exist", test_WdfIoQueueCreate),
	KCASE(wdf_request_complete, "buffers, their sizes, the answer", test_WdfRequestComplete),
	KCASE(wdf_request_retrieve_neither, "another driver's buffers by their addresses",
	      test_neither),
	KCASE(wdf_request_forward_to_io_queue, "in order, to a manual queue",
	      test_WdfRequestForwardToIoQueue),
	KCASE(evt_io_canceled_on_queue, "called for what the driver has seen",
	      test_EvtIoCanceledOnQueue),
	KCASE(wdf_request_mark_cancelable_ex, "cancelled once, or not any more",
	      test_WdfRequestMarkCancelableEx),
	KCASE(wdf_request_unmark_cancelable, "says whether the callback is called",
	      test_WdfRequestUnmarkCancelable),
	KCASE(wdf_request_unmark_completed, "also once the callback has completed the request",
	      test_unmark_completed),
	KCASE(wdf_io_queue_purge, "ends what waits; started again", test_WdfIoQueuePurge),
	KCASE(wdf_io_queue_purge_held, "the driver's requests are not cancelled for good",
	      test_purge_held),
	KCASE(wdf_request_forward_draining, "a forward that fails cancels nothing",
	      test_forward_draining),
	KCASE(wdf_io_queue_purge_inside, "completes after the handler that asked for it",
	      test_purge_inside),
	KCASE(wdf_io_queue_purge_delete, "keeps a queue that PurgeComplete deletes",
	      test_PurgeComplete_delete),
	KCASE(wdf_object_delete_queue, "ends the requests of the queue",
	      test_WdfObjectDelete_queue),
	KCASE(evt_cleanup_callback_request, "comes before the IRP is completed",
	      test_EvtCleanupCallback),
	KCASE(wdf_io_queue_purge_synchronously, "cancels what the driver has",
	      test_WdfIoQueuePurgeSynchronously),
	KCASE(wdf_power_managed, "D0Exit waits for requests", test_power_managed),
	KCASE(wdf_request_stop_acknowledge, "a request may outlive D0",
	      test_WdfRequestStopAcknowledge),
	KCASE(evt_io_stop_presenting, "comes after the callback that has the request",
	      test_EvtIoStop_presenting),
	KCASE(wdf_request_stop_forward, "a request that no queue takes stays acknowledged",
	      test_forward_fails),
	KCASE(wdf_io_queue_start_removed, "a removed device's queue is not opened again",
	      test_start_removed),
	KCASE(wdf_request_stop_requeue, "a request given back is cancelled", test_requeue),
};
const struct kcase_suite wdf_queue_suite =
	KCASE_SUITE_FIXTURE("wdf_queue", wdf_queue_cases, wdf_setup, wdf_teardown);
