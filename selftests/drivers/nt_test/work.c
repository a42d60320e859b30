// SPDX-License-Identifier: GPL-2.0-only
/* Work items, threads, handles. */
#include "nt_test.h"

struct once {
	WORK_QUEUE_ITEM item;
	KEVENT *done;
};

static VOID free_myself(PVOID context)
{
	struct once *once = context;
	KEVENT *done = once->done;

	ExFreePool(once);
	KeSetEvent(done, 0, FALSE);
}

static void test_ExQueueWorkItem(struct kcase *t)
{
	struct once *once = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*once), 'tseT');
	KEVENT done;
	KIRQL irql;

	ASSERT_NOT_NULL(t, once);
	KeInitializeEvent(&done, NotificationEvent, FALSE);
	once->done = &done;
	ExInitializeWorkItem(&once->item, free_myself, once);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	ExQueueWorkItem(&once->item, DelayedWorkQueue);
	KeLowerIrql(irql);
	nt_join(t, &done);
}

struct io_work {
	KEVENT done;
	PDEVICE_OBJECT device;
	KIRQL irql;
	PVOID item;
};

static VOID io_work(PDEVICE_OBJECT device, PVOID context)
{
	struct io_work *work = context;

	work->device = device;
	work->irql = KeGetCurrentIrql();
	KeSetEvent(&work->done, 0, FALSE);
}

static VOID io_work_ex(PVOID object, PVOID context, PIO_WORKITEM item)
{
	IoFreeWorkItem(item);
	io_work(object, context);
}

/* It has no driver object. An item keeps it until after its routine. */
static DEVICE_OBJECT bus_device = { .Type = 3 };

static void test_IoQueueWorkItem(struct kcase *t)
{
	PDEVICE_OBJECT device = &bus_device;
	PIO_WORKITEM item = IoAllocateWorkItem(device);
	struct io_work work = { .device = NULL };

	ASSERT_NOT_NULL(t, item);
	KeInitializeEvent(&work.done, SynchronizationEvent, FALSE);
	IoQueueWorkItem(item, io_work, DelayedWorkQueue, &work);
	KeWaitForSingleObject(&work.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_PTR_EQ(t, work.device, device);
	EXPECT_EQ(t, work.irql, PASSIVE_LEVEL);
	/* The extended routine may free its item. */
	work.device = NULL;
	IoQueueWorkItemEx(item, io_work_ex, DelayedWorkQueue, &work);
	KeWaitForSingleObject(&work.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_PTR_EQ(t, work.device, device);
}

/**
 * struct again - a work item whose routine queues another one and waits for it
 * @io: items of IoAllocateWorkItem()
 * @frees: the routine frees its item, and queues one at the same address, else its own
 * @item: the first item, then the other one
 * @kept: those that had another address
 * @kept_count: how many
 * @runs: calls of the routine
 * @waited: what became of waiting for the second run
 * @ran: it has run
 * @done: the first one is over
 */
struct again {
	bool io, frees;
	PVOID item, kept[64];
	unsigned int kept_count;
	LONG runs;
	NTSTATUS waited;
	KEVENT ran, done;
};

static VOID again_run(PVOID context);

static VOID again_run_io(PDEVICE_OBJECT device, PVOID context)
{
	again_run(context);
}

static PVOID again_alloc(struct again *again)
{
	PWORK_QUEUE_ITEM item;

	if (again->io)
		return IoAllocateWorkItem(&bus_device);
	item = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*item), 'tseT');
	if (item)
		ExInitializeWorkItem(item, again_run, again);
	return item;
}

static void again_free(const struct again *again, PVOID item)
{
	if (again->io)
		IoFreeWorkItem(item);
	else
		ExFreePool(item);
}

static void again_queue(struct again *again)
{
	if (again->io)
		IoQueueWorkItem(again->item, again_run_io, DelayedWorkQueue, again);
	else
		ExQueueWorkItem(again->item, DelayedWorkQueue);
}

/* One that has the address of the item that is freed here; false: none was given it. */
static bool again_reuse(struct again *again)
{
	PVOID old = again->item;

	again_free(again, old);
	while (again->kept_count < ARRAY_SIZE(again->kept)) {
		again->item = again_alloc(again);
		if (again->item == old)
			return true;
		if (!again->item)
			return false;
		again->kept[again->kept_count++] = again->item;
	}
	again->item = NULL;
	return false;
}

static VOID again_run(PVOID context)
{
	struct again *again = context;

	if (InterlockedIncrement(&again->runs) > 1) {
		KeSetEvent(&again->ran, 0, FALSE);
		return;
	}
	if (!again->frees || again_reuse(again)) {
		again_queue(again);
		again->waited = nt_wait(&again->ran, MS(5000));
	}
	KeSetEvent(&again->done, 0, FALSE);
}

static void again_end(struct again *again)
{
	unsigned int i;

	if (again->item) {
		nt_wait(&again->ran, NULL);
		again_free(again, again->item);
	}
	for (i = 0; i < again->kept_count; i++)
		again_free(again, again->kept[i]);
}

