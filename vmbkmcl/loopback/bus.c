// SPDX-License-Identifier: GPL-2.0-only
/*
 * bus.c - the loopback transport: its links, the types that are watched, and the
 * work that announces and removes offers.
 */
#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": loopback: " fmt

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "loopback.h"

/**
 * struct loopback_watch - a type that is watched
 * @node: on loopback_watches; loopback_lock
 * @type: the type; constant
 * @count: calls of ops->watch less those of ops->unwatch; loopback_lock
 */
struct loopback_watch {
	struct list_head node;
	guid_t type;
	unsigned int count;
};

/* Protects the two lists, and struct loopback_watch. */
static DEFINE_SPINLOCK(loopback_lock);
static LIST_HEAD(loopback_links);
static LIST_HEAD(loopback_watches);

/* Until an offer is announced again for which there was no memory. */
#define ANNOUNCE_PAUSE_MS	100

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

/* Have the links of a type announce their offers, if no channel has had them so far. */
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

/* The next step of a link's work item. */
enum link_step { LINK_REST, LINK_REMOVE, LINK_ANNOUNCE, LINK_FORGET };

static enum link_step link_next(const struct loopback_link *link)
{
	lockdep_assert_held(&link->lock);

	switch (link->offer_state) {
	case LOOPBACK_OFFER_ENDING:
		return LINK_REMOVE;
	case LOOPBACK_OFFER_ANNOUNCED:
		return link->server_state == LOOPBACK_SERVER_GONE ?
			       LINK_REMOVE : LINK_REST;
	case LOOPBACK_OFFER_NONE:
		break;
	}
	if (link->client_state != LOOPBACK_CLIENT_NONE)
		return LINK_REST;
	if (link->server_state == LOOPBACK_SERVER_GONE)
		return LINK_FORGET;
	return link->server_state == LOOPBACK_SERVER_OFFERED ? LINK_ANNOUNCE :
							       LINK_REST;
}

static void set_offer_state(struct loopback_link *link,
			    enum loopback_offer state)
{
	spin_lock_irq(&link->lock);
	WRITE_ONCE(link->offer_state, state);
	spin_unlock_irq(&link->lock);
}

/* Blocks until the client has closed. */
static void link_remove_offer(struct loopback_link *link)
{
	vmbkmcl_offer_remove(&link->client.offer);
	set_offer_state(link, LOOPBACK_OFFER_NONE);
}

