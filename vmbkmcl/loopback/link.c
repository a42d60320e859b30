// SPDX-License-Identifier: GPL-2.0-only
/*
 * link.c - the two ends of a link: open, verdict, signals, close.
 */
#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": loopback: " fmt

#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "loopback.h"

/* With softirqs off, which makes the caller an RCU reader. */
static void end_event(struct loopback_end *end)
{
	struct vmbkmcl_channel *channel = READ_ONCE(end->channel);

	if (channel)
		vmbkmcl_channel_event(channel);
}

static void bell_rings(struct tasklet_struct *bell)
{
	end_event(container_of(bell, struct loopback_end, bell));
}

static void end_init(struct loopback_end *end, struct loopback_link *link,
		     bool is_server)
{
	end->link = link;
	end->is_server = is_server;
	tasklet_setup(&end->bell, bell_rings);
}

void loopback_link_init(struct loopback_link *link)
{
	spin_lock_init(&link->lock);
	init_waitqueue_head(&link->wait);
	end_init(&link->server, link, true);
	end_init(&link->client, link, false);
	loopback_lend_init(link);
}

void loopback_link_destroy(struct loopback_link *link)
{
	tasklet_kill(&link->server.bell);
	tasklet_kill(&link->client.bell);
}

/* No event reaches the end's channel once this returns: end_event() is an RCU reader. */
static void end_silence(struct loopback_end *end)
{
	WRITE_ONCE(end->channel, NULL);
	synchronize_rcu_expedited();
}

/*
 * Takes no lock: any context may call this. In process context, and in a send from there,
 * the event runs here, as an interrupt would. Elsewhere it would nest, and a tasklet runs
 * it.
 */
void loopback_signal(struct vmbkmcl_offer *offer, bool here)
{
	struct loopback_end *end = loopback_end(offer);
	struct loopback_end *peer = end->is_server ? &end->link->client :
						     &end->link->server;

	/*
	 * The sender has published, with a full barrier. If peer->channel is not set yet,
	 * the peer looks at its ring after it has been set: vmbkmcl_rx_kick().
	 */
	if (!READ_ONCE(peer->channel))
		return;
	if ((in_interrupt() && !here) || irqs_disabled()) {
		tasklet_schedule(&peer->bell);
		return;
	}
	local_bh_disable();
	end_event(peer);
	local_bh_enable();
}

void loopback_link_rescind(struct loopback_link *link)
{
	lockdep_assert_held(&link->lock);
	if (link->client_state == LOOPBACK_CLIENT_ASKING &&
	    link->verdict == LOOPBACK_VERDICT_PENDING)
		WRITE_ONCE(link->verdict, -ENODEV);
	if (link->offer_state == LOOPBACK_OFFER_ANNOUNCED)
		WRITE_ONCE(link->offer_state, LOOPBACK_OFFER_ENDING);
}

static void report_server(struct loopback_link *link, unsigned int waited)
{
	pr_warn("type %pUl, instance %pUl: the client that closes has waited for %u s for its server\n",
		&link->server.offer.type, &link->server.offer.instance, waited);
}

/* The client closes, or its open has failed: wait until the server has no rings of it. */
static void client_leave(struct loopback_link *link)
{
	struct loopback_rings *rings;

	end_silence(&link->client);

	spin_lock_irq(&link->lock);
	link->client_state = LOOPBACK_CLIENT_CLOSING;
	if (link->server_state == LOOPBACK_SERVER_RESUMING)
		WRITE_ONCE(link->server_state, LOOPBACK_SERVER_OFFERED);
	if (link->owner)
		vmbkmcl_channel_peer_closed(link->owner);
	spin_unlock_irq(&link->lock);

	vmbkmcl_wait_event(link->wait, !loopback_server_has_rings(link), report_server, link);

	spin_lock_irq(&link->lock);
	link->client_state = LOOPBACK_CLIENT_NONE;
	/* A restored server would find no client to take over. */
	if (link->server_state == LOOPBACK_SERVER_PARKED)
		WRITE_ONCE(link->server_state, LOOPBACK_SERVER_GONE);
	rings = link->rings;
	link->rings = NULL;
	spin_unlock_irq(&link->lock);

	loopback_rings_put(rings);
	loopback_link_kick(link);
}

/* Ask the server to open. -ENODEV: its offer has ended. */
static int client_ask(struct loopback_link *link,
		      struct vmbkmcl_channel *channel,
		      struct loopback_rings *rings)
{
	int error = -ENODEV;

	spin_lock_irq(&link->lock);
	if (link->server_state == LOOPBACK_SERVER_OFFERED &&
	    link->offer_state == LOOPBACK_OFFER_ANNOUNCED) {
		link->rings = rings;
		link->client_state = LOOPBACK_CLIENT_ASKING;
		link->verdict = LOOPBACK_VERDICT_PENDING;
		WRITE_ONCE(link->client.channel, channel);
		vmbkmcl_channel_peer_opens(link->owner);
		error = 0;
	}
	spin_unlock_irq(&link->lock);
	return error;
}

