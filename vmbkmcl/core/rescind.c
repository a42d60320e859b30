// SPDX-License-Identifier: GPL-2.0-only
/*
 * rescind.c - an offer is withdrawn: the channel that has it closes.
 */
#include <linux/wait.h>

#include "offer.h"
#include "state_kick.h"

/* The channel may have been enabled again before it released the offer. */
static void rescind_channel(struct vmbkmcl_channel *channel, u32 life)
{
	spin_lock_irq(&channel->lock);
	if (channel->life == life)
		WRITE_ONCE(channel->rescinded, true);
	spin_unlock_irq(&channel->lock);
	/* Requests that wait for an answer would wait in vain. */
	vmbkmcl_tx_going_down(channel, life);
	vmbkmcl_state_kick(channel);
}

void vmbkmcl_offer_rescind(struct vmbkmcl_offer *offer)
{
	mutex_lock(&vmbkmcl_offers_mutex);
	offer->rescinded = true;
	if (offer->channel)
		rescind_channel(offer->channel, offer->life);
	mutex_unlock(&vmbkmcl_offers_mutex);

	wait_event(vmbkmcl_offer_released, !READ_ONCE(offer->channel));
	/* The channel that released it is done with it once we get the mutex. */
	mutex_lock(&vmbkmcl_offers_mutex);
	list_del_init(&offer->node);
	mutex_unlock(&vmbkmcl_offers_mutex);
}
