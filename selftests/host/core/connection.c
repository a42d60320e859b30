// SPDX-License-Identifier: GPL-2.0-only
/* connection.c - contact, version, offers and unload. */
#include <string.h>

#include "../devices/device.h"
#include "host.h"

static const u32 versions[] = {
	VERSION_4_0, VERSION_4_1, VERSION_5_0, VERSION_5_1, VERSION_5_2,
	VERSION_5_3, VERSION_6_0,
};

static bool version_supported(const struct vmbhost *host, u32 version)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(versions); i++)
		if (versions[i] == version)
			return version <= host->max_version;
	return false;
}

bool connection_id_valid(const struct vmbhost *host, u32 connection, u32 type)
{
	if (connection == CONNECTION_MESSAGE_5)
		return host->max_version >= VERSION_5_0 &&
		       (type == MSG_INITIATE_CONTACT ||
			host->connection == CONNECTION_MESSAGE_5);
	if (connection == CONNECTION_MESSAGE)
		return type == MSG_INITIATE_CONTACT ||
		       host->state == DISCONNECTED ||
		       host->connection == CONNECTION_MESSAGE;
	return false;
}

void connection_reset(struct vmbhost *host)
{
	struct device *device;
	struct channel *channel;

	for (device = host->devices; device; device = device->next)
		for (channel = device->channels; channel; channel = channel->next)
			channel_forget(channel);
	gpadl_forget(host, 0);
	for (device = host->devices; device; device = device->next)
		device_drop_subchannels(device);
	outbox_clear(&host->outbox);
	memset(host->ghost, 0, sizeof(host->ghost));
	memset(host->by_relid, 0, sizeof(host->by_relid));
	host->state = DISCONNECTED;
	host->version = 0;
	host->relid_next = 1;
}

/*
 * A guest that makes contact has just started, perhaps after a crash.  Forget
 * everything that it did before, even if it has not unloaded.
 */
void connection_on_contact(struct vmbhost *host, const void *message)
{
	const struct msg_initiate_contact *m = message;
	struct msg_version_response reply = {
		.hdr.type = MSG_VERSION_RESPONSE,
	};
	u32 len = sizeof(reply) - sizeof(reply.features);
	u32 sint = DEFAULT_SINT;

	if (m->version >= VERSION_5_0)
		sint = m->sint;
	if (sint >= SINT_COUNT) {
		report_mistake(host, "contact with interrupt source %u", sint);
		return;
	}
	connection_reset(host);
	host->monitor_page = m->monitor_page[1];
	host->vp = m->target_vp;
	host->sint = sint;
	if (version_supported(host, m->version)) {
		host->version = m->version;
		host->state = CONNECTED;
		host->connection = m->version >= VERSION_5_0 ?
			CONNECTION_MESSAGE_5 : CONNECTION_MESSAGE;
		reply.supported = 1;
		reply.connection = host->connection;
		report_info(host, "guest connected, version %u.%u",
			    m->version >> 16, m->version & 0xffff);
	}
	if (m->version >= VERSION_6_0)
		len = sizeof(reply);
	message_send(host, &reply, len);
}

void connection_on_request_offers(struct vmbhost *host)
{
	struct msg_header done = { .type = MSG_ALL_OFFERS };
	struct device *device;

	if (host->state == OFFERED) {
		report_mistake(host, "offers asked for twice");
		return;
	}
	host->state = OFFERED;
	for (device = host->devices; device; device = device->next)
		channel_offer(device->channels);
	message_send(host, &done, sizeof(done));
}

void connection_on_unload(struct vmbhost *host)
{
	struct msg_header reply = { .type = MSG_UNLOAD_RESPONSE };
	u32 vp = host->vp, sint = host->sint;

	report_info(host, "guest unloaded");
	connection_reset(host);
	message_send_raw(host, vp, sint, &reply, sizeof(reply), sizeof(reply));
}

void connection_on_tl_connect(struct vmbhost *host, const void *message)
{
	const struct msg_tl_connect *m = message;
	struct msg_tl_result reply = {
		.hdr.type = MSG_TL_CONNECT_RESULT,
		.endpoint = m->endpoint,
		.service = m->service,
		.status = STATUS_CONNECTION_REFUSED,
	};

	message_send(host, &reply, sizeof(reply));
}
