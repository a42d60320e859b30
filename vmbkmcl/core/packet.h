/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet.h - outgoing packets, and what waits in a channel's queue.
 */
#ifndef VMBKMCL_PACKET_H
#define VMBKMCL_PACKET_H

#include "channel.h"

/**
 * struct vmbkmcl_external - external data of a packet, as the caller gave it
 * @mdl: first MDL of the chain, or NULL
 * @offset: bytes to skip at its start
 * @length: bytes in all, of whatever kind it is
 * @force: the length may exceed the first MDL's, up to its page boundary
 * @pfns: page frame numbers instead of MDLs, or NULL
 * @pfn_count: how many
 * @ranges: ranges on the wire; 0: there is no external data
 * @wire_size: bytes of struct vmbus_gpa_direct and all ranges
 */
struct vmbkmcl_external {
	PMDL mdl;
	u32 offset;
	u32 length;
	bool force;
	const PFN_NUMBER *pfns;
	u32 pfn_count;
	u32 ranges;
	u32 wire_size;
};

/* external.c */

/*
 * Fill @external and compute its size on the wire. Returns 0 or:
 * -EINVAL it describes nothing, or more than there is; -EMSGSIZE it exceeds
 * the channel's limits.
 */
int vmbkmcl_external_mdl(const struct vmbkmcl_channel *channel,
			 struct vmbkmcl_external *external, PMDL mdl,
			 u32 offset, u32 length, bool force);
int vmbkmcl_external_pfns(const struct vmbkmcl_channel *channel,
			  struct vmbkmcl_external *external,
			  const PFN_NUMBER *pfns, u32 count);
/* Write struct vmbus_gpa_direct and the ranges: exactly wire_size bytes. */
void vmbkmcl_external_write(const struct vmbkmcl_external *external, void *wire);
/* Most page frame numbers that one packet of this channel can describe. */
u32 vmbkmcl_external_max_pfns(const struct vmbkmcl_config *config);

/**
 * struct vmbkmcl_tx_entry - a packet on its way into the ring
 *
 * Filled by its sender; owned by tx.c, under tx.lock, while on the queue.
 *
 * @node: on tx.queue
 * @type: enum vmbus_packet_kind
 * @flags: descriptor flags
 * @completion: it answers a packet of the peer's; otherwise part of a
 *	struct vmbkmcl_packet
 * @pipe: a struct vmbus_pipe_header goes ahead of the payload
 * @payload_size: bytes
 * @size: bytes in the ring, trailer included
 * @id: transaction id
 * @payload: bytes, or NULL when there are none
 * @external: external data
 */
struct vmbkmcl_tx_entry {
	struct list_head node;
	u16 type;
	u16 flags;
	bool completion;
	bool pipe;
	u32 payload_size;
	u32 size;
	u64 id;
	const void *payload;
	struct vmbkmcl_external external;
};

/**
 * enum vmbkmcl_packet_state - who has an outgoing packet
 * @VMBKMCL_PACKET_FREE: on the channel's free list
 * @VMBKMCL_PACKET_IDLE: the owner
 * @VMBKMCL_PACKET_SENDING: a send that has not decided yet
 * @VMBKMCL_PACKET_QUEUED: the queue
 * @VMBKMCL_PACKET_IN_FLIGHT: the peer
 * @VMBKMCL_PACKET_COMPLETING: it has left queue or hash; its routine is next
 */
enum vmbkmcl_packet_state {
	VMBKMCL_PACKET_FREE,
	VMBKMCL_PACKET_IDLE,
	VMBKMCL_PACKET_SENDING,
	VMBKMCL_PACKET_QUEUED,
	VMBKMCL_PACKET_IN_FLIGHT,
	VMBKMCL_PACKET_COMPLETING,
};

/**
 * struct vmbkmcl_packet - what a VMBPACKET points at
 *
 * Followed in memory by @data_size bytes for a queued payload and by room for
 * the page frame numbers of queued external data.
 *
 * @magic: VMBKMCL_PACKET_MAGIC
 * @state: enum vmbkmcl_packet_state; atomic until it is queued or in flight,
 *	then changed under tx.lock
 * @origin: who frees the memory; constant
 * @channel: constant
 * @pointer: the owner's
 * @routine: completion routine; the owner's while idle
 * @entry: what goes into the ring
 * @hash: in tx.inflight; tx.lock
 * @list: on the channel's packets_all (allocated ones); packet_lock
 * @free_node: on packets_free (packet_lock), or tx.done (tx.lock)
 * @data_size: bytes of room for a queued payload; constant
 * @max_pfns: room behind it; constant
 * @status: for a routine that was put off
 * @sync: the waiter, for a synchronous request
 * @data: the room
 */
