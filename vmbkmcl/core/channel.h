/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * channel.h - struct vmbkmcl_channel and what its parts tell each other.
 *
 * DOC: contexts and locks
 *
 * A channel has three kinds of activity, each with one owner at a time:
 *
 *  - its state: a work item (state.c) walks the channel through its states and
 *    makes all state callbacks. Everybody else only says what is wanted and
 *    queues the work.
 *  - receiving: whoever moves rx.run from idle owns the incoming ring and all
 *    of struct vmbkmcl_rx that says so. Ownership passes between the transport's
 *    softirq, our tasklet and our work item without being dropped (rx.c).
 *  - sending: tx.lock, held for one packet at a time, from any context (tx.c).
 *
 * Locks, outermost first:
 *
 *	config_mutex  >  offers_mutex (offer.c)  >  channel.lock  >  tx.lock
 *	gpadl.mutex is taken with none of them held.
 *
 * No lock of ours is held while a callback of the owner's runs.
 */
#ifndef VMBKMCL_CHANNEL_H
#define VMBKMCL_CHANNEL_H

#include <linux/atomic.h>
#include <linux/interrupt.h>
#include <linux/llist.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <vmbuskernelmodeclientlibapi.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../bus/transport.h"

struct dentry;

/*
 * Defaults that nothing public prescribes. Documented in the API header at the
 * function that changes each.
 */
#define VMBKMCL_DEFAULT_MAX_PACKET	4096u
#define VMBKMCL_DEFAULT_MAX_EXTERNAL	(1024u * 1024)
#define VMBKMCL_DEFAULT_MAX_CHAIN	64u
#define VMBKMCL_DEFAULT_RING_PAGES	16u
#define VMBKMCL_DEFAULT_QUOTA		INT_MAX
#define VMBKMCL_FRIENDLY_NAME_MAX	64u
#define VMBKMCL_CLIENT_CONTEXT_MAX	65536u
#define VMBKMCL_RING_PAGES_MAX		512u

/**
 * enum vmbkmcl_state - where a channel is in its life
 * @VMBKMCL_DISABLED: configurable; no offer
 * @VMBKMCL_WAITING: enabled; a client looks for an offer, a server is offered
 * @VMBKMCL_OPENING: an offer is claimed; rings are made, EvtChannelOpened runs
 * @VMBKMCL_PAUSED: open; incoming packets stay in the ring
 * @VMBKMCL_STARTING: EvtChannelStarted runs; sends go out from here on
 * @VMBKMCL_RUNNING: incoming packets are presented
 * @VMBKMCL_SUSPENDING: EvtChannelSuspend runs; the owner returns what it holds
 * @VMBKMCL_CLOSING: rings are torn down, packets come back, EvtChannelClosed runs
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

/**
 * struct vmbkmcl_config - what the InitSet functions set
 *
 * Written in VMBKMCL_DISABLED only, under config_mutex; constant otherwise.
 *
 * @max_packet: bytes; largest payload of an outgoing packet
 * @max_packet_set: by the owner; otherwise it shrinks to what the ring holds
 * @max_external: bytes; largest external data of one packet
 * @max_external_set: likewise
 * @max_chain: most MDLs in a chain of external data
 * @client_context: bytes the owner gets with each incoming packet
 * @flags: VMBUS_CHANNEL_INIT_FLAG_*
 * @rx_pages: incoming ring, header page included
 * @tx_pages: outgoing ring, header page included
 * @has_target: the client named its target
 * @any_instance: any instance of @type will do
 * @type: interface type of the target (client) or the offer (server)
 * @instance: its instance
 * @name: friendly name, UTF-8
 * @process: EvtChannelProcessPacket
 * @batch_end: EvtChannelProcessingComplete
 * @pnp_failure: EvtChannelPnpFailure
 * @events: the state callbacks
 * @server_flags: VMBUS_SERVER_CHANNEL_INIT_FLAG_*
 * @mmio_low_mb: a server's MMIO below 4 GiB
 * @mmio_high_mb: a server's MMIO above
 * @vtl: the trust level a server's offer is for
 * @vmbus: the bus a server offers on; NULL: its own partition's
 * @save_packet: EvtChannelSavePacket
 * @restore_packet: EvtChannelRestorePacket
 */
struct vmbkmcl_config {
	u32 max_packet;
	bool max_packet_set;
	u32 max_external;
	bool max_external_set;
	u32 max_chain;
	u32 client_context;
	u32 flags;
	u32 rx_pages;
	u32 tx_pages;
	bool has_target;
	bool any_instance;
	guid_t type;
	guid_t instance;
	char name[VMBKMCL_FRIENDLY_NAME_MAX];
	PFN_VMB_CHANNEL_PROCESS_PACKET process;
	PFN_VMB_CHANNEL_PROCESSING_COMPLETE batch_end;
	PFN_VMB_CHANNEL_PNP_FAILURE pnp_failure;
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	u32 server_flags;
	u16 mmio_low_mb;
	u16 mmio_high_mb;
	u8 vtl;
	HANDLE vmbus;
	PFN_VMB_CHANNEL_SAVE_PACKET save_packet;
	PFN_VMB_CHANNEL_RESTORE_PACKET restore_packet;
};

