/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet.h - outgoing packets, as the owner has them.
 */
#ifndef VMBKMCL_CORE_PACKET_H
#define VMBKMCL_CORE_PACKET_H

#include "../nt/nt.h"
#include "channel.h"
#include "trace.h"

/**
 * enum vmbkmcl_packet_state - who has an outgoing packet
 * @VMBKMCL_PACKET_FREE: the channel, on packets_free
 * @VMBKMCL_PACKET_IDLE: the channel's owner
 * @VMBKMCL_PACKET_SENT: the send function, then tx.c, until its completion routine runs
 */
enum vmbkmcl_packet_state {
	VMBKMCL_PACKET_FREE,
	VMBKMCL_PACKET_IDLE,
	VMBKMCL_PACKET_SENT,
};

/**
 * struct vmbkmcl_packet - what a VMBPACKET points at
 *
 * Followed in memory by room for the page frame numbers of queued external data, and, in
 * memory of the caller's, by @data_size bytes for a queued payload, which are a piece of
 * their own otherwise.
 *
 * The members that a send and a completion use come first, in one cache line if the
 * memory is aligned to one: packet.c asserts that.
 *
 * @magic: VMBKMCL_PACKET_MAGIC
 * @state: enum vmbkmcl_packet_state; atomic
 * @data_size: bytes of room for a queued payload; constant
 * @caller_owned: the memory is the caller's; constant
 * @channel: constant
 * @pointer: VmbPacketSetPointer(); the channel's owner
 * @routine: completion routine; written by the owner while the packet is idle
 * @entry: what goes into the ring; see struct vmbkmcl_tx_entry
 * @external: its external data; see struct vmbkmcl_external
 * @list: on the channel's packets_all (allocated ones); packet_lock
 * @free_node: on packets_free; packet_lock
 * @max_pfns: how many page frame numbers @pfns has room for; constant
 * @pfns: page frame numbers of queued external data; as @entry
 */
struct vmbkmcl_packet {
	u32 magic;
	atomic_t state;
	u32 data_size;
	bool caller_owned;
	struct vmbkmcl_channel *channel;
	void *pointer;
	PFN_VMB_PACKET_COMPLETION_ROUTINE routine;
	struct vmbkmcl_tx_entry entry;
	struct vmbkmcl_external external;
	struct list_head list;
	struct list_head free_node;
	u32 max_pfns;
	PFN_NUMBER pfns[];
};

#define VMBKMCL_PACKET_MAGIC	0x746b6370u

/* Report a handle that leads to no packet. NULL, for the caller to return. */
struct vmbkmcl_packet *vmbkmcl_packet_stale(const char *what);

/* The packet behind a handle, or NULL after reporting misuse. Any context. */
static inline struct vmbkmcl_packet *vmbkmcl_packet_get(VMBPACKET handle,
							const char *what)
{
	struct vmbkmcl_packet *packet = (struct vmbkmcl_packet *)handle;

	if (likely(packet && packet->magic == VMBKMCL_PACKET_MAGIC))
		return packet;
	return vmbkmcl_packet_stale(what);
}

static inline VMBPACKET vmbkmcl_packet_handle(struct vmbkmcl_packet *packet)
{
	return (VMBPACKET)packet;
}

static inline struct vmbkmcl_packet *
vmbkmcl_packet_of(struct vmbkmcl_tx_entry *entry)
{
	return container_of(entry, struct vmbkmcl_packet, entry);
}

/**
 * struct vmbkmcl_packet_room - what a packet has room for while it is queued
 * @data_size: bytes of payload
 * @max_pfns: page frame numbers
 */
struct vmbkmcl_packet_room {
	u32 data_size;
	u32 max_pfns;
};

/* What packets of this configuration have room for. Any context. */
struct vmbkmcl_packet_room vmbkmcl_packet_room_of(const struct vmbkmcl_config *config);
/* Bytes of a packet that has so much room. */
u32 vmbkmcl_packet_size(struct vmbkmcl_packet_room room);

/* An idle packet, or NULL when memory is short. Any context; sleeps where that may. */
struct vmbkmcl_packet *vmbkmcl_packet_alloc(struct vmbkmcl_channel *channel);

/*
 * Initialise a packet. @data: memory for a queued payload; NULL: that is in the same
 * piece as @packet, which is the caller's and has vmbkmcl_packet_size() bytes.
 */
void vmbkmcl_packet_init(struct vmbkmcl_packet *packet,
			 struct vmbkmcl_channel *channel,
			 struct vmbkmcl_packet_room room, void *data);

/* Free a packet that was allocated and is idle. False when it is not idle. */
bool vmbkmcl_packet_free(struct vmbkmcl_packet *packet);

/* Free a packet without a routine, which has ended: it goes onto packets_free. */
void vmbkmcl_packet_put_away(struct vmbkmcl_packet *packet);

/* Its transaction has ended: see struct vmbkmcl_tx_entry. */
static inline void vmbkmcl_packet_end(struct vmbkmcl_packet *packet, int error,
				      void *payload, u32 size)
{
	PFN_VMB_PACKET_COMPLETION_ROUTINE routine = packet->routine;
	NTSTATUS status = STATUS_SUCCESS;

	if (unlikely(error))
		status = vmbkmcl_errno_to_status(error);
	if (trace_vmbkmcl_complete_enabled())
		trace_vmbkmcl_complete(packet->channel->id,
				       packet->entry.packet.id, status, size);
	/* The default; a caller-owned packet is not sent without one. */
	if (unlikely(!routine)) {
		vmbkmcl_packet_put_away(packet);
		return;
	}
	/* The routine may send the packet again, or free it. */
	atomic_set_release(&packet->state, VMBKMCL_PACKET_IDLE);
	routine(vmbkmcl_packet_handle(packet), status, payload, size);
}

/* For the channel's allocation and cleanup. Process context. */
void vmbkmcl_packets_init(struct vmbkmcl_channel *channel);
void vmbkmcl_packets_destroy(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_CORE_PACKET_H */
