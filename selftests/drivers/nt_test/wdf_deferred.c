// SPDX-License-Identifier: GPL-2.0-only
/* Framework work items, timers and DPCs. */
#include "wdf_fixture.h"
#include "wdf_note.h"

static KEVENT called;

static VOID work(WDFWORKITEM item)
{
	KeSetEvent(&called, 0, FALSE);
}

static void test_WdfWorkItemEnqueue(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG config;
	WDFWORKITEM item;
	WDFOBJECT parent;

	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	parent = wdf_note_make(t, wdf.device, 'p');
	ASSERT_NOT_NULL(t, parent);
	KeInitializeEvent(&called, NotificationEvent, FALSE);
	WDF_WORKITEM_CONFIG_INIT(&config, work);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	EXPECT_EQ(t, WdfWorkItemCreate(&config, &attributes, &item),
		  STATUS_WDF_PARENT_NOT_SPECIFIED);
	attributes.ParentObject = parent;
	ASSERT_EQ(t, WdfWorkItemCreate(&config, &attributes, &item), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfWorkItemGetParentObject(item), parent);
	WdfWorkItemEnqueue(item);
	WdfWorkItemFlush(item);
	EXPECT_NE(t, KeReadStateEvent(&called), 0);
	WdfObjectDelete(parent);
}

static VOID timer_due(WDFTIMER timer)
{
	KeSetEvent(&called, 0, FALSE);
}

static void test_WdfTimerStart(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_TIMER_CONFIG config;
	WDFOBJECT parent;
	WDFTIMER timer;

	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	parent = wdf_note_make(t, wdf.device, 'p');
	ASSERT_NOT_NULL(t, parent);
	KeInitializeEvent(&called, SynchronizationEvent, FALSE);
	WDF_TIMER_CONFIG_INIT_PERIODIC(&config, timer_due, 5);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	EXPECT_EQ(t, WdfTimerCreate(&config, NULL, &timer), STATUS_WDF_PARENT_NOT_SPECIFIED);
	EXPECT_EQ(t, WdfTimerCreate(&config, &attributes, &timer),
		  STATUS_WDF_PARENT_NOT_SPECIFIED);
	attributes.ParentObject = parent;
	ASSERT_EQ(t, WdfTimerCreate(&config, &attributes, &timer), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfTimerGetParentObject(timer), parent);
	EXPECT_FALSE(t, WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(5)));
	EXPECT_EQ(t, KeWaitForSingleObject(&called, Executive, KernelMode, FALSE, MS(20000)),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, KeWaitForSingleObject(&called, Executive, KernelMode, FALSE, MS(20000)),
		  STATUS_SUCCESS);
	EXPECT_TRUE(t, WdfTimerStop(timer, TRUE));
	EXPECT_FALSE(t, WdfTimerStop(timer, TRUE));
	/* Deleting one that runs stops it. */
	WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_SEC(100));
	WdfObjectDelete(parent);
}

/* As KMDF's fxtimerapi.cpp, fxdpcapi.cpp and fxworkitemapi.cpp. */
static VOID no_dpc(WDFDPC dpc)
{
}

