// SPDX-License-Identifier: GPL-2.0-only
/*
 * complete.c - send the completion of an incoming packet.
 */
#include "handle.h"
#include "incoming.h"

/* The completion is in the ring, or never will be: see struct vmbkmcl_tx_entry. */
static void answer_end(struct vmbkmcl_tx_entry *entry, int error, void *payload,
		       u32 size)
{
	struct vmbkmcl_incoming *in = container_of(entry, struct vmbkmcl_incoming,
						   answer);
	struct vmbkmcl_channel *channel = in->channel;
	int bytes = entry->queued ? in->capacity : 0;

	vmbkmcl_incoming_retire(in);
	if (unlikely(bytes))
		vmbkmcl_rx_unsent(channel, -bytes);
}

void vmbkmcl_completion_init(struct vmbkmcl_incoming *in, const void *payload,
			 u32 size)
{
	struct vmbkmcl_ring_packet *packet = &in->answer.packet;

	packet->type = VMBUS_PACKET_COMPLETION;
	packet->flags = 0;
	packet->pipe = false;
	packet->id = in->id;
	packet->payload = payload;
	packet->payload_size = size;
	packet->ranges_size = 0;
	packet->size = vmbkmcl_ring_packet_size(packet);
	in->answer.end = answer_end;
	in->answer.external = NULL;
	in->answer.queued = false;
}

void vmbkmcl_completion_send(struct vmbkmcl_incoming *in, const void *payload,
			 u32 size)
{
	struct vmbkmcl_channel *channel = in->channel;
	int bytes = in->capacity;

	if (unlikely(size > channel->config.max_packet)) {
		vmbkmcl_misuse(channel,
			       "a completion of %u bytes exceeds the maximum of %u: sent empty",
			       size, channel->config.max_packet);
		size = 0;
	}
	vmbkmcl_completion_init(in, payload, payload ? size : 0);
	if (unlikely(vmbkmcl_tx_completion(channel, &in->answer)))
		vmbkmcl_rx_unsent(channel, bytes);
}