static void again_test(struct kcase *t, bool frees)
{
	struct again again = { .io = t->arg, .frees = frees, .waited = STATUS_UNSUCCESSFUL };

	KeInitializeEvent(&again.ran, NotificationEvent, FALSE);
	KeInitializeEvent(&again.done, NotificationEvent, FALSE);
	again.item = again_alloc(&again);
	ASSERT_NOT_NULL(t, again.item);
	again_queue(&again);
	nt_wait(&again.done, NULL);
	if (again.item)
		EXPECT_EQ(t, again.waited, STATUS_SUCCESS);
	again_end(&again);
	if (!again.item)
		SKIP(t, "no item was given the address of one that was freed");
}

/* On Windows an item is off the queue when its routine is called. */
static void test_freed_in_routine(struct kcase *t)
{
	again_test(t, true);
}

static void test_queued_in_routine(struct kcase *t)
{
	again_test(t, false);
}

static VOID return_at_once(PVOID context)
{
	InterlockedIncrement(context);
}

static VOID terminate(PVOID context)
{
	InterlockedIncrement(context);
	PsTerminateSystemThread(STATUS_CANCELLED);
	/* Never reached. */
	InterlockedIncrement(context);
}

static void test_PsCreateSystemThread(struct kcase *t)
{
	static const PKSTART_ROUTINE routines[] = { return_at_once, terminate };
	static const NTSTATUS statuses[] = { STATUS_SUCCESS, STATUS_CANCELLED };
	CLIENT_ID id;
	HANDLE handle;
	PVOID thread;
	LONG calls;
	int i;

	for (i = 0; i < 2; i++) {
		calls = 0;
		ASSERT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, &id,
						  routines[i], &calls), STATUS_SUCCESS);
		EXPECT_NOT_NULL(t, id.UniqueThread);
		ASSERT_EQ(t, ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType,
						       KernelMode, &thread, NULL),
			  STATUS_SUCCESS);
		EXPECT_EQ(t, ZwClose(handle), STATUS_SUCCESS);
		EXPECT_EQ(t, ZwClose(handle), STATUS_INVALID_HANDLE);
		nt_join(t, thread);
		EXPECT_EQ(t, calls, 1);
		EXPECT_EQ(t, ((PKTHREAD)thread)->ExitStatus, statuses[i]);
		ObReferenceObject(thread);
		ObDereferenceObject(thread);
		ObDereferenceObject(thread);
	}
	EXPECT_EQ(t, PsTerminateSystemThread(STATUS_SUCCESS), STATUS_INVALID_PARAMETER);
}

static VOID tell_ids(PVOID context)
{
	CLIENT_ID *id = context;

	id->UniqueProcess = PsGetCurrentProcessId();
	id->UniqueThread = PsGetCurrentThreadId();
}

/* A thread's ids are what it takes them for itself. */
static void test_client_id(struct kcase *t)
{
	CLIENT_ID id = { .UniqueProcess = NULL }, own = { .UniqueProcess = NULL };
	HANDLE handle;

	ASSERT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, &id,
					  tell_ids, &own), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwWaitForSingleObject(handle, FALSE, NULL), STATUS_SUCCESS);
	ZwClose(handle);
	EXPECT_NOT_NULL(t, own.UniqueProcess);
	EXPECT_PTR_EQ(t, id.UniqueProcess, own.UniqueProcess);
	EXPECT_PTR_EQ(t, id.UniqueThread, own.UniqueThread);
}

struct own {
	PKTHREAD thread;
	KEVENT noted, go;
};

static VOID note_itself(PVOID context)
{
	struct own *own = context;

	own->thread = KeGetCurrentThread();
	KeSetEvent(&own->noted, 0, FALSE);
	nt_wait(&own->go, NULL);
}

static void test_KeGetCurrentThread(struct kcase *t)
{
	PVOID thread, objects[2];
	struct own own = { };
	HANDLE handle;

	KeInitializeEvent(&own.noted, NotificationEvent, FALSE);
	KeInitializeEvent(&own.go, NotificationEvent, FALSE);
	ASSERT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  note_itself, &own), STATUS_SUCCESS);
	EXPECT_EQ(t, ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode,
					       &thread, NULL), STATUS_SUCCESS);
	ZwClose(handle);
	nt_join(t, &own.noted);
	EXPECT_PTR_EQ(t, own.thread, thread);
	KeSetEvent(&own.go, 0, FALSE);
	nt_join(t, own.thread);
	ObDereferenceObject(thread);
	/* This thread is Linux's, and no object. */
	EXPECT_EQ(t, KeWaitForSingleObject(KeGetCurrentThread(), Executive, KernelMode, FALSE,
					   NOW), STATUS_NOT_SUPPORTED);
	objects[0] = &own.go;
	objects[1] = KeGetCurrentThread();
	EXPECT_EQ(t, KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE,
					      NOW, NULL), STATUS_NOT_SUPPORTED);
}

