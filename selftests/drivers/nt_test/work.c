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

static void test_IoQueueWorkItem(struct kcase *t)
{
	/* A bus's: it has no driver object. */
	PDEVICE_OBJECT device = &(DEVICE_OBJECT){ .Type = 3 };
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
	KCASE(ps_create_system_thread, "runs, ends either way, is waited for",
	      test_PsCreateSystemThread),
	KCASE(ps_create_system_thread_ids, "a thread has the ids that its maker got",
	      test_client_id),
	KCASE(ke_get_current_thread, "a system thread is the object of its handle",
	      test_KeGetCurrentThread),
	KCASE(ps_lookup_thread_by_thread_id, "a thread by its id, with a reference",
	      test_PsLookupThreadByThreadId),
	KCASE(ke_set_priority_thread, "a nice value", test_KeSetPriorityThread),
	KCASE(zw_close, "knows what is no handle", test_ZwClose),
};
const struct kcase_suite work_suite = KCASE_SUITE("work", work_cases);