/**
 * enum vmbkmcl_counter - what a channel counts, shown in debugfs
 *
 * Each names the place that counts it. Drops end in a reason.
 */
enum vmbkmcl_counter {
	/* under tx.lock */
	VMBKMCL_TX_PACKETS,		/* written to the ring, completions included */
	VMBKMCL_TX_BYTES,		/* of these, ring bytes */
	VMBKMCL_TX_QUEUED,		/* had to wait for room */
	VMBKMCL_TX_SIGNALS,		/* the peer was signalled */
	VMBKMCL_TX_BAD_INDEX,		/* the peer's read index was out of range */
	VMBKMCL_COMPLETED,		/* requests that the peer completed */
	VMBKMCL_ABORTED,		/* requests and sends that the channel's end completed */
	VMBKMCL_CANCELLED,		/* synchronous requests withdrawn by their timeout */
	VMBKMCL_DROP_UNKNOWN_ID,	/* completions that matched no request */
	/* by the owner of rx */
	VMBKMCL_RX_PACKETS,		/* taken from the ring, of any type */
	VMBKMCL_RX_BYTES,		/* of these, ring bytes */
	VMBKMCL_RX_PRESENTED,		/* EvtChannelProcessPacket calls for new packets */
	VMBKMCL_RX_BATCHES,		/* batches */
	VMBKMCL_RX_DEFERRED,		/* presented again at passive */
	VMBKMCL_RX_QUOTA_STOPS,
	VMBKMCL_RX_BUDGET_STOPS,
	VMBKMCL_RX_NO_MEMORY,		/* waited for memory */
	VMBKMCL_RX_SIGNALS,		/* the peer was told of room */
	VMBKMCL_DROP_TYPE,		/* unknown or unsupported packet type */
	VMBKMCL_DROP_FLAGS,		/* unknown descriptor flags */
	VMBKMCL_DROP_RANGES,		/* malformed external data */
	VMBKMCL_DROP_PIPE,		/* malformed pipe header */
	VMBKMCL_DROP_NO_CALLBACK,	/* the owner has no EvtChannelProcessPacket */
	VMBKMCL_DROP_CLOSED,		/* deferred, then the channel closed */
	VMBKMCL_RX_FRAMING,		/* the ring lost its framing: the channel closes */
	/* anywhere, atomically */
	VMBKMCL_RX_FAILED,		/* VmbChannelPacketFail */
	VMBKMCL_MISUSE,			/* calls that break the contract */
	VMBKMCL_COUNTERS
};

/**
 * struct vmbkmcl_tx - sending
 *
 * @lock: the lock; irq-safe, innermost
 * @up: the ring below may be written; @lock
 * @accepting: sends are accepted, at least onto the queue; @lock
 * @going_down: the channel is about to close; requests would be in vain; @lock
 * @batching: completions are written but published only at the end of the
 *	receive batch under way; set by the owner of rx, cleared under @lock
 * @hdr: header page of the outgoing ring; @lock
 * @data: its data; @lock
 * @size: bytes of data; @lock
 * @write: where we write next, our own copy: the peer could rewrite the
 *	shared one; @lock
 * @published: the value of write_index the peer can see; @lock
 * @queue: struct vmbkmcl_tx_entry that wait for room, in order; @lock
 * @queued: how many; @lock, read anywhere
 * @inflight: hash of struct vmbkmcl_packet by transaction id; @lock
 * @inflight_mask: buckets - 1; @lock
 * @inflight_count: requests that wait for the peer's completion; @lock
 * @next_id: of the next request; never 0, never used twice; @lock
 * @done: packets whose routines wait for @done_tasklet; @lock
 * @done_tasklet: runs routines when calling them at once would nest too deeply
 */
struct vmbkmcl_tx {
	spinlock_t lock;
	bool up;
	bool accepting;
	bool going_down;
	bool batching;
	struct vmbus_ring_header *hdr;
	u8 *data;
	u32 size;
	u32 write;
	u32 published;
	struct list_head queue;
	u32 queued;
	struct hlist_head *inflight;
	u32 inflight_mask;
	u32 inflight_count;
	u64 next_id;
	struct list_head done;
	struct tasklet_struct done_tasklet;
};

/* Values of vmbkmcl_rx.run. */
enum vmbkmcl_rx_run {
	VMBKMCL_RX_IDLE,	/* nobody owns rx */
	VMBKMCL_RX_OWNED,	/* somebody does */
	VMBKMCL_RX_AGAIN,	/* and is to look again before it lets go */
};

