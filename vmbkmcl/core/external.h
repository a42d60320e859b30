/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * external.h - external data of outgoing packets.
 */
#ifndef VMBKMCL_CORE_EXTERNAL_H
#define VMBKMCL_CORE_EXTERNAL_H

#include "../bus/transport.h"
#include "../ring/packet.h"
#include "config.h"

/**
 * struct vmbkmcl_external - external data of a packet, as the caller gave it
 *
 * All members belong to the packet's sender while it prepares the send, are under
 * tx.lock while the packet is queued or in flight, and then belong to the context that
 * ends the packet.
 *
 * @mdl: first MDL of the chain, or NULL
 * @offset: bytes to skip at its start
 * @length: bytes in all, from MDLs or pages
 * @force: only the first MDL counts, up to the end of its last page
 * @pfns: page frame numbers instead of MDLs, or NULL
 * @pfn_count: how many
 * @pfn_room: where @pfns are copied when the packet queues; constant
 * @direction: which way the data goes
 * @ranges: ranges on the wire
 * @wire_size: bytes of struct vmbus_gpa_direct and all ranges
 * @mapped: the ranges with the page numbers that the peer is to use, while the transport
 *	has mapped them for it; NULL otherwise, see external_map.h
 * @offer: the offer that @mapped is for
 */
struct vmbkmcl_external {
	PMDL mdl;
	u32 offset;
	u32 length;
	bool force;
	const PFN_NUMBER *pfns;
	u32 pfn_count;
	PFN_NUMBER *pfn_room;
	enum vmbkmcl_direction direction;
	u32 ranges;
	u32 wire_size;
	struct vmbus_gpa_direct *mapped;
	struct vmbkmcl_offer *offer;
};

/*
 * Fill @external and compute its size on the wire. Any context. Returns 0 or:
 * -EINVAL it describes nothing, more than there is, or an MDL whose pages are not known;
 * -EMSGSIZE it exceeds the channel's limits.
 */
int vmbkmcl_external_mdl(const struct vmbkmcl_config *config,
			 struct vmbkmcl_external *external, PMDL mdl,
			 u32 offset, u32 length, bool force);
int vmbkmcl_external_pfns(const struct vmbkmcl_config *config,
			  struct vmbkmcl_external *external,
			  const PFN_NUMBER *pfns, u32 count);
/* Write struct vmbus_gpa_direct and the ranges: exactly wire_size bytes. */
void vmbkmcl_external_write(const struct vmbkmcl_external *external, void *wire);
/* vmbkmcl_range_write() copies them as they are. */
static_assert(sizeof(PFN_NUMBER) == sizeof(u64));

/* One MDL as a whole: its size on the wire, and what vmbkmcl_external_write() writes. */
static inline u32 vmbkmcl_external_mdl_size(const MDL *mdl)
{
	return sizeof(struct vmbus_gpa_direct) +
	       vmbkmcl_range_size(mdl->ByteOffset % VMBUS_PAGE_SIZE, mdl->ByteCount);
}

static inline void vmbkmcl_external_write_mdl(const MDL *mdl, void *wire)
{
	struct vmbus_gpa_direct *gpa = wire;

	gpa->reserved = 0;
	gpa->range_count = 1;
	vmbkmcl_range_write((void *)(gpa + 1), MmGetMdlPfnArray((PMDL)mdl),
			    mdl->ByteOffset, mdl->ByteCount);
}

/* The packet queues: it must not depend on the caller's array of PFNs. */
void vmbkmcl_external_keep(struct vmbkmcl_external *external);
/* Most page frame numbers that one packet of this channel can describe. */
u32 vmbkmcl_external_max_pfns(const struct vmbkmcl_config *config);

#endif /* VMBKMCL_CORE_EXTERNAL_H */
