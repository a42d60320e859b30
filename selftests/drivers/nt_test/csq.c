// SPDX-License-Identifier: GPL-2.0-only
/* Cancel-safe queues. */
#include <vmbkmcl/nt/csq.h>

#include "nt_test.h"

#define REQUESTS	3

/* A driver's queue. */
static struct {
	IO_CSQ csq, csq_ex;
	KSPIN_LOCK lock;
	LIST_ENTRY list;
	PIRP irps[REQUESTS];
	ULONG cancelled, unlocked;
	PIRP last_cancelled;
	NTSTATUS refuse;
	PVOID insert_context;
	bool locked;
	ULONG inserted;
} queue;

static VOID csq_lock(PIO_CSQ csq, PKIRQL irql)
	__acquires(&queue.lock)
{
	KeAcquireSpinLock(&queue.lock, irql);
	queue.locked = true;
}

static VOID csq_unlock(PIO_CSQ csq, KIRQL irql)
	__releases(&queue.lock)
{
	queue.locked = false;
	KeReleaseSpinLock(&queue.lock, irql);
}

static VOID csq_insert(PIO_CSQ csq, PIRP irp)
{
	queue.unlocked += !queue.locked;
	queue.inserted++;
	InsertTailList(&queue.list, &irp->Tail.Overlay.ListEntry);
}

static NTSTATUS csq_insert_ex(PIO_CSQ csq, PIRP irp, PVOID context)
{
	queue.insert_context = context;
	if (!NT_SUCCESS(queue.refuse))
		return queue.refuse;
	csq_insert(csq, irp);
	return STATUS_SUCCESS;
}

static VOID csq_remove(PIO_CSQ csq, PIRP irp)
{
	queue.unlocked += !queue.locked;
	RemoveEntryList(&irp->Tail.Overlay.ListEntry);
}

/* With a context only the request that it is. */
static PIRP csq_peek(PIO_CSQ csq, PIRP irp, PVOID context)
{
	PLIST_ENTRY entry = irp ? irp->Tail.Overlay.ListEntry.Flink : queue.list.Flink;

	queue.unlocked += !queue.locked;
	for (; entry != &queue.list; entry = entry->Flink) {
		irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
		if (!context || irp == context)
			return irp;
	}
	return NULL;
}

static VOID csq_complete(PIO_CSQ csq, PIRP irp)
{
	queue.unlocked += queue.locked;
	queue.cancelled++;
	queue.last_cancelled = irp;
}

static int csq_setup(struct kcase *t)
{
	int i;

	memset(&queue, 0, sizeof(queue));
	KeInitializeSpinLock(&queue.lock);
	InitializeListHead(&queue.list);
	EXPECT_EQ(t, IoCsqInitialize(&queue.csq, csq_insert, csq_remove, csq_peek, csq_lock,
				     csq_unlock, csq_complete), STATUS_SUCCESS);
	EXPECT_EQ(t, IoCsqInitializeEx(&queue.csq_ex, csq_insert_ex, csq_remove, csq_peek,
				       csq_lock, csq_unlock, csq_complete), STATUS_SUCCESS);
	for (i = 0; i < REQUESTS; i++) {
		queue.irps[i] = IoAllocateIrp(1, FALSE);
		if (!queue.irps[i])
			return -ENOMEM;
		IoSetNextIrpStackLocation(queue.irps[i]);
	}
	return 0;
}

static void csq_teardown(struct kcase *t)
{
	int i;

	EXPECT_EQ(t, queue.unlocked, 0u);
	EXPECT_TRUE(t, IsListEmpty(&queue.list));
	for (i = 0; i < REQUESTS; i++) {
		if (queue.irps[i])
			IoFreeIrp(queue.irps[i]);
	}
}

static bool is_pending(PIRP irp)
{
	return IoGetCurrentIrpStackLocation(irp)->Control & SL_PENDING_RETURNED;
}

static void test_IoCsqInsertIrp(struct kcase *t)
{
	IoCsqInsertIrp(&queue.csq, queue.irps[0], NULL);
	EXPECT_TRUE(t, is_pending(queue.irps[0]));
	EXPECT_PTR_EQ(t, IoCsqRemoveNextIrp(&queue.csq, NULL), queue.irps[0]);
	EXPECT_NULL(t, queue.irps[0]->CancelRoutine);
	EXPECT_NULL(t, IoCsqRemoveNextIrp(&queue.csq, NULL));
	EXPECT_FALSE(t, IoCancelIrp(queue.irps[0]));
	EXPECT_EQ(t, queue.cancelled, 0u);
}

static void test_cancel(struct kcase *t)
{
	IoCsqInsertIrp(&queue.csq, queue.irps[0], NULL);
	IoCsqInsertIrp(&queue.csq, queue.irps[1], NULL);
	EXPECT_TRUE(t, IoCancelIrp(queue.irps[0]));
	EXPECT_EQ(t, queue.cancelled, 1u);
	EXPECT_PTR_EQ(t, queue.last_cancelled, queue.irps[0]);
	EXPECT_PTR_EQ(t, IoCsqRemoveNextIrp(&queue.csq, NULL), queue.irps[1]);
}

