// SPDX-License-Identifier: GPL-2.0-only
/*
 * SynchronizationScope, ExecutionLevel and AutomaticSerialization: pages
 * ne-wdfobject-_wdf_synchronization_scope and ne-wdfobject-_wdf_execution_level, and
 * KMDF's fxioqueue.cpp.
 */
#include "wdf_fixture.h"

/**
 * struct sync_fixture - a queue whose callbacks are serialized
 * @queue: gets all requests of WDF_TEST_CALL; kept until the fixture's device goes
 * @seen: how many requests its callback has had
 * @request: the latest of them
 * @irql: of the latest callback
 * @status: with which a callback completes its request; STATUS_PENDING: not at all
 * @inside: a callback runs
 * @nested: how often one ran inside another
 * @timer_runs: calls of a timer's, DPC's or work item's callback
 * @stops: calls of EvtIoStop
 * @resumes: calls of EvtIoResume
 * @keeps: EvtIoStop keeps the request
 * @stop: what EvtIoStop does instead, or NULL
 */
static struct sync_fixture {
	WDFQUEUE queue;
	int seen;
	WDFREQUEST request;
	KIRQL irql;
	NTSTATUS status;
	atomic_t inside;
	int nested;
	int timer_runs;
	int stops, resumes;
	bool keeps;
	void (*stop)(WDFREQUEST request);
} sync;

static void sync_enter(void)
{
	if (atomic_inc_return(&sync.inside) > 1)
		sync.nested++;
	sync.irql = KeGetCurrentIrql();
}

static void sync_leave(void)
{
	atomic_dec(&sync.inside);
}

static VOID sync_control(WDFQUEUE queue, WDFREQUEST request, size_t out, size_t in,
			 ULONG code)
{
	sync_enter();
	sync.request = request;
	if (sync.status != STATUS_PENDING)
		WdfRequestComplete(request, sync.status);
	WRITE_ONCE(sync.seen, sync.seen + 1);
	sync_leave();
}

static VOID sync_timer(WDFTIMER timer)
{
	sync_enter();
	WRITE_ONCE(sync.timer_runs, sync.timer_runs + 1);
	sync_leave();
}

static VOID sync_dpc(WDFDPC dpc)
{
	sync_timer(NULL);
}

static VOID sync_work(WDFWORKITEM item)
{
	sync_timer(NULL);
}

static VOID sync_stop(WDFQUEUE queue, WDFREQUEST request, ULONG flags)
{
	sync.stops++;
	if (sync.stop)
		sync.stop(request);
	else if (sync.keeps)
		WdfRequestStopAcknowledge(request, FALSE);
}

static VOID sync_resume(WDFQUEUE queue, WDFREQUEST request)
{
	sync.resumes++;
}

static void to_sync_queue(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	EXPECT_EQ(t, WdfRequestForwardToIoQueue(request, sync.queue), STATUS_SUCCESS);
}

static NTSTATUS make_queue(WDF_IO_QUEUE_DISPATCH_TYPE type, WDF_SYNCHRONIZATION_SCOPE scope,
			   WDF_EXECUTION_LEVEL level)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG config;

	memset(&sync, 0, sizeof(sync));
	sync.status = STATUS_PENDING;
	wdf.call = to_sync_queue;
	WDF_IO_QUEUE_CONFIG_INIT(&config, type);
	config.EvtIoDeviceControl = sync_control;
	config.EvtIoStop = sync_stop;
	config.EvtIoResume = sync_resume;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.SynchronizationScope = scope;
	attributes.ExecutionLevel = level;
	return WdfIoQueueCreate(wdf.device, &config, &attributes, &sync.queue);
}

/* As Microsoft's echo sample: what it notes after completing must not be undone. */
static VOID complete_then_note(WDFREQUEST request)
{
	sync_enter();
	WdfRequestComplete(request, STATUS_CANCELLED);
	EXPECT_EQ(wdf.t, READ_ONCE(sync.seen), 1);
	sync.request = NULL;
	sync_leave();
}

