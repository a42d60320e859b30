/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tx.h - sending: the outgoing ring, the queue before it, requests in flight.
 */
#ifndef VMBKMCL_CORE_TX_H
#define VMBKMCL_CORE_TX_H

#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "../ring/index.h"
#include "../ring/writer.h"
#include "external.h"
#include "inflight.h"

struct vmbkmcl_channel;
struct vmbkmcl_packet;
struct vmbkmcl_rings;

/*
 * Bits of vmbkmcl_tx.is. While UP and ACCEPTING are the only ones that are set, and
 * nothing is queued, what is sent goes straight into the ring.
 *
 * UP: the ring may be written
 * ACCEPTING: sends are accepted, at least onto the queue
 * CLOSED: the channel has closed: what is sent waits for its next life
 * GOING_DOWN: the channel is about to close: sends are refused
 * FROZEN: a server is being saved: sends are refused, in any state
 */
#define VMBKMCL_TX_IS_UP		0x01
#define VMBKMCL_TX_IS_ACCEPTING		0x02
#define VMBKMCL_TX_IS_CLOSED		0x04
#define VMBKMCL_TX_IS_GOING_DOWN	0x08
#define VMBKMCL_TX_IS_FROZEN		0x10

/**
 * enum vmbkmcl_entry_place - where an entry is
 * @VMBKMCL_ENTRY_OUTSIDE: its sender prepares it
 * @VMBKMCL_ENTRY_QUEUED: it waits for room in the ring
 * @VMBKMCL_ENTRY_IN_FLIGHT: the peer has it, and owes a completion
 * @VMBKMCL_ENTRY_ENDED: it has left queue and hash; its end() is called next
 */
enum vmbkmcl_entry_place {
	VMBKMCL_ENTRY_OUTSIDE,
	VMBKMCL_ENTRY_QUEUED,
	VMBKMCL_ENTRY_IN_FLIGHT,
	VMBKMCL_ENTRY_ENDED,
};

/**
 * struct vmbkmcl_tx_entry - a packet on its way to the peer
 *
 * Part of a packet, a synchronous request or an incoming packet; tx.c knows nothing
 * else of these. Its sender fills it; from a send on it belongs to tx.c, under tx.lock,
 * until @end is called.
 *
 * @node: on tx.queue, or on a list of entries that have ended
 * @hash: in tx.inflight
 * @put_off: on tx.ends, or in a row that vmbkmcl_tx_claim_row() has returned
 * @packet: what is written into the ring
 * @place: enum vmbkmcl_entry_place; a sender that waits reads it at any time
 * @waits: its sender waits for @end, see struct vmbkmcl_tx_waiter; a channel that is
 *	about to close ends it at once, unless the peer may still write its external
 *	data; constant
 * @queued: it had to wait for room
 * @error: how it ended, for an @end that is called later
 * @end: called once, when it has ended, with no spinlock held: 0 or an errno, and the
 *	completion's payload. Softirq context, softirqs disabled, or the process context of
 *	rx.work; offers_mutex, config_mutex or save_mutex may be held, so it takes no mutex.
 *	The entry may be gone, or sent again, when it returns; constant
 * @room: where the payload is copied when the entry has to queue; NULL: the
 *	payload stays where it is until @end; constant
 * @external: external data, of packet.ranges_size bytes on the wire, or NULL
 */
struct vmbkmcl_tx_entry {
	union {
		struct list_head node;
		struct hlist_node hash;
		struct llist_node put_off;
	};
	struct vmbkmcl_ring_packet packet;
	u8 place;
	bool waits;
	bool queued;
	int error;
	void (*end)(struct vmbkmcl_tx_entry *entry, int error, void *payload,
		    u32 size);
	void *room;
	struct vmbkmcl_external *external;
};

/**
 * struct vmbkmcl_tx_waiter - an entry whose sender waits
 * @entry: with @waits set
 * @event: completed by the sender's @entry.end, and before that, once, when @told is set
 * @told: the channel is about to close while the peer may write the external data: the
 *	entry ends only when the rings are closed; set under tx.lock, read anywhere
 */
