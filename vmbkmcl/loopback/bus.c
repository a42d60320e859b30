// SPDX-License-Identifier: GPL-2.0-only
/*
 * bus.c - the loopback transport: its links, who watches for them, and the
 * work that announces and withdraws them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": loopback: " fmt

#include <linux/module.h>
#include <linux/random.h>
#include <linux/slab.h>

#include <vmbuskernelmodeclientlibapi.h>

#include "../core/server.h"
#include "loopback.h"

/**
 * struct loopback_watch - a type that somebody wants an offer of
 * @node: on loopback_watches
 * @type: the type
 * @count: how many want one
 */
struct loopback_watch {
	struct list_head node;
	guid_t type;
	unsigned int count;
};

/* Protects the two lists, and the counts on the second. */
static DEFINE_SPINLOCK(loopback_lock);
static LIST_HEAD(loopback_links);
static LIST_HEAD(loopback_watches);

static struct workqueue_struct *loopback_wq;
static struct vmbkmcl_transport loopback_transport;

static void link_release(struct kref *ref)
{
	struct loopback_link *link = container_of(ref, struct loopback_link, ref);

	loopback_link_destroy(link);
	loopback_window_release(link);
	kfree(link);
}

void loopback_link_kick(struct loopback_link *link)
{
	kref_get(&link->ref);
	if (!queue_work(loopback_wq, &link->work))
		kref_put(&link->ref, link_release);
}

static struct loopback_watch *watch_find(const guid_t *type)
{
	struct loopback_watch *watch;

	lockdep_assert_held(&loopback_lock);
	list_for_each_entry(watch, &loopback_watches, node) {
		if (guid_equal(&watch->type, type))
			return watch;
	}
	return NULL;
}

static bool type_is_watched(const guid_t *type)
{
	bool watched;

	spin_lock_irq(&loopback_lock);
	watched = watch_find(type);
	spin_unlock_irq(&loopback_lock);
	return watched;
}

/* Links that nobody wanted so far are worth another try. */
static void kick_links_of(const guid_t *type)
{
	struct loopback_link *link;

	spin_lock_irq(&loopback_lock);
	list_for_each_entry(link, &loopback_links, node) {
		if (guid_equal(&link->server.offer.type, type))
			loopback_link_kick(link);
	}
	spin_unlock_irq(&loopback_lock);
}

static int loopback_watch(const guid_t *type)
{
	struct loopback_watch *fresh, *watch;

	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	if (!fresh)
		return -ENOMEM;
	guid_copy(&fresh->type, type);

	spin_lock_irq(&loopback_lock);
	watch = watch_find(type);
	if (!watch) {
		watch = fresh;
		fresh = NULL;
		list_add_tail(&watch->node, &loopback_watches);
	}
	watch->count++;
	spin_unlock_irq(&loopback_lock);

	kfree(fresh);
	kick_links_of(type);
	return 0;
}

static void loopback_unwatch(const guid_t *type)
{
	struct loopback_watch *watch;

	spin_lock_irq(&loopback_lock);
	watch = watch_find(type);
	if (watch && --watch->count)
		watch = NULL;
	if (watch)
		list_del(&watch->node);
	spin_unlock_irq(&loopback_lock);
	kfree(watch);
}

static void offer_describe(struct vmbkmcl_offer *offer,
			   const struct vmbkmcl_channel *channel)
{
	offer->transport = &loopback_transport;
	guid_copy(&offer->type, vmbkmcl_channel_type(channel));
	guid_copy(&offer->instance, vmbkmcl_channel_instance(channel));
	offer->pipe = vmbkmcl_channel_server_flags(channel) &
		      VMBUS_SERVER_CHANNEL_INIT_FLAG_OFFER_AS_PIPE;
}

/* What the work item of a link has to do next. */
enum link_step { LINK_REST, LINK_WITHDRAW, LINK_ANNOUNCE, LINK_FORGET };

static enum link_step link_next(struct loopback_link *link)
{
	enum link_step step = LINK_REST;

	spin_lock_irq(&link->lock);
	if (link->announced) {
		if (link->lost || link->released || link->revoked)
			step = LINK_WITHDRAW;
	} else if (!link->server_open && link->state == LOOPBACK_CLIENT_NONE) {
		if (link->revoked)
			step = LINK_FORGET;
		else if (link->owner)
			step = LINK_ANNOUNCE;
	}
	spin_unlock_irq(&link->lock);
	return step;
}

