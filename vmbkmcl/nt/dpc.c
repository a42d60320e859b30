// SPDX-License-Identifier: GPL-2.0-only
/*
 * dpc.c - deferred procedure calls: a queue and a tasklet to each processor.
 *
 * A KDPC is not touched once its routine has been called, so that the routine
 * may free it, which a tasklet of its own would not allow.
 */
#include <linux/cpu.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/swait.h>

#include <vmbkmcl/nt/dpc.h>

#include "../compat/export.h"
#include "nt.h"

/**
 * struct dpc_queue - DPCs of one processor
 * @list: KDPCs to be called; dpc_lock
 * @tasklet: calls them
 */
struct dpc_queue {
	struct list_head list;
	struct tasklet_struct tasklet;
};

static DEFINE_PER_CPU(struct dpc_queue, dpc_queues);
/* Protects the lists and what KDPCs say of them. Raw: DPCs are queued in interrupts. */
static DEFINE_RAW_SPINLOCK(dpc_lock);
/*
 * DPCs queued or running, by the epoch in which they were queued; dpc_lock. A flush
 * begins the other epoch, and waits until the one before is at 0.
 */
static unsigned long dpc_pending[2];
static unsigned int dpc_epoch;
static DEFINE_MUTEX(dpc_flush_mutex);
/* For the thread that has the mutex. */
static DECLARE_SWAIT_QUEUE_HEAD(dpc_idle);

VOID KeInitializeDpc(PKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine,
		     PVOID DeferredContext)
{
	INIT_LIST_HEAD(&Dpc->Node);
	Dpc->DeferredRoutine = DeferredRoutine;
	Dpc->DeferredContext = DeferredContext;
	Dpc->Queued = FALSE;
}
VMBKMCL_EXPORT(KeInitializeDpc);

BOOLEAN KeInsertQueueDpc(PKDPC Dpc, PVOID SystemArgument1,
			 PVOID SystemArgument2)
{
	struct dpc_queue *queue;
	unsigned long flags;
	bool insert;

	raw_spin_lock_irqsave(&dpc_lock, flags);
	insert = !Dpc->Queued;
	if (insert) {
		queue = this_cpu_ptr(&dpc_queues);
		Dpc->Queued = TRUE;
		Dpc->Epoch = dpc_epoch;
		Dpc->SystemArgument1 = SystemArgument1;
		Dpc->SystemArgument2 = SystemArgument2;
		list_add_tail(&Dpc->Node, &queue->list);
		dpc_pending[dpc_epoch]++;
		tasklet_schedule(&queue->tasklet);
	}
	raw_spin_unlock_irqrestore(&dpc_lock, flags);
	return insert;
}
VMBKMCL_EXPORT(KeInsertQueueDpc);

static void dpc_done(unsigned int epoch)
{
	lockdep_assert_held(&dpc_lock);
	if (!--dpc_pending[epoch])
		swake_up_one(&dpc_idle);
}

BOOLEAN KeRemoveQueueDpc(PKDPC Dpc)
{
	unsigned long flags;
	bool removed;

	raw_spin_lock_irqsave(&dpc_lock, flags);
	removed = Dpc->Queued;
	if (removed) {
		list_del_init(&Dpc->Node);
		Dpc->Queued = FALSE;
		dpc_done(Dpc->Epoch);
	}
	raw_spin_unlock_irqrestore(&dpc_lock, flags);
	return removed;
}
VMBKMCL_EXPORT(KeRemoveQueueDpc);

/* Take the next DPC off @list, as a copy; false when there is none. */
static bool dpc_take(struct list_head *list, PKDPC *which, KDPC *copy)
{
	lockdep_assert_held(&dpc_lock);
	*which = list_first_entry_or_null(list, KDPC, Node);
	if (!*which)
		return false;
	list_del_init(&(*which)->Node);
	(*which)->Queued = FALSE;
	*copy = **which;
	return true;
}

static void dpc_run(struct tasklet_struct *tasklet)
{
	struct dpc_queue *queue = container_of(tasklet, struct dpc_queue, tasklet);
	LIST_HEAD(due);
	PKDPC which;
	KDPC copy;

	/* What is queued meanwhile has its turn when other softirqs have had theirs. */
	raw_spin_lock_irq(&dpc_lock);
	list_splice_init(&queue->list, &due);
	while (dpc_take(&due, &which, &copy)) {
		raw_spin_unlock_irq(&dpc_lock);
		copy.DeferredRoutine(which, copy.DeferredContext,
				     copy.SystemArgument1, copy.SystemArgument2);
		raw_spin_lock_irq(&dpc_lock);
		dpc_done(copy.Epoch);
	}
	raw_spin_unlock_irq(&dpc_lock);
}

static unsigned int dpc_begin_epoch(void)
{
	unsigned int before;

	raw_spin_lock_irq(&dpc_lock);
	before = dpc_epoch;
	dpc_epoch = !before;
	raw_spin_unlock_irq(&dpc_lock);
	return before;
}

static bool dpc_none(unsigned int epoch)
{
	bool none;

	raw_spin_lock_irq(&dpc_lock);
	none = !dpc_pending[epoch];
	raw_spin_unlock_irq(&dpc_lock);
	return none;
}

VOID KeFlushQueuedDpcs(void)
{
	unsigned int epoch;

	might_sleep();
	/* The epoch that begins is at 0, for the flush before has waited for it. */
	mutex_lock(&dpc_flush_mutex);
	epoch = dpc_begin_epoch();
	swait_event_exclusive(dpc_idle, dpc_none(epoch));
	mutex_unlock(&dpc_flush_mutex);
}
VMBKMCL_EXPORT(KeFlushQueuedDpcs);

int vmbkmcl_dpc_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		INIT_LIST_HEAD(&per_cpu(dpc_queues, cpu).list);
		tasklet_setup(&per_cpu(dpc_queues, cpu).tasklet, dpc_run);
	}
	return 0;
}

void vmbkmcl_dpc_exit(void)
{
	int cpu;

	KeFlushQueuedDpcs();
	for_each_possible_cpu(cpu)
		tasklet_kill(&per_cpu(dpc_queues, cpu).tasklet);
}
