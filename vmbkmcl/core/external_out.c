// SPDX-License-Identifier: GPL-2.0-only
/*
 * external_out.c - external data of outgoing packets: MDLs and PFNs to GPA ranges.
 *
 * Each MDL of a chain becomes one range, an array of PFNs one range. Their size is
 * checked against the channel's limits first; the ranges are written straight into
 * the ring later.
 */
#include <linux/mm.h>

#include "../ring/packet.h"
#include "external.h"

/* Pages that the largest packet can name. */
#define PACKET_PAGES_MAX	(VMBUS_PACKET_MAX / sizeof(u64))

u32 vmbkmcl_external_max_pfns(const struct vmbkmcl_config *config)
{
	u32 bytes = READ_ONCE(config->max_external);

	/* A larger limit is that of the packet, which the send looks at. */
	bytes = min_t(u32, bytes, PACKET_PAGES_MAX * VMBUS_PAGE_SIZE);
	return DIV_ROUND_UP(bytes, VMBUS_PAGE_SIZE) + 1;
}

/*
 * The part of @mdl that belongs to the external data. @skip and @left are the bytes
 * that remain to be skipped and taken; with @force the MDL extends to the end of its
 * last page. Returns the length, 0 for none, and in @start the offset from the start of
 * the MDL's first page.
 */
static u32 mdl_part(const MDL *mdl, u32 *skip, u32 *left, bool force, u32 *start)
{
	u32 count = mdl->ByteCount;
	u32 length;

	if (force)
		count = PAGE_ALIGN(mdl->ByteOffset + count) - mdl->ByteOffset;
	if (*skip >= count) {
		*skip -= count;
		return 0;
	}
	*start = mdl->ByteOffset + *skip;
	length = min(count - *skip, *left);
	*skip = 0;
	*left -= length;
	return length;
}

/* With a forced length the first MDL is all there is. */
static PMDL mdl_next(const MDL *mdl, bool force)
{
	return force ? NULL : mdl->Next;
}

int vmbkmcl_external_mdl(const struct vmbkmcl_config *config,
			 struct vmbkmcl_external *external, PMDL mdl,
			 u32 offset, u32 length, bool force)
{
	u32 skip = offset, left, chain = 0, start = 0;
	u64 total = 0;
	PMDL each;

	for (each = mdl; each; each = mdl_next(each, force)) {
		if (++chain > config->max_chain)
			return -EMSGSIZE;
		/* Never locked: its page numbers mean nothing. */
		if (!(each->MdlFlags & VMBKMCL_MDL_PAGES_KNOWN))
			return -EINVAL;
		total += each->ByteCount;
	}
	/* Without a length: to the end of the chain. */
	if (!length) {
		if (total <= offset || total - offset > U32_MAX)
			return -EINVAL;
		length = total - offset;
	}
	if (length > config->max_external)
		return -EMSGSIZE;

	external->mdl = mdl;
	external->pfns = NULL;
	external->offset = offset;
	external->length = length;
	external->force = force;
	external->ranges = 0;
	external->wire_size = sizeof(struct vmbus_gpa_direct);
	for (each = mdl, left = length; each && left; each = mdl_next(each, force)) {
		u32 part = mdl_part(each, &skip, &left, force, &start);

		if (!part)
			continue;
		external->ranges++;
		external->wire_size += vmbkmcl_range_size(start % VMBUS_PAGE_SIZE, part);
	}
	return left ? -EINVAL : 0;
}

int vmbkmcl_external_pfns(const struct vmbkmcl_config *config,
			  struct vmbkmcl_external *external,
			  const PFN_NUMBER *pfns, u32 count)
{
	if (!count)
		return -EINVAL;
	if (count > config->max_external / VMBUS_PAGE_SIZE)
		return -EMSGSIZE;
	external->pfns = pfns;
	external->pfn_count = count;
	external->length = count * VMBUS_PAGE_SIZE;
	external->ranges = 1;
	external->wire_size = sizeof(struct vmbus_gpa_direct) +
			      vmbkmcl_range_size(0, external->length);
	return 0;
}

void vmbkmcl_external_write(const struct vmbkmcl_external *external, void *wire)
{
	u32 skip = external->offset, left = external->length, start = 0;
	struct vmbus_gpa_direct *gpa = wire;
	struct vmbus_gpa_range *range = (void *)(gpa + 1);
	PMDL mdl;

	if (unlikely(external->mapped)) {
		memcpy(wire, external->mapped, external->wire_size);
		return;
	}
	gpa->reserved = 0;
	gpa->range_count = external->ranges;
	if (external->pfns) {
		vmbkmcl_range_write(range, external->pfns, 0, external->length);
		return;
	}
	for (mdl = external->mdl; left; mdl = mdl->Next) {
		u32 part = mdl_part(mdl, &skip, &left, external->force, &start);

		if (part)
			range = vmbkmcl_range_write(range, MmGetMdlPfnArray(mdl),
						    start, part);
	}
}

void vmbkmcl_external_keep(struct vmbkmcl_external *external)
{
	if (!external->pfns)
		return;
	memcpy(external->pfn_room, external->pfns,
	       external->pfn_count * sizeof(*external->pfns));
	external->pfns = external->pfn_room;
}
