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
 * Members that other processors write, when they complete packets, have a cache line of
 * their own. Those of the owner of rx begin with @ring.
 *
 * @run: enum vmbkmcl_rx_run; atomic
 * @enabled: incoming packets may be presented; written by the state worker, read anywhere
 * @failed: nothing is received until the next start: VmbChannelPacketFail was called, or
 *	the ring has lost its framing; set by any context, reset by the state worker
 * @at_passive: VmbChannelSetIncomingProcessingAtPassive; any context
 * @quota_set: @quota has been set; set by any context, reset by the owner of rx
 * @conditions: the four members above, to be read at once
 * @plain: the configuration asks for nothing besides an in-band packet's bytes;
 *	constant while enabled
 * @quota: most packets that the channel's owner may hold; any context
 * @held: packets that it holds after their EvtChannelProcessPacket has returned, and
 *	threads that are about to complete one inside of it; atomic
 * @unsent: completions that wait for room in the outgoing ring: they count for the
 *	quota; atomic
 * @unsent_bytes: their memory: at a fixed amount no request is presented, however large
 *	the quota, to a peer that sends requests and reads no completions. Those of the
 *	packets that the channel's owner holds by then are added; atomic
 * @quota_stopped: receiving waits for the channel's owner to complete a packet, or for
 *	the peer to make room; written by the owner of rx, read anywhere
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
 * @free: other idle ones; any context adds, the owner of rx removes
 * @objects: every struct vmbkmcl_incoming of the channel, for Cleanup; owner of rx
 * @batch: packets presented in this batch; owner of rx
 * @scratch: copy of a completion's payload while its routine looks at it;
 *	owner of rx
 * @scratch_size: bytes of @scratch; owner of rx
 * @tasklet: receives in softirq context, as the owner of rx
 * @work: receives in process context, as the owner of rx; delayed when memory is short
 * @idle: woken when rx goes idle and when the channel's owner completes a packet
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
	atomic_long_t unsent_bytes;
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
 * rx_plain.c: receive the next packets as long as they are of the usual kind, up to a few
 * KiB. Returns the last packet if the channel's owner has not completed it while it was
 * presented, or NULL. Softirqs are off; owner of rx.
 */
struct vmbkmcl_incoming *vmbkmcl_rx_plain(struct vmbkmcl_channel *channel);

/* The life of a channel. Process context, the state worker unless it says otherwise. */

void vmbkmcl_rx_init(struct vmbkmcl_channel *channel);
void vmbkmcl_rx_destroy(struct vmbkmcl_channel *channel);
int vmbkmcl_rx_open(struct vmbkmcl_channel *channel,
		    const struct vmbkmcl_rings *rings);
void vmbkmcl_rx_start(struct vmbkmcl_channel *channel);
/* No EvtChannelProcessPacket runs or will run when this returns. */
void vmbkmcl_rx_stop(struct vmbkmcl_channel *channel);
/* Wait until the channel's owner holds no packet. */
void vmbkmcl_rx_wait_returned(struct vmbkmcl_channel *channel);
void vmbkmcl_rx_close(struct vmbkmcl_channel *channel);

/* Have the owner of rx, or else rx.tasklet, look at the ring. Any context. */
void vmbkmcl_rx_kick(struct vmbkmcl_channel *channel);

/*
 * The channel's owner is about to complete a packet that may still be presented:
 * vmbkmcl_rx_returned() has to follow. Any context.
 */
void vmbkmcl_rx_hold(struct vmbkmcl_channel *channel);

/*
 * The channel's owner has completed a packet that it held. Once this is called the
 * channel may be closed and freed. Any context.
 */
void vmbkmcl_rx_returned(struct vmbkmcl_channel *channel);

/*
 * One more completion waits for room in the outgoing ring, or one fewer: @bytes are its
 * memory, negative for one fewer. Any context.
 */
void vmbkmcl_rx_unsent(struct vmbkmcl_channel *channel, int bytes);

/*
 * Is the caller the owner of rx, or called by it? While a softirq runs, the task that it
 * interrupted is not.
 */
static inline bool vmbkmcl_rx_runs_here(const struct vmbkmcl_rx *rx)
{
	return READ_ONCE(rx->task) == current;
}

/* Is the caller inside EvtChannelProcessPacket for @in? */
bool vmbkmcl_rx_presents_here(struct vmbkmcl_incoming *in);

/* Saving and restoring a server, while rx is stopped. Process context. */

/* Drop the packet that would be presented next, if there is one. */
bool vmbkmcl_rx_drop_head(struct vmbkmcl_channel *channel);
/* Go on in the ring of the saved server. False: @read is not valid there. */
bool vmbkmcl_rx_resume(struct vmbkmcl_channel *channel, u32 read);

#endif /* VMBKMCL_CORE_RX_H */
