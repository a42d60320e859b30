/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * offer.h - which channel, or which driver, may have which offer.
 */
#ifndef VMBKMCL_CORE_OFFER_H
#define VMBKMCL_CORE_OFFER_H

#include <vmbkmcl.h>

#include "channel.h"

/* Protects the registry of offers (offer.c), and which channel has which offer. */
extern struct mutex vmbkmcl_offers_mutex;
/* Woken when a channel has released an offer. */
extern wait_queue_head_t vmbkmcl_offer_released;

/* offer.c. Process context, no lock held, unless it says otherwise. */

/* Begin to wait for an offer of the channel's target, and stop. */
int vmbkmcl_offer_wait_begin(struct vmbkmcl_channel *channel);
void vmbkmcl_offer_wait_end(struct vmbkmcl_channel *channel);
/* The channel is about to be freed, or to get another target. */
void vmbkmcl_offer_forget(struct vmbkmcl_channel *channel);
/* Does a channel wait for an offer like @offer? */
bool vmbkmcl_offer_suits_any(const struct vmbkmcl_offer *offer);
/* Have a channel that waits for @offer claim it. -ENODEV: there is none. */
int vmbkmcl_offer_hand_out(struct vmbkmcl_offer *offer);
/* Release the claimed offer, if there is one. */
void vmbkmcl_offer_release(struct vmbkmcl_channel *channel);
/*
 * The same for an offer that could not be opened because it is about to be rescinded.
 * No channel can claim it until then: one would do so again and again.
 */
void vmbkmcl_offer_missed(struct vmbkmcl_channel *channel);
/* Is there an offer bound to the driver of this channel's parent? */
bool vmbkmcl_offer_has_parent(struct vmbkmcl_channel *channel);
/* Put a bound offer on the registry, so that its driver's channels find it. */
void vmbkmcl_offer_publish(struct vmbkmcl_offer *offer);

/* The instance that the channel is offered as or has claimed; -ENOTCONN. Any context. */
int vmbkmcl_offer_instance(struct vmbkmcl_channel *channel, guid_t *instance);
/* The device object that its driver has for the offer it has claimed, or NULL. Any context. */
PDEVICE_OBJECT vmbkmcl_offer_object(struct vmbkmcl_channel *channel);
/* See ops->latency; -ENOTCONN while the channel is not open. Any context. */
int vmbkmcl_offer_latency(struct vmbkmcl_channel *channel, u16 latency,
			  u16 *former);

/* rescind.c. Process context, no lock held. */

/* Rescind an offer; it is off the registry and released on return. */
void vmbkmcl_offer_rescind(struct vmbkmcl_offer *offer);

/* offer_watch.c. Process context. */

/* Watch and unwatch @type on every transport there is. */
int vmbkmcl_watch(const guid_t *type);
void vmbkmcl_unwatch(const guid_t *type);
/* See ops->forget. */
void vmbkmcl_watch_forget(const guid_t *type);
/* Have @begun called whenever a type begins to be watched; NULL: nothing. */
void vmbkmcl_watch_tell(void (*begun)(void));
/* Each device of @type that a transport has, whichever driver has it. */
void vmbkmcl_devices_visit(const guid_t *type, vmbkmcl_device_visit visit, void *arg);
/* Is there a transport of this name? */
bool vmbkmcl_transport_is_there(const char *name);
/*
 * A type that has been watched for @age (jiffies) and was not returned yet. False: there
 * is none, and @left is how long until the next one, 0 if there will be none.
 */
bool vmbkmcl_watch_aged(unsigned long age, guid_t *type, unsigned long *left);
/* The types that are watched, each once; an array to be freed, or NULL. */
guid_t *vmbkmcl_watched_types(unsigned int *count);
/* A transport that can offer @request, or NULL. */
const struct vmbkmcl_transport *
vmbkmcl_transport_for(const struct vmbkmcl_offer_request *request);

/* driver.c. Process context, no lock held. */

/*
 * Bind @offer, not yet announced, to the driver of its type. -ENODEV: there is none, or
 * it has refused the device; -ENOMEM: it was not asked.
 */
int vmbkmcl_driver_bind(struct vmbkmcl_offer *offer);
/* The driver's remove has returned when this does. */
void vmbkmcl_driver_unbind(struct vmbkmcl_offer *offer);
/* The names of the drivers for the type. */
void vmbkmcl_drivers_visit(const guid_t *type, void (*visit)(void *arg, const char *name),
			   void *arg);
/* Is there a driver for the type? */
bool vmbkmcl_driver_serves(const guid_t *type);

#endif /* VMBKMCL_CORE_OFFER_H */
