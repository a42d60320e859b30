/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * incoming.h - packets that the peer sent: from the ring until they are completed.
 */
#ifndef VMBKMCL_CORE_INCOMING_H
#define VMBKMCL_CORE_INCOMING_H

#include "channel.h"

/* Bits of vmbkmcl_incoming.flags. */
#define VMBKMCL_IN_PRESENTING	0x1	/* inside EvtChannelProcessPacket */
#define VMBKMCL_IN_DONE		0x2	/* the channel's owner has completed it */
#define VMBKMCL_IN_DEFERRED	0x4	/* to be presented again */
#define VMBKMCL_IN_RETIRED	0x8	/* done, and no completion of it is queued */

/* How many packets handles tell apart; see vmbkmcl_incoming.handle. */
#define VMBKMCL_IN_ALIGN	128u

/**
 * struct vmbkmcl_incoming - what a VMBPACKETCOMPLETION leads to
 *
 * Its memory stays of this type until the channel is cleaned up, so a stale
 * handle meets a wrong generation and never freed memory.
 *
 * Members without a lock or context are written by the owner of rx before it presents
 * the packet, and are constant until the packet is retired.
 *
 * @flags: VMBKMCL_IN_*; atomic
 * @wants_completion: the peer asked for a completion
 * @has_external: it came with external data
 * @needs: both, to be read at once; 0: completing it takes neither a completion packet
 *	nor MDLs to be freed
 * @handle: of the packet that it carries: its address, and in the low bits, where an
 *	address has zeroes, how many it has carried; owner of rx
 * @id: the peer's transaction id
 * @channel: constant
 * @buffer: copy of the packet behind its descriptor
 * @capacity: bytes of @buffer
 * @payload: in @buffer
 * @payload_size: bytes
 * @ranges: of its external data, in @buffer, checked
 * @external: MDLs made for the channel's owner, freed when it completes the packet;
 *	the channel's owner
 * @context: VmbChannelPacketGetClientContext(), or NULL
 * @context_size: bytes of @context, at least config.client_context
 * @answer: its completion; see struct vmbkmcl_tx_entry
 * @free: on rx.free
 * @node: on rx.objects; owner of rx
 */
struct vmbkmcl_incoming {
	atomic_t flags;
	union {
		struct {
			bool wants_completion;
			bool has_external;
		};
		u16 needs;
	};
	unsigned long handle;
	u64 id;
	struct vmbkmcl_channel *channel;
	u8 *buffer;
	u32 capacity;
	void *payload;
	u32 payload_size;
	struct vmbkmcl_ranges ranges;
	PMDL external;
	void *context;
	u32 context_size;
	struct vmbkmcl_tx_entry answer;
	struct llist_node free;
	struct list_head node;
} __aligned(VMBKMCL_IN_ALIGN);

static inline VMBPACKETCOMPLETION
vmbkmcl_incoming_handle(const struct vmbkmcl_incoming *in)
{
	return (VMBPACKETCOMPLETION)in->handle;
}

/* @in is to carry the next packet: the handle of the last one is stale. Owner of rx. */
static inline VMBPACKETCOMPLETION
vmbkmcl_incoming_renew(struct vmbkmcl_incoming *in)
{
	in->handle = (unsigned long)in |
		     ((in->handle + 1) & (VMBKMCL_IN_ALIGN - 1));
	return vmbkmcl_incoming_handle(in);
}

int vmbkmcl_incoming_init(void);
void vmbkmcl_incoming_exit(void);

/* Report a handle that leads to no packet. NULL, for the caller to return. */
struct vmbkmcl_incoming *vmbkmcl_incoming_stale(VMBPACKETCOMPLETION handle,
						const char *what);

/* The packet that a handle was made for, which may be completed already; or NULL. */
static inline struct vmbkmcl_incoming *
vmbkmcl_incoming_peek(VMBPACKETCOMPLETION handle)
{
	struct vmbkmcl_incoming *in =
		(void *)((unsigned long)handle & ~(VMBKMCL_IN_ALIGN - 1ul));

	return likely(in && vmbkmcl_incoming_handle(in) == handle) ? in : NULL;
}

/* The packet behind a handle, or NULL after reporting misuse. */
static inline struct vmbkmcl_incoming *
vmbkmcl_incoming_get(VMBPACKETCOMPLETION handle, const char *what)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_peek(handle);

	if (likely(in && !(atomic_read(&in->flags) & VMBKMCL_IN_RETIRED)))
		return in;
	return vmbkmcl_incoming_stale(handle, what);
}

/* Memory for what comes in, to be freed by kvfree(). In softirq context it fails more often. */
void *vmbkmcl_incoming_memory(u32 size, gfp_t gfp);

/* Owner of rx. */
static inline gfp_t vmbkmcl_rx_gfp(const struct vmbkmcl_rx *rx)
{
	return rx->in_passive ? GFP_KERNEL : GFP_ATOMIC;
}

/*
 * An idle object with room for @size bytes, for the largest answer and for the
 * owner's context, or NULL when that takes memory @gfp cannot give. Owner of rx.
 */
struct vmbkmcl_incoming *vmbkmcl_incoming_find(struct vmbkmcl_channel *channel,
					       u32 size, gfp_t gfp);

/* The same for the next packet: rx.spare if that is large enough. Owner of rx. */
static inline struct vmbkmcl_incoming *
vmbkmcl_incoming_take(struct vmbkmcl_channel *channel, u32 size)
{
	struct vmbkmcl_incoming *in = channel->rx.spare;

	if (unlikely(!in || in->capacity < size))
		return vmbkmcl_incoming_find(channel, size,
					     vmbkmcl_rx_gfp(&channel->rx));
	channel->rx.spare = NULL;
	vmbkmcl_incoming_renew(in);
	in->external = NULL;
	return in;
}
/*
 * Release the packet: its completion has been written, or none was requested.
 * Any context.
 */
void vmbkmcl_incoming_retire(struct vmbkmcl_incoming *in);
/* Put it onto rx.free: neither the channel's owner nor tx.queue has it. Any context. */
void vmbkmcl_incoming_recycle(struct vmbkmcl_incoming *in);
/* The channel closes: free what the next peer's packets may not need. No owner of rx uses any. */
void vmbkmcl_incoming_trim(struct vmbkmcl_channel *channel);
void vmbkmcl_incoming_free_all(struct vmbkmcl_channel *channel);

/* complete.c: the completion of an incoming packet. Any context. */

/* Fill in->answer, for in->id. */
void vmbkmcl_completion_init(struct vmbkmcl_incoming *in, const void *payload,
			 u32 size);
/* Send it, or queue it; @in is released when it is in the ring. */
void vmbkmcl_completion_send(struct vmbkmcl_incoming *in, const void *payload,
			 u32 size);

/* external_in.c: MDLs over a packet's external data */

/*
 * Make the MDLs of @in's external data, at the first call. -EINVAL the peer named pages
 * that are not memory; -ENOMEM; -EAGAIN not in this context, but perhaps in process
 * context.
 */
int vmbkmcl_external_get(struct vmbkmcl_incoming *in, bool read_only);
/* Unmap and free them, if there are any. */
void vmbkmcl_external_release(struct vmbkmcl_incoming *in);

#endif /* VMBKMCL_CORE_INCOMING_H */