static void test_config(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG work_config;
	WDF_TIMER_CONFIG timer_config;
	WDF_DPC_CONFIG dpc_config;
	WDFOBJECT object;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = wdf.device;
	WDF_TIMER_CONFIG_INIT_PERIODIC(&timer_config, timer_due, (ULONG)MAXLONG + 1);
	EXPECT_EQ(t, WdfTimerCreate(&timer_config, &attributes, (WDFTIMER *)&object),
		  STATUS_INVALID_PARAMETER);
	timer_config.Period = MAXLONG;
	timer_config.Size--;
	EXPECT_EQ(t, WdfTimerCreate(&timer_config, &attributes, (WDFTIMER *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	timer_config.Size++;
	timer_config.TolerableDelay = 1;
	timer_config.UseHighResolutionTimer = WdfTrue;
	EXPECT_EQ(t, WdfTimerCreate(&timer_config, &attributes, (WDFTIMER *)&object),
		  STATUS_INVALID_PARAMETER);
	timer_config.TolerableDelay = 0;
	EXPECT_EQ(t, WdfTimerCreate(&timer_config, &attributes, (WDFTIMER *)&object),
		  STATUS_SUCCESS);
	WDF_DPC_CONFIG_INIT(&dpc_config, no_dpc);
	dpc_config.Size++;
	EXPECT_EQ(t, WdfDpcCreate(&dpc_config, &attributes, (WDFDPC *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	WDF_WORKITEM_CONFIG_INIT(&work_config, work);
	work_config.Size = 0;
	EXPECT_EQ(t, WdfWorkItemCreate(&work_config, &attributes, (WDFWORKITEM *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
}

/* An object with a work item or a timer that is deleted at DISPATCH_LEVEL. */
static struct {
	WDFOBJECT parent;
	KEVENT inside, go, done;
	bool same_parent;
} deleted;

static WDFOBJECT deleted_parent(struct kcase *t, WDF_OBJECT_ATTRIBUTES *child)
{
	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	wdf_note_irql = PASSIVE_LEVEL;
	memset(&deleted, 0, sizeof(deleted));
	KeInitializeEvent(&deleted.inside, NotificationEvent, FALSE);
	KeInitializeEvent(&deleted.go, NotificationEvent, FALSE);
	KeInitializeEvent(&deleted.done, NotificationEvent, FALSE);
	deleted.parent = wdf_note_make(t, wdf.device, 'p');
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(child, NOTE);
	child->ParentObject = deleted.parent;
	child->EvtCleanupCallback = wdf_note_cleanup;
	child->EvtDestroyCallback = wdf_note_destroy;
	return deleted.parent;
}

static VOID slow_work(WDFWORKITEM item)
{
	KeSetEvent(&deleted.inside, 0, FALSE);
	KeWaitForSingleObject(&deleted.go, Executive, KernelMode, FALSE, NULL);
	deleted.same_parent = WdfWorkItemGetParentObject(item) == deleted.parent &&
			      GetNote(deleted.parent)->value == 'p';
	KeSetEvent(&deleted.done, 0, FALSE);
}

static void test_WdfObjectDelete_work_item(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG config;
	WDFWORKITEM item;
	KIRQL irql;

	ASSERT_NOT_NULL(t, deleted_parent(t, &attributes));
	WDF_WORKITEM_CONFIG_INIT(&config, slow_work);
	ASSERT_EQ(t, WdfWorkItemCreate(&config, &attributes, &item), STATUS_SUCCESS);
	GetNote(item)->value = 'w';
	WdfWorkItemEnqueue(item);
	KeWaitForSingleObject(&deleted.inside, Executive, KernelMode, FALSE, NULL);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	WdfObjectDelete(deleted.parent);
	KeLowerIrql(irql);
	/* It may use what its EvtCleanupCallback frees, until it has returned. */
	KeDelayExecutionThread(KernelMode, FALSE, MS(20));
	EXPECT_MEM_EQ(t, wdf_note_order, "", 1);
	KeSetEvent(&deleted.go, 0, FALSE);
	KeWaitForSingleObject(&deleted.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_TRUE(t, deleted.same_parent);
	EXPECT_SOON(t, strchr(wdf_note_order, 'P'), 20000);
	EXPECT_MEM_EQ(t, wdf_note_order, "wpWP", 5);
	EXPECT_EQ(t, wdf_note_irql, PASSIVE_LEVEL);
}

static VOID work_deletes(WDFWORKITEM item)
{
	WdfObjectDelete(deleted.parent);
	KeDelayExecutionThread(KernelMode, FALSE, MS(20));
	deleted.same_parent = !wdf_note_order[0];
	KeSetEvent(&deleted.done, 0, FALSE);
}

static void test_WdfObjectDelete_inside(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG config;
	WDFWORKITEM item;

	ASSERT_NOT_NULL(t, deleted_parent(t, &attributes));
	WDF_WORKITEM_CONFIG_INIT(&config, work_deletes);
	ASSERT_EQ(t, WdfWorkItemCreate(&config, &attributes, &item), STATUS_SUCCESS);
	GetNote(item)->value = 'w';
	WdfWorkItemEnqueue(item);
	KeWaitForSingleObject(&deleted.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_TRUE(t, deleted.same_parent);
	EXPECT_SOON(t, strchr(wdf_note_order, 'P'), 20000);
	EXPECT_MEM_EQ(t, wdf_note_order, "wpWP", 5);
}

static VOID timer_deletes(WDFTIMER timer)
{
	WdfObjectDelete(deleted.parent);
	/* It may be due once more before it is stopped. */
	if (KeReadStateEvent(&deleted.done))
		return;
	deleted.same_parent = !wdf_note_order[0] &&
			      WdfTimerGetParentObject(timer) == deleted.parent &&
			      GetNote(timer)->value == 't' &&
			      GetNote(deleted.parent)->value == 'p';
	KeSetEvent(&deleted.done, 0, FALSE);
}

static void test_WdfObjectDelete_timer(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_TIMER_CONFIG config;
	WDFTIMER timer;

	ASSERT_NOT_NULL(t, deleted_parent(t, &attributes));
	WDF_TIMER_CONFIG_INIT_PERIODIC(&config, timer_deletes, 5);
	ASSERT_EQ(t, WdfTimerCreate(&config, &attributes, &timer), STATUS_SUCCESS);
	GetNote(timer)->value = 't';
	WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(5));
	KeWaitForSingleObject(&deleted.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_TRUE(t, deleted.same_parent);
	EXPECT_SOON(t, strchr(wdf_note_order, 'P'), 20000);
	EXPECT_MEM_EQ(t, wdf_note_order, "tpTP", 5);
	EXPECT_EQ(t, wdf_note_irql, PASSIVE_LEVEL);
}

/* Objects whose callbacks of deletion are called at PASSIVE_LEVEL, wherever it began. */
static NTSTATUS make_string(WDF_OBJECT_ATTRIBUTES *attributes, WDFOBJECT *object)
{
	return WdfStringCreate(NULL, attributes, (WDFSTRING *)object);
}

static NTSTATUS make_dpc(WDF_OBJECT_ATTRIBUTES *attributes, WDFOBJECT *object)
{
	WDF_DPC_CONFIG config;

	WDF_DPC_CONFIG_INIT(&config, no_dpc);
	return WdfDpcCreate(&config, attributes, (WDFDPC *)object);
}

static NTSTATUS make_queue(WDF_OBJECT_ATTRIBUTES *attributes, WDFOBJECT *object)
{
	WDF_IO_QUEUE_CONFIG config;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	return WdfIoQueueCreate(wdf.device, &config, attributes, (WDFQUEUE *)object);
}

static NTSTATUS make_target(WDF_OBJECT_ATTRIBUTES *attributes, WDFOBJECT *object)
{
	return WdfIoTargetCreate(wdf.device, attributes, (WDFIOTARGET *)object);
}

static NTSTATUS make_paged(WDF_OBJECT_ATTRIBUTES *attributes, WDFOBJECT *object)
{
	return WdfMemoryCreate(attributes, PagedPool, 'tseT', 16, (WDFMEMORY *)object, NULL);
}

static NTSTATUS make_general(WDF_OBJECT_ATTRIBUTES *attributes, WDFOBJECT *object)
{
	attributes->ExecutionLevel = WdfExecutionLevelPassive;
	return WdfObjectCreate(attributes, object);
}

static NTSTATUS (*const passive_makers[])(WDF_OBJECT_ATTRIBUTES *, WDFOBJECT *) = {
	make_string, make_dpc, make_queue, make_target, make_paged, make_general,
};

static NTSTATUS make_passive(unsigned int i, WDFOBJECT parent, WDFOBJECT *object)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;

	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	wdf_note_irql = PASSIVE_LEVEL;
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, NOTE);
	attributes.ParentObject = parent;
	attributes.EvtCleanupCallback = wdf_note_cleanup;
	attributes.EvtDestroyCallback = wdf_note_destroy;
	status = passive_makers[i](&attributes, object);
	if (NT_SUCCESS(status))
		GetNote(*object)->value = 'x';
	return status;
}

static void test_passive_callbacks(struct kcase *t)
{
	WDFOBJECT object;
	unsigned int i;
	KIRQL irql;

	for (i = 0; i < ARRAY_SIZE(passive_makers); i++) {
		ASSERT_EQ(t, make_passive(i, wdf.device, &object), STATUS_SUCCESS);
		/* The last reference goes at DISPATCH_LEVEL as well. */
		WdfObjectReference(object);
		KeRaiseIrql(DISPATCH_LEVEL, &irql);
		WdfObjectDelete(object);
		KeLowerIrql(irql);
		EXPECT_SOON(t, wdf_note_order[0] == 'x', 20000);
		KeRaiseIrql(DISPATCH_LEVEL, &irql);
		WdfObjectDereference(object);
		KeLowerIrql(irql);
		EXPECT_SOON(t, strchr(wdf_note_order, 'X'), 20000);
		EXPECT_EQ(t, wdf_note_irql, PASSIVE_LEVEL);
	}
}

/* They come later than the end of a request that is completed at DISPATCH_LEVEL. */
static void test_passive_child(struct kcase *t)
{
	struct wdf_sent sent;
	WDFOBJECT object;
	KIRQL irql;

	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_HOLD, 4, 4));
	ASSERT_EQ(t, make_passive(0, wdf.held, &object), STATUS_SUCCESS);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	KeLowerIrql(irql);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_SOON(t, strchr(wdf_note_order, 'X'), 20000);
	EXPECT_EQ(t, wdf_note_irql, PASSIVE_LEVEL);
}

/* Callbacks that have themselves called again, until they are deleted. */
static LONG again_calls[3];

static VOID again_work(WDFWORKITEM item)
{
	InterlockedIncrement(&again_calls[0]);
	WdfWorkItemEnqueue(item);
}

static VOID again_timer(WDFTIMER timer)
{
	InterlockedIncrement(&again_calls[1]);
	WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_US(100));
}

static VOID again_dpc(WDFDPC dpc)
{
	InterlockedIncrement(&again_calls[2]);
	WdfDpcEnqueue(dpc);
}

static void again_begin(struct kcase *t, WDFOBJECT parent)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG work_config;
	WDF_TIMER_CONFIG timer_config;
	WDF_DPC_CONFIG dpc_config;
	WDFWORKITEM item;
	WDFTIMER timer;
	WDFDPC dpc;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = parent;
	WDF_WORKITEM_CONFIG_INIT(&work_config, again_work);
	WDF_TIMER_CONFIG_INIT(&timer_config, again_timer);
	WDF_DPC_CONFIG_INIT(&dpc_config, again_dpc);
	ASSERT_EQ(t, WdfWorkItemCreate(&work_config, &attributes, &item), STATUS_SUCCESS);
	ASSERT_EQ(t, WdfTimerCreate(&timer_config, &attributes, &timer), STATUS_SUCCESS);
	ASSERT_EQ(t, WdfDpcCreate(&dpc_config, &attributes, &dpc), STATUS_SUCCESS);
	WdfWorkItemEnqueue(item);
	WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(1));
	WdfDpcEnqueue(dpc);
}

static void test_WdfObjectDelete_again(struct kcase *t)
{
	LONG calls[ARRAY_SIZE(again_calls)];
	unsigned int i, round;
	WDFOBJECT parent;

	for (round = 0; round < 20 && !kcase_failed(t); round++) {
		memset(again_calls, 0, sizeof(again_calls));
		memset(wdf_note_order, 0, sizeof(wdf_note_order));
		parent = wdf_note_make(t, wdf.device, 'p');
		ASSERT_NOT_NULL(t, parent);
		again_begin(t, parent);
		for (i = 0; i < ARRAY_SIZE(again_calls); i++)
			EXPECT_SOON(t, READ_ONCE(again_calls[i]) > 2, 20000);
		WdfObjectDelete(parent);
		memcpy(calls, again_calls, sizeof(calls));
		KeDelayExecutionThread(KernelMode, FALSE, MS(5));
		EXPECT_MEM_EQ(t, again_calls, calls, sizeof(calls));
	}
}

static const struct kcase_spec wdf_deferred_cases[] = {
	KCASE(wdf_object_delete_again, "ends callbacks that have themselves called again",
	      test_WdfObjectDelete_again),
	KCASE(wdf_work_item_enqueue, "runs; flushing waits", test_WdfWorkItemEnqueue),
	KCASE(config, "structures of another size, periods that there are not", test_config),
	KCASE(wdf_timer_start, "periodic; stopped; deleted while it runs", test_WdfTimerStart),
	KCASE(wdf_object_delete_work_item, "at DISPATCH_LEVEL: cleaned up after its callback",
	      test_WdfObjectDelete_work_item),
	KCASE(wdf_object_delete_inside, "in a work item's callback: cleaned up after it",
	      test_WdfObjectDelete_inside),
	KCASE(wdf_object_delete_timer, "in a timer's callback: cleaned up after it",
	      test_WdfObjectDelete_timer),
	KCASE(evt_cleanup_callback_passive, "at PASSIVE_LEVEL, for kinds that need it",
	      test_passive_callbacks),
	KCASE(evt_cleanup_callback_child, "the same of a request's children",
	      test_passive_child),
};
const struct kcase_suite wdf_deferred_suite =
	KCASE_SUITE_FIXTURE("wdf_deferred", wdf_deferred_cases, wdf_setup, wdf_teardown);
