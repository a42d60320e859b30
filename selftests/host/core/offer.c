// SPDX-License-Identifier: GPL-2.0-only
/* offer.c - relids, offers, rescinds and offers again. */
#include <stdlib.h>
#include <string.h>

#include "../devices/device.h"
#include "host.h"

#define SUBCHANNELS_MAX 64

struct channel *channel_find(struct vmbhost *host, u32 relid)
{
	return relid < RELID_COUNT ? host->by_relid[relid] : NULL;
}

u32 channel_connection(const struct channel *channel)
{
	return CONNECTION_CHANNEL_BASE + channel->relid;
}

/* Round robin, so that a relid just released is not the next to be used. */
static u32 relid_alloc(struct vmbhost *host, struct channel *channel)
{
	u32 tries;

	for (tries = 1; tries < RELID_COUNT; tries++) {
		u32 relid = host->relid_next;

		host->relid_next = relid + 1 < RELID_COUNT ? relid + 1 : 1;
		if (!host->by_relid[relid] && !host->ghost[relid]) {
			host->by_relid[relid] = channel;
			return relid;
		}
	}
	return 0;
}

static void channel_hide(struct channel *channel)
{
	if (channel->state == CHANNEL_HIDDEN)
		return;
	if (channel->host->by_relid[channel->relid] == channel)
		channel->host->by_relid[channel->relid] = NULL;
	monitor_release(channel);
	channel->state = CHANNEL_HIDDEN;
	channel->relid = 0;
}

static void withdraw_due(struct timer *timer)
{
	struct channel *channel = container_of(timer, struct channel, withdraw);

	/* Of what is rescinded already, the first has said when to offer it. */
	if (!channel_may_rescind(channel->state))
		return;
	channel->reoffer_after = channel->withdraw_reoffer;
	channel_rescind(channel);
}

static void reoffer_due(struct timer *timer)
{
	struct channel *channel = container_of(timer, struct channel, reoffer);

	/* A guest that refused the offer does not release its relid. */
	if (channel->state == CHANNEL_OFFERED) {
		channel->host->ghost[channel->relid] = true;
		channel_rescind(channel);
		channel_hide(channel);
	}
	channel_offer(channel);
}

struct channel *channel_new(struct device *device, u32 index)
{
	struct channel *channel = xcalloc(1, sizeof(*channel));

	channel->host = device->host;
	channel->device = device;
	channel->index = index;
	channel->reoffer_after = REOFFER_NEVER;
	channel_traffic_init(channel);
	monitor_init(channel);
	timer_init(&channel->withdraw, withdraw_due);
	timer_init(&channel->reoffer, reoffer_due);
	timer_init(&channel->storm, fault_storm_due);
	return channel;
}

void channel_free(struct channel *channel)
{
	struct channel **dirty = &channel->host->dirty;

	channel_forget(channel);
	fault_disarm_channel(channel);
	for (; *dirty; dirty = &(*dirty)->next_dirty) {
		if (*dirty != channel)
			continue;
		*dirty = channel->next_dirty;
		break;
	}
	free(channel);
}

void channel_forget(struct channel *channel)
{
	channel_shut(channel);
	timer_cancel(&channel->withdraw);
	timer_cancel(&channel->reoffer);
	timer_cancel(&channel->storm);
	channel->reoffer_after = REOFFER_NEVER;
	channel_hide(channel);
}

void channel_offer_fill(const struct channel *channel, struct msg_offer *m)
{
	const struct device *device = channel->device;

	memset(m, 0, sizeof(*m));
	m->hdr.type = MSG_OFFER;
	m->type = device->type;
	m->instance = device->instance;
	m->flags = device->offer_flags;
	m->mmio_megabytes = device->mmio_megabytes;
	if (device->offer_flags & OFFER_FLAG_PIPE)
		m->pipe_mode = OFFER_PIPE_MODE_MESSAGE;
	m->subchannel = channel->index;
	m->relid = channel->relid;
	if (channel->monitor_id < MONITOR_COUNT) {
		m->monitor = channel->monitor_id;
		m->monitor_allocated = 1;
	}
	m->dedicated = 1;
	m->connection = channel_connection(channel);
}

