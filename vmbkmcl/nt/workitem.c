// SPDX-License-Identifier: GPL-2.0-only
/*
 * workitem.c - work items over a workqueue.
 */
#include <linux/atomic.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/workitem.h>

#include "../compat/export.h"
#include "nt.h"

static struct workqueue_struct *work_queue;
/* Of its own: work that is flushed from its own queue could be behind the flush. */
static struct workqueue_struct *deletion_queue;
/* How many were ever put there; it wraps. */
static atomic_t deletions = ATOMIC_INIT(0);
/* How often a deletion may lead to the next one before a driver is given up on. */
#define DELETION_CHAIN	1000

/*
 * A work item that is queued, in memory that no driver has. The workqueue would hold an item
 * back that is queued in its own routine, and another one at its address, until that has
 * returned, which may wait for them: on Windows an item is off the queue by then.
 */
struct work_call {
	struct work_struct work;
	PWORK_QUEUE_ITEM item;
};

static void item_run(PWORK_QUEUE_ITEM item)
{
	PWORKER_THREAD_ROUTINE routine = item->WorkerRoutine;
	PVOID parameter = item->Parameter;

	/* The routine may free the item, or queue it. */
	smp_store_release(&item->Queued, 0);
	routine(parameter);
}

static void call_run(struct work_struct *work)
{
	struct work_call *call = container_of(work, struct work_call, work);

	item_run(call->item);
	kfree(call);
}

/* Without memory for a struct work_call. */
static void item_run_itself(struct work_struct *work)
{
	item_run(CONTAINING_RECORD(work, WORK_QUEUE_ITEM, Work));
}

VOID ExInitializeWorkItem(PWORK_QUEUE_ITEM Item, PWORKER_THREAD_ROUTINE Routine,
			  PVOID Context)
{
	/* Checkers want to be told; NT has no call that ends an item's life. */
	if (object_is_on_stack(Item))
		INIT_WORK_ONSTACK(&Item->Work, item_run_itself);
	else
		INIT_WORK(&Item->Work, item_run_itself);
	Item->WorkerRoutine = Routine;
	Item->Parameter = Context;
	Item->Queued = 0;
}
VMBKMCL_EXPORT(ExInitializeWorkItem);

bool vmbkmcl_work_queue_item(PWORK_QUEUE_ITEM item)
{
	struct work_call *call;

	if (xchg(&item->Queued, 1))
		return false;
	call = kmalloc(sizeof(*call), GFP_ATOMIC | __GFP_NOWARN);
	if (!call)
		return queue_work(work_queue, &item->Work);
	INIT_WORK(&call->work, call_run);
	call->item = item;
	return queue_work(work_queue, &call->work);
}

VOID ExQueueWorkItem(PWORK_QUEUE_ITEM WorkItem, WORK_QUEUE_TYPE QueueType)
{
	vmbkmcl_work_queue_item(WorkItem);
}
VMBKMCL_EXPORT(ExQueueWorkItem);

bool vmbkmcl_work_queue(struct work_struct *work)
{
	return queue_work(work_queue, work);
}

bool vmbkmcl_work_queue_deletion(struct work_struct *work)
{
	atomic_inc(&deletions);
	return queue_work(deletion_queue, work);
}

/*
 * What was queued when a flush begins is all that it waits for, and both kinds of work
 * may queue more of both. Other drivers' deletions only make it take longer.
 */
void vmbkmcl_work_flush(void)
{
	int chain, before;

	for (chain = 0; chain < DELETION_CHAIN; chain++) {
		before = atomic_read(&deletions);
		flush_workqueue(work_queue);
		flush_workqueue(deletion_queue);
		flush_workqueue(work_queue);
		if (atomic_read(&deletions) == before)
			return;
	}
	pr_warn("deletions still lead to others after %d\n", chain);
}

int vmbkmcl_work_init(void)
{
	work_queue = alloc_workqueue("vmbkmcl_nt", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!work_queue)
		return -ENOMEM;
	deletion_queue = alloc_workqueue("vmbkmcl_delete", WQ_UNBOUND, 0);
	if (deletion_queue)
		return 0;
	destroy_workqueue(work_queue);
	return -ENOMEM;
}

void vmbkmcl_work_exit(void)
{
	destroy_workqueue(work_queue);
	destroy_workqueue(deletion_queue);
}