static void test_cancel(struct kcase *t)
{
	struct wdf_sent first, second;
	PIRP irp;

	ASSERT_EQ(t, make_queue(WdfIoQueueDispatchSequential, WdfSynchronizationScopeQueue,
				WdfExecutionLevelInheritFromParent), STATUS_SUCCESS);
	irp = wdf_send(&first, WDF_TEST_CALL, 4, 4);
	ASSERT_EQ(t, sync.seen, 1);
	EXPECT_EQ(t, sync.irql, DISPATCH_LEVEL);
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(sync.request, complete_then_note),
		  STATUS_SUCCESS);
	ASSERT_NOT_NULL(t, wdf_send(&second, WDF_TEST_CALL, 4, 4));
	EXPECT_TRUE(t, IoCancelIrp(irp));
	EXPECT_EQ(t, wdf_result(&first), STATUS_CANCELLED);
	EXPECT_SOON(t, READ_ONCE(sync.seen) == 2, 20000);
	ASSERT_NOT_NULL(t, READ_ONCE(sync.request));
	EXPECT_EQ(t, sync.nested, 0);
	WdfRequestComplete(sync.request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&second), STATUS_SUCCESS);
}

/* Completing requests under the lock does not present the next one there. */
static void test_acquire(struct kcase *t)
{
	struct wdf_sent sent;

	ASSERT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeQueue,
				WdfExecutionLevelInheritFromParent), STATUS_SUCCESS);
	sync.status = STATUS_SUCCESS;
	WdfObjectAcquireLock(sync.queue);
	sync.irql = KeGetCurrentIrql();
	wdf_send(&sent, WDF_TEST_CALL, 4, 4);
	sync.nested = READ_ONCE(sync.seen);
	WdfObjectReleaseLock(sync.queue);
	EXPECT_EQ(t, sync.nested, 0);
	EXPECT_EQ(t, sync.irql, DISPATCH_LEVEL);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, sync.seen, 1);
}

static WDFTIMER make_timer(struct kcase *t, WDFOBJECT parent, WDF_EXECUTION_LEVEL level)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_TIMER_CONFIG config;
	WDFTIMER timer = NULL;

	WDF_TIMER_CONFIG_INIT(&config, sync_timer);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = parent;
	attributes.ExecutionLevel = level;
	EXPECT_EQ(t, WdfTimerCreate(&config, &attributes, &timer), STATUS_SUCCESS);
	return timer;
}

static WDFDPC make_dpc(struct kcase *t, WDFOBJECT parent)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_DPC_CONFIG config;
	WDFDPC dpc = NULL;

	WDF_DPC_CONFIG_INIT(&config, sync_dpc);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = parent;
	EXPECT_EQ(t, WdfDpcCreate(&config, &attributes, &dpc), STATUS_SUCCESS);
	return dpc;
}

/* Timers and DPCs below the queue wait for its lock. */
static void test_automatic(struct kcase *t)
{
	WDFTIMER timer;
	KIRQL irql;
	WDFDPC dpc;

	ASSERT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeQueue,
				WdfExecutionLevelInheritFromParent), STATUS_SUCCESS);
	timer = make_timer(t, sync.queue, WdfExecutionLevelInheritFromParent);
	dpc = make_dpc(t, sync.queue);
	ASSERT_NOT_NULL(t, timer);
	ASSERT_NOT_NULL(t, dpc);
	EXPECT_PTR_EQ(t, WdfDpcGetParentObject(dpc), sync.queue);
	WdfObjectAcquireLock(sync.queue);
	WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(1));
	WdfDpcEnqueue(dpc);
	KeStallExecutionProcessor(20000);
	sync.nested = READ_ONCE(sync.timer_runs);
	WdfObjectReleaseLock(sync.queue);
	EXPECT_EQ(t, sync.nested, 0);
	EXPECT_SOON(t, READ_ONCE(sync.timer_runs) == 2, 20000);
	EXPECT_FALSE(t, WdfDpcCancel(dpc, TRUE));
	EXPECT_FALSE(t, WdfTimerStop(timer, TRUE));
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	WdfDpcEnqueue(dpc);
	EXPECT_TRUE(t, WdfDpcCancel(dpc, FALSE));
	KeLowerIrql(irql);
	EXPECT_EQ(t, READ_ONCE(sync.timer_runs), 2);
}

