// SPDX-License-Identifier: GPL-2.0-only
/*
 * external_in.c - external data of incoming packets: GPA ranges to MDLs.
 *
 * Only where the peer's memory is this kernel's, as on the loopback bus. The
 * pages are the sender's: it keeps them until the packet is completed, and a
 * transport lets no sender close before that.
 */
#include <linux/mm.h>

#include "../nt/nt.h"
#include "../ring/packet.h"
#include "incoming.h"

/* From softirq context no MDL larger than this is asked for. */
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
 * The MDL of a range, or NULL. Its pages are not referenced: MDL_PARTIAL says
 * that another owner keeps them, MDL_PAGES_LOCKED that they stay.
 */
static PMDL range_mdl(const struct vmbus_gpa_range *range, bool read_only)
{
	/* Only the offset in its page counts of the address. */
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

/* Memory the peer names has to be memory, not a hole or a device. */
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

/* -EAGAIN: process context may have the memory that this context has not. */
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
	return in->external ? 0 : chain_build(in, read_only, &in->external);
}

void vmbkmcl_external_release(struct vmbkmcl_incoming *in)
{
	chain_free(in->external);
	in->external = NULL;
}
