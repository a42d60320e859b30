// SPDX-License-Identifier: GPL-2.0-only
/*
 * workitem.c - work items over a workqueue.
 */
#include <linux/sched/task_stack.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/workitem.h>

#include "../compat/export.h"
#include "nt.h"

struct _IO_WORKITEM {
	struct work_struct work;
	PDEVICE_OBJECT device;
	PIO_WORKITEM_ROUTINE routine;
	PIO_WORKITEM_ROUTINE_EX routine_ex;
	PVOID context;
};

static struct workqueue_struct *work_queue;

static void work_call(struct work_struct *work)
{
	PWORK_QUEUE_ITEM item = CONTAINING_RECORD(work, WORK_QUEUE_ITEM, Work);

	/* The routine may free the item. */
	item->WorkerRoutine(item->Parameter);
}

VOID ExInitializeWorkItem(PWORK_QUEUE_ITEM Item, PWORKER_THREAD_ROUTINE Routine,
			  PVOID Context)
{
	/* Checkers want to be told; NT has no call that ends an item's life. */
	if (object_is_on_stack(Item))
		INIT_WORK_ONSTACK(&Item->Work, work_call);
	else
		INIT_WORK(&Item->Work, work_call);
	Item->WorkerRoutine = Routine;
	Item->Parameter = Context;
}
VMBKMCL_EXPORT(ExInitializeWorkItem);

VOID ExQueueWorkItem(PWORK_QUEUE_ITEM WorkItem, WORK_QUEUE_TYPE QueueType)
{
	queue_work(work_queue, &WorkItem->Work);
}
VMBKMCL_EXPORT(ExQueueWorkItem);

static void work_call_io(struct work_struct *work)
{
	PIO_WORKITEM item = CONTAINING_RECORD(work, struct _IO_WORKITEM, work);

	if (item->routine_ex)
		item->routine_ex(item->device, item->context, item);
	else
		item->routine(item->device, item->context);
}

PIO_WORKITEM IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject)
{
	PIO_WORKITEM item;

	item = ExAllocatePoolZero(NonPagedPoolNx, sizeof(*item), 0x6b726f57);
	if (item) {
		INIT_WORK(&item->work, work_call_io);
		item->device = DeviceObject;
	}
	return item;
}
VMBKMCL_EXPORT(IoAllocateWorkItem);

VOID IoFreeWorkItem(PIO_WORKITEM IoWorkItem)
{
	ExFreePool(IoWorkItem);
}
VMBKMCL_EXPORT(IoFreeWorkItem);

static void work_queue_io(PIO_WORKITEM item, PIO_WORKITEM_ROUTINE routine,
			  PIO_WORKITEM_ROUTINE_EX routine_ex, PVOID context)
{
	if (WARN_ONCE(work_pending(&item->work),
		      "vmbkmcl: work item queued while it is queued\n"))
		return;
	item->routine = routine;
	item->routine_ex = routine_ex;
	item->context = context;
	queue_work(work_queue, &item->work);
}

VOID IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine,
		     WORK_QUEUE_TYPE QueueType, PVOID Context)
{
	work_queue_io(IoWorkItem, WorkerRoutine, NULL, Context);
}
VMBKMCL_EXPORT(IoQueueWorkItem);

VOID IoQueueWorkItemEx(PIO_WORKITEM IoWorkItem,
		       PIO_WORKITEM_ROUTINE_EX WorkerRoutine,
		       WORK_QUEUE_TYPE QueueType, PVOID Context)
{
	work_queue_io(IoWorkItem, NULL, WorkerRoutine, Context);
}
VMBKMCL_EXPORT(IoQueueWorkItemEx);

void vmbkmcl_work_queue(struct work_struct *work)
{
	queue_work(work_queue, work);
}

void vmbkmcl_work_flush(void)
{
	flush_workqueue(work_queue);
}

int vmbkmcl_work_init(void)
{
	work_queue = alloc_workqueue("vmbkmcl_nt", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	return work_queue ? 0 : -ENOMEM;
}

void vmbkmcl_work_exit(void)
{
	destroy_workqueue(work_queue);
}
