/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gpadl.h - GPADLs: memory that a channel lends to its peer, or has mapped of its
 * peer's; and the device's memory window.
 *
 * Process context, no lock held.
 */
#ifndef VMBKMCL_CORE_GPADL_H
#define VMBKMCL_CORE_GPADL_H

#include "channel.h"

void vmbkmcl_gpadl_init(struct vmbkmcl_channel *channel);
/* From EvtChannelOpened on there may be GPADLs. */
void vmbkmcl_gpadl_open(struct vmbkmcl_channel *channel);
/* Delete the GPADLs that the owner has not deleted by the end of EvtChannelClosed. */
void vmbkmcl_gpadl_reap(struct vmbkmcl_channel *channel);

/*
 * Lend what @memory describes. Its array of pages belongs to the GPADL from here on, or
 * is freed on failure, by kvfree(). -ENOTCONN while the channel is not open.
 */
int vmbkmcl_gpadl_create(struct vmbkmcl_channel *channel,
			 const struct vmbkmcl_gpadl_memory *memory, u32 *handle);
/* False when the channel has no GPADL @handle. */
bool vmbkmcl_gpadl_delete(struct vmbkmcl_channel *channel, u32 handle);

/*
 * The offer, or NULL if the channel is not open or its GPADLs were reaped. With
 * gpadl_mutex held, which keeps the channel from releasing the offer.
 */
struct vmbkmcl_offer *vmbkmcl_gpadl_offer(struct vmbkmcl_channel *channel);

/* See ops->mmio; -ENOTCONN while the channel is not open. */
int vmbkmcl_gpadl_mmio(struct vmbkmcl_channel *channel, u64 *address, u64 *size);

/* gpadl_map.c: GPADLs of the client's that a server has mapped. */

void vmbkmcl_mappings_init(struct vmbkmcl_channel *channel);
/* -ENOTCONN, -ENOMEM, or what ops->gpadl_map returns. */
int vmbkmcl_mapping_create(struct vmbkmcl_channel *channel, u32 handle,
			   bool write, PMDL *mdl);
/* False when the server has not mapped @handle. */
bool vmbkmcl_mapping_delete(struct vmbkmcl_channel *channel, u32 handle);
/* Unmap the GPADLs that the owner has not unmapped by the end of EvtChannelClosed. */
void vmbkmcl_mappings_reap(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_CORE_GPADL_H */