/* A request that comes at DISPATCH_LEVEL is presented at PASSIVE_LEVEL. */
static void test_passive(struct kcase *t)
{
	struct wdf_sent sent;
	KIRQL irql;

	ASSERT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeNone,
				WdfExecutionLevelPassive), STATUS_SUCCESS);
	sync.status = STATUS_SUCCESS;
	sync.irql = HIGH_LEVEL;
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	wdf_send(&sent, WDF_TEST_CALL, 4, 4);
	KeLowerIrql(irql);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, sync.irql, PASSIVE_LEVEL);
}

static VOID cancel_at_passive(WDFREQUEST request)
{
	sync_enter();
	WdfRequestComplete(request, STATUS_CANCELLED);
	sync_leave();
}

static void test_passive_lock(struct kcase *t)
{
	struct wdf_sent sent;
	WDFTIMER timer;
	KIRQL irql;
	PIRP irp;

	ASSERT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeQueue,
				WdfExecutionLevelPassive), STATUS_SUCCESS);
	irp = wdf_send(&sent, WDF_TEST_CALL, 4, 4);
	ASSERT_EQ(t, sync.seen, 1);
	EXPECT_EQ(t, sync.irql, PASSIVE_LEVEL);
	EXPECT_EQ(t, WdfRequestMarkCancelableEx(sync.request, cancel_at_passive),
		  STATUS_SUCCESS);
	timer = make_timer(t, sync.queue, WdfExecutionLevelPassive);
	ASSERT_NOT_NULL(t, timer);
	WdfObjectAcquireLock(sync.queue);
	EXPECT_EQ(t, KeGetCurrentIrql(), PASSIVE_LEVEL);
	WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(1));
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	IoCancelIrp(irp);
	KeLowerIrql(irql);
	KeDelayExecutionThread(KernelMode, FALSE, MS(50));
	EXPECT_EQ(t, KeReadStateEvent(&sent.done), 0);
	EXPECT_EQ(t, sync.timer_runs, 0);
	WdfObjectReleaseLock(sync.queue);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
	EXPECT_EQ(t, sync.irql, PASSIVE_LEVEL);
	EXPECT_SOON(t, READ_ONCE(sync.timer_runs) == 1, 20000);
	WdfTimerStop(timer, TRUE);
	EXPECT_EQ(t, sync.nested, 0);
}

static struct {
	WORK_QUEUE_ITEM item;
	NTSTATUS (*tell)(void);
	NTSTATUS status;
	KEVENT done;
} teller;

static VOID tell_device(PVOID context)
{
	teller.status = teller.tell();
	KeSetEvent(&teller.done, 0, FALSE);
}

/*
 * Tell the device something that has a callback called for the request that its driver
 * has, which another callback, that of the lock's holder, completes first.
 */
static void complete_while_told(struct kcase *t, NTSTATUS (*tell)(void))
{
	teller.tell = tell;
	KeInitializeEvent(&teller.done, NotificationEvent, FALSE);
	ExInitializeWorkItem(&teller.item, tell_device, NULL);
	WdfObjectAcquireLock(sync.queue);
	ExQueueWorkItem(&teller.item, DelayedWorkQueue);
	/* By now the callback waits for the lock. */
	KeDelayExecutionThread(KernelMode, FALSE, MS(200));
	WdfRequestComplete(sync.request, STATUS_SUCCESS);
	WdfObjectReleaseLock(sync.queue);
	EXPECT_EQ(t, KeWaitForSingleObject(&teller.done, Executive, KernelMode, FALSE,
					   MS(20000)), STATUS_SUCCESS);
	EXPECT_EQ(t, teller.status, STATUS_SUCCESS);
}

