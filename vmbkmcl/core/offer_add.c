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

void vmbkmcl_offer_remove(struct vmbkmcl_offer *offer)
{
	might_sleep();
	vmbkmcl_offer_rescind(offer);
	if (offer->bound)
		vmbkmcl_driver_unbind(offer);
}
VMBKMCL_EXPORT(vmbkmcl_offer_remove);
