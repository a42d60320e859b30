// SPDX-License-Identifier: GPL-2.0-only
/*
 * offer_add.c - a transport announces an offer, and removes it.
 *
 * An offer is bound to the driver of its type, if there is one; otherwise a channel
 * that waits for it claims it.
 */
#include "offer.h"

int vmbkmcl_offer_add(struct vmbkmcl_offer *offer)
{
	int error;

	might_sleep();
	offer->channel = NULL;
	offer->bound = NULL;
	offer->object = NULL;
	offer->rescinded = false;
	offer->missed = false;
	INIT_LIST_HEAD(&offer->node);
	error = vmbkmcl_driver_bind(offer);
	return error == -ENODEV ? vmbkmcl_offer_hand_out(offer) : error;
}
VMBKMCL_EXPORT(vmbkmcl_offer_add);

bool vmbkmcl_offer_is_awaited(const guid_t *type, const guid_t *instance)
{
	const struct vmbkmcl_offer offer = {
		.type = *type,
		.instance = *instance,
	};

	might_sleep();
	return vmbkmcl_driver_serves(type) || vmbkmcl_offer_suits_any(&offer);
}
VMBKMCL_EXPORT(vmbkmcl_offer_is_awaited);

/**
 * struct keeper_look - arguments of look_for_keeper(), on the caller's stack
 * @type: the type that is looked for
 * @found: a channel keeps it
 */
struct keeper_look {
	const guid_t *type;
	bool found;
};

/* Its target does not change while it keeps the type. */
static void look_for_keeper(struct vmbkmcl_channel *channel, void *arg)
{
	struct keeper_look *look = arg;

	spin_lock_irq(&channel->lock);
	if (channel->keeping && guid_equal(&channel->config.type, look->type))
		look->found = true;
	spin_unlock_irq(&channel->lock);
}

bool vmbkmcl_type_is_kept(const guid_t *type)
{
	struct keeper_look look = { .type = type };

	might_sleep();
	vmbkmcl_channels_visit(look_for_keeper, &look);
	return look.found;
}
VMBKMCL_EXPORT(vmbkmcl_type_is_kept);

void vmbkmcl_offer_remove(struct vmbkmcl_offer *offer)
{
	might_sleep();
	vmbkmcl_offer_rescind(offer);
	if (offer->bound)
		vmbkmcl_driver_unbind(offer);
}
VMBKMCL_EXPORT(vmbkmcl_offer_remove);