/**
 * struct vmbkmcl_rx - receiving
 *
 * @run: enum vmbkmcl_rx_run; atomic
 * @enabled: incoming packets may be presented; written by the state worker
 * @failed: VmbChannelPacketFail stopped the queue until the next start
 * @quota: most packets the owner may hold; any context
 * @held: packets the owner holds beyond their EvtChannelProcessPacket; atomic
 * @quota_stopped: delivery waits for the owner to complete a packet
 * @hdr: header page of the incoming ring; owner of rx, constant while enabled
 * @data: its data; likewise
 * @size: bytes of data; likewise
 * @read: where we read next, our own copy; owner of rx
 * @avail: bytes from there on that the peer is known to have written; owner of
 *	rx
 * @published: the value of read_index the peer can see; owner of rx
 * @publish_after: bytes that may be read before it is due; owner of rx
 * @passive: the next packet is to be presented in process context; owner of rx
 * @in_passive: the owner of rx runs in process context; owner of rx
 * @task: that task; owner of rx, read anywhere
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
 * @idle: woken when rx is let go and when the owner returns a packet
 */
struct vmbkmcl_rx {
	atomic_t run;
	bool enabled;
	bool failed;
	int quota;
	atomic_t held;
	bool quota_stopped;
	struct vmbus_ring_header *hdr;
	const u8 *data;
	u32 size;
	u32 read;
	u32 avail;
	u32 published;
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

/**
 * struct vmbkmcl_channel - what a VMBCHANNEL points at
 *
 * @magic: VMBKMCL_CHANNEL_MAGIC until Cleanup
 * @is_server: constant
 * @process_passive: VmbChannelSetIncomingProcessingAtPassive; any context
 * @pointer: the owner's; any context
 * @parent: device object it was allocated for, or NULL; constant
 * @config_mutex: protects @config, and that it is Disabled, against Enable
 * @lock: protects what follows up to @offer, but @config; irq-safe
 * @state: written by the state worker under @lock
 * @want_enabled: the owner wants it enabled
 * @want_active: the owner wants it started
 * @disabling: calls that wait for it to become Disabled
 * @peer_open: server: a client has it open, or asks to
 * @broken: the peer broke the ring: close
 * @status: what packets in flight are completed with when it closes
 * @config: see struct vmbkmcl_config
 * @offer: the claimed offer; written by offer.c under offers_mutex and @lock
 * @offer_lost: the offer is withdrawn; let go of it
 * @state_work: the state worker
 * @state_task: task that is in a state callback; read anywhere
 * @state_changed: woken at every change of @state
 * @watching: its target's type is watched; state worker
 * @want_node: on offer.c's list of channels that wait; offers_mutex
 * @tx: sending
 * @rx: receiving
 * @packet_lock: protects the next three; irq-safe
 * @packets_free: packets ready to be allocated
 * @packets_all: every packet that VmbPacketAllocate ever made
 * @packets_out: packets allocated and not freed
 * @gpadl_mutex: protects the next three
 * @gpadls: struct vmbkmcl_gpadl
 * @gpadl_users: calls that are using the offer, which is kept for them
 * @gpadl_reaped: the channel has closed: no more of them
 * @counters: see enum vmbkmcl_counter
 * @dir: debugfs directory
 * @id: number of the channel, for logs, traces and debugfs; constant
 * @all_node: on the list of all channels; channels_mutex
 * @server: what only servers have, see server.h; NULL for clients
 */
struct vmbkmcl_channel {
	u32 magic;
	bool is_server;
	bool process_passive;
	void *pointer;
	PDEVICE_OBJECT parent;

	struct mutex config_mutex;
	spinlock_t lock;
	enum vmbkmcl_state state;
	bool want_enabled;
	bool want_active;
	unsigned int disabling;
	bool peer_open;
	bool broken;
	NTSTATUS status;
	struct vmbkmcl_config config;
	struct vmbkmcl_offer *offer;
	bool offer_lost;

	struct work_struct state_work;
	struct task_struct *state_task;
	wait_queue_head_t state_changed;
	bool watching;
	struct list_head want_node;

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