static void test_PsLookupThreadByThreadId(struct kcase *t)
{
	PETHREAD thread = NULL;

	EXPECT_EQ(t, PsLookupThreadByThreadId((HANDLE)0x3fffffff, &thread),
		  STATUS_INVALID_PARAMETER);
	ASSERT_EQ(t, PsLookupThreadByThreadId(PsGetCurrentThreadId(), &thread), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, thread, KeGetCurrentThread());
	EXPECT_PTR_EQ(t, PsGetThreadId(thread), PsGetCurrentThreadId());
	EXPECT_PTR_EQ(t, PsGetThreadProcessId(thread), PsGetCurrentProcessId());
	EXPECT_EQ(t, KeQueryPriorityThread(thread), KeQueryPriorityThread(KeGetCurrentThread()));
	ObDereferenceObject(thread);
}

static VOID note_priority(PVOID context)
{
	KPRIORITY *before = context;

	before[0] = KeSetPriorityThread(KeGetCurrentThread(), LOW_PRIORITY + 1);
	before[1] = KeQueryPriorityThread(KeGetCurrentThread());
	before[2] = task_nice(current);
}

static void test_KeSetPriorityThread(struct kcase *t)
{
	KPRIORITY seen[3] = { 0 };
	HANDLE handle;
	PVOID thread;

	ASSERT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  note_priority, seen), STATUS_SUCCESS);
	ASSERT_EQ(t, ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode,
					       &thread, NULL), STATUS_SUCCESS);
	ZwClose(handle);
	nt_join(t, thread);
	EXPECT_EQ(t, seen[0], 8);
	EXPECT_EQ(t, seen[1], 1);
	EXPECT_EQ(t, seen[2], 14);
	/* The thread has ended, so it has no priority. */
	EXPECT_EQ(t, KeSetPriorityThread(thread, 8), 0);
	EXPECT_EQ(t, KeQueryPriorityThread(thread), 0);
	ObfReferenceObject(thread);
	ObfDereferenceObject(thread);
	ObfDereferenceObject(thread);
}

static VOID nothing(PVOID context)
{
}

/* A thread's handle: by its type or by none, each time with a reference of its own. */
static void test_ObReferenceObjectByHandle(struct kcase *t)
{
	PVOID thread, again, other;
	HANDLE handle;

	ASSERT_EQ(t, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, nothing,
					  NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode,
					       &thread, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, ObReferenceObjectByHandle(handle, SYNCHRONIZE, NULL, KernelMode, &again,
					       NULL), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, again, thread);
	EXPECT_EQ(t, ObReferenceObjectByHandle(handle, SYNCHRONIZE, *ExEventObjectType,
					       KernelMode, &other, NULL),
		  STATUS_OBJECT_TYPE_MISMATCH);
	ZwClose(handle);
	ObDereferenceObject(again);
	/* The other reference holds it. */
	EXPECT_EQ(t, KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, MS(20000)),
		  STATUS_SUCCESS);
	ObDereferenceObject(thread);
}

static void test_ZwClose(struct kcase *t)
{
	PVOID object;

	EXPECT_EQ(t, ZwClose(NULL), STATUS_INVALID_HANDLE);
	EXPECT_EQ(t, ZwClose((HANDLE)0x7ffffff0), STATUS_INVALID_HANDLE);
	EXPECT_EQ(t, ObReferenceObjectByHandle((HANDLE)3, 0, NULL, KernelMode, &object, NULL),
		  STATUS_INVALID_HANDLE);
}

static const struct kcase_spec work_cases[] = {
	KCASE(ex_queue_work_item, "runs, and may free its item", test_ExQueueWorkItem),
	KCASE(io_queue_work_item, "runs at PASSIVE_LEVEL with its device", test_IoQueueWorkItem),
	KCASE_ARG(ex_queue_work_item_freed, "its routine may free it and wait for another there",
		  test_freed_in_routine, false),
	KCASE_ARG(ex_queue_work_item_again, "its routine may queue it and wait for that",
		  test_queued_in_routine, false),
	KCASE_ARG(io_queue_work_item_freed, "its routine may free it and wait for another there",
		  test_freed_in_routine, true),
	KCASE_ARG(io_queue_work_item_again, "its routine may queue it and wait for that",
		  test_queued_in_routine, true),
	KCASE(ps_create_system_thread, "runs, ends either way, is waited for",
	      test_PsCreateSystemThread),
	KCASE(ps_create_system_thread_ids, "a thread has the ids that its maker got",
	      test_client_id),
	KCASE(ke_get_current_thread, "a system thread is the object of its handle",
	      test_KeGetCurrentThread),
	KCASE(ps_lookup_thread_by_thread_id, "a thread by its id, with a reference",
	      test_PsLookupThreadByThreadId),
	KCASE(ke_set_priority_thread, "a nice value", test_KeSetPriorityThread),
	KCASE(ob_reference_object_by_handle, "by its type or by none, with a reference",
	      test_ObReferenceObjectByHandle),
	KCASE(zw_close, "knows what is no handle", test_ZwClose),
};
const struct kcase_suite work_suite = KCASE_SUITE("work", work_cases);
