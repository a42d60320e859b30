// SPDX-License-Identifier: GPL-2.0-only
/*
 * external_map.c - external data that the peer cannot access as it is.
 *
 * The ranges that go into the ring are first written into memory of their own. There the
 * transport replaces the page numbers of the owner's memory by those that the peer is to
 * use. The result is copied into the ring, and kept: it says later what to unmap.
 */
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "../bus/transport.h"
#include "external_map.h"
#include "tx_write.h"

int vmbkmcl_external_map(struct vmbkmcl_offer *offer,
			 struct vmbkmcl_external *external)
{
	struct vmbus_gpa_direct *ranges;
	int error;

	ranges = kmalloc(external->wire_size, GFP_ATOMIC | __GFP_NOWARN);
	if (!ranges)
		return -ENOMEM;
	vmbkmcl_external_write(external, ranges);
	error = offer->transport->ops->external_map(offer, ranges,
						    external->direction);
	if (error) {
		kfree(ranges);
		return error;
	}
	external->offer = offer;
	external->mapped = ranges;
	return 0;
}

void vmbkmcl_external_unmap(struct vmbkmcl_external *external, bool done)
{
	struct vmbkmcl_offer *offer = external->offer;

	offer->transport->ops->external_unmap(offer, external->mapped,
					      external->direction, done);
	kfree(external->mapped);
	external->mapped = NULL;
}

/*
 * Map one packet of the queue: it may be large, and others wait for the lock meanwhile.
 * False: none is left.
 */
static bool queue_map_one(struct vmbkmcl_channel *channel, struct list_head *ended)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_tx_entry *entry;
	int error;

	lockdep_assert_held(&tx->lock);

	list_for_each_entry(entry, &tx->queue, node) {
		if (!entry->external || entry->external->mapped)
			continue;
		error = vmbkmcl_external_map(channel->offer, entry->external);
		if (error) {
			queue_del(tx, entry);
			end_later(entry, error, ended);
		}
		return true;
	}
	return false;
}

void vmbkmcl_external_map_queue(struct vmbkmcl_channel *channel,
				struct list_head *ended)
{
	struct vmbkmcl_tx *tx = &channel->tx;

	while (queue_map_one(channel, ended)) {
		spin_unlock_irq(&tx->lock);
		cond_resched();
		spin_lock_irq(&tx->lock);
	}
}

/* The offer, if external data is to be mapped for its peer now; NULL otherwise. */
static struct vmbkmcl_offer *offer_to_map_for(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx *tx = &channel->tx;
	struct vmbkmcl_offer *offer;
	unsigned long flags;

	spin_lock_irqsave(&tx->lock, flags);
	offer = tx->maps && tx_is_up(tx) ? channel->offer : NULL;
	spin_unlock_irqrestore(&tx->lock, flags);
	return offer;
}

/*
 * The channel may start or close between the mapping and the send. The send is then
 * refused with -EAGAIN, and the next turn of the loop looks again. In the RCU read-side
 * section the channel cannot release its offer, see vmbkmcl_tx_close().
 */
int vmbkmcl_external_send(struct vmbkmcl_channel *channel,
			  struct vmbkmcl_tx_entry *entry, enum vmbkmcl_tx_mode mode)
{
	struct vmbkmcl_offer *offer;
	int error;

	do {
		rcu_read_lock();
		offer = offer_to_map_for(channel);
		error = offer ? vmbkmcl_external_map(offer, entry->external) : 0;
		if (!error) {
			error = vmbkmcl_tx_send(channel, entry, mode);
			/* Otherwise it may have ended already. */
			if (error)
				vmbkmcl_external_end(entry->external, error);
		}
		rcu_read_unlock();
	} while (error == -EAGAIN);
	return error;
}
