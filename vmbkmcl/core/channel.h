/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * channel.h - struct vmbkmcl_channel.
 */

/**
 * DOC: contexts and locks
 *
 * A channel has three kinds of activity, each with one owner at a time:
 *
 *  - its state: a work item, the state worker (state.c), walks the channel through
 *    its states and makes all state callbacks. Other contexts record what is wanted
 *    and queue the work (state_kick.h).
 *  - receiving: the context that moves rx.run from idle is the owner of rx: the
 *    incoming ring is its, and each member of struct vmbkmcl_rx that says so.
 *    Ownership passes between the transport's softirq, our tasklet and our work item
 *    without being dropped (rx.c).
 *  - sending: the context that holds tx.lock, which it does for one packet at a
 *    time (tx.c). Any context may.
 *
 * "The owner", without "of rx", is the driver that allocated the channel.
 *
 * Locks, outermost first; offers_mutex is vmbkmcl_offers_mutex (offer.c), save_mutex a
 * server's (server.h), saves_mutex that of save_keep.c:
 *
 *	config_mutex  >  offers_mutex  >  channel.lock  >  tx.lock
 *	config_mutex  >  save_mutex  >  channel.lock  >  tx.lock
 *	config_mutex  >  save_mutex  >  saves_mutex
 *	config_mutex  >  save_mutex  >  locks of a transport
 *	config_mutex  >  transports_mutex (offer_watch.c)  >  locks of a transport
 *	drivers_mutex (driver.c)  >  locks of a transport
 *	gpadl_mutex  >  locks of a transport; it is taken with none of the others held.
 *	packet_lock is taken outside these spinlocks, and nothing is taken inside it.
 *
 * No lock of ours is held while a callback of the owner's runs, except
 *  - save_mutex inside EvtChannelSavePacket;
 *  - config_mutex or save_mutex inside completion routines of packets that Enable,
 *    Disable, Start, SaveBegin or SaveEnd completes. A routine runs at DISPATCH, where
 *    it can call nothing that takes a mutex.
 */
#ifndef VMBKMCL_CORE_CHANNEL_H
#define VMBKMCL_CORE_CHANNEL_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../bus/transport.h"
#include "../compat/export.h"
#include "config.h"
#include "rx.h"
#include "tx.h"

struct dentry;

/**
 * enum vmbkmcl_state - where a channel is in its life
 * @VMBKMCL_DISABLED: configurable; no offer
 * @VMBKMCL_WAITING: enabled; a client looks for an offer, a server is offered
 * @VMBKMCL_OPENING: an offer is claimed; rings are made, EvtChannelOpened runs
 * @VMBKMCL_PAUSED: open; incoming packets stay in the ring
 * @VMBKMCL_STARTING: EvtChannelStarted runs; sends go out from here on
 * @VMBKMCL_RUNNING: incoming packets are presented
 * @VMBKMCL_SUSPENDING: EvtChannelSuspend runs; the owner completes the packets that it
 *	holds
 * @VMBKMCL_CLOSING: rings are closed, outgoing packets are completed, EvtChannelClosed
 *	runs
 * @VMBKMCL_STATES: how many there are
 */
enum vmbkmcl_state {
	VMBKMCL_DISABLED,
	VMBKMCL_WAITING,
	VMBKMCL_OPENING,
	VMBKMCL_PAUSED,
	VMBKMCL_STARTING,
	VMBKMCL_RUNNING,
	VMBKMCL_SUSPENDING,
	VMBKMCL_CLOSING,
	VMBKMCL_STATES
};

/*
 * Counters of a channel, shown in debugfs under these names in lower case. A
 * drop is named by its reason.
 */
