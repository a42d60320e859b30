// SPDX-License-Identifier: GPL-2.0-only
/* fault_bus.c - what a broken host does with offers, messages and events. */
#include <string.h>

#include "../devices/device.h"
#include "host.h"

#define STRAY_TYPE	200
#define STRAY_CLAIM	255
#define HUGE_RELID	4096
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

/* Send the offer of @channel under @relid, with another instance unless @same. */
static void offer_ghost(struct channel *channel, u32 relid, bool same)
{
	struct vmbhost *host = channel->host;
	struct msg_offer m;

	if (!relid || relid >= RELID_COUNT)
		host->ghost[0] = true;
	channel_offer_fill(channel, &m);
	m.relid = relid;
	m.connection = CONNECTION_CHANNEL_BASE + relid;
	if (!same)
		m.instance.b[0] ^= 0xff;
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

void fault_bus(struct channel *channel, enum fault_id id)
{
	struct vmbhost *host = channel->host;
	u32 flag;

	switch (id) {
	case FAULT_REOFFER_LIVE:
		offer_ghost(channel, ghost_relid(host), true);
		break;
	case FAULT_OFFER_DUPLICATE_RELID:
		offer_ghost(channel, channel->relid, false);
		break;
	case FAULT_OFFER_RELID_ZERO:
		offer_ghost(channel, 0, false);
		break;
	case FAULT_OFFER_RELID_HUGE:
		offer_ghost(channel, HUGE_RELID, false);
		break;
	case FAULT_RESCIND_DOUBLE:
		rescind_double(channel);
		break;
	case FAULT_RESCIND_UNKNOWN:
		rescind_unknown(host);
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
