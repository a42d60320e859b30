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

/**
 * struct mdl_request - what MmAllocatePagesForMdlEx() was asked for
 * @low: first page frame allowed
 * @high: last page frame allowed
 * @order: pages of a chunk, as a power of two
 * @gfp: how to allocate
 */
struct mdl_request {
	unsigned long low;
	unsigned long high;
	unsigned int order;
	gfp_t gfp;
};

/* The zone that is sure to lie below @high, or the normal one. */
static gfp_t mdl_zone(unsigned long high)
{
	if (high < PFN_DOWN(SZ_16M))
		return GFP_DMA;
	if (high < PFN_DOWN(SZ_4G))
		return GFP_DMA32;
	return 0;
}

static bool mdl_request_init(struct mdl_request *req, PHYSICAL_ADDRESS low,
			     PHYSICAL_ADDRESS high, SIZE_T chunk, ULONG flags)
{
	SIZE_T pages = PAGE_ALIGN(chunk) >> PAGE_SHIFT;

	req->low = low.QuadPart >> PAGE_SHIFT;
	req->high = (ULONGLONG)high.QuadPart >> PAGE_SHIFT;
	req->order = 0;
	if (flags & MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS) {
		if (!is_power_of_2(pages) || ilog2(pages) > 10)
			return false;
		req->order = ilog2(pages);
	}
	req->gfp = flags & MM_ALLOCATE_NO_WAIT || !vmbkmcl_may_sleep() ?
		GFP_NOWAIT | __GFP_NOWARN : vmbkmcl_gfp_large();
	req->gfp |= mdl_zone(req->high);
	if (!(flags & MM_DONT_ZERO_ALLOCATION))
		req->gfp |= __GFP_ZERO;
	return true;
}

/* Add one chunk to the array; false when there is none to be had. */
static bool mdl_alloc_chunk(PMDL mdl, const struct mdl_request *req, ULONG *have)
{
	PPFN_NUMBER pfns = MmGetMdlPfnArray(mdl);
	unsigned long i, count = 1ul << req->order;
	struct page *page = alloc_pages(req->gfp, req->order);
	unsigned long pfn;

	if (!page)
		return false;
	pfn = page_to_pfn(page);
	if (pfn < req->low || pfn + count - 1 > req->high) {
		__free_pages(page, req->order);
		return false;
	}
	if (req->order)
		split_page(page, req->order);
	for (i = 0; i < count; i++)
		pfns[(*have)++] = pfn + i;
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
	SIZE_T chunk = SkipBytes.QuadPart ? SkipBytes.QuadPart : total;
	struct mdl_request req;
	ULONG wanted, have = 0;
	PMDL mdl;

	if (CacheType != MmCached || !total || total > MAXULONG ||
	    !mdl_request_init(&req, LowAddress, HighAddress, chunk, Flags))
		return NULL;
	wanted = total >> PAGE_SHIFT;
	if (wanted & ((1ul << req.order) - 1))
		return NULL;
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
