// SPDX-License-Identifier: GPL-2.0-only
/* When objects begin and end: half-made ones, work items, collections. */
#include "wdf_fixture.h"
#include "wdf_note.h"

/* A work item whose callback queues it again, or waits for it. */
static struct {
	int runs, again;
	KEVENT called;
} item_runs;

static VOID run_again(WDFWORKITEM item)
{
	KeDelayExecutionThread(KernelMode, FALSE, MS(20));
	WRITE_ONCE(item_runs.runs, item_runs.runs + 1);
	if (item_runs.again-- > 0)
		WdfWorkItemEnqueue(item);
}

static VOID run_flushing(WDFWORKITEM item)
{
	WdfWorkItemFlush(item);
	KeSetEvent(&item_runs.called, 0, FALSE);
}

static WDFWORKITEM make_item(struct kcase *t, PFN_WDF_WORKITEM function)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG config;
	WDFWORKITEM item = NULL;

	memset(&item_runs, 0, sizeof(item_runs));
	KeInitializeEvent(&item_runs.called, NotificationEvent, FALSE);
	WDF_WORKITEM_CONFIG_INIT(&config, function);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = wdf.device;
	EXPECT_EQ(t, WdfWorkItemCreate(&config, &attributes, &item), STATUS_SUCCESS);
	return item;
}

static void test_flush_again(struct kcase *t)
{
	WDFWORKITEM item = make_item(t, run_again);

	ASSERT_NOT_NULL(t, item);
	item_runs.again = 3;
	WdfWorkItemEnqueue(item);
	WdfWorkItemFlush(item);
	EXPECT_EQ(t, READ_ONCE(item_runs.runs), 4);
	WdfObjectDelete(item);
}

static void test_flush_inside(struct kcase *t)
{
	WDFWORKITEM item = make_item(t, run_flushing);

	ASSERT_NOT_NULL(t, item);
	WdfWorkItemEnqueue(item);
	EXPECT_EQ(t, KeWaitForSingleObject(&item_runs.called, Executive, KernelMode, FALSE,
					   MS(20000)), STATUS_SUCCESS);
	WdfObjectDelete(item);
}

static struct {
	WDFOBJECT item;
	ULONG count;
	bool same;
	NTSTATUS added;
} collected;

static VOID collection_cleanup(WDFOBJECT collection)
{
	collected.count = WdfCollectionGetCount(collection);
	collected.same = WdfCollectionGetFirstItem(collection) == collected.item;
	collected.added = WdfCollectionAdd(collection, collected.item);
}

/* It has its items, and takes more, until its cleanup callback has returned. */
static void test_collection(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFCOLLECTION collection;

	memset(&collected, 0, sizeof(collected));
	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	collected.item = wdf_note_make(t, wdf.device, 'i');
	ASSERT_NOT_NULL(t, collected.item);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = collection_cleanup;
	ASSERT_EQ(t, WdfCollectionCreate(&attributes, &collection), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfCollectionAdd(collection, collected.item), STATUS_SUCCESS);
	WdfObjectDelete(collection);
	EXPECT_EQ(t, collected.count, 1);
	EXPECT_TRUE(t, collected.same);
	EXPECT_EQ(t, collected.added, STATUS_SUCCESS);
	/* No reference to it is left. */
	WdfObjectDelete(collected.item);
	EXPECT_MEM_EQ(t, wdf_note_order, "iI", 3);
}

/* A request that waits on the manual queue, of a handle. */
static PIRP send_of(struct wdf_sent *sent, FILE_OBJECT *file)
{
	PIRP irp;

	memset(sent, 0, sizeof(*sent));
	KeInitializeEvent(&sent->done, NotificationEvent, FALSE);
	irp = IoBuildDeviceIoControlRequest(WDF_TEST_FORWARD, wdf.fdo, NULL, 0, NULL, 0, FALSE,
					    &sent->done, &sent->iosb);
	if (irp) {
		IoGetNextIrpStackLocation(irp)->FileObject = file;
		IoCallDriver(wdf.fdo, irp);
	}
	return irp;
}

/* Closing a handle ends its requests that wait, and no others. */
static void test_file_cleanup(struct kcase *t)
{
	FILE_OBJECT file = { .DeviceObject = wdf.fdo }, other = file;
	struct wdf_sent sent, stays;
	WDFREQUEST request;

	ASSERT_EQ(t, wdf_handle_send(&file, IRP_MJ_CREATE), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&other, IRP_MJ_CREATE), STATUS_SUCCESS);
	EXPECT_NOT_NULL(t, send_of(&stays, &other));
	EXPECT_NOT_NULL(t, send_of(&sent, &file));
	EXPECT_EQ(t, wdf_handle_send(&file, IRP_MJ_CLEANUP), STATUS_SUCCESS);
	EXPECT_NE(t, KeReadStateEvent(&sent.done), 0);
	EXPECT_EQ(t, wdf.cancelled_on_queue, 1);
	EXPECT_EQ(t, KeReadStateEvent(&stays.done), 0);
	while (NT_SUCCESS(WdfIoQueueRetrieveNextRequest(wdf.manual, &request)))
		WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
	EXPECT_EQ(t, wdf_result(&stays), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&file, IRP_MJ_CLOSE), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&other, IRP_MJ_CLEANUP), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&other, IRP_MJ_CLOSE), STATUS_SUCCESS);
}

