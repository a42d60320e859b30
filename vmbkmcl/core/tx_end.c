// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx_end.c - end entries, at DISPATCH and without nesting too deeply.
 */
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "tx_end.h"

#ifdef CONFIG_PREEMPT_RT
static DEFINE_PER_CPU(struct vmbkmcl_nesting *, innermost);

bool vmbkmcl_nesting_enter(struct vmbkmcl_nesting *nesting)
{
	struct vmbkmcl_nesting *outer;

	preempt_disable();
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
	preempt_enable();
	return nesting->depth <= VMBKMCL_NESTING_MAX;
}

void vmbkmcl_nesting_leave(const struct vmbkmcl_nesting *nesting)
{
	struct vmbkmcl_nesting **link;

	preempt_disable();
	if (likely(this_cpu_read(innermost) == nesting)) {
		this_cpu_write(innermost, nesting->outer);
	} else {
		link = this_cpu_ptr(&innermost);
		while (*link != nesting)
			link = &(*link)->outer;
		*link = nesting->outer;
	}
	preempt_enable();
}
#else
DEFINE_PER_CPU(unsigned int, vmbkmcl_nesting_depth);
#endif

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

void vmbkmcl_end_put_off(struct vmbkmcl_ends *ends, struct vmbkmcl_tx_entry *entry)
{
	llist_add(&entry->put_off, &ends->entries);
	tasklet_schedule(&ends->tasklet);
}

void vmbkmcl_end_now(struct vmbkmcl_ends *ends, struct vmbkmcl_tx_entry *entry)
{
	struct vmbkmcl_nesting nesting;

	/* A sender that waits is woken, which does not nest. */
	if (vmbkmcl_nesting_enter(&nesting) || entry->waits)
		entry->end(entry, 0, NULL, 0);
	else
		vmbkmcl_end_put_off(ends, entry);
	vmbkmcl_nesting_leave(&nesting);
}

static void ends_tasklet(struct tasklet_struct *tasklet)
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
	tasklet_setup(&ends->tasklet, ends_tasklet);
}

void vmbkmcl_ends_flush(struct vmbkmcl_ends *ends)
{
	tasklet_kill(&ends->tasklet);
}
