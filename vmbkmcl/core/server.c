// SPDX-License-Identifier: GPL-2.0-only
/*
 * server.c - server endpoints: allocate one, and offer it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/file.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "gpadl.h"
#include "offer.h"
#include "save.h"
#include "server.h"

int vmbkmcl_server_alloc(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = kzalloc(sizeof(*server), GFP_KERNEL);

	if (!server)
		return -ENOMEM;
	mutex_init(&server->save_mutex);
	channel->server = server;
	vmbkmcl_mappings_init(channel);
	return 0;
}

void vmbkmcl_server_free(struct vmbkmcl_channel *channel)
{
	vmbkmcl_save_free(channel);
	kvfree(channel->server->record);
	if (channel->config.vmbus)
		fput((struct file *)channel->config.vmbus);
	kfree(channel->server);
	channel->server = NULL;
}

static void request_init(const struct vmbkmcl_channel *channel,
			 struct vmbkmcl_offer_request *request)
{
	const struct vmbkmcl_config *config = &channel->config;
	u32 flags = config->server_flags;

	memset(request, 0, sizeof(*request));
	guid_copy(&request->type, &config->type);
	guid_copy(&request->instance, &config->instance);
	request->loopback = flags & VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER;
	request->pipe = flags & VMBUS_SERVER_CHANNEL_INIT_FLAG_OFFER_AS_PIPE;
	request->force_new = flags & VMBUS_SERVER_CHANNEL_INIT_FLAG_FORCE_NEW_CHANNEL;
	request->mmio_low_mb = config->mmio_low_mb;
	request->mmio_high_mb = config->mmio_high_mb;
	if (channel->server->restored)
		request->resume = channel->server->restored->link;
}

const struct vmbkmcl_transport *
vmbkmcl_server_transport(struct vmbkmcl_channel *channel)
{
	const struct vmbkmcl_transport *transport;
	struct vmbkmcl_offer_request request;

	if (channel->config.server_flags &
	    VMBUS_SERVER_CHANNEL_INIT_FLAG_TLNPI_PROVIDER_OFFER) {
		pr_warn_once("no transport here carries offers to socket providers\n");
		return NULL;
	}
	request_init(channel, &request);
	transport = vmbkmcl_transport_for(&request);
	if (!transport)
		pr_warn_once("a Linux guest cannot offer channels to other partitions: set VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER to offer \"%s\" to clients of this kernel\n",
			     channel->config.name);
	return transport;
}

int vmbkmcl_server_offer(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_offer **offer)
{
	const struct vmbkmcl_transport *transport =
		vmbkmcl_server_transport(channel);
	struct vmbkmcl_offer_request request;

	if (!transport)
		return -EOPNOTSUPP;
	request_init(channel, &request);
	return transport->ops->offer(channel, &request, offer);
}
