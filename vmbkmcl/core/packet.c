// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet.c - packet objects: their memory, their owners, their ends.
 */
#include <linux/slab.h>

#include "packet.h"
#include "trace.h"

struct vmbkmcl_packet *vmbkmcl_packet_get(VMBPACKET handle, const char *what)
{
	struct vmbkmcl_packet *packet = (struct vmbkmcl_packet *)handle;

	if (likely(packet && packet->magic == VMBKMCL_PACKET_MAGIC))
		return packet;
	vmbkmcl_misuse(NULL, "%s: not a packet", what);
	return NULL;
}

static u32 packet_data_size(const struct vmbkmcl_config *config)
{
	return roundup(config->max_packet, 8);
}

static u32 packet_size(const struct vmbkmcl_config *config)
{
	return sizeof(struct vmbkmcl_packet) + packet_data_size(config) +
	       vmbkmcl_external_max_pfns(config) * sizeof(PFN_NUMBER);
}

static void packet_init(struct vmbkmcl_packet *packet,
			struct vmbkmcl_channel *channel)
{
	memset(packet, 0, sizeof(*packet));
	packet->magic = VMBKMCL_PACKET_MAGIC;
	packet->channel = channel;
	packet->data_size = packet_data_size(&channel->config);
	packet->max_pfns = vmbkmcl_external_max_pfns(&channel->config);
	atomic_set(&packet->state, VMBKMCL_PACKET_IDLE);
}

/* Packets of an earlier configuration may be too small now. */
static bool packet_suits(const struct vmbkmcl_packet *packet,
			 const struct vmbkmcl_channel *channel)
{
	return packet->data_size >= packet_data_size(&channel->config) &&
	       packet->max_pfns >= vmbkmcl_external_max_pfns(&channel->config);
}

static struct vmbkmcl_packet *packet_reuse(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_packet *packet, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&channel->packet_lock, flags);
	while (!found && !list_empty(&channel->packets_free)) {
		packet = list_first_entry(&channel->packets_free,
					  struct vmbkmcl_packet, free_node);
		/* One that has become too small waits for Cleanup. */
		list_del_init(&packet->free_node);
		if (!packet_suits(packet, channel))
			continue;
		channel->packets_out++;
		found = packet;
	}
	spin_unlock_irqrestore(&channel->packet_lock, flags);
	return found;
}

static struct vmbkmcl_packet *packet_new(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_packet *packet;
	unsigned long flags;
	u32 out;

	/* Windows allows DISPATCH here, and Linux cannot always tell. */
	packet = kmalloc(packet_size(&channel->config),
			 GFP_ATOMIC | __GFP_NOWARN);
	if (!packet)
		return NULL;
	packet_init(packet, channel);
	packet->origin = VMBKMCL_ALLOCATED;

	spin_lock_irqsave(&channel->packet_lock, flags);
	list_add(&packet->list, &channel->packets_all);
	out = ++channel->packets_out;
	spin_unlock_irqrestore(&channel->packet_lock, flags);
	/* Should all of them be in flight at a time, they are found quickly. */
	vmbkmcl_tx_expect(channel, out);
	return packet;
}

VMBPACKET VmbPacketAllocate(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	struct vmbkmcl_packet *packet;

	if (!channel)
		return NULL;
	packet = packet_reuse(channel);
	if (!packet)
		packet = packet_new(channel);
	if (!packet)
		return NULL;
	packet->pointer = NULL;
	packet->routine = NULL;
	atomic_set(&packet->state, VMBKMCL_PACKET_IDLE);
	return vmbkmcl_packet_handle(packet);
}
VMBKMCL_EXPORT(VmbPacketAllocate);

static void packet_free(struct vmbkmcl_packet *packet)
{
	struct vmbkmcl_channel *channel = packet->channel;
	unsigned long flags;

	spin_lock_irqsave(&channel->packet_lock, flags);
	list_add(&packet->free_node, &channel->packets_free);
	channel->packets_out--;
	spin_unlock_irqrestore(&channel->packet_lock, flags);
}

