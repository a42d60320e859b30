// SPDX-License-Identifier: GPL-2.0-only
/*
 * workitem.c - work items over a workqueue.
 */
#include <linux/sched/task_stack.h>
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
