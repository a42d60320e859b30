// SPDX-License-Identifier: GPL-2.0-only
/*
 * mdl_alloc.c - MDLs that own their pages.
 *
 * Chunks of several pages are split at once, so that afterwards each page is
 * freed on its own, in whatever order a driver has shuffled the array.
 */
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/sizes.h>

#include <vmbkmcl/nt/mdl.h>
#include <vmbkmcl/nt/pool.h>

#include "../compat/export.h"
#include "nt.h"

/* Each of them has pages of the next, too, when its own are all taken. */
static const gfp_t mdl_zones[] = { 0, GFP_DMA32, GFP_DMA };

/**
 * struct mdl_request - what MmAllocatePagesForMdlEx() was asked for
 * @low: first page frame allowed
 * @high: last page frame allowed
 * @pages: of a chunk
 * @zone: of mdl_zones, where there may be some
 * @gfp: how to allocate there
 */
struct mdl_request {
	unsigned long low;
	unsigned long high;
	unsigned long pages;
	unsigned int zone;
	gfp_t gfp;
};

/* The zone that is sure to lie below @high, or the normal one. */
static unsigned int mdl_zone(unsigned long high)
{
	if (high < PFN_DOWN(SZ_16M))
		return 2;
	return high < PFN_DOWN(SZ_4G) ? 1 : 0;
}

/* The bytes of a chunk; 0: there can be none. */
static SIZE_T mdl_chunk(SIZE_T total, LONGLONG skip, ULONG flags)
{
	if (!(flags & MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS))
		return PAGE_SIZE;
	if (!skip)
		return total;
	return skip >= PAGE_SIZE && is_power_of_2(skip) && !(total & (skip - 1)) ? skip : 0;
}

static bool mdl_request_init(struct mdl_request *req, PHYSICAL_ADDRESS low,
			     PHYSICAL_ADDRESS high, SIZE_T chunk, ULONG flags)
{
	if (!chunk || get_order(chunk) > 10)
		return false;
	req->low = low.QuadPart >> PAGE_SHIFT;
	req->high = (ULONGLONG)high.QuadPart >> PAGE_SHIFT;
	req->pages = chunk >> PAGE_SHIFT;
	req->zone = mdl_zone(req->high);
	req->gfp = flags & MM_ALLOCATE_NO_WAIT || !vmbkmcl_may_sleep() ?
		GFP_NOWAIT | __GFP_NOWARN : vmbkmcl_gfp_large();
	if (!(flags & MM_DONT_ZERO_ALLOCATION))
		req->gfp |= __GFP_ZERO;
	return true;
}

/*
 * Pages in a row that are allowed, or NULL. Where a zone has some that lie too high, the
 * next may still have others.
 */
static struct page *mdl_find_pages(struct mdl_request *req, unsigned int order)
{
	struct page *page;
	unsigned long pfn;

	for (; req->zone < ARRAY_SIZE(mdl_zones); req->zone++) {
		page = alloc_pages(req->gfp | mdl_zones[req->zone], order);
		if (!page)
			return NULL;
		pfn = page_to_pfn(page);
		if (pfn >= req->low && pfn + req->pages - 1 <= req->high)
			return page;
		__free_pages(page, order);
	}
	return NULL;
}

/* Add one chunk to the array; false when there is none to be had. */
static bool mdl_alloc_chunk(PMDL mdl, struct mdl_request *req, ULONG *have)
{
	unsigned int order = get_order(req->pages << PAGE_SHIFT);
	struct page *page = mdl_find_pages(req, order);
	PPFN_NUMBER pfns = MmGetMdlPfnArray(mdl);
	unsigned long i;

	if (!page)
		return false;
	if (order)
		split_page(page, order);
	for (i = 0; i < req->pages; i++)
		pfns[(*have)++] = page_to_pfn(page + i);
	/* What is behind a chunk of any number of pages. */
	for (; i < 1ul << order; i++)
		__free_page(page + i);
	return true;
}

static void mdl_free_pages(PMDL mdl, ULONG pages)
{
	PPFN_NUMBER pfns = MmGetMdlPfnArray(mdl);
	ULONG i;

	for (i = 0; i < pages; i++)
		__free_page(pfn_to_page(pfns[i]));
}

PMDL MmAllocatePagesForMdlEx(PHYSICAL_ADDRESS LowAddress,
			     PHYSICAL_ADDRESS HighAddress,
			     PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes,
			     MEMORY_CACHING_TYPE CacheType, ULONG Flags)
{
	SIZE_T total = ROUND_TO_PAGES(TotalBytes);
	SIZE_T chunk = mdl_chunk(total, SkipBytes.QuadPart, Flags);
	struct mdl_request req;
	ULONG wanted, have = 0;
	PMDL mdl;

	if (CacheType != MmCached || !total || total > MAXULONG ||
	    !mdl_request_init(&req, LowAddress, HighAddress, chunk, Flags))
		return NULL;
	wanted = total >> PAGE_SHIFT;
	mdl = ExAllocatePoolZero(NonPagedPoolNx, MmSizeOfMdl(NULL, total), 0x206c644d);
	if (!mdl)
		return NULL;
	while (have < wanted && mdl_alloc_chunk(mdl, &req, &have))
		;
	if (!have || (have < wanted && Flags & MM_ALLOCATE_FULLY_REQUIRED)) {
		mdl_free_pages(mdl, have);
		ExFreePool(mdl);
		return NULL;
	}
	MmInitializeMdl(mdl, NULL, (SIZE_T)have << PAGE_SHIFT);
	mdl->MdlFlags |= MDL_PAGES_LOCKED;
	return mdl;
}
VMBKMCL_EXPORT(MmAllocatePagesForMdlEx);

PMDL MmAllocatePagesForMdl(PHYSICAL_ADDRESS LowAddress,
			   PHYSICAL_ADDRESS HighAddress,
			   PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes)
{
	return MmAllocatePagesForMdlEx(LowAddress, HighAddress, SkipBytes,
				       TotalBytes, MmCached, 0);
}
VMBKMCL_EXPORT(MmAllocatePagesForMdl);

VOID MmFreePagesFromMdl(PMDL MemoryDescriptorList)
{
	PMDL mdl = MemoryDescriptorList;

	if (WARN_ON_ONCE(!(mdl->MdlFlags & MDL_PAGES_LOCKED) || mdl->StartVa))
		return;
	if (mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
		MmUnmapLockedPages(mdl->MappedSystemVa, mdl);
	mdl_free_pages(mdl, mdl->ByteCount >> PAGE_SHIFT);
	mdl->MdlFlags &= ~MDL_PAGES_LOCKED;
	mdl->ByteCount = 0;
}
VMBKMCL_EXPORT(MmFreePagesFromMdl);
