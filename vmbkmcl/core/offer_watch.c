// SPDX-License-Identifier: GPL-2.0-only
/*
 * offer_watch.c - the transports there are, and the types that each of them watches.
 *
 * A type that a channel or a driver waits for is watched on every transport,
 * including those that register later.
 *
 * Locks: transports_mutex > a transport's own.
 */
#include <linux/slab.h>

#include "offer.h"

static DEFINE_MUTEX(transports_mutex);
/* transports_mutex */
static LIST_HEAD(transports);
/* Types watched, a node a watch; transports_mutex. */
static LIST_HEAD(watches);

/**
 * struct offer_watch - one watch, so that late transports learn of it
 * @node: on watches
 * @type: the type
 */
struct offer_watch {
	struct list_head node;
	guid_t type;
};

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

const struct vmbkmcl_transport *
vmbkmcl_transport_for(const struct vmbkmcl_offer_request *request)
{
	struct vmbkmcl_transport *transport, *found = NULL;

	might_sleep();
	mutex_lock(&transports_mutex);
	list_for_each_entry(transport, &transports, node) {
		if (!transport->ops->can_offer ||
		    !transport->ops->can_offer(request))
			continue;
		found = transport;
		break;
	}
	mutex_unlock(&transports_mutex);
	/* It unregisters only when there is no channel left. */
	return found;
}