static int client_await_verdict(struct loopback_link *link)
{
	int error;

	wait_event_timeout(link->wait,
			   READ_ONCE(link->verdict) != LOOPBACK_VERDICT_PENDING,
			   LOOPBACK_OPEN_TIMEOUT);
	spin_lock_irq(&link->lock);
	error = link->verdict;
	/* No errno whose status is a success. */
	if (error == LOOPBACK_VERDICT_PENDING)
		error = -EIO;
	spin_unlock_irq(&link->lock);
	return error;
}

static int client_open(struct loopback_link *link,
		       struct vmbkmcl_channel *channel, u32 tx_pages,
		       u32 rx_pages, struct vmbkmcl_rings *rings)
{
	struct loopback_rings *made = loopback_rings_alloc(tx_pages, rx_pages);
	int error;

	if (IS_ERR(made))
		return PTR_ERR(made);
	/* Before asking: the server may send, and signal us, before this returns. */
	loopback_rings_describe(made, false, rings);
	error = client_ask(link, channel, made);
	if (error) {
		loopback_rings_put(made);
		return error;
	}
	error = client_await_verdict(link);
	if (error)
		client_leave(link);
	return error;
}

static bool client_is_asking(const struct loopback_link *link)
{
	return link->client_state == LOOPBACK_CLIENT_ASKING &&
	       link->verdict == LOOPBACK_VERDICT_PENDING;
}

static int server_open(struct loopback_link *link,
		       struct vmbkmcl_channel *channel,
		       struct vmbkmcl_rings *rings)
{
	int error = -ENOTCONN;

	spin_lock_irq(&link->lock);
	rings->resumed = link->server_state == LOOPBACK_SERVER_RESUMING;
	if (rings->resumed || client_is_asking(link)) {
		WRITE_ONCE(link->server_state, LOOPBACK_SERVER_OPEN);
		loopback_rings_get(link->rings);
		loopback_rings_describe(link->rings, true, rings);
		WRITE_ONCE(link->server.channel, channel);
		error = 0;
	}
	spin_unlock_irq(&link->lock);
	return error;
}

int loopback_open(struct vmbkmcl_offer *offer, struct vmbkmcl_channel *channel,
		  u32 tx_pages, u32 rx_pages, struct vmbkmcl_rings *rings)
{
	struct loopback_end *end = loopback_end(offer);

	if (end->is_server)
		return server_open(end->link, channel, rings);
	return client_open(end->link, channel, tx_pages, rx_pages, rings);
}

void loopback_opened(struct vmbkmcl_offer *offer, int error)
{
	struct loopback_link *link = loopback_end(offer)->link;

	spin_lock_irq(&link->lock);
	if (client_is_asking(link)) {
		WRITE_ONCE(link->verdict, error);
		/* Not when its worker has seen it: the server may be saved at once. */
		if (!error)
			link->client_state = LOOPBACK_CLIENT_OPEN;
	}
	/* The wait queue's lock inside ours: the link outlives the client's wait. */
	wake_up_all(&link->wait);
	spin_unlock_irq(&link->lock);
}

static void server_close(struct loopback_link *link)
{
	struct loopback_rings *rings;

	end_silence(&link->server);

	spin_lock_irq(&link->lock);
	rings = link->rings;
	if (link->server_state == LOOPBACK_SERVER_SAVED &&
	    link->client_state == LOOPBACK_CLIENT_OPEN) {
		WRITE_ONCE(link->server_state, LOOPBACK_SERVER_PARKED);
		link->owner = NULL;
	} else {
		WRITE_ONCE(link->server_state, LOOPBACK_SERVER_OFFERED);
		if (loopback_has_client(link))
			loopback_link_rescind(link);
	}
	wake_up_all(&link->wait);
	loopback_link_kick(link);
	spin_unlock_irq(&link->lock);

	/* Each end has a reference of its own. */
	loopback_rings_put(rings);
}

u64 loopback_park(struct vmbkmcl_offer *offer, bool park)
{
	struct loopback_link *link = loopback_end(offer)->link;
	u64 id = 0;

	spin_lock_irq(&link->lock);
	if (link->client_state == LOOPBACK_CLIENT_OPEN &&
	    loopback_server_has_rings(link)) {
		WRITE_ONCE(link->server_state, park ? LOOPBACK_SERVER_SAVED :
						      LOOPBACK_SERVER_OPEN);
		id = link->id;
	}
	spin_unlock_irq(&link->lock);
	return id;
}

void loopback_close(struct vmbkmcl_offer *offer)
{
	struct loopback_end *end = loopback_end(offer);

	if (end->is_server)
		server_close(end->link);
	else
		client_leave(end->link);
}
