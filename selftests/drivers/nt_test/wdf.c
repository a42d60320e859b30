// SPDX-License-Identifier: GPL-2.0-only
/* Framework objects that need no device; those that do are in the drivers. */
#include <linux/ctype.h>

#include <vmbkmcl_glue.h>

#include <ntddk.h>
#include <wdf.h>

#include "nt_test.h"

typedef struct _NOTE {
	int value;
} NOTE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(NOTE, GetNote)

typedef struct _OTHER {
	int value[4];
} OTHER;
WDF_DECLARE_CONTEXT_TYPE(OTHER)

static char order[16];

static VOID cleanup(WDFOBJECT object)
{
	char c = GetNote(object)->value;

	strncat(order, &c, 1);
}

static VOID destroy(WDFOBJECT object)
{
	char c = toupper(GetNote(object)->value);

	strncat(order, &c, 1);
}

static WDFOBJECT make(struct kcase *t, WDFOBJECT parent, int value)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFOBJECT object = NULL;

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, NOTE);
	attributes.ParentObject = parent;
	attributes.EvtCleanupCallback = cleanup;
	attributes.EvtDestroyCallback = destroy;
	EXPECT_EQ(t, WdfObjectCreate(&attributes, &object), STATUS_SUCCESS);
	if (object)
		GetNote(object)->value = value;
	return object;
}

static void test_WdfObjectDelete(struct kcase *t)
{
	WDFOBJECT parent, child;

	memset(order, 0, sizeof(order));
	parent = make(t, NULL, 'p');
	child = make(t, parent, 'c');
	ASSERT_NOT_NULL(t, child);
	make(t, child, 'g');
	make(t, parent, 'b');
	WdfObjectReference(parent);
	WdfObjectDelete(parent);
	/*
	 * Children first, the newest before the others; none is destroyed
	 * before all are cleaned up.
	 */
	EXPECT_MEM_EQ(t, order, "bgcpBGC", 8);
	WdfObjectDereference(parent);
	EXPECT_MEM_EQ(t, order, "bgcpBGCP", 9);
}

static NTSTATUS late_child;

static VOID cleanup_makes_child(WDFOBJECT object)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFOBJECT child;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = object;
	late_child = WdfObjectCreate(&attributes, &child);
}

static void test_WdfObjectCreate_parent_deleted(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFOBJECT object;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = cleanup_makes_child;
	ASSERT_EQ(t, WdfObjectCreate(&attributes, &object), STATUS_SUCCESS);
	late_child = STATUS_SUCCESS;
	WdfObjectDelete(object);
	EXPECT_EQ(t, late_child, STATUS_INSUFFICIENT_RESOURCES);
}

static void test_WdfObjectGetTypedContext(struct kcase *t)
{
	WDFOBJECT object = make(t, NULL, 1);
	WDF_OBJECT_ATTRIBUTES attributes;
	PVOID context;

	ASSERT_NOT_NULL(t, object);
	memset(order, 0, sizeof(order));
	EXPECT_NULL(t, WdfObjectGet_OTHER(object));
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, OTHER);
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfObjectGetTypedContext(object, OTHER), context);
	EXPECT_NULL(t, memchr_inv(context, 0, sizeof(OTHER)));
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context),
		  STATUS_OBJECT_NAME_EXISTS);
	EXPECT_EQ(t, GetNote(object)->value, 1);
	WdfObjectDelete(object);
}

static VOID cleanup_other(WDFOBJECT object)
{
	strncat(order, "o", 2);
}

static VOID destroy_other(WDFOBJECT object)
{
	strncat(order, "O", 2);
}

