// SPDX-License-Identifier: GPL-2.0-only
/*
 * external_in.c - external data of incoming packets: GPA ranges to MDLs.
 *
 * Only where the peer's memory is this kernel's, as on the loopback bus. The
 * pages are the sender's: it keeps them until the packet is completed, and a
 * transport lets no sender close before that.
 */
#include <linux/mm.h>

#include "../compat/compat.h"
#include "incoming.h"

/* From softirq context no MDL larger than this is asked for. */
#define EXTERNAL_ATOMIC_MAX	PAGE_SIZE

/* Most bytes that one packet may describe: what a ULONG can count. */
#define EXTERNAL_TOTAL_MAX	U32_MAX

static u32 range_pages(u32 offset, u32 length)
{
	return ((u64)offset + length + VMBUS_PAGE_SIZE - 1) >> VMBUS_PAGE_SHIFT;
}

int vmbkmcl_ranges_check(const void *ranges, u32 size, u32 count)
{
	u64 total = 0;
	u32 used = 0;

	if (!count)
		return -EBADMSG;
	while (count--) {
		const struct vmbus_gpa_range *range = ranges + used;
		u32 left = size - used, pages;

		if (left < sizeof(*range))
			return -EBADMSG;
		if (!range->length || range->offset >= VMBUS_PAGE_SIZE)
			return -EBADMSG;
		total += range->length;
		if (total > EXTERNAL_TOTAL_MAX)
			return -EBADMSG;
		pages = range_pages(range->offset, range->length);
		if (pages > (left - sizeof(*range)) / sizeof(range->pfn[0]))
			return -EBADMSG;
		used += sizeof(*range) + pages * sizeof(range->pfn[0]);
	}
	return used;
}

static const struct vmbus_gpa_range *
range_next(const struct vmbus_gpa_range *range)
{
	return (const void *)&range->pfn[range_pages(range->offset,
						     range->length)];
}

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
 * that they are somebody else's, MDL_PAGES_LOCKED that they stay.
 */
static PMDL range_mdl(const struct vmbus_gpa_range *range, bool read_only)
{
	/* Only the offset in its page counts of the address. */
	PMDL mdl = IoAllocateMdl((PVOID)(ULONG_PTR)range->offset, range->length,
				 FALSE, FALSE, NULL);
	u32 pages = range_pages(range->offset, range->length);
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
	u32 pages = range_pages(range->offset, range->length);
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

/* -EAGAIN: there would be a chance in process context. */
static int chain_build(const struct vmbkmcl_incoming *in, bool read_only,
		       PMDL *chain)
{
	const struct vmbus_gpa_range *range = in->ranges;
	bool atomic = !vmbkmcl_may_sleep();
	PMDL first = NULL, *end = &first;
	int error;
	u32 i;

	for (i = 0; i < in->range_count; i++, range = range_next(range)) {
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

/* To be presented again in process context; only while it is presented. */
static bool present_again(struct vmbkmcl_incoming *in)
{
	int flags = atomic_read(&in->flags);

	do {
		if (!(flags & VMBKMCL_IN_PRESENTING) || flags & VMBKMCL_IN_DONE)
			return false;
	} while (!atomic_try_cmpxchg(&in->flags, &flags,
				     flags | VMBKMCL_IN_DEFERRED));
	return true;
}

NTSTATUS VmbChannelPacketGetExternalData(VMBPACKETCOMPLETION PacketCompletion,
					 UINT32 Flags, PMDL *Mdl)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(PacketCompletion,
							   __func__);
	int error;

	if (!in)
		return STATUS_INVALID_PARAMETER_1;
	if (Flags & ~VMBUS_CHANNEL_PACKET_EXTERNAL_DATA_FLAGS)
		return STATUS_INVALID_PARAMETER_2;
	if (!Mdl)
		return STATUS_INVALID_PARAMETER_3;
	if (!in->has_external)
		return STATUS_INVALID_PARAMETER;

	if (!in->external) {
		error = chain_build(in, Flags & VMBUS_CHANNEL_PACKET_EXTERNAL_DATA_FLAG_READ_ONLY,
				    &in->external);
		if (error == -EAGAIN && present_again(in))
			return STATUS_PENDING;
		if (error)
			return error == -EINVAL ? STATUS_DATA_ERROR :
						  STATUS_INSUFFICIENT_RESOURCES;
	}
	*Mdl = in->external;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbChannelPacketGetExternalData);

void vmbkmcl_external_release(struct vmbkmcl_incoming *in)
{
	chain_free(in->external);
	in->external = NULL;
}