void channel_offer(struct channel *channel)
{
	struct vmbhost *host = channel->host;
	struct msg_offer m;

	if (host->state != OFFERED || channel->state != CHANNEL_HIDDEN)
		return;
	channel->relid = relid_alloc(host, channel);
	if (!channel->relid) {
		report_info(host, "no relid left to offer %s",
			    channel->device->name);
		return;
	}
	monitor_assign(channel);
	channel->state = CHANNEL_OFFERED;
	channel->vp = host->vp;
	channel->sint = host->sint;
	channel_offer_fill(channel, &m);
	fault_offer(channel, &m);
	message_send(host, &m, sizeof(m));
}

static void rescind_one(struct channel *channel)
{
	struct msg_relid m = {
		.hdr.type = MSG_RESCIND,
		.relid = channel->relid,
	};

	if (!channel_may_rescind(channel->state))
		return;
	channel_shut(channel);
	timer_cancel(&channel->reoffer);
	channel->state = CHANNEL_RESCINDED;
	gpadl_leave(channel->host, channel->relid);
	message_send(channel->host, &m, sizeof(m));
}

/* Subchannels do not outlive their primary. */
void channel_rescind(struct channel *channel)
{
	struct channel *sub;

	if (!channel->index)
		for (sub = channel->next; sub; sub = sub->next)
			rescind_one(sub);
	rescind_one(channel);
}

void channel_rescind_later(struct channel *channel, u64 delay_ns,
			   u64 reoffer_ns)
{
	channel->withdraw_reoffer = reoffer_ns;
	timer_set(&channel->host->timers, &channel->withdraw,
		  channel->host->now + delay_ns);
}

void channel_on_released(struct vmbhost *host, const void *message)
{
	const struct msg_relid *m = message;
	struct channel *channel = channel_find(host, m->relid);
	u64 after;

	if (fault_is_ghost(host, m->relid)) {
		if (m->relid < RELID_COUNT)
			host->ghost[m->relid] = false;
		return;
	}
	if (!channel) {
		/* After an unload Linux releases what it had, late. */
		if (host->state != DISCONNECTED)
			report_mistake(host, "release of relid %u, which no channel has",
				       m->relid);
		return;
	}
	/* Linux releases what is merely offered when it unloads its bus. */
	if (channel->state == CHANNEL_OPEN) {
		report_mistake(host, "release of relid %u, which is open",
			       m->relid);
		channel_shut(channel);
	}
	gpadl_forget(host, m->relid);
	channel_hide(channel);
	after = channel->reoffer_after;
	channel->reoffer_after = REOFFER_NEVER;
	if (after != REOFFER_NEVER)
		timer_set(&host->timers, &channel->reoffer, host->now + after);
}

bool channel_offer_subchannels(struct channel *primary, u32 count)
{
	struct device *device = primary->device;
	struct channel **tail = &primary->next, *sub;
	u32 index = 0, hidden = 0, present = 0;

	if (primary->state != CHANNEL_OPEN)
		return false;
	for (sub = primary->next; sub; sub = sub->next) {
		hidden += sub->state == CHANNEL_HIDDEN;
		present++;
		tail = &sub->next;
		index = sub->index;
	}
	if (count > SUBCHANNELS_MAX - present + hidden)
		return false;
	for (sub = primary->next; sub && count; sub = sub->next) {
		if (sub->state != CHANNEL_HIDDEN)
			continue;
		channel_offer(sub);
		count--;
	}
	for (; count; count--) {
		*tail = channel_new(device, ++index);
		channel_offer(*tail);
		tail = &(*tail)->next;
	}
	return true;
}