/* Children of an object are made in one context while another one deletes it. */
#define CHILDREN	40

static struct {
	WDFOBJECT parent;
	WORK_QUEUE_ITEM item;
	KEVENT done;
	bool timers_only;
	int made;
	NTSTATUS status;
} making;

static VOID no_work(WDFWORKITEM item)
{
}

static VOID no_timer(WDFTIMER timer)
{
}

static NTSTATUS make_child(int kind)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG work_config;
	WDF_TIMER_CONFIG timer_config;
	WDF_IO_QUEUE_CONFIG config;
	WDFOBJECT child;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = making.parent;
	switch (kind) {
	case 0:
		WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
		return WdfIoQueueCreate(wdf.device, &config, &attributes, (WDFQUEUE *)&child);
	case 1:
		WDF_WORKITEM_CONFIG_INIT(&work_config, no_work);
		return WdfWorkItemCreate(&work_config, &attributes, (WDFWORKITEM *)&child);
	default:
		WDF_TIMER_CONFIG_INIT(&timer_config, no_timer);
		return WdfTimerCreate(&timer_config, &attributes, (WDFTIMER *)&child);
	}
}

static VOID make_children(PVOID context)
{
	while (making.made < CHILDREN && NT_SUCCESS(making.status)) {
		making.status = make_child(making.timers_only ? 2 : making.made % 3);
		WRITE_ONCE(making.made, making.made + 1);
	}
	KeSetEvent(&making.done, 0, FALSE);
}

/* Make children of making.parent, and delete @object, which that is or is below. */
static void delete_while_making(struct kcase *t, WDFOBJECT object, unsigned int round)
{
	KeInitializeEvent(&making.done, NotificationEvent, FALSE);
	WdfObjectReference(making.parent);
	ExInitializeWorkItem(&making.item, make_children, NULL);
	ExQueueWorkItem(&making.item, DelayedWorkQueue);
	while (READ_ONCE(making.made) < round % CHILDREN && !KeReadStateEvent(&making.done))
		cpu_relax();
	WdfObjectDelete(object);
	KeWaitForSingleObject(&making.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_TRUE(t, making.status == STATUS_SUCCESS || making.status == STATUS_DELETE_PENDING);
	WdfObjectDereference(making.parent);
}

static void half_made(struct kcase *t, unsigned int round)
{
	WDF_OBJECT_ATTRIBUTES attributes;

	memset(&making, 0, sizeof(making));
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = wdf.device;
	ASSERT_EQ(t, WdfObjectCreate(&attributes, &making.parent), STATUS_SUCCESS);
	delete_while_making(t, making.parent, round);
}

static void test_half_made(struct kcase *t)
{
	unsigned int round;

	for (round = 1; round <= 400 && !kcase_failed(t); round++)
		half_made(t, round);
}

/* Timers whose lock is that of a queue, which is found above their parent. */
static void lock_above(struct kcase *t, unsigned int round)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG config;
	WDFQUEUE queue;

	memset(&making, 0, sizeof(making));
	making.timers_only = true;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.SynchronizationScope = WdfSynchronizationScopeQueue;
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	ASSERT_EQ(t, WdfIoQueueCreate(wdf.device, &config, &attributes, &queue), STATUS_SUCCESS);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = queue;
	ASSERT_EQ(t, WdfObjectCreate(&attributes, &making.parent), STATUS_SUCCESS);
	delete_while_making(t, queue, round);
}

static void test_lock_above(struct kcase *t)
{
	unsigned int round;

	for (round = 1; round <= 400 && !kcase_failed(t); round++)
		lock_above(t, round);
}

static const struct kcase_spec wdf_life_cases[] = {
	KCASE(flush_again, "flushing waits for what the callback has queued again",
	      test_flush_again),
	KCASE(half_made, "a parent's deletion finds no object before it is made",
	      test_half_made),
	KCASE(lock_above, "a timer's lock stays when what has it is deleted meanwhile",
	      test_lock_above),
	KCASE(collection, "a collection's items are there until it is freed", test_collection),
	KCASE(file_cleanup, "the end of a handle is that of its waiting requests",
	      test_file_cleanup),
	KCASE(flush_inside, "flushing inside the callback does not wait", test_flush_inside),
};
const struct kcase_suite wdf_life_suite =
	KCASE_SUITE_FIXTURE("wdf_life", wdf_life_cases, wdf_setup, wdf_teardown);
