/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tx_end.h - how entries end: their owners' completion routines run at DISPATCH, unless
 * rx.work calls them for a completion that it has received (rx.c).
 */
#ifndef VMBKMCL_CORE_TX_END_H
#define VMBKMCL_CORE_TX_END_H

#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>

#include "tx.h"

/*
 * Begin what Windows calls DISPATCH: softirqs are off, if not interrupts as well. It is
 * an RCU read-side section. vmbkmcl_dispatch_end() has to follow, and gets the result.
 * Any context.
 */
static inline bool vmbkmcl_dispatch_begin(void)
{
	if (irqs_disabled())
		return false;
	local_bh_disable();
	return true;
}

static inline void vmbkmcl_dispatch_end(bool begun)
{
	if (begun)
		local_bh_enable();
}

/* End all entries on a list, each with its error. No lock held, any context. */
void vmbkmcl_end_all(struct list_head *ended);

/*
 * The completion routine of a packet that was sent at once runs inside the send. A
 * routine that sends the next packet nests: routines beyond VMBKMCL_NESTING_MAX levels
 * are called by a tasklet.
 */

/* How many completion routines may run inside each other. */
#define VMBKMCL_NESTING_MAX	4

/**
 * struct vmbkmcl_nesting - a completion routine that runs, in the frame of its caller
 *
 * At DISPATCH a task stays on its processor, so that a counter for each processor is
 * enough. On PREEMPT_RT another task may preempt it there, and be inside routines of its
 * own: a list of all routines that run on the processor tells the tasks apart.
 *
 * The list is changed with preemption off; other members are constant.
 *
 * @outer: the routine that was entered before this one on this processor, or NULL
 * @task: the task that runs the routine
 * @depth: how many routines @task is inside, this one included
 */
struct vmbkmcl_nesting {
#ifdef CONFIG_PREEMPT_RT
	struct vmbkmcl_nesting *outer;
	const struct task_struct *task;
	unsigned int depth;
#endif
};

#ifdef CONFIG_PREEMPT_RT
/* At DISPATCH. True: the routine may run here. vmbkmcl_nesting_leave() has to follow. */
bool vmbkmcl_nesting_enter(struct vmbkmcl_nesting *nesting);
void vmbkmcl_nesting_leave(const struct vmbkmcl_nesting *nesting);
#else
DECLARE_PER_CPU(unsigned int, vmbkmcl_nesting_depth);

static inline bool vmbkmcl_nesting_enter(struct vmbkmcl_nesting *nesting)
{
	return this_cpu_inc_return(vmbkmcl_nesting_depth) <= VMBKMCL_NESTING_MAX;
}

static inline void vmbkmcl_nesting_leave(const struct vmbkmcl_nesting *nesting)
{
	this_cpu_dec(vmbkmcl_nesting_depth);
}
#endif

/* End @entry, which was sent at once: here, or too deep in the tasklet. At DISPATCH. */
void vmbkmcl_end_now(struct vmbkmcl_ends *ends, struct vmbkmcl_tx_entry *entry);
/* End @entry in the tasklet. Any context. */
void vmbkmcl_end_put_off(struct vmbkmcl_ends *ends, struct vmbkmcl_tx_entry *entry);

void vmbkmcl_ends_init(struct vmbkmcl_ends *ends);
/* Every entry that was put off before has ended on return. Process context. */
void vmbkmcl_ends_flush(struct vmbkmcl_ends *ends);

#endif /* VMBKMCL_CORE_TX_END_H */
