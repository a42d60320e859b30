/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rx.h - receiving: the incoming ring and its owner.
 */
#ifndef VMBKMCL_CORE_RX_H
#define VMBKMCL_CORE_RX_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/interrupt.h>
#include <linux/llist.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../ring/reader.h"

struct vmbkmcl_channel;
struct vmbkmcl_incoming;
struct vmbkmcl_rings;

/* Values of vmbkmcl_rx.run. */
enum vmbkmcl_rx_run {
	VMBKMCL_RX_IDLE,	/* rx has no owner */
	VMBKMCL_RX_OWNED,	/* rx has one */
	VMBKMCL_RX_AGAIN,	/* which is to look again before it goes idle */
};

/**
 * struct vmbkmcl_rx - receiving
 *
 * What other processors write, by completing packets, has a cache line of its own. The
 * owner's begins with @ring.
 *
 * @run: enum vmbkmcl_rx_run; atomic
 * @enabled: incoming packets may be presented; written by the state worker
 * @failed: VmbChannelPacketFail stopped the queue until the next start
 * @at_passive: VmbChannelSetIncomingProcessingAtPassive; any context
 * @quota_set: @quota may be another now; set by any context, reset by the owner of rx
 * @conditions: all four, to be read at once
 * @plain: the configuration asks for nothing besides an in-band packet's bytes;
 *	constant while enabled
 * @quota: most packets the owner may hold; any context
 * @held: packets the owner holds beyond their EvtChannelProcessPacket, and threads
 *	that are about to return one inside of it; atomic
 * @unsent: completions of its that wait for room in the outgoing ring: they count
 *	for the quota; atomic
 * @unsent_bytes: their memory. What a peer that asks and never reads can make us
 *	keep is bounded, whatever the quota is; atomic
 * @quota_stopped: delivery waits for the owner to complete a packet, or for the
 *	peer to make room
 * @ring: the incoming ring; owner of rx, its header constant while enabled
 * @publish_after: bytes that may be read before publishing is due; owner of rx
 * @passive: the next packet is to be presented in process context; owner of rx
 * @in_passive: the owner of rx runs in process context; owner of rx
 * @task: the task that the owner of rx runs in, or has interrupted; NULL: rx has no
 *	owner, or one that has yet to run; owner of rx, read anywhere
 * @head: packet to be presented (again) before the ring is read; owner of rx
 * @current_packet: packet being presented; owner of rx
 * @spare: an idle struct vmbkmcl_incoming that suits the configuration, so that
 *	the usual packet needs no list operation; owner of rx
 * @free: idle ones; pushed by anyone, popped by the owner of rx
 * @objects: every one there is, for Cleanup; owner of rx
 * @batch: packets presented in this batch; owner of rx
 * @scratch: copy of a completion's payload while its routine looks at it;
 *	owner of rx
 * @scratch_size: bytes; owner of rx
 * @tasklet: goes on in softirq context
 * @work: goes on in process context; delayed when memory was short
 * @idle: woken when rx goes idle and when the channel's owner returns a packet
 */
struct vmbkmcl_rx {
	atomic_t run;
	union {
		struct {
			bool enabled;
			bool failed;
			bool at_passive;
			bool quota_set;
		};
		u32 conditions;
	};
	bool plain;
	int quota;
	atomic_t held;
	atomic_t unsent;
	atomic_t unsent_bytes;
	bool quota_stopped;
	struct vmbkmcl_ring_reader ring ____cacheline_aligned;
	s32 publish_after;
	bool passive;
	bool in_passive;
	struct task_struct *task;
	struct vmbkmcl_incoming *head;
	struct vmbkmcl_incoming *current_packet;
	struct vmbkmcl_incoming *spare;
	struct llist_head free;
	struct list_head objects;
	u32 batch;
	void *scratch;
	u32 scratch_size;
	struct tasklet_struct tasklet;
	struct delayed_work work;
	wait_queue_head_t idle;
};

/*
 * rx_plain.c: packets of the usual kind, if those that come next are, up to a few KiB.
 * Returns how many bytes they took in the ring. @kept: the last one, if the owner has
 * not completed it while it was presented. Softirq context, owner of rx.
 */
u32 vmbkmcl_rx_plain(struct vmbkmcl_channel *channel,
		     struct vmbkmcl_incoming **kept);

/* The life of a channel. Process context, the state worker unless it says otherwise. */

void vmbkmcl_rx_init(struct vmbkmcl_channel *channel);
void vmbkmcl_rx_destroy(struct vmbkmcl_channel *channel);
int vmbkmcl_rx_open(struct vmbkmcl_channel *channel,
		    const struct vmbkmcl_rings *rings);
void vmbkmcl_rx_start(struct vmbkmcl_channel *channel);
/* No EvtChannelProcessPacket runs or will run when this returns. */
void vmbkmcl_rx_stop(struct vmbkmcl_channel *channel);
/* Wait until the owner holds no packet. */
void vmbkmcl_rx_wait_returned(struct vmbkmcl_channel *channel);
void vmbkmcl_rx_close(struct vmbkmcl_channel *channel);

/* Look at the ring, in a context of rx's own. Any context. */
void vmbkmcl_rx_kick(struct vmbkmcl_channel *channel);

/* The owner is about to return a packet that may still be presented. Any context. */
void vmbkmcl_rx_hold(struct vmbkmcl_channel *channel);

/*
 * The channel's owner has returned a packet that it held. The channel may close
 * and be freed at once. Any context.
 */
void vmbkmcl_rx_returned(struct vmbkmcl_channel *channel);

/*
 * One more completion waits for room, or one less: @bytes are its memory, negative
 * for one less. Any context.
 */
void vmbkmcl_rx_unsent(struct vmbkmcl_channel *channel, int bytes);

/*
 * Does the context that asks own rx, or was it called by the owner of rx? While a softirq
 * runs, the task that it interrupted does not.
 */
static inline bool vmbkmcl_rx_runs_here(const struct vmbkmcl_rx *rx)
{
	return READ_ONCE(rx->task) == current;
}

/* Is @in being presented by the context that asks? */
bool vmbkmcl_rx_presents_here(struct vmbkmcl_incoming *in);

/* Saving and restoring a server, while rx is stopped. Process context. */

/* Drop the packet that would be presented next, if there is one. */
bool vmbkmcl_rx_drop_head(struct vmbkmcl_channel *channel);
/* Go on in the ring of the saved server. False: @read is not valid there. */
bool vmbkmcl_rx_resume(struct vmbkmcl_channel *channel, u32 read);

#endif /* VMBKMCL_CORE_RX_H */