enum vmbkmcl_counter {
	/* under tx.lock */
	VMBKMCL_TX_PACKETS,		/* written to the ring, completions included */
	VMBKMCL_TX_BYTES,		/* of these, ring bytes */
	VMBKMCL_TX_QUEUED,		/* had to wait for room */
	VMBKMCL_TX_SIGNALS,		/* the peer was signalled */
	VMBKMCL_TX_BAD_INDEX,		/* the peer's read index was out of range */
	VMBKMCL_TX_COMPLETED,		/* requests that the peer completed */
	VMBKMCL_TX_ABORTED,		/* requests and sends completed because the channel closed */
	VMBKMCL_TX_CANCELLED,		/* synchronous requests that were cancelled */
	VMBKMCL_DROP_UNKNOWN_ID,	/* completions that matched no request */
	/* by the owner of rx */
	VMBKMCL_RX_PACKETS,		/* taken from the ring, of any type */
	VMBKMCL_RX_BYTES,		/* of these, ring bytes */
	VMBKMCL_RX_PRESENTED,		/* EvtChannelProcessPacket calls for new packets */
	VMBKMCL_RX_BATCHES,		/* batches */
	VMBKMCL_RX_DEFERRED,		/* presented again at passive */
	VMBKMCL_RX_QUOTA_STOPS,		/* stops: the owner held its quota of packets */
	VMBKMCL_RX_BUDGET_STOPS,	/* stops: softirq time was used up */
	VMBKMCL_RX_NO_MEMORY,		/* stops: memory was short */
	VMBKMCL_RX_SIGNALS,		/* the peer was told of room */
	VMBKMCL_DROP_TYPE,		/* unknown or unsupported packet type */
	VMBKMCL_DROP_TRANSFER_PAGES,	/* packets with transfer pages, which KMCL does not have */
	VMBKMCL_DROP_FLAGS,		/* unknown descriptor flags */
	VMBKMCL_DROP_RANGES,		/* malformed external data */
	VMBKMCL_DROP_PIPE,		/* malformed pipe header */
	VMBKMCL_DROP_NO_CALLBACK,	/* the owner has no EvtChannelProcessPacket */
	VMBKMCL_DROP_CLOSED,		/* deferred, then the channel closed */
	VMBKMCL_RX_FRAMING_LOST,	/* where the next packet begins is unknown */
	/* anywhere, atomically */
	VMBKMCL_RX_PACKETS_FAILED,	/* VmbChannelPacketFail */
	VMBKMCL_DROP_SUBCHANNEL,	/* subchannels that the peer offered: not used */
	VMBKMCL_MISUSE,			/* calls that break the contract */
	VMBKMCL_COUNTERS
};

/**
 * struct vmbkmcl_channel - what a VMBCHANNEL points at
 *
 * @magic: VMBKMCL_CHANNEL_MAGIC until Cleanup
 * @is_server: constant
 * @pointer: the owner's; any context
 * @parent: device object it was allocated for, or NULL; constant
 * @caller: the place that called VmbChannelAllocate, or another in the owner's module
 *	when that has been freed; NULL: the module has been unloaded; channels_mutex
 * @config_mutex: protects @config; while it is held a Disabled channel is not enabled
 * @lock: protects what follows up to @rescinded, but @peer_open, @broken and @config;
 *	irq-safe. Members that are read without it are read with READ_ONCE()
 * @state: written by the state worker under @lock, read anywhere
 * @want_enabled: the owner wants it enabled
 * @life: number of its Enable. A context that may be late carries the number of
 *	the life that it means
 * @leaving: the worker has seen @want_enabled and is about to leave
 *	VMBKMCL_DISABLED: nothing may be configured or enabled meanwhile
 * @stepping: the worker runs
 * @ending: the worker has ended this life: the owner may enable the channel
 *	again, though @state is not VMBKMCL_DISABLED yet
 * @unwanted: the owner has disabled it since it enabled it: packets that are queued for
 *	its next opening end
 * @want_active: the owner wants it started
 * @disabling: calls that wait for it to become Disabled
 * @peer_open: server: a client has it open, or asks to; set by the transport, cleared
 *	by it and by the state worker while no client can ask, read anywhere
 * @broken: the peer broke a ring: close; set under tx.lock, cleared by the state worker
 *	when it opens the channel, read anywhere
 * @config: see struct vmbkmcl_config; @config_mutex
 * @offer: client: the claimed offer, written by offer.c under offers_mutex and @lock;
 *	server: its own offer, written by the state worker under @lock
 * @rescinded: the offer has been rescinded: close, and release it
 * @work_class: of @state_work and of rx.work, for lockdep: a callback of this
 *	channel may wait for a callback of another; constant
 * @state_work: the state worker
 * @state_task: task that is in a state callback; read anywhere
 * @state_changed: woken at every change of @state
 * @watching: its target's type is watched; state worker
 * @keeping: it was watched before, see vmbkmcl_type_is_kept(); @lock
 * @rings_open: there are rings, and no context closes them: the state worker, or before
 *	that a sender, see vmbkmcl_state_close_rings(); @lock
 * @rings_closing: a sender closes them; @lock
 * @waiting_node: on offer.c's list of channels that wait; offers_mutex
 * @tx: sending; see struct vmbkmcl_tx
 * @rx: receiving; see struct vmbkmcl_rx
 * @packet_lock: protects the next three; irq-safe
 * @packets_free: packets ready to be allocated
 * @packets_all: every packet that VmbPacketAllocate ever made
 * @packets_out: packets allocated and not freed
 * @gpadl_mutex: protects the next three
 * @gpadls: struct vmbkmcl_gpadl
 * @gpadl_users: calls that use the offer, which the channel keeps for them
 * @gpadl_reaped: the channel has closed: there will be no more of them
 * @counters: see enum vmbkmcl_counter, which says who counts. Those of sending and
 *	those of receiving are in different cache lines
 * @file: debugfs file; constant until Cleanup
 * @id: number of the channel, for logs, traces and debugfs; constant
 * @all_node: on the list of all channels; channels_mutex
 * @server: what only servers have, see server.h; NULL for clients; constant
 */