VOID VmbPacketFree(VMBPACKET Packet)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	if (!packet)
		return;
	if (packet->origin != VMBKMCL_ALLOCATED) {
		vmbkmcl_misuse(packet->channel,
			       "%s: the packet's memory is the caller's own",
			       __func__);
		return;
	}
	if (atomic_cmpxchg(&packet->state, VMBKMCL_PACKET_IDLE,
			   VMBKMCL_PACKET_FREE) != VMBKMCL_PACKET_IDLE) {
		vmbkmcl_misuse(packet->channel,
			       "%s: the packet is in flight, or free already",
			       __func__);
		return;
	}
	packet_free(packet);
}
VMBKMCL_EXPORT(VmbPacketFree);

UINT32 VmbChannelSizeofPacket(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	return channel ? packet_size(&channel->config) : 0;
}
VMBKMCL_EXPORT(VmbChannelSizeofPacket);

NTSTATUS VmbPacketInitialize(VMBCHANNEL Channel, VMBPACKET Packet,
			     UINT32 BufferSize)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	struct vmbkmcl_packet *packet = (struct vmbkmcl_packet *)Packet;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!packet || !IS_ALIGNED((unsigned long)packet, 8))
		return STATUS_INVALID_PARAMETER_2;
	if (BufferSize < packet_size(&channel->config))
		return STATUS_INVALID_PARAMETER_3;
	packet_init(packet, channel);
	packet->origin = VMBKMCL_CALLER_OWNED;
	vmbkmcl_tx_expect(channel, READ_ONCE(channel->tx.inflight_count) + 1);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbPacketInitialize);

VMBCHANNEL VmbPacketGetChannel(VMBPACKET Packet)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	return packet ? vmbkmcl_channel_handle(packet->channel) : NULL;
}
VMBKMCL_EXPORT(VmbPacketGetChannel);

PVOID VmbPacketGetPointer(VMBPACKET Packet)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	return packet ? packet->pointer : NULL;
}
VMBKMCL_EXPORT(VmbPacketGetPointer);

VOID VmbPacketSetPointer(VMBPACKET Packet, PVOID Pointer)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	if (packet)
		packet->pointer = Pointer;
}
VMBKMCL_EXPORT(VmbPacketSetPointer);

VOID VmbPacketSetCompletionRoutine(VMBPACKET Packet,
				   PFN_VMB_PACKET_COMPLETION_ROUTINE Routine)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	if (!packet)
		return;
	if (atomic_read(&packet->state) != VMBKMCL_PACKET_IDLE) {
		vmbkmcl_misuse(packet->channel, "%s: the packet is in flight",
			       __func__);
		return;
	}
	packet->routine = Routine;
}
VMBKMCL_EXPORT(VmbPacketSetCompletionRoutine);

void vmbkmcl_packet_complete(struct vmbkmcl_packet *packet, NTSTATUS status,
			     void *payload, u32 size)
{
	PFN_VMB_PACKET_COMPLETION_ROUTINE routine = packet->routine;

	trace_vmbkmcl_complete(packet->channel->id, packet->entry.id, status,
			       size);
	if (packet->origin == VMBKMCL_SYNC) {
		vmbkmcl_sync_complete(packet, status, payload, size);
		return;
	}
	if (routine) {
		/* It may send the packet again, or free it, from in there. */
		atomic_set_release(&packet->state, VMBKMCL_PACKET_IDLE);
		routine(vmbkmcl_packet_handle(packet), status, payload, size);
	} else {
		/* The default; a caller-owned packet is not sent without one. */
		atomic_set(&packet->state, VMBKMCL_PACKET_FREE);
		packet_free(packet);
	}
}

void vmbkmcl_packets_init(struct vmbkmcl_channel *channel)
{
	spin_lock_init(&channel->packet_lock);
	INIT_LIST_HEAD(&channel->packets_free);
	INIT_LIST_HEAD(&channel->packets_all);
}

void vmbkmcl_packets_destroy(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_packet *packet, *next;

	if (channel->packets_out)
		vmbkmcl_misuse(channel, "%u packets were never freed",
			       channel->packets_out);
	list_for_each_entry_safe(packet, next, &channel->packets_all, list) {
		packet->magic = 0;
		kfree(packet);
	}
}
