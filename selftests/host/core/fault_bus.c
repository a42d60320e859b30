// SPDX-License-Identifier: GPL-2.0-only
/* fault_bus.c - what a broken host does with offers, messages and events. */
#include <string.h>

#include "../devices/device.h"
#include "host.h"

#define STRAY_TYPE	200
#define STRAY_CLAIM	255
#define HUGE_RELID	4096
#define OTHER_DEVICE	0xff
/* Devices that a storm offers, how many at a stretch, and the time between. */
#define STORM_DEVICES	100
#define STORM_STRETCH	64
#define STORM_NS	1000000u
/* An offer that is not opened by then was refused. */
#define REFUSED_NS	3000000000ull

/*
 * A relid for an offer without a channel.  Whatever the guest does with it is not
 * counted as a mistake.
 */
static u32 ghost_relid(struct vmbhost *host)
{
	u32 relid;

	for (relid = RELID_COUNT - 1; relid; relid--) {
		if (host->by_relid[relid] || host->ghost[relid])
			continue;
		host->ghost[relid] = true;
		return relid;
	}
	return 0;
}

bool fault_is_ghost(const struct vmbhost *host, u32 relid)
{
	if (!relid || relid >= RELID_COUNT)
		return host->ghost[0];
	return host->ghost[relid];
}

/* Send the offer of @channel under @relid, its instance changed by @salt. */
static void offer_ghost(struct channel *channel, u32 relid, u32 salt)
{
	struct vmbhost *host = channel->host;
	struct msg_offer m;
	u32 word;

	if (!relid || relid >= RELID_COUNT)
		host->ghost[0] = true;
	channel_offer_fill(channel, &m);
	m.relid = relid;
	m.connection = CONNECTION_CHANNEL_BASE + relid;
	memcpy(&word, m.instance.b, sizeof(word));
	word ^= salt;
	memcpy(m.instance.b, &word, sizeof(word));
	message_send(host, &m, sizeof(m));
}

static void send_header(struct vmbhost *host, u32 type, u32 len, u32 claim)
{
	u8 message[VMBHOST_MESSAGE_MAX] = { 0 };

	memcpy(message, &type, sizeof(type));
	message_send_raw(host, host->vp, host->sint, message, len, claim);
}

static void send_rescind(struct vmbhost *host, u32 relid)
{
	struct msg_relid m = { .hdr.type = MSG_RESCIND, .relid = relid };

	message_send(host, &m, sizeof(m));
}

static void rescind_double(struct channel *channel)
{
	u32 relid = channel->relid;

	channel->reoffer_after = FAULT_REOFFER_NS;
	channel_rescind(channel);
	send_rescind(channel->host, relid);
}

static void rescind_unknown(struct vmbhost *host)
{
	u32 relid = RELID_COUNT - 1;

	while (relid && (host->by_relid[relid] || host->ghost[relid]))
		relid--;
	send_rescind(host, relid);
}

/*
 * As fast as the guest gives relids back, it is offered devices and they are
 * rescinded, each with an instance of its own: hv_vmbus takes the offer of an
 * instance that it still has for something else.
 */
void fault_storm_due(struct timer *timer)
{
	struct channel *channel = container_of(timer, struct channel, storm);
	struct vmbhost *host = channel->host;
	u32 i, relid;

	for (i = 0; i < STORM_STRETCH && channel->storm_left; i++) {
		relid = ghost_relid(host);
		if (!relid)
			break;
		offer_ghost(channel, relid, ++host->storm_salt);
		send_rescind(host, relid);
		channel->storm_left--;
	}
	if (channel->storm_left)
		timer_set(&host->timers, timer, host->now + STORM_NS);
}

/* A message about a channel that the fault is for. */
bool fault_post(struct vmbhost *host, const void *message, u32 len)
{
	const struct msg_relid *m = message;
	const struct message_info *info;

	if (!host->faults || len < sizeof(*m))
		return false;
	info = message_info(m->hdr.type);
	return info && info->from_guest && info->relid &&
	       fault_check(host, channel_find(host, m->relid),
			   FAULT_POST_REFUSED);
}

void fault_bus(struct channel *channel, enum fault_id id)
{
	struct vmbhost *host = channel->host;
	u32 flag;

	switch (id) {
	case FAULT_REOFFER_LIVE:
		offer_ghost(channel, ghost_relid(host), 0);
		break;
	case FAULT_OFFER_DUPLICATE_RELID:
		offer_ghost(channel, channel->relid, OTHER_DEVICE);
		break;
	case FAULT_OFFER_RELID_ZERO:
		offer_ghost(channel, 0, OTHER_DEVICE);
		break;
	case FAULT_OFFER_RELID_HUGE:
		offer_ghost(channel, HUGE_RELID, OTHER_DEVICE);
		break;
	case FAULT_RESCIND_DOUBLE:
		rescind_double(channel);
		break;
	case FAULT_RESCIND_UNKNOWN:
		rescind_unknown(host);
		break;
	case FAULT_OFFER_STORM:
		channel->storm_left += STORM_DEVICES;
		timer_set(&host->timers, &channel->storm, host->now);
		break;
	case FAULT_EVENT_STORM:
		for (flag = 0; flag < RELID_COUNT; flag++)
			channel_event(channel, flag);
		break;
	case FAULT_MESSAGE_SHORT:
		send_header(host, MSG_OFFER, sizeof(struct msg_header),
			    sizeof(struct msg_header));
		break;
	case FAULT_MESSAGE_OVERSIZED:
		send_header(host, MSG_ALL_OFFERS, VMBHOST_MESSAGE_MAX,
			    STRAY_CLAIM);
		break;
	case FAULT_MESSAGE_UNKNOWN:
		send_header(host, STRAY_TYPE, 16, 16);
		break;
	case FAULT_STRAY_VERSION:
		send_header(host, MSG_VERSION_RESPONSE, 20, 20);
		break;
	case FAULT_STRAY_UNLOAD:
		send_header(host, MSG_UNLOAD_RESPONSE, 8, 8);
		break;
	case FAULT_STRAY_MODIFY:
		send_header(host, MSG_MODIFY_RESPONSE, 16, 16);
		break;
	default:
		break;
	}
}

void fault_offer(struct channel *channel, struct msg_offer *offer)
{
	struct vmbhost *host = channel->host;

	if (fault_due(host, channel, FAULT_OFFER_CONFIDENTIAL)) {
		offer->flags &= ~OFFER_FLAG_CONFIDENTIAL_RING;
		offer->flags |= OFFER_FLAG_CONFIDENTIAL_MEMORY;
		timer_set(&host->timers, &channel->reoffer,
			  host->now + REFUSED_NS);
	}
	if (fault_due(host, channel, FAULT_EVENT_BEFORE_OPEN))
		channel_event(channel, channel->relid);
}
