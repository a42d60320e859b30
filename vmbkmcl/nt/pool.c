// SPDX-License-Identifier: GPL-2.0-only
/*
 * pool.c - pool memory over kmalloc, whole pages and vmalloc.
 *
 * A block of a page and more has pages of its own, which kmalloc's do not: a
 * driver may lend the block to a host, and pages_lose() can then keep them with
 * get_page(), which does nothing for the slab's.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <vmbkmcl/nt/pool.h>

#include "../compat/export.h"
#include "nt.h"

static atomic_long_t pool_outstanding;

long vmbkmcl_pool_outstanding(void)
{
	return atomic_long_read(&pool_outstanding);
}

/*
 * Slab sizes that are no power of two are only aligned to a word when slab
 * debugging adds to them, so drivers that rely on 16 bytes get the next power.
 * From PAGE_SIZE on a block starts on a page, which powers of two do as well.
 */
static SIZE_T pool_round(SIZE_T bytes, bool cache_aligned)
{
	if (cache_aligned && bytes < L1_CACHE_BYTES)
		return L1_CACHE_BYTES;
	if (bytes <= 16)
		return 16;
	if ((bytes > 64 && bytes <= 96) || (bytes > 128 && bytes <= 192) ||
	    cache_aligned)
		return roundup_pow_of_two(bytes);
	return bytes;
}

/*
 * Neighbouring pages are found without effort up to a certain number, and their
 * block has an address at DISPATCH_LEVEL, too, where vmalloc may not be called.
 */
static void *pool_alloc_pages(SIZE_T bytes, gfp_t gfp, int node)
{
	/* vmalloc has no way to insist on a node. */
	bool scattered = gfpflags_allow_blocking(gfp) && !(gfp & __GFP_THISNODE);
	unsigned int order = get_order(bytes);
	struct page *page = NULL;

	if (!scattered)
		page = alloc_pages_node(node, gfp | __GFP_COMP, order);
	else if (order <= PAGE_ALLOC_COSTLY_ORDER)
		page = alloc_pages_node(node, (gfp & ~__GFP_RETRY_MAYFAIL) |
					__GFP_NORETRY | __GFP_COMP, order);
	if (page)
		return page_address(page);
	return scattered ? __vmalloc(bytes, gfp) : NULL;
}

static void *pool_alloc_gfp(SIZE_T bytes, gfp_t gfp, bool cache_aligned, int node)
{
	SIZE_T round;
	void *p;

	/* There is no such block, and rounded up it would be a small one. */
	if (bytes > SIZE_MAX / 2)
		return NULL;
	round = pool_round(bytes, cache_aligned);
	if (round >= PAGE_SIZE)
		p = pool_alloc_pages(bytes, gfp, node);
	else
		p = kmalloc_node(round, gfp, node);
	if (p)
		atomic_long_inc(&pool_outstanding);
	return p;
}

static void *pool_alloc(SIZE_T bytes, bool zero, bool cache_aligned)
{
	return pool_alloc_gfp(bytes, vmbkmcl_gfp_large() | (zero ? __GFP_ZERO : 0),
			      cache_aligned, NUMA_NO_NODE);
}

void *vmbkmcl_pool_alloc_charged(size_t bytes)
{
	return pool_alloc_gfp(bytes, vmbkmcl_gfp_large() | __GFP_ZERO | __GFP_ACCOUNT, false,
			      NUMA_NO_NODE);
}

static void pool_free(void *p)
{
	struct page *page;

	if (is_vmalloc_addr(p)) {
		vfree(p);
		return;
	}
	page = virt_to_head_page(p);
	if (PageSlab(page))
		kfree(p);
	else
		__free_pages(page, compound_order(page));
}

/* Without a handler the exception returns. */
static void *pool_or_raise(void *p, bool raise)
{
	if (!p && raise)
		vmbkmcl_raise(STATUS_INSUFFICIENT_RESOURCES);
	return p;
}

/**
 * struct pool_place - where memory is to be
 * @node: a node, or NUMA_NO_NODE
 * @gfp: __GFP_THISNODE: there only
 */
struct pool_place {
	int node;
	gfp_t gfp;
};

static bool pool_priority_is_valid(EX_POOL_PRIORITY priority)
{
	switch (priority) {
	case LowPoolPriority:
	case LowPoolPrioritySpecialPoolOverrun:
	case LowPoolPrioritySpecialPoolUnderrun:
	case NormalPoolPriority:
	case NormalPoolPrioritySpecialPoolOverrun:
	case NormalPoolPrioritySpecialPoolUnderrun:
	case HighPoolPriority:
	case HighPoolPrioritySpecialPoolOverrun:
	case HighPoolPrioritySpecialPoolUnderrun:
		return true;
	default:
		return false;
	}
}