/* A context that was added has callbacks of its own, and every one is aligned. */
static void test_WdfObjectAllocateContext(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFOBJECT object;
	PVOID context;

	memset(order, 0, sizeof(order));
	object = make(t, NULL, 'n');
	ASSERT_NOT_NULL(t, object);
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, OTHER);
	attributes.EvtCleanupCallback = cleanup_other;
	attributes.EvtDestroyCallback = destroy_other;
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context), STATUS_SUCCESS);
	EXPECT_EQ(t, (ULONG_PTR)context % MEMORY_ALLOCATION_ALIGNMENT, 0ul);
	EXPECT_EQ(t, (ULONG_PTR)GetNote(object) % MEMORY_ALLOCATION_ALIGNMENT, 0ul);
	WdfObjectDelete(object);
	EXPECT_MEM_EQ(t, order, "noNO", 5);
}

static WDFSPINLOCK driver_spin;
static WDFWAITLOCK driver_wait;
static WDFMEMORY driver_memory;

static NTSTATUS owner_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_DRIVER_CONFIG config;
	WDFOBJECT plain;

	WDF_DRIVER_CONFIG_INIT(&config, NULL);
	if (!NT_SUCCESS(WdfDriverCreate(object, path, NULL, &config, NULL)))
		return STATUS_UNSUCCESSFUL;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = cleanup_other;
	if (!NT_SUCCESS(WdfObjectCreate(&attributes, &plain)) ||
	    !NT_SUCCESS(WdfSpinLockCreate(&attributes, &driver_spin)) ||
	    !NT_SUCCESS(WdfWaitLockCreate(&attributes, &driver_wait)) ||
	    !NT_SUCCESS(WdfMemoryCreate(&attributes, NonPagedPoolNx, 'tseT', 10, &driver_memory,
					NULL)))
		return STATUS_INSUFFICIENT_RESOURCES;
	return STATUS_SUCCESS;
}

/* What has no parent is the driver's, and is deleted with it. */
static void test_default_parent(struct kcase *t)
{
	static struct vmbkmcl_glue owner = {
		.driver = { .name = "wdf owner", .owner = THIS_MODULE },
		.entry = owner_entry,
	};

	memset(order, 0, sizeof(order));
	ASSERT_EQ(t, vmbkmcl_glue_load(&owner), 0);
	EXPECT_MEM_EQ(t, order, "", 1);
	vmbkmcl_glue_unload(&owner);
	EXPECT_MEM_EQ(t, order, "oooo", 5);
}

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

	memset(order, 0, sizeof(order));
	parent = make(t, NULL, 'p');
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

	memset(order, 0, sizeof(order));
	parent = make(t, NULL, 'p');
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
	EXPECT_EQ(t, KeWaitForSingleObject(&called, Executive, KernelMode, FALSE, MS(5000)),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, KeWaitForSingleObject(&called, Executive, KernelMode, FALSE, MS(5000)),
		  STATUS_SUCCESS);
	EXPECT_TRUE(t, WdfTimerStop(timer, TRUE));
	EXPECT_FALSE(t, WdfTimerStop(timer, TRUE));
	/* Deleting one that runs stops it. */
	WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_SEC(100));
	WdfObjectDelete(parent);
}

/* An object with a work item or a timer that is deleted at DISPATCH_LEVEL. */
static struct {
	WDFOBJECT parent;
	KEVENT inside, go, done;
	bool same_parent;
} deleted;

static WDFOBJECT deleted_parent(struct kcase *t, WDF_OBJECT_ATTRIBUTES *child)
{
	memset(order, 0, sizeof(order));
	memset(&deleted, 0, sizeof(deleted));
	KeInitializeEvent(&deleted.inside, NotificationEvent, FALSE);
	KeInitializeEvent(&deleted.go, NotificationEvent, FALSE);
	KeInitializeEvent(&deleted.done, NotificationEvent, FALSE);
	deleted.parent = make(t, NULL, 'p');
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(child, NOTE);
	child->ParentObject = deleted.parent;
	child->EvtCleanupCallback = cleanup;
	child->EvtDestroyCallback = destroy;
	return deleted.parent;
}