/* Blocks until the client has closed. */
static void link_withdraw(struct loopback_link *link)
{
	vmbkmcl_offer_remove(&link->client.offer);
	link->announced = false;
	spin_lock_irq(&link->lock);
	link->lost = false;
	link->released = false;
	spin_unlock_irq(&link->lock);
}

static bool link_announce(struct loopback_link *link)
{
	struct vmbkmcl_offer *offer = &link->client.offer;

	if (!type_is_watched(&link->server.offer.type))
		return false;
	memset(offer, 0, sizeof(*offer));
	offer->transport = link->server.offer.transport;
	offer->type = link->server.offer.type;
	offer->instance = link->server.offer.instance;
	offer->pipe = link->server.offer.pipe;
	INIT_LIST_HEAD(&offer->node);
	link->announced = vmbkmcl_offer_add(offer) == 0;
	return link->announced;
}

static void link_forget(struct loopback_link *link)
{
	bool listed;

	spin_lock_irq(&loopback_lock);
	listed = !list_empty(&link->node);
	list_del_init(&link->node);
	spin_unlock_irq(&loopback_lock);
	if (listed)
		kref_put(&link->ref, link_release);
}

static void link_work(struct work_struct *work)
{
	struct loopback_link *link = container_of(work, struct loopback_link,
						  work);
	bool again;

	do {
		again = false;
		switch (link_next(link)) {
		case LINK_WITHDRAW:
			link_withdraw(link);
			again = true;
			break;
		case LINK_ANNOUNCE:
			again = link_announce(link);
			break;
		case LINK_FORGET:
			link_forget(link);
			break;
		case LINK_REST:
			break;
		}
	} while (again);
	kref_put(&link->ref, link_release);
}

static void loopback_release(struct vmbkmcl_offer *offer)
{
	struct loopback_end *end = loopback_end(offer);

	if (end->is_server)
		return;
	spin_lock_irq(&end->link->lock);
	end->link->released = true;
	spin_unlock_irq(&end->link->lock);
	loopback_link_kick(end->link);
}

static struct loopback_link *link_create(struct vmbkmcl_channel *channel)
{
	struct loopback_link *link;
	u16 needed_mb, optional_mb;
	int error;

	link = kzalloc(sizeof(*link), GFP_KERNEL);
	if (!link)
		return ERR_PTR(-ENOMEM);
	kref_init(&link->ref);
	INIT_LIST_HEAD(&link->node);
	INIT_WORK(&link->work, link_work);
	loopback_link_init(link);
	link->owner = channel;
	do {
		get_random_bytes(&link->id, sizeof(link->id));
	} while (!link->id);
	offer_describe(&link->server.offer, channel);

	vmbkmcl_channel_server_mmio(channel, &needed_mb, &optional_mb);
	error = loopback_window_claim(link, needed_mb, optional_mb);
	if (error) {
		kref_put(&link->ref, link_release);
		return ERR_PTR(error);
	}
	return link;
}

static bool link_is_twin(const struct loopback_link *link,
			 const struct loopback_link *of)
{
	return guid_equal(&link->server.offer.type, &of->server.offer.type) &&
	       guid_equal(&link->server.offer.instance,
			  &of->server.offer.instance);
}

/*
 * One offer to an instance, unless the server forces a channel of its own. A
 * link that waits for a restored server makes way for one that was not.
 */
static int link_publish(struct loopback_link *link, bool force)
{
	struct loopback_link *other;
	int error = 0;

	spin_lock_irq(&loopback_lock);
	list_for_each_entry(other, &loopback_links, node) {
		if (force || !link_is_twin(other, link))
			continue;
		spin_lock(&other->lock);
		if (other->parked && !other->owner) {
			other->revoked = true;
			loopback_link_lose(other);
			loopback_link_kick(other);
		} else if (!other->revoked) {
			error = -EEXIST;
		}
		spin_unlock(&other->lock);
		if (error)
			break;
	}
	if (!error)
		list_add_tail(&link->node, &loopback_links);
	spin_unlock_irq(&loopback_lock);
	return error;
}

/* The link that the server was saved from, its client still there. */
static struct loopback_link *link_attach(struct vmbkmcl_channel *channel)
{
	u64 id = vmbkmcl_server_restored_link(channel);
	struct loopback_link *link, *found = NULL;