static bool hold_one(struct kcase *t, struct wdf_sent *sent)
{
	EXPECT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeQueue,
				WdfExecutionLevelPassive), STATUS_SUCCESS);
	EXPECT_NOT_NULL(t, wdf_send(sent, WDF_TEST_CALL, 4, 4));
	EXPECT_SOON(t, READ_ONCE(sync.seen) == 1, 20000);
	return !kcase_failed(t);
}

static NTSTATUS remove_device(void)
{
	return wdf_pnp(IRP_MN_SURPRISE_REMOVAL);
}

/* Page nc-wdfio-evt_wdf_io_queue_io_stop: for a request that the driver owns. */
static void test_stop(struct kcase *t)
{
	struct wdf_sent sent;

	if (!hold_one(t, &sent))
		return;
	complete_while_told(t, remove_device);
	EXPECT_EQ(t, sync.stops, 0);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
}

static NTSTATUS wake_device(void)
{
	return wdf_power(PowerSystemWorking);
}

/* Page nc-wdfio-evt_wdf_io_queue_io_resume, likewise. */
static void test_resume(struct kcase *t)
{
	struct wdf_sent sent;

	if (!hold_one(t, &sent))
		return;
	sync.keeps = true;
	EXPECT_EQ(t, wdf_power(PowerSystemHibernate), STATUS_SUCCESS);
	EXPECT_EQ(t, sync.stops, 1);
	complete_while_told(t, wake_device);
	EXPECT_EQ(t, sync.resumes, 0);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
}

/**
 * struct forwarder - a thread that forwards a request again and again, in vain
 * @lock: the driver's, for what it does with the request
 * @request: which the driver has; NULL once it is completed; @lock
 * @forwards: how often the thread has tried
 * @accepted: what became of that was not a refusal
 * @end: the thread is to end
 * @thread: the thread
 */
static struct forwarder {
	KSPIN_LOCK lock;
	WDFREQUEST request;
	unsigned int forwards;
	bool accepted;
	bool end;
	PVOID thread;
} forwarder;

static VOID forward_in_vain(PVOID context)
{
	NTSTATUS status = STATUS_WDF_BUSY;
	KIRQL irql;

	while (!READ_ONCE(forwarder.end) && status == STATUS_WDF_BUSY) {
		KeAcquireSpinLock(&forwarder.lock, &irql);
		if (forwarder.request)
			status = WdfRequestForwardToIoQueue(forwarder.request, wdf.manual);
		KeReleaseSpinLock(&forwarder.lock, irql);
		WRITE_ONCE(forwarder.forwards, forwarder.forwards + 1);
		cond_resched();
	}
	forwarder.accepted = status != STATUS_WDF_BUSY;
}

/* The driver has a request, and tries to forward it to a queue that takes none. */
static bool forward_begin(struct kcase *t, struct wdf_sent *sent)
{
	HANDLE handle;

	memset(&forwarder, 0, sizeof(forwarder));
	KeInitializeSpinLock(&forwarder.lock);
	EXPECT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeNone,
				WdfExecutionLevelInheritFromParent), STATUS_SUCCESS);
	EXPECT_NOT_NULL(t, wdf_send(sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, READ_ONCE(sync.seen), 1);
	if (kcase_failed(t))
		return false;
	WdfIoQueuePurgeSynchronously(wdf.manual);
	forwarder.request = sync.request;
	EXPECT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  forward_in_vain, NULL), STATUS_SUCCESS);
	if (kcase_failed(t))
		return false;
	ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode,
				  &forwarder.thread, NULL);
	ZwClose(handle);
	EXPECT_SOON(t, READ_ONCE(forwarder.forwards), 20000);
	return true;
}

static void complete_locked(WDFREQUEST request)
{
	KIRQL irql;

	KeAcquireSpinLock(&forwarder.lock, &irql);
	if (forwarder.request)
		WdfRequestComplete(forwarder.request, STATUS_CANCELLED);
	forwarder.request = NULL;
	KeReleaseSpinLock(&forwarder.lock, irql);
}

