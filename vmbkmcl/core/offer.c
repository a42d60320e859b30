// SPDX-License-Identifier: GPL-2.0-only
/*
 * offer.c - who may have which offer: transports announce, channels wait.
 *
 * An offer on the registry is claimed by a channel or bound to a driver
 * (driver.c); any other has gone back to its transport. Every type that a
 * channel or a driver waits for is watched on every transport, including those
 * that register later.
 *
 * Locks: transports_mutex > a transport's own > vmbkmcl_offers_mutex >
 * channel.lock.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "offer.h"
#include "packet.h"

DEFINE_MUTEX(vmbkmcl_offers_mutex);

static DEFINE_MUTEX(transports_mutex);
/* transports_mutex */
static LIST_HEAD(transports);

/* Offers that are claimed or bound; vmbkmcl_offers_mutex. */
static LIST_HEAD(offers);
/* Channels that wait; vmbkmcl_offers_mutex. */
static LIST_HEAD(wants);
/* Types watched, a node a watch; transports_mutex. */
static LIST_HEAD(watches);

/* A channel has let go of an offer. */
static DECLARE_WAIT_QUEUE_HEAD(offer_let_go);

/**
 * struct offer_watch - one watch, so that late transports learn of it
 * @node: on watches
 * @type: the type
 */
struct offer_watch {
	struct list_head node;
	guid_t type;
};

static bool wants_offer(const struct vmbkmcl_channel *channel,
			const struct vmbkmcl_offer *offer)
{
	const struct vmbkmcl_config *config = &channel->config;

	if (offer->pnp && !vmbkmcl_driver_device_is(offer->pnp, channel->parent))
		return false;
	/* Without a target it is its parent device's offer. */
	if (!config->has_target)
		return offer->pnp;
	return guid_equal(&config->type, &offer->type) &&
	       (config->any_instance ||
		guid_equal(&config->instance, &offer->instance));
}

static bool offer_claim(struct vmbkmcl_offer *offer,
			struct vmbkmcl_channel *channel)
{
	lockdep_assert_held(&vmbkmcl_offers_mutex);

	/* Its code has to stay while we may call it. */
	if (offer->gone || offer->channel ||
	    !try_module_get(offer->transport->owner))
		return false;
	offer->channel = channel;
	list_del_init(&channel->want_node);
	spin_lock_irq(&channel->lock);
	channel->offer_lost = false;
	WRITE_ONCE(channel->offer, offer);
	spin_unlock_irq(&channel->lock);
	vmbkmcl_state_kick(channel);
	return true;
}

/* Does anybody wait for @offer? */
static bool offer_match(struct vmbkmcl_offer *offer)
{
	struct vmbkmcl_channel *channel;

	lockdep_assert_held(&vmbkmcl_offers_mutex);

	list_for_each_entry(channel, &wants, want_node) {
		if (wants_offer(channel, offer))
			return offer_claim(offer, channel);
	}
	return false;
}

static void unwatch_until(const struct vmbkmcl_transport *end, const guid_t *type)
{
	struct vmbkmcl_transport *transport;

	list_for_each_entry(transport, &transports, node) {
		if (transport == end)
			break;
		transport->ops->unwatch(type);
	}
}

int vmbkmcl_watch(const guid_t *type)
{
	struct vmbkmcl_transport *transport;
	struct offer_watch *watch;
	int error = 0;

	might_sleep();
	watch = kmalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return -ENOMEM;
	guid_copy(&watch->type, type);

	mutex_lock(&transports_mutex);
	list_for_each_entry(transport, &transports, node) {
		error = transport->ops->watch(type);
		if (error) {
			unwatch_until(transport, type);
			break;
		}
	}
	if (!error)
		list_add_tail(&watch->node, &watches);
	mutex_unlock(&transports_mutex);
	if (error)
		kfree(watch);
	return error;
}

void vmbkmcl_unwatch(const guid_t *type)
{
	struct offer_watch *watch;

	might_sleep();
	mutex_lock(&transports_mutex);
	list_for_each_entry(watch, &watches, node) {
		if (!guid_equal(&watch->type, type))
			continue;
		list_del(&watch->node);
		kfree(watch);
		unwatch_until(NULL, type);
		break;
	}
	mutex_unlock(&transports_mutex);
}

int vmbkmcl_transport_register(struct vmbkmcl_transport *transport)
{
	struct offer_watch *watch, *undo;
	int error = 0;

	might_sleep();
	mutex_lock(&transports_mutex);
	list_for_each_entry(watch, &watches, node) {
		error = transport->ops->watch(&watch->type);
		if (error)
			break;
	}
	if (error) {
		list_for_each_entry(undo, &watches, node) {
			if (undo == watch)
				break;
			transport->ops->unwatch(&undo->type);
		}
	} else {
		list_add_tail(&transport->node, &transports);
	}
	mutex_unlock(&transports_mutex);
	return error;
}
VMBKMCL_EXPORT(vmbkmcl_transport_register);

void vmbkmcl_transport_unregister(struct vmbkmcl_transport *transport)
{
	struct offer_watch *watch;

	might_sleep();
	mutex_lock(&transports_mutex);
	list_del(&transport->node);
	list_for_each_entry(watch, &watches, node)
		transport->ops->unwatch(&watch->type);
	mutex_unlock(&transports_mutex);
}
VMBKMCL_EXPORT(vmbkmcl_transport_unregister);

