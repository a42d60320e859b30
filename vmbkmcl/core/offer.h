/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * offer.h - between offer.c and driver.c, the two that decide about offers.
 */
#ifndef VMBKMCL_OFFER_H
#define VMBKMCL_OFFER_H

#include <vmbkmcl.h>

#include "channel.h"

extern struct mutex vmbkmcl_offers_mutex;

/* Watch and unwatch @type on every transport there is. Process context. */
int vmbkmcl_watch(const guid_t *type);
void vmbkmcl_unwatch(const guid_t *type);

/* driver.c */

/*
 * Bind @offer, not yet announced, to the driver of its type: true when there is
 * one and it took the device. Process context, no lock held.
 */
bool vmbkmcl_driver_bind(struct vmbkmcl_offer *offer);
/* The driver's remove has returned when this does. */
void vmbkmcl_driver_unbind(struct vmbkmcl_offer *offer);
/* Is there a driver for the type? */
bool vmbkmcl_driver_wants(const guid_t *type);
/* Is @parent, or what it is attached to, the device object of @device? */
bool vmbkmcl_driver_device_is(const struct vmbkmcl_driver_device *device,
			      PDEVICE_OBJECT parent);

/* offer.c for driver.c */

/* Put a bound offer on the registry, so that its driver's channels find it. */
void vmbkmcl_offer_publish(struct vmbkmcl_offer *offer);
void vmbkmcl_offer_unpublish(struct vmbkmcl_offer *offer);
/* Watch the types of every driver on @transport, or no longer. */
int vmbkmcl_drivers_watch(struct vmbkmcl_transport *transport);
void vmbkmcl_drivers_unwatch(struct vmbkmcl_transport *transport);

#endif /* VMBKMCL_OFFER_H */
