// SPDX-License-Identifier: GPL-2.0-only
/*
 * offer.c - the registry of offers, and the channels that wait for one.
 *
 * The registry has the offers that a channel has claimed or that are bound to a driver
 * (driver.c). An offer that was refused, or has been rescinded, is not on it.
 *
 * Locks: a transport's own > vmbkmcl_offers_mutex > channel.lock.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "state_kick.h"
#include "offer.h"

DEFINE_MUTEX(vmbkmcl_offers_mutex);

/* The registry; vmbkmcl_offers_mutex. */
static LIST_HEAD(offers);
/* Channels that wait for an offer; vmbkmcl_offers_mutex. */
static LIST_HEAD(waiting);

/* Woken when a channel has released an offer. */
DECLARE_WAIT_QUEUE_HEAD(vmbkmcl_offer_released);

/* Is it bound to the device object that the channel was allocated for? */
static bool is_parents(const struct vmbkmcl_offer *offer,
		       const struct vmbkmcl_channel *channel)
{
	/* A function device object on top of the bus's has the same LinuxLink. */
	return offer->bound && channel->parent &&
	       channel->parent->LinuxLink == offer->bound;
}

static bool suits(const struct vmbkmcl_offer *offer,
		  const struct vmbkmcl_channel *channel)
{
	const struct vmbkmcl_config *config = &channel->config;

	if (offer->bound && !is_parents(offer, channel))
		return false;
	/* A channel without a target gets its parent device's offer. */
	if (!config->has_target)
		return offer->bound;
	return guid_equal(&config->type, &offer->type) &&
	       (config->any_instance ||
		guid_equal(&config->instance, &offer->instance));
}

static bool offer_claim(struct vmbkmcl_offer *offer,
			struct vmbkmcl_channel *channel)
{
	lockdep_assert_held(&vmbkmcl_offers_mutex);

	/* The transport's code has to stay while we may call it. */
	if (offer->rescinded || offer->missed || offer->channel ||
	    !try_module_get(offer->transport->owner))
		return false;
	offer->channel = channel;
	list_del_init(&channel->waiting_node);
	spin_lock_irq(&channel->lock);
	offer->life = channel->life;
	channel->rescinded = false;
	WRITE_ONCE(channel->offer, offer);
	spin_unlock_irq(&channel->lock);
	vmbkmcl_state_kick(channel);
	return true;
}

/* Claim @offer for a channel that waits for it. False: there is none. */
static bool offer_match(struct vmbkmcl_offer *offer)
{
	struct vmbkmcl_channel *channel;

	lockdep_assert_held(&vmbkmcl_offers_mutex);

	list_for_each_entry(channel, &waiting, waiting_node) {
		if (suits(offer, channel))
			return offer_claim(offer, channel);
	}
	return false;
}

int vmbkmcl_offer_hand_out(struct vmbkmcl_offer *offer)
{
	bool taken;

	mutex_lock(&vmbkmcl_offers_mutex);
	taken = offer_match(offer);
	if (taken)
		list_add_tail(&offer->node, &offers);
	mutex_unlock(&vmbkmcl_offers_mutex);
	return taken ? 0 : -ENODEV;
}

bool vmbkmcl_offer_suits_any(const struct vmbkmcl_offer *offer)
{
	struct vmbkmcl_channel *channel;
	bool found = false;

	mutex_lock(&vmbkmcl_offers_mutex);
	list_for_each_entry(channel, &waiting, waiting_node)
		found |= suits(offer, channel);
	mutex_unlock(&vmbkmcl_offers_mutex);
	return found;
}

void vmbkmcl_offer_publish(struct vmbkmcl_offer *offer)
{
	mutex_lock(&vmbkmcl_offers_mutex);
	list_add_tail(&offer->node, &offers);
	offer_match(offer);
	mutex_unlock(&vmbkmcl_offers_mutex);
}

bool vmbkmcl_offer_has_parent(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer;
	bool found = false;

	mutex_lock(&vmbkmcl_offers_mutex);
	list_for_each_entry(offer, &offers, node) {
		if (is_parents(offer, channel))
			found = true;
	}
	mutex_unlock(&vmbkmcl_offers_mutex);
	return found;
}

/* Claim an offer that is bound to this channel's driver, if one is unclaimed. */
static bool claim_bound(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer;

	lockdep_assert_held(&vmbkmcl_offers_mutex);

	list_for_each_entry(offer, &offers, node) {
		if (offer->bound && suits(offer, channel) &&
		    offer_claim(offer, channel))
			return true;
	}
	return false;
}