int vmbkmcl_offer_add(struct vmbkmcl_offer *offer)
{
	bool taken;

	might_sleep();
	offer->channel = NULL;
	offer->pnp = NULL;
	offer->gone = false;
	INIT_LIST_HEAD(&offer->node);
	if (vmbkmcl_driver_bind(offer))
		return 0;

	mutex_lock(&vmbkmcl_offers_mutex);
	taken = offer_match(offer);
	if (taken)
		list_add_tail(&offer->node, &offers);
	mutex_unlock(&vmbkmcl_offers_mutex);
	return taken ? 0 : -ENODEV;
}
VMBKMCL_EXPORT(vmbkmcl_offer_add);

bool vmbkmcl_offer_wanted(const guid_t *type, const guid_t *instance)
{
	const struct vmbkmcl_offer offer = {
		.type = *type,
		.instance = *instance,
	};
	struct vmbkmcl_channel *channel;
	bool wanted = vmbkmcl_driver_wants(type);

	mutex_lock(&vmbkmcl_offers_mutex);
	list_for_each_entry(channel, &wants, want_node)
		wanted |= wants_offer(channel, &offer);
	mutex_unlock(&vmbkmcl_offers_mutex);
	return wanted;
}
VMBKMCL_EXPORT(vmbkmcl_offer_wanted);

void vmbkmcl_offer_publish(struct vmbkmcl_offer *offer)
{
	mutex_lock(&vmbkmcl_offers_mutex);
	list_add_tail(&offer->node, &offers);
	offer_match(offer);
	mutex_unlock(&vmbkmcl_offers_mutex);
}

void vmbkmcl_offer_unpublish(struct vmbkmcl_offer *offer)
{
	struct vmbkmcl_channel *channel;

	mutex_lock(&vmbkmcl_offers_mutex);
	offer->gone = true;
	channel = offer->channel;
	if (channel) {
		WRITE_ONCE(channel->offer_lost, true);
		/* Requests that wait for an answer would wait in vain. */
		vmbkmcl_tx_going_down(channel);
		vmbkmcl_state_kick(channel);
	}
	mutex_unlock(&vmbkmcl_offers_mutex);

	wait_event(offer_let_go, !READ_ONCE(offer->channel));
	/* Whoever let go of it is through with it once we get the mutex. */
	mutex_lock(&vmbkmcl_offers_mutex);
	list_del_init(&offer->node);
	mutex_unlock(&vmbkmcl_offers_mutex);
}

void vmbkmcl_offer_remove(struct vmbkmcl_offer *offer)
{
	might_sleep();
	vmbkmcl_offer_unpublish(offer);
	if (offer->pnp)
		vmbkmcl_driver_unbind(offer);
}
VMBKMCL_EXPORT(vmbkmcl_offer_remove);

bool vmbkmcl_offer_has_parent(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer;
	bool found = false;

	mutex_lock(&vmbkmcl_offers_mutex);
	list_for_each_entry(offer, &offers, node) {
		if (offer->pnp &&
		    vmbkmcl_driver_device_is(offer->pnp, channel->parent))
			found = true;
	}
	mutex_unlock(&vmbkmcl_offers_mutex);
	return found;
}

/* An offer bound to the driver of this channel, which nobody has yet. */
static bool claim_bound(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer;

	lockdep_assert_held(&vmbkmcl_offers_mutex);

	list_for_each_entry(offer, &offers, node) {
		if (offer->pnp && wants_offer(channel, offer) &&
		    offer_claim(offer, channel))
			return true;
	}
	return false;
}

int vmbkmcl_offer_want(struct vmbkmcl_channel *channel)
{
	bool claimed;
	int error;

	mutex_lock(&vmbkmcl_offers_mutex);
	list_add_tail(&channel->want_node, &wants);
	claimed = claim_bound(channel);
	mutex_unlock(&vmbkmcl_offers_mutex);
	if (claimed || !channel->config.has_target)
		return 0;

	/* Transports announce from in there, or later. */
	error = vmbkmcl_watch(&channel->config.type);
	channel->watching = !error;
	return error;
}

void vmbkmcl_offer_unwant(struct vmbkmcl_channel *channel)
{
	mutex_lock(&vmbkmcl_offers_mutex);
	list_del_init(&channel->want_node);
	mutex_unlock(&vmbkmcl_offers_mutex);
	if (channel->watching)
		vmbkmcl_unwatch(&channel->config.type);
	channel->watching = false;
}

void vmbkmcl_offer_put(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer = channel->offer;
	struct module *owner;

	if (!offer)
		return;
	owner = offer->transport->owner;
	/* Until it is let go of, below, nobody can free it. */
	if (!READ_ONCE(offer->gone) && !offer->pnp)
		offer->transport->ops->release(offer);

	mutex_lock(&vmbkmcl_offers_mutex);
	spin_lock_irq(&channel->lock);
	WRITE_ONCE(channel->offer, NULL);
	spin_unlock_irq(&channel->lock);
	WRITE_ONCE(offer->channel, NULL);
	/* A driver's other channel may be waiting for it. */
	if (offer->pnp && !offer->gone)
		offer_match(offer);
	mutex_unlock(&vmbkmcl_offers_mutex);
	wake_up_all(&offer_let_go);
	module_put(owner);
}

NTSTATUS VmbChannelGetInterfaceInstance(VMBCHANNEL Channel,
					LPGUID InterfaceInstance)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	NTSTATUS status = STATUS_INVALID_DEVICE_STATE;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!InterfaceInstance)
		return STATUS_INVALID_PARAMETER_2;
	spin_lock_irq(&channel->lock);
	if (channel->is_server || channel->offer) {
		export_guid((u8 *)InterfaceInstance,
			    channel->is_server ? &channel->config.instance :
						 &channel->offer->instance);
		status = STATUS_SUCCESS;
	}
	spin_unlock_irq(&channel->lock);
	return status;
}
VMBKMCL_EXPORT(VmbChannelGetInterfaceInstance);
