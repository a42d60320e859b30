/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inflight.h - requests that wait for the peer's completion, by transaction id.
 *
 * Ids are never used twice, so an id that the peer makes up either is that of a request
 * in flight, or matches nothing. All functions need tx.lock, but for
 * vmbkmcl_inflight_alloc().
 */
#ifndef VMBKMCL_CORE_INFLIGHT_H
#define VMBKMCL_CORE_INFLIGHT_H

#include <linux/list.h>
#include <linux/types.h>

/* As many as a channel needs that sends synchronous requests alone. */
#define VMBKMCL_INFLIGHT_BUCKETS_MIN	8u
#define VMBKMCL_INFLIGHT_BUCKETS_MAX	65536u

/**
 * struct vmbkmcl_inflight - a hash of struct vmbkmcl_tx_entry
 * @buckets: chains of entries; tx.lock
 * @mask: buckets - 1; tx.lock, read anywhere
 * @count: entries; tx.lock, read anywhere
 */
struct vmbkmcl_inflight {
	struct hlist_head *buckets;
	u32 mask;
	u32 count;
};

static inline struct hlist_head *
vmbkmcl_inflight_bucket(const struct vmbkmcl_inflight *inflight, u64 id)
{
	return &inflight->buckets[id & inflight->mask];
}

/* Buckets for @count entries, a power of two; NULL when memory is short. */
struct hlist_head *vmbkmcl_inflight_alloc(u32 count, gfp_t gfp);

/* Use @buckets from now on. Returns the former ones, for the caller to free. */
struct hlist_head *vmbkmcl_inflight_grow(struct vmbkmcl_inflight *inflight,
					 struct hlist_head *buckets, u32 count);

#endif /* VMBKMCL_CORE_INFLIGHT_H */