struct vmbkmcl_tx_waiter {
	struct vmbkmcl_tx_entry entry;
	struct completion event;
	bool told;
};

/**
 * struct vmbkmcl_ends - entries whose end was put off, see tx_end.h
 * @entries: the entries, the last one first; added by any context, taken by
 *	@tasklet
 * @tasklet: ends them
 */
struct vmbkmcl_ends {
	struct llist_head entries;
	struct tasklet_struct tasklet;
};

/**
 * struct vmbkmcl_tx - sending
 *
 * A packet that goes straight into the ring touches the first cache line, and the
 * second one if it asks for a completion: tx.c asserts that.
 *
 * @lock: irq-safe, innermost. Taken in tx.c, tx_plain.c and external_map.c only
 * @queued: number of entries in @queue; @lock, read anywhere
 * @is: VMBKMCL_TX_IS_*; @lock
 * @maps: external data has to be mapped for the peer, see external_map.h; constant
 *	while the channel is up
 * @held_back: the batch under way has written packets that are published at its end;
 *	the batch's own context, which holds @lock when it sets it
 * @plain_below: for payloads of fewer bytes, @is and @queued alone decide whether they
 *	go straight into the ring; @lock, read anywhere
 * @external_max: the same for one MDL of external data of at most so many bytes; @lock,
 *	read anywhere
 * @batch: task that receives a batch, itself or in its softirq, or NULL; written by the
 *	owner of rx, read anywhere
 * @ring: the outgoing ring; @lock
 * @inflight: requests that wait for the peer's completion; @lock
 * @next_id: of the next request; never 0, never used twice; @lock
 * @queue: entries that wait for room, in order; @lock
 * @life: channel.life when sends were last accepted; @lock
 * @ends: entries whose end was put off; see struct vmbkmcl_ends
 */
struct vmbkmcl_tx {
	spinlock_t lock;
	u32 queued;
	u8 is;
	bool maps;
	bool held_back;
	u32 plain_below;
	u32 external_max;
	const struct task_struct *batch;
	struct vmbkmcl_ring_writer ring;
	struct vmbkmcl_inflight inflight;
	u64 next_id;
	struct list_head queue;
	u32 life;
	struct vmbkmcl_ends ends;
};

/* The cache lines are as said above where a spinlock is one word, as it is in use. */
#define VMBKMCL_LINE	64
#define VMBKMCL_ENDS_BY(type, member, end) \
	(sizeof(spinlock_t) > sizeof(u32) || \
	 offsetof(type, member) + sizeof(((type *)0)->member) <= (end))

/* The life of a channel. Process context. */

int vmbkmcl_tx_init(struct vmbkmcl_channel *channel);
void vmbkmcl_tx_destroy(struct vmbkmcl_channel *channel);
/* Sends of this life are accepted from here on, onto the queue. Any context. */
void vmbkmcl_tx_accept(struct vmbkmcl_channel *channel);
/* Take the ring into use; sends still wait for vmbkmcl_tx_start(). */
void vmbkmcl_tx_open(struct vmbkmcl_channel *channel,
		     const struct vmbkmcl_rings *rings);
void vmbkmcl_tx_start(struct vmbkmcl_channel *channel);
/*
 * Nothing is written any more when this returns, and completion routines of
 * packets that were sent at once have returned.
 */
void vmbkmcl_tx_close(struct vmbkmcl_channel *channel);
/* End every entry that is queued or in flight, with @error. The ring is closed. */
void vmbkmcl_tx_abort(struct vmbkmcl_channel *channel, int error);
/*
 * After vmbkmcl_tx_abort(): accept sends onto the queue, for the channel's next opening.
 * Synchronous requests are refused: the thread that would wait may be the one that has
 * to open the channel.
 */
void vmbkmcl_tx_accept_closed(struct vmbkmcl_channel *channel);
/* Is anything queued? Then the channel's limits must stay as they are. */
static inline bool vmbkmcl_tx_has_queued(const struct vmbkmcl_tx *tx)
{
	return READ_ONCE(tx->queued);
}