	u64 counters[VMBKMCL_COUNTERS];
	struct dentry *dir;
	u32 id;
	struct list_head all_node;
	struct vmbkmcl_server *server;
};

#define VMBKMCL_CHANNEL_MAGIC	0x6c636d6bu
#define VMBKMCL_DEAD_MAGIC	0xdead6c63u

/* For counters that more than one context counts: rare, so a cmpxchg will do. */
static inline void vmbkmcl_count_any(struct vmbkmcl_channel *channel,
				     enum vmbkmcl_counter counter)
{
	atomic64_inc((atomic64_t *)&channel->counters[counter]);
}

/* channel.c: handles, life, misuse */

/*
 * The channel behind a handle, or NULL with a log line and a count when the
 * handle is none, or was cleaned up.
 */
struct vmbkmcl_channel *vmbkmcl_channel_get(VMBCHANNEL handle);

static inline VMBCHANNEL vmbkmcl_channel_handle(struct vmbkmcl_channel *channel)
{
	return (VMBCHANNEL)channel;
}

/* The owner broke the contract: counted, logged ratelimited, traced. */
__printf(2, 3)
void vmbkmcl_misuse(struct vmbkmcl_channel *channel, const char *format, ...);

/*
 * May this context wait for the channel? Not in softirq or with interrupts
 * off, and not inside a callback that the wait would be for.
 */
bool vmbkmcl_may_wait(struct vmbkmcl_channel *channel, const char *what);

int vmbkmcl_channels_init(void);
void vmbkmcl_channels_exit(void);

/* debugfs.c walks the list with this held. */
extern struct mutex vmbkmcl_channels_mutex;
extern struct list_head vmbkmcl_channels;

/* init_set.c */

/*
 * The channel when it may be configured, with its config_mutex held, or NULL.
 * Process context.
 */
struct vmbkmcl_channel *vmbkmcl_config_begin(VMBCHANNEL handle);
NTSTATUS vmbkmcl_config_end(struct vmbkmcl_channel *channel, NTSTATUS status);

/* state.c */

void vmbkmcl_state_work(struct work_struct *work);
const char *vmbkmcl_state_name(enum vmbkmcl_state state);
/* Let the state worker look. Any context. */
void vmbkmcl_state_kick(struct vmbkmcl_channel *channel);
/* The peer is not to be talked to any more: close. Any context. */
void vmbkmcl_state_broken(struct vmbkmcl_channel *channel);
/* Is it between EvtChannelOpened and the end of EvtChannelClosed? */
bool vmbkmcl_state_is_open(enum vmbkmcl_state state);
/* Back to Disabled, whatever it is in. Process context. */
void vmbkmcl_state_disable(struct vmbkmcl_channel *channel);

/* offer.c */

/* Start and stop looking for an offer of the channel's target. Process context. */
int vmbkmcl_offer_want(struct vmbkmcl_channel *channel);
void vmbkmcl_offer_unwant(struct vmbkmcl_channel *channel);
/* Is there an offer bound to the driver of this channel's parent? */
bool vmbkmcl_offer_has_parent(struct vmbkmcl_channel *channel);
/* Let go of the claimed offer, if there is one. Process context. */
void vmbkmcl_offer_put(struct vmbkmcl_channel *channel);

/* tx.c */

int vmbkmcl_tx_init(struct vmbkmcl_channel *channel);
/* Sends are accepted from here on, onto the queue. */
void vmbkmcl_tx_accept(struct vmbkmcl_channel *channel);
void vmbkmcl_tx_destroy(struct vmbkmcl_channel *channel);
/* Take the ring into use; sends still wait for vmbkmcl_tx_start(). */
void vmbkmcl_tx_open(struct vmbkmcl_channel *channel,
		     const struct vmbkmcl_rings *rings);
void vmbkmcl_tx_start(struct vmbkmcl_channel *channel);
/* Nothing is written any more when this returns. */
void vmbkmcl_tx_close(struct vmbkmcl_channel *channel);
/* Write what is queued, as far as there is room. Any context. */
void vmbkmcl_tx_drain(struct vmbkmcl_channel *channel);
/* End of a receive batch: completions written meanwhile go out. */
void vmbkmcl_tx_batch_end(struct vmbkmcl_channel *channel);

/* rx.c */

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

/* gpadl.c */

void vmbkmcl_gpadl_init(struct vmbkmcl_channel *channel);
/*
 * The offer, or NULL if the channel is not open or its GPADLs were reaped. With
 * gpadl_mutex, which keeps it from being let go of.
 */
struct vmbkmcl_offer *vmbkmcl_gpadl_offer(struct vmbkmcl_channel *channel);
/* From EvtChannelOpened on there may be GPADLs. */
void vmbkmcl_gpadl_open(struct vmbkmcl_channel *channel);
/* What the owner left behind at the end of EvtChannelClosed. */
void vmbkmcl_gpadl_reap(struct vmbkmcl_channel *channel);

/* debugfs.c */

void vmbkmcl_debugfs_init(void);
void vmbkmcl_debugfs_exit(void);
void vmbkmcl_debugfs_add(struct vmbkmcl_channel *channel);
void vmbkmcl_debugfs_remove(struct vmbkmcl_channel *channel);

/* module.c */

/* Where state workers and passive receiving run; never waits for itself. */
extern struct workqueue_struct *vmbkmcl_workqueue;

#endif /* VMBKMCL_CHANNEL_H */