static void keep_locked(WDFREQUEST request)
{
	KIRQL irql;

	KeAcquireSpinLock(&forwarder.lock, &irql);
	WdfRequestStopAcknowledge(request, FALSE);
	KeReleaseSpinLock(&forwarder.lock, irql);
}

static void forward_end(struct kcase *t, struct wdf_sent *sent)
{
	WRITE_ONCE(forwarder.end, true);
	EXPECT_EQ(t, nt_wait(forwarder.thread, NULL), STATUS_SUCCESS);
	ObDereferenceObject(forwarder.thread);
	EXPECT_FALSE(t, forwarder.accepted);
	complete_locked(NULL);
	EXPECT_EQ(t, wdf_result(sent), STATUS_CANCELLED);
}

/* A forward that is refused changes nothing: the removal finds the request. */
static void remove_while_forwarding(struct kcase *t)
{
	struct wdf_sent sent;

	if (!forward_begin(t, &sent))
		return;
	sync.stop = complete_locked;
	teller.tell = remove_device;
	KeInitializeEvent(&teller.done, NotificationEvent, FALSE);
	ExInitializeWorkItem(&teller.item, tell_device, NULL);
	ExQueueWorkItem(&teller.item, DelayedWorkQueue);
	EXPECT_EQ(t, nt_wait(&teller.done, MS(10000)), STATUS_SUCCESS);
	/* Else the removal would not end, either. */
	forward_end(t, &sent);
	nt_wait(&teller.done, NULL);
	EXPECT_EQ(t, sync.stops, 1);
}

static void test_stop_forwarded(struct kcase *t)
{
	unsigned int round;

	for (round = 0; round < 20 && !kcase_failed(t); round++) {
		remove_while_forwarding(t);
		wdf_remove();
		EXPECT_EQ(t, wdf_add(), STATUS_SUCCESS);
	}
}

/* What it has said to EvtIoStop holds, and holds once. */
static void test_resume_forwarded(struct kcase *t)
{
	struct wdf_sent sent;
	int round;

	if (!forward_begin(t, &sent))
		return;
	sync.stop = keep_locked;
	for (round = 1; round <= 100 && !kcase_failed(t); round++) {
		EXPECT_EQ(t, wdf_power(PowerSystemHibernate), STATUS_SUCCESS);
		EXPECT_EQ(t, sync.stops, round);
		EXPECT_EQ(t, wdf_power(PowerSystemWorking), STATUS_SUCCESS);
		EXPECT_EQ(t, sync.resumes, round);
	}
	forward_end(t, &sent);
}

/* A queue with its device's lock has the device's level. */
static void test_device_scope(struct kcase *t)
{
	struct wdf_sent sent;

	EXPECT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeDevice,
				WdfExecutionLevelPassive), STATUS_INVALID_PARAMETER);
	ASSERT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeDevice,
				WdfExecutionLevelDispatch), STATUS_SUCCESS);
	sync.status = STATUS_SUCCESS;
	WdfObjectAcquireLock(wdf.device);
	wdf_send(&sent, WDF_TEST_CALL, 4, 4);
	sync.nested = READ_ONCE(sync.seen);
	WdfObjectReleaseLock(wdf.device);
	EXPECT_EQ(t, sync.nested, 0);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
}

