// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx_end.c - end entries, at DISPATCH and without nesting too deeply.
 */
#include <linux/percpu.h>

#include "tx_end.h"

/* How many completion routines may send from within each other. */
#define DEPTH_MAX	4

static DEFINE_PER_CPU(unsigned int, depth);

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
	/* A sender that waits is woken, which does not nest. */
	if (this_cpu_inc_return(depth) <= DEPTH_MAX || entry->waits) {
		entry->end(entry, 0, NULL, 0);
	} else {
		llist_add(&entry->put_off, &ends->entries);
		tasklet_schedule(&ends->tasklet);
	}
	this_cpu_dec(depth);
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