struct vmbkmcl_packet {
	u32 magic;
	atomic_t state;
	enum { VMBKMCL_ALLOCATED, VMBKMCL_CALLER_OWNED, VMBKMCL_SYNC } origin;
	struct vmbkmcl_channel *channel;
	void *pointer;
	PFN_VMB_PACKET_COMPLETION_ROUTINE routine;
	struct vmbkmcl_tx_entry entry;
	struct hlist_node hash;
	struct list_head list;
	struct list_head free_node;
	u32 data_size;
	u32 max_pfns;
	NTSTATUS status;
	struct vmbkmcl_sync *sync;
	u64 data[];
};

#define VMBKMCL_PACKET_MAGIC	0x746b6370u

/* Hints of shipping storage drivers, accepted and not needed here. */
#define VMBKMCL_FORMAT_FLAG_DATA_IN	0x8u
#define VMBKMCL_FORMAT_FLAG_DATA_OUT	0x10u

/* send.c */

/*
 * Fill @entry for an in-band packet. STATUS_SUCCESS, or what is wrong with the
 * second or third argument, or @bad_flags.
 */
NTSTATUS vmbkmcl_send_prepare(struct vmbkmcl_channel *channel,
			      struct vmbkmcl_tx_entry *entry,
			      const void *buffer, u32 size, u32 flags,
			      NTSTATUS bad_flags);
/* Then make it GPA-direct; @error is what measuring the data returned. */
NTSTATUS vmbkmcl_send_external(struct vmbkmcl_channel *channel,
			       struct vmbkmcl_tx_entry *entry, int error,
			       NTSTATUS bad_flags);

/* packet.c */

/* The packet behind a handle, or NULL after reporting misuse. */
struct vmbkmcl_packet *vmbkmcl_packet_get(VMBPACKET handle, const char *what);

static inline VMBPACKET vmbkmcl_packet_handle(struct vmbkmcl_packet *packet)
{
	return (VMBPACKET)packet;
}

void vmbkmcl_packets_init(struct vmbkmcl_channel *channel);
void vmbkmcl_packets_destroy(struct vmbkmcl_channel *channel);

/* Its transaction is over. Softirq-safe; the packet may be gone afterwards. */
void vmbkmcl_packet_complete(struct vmbkmcl_packet *packet, NTSTATUS status,
			     void *payload, u32 size);

/* tx.c */

/* When a send may not wait in the queue. */
enum vmbkmcl_tx_mode {
	VMBKMCL_TX_QUEUE,	/* queue when the ring is full */
	VMBKMCL_TX_TRY,		/* -EOVERFLOW when the ring is full */
};

/*
 * Send @packet, whose entry is filled. 0: it will be completed, and may have
 * been already. Otherwise it is still the caller's:
 * -ENODEV the channel is going down; -ENOTCONN it is not enabled;
 * -EOVERFLOW no room (VMBKMCL_TX_TRY), or none ever in a ring this small.
 */
int vmbkmcl_tx_send(struct vmbkmcl_packet *packet, enum vmbkmcl_tx_mode mode);

/*
 * Send the completion in @entry, part of a struct vmbkmcl_incoming that is
 * retired once it is in the ring, or queue it.
 */
void vmbkmcl_tx_answer(struct vmbkmcl_channel *channel,
		       struct vmbkmcl_tx_entry *entry);

/*
 * Can a packet of this size on the wire ever be sent on this channel?
 * Any context.
 */
bool vmbkmcl_tx_fits(struct vmbkmcl_channel *channel, u32 size);

/* The peer completed request @id: take it out of the hash, or NULL. */
struct vmbkmcl_packet *vmbkmcl_tx_claim(struct vmbkmcl_channel *channel, u64 id);

/*
 * A waiter gives up: take the packet from the queue or the hash. False when
 * it is being completed already.
 */
bool vmbkmcl_tx_withdraw(struct vmbkmcl_packet *packet);

/* Room for the hash to grow into, so that no send has to. May allocate atomically. */
void vmbkmcl_tx_expect(struct vmbkmcl_channel *channel, u32 packets);

/* Complete every packet that is queued or in flight. The ring is closed. */
void vmbkmcl_tx_abort(struct vmbkmcl_channel *channel, NTSTATUS status);

/*
 * The channel is about to close: refuse sends, and wake the synchronous
 * requests whose memory the peer does not have. Any context.
 */
void vmbkmcl_tx_going_down(struct vmbkmcl_channel *channel);

/* sync.c */

void vmbkmcl_sync_complete(struct vmbkmcl_packet *packet, NTSTATUS status,
			   const void *payload, u32 size);

#endif /* VMBKMCL_PACKET_H */