int vmbkmcl_offer_wait_begin(struct vmbkmcl_channel *channel)
{
	bool claimed;
	int error;

	mutex_lock(&vmbkmcl_offers_mutex);
	list_add_tail(&channel->waiting_node, &waiting);
	claimed = claim_bound(channel);
	mutex_unlock(&vmbkmcl_offers_mutex);
	if (claimed || !channel->config.has_target)
		return 0;

	spin_lock_irq(&channel->lock);
	channel->keeping = true;
	spin_unlock_irq(&channel->lock);
	/* The transports announce offers before that returns, or later. */
	error = vmbkmcl_watch(&channel->config.type);
	channel->watching = !error;
	return error;
}

void vmbkmcl_offer_wait_end(struct vmbkmcl_channel *channel)
{
	mutex_lock(&vmbkmcl_offers_mutex);
	list_del_init(&channel->waiting_node);
	mutex_unlock(&vmbkmcl_offers_mutex);
	if (channel->watching)
		vmbkmcl_unwatch(&channel->config.type);
	channel->watching = false;
}

void vmbkmcl_offer_forget(struct vmbkmcl_channel *channel)
{
	bool kept;

	spin_lock_irq(&channel->lock);
	kept = channel->keeping;
	channel->keeping = false;
	spin_unlock_irq(&channel->lock);
	if (kept)
		vmbkmcl_watch_forget(&channel->config.type);
}

void vmbkmcl_offer_missed(struct vmbkmcl_channel *channel)
{
	mutex_lock(&vmbkmcl_offers_mutex);
	channel->offer->missed = true;
	mutex_unlock(&vmbkmcl_offers_mutex);
	vmbkmcl_offer_release(channel);
}

void vmbkmcl_offer_release(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer = channel->offer;

	if (!offer)
		return;
	/* The offer is not freed as long as the channel has it. */
	if (!READ_ONCE(offer->rescinded) && !offer->bound)
		offer->transport->ops->release(offer);

	mutex_lock(&vmbkmcl_offers_mutex);
	spin_lock_irq(&channel->lock);
	WRITE_ONCE(channel->offer, NULL);
	spin_unlock_irq(&channel->lock);
	/* The transport goes only when no offer of it has a channel. */
	module_put(offer->transport->owner);
	WRITE_ONCE(offer->channel, NULL);
	/* Another channel of the same driver may be waiting for it. */
	if (offer->bound && !offer->rescinded)
		offer_match(offer);
	mutex_unlock(&vmbkmcl_offers_mutex);
	wake_up_all(&vmbkmcl_offer_released);
}

int vmbkmcl_offer_instance(struct vmbkmcl_channel *channel, guid_t *instance)
{
	unsigned long flags;
	int error = 0;

	spin_lock_irqsave(&channel->lock, flags);
	if (channel->is_server)
		guid_copy(instance, &channel->config.instance);
	else if (channel->offer)
		guid_copy(instance, &channel->offer->instance);
	else
		error = -ENOTCONN;
	spin_unlock_irqrestore(&channel->lock, flags);
	return error;
}

PDEVICE_OBJECT vmbkmcl_offer_object(struct vmbkmcl_channel *channel)
{
	PDEVICE_OBJECT object = NULL;
	unsigned long flags;

	/* A bound offer's channel was allocated for its device object, or on top of it. */
	spin_lock_irqsave(&channel->lock, flags);
	if (!channel->is_server && channel->offer)
		object = channel->offer->object;
	spin_unlock_irqrestore(&channel->lock, flags);
	return object;
}

int vmbkmcl_offer_latency(struct vmbkmcl_channel *channel, u16 latency,
			  u16 *former)
{
	struct vmbkmcl_offer *offer;
	int error = -ENOTCONN;
	unsigned long flags;

	/* Under the lock the channel keeps the offer, and does not begin to close. */
	spin_lock_irqsave(&channel->lock, flags);
	offer = channel->offer;
	if (offer && channel->rings_open) {
		error = offer->transport->ops->latency(offer, latency, former);
	} else if (offer && vmbkmcl_state_is_open(channel->state) &&
		   channel->state != VMBKMCL_OPENING) {
		/* Still allowed, but there are no more signals to be delayed. */
		*former = 0;
		error = latency ? -EOPNOTSUPP : 0;
	}
	spin_unlock_irqrestore(&channel->lock, flags);
	return error;
}