/* True when the core has taken the offer, or may take it now. */
static bool link_announce(struct loopback_link *link)
{
	struct vmbkmcl_offer *offer = &link->client.offer;
	int error;

	if (!type_is_watched(&link->server.offer.type))
		return false;
	memset(offer, 0, sizeof(*offer));
	offer->transport = link->server.offer.transport;
	offer->type = link->server.offer.type;
	offer->instance = link->server.offer.instance;
	offer->pipe = link->server.offer.pipe;
	INIT_LIST_HEAD(&offer->node);
	/* Before the offer is added: then it may be opened, rescinded and released. */
	set_offer_state(link, LOOPBACK_OFFER_ANNOUNCED);
	error = vmbkmcl_offer_add(offer);
	if (!error)
		return true;
	set_offer_state(link, LOOPBACK_OFFER_NONE);
	if (error != -ENOMEM)
		return false;
	/* A driver waits for it, and nothing else has it announced again. */
	msleep(ANNOUNCE_PAUSE_MS);
	return true;
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

/* True when there may be more to do. */
static bool link_do(struct loopback_link *link)
{
	enum link_step step;

	spin_lock_irq(&link->lock);
	step = link_next(link);
	spin_unlock_irq(&link->lock);

	switch (step) {
	case LINK_REMOVE:
		link_remove_offer(link);
		return true;
	case LINK_ANNOUNCE:
		return link_announce(link);
	case LINK_FORGET:
		link_forget(link);
		return false;
	case LINK_REST:
		break;
	}
	return false;
}

static void link_work(struct work_struct *work)
{
	struct loopback_link *link = container_of(work, struct loopback_link,
						  work);

	while (link_do(link))
		;
	kref_put(&link->ref, link_release);
}

static void loopback_release(struct vmbkmcl_offer *offer)
{
	struct loopback_end *end = loopback_end(offer);

	if (end->is_server)
		return;
	set_offer_state(end->link, LOOPBACK_OFFER_ENDING);
	loopback_link_kick(end->link);
}

/* A link with one reference, the server's. */
static struct loopback_link *
link_create(struct vmbkmcl_channel *channel,
	    const struct vmbkmcl_offer_request *request)
{
	struct vmbkmcl_offer *offer;
	struct loopback_link *link;
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
	offer = &link->server.offer;
	offer->transport = &loopback_transport;
	guid_copy(&offer->type, &request->type);
	guid_copy(&offer->instance, &request->instance);
	offer->pipe = request->pipe;

	error = loopback_window_claim(link, request->mmio_low_mb,
				      request->mmio_high_mb);
	if (error) {
		kref_put(&link->ref, link_release);
		return ERR_PTR(error);
	}
	return link;
}

static bool link_is_of(const struct loopback_link *link, const guid_t *type,
		       const guid_t *instance)
{
	return guid_equal(&link->server.offer.type, type) &&
	       guid_equal(&link->server.offer.instance, instance);
}

/* Does its server offer itself, or have a client? */
static bool link_is_in_use(const struct loopback_link *link)
{
	enum loopback_server state = READ_ONCE(link->server_state);

	return state != LOOPBACK_SERVER_PARKED && state != LOOPBACK_SERVER_GONE;
}

/* If its client waits for a restored server, it need not wait any longer. */
static void link_give_way(struct loopback_link *link)
{
	spin_lock(&link->lock);
	if (link->server_state == LOOPBACK_SERVER_PARKED) {
		WRITE_ONCE(link->server_state, LOOPBACK_SERVER_GONE);
		loopback_link_rescind(link);
		loopback_link_kick(link);
	}
	spin_unlock(&link->lock);
}

/*
 * One offer to an instance, unless the server forces a channel of its own. A client that
 * waits for a restored server gives way, but only if there will be that one offer: under
 * loopback_lock no link comes into use again.
 */
static int link_publish(struct loopback_link *link, bool force)
{
	const struct vmbkmcl_offer *offer = &link->server.offer;
	struct loopback_link *other;
	bool taken = false;

	spin_lock_irq(&loopback_lock);
	list_for_each_entry(other, &loopback_links, node)
		taken |= !force && link_is_in_use(other) &&
			 link_is_of(other, &offer->type, &offer->instance);
	if (!taken) {
		list_for_each_entry(other, &loopback_links, node) {
			if (!force && link_is_of(other, &offer->type, &offer->instance))
				link_give_way(other);
		}
		kref_get(&link->ref);
		list_add_tail(&link->node, &loopback_links);
	}
	spin_unlock_irq(&loopback_lock);
	return taken ? -EEXIST : 0;
}

/*
 * Does @link's client wait for a restored server? Then @channel takes it over. It is told
 * so under the lock, so that it cannot be told before that the client has left.
 */
static bool link_resume(struct loopback_link *link,
			struct vmbkmcl_channel *channel)
{
	bool resumes;

	spin_lock(&link->lock);
	resumes = link->server_state == LOOPBACK_SERVER_PARKED &&
		  link->client_state == LOOPBACK_CLIENT_OPEN &&
		  link->offer_state == LOOPBACK_OFFER_ANNOUNCED;
	if (resumes) {
		kref_get(&link->ref);
		WRITE_ONCE(link->server_state, LOOPBACK_SERVER_RESUMING);
		link->owner = channel;
		vmbkmcl_channel_peer_opens(channel);
	}
	spin_unlock(&link->lock);
	return resumes;
}

/* The link that the server was saved from, if its client is still there. */
static struct loopback_link *
link_attach(struct vmbkmcl_channel *channel,
	    const struct vmbkmcl_offer_request *request)
{
	struct loopback_link *link, *found = NULL;

	if (!request->resume)
		return NULL;
	spin_lock_irq(&loopback_lock);
	list_for_each_entry(link, &loopback_links, node) {
		if (link->id != request->resume ||
		    !link_is_of(link, &request->type, &request->instance))
			continue;
		if (link_resume(link, channel))
			found = link;
		break;
	}
	spin_unlock_irq(&loopback_lock);
	return found;
}

static bool loopback_can_offer(const struct vmbkmcl_offer_request *request)
{
	return request->loopback;
}

static int loopback_offer(struct vmbkmcl_channel *channel,
			  const struct vmbkmcl_offer_request *request,
			  struct vmbkmcl_offer **offer)
{
	struct loopback_link *link = link_attach(channel, request);
	int error;

	if (link) {
		*offer = &link->server.offer;
		return 0;
	}

	link = link_create(channel, request);
	if (IS_ERR(link))
		return PTR_ERR(link);
	error = link_publish(link, request->force_new);
	if (error) {
		kref_put(&link->ref, link_release);
		return error;
	}
	*offer = &link->server.offer;
	loopback_link_kick(link);
	return 0;
}

static void loopback_abandon(u64 connection)
{
	struct loopback_link *link;

	spin_lock_irq(&loopback_lock);
	list_for_each_entry(link, &loopback_links, node) {
		if (link->id == connection)
			link_give_way(link);
	}
	spin_unlock_irq(&loopback_lock);
}

static void loopback_revoke(struct vmbkmcl_offer *offer,
			    struct vmbkmcl_channel *channel)
{
	struct loopback_link *link = loopback_end(offer)->link;

	spin_lock_irq(&link->lock);
	/* A server that was saved may have left the link to a restored one. */
	if (link->owner == channel) {
		WRITE_ONCE(link->server_state, LOOPBACK_SERVER_GONE);
		link->owner = NULL;
		if (loopback_has_client(link))
			loopback_link_rescind(link);
	}
	wake_up_all(&link->wait);
	loopback_link_kick(link);
	spin_unlock_irq(&link->lock);
	kref_put(&link->ref, link_release);
}

/* Which channel has an offer is in the channels' files in debugfs. */
static void loopback_visit(const guid_t *type, vmbkmcl_device_visit visit, void *arg)
{
	struct loopback_link *link;

	spin_lock_irq(&loopback_lock);
	list_for_each_entry(link, &loopback_links, node) {
		if (guid_equal(&link->server.offer.type, type))
			visit(arg, &loopback_transport, &link->server.offer.instance,
			      READ_ONCE(link->offer_state) == LOOPBACK_OFFER_NONE ?
				      NULL : "vmbkmcl");
	}
	spin_unlock_irq(&loopback_lock);
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
	.visit		= loopback_visit,
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
	.can_offer	= loopback_can_offer,
	.offer		= loopback_offer,
	.revoke		= loopback_revoke,
	.park		= loopback_park,
	.abandon	= loopback_abandon,
};

static struct vmbkmcl_transport loopback_transport = {
	.name		= "loopback",
	.owner		= THIS_MODULE,
	.external_in	= true,
	.ops		= &loopback_ops,
};

int vmbkmcl_loopback_init(void)
{
	int error;

	/*
	 * A work item that removes an offer blocks until the client has closed, and those
	 * of many links may do so at once.
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
