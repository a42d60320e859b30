// SPDX-License-Identifier: GPL-2.0-only
/*
 * external_in.c - external data of incoming packets: GPA ranges to MDLs.
 *
 * Only where the peer's memory is this kernel's, as on the loopback bus. The
 * pages are the sender's: it keeps them until the packet is completed, and the
 * transport does not let the sender's channel close before that.
 */
#include <linux/mm.h>

#include "../nt/nt.h"
#include "../ring/packet.h"
#include "incoming.h"

/* Bytes of the largest MDL that is allocated in softirq context. */
#define EXTERNAL_ATOMIC_MAX	PAGE_SIZE

static void chain_free(PMDL mdl)
{
	PMDL next;

	for (; mdl; mdl = next) {
		next = mdl->Next;
		if (mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
			MmUnmapLockedPages(mdl->MappedSystemVa, mdl);
		IoFreeMdl(mdl);
	}
}

/*
 * An MDL of a range, or NULL. It has no references to the pages: MDL_PARTIAL says
 * that they are kept elsewhere, MDL_PAGES_LOCKED that they stay in place.
 */
static PMDL range_mdl(const struct vmbus_gpa_range *range, bool read_only)
{
	/* Of the address only its offset in a page is used. */
	PMDL mdl = IoAllocateMdl((PVOID)(ULONG_PTR)range->offset, range->length,
				 FALSE, FALSE, NULL);
	u32 pages = vmbkmcl_range_pages(range->offset, range->length);
	PPFN_NUMBER pfns;
	u32 i;

	if (!mdl)
		return NULL;
	pfns = MmGetMdlPfnArray(mdl);
	for (i = 0; i < pages; i++)
		pfns[i] = range->pfn[i];
	mdl->MdlFlags |= MDL_PARTIAL | MDL_PAGES_LOCKED;
	if (!read_only)
		mdl->MdlFlags |= MDL_WRITE_OPERATION;
	return mdl;
}

/* Are the pages that the peer names memory, and not a hole or a device? */
static bool range_is_memory(const struct vmbus_gpa_range *range)
{
	u32 pages = vmbkmcl_range_pages(range->offset, range->length);
	u32 i;

	for (i = 0; i < pages; i++) {
		if (!pfn_valid(range->pfn[i]))
			return false;
	}
	return true;
}

static bool range_fits_atomic(const struct vmbus_gpa_range *range)
{
	return MmSizeOfMdl((PVOID)(ULONG_PTR)range->offset, range->length) <=
	       EXTERNAL_ATOMIC_MAX;
}

/* -EAGAIN: there may be enough memory in process context. */
static int chain_build(const struct vmbkmcl_incoming *in, bool read_only,
		       PMDL *chain)
{
	const struct vmbus_gpa_range *range = in->ranges.first;
	bool atomic = !vmbkmcl_may_sleep();
	PMDL first = NULL, *end = &first;
	int error;
	u32 i;

	for (i = 0; i < in->ranges.count; i++, range = vmbkmcl_range_next(range)) {
		error = -EINVAL;
		if (!range_is_memory(range))
			goto fail;
		error = atomic ? -EAGAIN : -ENOMEM;
		if (atomic && !range_fits_atomic(range))
			goto fail;
		*end = range_mdl(range, read_only);
		if (!*end)
			goto fail;
		end = &(*end)->Next;
	}
	*chain = first;
	return 0;
fail:
	chain_free(first);
	return error;
}

int vmbkmcl_external_get(struct vmbkmcl_incoming *in, bool read_only)
{
	PMDL chain;
	int error;

	if (READ_ONCE(in->external))
		return 0;
	error = chain_build(in, read_only, &chain);
	if (error)
		return error;
	/* Two threads of the owner's may ask at a time. */
	if (cmpxchg(&in->external, NULL, chain))
		chain_free(chain);
	return 0;
}

void vmbkmcl_external_release(struct vmbkmcl_incoming *in)
{
	chain_free(in->external);
	in->external = NULL;
}