	if (!id)
		return NULL;
	spin_lock_irq(&loopback_lock);
	list_for_each_entry(link, &loopback_links, node) {
		if (link->id != id ||
		    !guid_equal(&link->server.offer.type,
				vmbkmcl_channel_type(channel)) ||
		    !guid_equal(&link->server.offer.instance,
				vmbkmcl_channel_instance(channel)))
			continue;
		spin_lock(&link->lock);
		if (link->parked && link->state == LOOPBACK_CLIENT_OPEN &&
		    !link->revoked && !link->lost) {
			link->parked = false;
			link->attach = true;
			link->owner = channel;
			found = link;
		}
		spin_unlock(&link->lock);
		break;
	}
	spin_unlock_irq(&loopback_lock);
	return found;
}

static int loopback_offer(struct vmbkmcl_channel *channel,
			  struct vmbkmcl_offer **offer)
{
	u32 flags = vmbkmcl_channel_server_flags(channel);
	struct loopback_link *link;
	int error;

	link = link_attach(channel);
	if (link) {
		*offer = &link->server.offer;
		vmbkmcl_channel_peer_opens(channel);
		return 0;
	}

	link = link_create(channel);
	if (IS_ERR(link))
		return PTR_ERR(link);
	error = link_publish(link, flags &
			     VMBUS_SERVER_CHANNEL_INIT_FLAG_FORCE_NEW_CHANNEL);
	if (error) {
		kref_put(&link->ref, link_release);
		return error;
	}
	*offer = &link->server.offer;
	loopback_link_kick(link);
	return 0;
}

static void loopback_revoke(struct vmbkmcl_offer *offer)
{
	struct loopback_link *link = loopback_end(offer)->link;

	spin_lock_irq(&link->lock);
	if (!link->parked) {
		link->revoked = true;
		if (link->state == LOOPBACK_CLIENT_ASKING ||
		    link->state == LOOPBACK_CLIENT_OPEN)
			loopback_link_lose(link);
		if (!link->server_open)
			link->owner = NULL;
	}
	wake_up_all(&link->wait);
	loopback_link_kick(link);
	spin_unlock_irq(&link->lock);
}

u64 vmbkmcl_loopback_park(struct vmbkmcl_offer *offer, bool park)
{
	struct loopback_link *link = loopback_end(offer)->link;
	u64 id = 0;

	spin_lock_irq(&link->lock);
	if (link->state == LOOPBACK_CLIENT_OPEN && link->server_open) {
		link->parking = park;
		id = link->id;
	}
	spin_unlock_irq(&link->lock);
	return id;
}

bool vmbkmcl_loopback_attached(struct vmbkmcl_offer *offer)
{
	return READ_ONCE(loopback_end(offer)->link->attached);
}

static int loopback_latency(struct vmbkmcl_offer *offer, u16 latency,
			    u16 *former)
{
	/* There is no monitor page: every signal is delivered at once. */
	return -EOPNOTSUPP;
}

static const struct vmbkmcl_transport_ops loopback_ops = {
	.watch		= loopback_watch,
	.unwatch	= loopback_unwatch,
	.open		= loopback_open,
	.opened		= loopback_opened,
	.close		= loopback_close,
	.release	= loopback_release,
	.signal		= loopback_signal,
	.gpadl_create	= loopback_gpadl_create,
	.gpadl_destroy	= loopback_gpadl_destroy,
	.gpadl_map	= loopback_gpadl_map,
	.gpadl_unmap	= loopback_gpadl_unmap,
	.mmio		= loopback_mmio,
	.latency	= loopback_latency,
	.offer		= loopback_offer,
	.revoke		= loopback_revoke,
};

static struct vmbkmcl_transport loopback_transport = {
	.name		= "loopback",
	.owner		= THIS_MODULE,
	.external_in	= true,
	.ops		= &loopback_ops,
};

const struct vmbkmcl_transport *vmbkmcl_loopback(void)
{
	return &loopback_transport;
}

int vmbkmcl_loopback_init(void)
{
	int error;

	/*
	 * Withdrawing an offer blocks for as long as the client takes, so that
	 * many links may be at it at once.
	 */
	loopback_wq = alloc_workqueue("vmbkmcl_loopback", WQ_UNBOUND,
				      WQ_MAX_ACTIVE);
	if (!loopback_wq)
		return -ENOMEM;
	error = vmbkmcl_transport_register(&loopback_transport);
	if (error)
		destroy_workqueue(loopback_wq);
	return error;
}

/* No channel exists any more, and so no server's offer. */
void vmbkmcl_loopback_exit(void)
{
	vmbkmcl_transport_unregister(&loopback_transport);
	destroy_workqueue(loopback_wq);
}