struct vmbkmcl_channel {
	u32 magic;
	bool is_server;
	void *pointer;
	PDEVICE_OBJECT parent;
	void *caller;

	struct mutex config_mutex;
	spinlock_t lock;
	enum vmbkmcl_state state;
	bool want_enabled;
	u32 life;
	bool leaving;
	bool stepping;
	bool ending;
	bool unwanted;
	bool want_active;
	unsigned int disabling;
	bool peer_open;
	bool broken;
	struct vmbkmcl_config config;
	struct vmbkmcl_offer *offer;
	bool rescinded;

	struct lock_class_key work_class;
	struct work_struct state_work;
	struct task_struct *state_task;
	wait_queue_head_t state_changed;
	bool watching;
	bool keeping;
	bool rings_open;
	bool rings_closing;
	struct list_head waiting_node;

	struct vmbkmcl_tx tx ____cacheline_aligned;
	struct vmbkmcl_rx rx ____cacheline_aligned;

	spinlock_t packet_lock;
	struct list_head packets_free;
	struct list_head packets_all;
	u32 packets_out;

	struct mutex gpadl_mutex;
	struct list_head gpadls;
	unsigned int gpadl_users;
	bool gpadl_reaped;

	u64 counters[VMBKMCL_COUNTERS] ____cacheline_aligned;
	struct dentry *file;
	u32 id;
	struct list_head all_node;
	struct vmbkmcl_server *server;
};

/* Sending and receiving a packet change counters in different cache lines. */
static_assert(VMBKMCL_TX_COMPLETED / 8 < VMBKMCL_RX_PACKETS / 8);

#define VMBKMCL_CHANNEL_MAGIC	0x6c636d6bu
#define VMBKMCL_DEAD_MAGIC	0xdead6c63u

/* For counters that more than one context counts: rare, so a cmpxchg will do. */
static inline void vmbkmcl_count_any(struct vmbkmcl_channel *channel,
				     enum vmbkmcl_counter counter)
{
	atomic64_inc((atomic64_t *)&channel->counters[counter]);
}

/* Is the channel in a state from VMBKMCL_OPENING to VMBKMCL_CLOSING? */
static inline bool vmbkmcl_state_is_open(enum vmbkmcl_state state)
{
	switch (state) {
	case VMBKMCL_DISABLED:
	case VMBKMCL_WAITING:
		return false;
	case VMBKMCL_OPENING:
	case VMBKMCL_PAUSED:
	case VMBKMCL_STARTING:
	case VMBKMCL_RUNNING:
	case VMBKMCL_SUSPENDING:
	case VMBKMCL_CLOSING:
		return true;
	case VMBKMCL_STATES:
		break;
	}
	return false;
}

/* channel.c. Process context. */

int vmbkmcl_channels_init(void);
/*
 * When vmbkmcl is unloaded, first: free the channels that drivers, which are gone by
 * now, have left behind disabled.
 */
void vmbkmcl_channels_free_left(void);
void vmbkmcl_channels_exit(void);

/* A channel that is Disabled, or NULL when memory is short. */
struct vmbkmcl_channel *vmbkmcl_channel_alloc(PDEVICE_OBJECT parent,
					      bool is_server, void *caller);
/* @channel is Disabled. Its memory stays for a while, for stale handles. */
void vmbkmcl_channel_free(struct vmbkmcl_channel *channel);
/* Each channel there is, none of which is freed meanwhile. */
void vmbkmcl_channels_visit(void (*visit)(struct vmbkmcl_channel *channel, void *arg),
			    void *arg);

#endif /* VMBKMCL_CORE_CHANNEL_H */
