/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * external_map.h - external data that the peer cannot access as it is.
 *
 * Where an offer says so (struct vmbkmcl_offer.maps_external), the transport gives
 * the peer other memory, or another address, for the external data of a packet: from
 * when the channel is started, or the packet is sent, until the packet ends.
 */
#ifndef VMBKMCL_CORE_EXTERNAL_MAP_H
#define VMBKMCL_CORE_EXTERNAL_MAP_H

#include "tx.h"

struct vmbkmcl_offer;

/*
 * Map @external, which is not mapped. Any context, while @offer cannot go away. 0 or
 * what vmbkmcl_transport_ops.external_map returns.
 */
int vmbkmcl_external_map(struct vmbkmcl_offer *offer,
			 struct vmbkmcl_external *external);
/* Undo it. @done: what the peer has written counts. As above. */
void vmbkmcl_external_unmap(struct vmbkmcl_external *external, bool done);

/*
 * The channel is about to be up: map what was sent before there was a peer, and put onto
 * @ended what could not be. Called with tx.lock held, which it releases in between.
 */
void vmbkmcl_external_map_queue(struct vmbkmcl_channel *channel,
				struct list_head *ended);
/* Map the external data of @entry, if there is a peer already, and send it. */
int vmbkmcl_external_send(struct vmbkmcl_channel *channel,
			  struct vmbkmcl_tx_entry *entry, enum vmbkmcl_tx_mode mode);

/* vmbkmcl_tx_send(), which refuses what has to be mapped first. */
static inline int vmbkmcl_send(struct vmbkmcl_channel *channel,
			       struct vmbkmcl_tx_entry *entry,
			       enum vmbkmcl_tx_mode mode)
{
	int error = vmbkmcl_tx_send(channel, entry, mode);

	if (likely(error != -EAGAIN))
		return error;
	return vmbkmcl_external_send(channel, entry, mode);
}

/* The packet has ended, with @error: its memory is the owner's from here on. */
static inline void vmbkmcl_external_end(struct vmbkmcl_external *external, int error)
{
	if (unlikely(external && external->mapped))
		vmbkmcl_external_unmap(external, !error);
}

#endif /* VMBKMCL_CORE_EXTERNAL_MAP_H */
