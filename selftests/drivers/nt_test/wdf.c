// SPDX-License-Identifier: GPL-2.0-only
/* Framework objects that need no device; those that do are in the drivers. */
#include <vmbkmcl_glue.h>

#include "wdf_note.h"

typedef struct _OTHER {
	int value[4];
} OTHER;
WDF_DECLARE_CONTEXT_TYPE(OTHER)

static void test_WdfObjectDelete(struct kcase *t)
{
	WDFOBJECT parent, child;

	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	parent = wdf_note_make(t, NULL, 'p');
	child = wdf_note_make(t, parent, 'c');
	ASSERT_NOT_NULL(t, child);
	wdf_note_make(t, child, 'g');
	wdf_note_make(t, parent, 'b');
	WdfObjectReference(parent);
	WdfObjectDelete(parent);
	/*
	 * Children first, the oldest before the others; none is destroyed
	 * before all are cleaned up.
	 */
	EXPECT_MEM_EQ(t, wdf_note_order, "gcbpGCB", 8);
	WdfObjectDereference(parent);
	EXPECT_MEM_EQ(t, wdf_note_order, "gcbpGCBP", 9);
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
	EXPECT_EQ(t, late_child, STATUS_DELETE_PENDING);
}

/* What an object comes to with them; it is deleted again. */
static NTSTATUS create_with(WDF_OBJECT_ATTRIBUTES *attributes)
{
	WDFOBJECT object;
	NTSTATUS status = WdfObjectCreate(attributes, &object);

	if (NT_SUCCESS(status))
		WdfObjectDelete(object);
	return status;
}

/* As KMDF's fxvalidatefunctions.cpp. */
static void test_attributes(struct kcase *t)
{
	WDF_OBJECT_CONTEXT_TYPE_INFO type = *WDF_TYPE_INFO(OTHER);
	WDF_OBJECT_ATTRIBUTES attributes;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	EXPECT_EQ(t, create_with(&attributes), STATUS_SUCCESS);
	attributes.Size--;
	EXPECT_EQ(t, create_with(&attributes), STATUS_INFO_LENGTH_MISMATCH);
	attributes.Size++;
	attributes.ContextSizeOverride = 64;
	EXPECT_EQ(t, create_with(&attributes), STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
	attributes.ContextTypeInfo = &type;
	EXPECT_EQ(t, create_with(&attributes), STATUS_SUCCESS);
	attributes.ContextSizeOverride = type.ContextSize - 1;
	EXPECT_EQ(t, create_with(&attributes), STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
	attributes.ContextSizeOverride = SIZE_MAX;
	EXPECT_EQ(t, create_with(&attributes), STATUS_INTEGER_OVERFLOW);
	attributes.ContextSizeOverride = 0;
	type.ContextName = NULL;
	EXPECT_EQ(t, create_with(&attributes), STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
	type.Size = 0;
	EXPECT_EQ(t, create_with(&attributes), STATUS_INFO_LENGTH_MISMATCH);
	attributes.ContextTypeInfo = NULL;
	attributes.ExecutionLevel = WdfExecutionLevelInvalid;
	EXPECT_EQ(t, create_with(&attributes), STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
	attributes.ExecutionLevel = WdfExecutionLevelDispatch;
	attributes.SynchronizationScope = WdfSynchronizationScopeNone + 1;
	EXPECT_EQ(t, create_with(&attributes), STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
}

static void test_WdfObjectGetTypedContext(struct kcase *t)
{
	WDFOBJECT object = wdf_note_make(t, NULL, 1);
	WDF_OBJECT_ATTRIBUTES attributes;
	PVOID context;

	ASSERT_NOT_NULL(t, object);
	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	EXPECT_NULL(t, WdfObjectGet_OTHER(object));
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, OTHER);
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfObjectGetTypedContext(object, OTHER), context);
	EXPECT_NULL(t, memchr_inv(context, 0, sizeof(OTHER)));
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context),
		  STATUS_OBJECT_NAME_EXISTS);
	EXPECT_EQ(t, GetNote(object)->value, 1);
	attributes.ContextSizeOverride = 1;
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context),
		  STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
	attributes.ContextSizeOverride = SIZE_MAX;
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context),
		  STATUS_INTEGER_OVERFLOW);
	attributes.ContextSizeOverride = 0;
	attributes.ParentObject = object;
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context),
		  STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context),
		  STATUS_OBJECT_NAME_INVALID);
	EXPECT_EQ(t, WdfObjectAllocateContext(object, NULL, &context),
		  STATUS_WDF_PARENT_NOT_SPECIFIED);
	WdfObjectDelete(object);
}

static VOID cleanup_other(WDFOBJECT object)
{
	strncat(wdf_note_order, "o", 2);
}

static VOID destroy_other(WDFOBJECT object)
{
	strncat(wdf_note_order, "O", 2);
}

/* A context that was added has callbacks of its own, and every one is aligned. */
static void test_WdfObjectAllocateContext(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFOBJECT object;
	PVOID context;

	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	object = wdf_note_make(t, NULL, 'n');
	ASSERT_NOT_NULL(t, object);
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, OTHER);
	attributes.EvtCleanupCallback = cleanup_other;
	attributes.EvtDestroyCallback = destroy_other;
	EXPECT_EQ(t, WdfObjectAllocateContext(object, &attributes, &context), STATUS_SUCCESS);
	EXPECT_EQ(t, (ULONG_PTR)context % MEMORY_ALLOCATION_ALIGNMENT, 0ul);
	EXPECT_EQ(t, (ULONG_PTR)GetNote(object) % MEMORY_ALLOCATION_ALIGNMENT, 0ul);
	WdfObjectDelete(object);
	EXPECT_MEM_EQ(t, wdf_note_order, "noNO", 5);
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

	memset(wdf_note_order, 0, sizeof(wdf_note_order));
	ASSERT_EQ(t, vmbkmcl_glue_load(&owner), 0);
	EXPECT_MEM_EQ(t, wdf_note_order, "", 1);
	vmbkmcl_glue_unload(&owner);
	EXPECT_MEM_EQ(t, wdf_note_order, "oooo", 5);
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
	KCASE(wdf_object_attributes, "what they may say", test_attributes),
	KCASE(wdf_object_get_typed_context, "contexts by their type", test_WdfObjectGetTypedContext),
	KCASE(wdf_object_allocate_context, "its callbacks, its alignment",
	      test_WdfObjectAllocateContext),
	KCASE(wdf_object_create_parent, "the driver is the default parent", test_default_parent),
	KCASE(wdf_spin_lock_acquire, "spin and wait locks", test_locks),
	KCASE(wdf_memory_create, "a buffer that goes with its object", test_WdfMemoryCreate),
};
const struct kcase_suite wdf_suite = KCASE_SUITE("wdf", wdf_cases);