/*
 * The channel is about to close: refuse sends, and end the entries whose sender
 * waits and whose memory the peer does not have. The senders of others are told, and
 * close the rings. Does nothing when @life has ended. Any context.
 */
void vmbkmcl_tx_going_down(struct vmbkmcl_channel *channel, u32 life);
/* Is it about to close? Any context. */
bool vmbkmcl_tx_is_going_down(struct vmbkmcl_channel *channel);

/* The peer broke the incoming ring: the channel has to close. Owner of rx. */
void vmbkmcl_tx_broken(struct vmbkmcl_channel *channel);

/* Sending. Any context but a hardware interrupt. */

enum vmbkmcl_tx_mode {
	VMBKMCL_TX_QUEUE,	/* queue when the ring is full */
	VMBKMCL_TX_TRY,		/* -EOVERFLOW when the ring is full */
};

/*
 * Send @entry. 0: it will end, and may have ended already. Otherwise it is
 * still the caller's: -ENODEV the channel is going down; -ENOTCONN it is not
 * enabled; -EOVERFLOW no room (VMBKMCL_TX_TRY), or none ever in a ring this
 * small; -EAGAIN its external data has to be mapped, or must not be: send it by
 * vmbkmcl_send().
 */
int vmbkmcl_tx_send(struct vmbkmcl_channel *channel,
		    struct vmbkmcl_tx_entry *entry, enum vmbkmcl_tx_mode mode);

/*
 * Send the completion in @entry, or queue it: true. It ends when it is in the ring,
 * or when the channel closes.
 */
bool vmbkmcl_tx_completion(struct vmbkmcl_channel *channel,
		       struct vmbkmcl_tx_entry *entry);

/*
 * tx_plain.c: the usual packet, straight into the ring. @packet is SENT, its routine is
 * set, and the caller has seen that @size is below tx.plain_below. If it cannot go into
 * the ring after all, it is IDLE again, and @otherwise sends it the ordinary way. That is
 * called from here so that the caller need not keep its arguments. Any context.
 */
typedef NTSTATUS (*vmbkmcl_send_fn)(struct vmbkmcl_packet *packet, void *payload,
				    u32 size, MDL *mdl);
NTSTATUS vmbkmcl_tx_send_plain(struct vmbkmcl_packet *packet, void *payload, u32 size,
			       vmbkmcl_send_fn otherwise);
/* The same, requesting a completion. */
NTSTATUS vmbkmcl_tx_ask_plain(struct vmbkmcl_packet *packet, void *payload, u32 size,
			      vmbkmcl_send_fn otherwise);
/* The same with the whole of one MDL, at most tx.external_max bytes. */
NTSTATUS vmbkmcl_tx_ask_mdl(struct vmbkmcl_packet *packet, void *payload, u32 size,
			    MDL *mdl, vmbkmcl_send_fn otherwise);
/*
 * The same for an entry whose sender waits, requesting a completion. False: it could not go
 * into the ring.
 */
bool vmbkmcl_tx_ask_entry(struct vmbkmcl_channel *channel,
			  struct vmbkmcl_tx_entry *entry, const void *payload, u32 size);
/*
 * The incoming ring has packets from *@at on, up to @end. While these are completions of
 * requests in flight, with payloads that rx.scratch holds, take the requests out of the
 * hash, under one lock, and move *@at on. Their payloads, still in the ring, are
 * packet.payload and packet.payload_size. Returns the first, chained by put_off. Owner of
 * rx.
 */
struct llist_node *vmbkmcl_tx_claim_row(struct vmbkmcl_channel *channel,
					const u8 **at, const u8 *end);
/* The completion of the peer's request @id. False: it is not in the ring. */
bool vmbkmcl_tx_completion_plain(struct vmbkmcl_channel *channel, u64 id,
				 const void *payload, u32 size);

/* Can a packet of this size in the ring ever be sent on this channel? */
bool vmbkmcl_tx_fits(struct vmbkmcl_channel *channel, u32 size);

/*
 * Cancel a send: take @entry from the queue or the hash. False when @entry is about to
 * end already, or when the peer has its external data, which the peer may write until
 * it has answered or the channel has closed.
 */