static VOID slow_work(WDFWORKITEM item)
{
	KeSetEvent(&deleted.inside, 0, FALSE);
	KeWaitForSingleObject(&deleted.go, Executive, KernelMode, FALSE, MS(5000));
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
	EXPECT_MEM_EQ(t, order, "wp", 3);
	KeSetEvent(&deleted.go, 0, FALSE);
	KeWaitForSingleObject(&deleted.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_TRUE(t, deleted.same_parent);
	EXPECT_SOON(t, strchr(order, 'P'), 5000);
	EXPECT_MEM_EQ(t, order, "wpWP", 5);
}

static VOID timer_deletes(WDFTIMER timer)
{
	WdfObjectDelete(deleted.parent);
	deleted.same_parent = WdfTimerGetParentObject(timer) == deleted.parent &&
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
	EXPECT_SOON(t, strchr(order, 'P'), 5000);
	EXPECT_MEM_EQ(t, order, "tpTP", 5);
}

static void test_locks(struct kcase *t)
{
	LONGLONG none = 0;
	WDFSPINLOCK spin;
	WDFWAITLOCK wait;
	KIRQL inside;

	ASSERT_EQ(t, WdfSpinLockCreate(NULL, &spin), STATUS_SUCCESS);
	WdfSpinLockAcquire(spin);
	inside = KeGetCurrentIrql();
	WdfSpinLockRelease(spin);
	EXPECT_EQ(t, inside, DISPATCH_LEVEL);
	WdfObjectDelete(spin);
	ASSERT_EQ(t, WdfWaitLockCreate(NULL, &wait), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfWaitLockAcquire(wait, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfWaitLockAcquire(wait, &none), STATUS_TIMEOUT);
	WdfWaitLockRelease(wait);
	EXPECT_EQ(t, WdfWaitLockAcquire(wait, &none), STATUS_SUCCESS);
	WdfWaitLockRelease(wait);
	WdfObjectDelete(wait);
}

static void test_WdfMemoryCreate(struct kcase *t)
{
	WDFMEMORY memory;
	PVOID buffer;
	size_t size;

	EXPECT_EQ(t, WdfMemoryCreate(NULL, NonPagedPoolNx, 'tseT', 0, &memory, NULL),
		  STATUS_INVALID_PARAMETER);
	ASSERT_EQ(t, WdfMemoryCreate(NULL, NonPagedPoolNx, 'tseT', 123, &memory, &buffer),
		  STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfMemoryGetBuffer(memory, &size), buffer);
	EXPECT_EQ(t, size, 123ul);
	memset(buffer, 1, size);
	WdfObjectDelete(memory);
}

static const struct kcase_spec wdf_cases[] = {
	KCASE(wdf_object_delete, "children first, all cleaned up before one is destroyed",
	      test_WdfObjectDelete),
	KCASE(wdf_object_create, "not below what is being deleted",
	      test_WdfObjectCreate_parent_deleted),
	KCASE(wdf_object_get_typed_context, "contexts by their type", test_WdfObjectGetTypedContext),
	KCASE(wdf_object_allocate_context, "its callbacks, its alignment",
	      test_WdfObjectAllocateContext),
	KCASE(wdf_object_create_parent, "the driver is the default parent", test_default_parent),
	KCASE(wdf_work_item_enqueue, "runs; flushing waits", test_WdfWorkItemEnqueue),
	KCASE(wdf_timer_start, "periodic; stopped; deleted while it runs", test_WdfTimerStart),
	KCASE(wdf_object_delete_work_item, "at DISPATCH_LEVEL: its callback keeps what it uses",
	      test_WdfObjectDelete_work_item),
	KCASE(wdf_object_delete_timer, "in its own callback, which keeps what it uses",
	      test_WdfObjectDelete_timer),
	KCASE(wdf_spin_lock_acquire, "spin and wait locks", test_locks),
	KCASE(wdf_memory_create, "a buffer that goes with its object", test_WdfMemoryCreate),
};
const struct kcase_suite wdf_suite = KCASE_SUITE("wdf", wdf_cases);
