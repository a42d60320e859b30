// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_pages.c - choose the sizes of a client's rings.
 *
 * The largest packet that the limits allow must fit: if the owner has asked for fewer
 * pages than that takes, the ring gets more. Where the owner has not asked, the limits
 * decide.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "../ring/packet.h"
#include "ring_pages.h"

/*
 * Bytes of the largest description of external data. Each MDL is a range, whose first
 * and last page may hold a single byte of it.
 */
static u64 ranges_max(const struct vmbkmcl_config *config)
{
	u64 pages = config->max_external / VMBUS_PAGE_SIZE +
		    2 * (u64)config->max_chain;

	return sizeof(struct vmbus_gpa_direct) +
	       config->max_chain * (u64)sizeof(struct vmbus_gpa_range) +
	       pages * sizeof(u64);
}

/* Pages of data that hold a packet with @bytes between descriptor and trailer. */
static u32 pages_for(u64 bytes)
{
	u64 packet = bytes + sizeof(struct vmbus_packet);

	/* The send of a larger packet is refused, with any ring. */
	packet = min_t(u64, packet, VMBUS_PACKET_MAX) + VMBUS_TRAILER_SIZE;
	/* Never to the last byte: equal indices mean that the ring is empty. */
	return packet / VMBUS_PAGE_SIZE + 1;
}

/*
 * Bytes of the largest payload that must fit: the maximum that the owner has set; the
 * default if it has set one for external data only; otherwise 0.
 */
static u64 payload_asked(const struct vmbkmcl_config *config)
{
	u32 bytes = config->max_packet_set ? config->max_packet :
					     VMBKMCL_DEFAULT_MAX_PACKET;

	if (!config->max_packet_set && !config->max_external_set)
		return 0;
	return roundup((u64)bytes, 8) + sizeof(struct vmbus_pipe_header);
}

/* The largest payload that a ring of @pages holds, with a pipe header before it. */
static u32 payload_max(u32 pages)
{
	return vmbkmcl_ring_payload_max(pages * VMBUS_PAGE_SIZE) -
	       sizeof(struct vmbus_pipe_header);
}

static u32 raised(struct vmbkmcl_channel *channel, const char *which, u32 asked,
		  u32 least)
{
	if (!asked)
		return max(least, VMBKMCL_DEFAULT_RING_PAGES);
	if (asked >= least)
		return asked;
	if (!channel->config.raise_said)
		pr_info("channel %u (%s): its %s ring has %u pages instead of %u, for the largest packet\n",
			channel->id, channel->config.name, which, least, asked);
	return least;
}

void vmbkmcl_ring_pages_choose(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_config *config = &channel->config;
	u64 payload = payload_asked(config);
	u64 ranges = config->max_external_set ? ranges_max(config) : 0;

	/* Only the outgoing ring carries external data: clients alone send it. */
	config->rx_pages = raised(channel, "incoming", config->rx_pages_asked,
				  pages_for(payload));
	config->tx_pages = raised(channel, "outgoing", config->tx_pages_asked,
				  pages_for(payload + ranges));
	config->raise_said = true;
	/* A limit that the owner has not set shrinks to what the ring holds. */
	if (!config->max_packet_set)
		config->max_packet = min(VMBKMCL_DEFAULT_MAX_PACKET,
					 payload_max(config->tx_pages));
}
