// SPDX-License-Identifier: GPL-2.0-only
/*
 * rescind.c - an offer is rescinded: the channel that has it closes.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "offer.h"
#include "state.h"
#include "state_kick.h"

/*
 * @life: of the channel when it claimed the offer. It may have been enabled again before
 * it released the offer: then the next life goes on.
 */
static void rescind_channel(struct vmbkmcl_channel *channel, u32 life)
{
	spin_lock_irq(&channel->lock);
	if (channel->life == life)
		WRITE_ONCE(channel->rescinded, true);
	spin_unlock_irq(&channel->lock);
	/* Wake the senders of synchronous requests: no completion will come. */
	vmbkmcl_tx_going_down(channel, life);
	vmbkmcl_state_kick(channel);
}

/*
 * A transport may have one thread for all its rescinds, also those of other drivers'
 * devices. So the log names a channel whose owner keeps it from closing.
 */
static void report_owner(struct vmbkmcl_offer *offer, unsigned int waited)
{
	struct vmbkmcl_channel *channel;

	mutex_lock(&vmbkmcl_offers_mutex);
	channel = offer->channel;
	if (channel)
		pr_warn("channel %u (%s), type %pUl, instance %pUl: the offer was rescinded %u s ago, and the owner still uses it (state %s, %d packets not completed)\n",
			channel->id, channel->config.name, &offer->type,
			&offer->instance, waited,
			vmbkmcl_state_name(READ_ONCE(channel->state)),
			atomic_read(&channel->rx.held));
	mutex_unlock(&vmbkmcl_offers_mutex);
}

void vmbkmcl_offer_rescind(struct vmbkmcl_offer *offer)
{
	mutex_lock(&vmbkmcl_offers_mutex);
	WRITE_ONCE(offer->rescinded, true);
	if (offer->channel)
		rescind_channel(offer->channel, offer->life);
	mutex_unlock(&vmbkmcl_offers_mutex);

	vmbkmcl_wait_event(vmbkmcl_offer_released, !READ_ONCE(offer->channel), report_owner,
			   offer);
	/* The channel that released the offer may still hold the mutex. */
	mutex_lock(&vmbkmcl_offers_mutex);
	list_del_init(&offer->node);
	mutex_unlock(&vmbkmcl_offers_mutex);
}