static bool pool_place_set(struct pool_place *place, POOL_NODE_REQUIREMENT node,
			   POOL_FLAGS flags)
{
	ULONG number = node & ~MM_ANY_NODE_OK;

	if (!(flags & POOL_FLAG_NON_PAGED) || number >= nr_node_ids || !node_online(number))
		return false;
	place->node = number;
	/* Of one node everything is, scattered pages too. */
	place->gfp = node & MM_ANY_NODE_OK || num_online_nodes() == 1 ? 0 : __GFP_THISNODE;
	return true;
}

/* Whether the parameter can be met. */
static bool pool_parameter_apply(struct pool_place *place, POOL_FLAGS flags,
				 PCPOOL_EXTENDED_PARAMETER parameter)
{
	switch (parameter->Type) {
	case PoolExtendedParameterPriority:
		return pool_priority_is_valid(parameter->Priority);
	case PoolExtendedParameterNumaNode:
		return pool_place_set(place, parameter->PreferredNode, flags);
	case PoolExtendedParameterSecurePool:
		if (!parameter->Optional)
			pr_warn_once("there is no secure pool, which a driver asks for\n");
		return false;
	default:
		return false;
	}
}

static void *pool_alloc_flags(POOL_FLAGS flags, SIZE_T bytes, ULONG tag,
			      const struct pool_place *place)
{
	const POOL_FLAGS kinds = POOL_FLAG_NON_PAGED | POOL_FLAG_PAGED |
				 POOL_FLAG_NON_PAGED_EXECUTE;
	/* The lower half is required; the upper half is optional, and ignored. */
	const POOL_FLAGS known = kinds | POOL_FLAG_USE_QUOTA | POOL_FLAG_UNINITIALIZED |
				 POOL_FLAG_SESSION | POOL_FLAG_CACHE_ALIGNED |
				 POOL_FLAG_RAISE_ON_FAILURE;
	gfp_t zero = flags & POOL_FLAG_UNINITIALIZED ? 0 : __GFP_ZERO;

	if (hweight64(flags & kinds) != 1 || !tag || lower_32_bits(flags) & ~known)
		return NULL;
	return pool_alloc_gfp(bytes, vmbkmcl_gfp_large() | zero | place->gfp,
			      flags & POOL_FLAG_CACHE_ALIGNED, place->node);
}

PVOID ExAllocatePool3(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag,
		      PCPOOL_EXTENDED_PARAMETER ExtendedParameters,
		      ULONG ExtendedParametersCount)
{
	struct pool_place place = { .node = NUMA_NO_NODE };
	bool met = ExtendedParameters || !ExtendedParametersCount;
	void *p = NULL;
	ULONG i;

	for (i = 0; met && i < ExtendedParametersCount; i++)
		met = pool_parameter_apply(&place, Flags, &ExtendedParameters[i]) ||
		      ExtendedParameters[i].Optional;
	if (met)
		p = pool_alloc_flags(Flags, NumberOfBytes, Tag, &place);
	return pool_or_raise(p, Flags & POOL_FLAG_RAISE_ON_FAILURE);
}
VMBKMCL_EXPORT(ExAllocatePool3);

PVOID ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag)
{
	return ExAllocatePool3(Flags, NumberOfBytes, Tag, NULL, 0);
}
VMBKMCL_EXPORT(ExAllocatePool2);

static void *pool_alloc_type(POOL_TYPE type, SIZE_T bytes, bool zero)
{
	return pool_or_raise(pool_alloc(bytes, zero, type & NonPagedPoolCacheAligned),
			     type & POOL_RAISE_IF_ALLOCATION_FAILURE);
}

PVOID ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
	return pool_alloc_type(PoolType, NumberOfBytes, false);
}
VMBKMCL_EXPORT(ExAllocatePoolWithTag);

PVOID ExAllocatePoolZero(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
	return pool_alloc_type(PoolType, NumberOfBytes, true);
}
VMBKMCL_EXPORT(ExAllocatePoolZero);

VOID ExFreePool(PVOID P)
{
	if (!P)
		return;
	atomic_long_dec(&pool_outstanding);
	pool_free(P);
}
VMBKMCL_EXPORT(ExFreePool);

VOID ExFreePoolWithTag(PVOID P, ULONG Tag)
{
	ExFreePool(P);
}
VMBKMCL_EXPORT(ExFreePoolWithTag);

void vmbkmcl_pool_exit(void)
{
	long left = vmbkmcl_pool_outstanding();

	if (left)
		pr_warn("%ld pool allocations were never freed\n", left);
}