bool vmbkmcl_tx_withdraw(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_tx_entry *entry);

/*
 * @packets may be in flight at a time: make the hash large enough that each is
 * found quickly. Allocates without sleeping; failing costs only speed.
 */
void vmbkmcl_tx_expect(struct vmbkmcl_channel *channel, u32 packets);

/* For the owner of rx. */

/* Write what is queued, as far as there is room. Any context. */
void vmbkmcl_tx_drain(struct vmbkmcl_channel *channel);
/* The peer completed request @id: take it out of the hash, or NULL. */
struct vmbkmcl_tx_entry *vmbkmcl_tx_claim(struct vmbkmcl_channel *channel,
					  u64 id);
/*
 * A receive batch with softirqs disabled. What is sent inside it, by completion routines
 * and by EvtChannelProcessPacket, is written at once and published at its end, or earlier
 * once it is 4 KiB (TX_HELD_BACK).
 */
static inline void vmbkmcl_tx_batch_begin(struct vmbkmcl_tx *tx)
{
	WRITE_ONCE(tx->batch, current);
}

/* What it has held back is the caller's to publish. */
static inline void vmbkmcl_tx_batch_end(struct vmbkmcl_tx *tx)
{
	WRITE_ONCE(tx->batch, NULL);
}

/* Publish what the batch has written so far. The context of the batch. */
void vmbkmcl_tx_batch_flush(struct vmbkmcl_channel *channel);

/*
 * Is the caller inside such a batch of @tx's channel? Any context. The batch is a
 * softirq's, or that of a task that has softirqs off, as it signals on a loopback bus.
 */
static inline bool vmbkmcl_tx_in_batch(const struct vmbkmcl_tx *tx)
{
	return READ_ONCE(tx->batch) == current && in_interrupt();
}

/* Saving and restoring a server. Process context. */

/**
 * struct vmbkmcl_tx_frozen - where sending was stopped for a save
 * @next_id: id of the next request
 * @write: where the next packet goes in the ring
 * @was_up: the ring was written to
 */
struct vmbkmcl_tx_frozen {
	u64 next_id;
	u32 write;
	bool was_up;
};

/* Stop sending and accepting. Returns how many entries are queued or in flight. */
u32 vmbkmcl_tx_freeze(struct vmbkmcl_channel *channel,
		      struct vmbkmcl_tx_frozen *frozen);
void vmbkmcl_tx_thaw(struct vmbkmcl_channel *channel,
		     const struct vmbkmcl_tx_frozen *frozen);
/*
 * While frozen: store the entries whose sender does not wait, those in flight
 * by ascending id, then the queue. Returns how many.
 */
u32 vmbkmcl_tx_list(struct vmbkmcl_channel *channel,
		    struct vmbkmcl_tx_entry **entries);
/* Put a restored entry where it was when it was saved: in flight, or onto the queue. */
void vmbkmcl_tx_put_back(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_tx_entry *entry, bool in_flight);
/* Use no id below @next_id. */
void vmbkmcl_tx_skip_ids(struct vmbkmcl_channel *channel, u64 next_id);
/* Go on in the ring of the saved server. False: @write is not valid there. */
bool vmbkmcl_tx_resume(struct vmbkmcl_channel *channel, u32 write);
/*
 * The peer has gone, and there may be another one: end with @error the requests that only
 * the former one could complete, and the completions that were for it.
 */
void vmbkmcl_tx_abort_former(struct vmbkmcl_channel *channel, int error);

/* Watching. Process context. */

/**
 * struct vmbkmcl_tx_usage - for debugfs
 * @ring_size: bytes; 0 while the channel is closed
 * @ring_used: bytes
 * @queued: entries that wait for room
 * @in_flight: requests that wait for a completion
 */
struct vmbkmcl_tx_usage {
	u32 ring_size;
	u32 ring_used;
	u32 queued;
	u32 in_flight;
};

void vmbkmcl_tx_usage(struct vmbkmcl_channel *channel,
		      struct vmbkmcl_tx_usage *usage);

#endif /* VMBKMCL_CORE_TX_H */