/* Deferred callbacks of the wrong level, and of nothing that has callbacks. */
static void test_incompatible(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG work;
	WDF_TIMER_CONFIG timer;
	WDF_DPC_CONFIG dpc;
	WDFOBJECT object;

	WDF_TIMER_CONFIG_INIT(&timer, sync_timer);
	WDF_DPC_CONFIG_INIT(&dpc, sync_dpc);
	WDF_WORKITEM_CONFIG_INIT(&work, sync_work);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	EXPECT_EQ(t, WdfDpcCreate(&dpc, &attributes, (WDFDPC *)&object),
		  STATUS_WDF_PARENT_NOT_SPECIFIED);
	attributes.ParentObject = wdf.driver;
	EXPECT_EQ(t, WdfTimerCreate(&timer, &attributes, (WDFTIMER *)&object),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfDpcCreate(&dpc, &attributes, (WDFDPC *)&object),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfWorkItemCreate(&work, &attributes, (WDFWORKITEM *)&object),
		  STATUS_INVALID_DEVICE_REQUEST);
	ASSERT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeQueue,
				WdfExecutionLevelDispatch), STATUS_SUCCESS);
	attributes.ParentObject = sync.queue;
	EXPECT_EQ(t, WdfWorkItemCreate(&work, &attributes, (WDFWORKITEM *)&object),
		  STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL);
	work.AutomaticSerialization = FALSE;
	EXPECT_EQ(t, WdfWorkItemCreate(&work, &attributes, (WDFWORKITEM *)&object),
		  STATUS_SUCCESS);
	ASSERT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeQueue,
				WdfExecutionLevelPassive), STATUS_SUCCESS);
	attributes.ParentObject = sync.queue;
	EXPECT_EQ(t, WdfTimerCreate(&timer, &attributes, (WDFTIMER *)&object),
		  STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL);
	EXPECT_EQ(t, WdfDpcCreate(&dpc, &attributes, (WDFDPC *)&object),
		  STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL);
	attributes.ExecutionLevel = WdfExecutionLevelPassive;
	timer.Period = 1;
	EXPECT_EQ(t, WdfTimerCreate(&timer, &attributes, (WDFTIMER *)&object),
		  STATUS_NOT_SUPPORTED);
}

/* A driver that has marked a request finds it cancelled before. */
static VOID mark_cancelled(WDFQUEUE queue, WDFREQUEST request, size_t out, size_t in,
			   ULONG code)
{
	sync_enter();
	WRITE_ONCE(WdfRequestWdmGetIrp(request)->Cancel, TRUE);
	WdfRequestMarkCancelable(request, complete_then_note);
	EXPECT_NULL(wdf.t, sync.request);
	sync.request = request;
	sync.seen++;
	sync_leave();
}

static void test_mark(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG config;
	struct wdf_sent sent;

	ASSERT_EQ(t, make_queue(WdfIoQueueDispatchParallel, WdfSynchronizationScopeQueue,
				WdfExecutionLevelDispatch), STATUS_SUCCESS);
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchSequential);
	config.EvtIoDeviceControl = mark_cancelled;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.SynchronizationScope = WdfSynchronizationScopeQueue;
	ASSERT_EQ(t, WdfIoQueueCreate(wdf.device, &config, &attributes, &sync.queue), STATUS_SUCCESS);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
	EXPECT_SOON(t, !READ_ONCE(sync.request), 20000);
	EXPECT_EQ(t, sync.nested, 0);
}

static const struct kcase_spec wdf_sync_cases[] = {
	KCASE(evt_io_stop, "not for what another callback has completed meanwhile",
	      test_stop),
	KCASE(evt_io_resume, "nor is that resumed", test_resume),
	KCASE(evt_io_stop_forwarded, "a forward that is refused does not hide the request",
	      test_stop_forwarded),
	KCASE(evt_io_resume_forwarded, "nor does it change what was said of it",
	      test_resume_forwarded),
	KCASE(cancel, "the next request is not presented inside a cancel callback", test_cancel),
	KCASE(acquire, "WdfObjectAcquireLock keeps callbacks back", test_acquire),
	KCASE(automatic, "timers and DPCs below a queue run under its lock", test_automatic),
	KCASE(passive, "callbacks are moved to PASSIVE_LEVEL", test_passive),
	KCASE(passive_lock, "the lock of callbacks at PASSIVE_LEVEL sleeps", test_passive_lock),
	KCASE(device_scope, "queues under their device's lock", test_device_scope),
	KCASE(incompatible, "no lock for callbacks of both levels", test_incompatible),
	KCASE(mark, "a request cancelled before is cancelled after the callback", test_mark),
};
const struct kcase_suite wdf_sync_suite =
	KCASE_SUITE_FIXTURE("wdf_sync", wdf_sync_cases, wdf_setup, wdf_teardown);
