// SPDX-License-Identifier: GPL-2.0-only
/*
 * offer_watch.c - the registered transports, and the types that each of them watches.
 *
 * A type that a channel or a driver waits for is watched on every transport,
 * including those that register later.
 *
 * Locks: transports_mutex > a transport's own.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/jiffies.h>
#include <linux/slab.h>

#include "offer.h"

static DEFINE_MUTEX(transports_mutex);
/* struct vmbkmcl_transport; transports_mutex. */
static LIST_HEAD(transports);
/* struct offer_watch, the oldest first; transports_mutex. */
static LIST_HEAD(watches);

/**
 * struct offer_watch - one watch, kept for transports that register later
 * @node: on watches; transports_mutex
 * @type: the type; constant
 * @seen_by: the transports that watch it, a bit each; transports_mutex
 * @since: when it began, in jiffies; constant
 * @aged: vmbkmcl_watch_aged() has returned it; transports_mutex
 */
struct offer_watch {
	struct list_head node;
	guid_t type;
	unsigned long seen_by;
	unsigned long since;
	bool aged;
};

/* Called when a type begins to be watched, unless it is NULL; transports_mutex. */
static void (*tell_begun)(void);
/* The bits of struct offer_watch.seen_by that are in use; transports_mutex. */
static unsigned long transport_bits;

/*
 * -ENOMEM goes to the owner, which may try again later. After any other error this
 * transport finds no offers of the type, but the others may.
 */
static int transport_watch(struct vmbkmcl_transport *transport,
			   struct offer_watch *watch)
{
	int error = transport->ops->watch(&watch->type);

	if (!error)
		watch->seen_by |= BIT(transport->bit);
	else if (error != -ENOMEM)
		pr_warn("the transport %s cannot look for %pUl: %pe\n",
			transport->name, &watch->type, ERR_PTR(error));
	return error;
}

static void transport_unwatch(struct vmbkmcl_transport *transport,
			      struct offer_watch *watch)
{
	if (!(watch->seen_by & BIT(transport->bit)))
		return;
	watch->seen_by &= ~BIT(transport->bit);
	transport->ops->unwatch(&watch->type);
}

static void unwatch_all(struct offer_watch *watch)
{
	struct vmbkmcl_transport *transport;

	list_for_each_entry(transport, &transports, node)
		transport_unwatch(transport, watch);
}

/* Fails if memory is short, or if there are transports and none can watch. */
static int watch_all(struct offer_watch *watch)
{
	struct vmbkmcl_transport *transport;
	int error = 0;

	list_for_each_entry(transport, &transports, node) {
		error = transport_watch(transport, watch);
		if (error == -ENOMEM)
			break;
	}
	if (error != -ENOMEM && watch->seen_by)
		return 0;
	unwatch_all(watch);
	return error;
}

void vmbkmcl_watch_tell(void (*begun)(void))
{
	mutex_lock(&transports_mutex);
	tell_begun = begun;
	mutex_unlock(&transports_mutex);
}

int vmbkmcl_watch(const guid_t *type)
{
	struct offer_watch *watch;
	int error;

	might_sleep();
	/* No offer has it, and tables of types end with it. */
	if (guid_is_null(type))
		return -EINVAL;
	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return -ENOMEM;
	guid_copy(&watch->type, type);
	watch->since = jiffies;

	mutex_lock(&transports_mutex);
	error = watch_all(watch);
	if (!error)
		list_add_tail(&watch->node, &watches);
	if (!error && tell_begun)
		tell_begun();
	mutex_unlock(&transports_mutex);
	pr_debug("type %pUl is watched: %d\n", type, error);
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
		unwatch_all(watch);
		kfree(watch);
		break;
	}
	mutex_unlock(&transports_mutex);
}