static void test_cancelled_before(struct kcase *t)
{
	IO_CSQ_IRP_CONTEXT context;

	IoCancelIrp(queue.irps[0]);
	IoCsqInsertIrp(&queue.csq, queue.irps[0], &context);
	EXPECT_EQ(t, queue.cancelled, 1u);
	EXPECT_EQ(t, queue.inserted, 0u);
	EXPECT_TRUE(t, is_pending(queue.irps[0]));
	EXPECT_NULL(t, IoCsqRemoveIrp(&queue.csq, &context));
	IoCancelIrp(queue.irps[1]);
	EXPECT_EQ(t, IoCsqInsertIrpEx(&queue.csq, queue.irps[1], NULL, NULL), STATUS_SUCCESS);
	IoCancelIrp(queue.irps[2]);
	EXPECT_EQ(t, IoCsqInsertIrpEx(&queue.csq_ex, queue.irps[2], NULL, NULL),
		  STATUS_PENDING);
	EXPECT_EQ(t, queue.inserted, 0u);
}

static void test_IoCsqInsertIrpEx(struct kcase *t)
{
	IO_CSQ_IRP_CONTEXT context;

	queue.refuse = STATUS_DEVICE_BUSY;
	EXPECT_EQ(t, IoCsqInsertIrpEx(&queue.csq_ex, queue.irps[0], &context, &queue),
		  STATUS_DEVICE_BUSY);
	EXPECT_PTR_EQ(t, queue.insert_context, &queue);
	EXPECT_FALSE(t, is_pending(queue.irps[0]));
	EXPECT_NULL(t, queue.irps[0]->CancelRoutine);
	EXPECT_NULL(t, IoCsqRemoveIrp(&queue.csq_ex, &context));
	queue.refuse = STATUS_SUCCESS;
	EXPECT_EQ(t, IoCsqInsertIrpEx(&queue.csq_ex, queue.irps[0], &context, NULL),
		  STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, IoCsqRemoveIrp(&queue.csq_ex, &context), queue.irps[0]);
}

static void test_IoCsqRemoveIrp(struct kcase *t)
{
	IO_CSQ_IRP_CONTEXT contexts[REQUESTS];
	int i;

	for (i = 0; i < REQUESTS; i++)
		IoCsqInsertIrp(&queue.csq, queue.irps[i], &contexts[i]);
	EXPECT_PTR_EQ(t, IoCsqRemoveIrp(&queue.csq, &contexts[1]), queue.irps[1]);
	EXPECT_NULL(t, IoCsqRemoveIrp(&queue.csq, &contexts[1]));
	IoCancelIrp(queue.irps[0]);
	EXPECT_NULL(t, IoCsqRemoveIrp(&queue.csq, &contexts[0]));
	EXPECT_PTR_EQ(t, IoCsqRemoveNextIrp(&queue.csq, NULL), queue.irps[2]);
	EXPECT_NULL(t, IoCsqRemoveIrp(&queue.csq, &contexts[2]));
}

static void test_IoCsqRemoveNextIrp(struct kcase *t)
{
	int i;

	for (i = 0; i < REQUESTS; i++)
		IoCsqInsertIrp(&queue.csq, queue.irps[i], NULL);
	EXPECT_PTR_EQ(t, IoCsqRemoveNextIrp(&queue.csq, queue.irps[2]), queue.irps[2]);
	/* One that is being cancelled is passed over: its routine takes it out. */
	queue.irps[0]->CancelRoutine = NULL;
	EXPECT_PTR_EQ(t, IoCsqRemoveNextIrp(&queue.csq, NULL), queue.irps[1]);
	EXPECT_NULL(t, IoCsqRemoveNextIrp(&queue.csq, NULL));
	RemoveEntryList(&queue.irps[0]->Tail.Overlay.ListEntry);
}

static const struct kcase_spec csq_cases[] = {
	KCASE(io_csq_insert_irp, "marks it pending; once removed it cannot be cancelled",
	      test_IoCsqInsertIrp),
	KCASE(io_csq_cancel, "a cancelled request leaves the queue and is completed",
	      test_cancel),
	KCASE(io_csq_insert_irp_cancelled, "one that is cancelled before is completed",
	      test_cancelled_before),
	KCASE(io_csq_insert_irp_ex, "returns what the driver returned, and leaves the rest",
	      test_IoCsqInsertIrpEx),
	KCASE(io_csq_remove_irp, "the request of a context, if it is in the queue",
	      test_IoCsqRemoveIrp),
	KCASE(io_csq_remove_next_irp, "the first that the driver names and may be had",
	      test_IoCsqRemoveNextIrp),
};
const struct kcase_suite csq_suite =
	KCASE_SUITE_FIXTURE("csq", csq_cases, csq_setup, csq_teardown);
