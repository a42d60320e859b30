// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx_end.c - end entries, at DISPATCH and without nesting too deeply.
 */
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "tx_end.h"

/* How many completion routines may send from within each other. */
#define DEPTH_MAX	4

/**
 * struct nesting - a completion routine that runs, in the frame of its caller
 * @outer: the one that was entered before on this processor, or NULL
 * @task: that runs it
 * @depth: of @task, how many routines it is inside, this one included
 */
struct nesting {
	struct nesting *outer;
	const struct task_struct *task;
	unsigned int depth;
};

/*
 * At DISPATCH a task stays on its processor. On PREEMPT_RT another one may preempt
 * it there, and be inside routines of its own: the list may hold several tasks.
 */
static DEFINE_PER_CPU(struct nesting *, innermost);

/* Elsewhere preemption is off already, and need not be counted once more. */
static void nesting_lock(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_disable();
}

static void nesting_unlock(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_enable();
}

static void nesting_enter(struct nesting *nesting)
{
	struct nesting *outer;

	nesting_lock();
	nesting->outer = this_cpu_read(innermost);
	nesting->task = current;
	nesting->depth = 1;
	for (outer = nesting->outer; outer; outer = outer->outer) {
		if (outer->task == current) {
			nesting->depth += outer->depth;
			break;
		}
	}
	this_cpu_write(innermost, nesting);
	nesting_unlock();
}

static void nesting_leave(const struct nesting *nesting)
{
	struct nesting **link;

	nesting_lock();
	if (likely(this_cpu_read(innermost) == nesting)) {
		this_cpu_write(innermost, nesting->outer);
	} else {
		link = this_cpu_ptr(&innermost);
		while (*link != nesting)
			link = &(*link)->outer;
		*link = nesting->outer;
	}
	nesting_unlock();
}

void vmbkmcl_end_all(struct list_head *ended)
{
	struct vmbkmcl_tx_entry *entry, *next;
	bool dispatch;

	if (list_empty(ended))
		return;
	dispatch = vmbkmcl_dispatch_begin();
	list_for_each_entry_safe(entry, next, ended, node) {
		list_del(&entry->node);
		entry->end(entry, entry->error, NULL, 0);
	}
	vmbkmcl_dispatch_end(dispatch);
}

void vmbkmcl_end_now(struct vmbkmcl_ends *ends, struct vmbkmcl_tx_entry *entry)
{
	struct nesting nesting;

	nesting_enter(&nesting);
	/* A sender that waits is woken, which does not nest. */
	if (nesting.depth <= DEPTH_MAX || entry->waits) {
		entry->end(entry, 0, NULL, 0);
	} else {
		llist_add(&entry->put_off, &ends->entries);
		tasklet_schedule(&ends->tasklet);
	}
	nesting_leave(&nesting);
}

static void end_put_off(struct tasklet_struct *tasklet)
{
	struct vmbkmcl_ends *ends = container_of(tasklet, struct vmbkmcl_ends,
						 tasklet);
	struct llist_node *entries = llist_del_all(&ends->entries);
	struct vmbkmcl_tx_entry *entry, *next;

	/* In the order in which they were sent. */
	entries = llist_reverse_order(entries);
	llist_for_each_entry_safe(entry, next, entries, put_off)
		entry->end(entry, 0, NULL, 0);
}

void vmbkmcl_ends_init(struct vmbkmcl_ends *ends)
{
	init_llist_head(&ends->entries);
	tasklet_setup(&ends->tasklet, end_put_off);
}

void vmbkmcl_ends_flush(struct vmbkmcl_ends *ends)
{
	tasklet_kill(&ends->tasklet);
}
