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
 * Map @external, which is not mapped. Any context, while @offer cannot be released. 0,
 * -ENOMEM, or an error of vmbkmcl_transport_ops.external_map.
 */
int vmbkmcl_external_map(struct vmbkmcl_offer *offer,
			 struct vmbkmcl_external *external);
/* Undo that, in the same contexts. @done: copy back what the peer has written. */
void vmbkmcl_external_unmap(struct vmbkmcl_external *external, bool done);

/*
 * Sends are about to go into the ring: map what was queued before there was a peer, and
 * put onto @ended the entries that cannot be mapped. Called with tx.lock held, which it
 * releases in between.
 */
void vmbkmcl_external_map_queue(struct vmbkmcl_channel *channel,
				struct list_head *ended);
/* Map the external data of @entry, if there is a peer already, and send it. */
int vmbkmcl_external_send(struct vmbkmcl_channel *channel,
			  struct vmbkmcl_tx_entry *entry, enum vmbkmcl_tx_mode mode);

/* As vmbkmcl_tx_send(), but map external data first where it has to be. */
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
