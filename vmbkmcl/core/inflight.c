// SPDX-License-Identifier: GPL-2.0-only
/*
 * inflight.c - allocate the hash of requests in flight, and enlarge it.
 */
#include <linux/slab.h>

#include "tx.h"

struct hlist_head *vmbkmcl_inflight_alloc(u32 count, gfp_t gfp)
{
	return kcalloc(count, sizeof(struct hlist_head), gfp | __GFP_NOWARN);
}

struct hlist_head *vmbkmcl_inflight_grow(struct vmbkmcl_inflight *inflight,
					 struct hlist_head *buckets, u32 count)
{
	struct hlist_head *former = inflight->buckets;
	u32 i, former_mask = inflight->mask;
	struct vmbkmcl_tx_entry *entry;
	struct hlist_node *next;

	inflight->buckets = buckets;
	WRITE_ONCE(inflight->mask, count - 1);
	for (i = 0; former && i <= former_mask; i++) {
		hlist_for_each_entry_safe(entry, next, &former[i], hash) {
			hlist_del(&entry->hash);
			hlist_add_head(&entry->hash,
				       vmbkmcl_inflight_bucket(inflight,
							       entry->packet.id));
		}
	}
	return former;
}
