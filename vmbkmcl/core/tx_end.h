/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tx_end.h - how entries end: their owners' completion routines run at DISPATCH.
 */
#ifndef VMBKMCL_CORE_TX_END_H
#define VMBKMCL_CORE_TX_END_H

#include <linux/bottom_half.h>
#include <linux/irqflags.h>

#include "tx.h"

/*
 * What Windows calls DISPATCH: softirqs are off, if not interrupts as well. True:
 * vmbkmcl_dispatch_end() has to follow. An RCU reader in between. Any context.
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
 * End @entry, which was sent at once. At DISPATCH. Its completion routine may send
 * the next packet, whose routine runs inside it, and so on: from some depth on a
 * tasklet takes over.
 */
void vmbkmcl_end_now(struct vmbkmcl_ends *ends, struct vmbkmcl_tx_entry *entry);

void vmbkmcl_ends_init(struct vmbkmcl_ends *ends);
/* Every entry that was put off before has ended on return. Process context. */
void vmbkmcl_ends_flush(struct vmbkmcl_ends *ends);

#endif /* VMBKMCL_CORE_TX_END_H */
