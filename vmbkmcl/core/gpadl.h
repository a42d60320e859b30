/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gpadl.h - what a channel asks of its peer while it is open: to use memory
 * that is lent to it, and where its own is.
 *
 * Process context, no lock held.
 */
#ifndef VMBKMCL_CORE_GPADL_H
#define VMBKMCL_CORE_GPADL_H

#include "channel.h"

void vmbkmcl_gpadl_init(struct vmbkmcl_channel *channel);
/* From EvtChannelOpened on there may be GPADLs. */
void vmbkmcl_gpadl_open(struct vmbkmcl_channel *channel);
/* Take back what the owner has not deleted by the end of EvtChannelClosed. */
void vmbkmcl_gpadl_reap(struct vmbkmcl_channel *channel);

/*
 * Lend what @memory describes. kvfree() frees its array of pages, which is ours from
 * here on, also on failure. -ENOTCONN while the channel is not open.
 */
int vmbkmcl_gpadl_create(struct vmbkmcl_channel *channel,
			 const struct vmbkmcl_gpadl_memory *memory, u32 *handle);
/* False when the channel has no GPADL @handle. */
bool vmbkmcl_gpadl_delete(struct vmbkmcl_channel *channel, u32 handle);

/*
 * The offer, or NULL if the channel is not open or its GPADLs were reaped. With
 * gpadl_mutex, which keeps the channel from releasing it.
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
/* Unmap what the owner has not by the end of EvtChannelClosed. */
void vmbkmcl_mappings_reap(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_CORE_GPADL_H */