void vmbkmcl_watch_forget(const guid_t *type)
{
	struct vmbkmcl_transport *transport;

	might_sleep();
	mutex_lock(&transports_mutex);
	list_for_each_entry(transport, &transports, node) {
		if (transport->ops->forget)
			transport->ops->forget(type);
	}
	mutex_unlock(&transports_mutex);
}

/* Have a new transport watch all that is watched. Only -ENOMEM is an error. */
static int transport_join(struct vmbkmcl_transport *transport)
{
	struct offer_watch *watch;

	list_for_each_entry(watch, &watches, node) {
		if (transport_watch(transport, watch) == -ENOMEM)
			return -ENOMEM;
	}
	return 0;
}

static void transport_leave(struct vmbkmcl_transport *transport)
{
	struct offer_watch *watch;

	list_for_each_entry(watch, &watches, node)
		transport_unwatch(transport, watch);
	transport_bits &= ~BIT(transport->bit);
}

int vmbkmcl_transport_register(struct vmbkmcl_transport *transport)
{
	int error = -ENOSPC;

	might_sleep();
	mutex_lock(&transports_mutex);
	if (transport_bits == ~0UL)
		goto out;
	transport->bit = ffz(transport_bits);
	transport_bits |= BIT(transport->bit);
	error = transport_join(transport);
	if (error)
		transport_leave(transport);
	else
		list_add_tail(&transport->node, &transports);
out:
	mutex_unlock(&transports_mutex);
	return error;
}
VMBKMCL_EXPORT(vmbkmcl_transport_register);

void vmbkmcl_transport_unregister(struct vmbkmcl_transport *transport)
{
	might_sleep();
	mutex_lock(&transports_mutex);
	list_del(&transport->node);
	transport_leave(transport);
	mutex_unlock(&transports_mutex);
}
VMBKMCL_EXPORT(vmbkmcl_transport_unregister);

void vmbkmcl_devices_visit(const guid_t *type, vmbkmcl_device_visit visit, void *arg)
{
	struct vmbkmcl_transport *transport;

	mutex_lock(&transports_mutex);
	list_for_each_entry(transport, &transports, node)
		transport->ops->visit(type, visit, arg);
	mutex_unlock(&transports_mutex);
}

bool vmbkmcl_transport_is_there(const char *name)
{
	struct vmbkmcl_transport *transport;
	bool found = false;

	mutex_lock(&transports_mutex);
	list_for_each_entry(transport, &transports, node)
		found |= !strcmp(transport->name, name);
	mutex_unlock(&transports_mutex);
	return found;
}

bool vmbkmcl_watch_aged(unsigned long age, guid_t *type, unsigned long *left)
{
	struct offer_watch *watch;
	bool found = false;

	*left = 0;
	mutex_lock(&transports_mutex);
	list_for_each_entry(watch, &watches, node) {
		if (watch->aged)
			continue;
		/* The oldest ones come first. */
		found = time_after_eq(jiffies, watch->since + age);
		if (found)
			guid_copy(type, &watch->type);
		else
			*left = watch->since + age - jiffies;
		watch->aged = found;
		break;
	}
	mutex_unlock(&transports_mutex);
	return found;
}

static bool type_is_among(const guid_t *types, unsigned int count, const guid_t *type)
{
	while (count--) {
		if (guid_equal(&types[count], type))
			return true;
	}
	return false;
}

guid_t *vmbkmcl_watched_types(unsigned int *count)
{
	struct offer_watch *watch;
	unsigned int room = 0;
	guid_t *types;

	*count = 0;
	mutex_lock(&transports_mutex);
	list_for_each_entry(watch, &watches, node)
		room++;
	types = kcalloc(room, sizeof(*types), GFP_KERNEL);
	list_for_each_entry(watch, &watches, node) {
		if (types && !type_is_among(types, *count, &watch->type))
			guid_copy(&types[(*count)++], &watch->type);
	}
	mutex_unlock(&transports_mutex);
	return types;
}

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
	/* Transports that can offer unregister only when there is no channel left. */
	return found;
}
