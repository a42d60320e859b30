// SPDX-License-Identifier: GPL-2.0-only
/* channel.c - the guest's requests to open, close and move a channel. */
#include <stdlib.h>

#include "../devices/device.h"
#include "host.h"

void channel_open_result(struct channel *channel, u32 openid, u32 status)
{
	struct msg_open_result reply = {
		.hdr.type = MSG_OPEN_RESULT,
		.relid = channel->relid,
		.openid = openid,
		.status = status,
	};

	if (channel->reserved)
		message_send_raw(channel->host, channel->vp, channel->sint,
				 &reply, sizeof(reply), sizeof(reply));
	else
		message_send(channel->host, &reply, sizeof(reply));
}

/* The rings are one GPADL, the guest's outbound one first. */
static const char *channel_map(struct channel *channel, u32 handle,
			       u32 downstream)
{
	struct vmbhost *host = channel->host;
	struct gpadl *gpadl = gpadl_find(host, channel->relid, handle);
	u32 count;

	if (!gpadl)
		return "there is no such GPADL";
	channel->pages = gpadl_pages(host, gpadl, &count);
	if (!channel->pages)
		return "the GPADL is not made of whole pages, or there are too many";
	if (downstream < 2 || downstream >= count || count - downstream < 2)
		return "the second ring lies outside the GPADL";
	if (!ring_init(&channel->in, channel->pages, downstream, false) ||
	    !ring_init(&channel->out, channel->pages + downstream,
		       count - downstream, true))
		return "a ring starts with a bad index";
	channel->gpadl = gpadl;
	channel->page_count = count;
	gpadl_get(gpadl);
	return NULL;
}

static void channel_unmap(struct channel *channel)
{
	struct gpadl *gpadl = channel->gpadl;

	keep_free(channel->host, channel->pages);
	channel->pages = NULL;
	channel->gpadl = NULL;
	if (gpadl)
		gpadl_put(channel->host, gpadl);
}

static void channel_do_open(struct channel *channel, u32 openid, u32 handle,
			    u32 downstream)
{
	struct vmbhost *host = channel->host;
	const char *error;

	if (fault_open(channel, openid))
		return;
	error = channel_map(channel, handle, downstream);
	if (error) {
		report_mistake(host, "open of relid %u with GPADL 0x%x at page %u: %s",
			       channel->relid, handle, downstream, error);
		channel_unmap(channel);
		channel_open_result(channel, openid, STATUS_INVALID_PARAMETER);
		return;
	}
	channel->openid = openid;
	channel->state = CHANNEL_OPEN;
	/* The guest has accepted the offer, whatever a fault made of it. */
	timer_cancel(&channel->reoffer);
	channel_traffic_begin(channel);
	monitor_begin(channel);
	if (device_serves(channel))
		channel->device->ops->open(channel);
	if (!fault_opened(channel))
		channel_open_result(channel, openid, STATUS_SUCCESS);
	channel_service(channel);
}

/* The channel of a request, if the guest may open it. */
static struct channel *channel_to_open(struct vmbhost *host, u32 relid)
{
	struct channel *channel = channel_find(host, relid);

	if (channel && channel_may_open(channel->state))
		return channel;
	if (fault_is_ghost(host, relid))
		return NULL;
	if (!channel || channel->state != CHANNEL_RESCINDED)
		report_mistake(host, "open of relid %u, which is %s", relid,
			       channel ? "open already" : "not offered");
	return NULL;
}

void channel_on_open(struct vmbhost *host, const void *message)
{
	const struct msg_open *m = message;
	struct channel *channel = channel_to_open(host, m->relid);

	if (!channel)
		return;
	channel->reserved = false;
	channel->vp = m->target_vp;
	channel->sint = host->sint;
	channel_do_open(channel, m->openid, m->gpadl, m->downstream_page);
}

void channel_on_open_reserved(struct vmbhost *host, const void *message)
{
	const struct msg_open_reserved *m = message;
	struct channel *channel = channel_to_open(host, m->relid);

	if (!channel)
		return;
	if (m->target_sint >= SINT_COUNT) {
		report_mistake(host, "reserved open of relid %u: interrupt source %u",
			       m->relid, m->target_sint);
		return;
	}
	channel->reserved = true;
	channel->vp = m->target_vp;
	channel->sint = m->target_sint;
	channel_do_open(channel, 0, m->gpadl, m->downstream_page);
}

void channel_shut(struct channel *channel)
{
	if (channel->state != CHANNEL_OPEN)
		return;
	monitor_end(channel);
	if (device_serves(channel))
		channel->device->ops->close(channel);
	channel_traffic_end(channel);
	gpadl_release_held(channel->host, channel->relid);
	channel->state = CHANNEL_OFFERED;
	channel_unmap(channel);
}

/* The channel of a request to close it, or NULL. */
static struct channel *channel_to_close(struct vmbhost *host, u32 relid)
{
	struct channel *channel = channel_find(host, relid);

	if (channel && channel_may_close(channel->state))
		return channel;
	if (!channel || channel->state != CHANNEL_RESCINDED)
		report_mistake(host, "close of relid %u, which is not open",
			       relid);
	return NULL;
}

void channel_on_close(struct vmbhost *host, const void *message)
{
	const struct msg_relid *m = message;
	struct channel *channel = channel_to_close(host, m->relid), *sub;

	if (!channel)
		return;
	fault_close(channel);
	channel_shut(channel);
	/* As on Hyper-V: the guest asks for new subchannels after the next open. */
	if (!channel->index)
		for (sub = channel->next; sub; sub = sub->next)
			channel_rescind(sub);
}

void channel_on_close_reserved(struct vmbhost *host, const void *message)
{
	const struct msg_close_reserved *m = message;
	struct channel *channel = channel_to_close(host, m->relid);
	struct msg_relid reply = {
		.hdr.type = MSG_CLOSE_RESERVED_RESPONSE,
		.relid = m->relid,
	};

	if (!channel)
		return;
	channel_shut(channel);
	channel->reserved = false;
	message_send_raw(host, m->target_vp, m->target_sint % SINT_COUNT,
			 &reply, sizeof(reply), sizeof(reply));
}

void channel_on_modify(struct vmbhost *host, const void *message)
{
	const struct msg_modify *m = message;
	struct channel *channel = channel_find(host, m->relid);
	struct msg_modify_response reply = {
		.hdr.type = MSG_MODIFY_RESPONSE,
		.relid = m->relid,
		.status = STATUS_SUCCESS,
	};

	if (channel && channel->state == CHANNEL_OPEN) {
		channel->vp = m->target_vp;
		/* An event may have been sent to the old processor meanwhile. */
		channel_event(channel, channel->relid);
	} else if (!channel || channel->state != CHANNEL_RESCINDED) {
		report_mistake(host, "modify of relid %u, which is not open",
			       m->relid);
		reply.status = STATUS_INVALID_PARAMETER;
	}
	if (host->version >= VERSION_5_3)
		message_send(host, &reply, sizeof(reply));
}
