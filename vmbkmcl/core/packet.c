// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet.c - outgoing packets: allocate, free and end them.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "external_map.h"
#include "handle.h"
#include "packet.h"

static_assert(offsetof(struct vmbkmcl_packet, entry.packet.id) + sizeof(u64) <=
	      VMBKMCL_LINE);

struct vmbkmcl_packet *vmbkmcl_packet_stale(const char *what)
{
	vmbkmcl_misuse(NULL, "%s: not a packet", what);
	return NULL;
}

struct vmbkmcl_packet_room vmbkmcl_packet_room_of(const struct vmbkmcl_config *config)
{
	return (struct vmbkmcl_packet_room) {
		.data_size = roundup(READ_ONCE(config->max_packet), 8),
		.max_pfns = vmbkmcl_external_max_pfns(config),
	};
}

u32 vmbkmcl_packet_size(struct vmbkmcl_packet_room room)
{
	return sizeof(struct vmbkmcl_packet) + room.data_size +
	       room.max_pfns * sizeof(PFN_NUMBER);
}

/* Put it onto packets_free, which it leaves by vmbkmcl_packet_alloc() only. */
static void packet_put_away(struct vmbkmcl_packet *packet)
{
	struct vmbkmcl_channel *channel = packet->channel;
	unsigned long flags;

	spin_lock_irqsave(&channel->packet_lock, flags);
	list_add(&packet->free_node, &channel->packets_free);
	WRITE_ONCE(channel->packets_out, channel->packets_out - 1);
	spin_unlock_irqrestore(&channel->packet_lock, flags);
}

void vmbkmcl_packet_put_away(struct vmbkmcl_packet *packet)
{
	atomic_set(&packet->state, VMBKMCL_PACKET_FREE);
	packet_put_away(packet);
}

static void packet_end(struct vmbkmcl_tx_entry *entry, int error, void *payload,
		       u32 size)
{
	vmbkmcl_external_end(entry->external, error);
	vmbkmcl_packet_end(vmbkmcl_packet_of(entry), error, payload, size);
}

void vmbkmcl_packet_init(struct vmbkmcl_packet *packet,
			 struct vmbkmcl_channel *channel,
			 struct vmbkmcl_packet_room room, void *data)
{
	memset(packet, 0, sizeof(*packet));
	packet->magic = VMBKMCL_PACKET_MAGIC;
	packet->channel = channel;
	packet->data_size = room.data_size;
	packet->max_pfns = room.max_pfns;
	packet->entry.end = packet_end;
	packet->external.pfn_room = packet->pfns;
	packet->entry.room = data ?: packet->pfns + packet->max_pfns;
	atomic_set(&packet->state, VMBKMCL_PACKET_IDLE);
}

/* Packets of an earlier configuration may be too small now. */
static bool packet_suits(const struct vmbkmcl_packet *packet,
			 struct vmbkmcl_packet_room room)
{
	return packet->data_size >= room.data_size && packet->max_pfns >= room.max_pfns;
}

static struct vmbkmcl_packet *packet_reuse(struct vmbkmcl_channel *channel,
					   struct vmbkmcl_packet_room room)
{
	struct vmbkmcl_packet *packet, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&channel->packet_lock, flags);
	while (!found && !list_empty(&channel->packets_free)) {
		packet = list_first_entry(&channel->packets_free,
					  struct vmbkmcl_packet, free_node);
		/* One that has become too small is kept, unused, until Cleanup. */
		list_del_init(&packet->free_node);
		if (!packet_suits(packet, room))
			continue;
		WRITE_ONCE(channel->packets_out, channel->packets_out + 1);
		found = packet;
	}
	spin_unlock_irqrestore(&channel->packet_lock, flags);
	return found;
}

/* kvmalloc() where the caller may sleep: a large packet need not be contiguous. */
static void *packet_memory(u32 size)
{
	if (vmbkmcl_surely_may_sleep())
		return kvmalloc(size, GFP_KERNEL);
	return kmalloc(size, GFP_ATOMIC | __GFP_NOWARN);
}

/* In two pieces: together they are a little more than a power of two, mostly. */
static struct vmbkmcl_packet *packet_make(struct vmbkmcl_channel *channel,
					  struct vmbkmcl_packet_room room)
{
	struct vmbkmcl_packet *packet;
	void *data;

	packet = packet_memory(vmbkmcl_packet_size(room) - room.data_size);
	data = packet ? packet_memory(room.data_size) : NULL;
	if (!data) {
		kvfree(packet);
		return NULL;
	}
	vmbkmcl_packet_init(packet, channel, room, data);
	return packet;
}

static struct vmbkmcl_packet *packet_new(struct vmbkmcl_channel *channel,
					 struct vmbkmcl_packet_room room)
{
	struct vmbkmcl_packet *packet;
	unsigned long flags;
	u32 out;

	packet = packet_make(channel, room);
	if (!packet)
		return NULL;
	spin_lock_irqsave(&channel->packet_lock, flags);
	list_add(&packet->list, &channel->packets_all);
	out = channel->packets_out + 1;
	WRITE_ONCE(channel->packets_out, out);
	spin_unlock_irqrestore(&channel->packet_lock, flags);
	/* All of them may be in flight at a time, and are then to be found quickly. */
	vmbkmcl_tx_expect(channel, out);
	return packet;
}

struct vmbkmcl_packet *vmbkmcl_packet_alloc(struct vmbkmcl_channel *channel)
{
	/* Once: the owner may be configuring the channel in another thread. */
	struct vmbkmcl_packet_room room = vmbkmcl_packet_room_of(&channel->config);
	struct vmbkmcl_packet *packet = packet_reuse(channel, room);

	if (!packet)
		packet = packet_new(channel, room);
	if (!packet)
		return NULL;
	packet->pointer = NULL;
	packet->routine = NULL;
	atomic_set(&packet->state, VMBKMCL_PACKET_IDLE);
	return packet;
}

bool vmbkmcl_packet_free(struct vmbkmcl_packet *packet)
{
	if (atomic_cmpxchg(&packet->state, VMBKMCL_PACKET_IDLE,
			   VMBKMCL_PACKET_FREE) != VMBKMCL_PACKET_IDLE)
		return false;
	packet_put_away(packet);
	return true;
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
		kvfree(packet->entry.room);
		kvfree(packet);
	}
}
