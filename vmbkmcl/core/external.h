/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * external.h - external data of outgoing packets.
 */
#ifndef VMBKMCL_CORE_EXTERNAL_H
#define VMBKMCL_CORE_EXTERNAL_H

#include "config.h"

/**
 * struct vmbkmcl_external - external data of a packet, as the caller gave it
 *
 * All members belong to the packet's sender while it prepares the send, and are
 * under tx.lock while the packet is queued.
 *
 * @mdl: first MDL of the chain, or NULL
 * @offset: bytes to skip at its start
 * @length: bytes in all, of whatever kind it is
 * @force: of the first MDL alone, up to its last page's end
 * @pfns: page frame numbers instead of MDLs, or NULL
 * @pfn_count: how many
 * @pfn_room: where @pfns are copied when the packet queues; constant
 * @ranges: ranges on the wire
 * @wire_size: bytes of struct vmbus_gpa_direct and all ranges
 */
struct vmbkmcl_external {
	PMDL mdl;
	u32 offset;
	u32 length;
	bool force;
	const PFN_NUMBER *pfns;
	u32 pfn_count;
	PFN_NUMBER *pfn_room;
	u32 ranges;
	u32 wire_size;
};

/*
 * Fill @external and compute its size on the wire. Any context. Returns 0 or:
 * -EINVAL it describes nothing, or more than there is; -EMSGSIZE it exceeds
 * the channel's limits.
 */
int vmbkmcl_external_mdl(const struct vmbkmcl_config *config,
			 struct vmbkmcl_external *external, PMDL mdl,
			 u32 offset, u32 length, bool force);
int vmbkmcl_external_pfns(const struct vmbkmcl_config *config,
			  struct vmbkmcl_external *external,
			  const PFN_NUMBER *pfns, u32 count);
/* Write struct vmbus_gpa_direct and the ranges: exactly wire_size bytes. */
void vmbkmcl_external_write(const struct vmbkmcl_external *external, void *wire);
/* The packet queues: it must not depend on the caller's array of PFNs. */
void vmbkmcl_external_keep(struct vmbkmcl_external *external);
/* Most page frame numbers that one packet of this channel can describe. */
u32 vmbkmcl_external_max_pfns(const struct vmbkmcl_config *config);

#endif /* VMBKMCL_CORE_EXTERNAL_H */
