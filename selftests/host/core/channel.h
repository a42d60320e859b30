/* SPDX-License-Identifier: GPL-2.0-only */
/* channel.h - channels: their states, their rings, and what devices do on them. */
#ifndef VMBHOST_CHANNEL_H
#define VMBHOST_CHANNEL_H

#include "packet.h"
#include "timer.h"

struct vmbhost;
struct device;
struct gpadl;

/*
 * The life of a channel.  A relid belongs to a channel in every state but the
 * first.
 *
 *	HIDDEN ---offer--> OFFERED <--close-- OPEN
 *	   ^                  |  \---open----->|
 *	   |               rescind          rescind
 *	   |                  v                |
 *	   +---released--- RESCINDED <---------+
 *
 * A guest that unloads its bus releases offered channels too.
 *
 * Every guest message that a state does not allow is a mistake, except on a
 * rescinded channel: there the guest may not have seen the rescind yet.
 */
enum channel_state {
	CHANNEL_HIDDEN,		/* not offered */
	CHANNEL_OFFERED,	/* offered and closed */
	CHANNEL_OPEN,		/* both rings in use */
	CHANNEL_RESCINDED,	/* the guest has not yet released the relid */
};

static inline bool channel_may_open(enum channel_state state)
{
	return state == CHANNEL_OFFERED;
}

static inline bool channel_may_close(enum channel_state state)
{
	return state == CHANNEL_OPEN;
}

static inline bool channel_may_lend(enum channel_state state)
{
	return state == CHANNEL_OFFERED || state == CHANNEL_OPEN;
}

static inline bool channel_may_rescind(enum channel_state state)
{
	return state == CHANNEL_OFFERED || state == CHANNEL_OPEN;
}

/* Counted from open to close. */
struct channel_counters {
	u64 packets;
	u64 bytes;
	u64 sent;
	u64 signals;		/* from the guest */
	u64 empty_signals;
	u64 events;		/* to the guest */
	u64 full;
	u64 mistakes;
	u64 busy_ns;
};

/**
 * struct channel - one channel, primary or sub
 * @index: subchannel index, 0 for the primary
 * @in: the ring the guest writes
 * @out: the ring the guest reads
 * @pages: of both rings, as the ring GPADL has them
 * @backlog: packets that did not fit; nothing is read while there are any
 * @stopped: the device has no packets read until it clears this
 * @waiting: pending_send_size is set in @out
 * @masked_for_good: set by a fault: the interrupt mask stays set
 * @poll_always: set by a fault: read the rings periodically, signalled or not
 * @last_id: transaction id of the packet read last
 * @deferred: faults to be carried out
 * @deaf: set by a fault: the guest is not signalled when its ring has room again
 * @bad_room: bytes of the outbound ring that are reserved for a fault's packet
 * @poll: timer that continues reading after the budget was used up, or without signals
 * @monitor_id: its bit in the monitor page, or MONITOR_NONE
 * @monitor: timer that reads that bit
 * @withdraw: timer of a rescind
 * @withdraw_reoffer: the value that this rescind gives @reoffer_after
 * @reoffer: timer of the next offer, also of one that replaces a refused offer
 * @reoffer_after: delay in ns from the guest's release of the rescinded channel to
 *	the next offer, or REOFFER_NEVER
 * @storm: timer of FAULT_OFFER_STORM
 * @storm_left: devices that it has yet to offer
 * @priv: private data of the device
 */
struct channel {
	struct vmbhost *host;
	struct device *device;
	struct channel *next;		/* of the device: primary, then subs */
	struct channel *next_dirty;
	bool is_dirty;
	u32 index;
	enum channel_state state;
	bool reserved;			/* opened as a reserved channel */
	u32 relid;
	u32 openid;
	u32 monitor_id;
	u32 vp;
	u32 sint;
	struct gpadl *gpadl;
	u8 **pages;
	u32 page_count;
	struct ring in;
	struct ring out;
	struct backlog *backlog, **backlog_tail;
	bool stopped;
	bool waiting;
	bool reading;
	bool masked_for_good;
	bool poll_always;
	bool deaf;
	u32 bad_room;
	u64 last_id;
	struct deferred *deferred;
	struct timer poll;
	struct timer monitor;
	struct timer withdraw;
	u64 withdraw_reoffer;
	struct timer reoffer;
	u64 reoffer_after;
	struct timer storm;
	u32 storm_left;
	struct channel_counters counters;
	void *priv;
};

#define REOFFER_NEVER UINT64_MAX

/* offer.c */
struct channel *channel_new(struct device *device, u32 index);
void channel_free(struct channel *channel);
void channel_offer(struct channel *channel);
/* Fill in the offer of @channel, without sending it. */
void channel_offer_fill(const struct channel *channel, struct msg_offer *m);
void channel_rescind(struct channel *channel);
/*
 * Rescind the channel in @delay_ns, and offer it again @reoffer_ns after the guest
 * has released it.
 */
void channel_rescind_later(struct channel *channel, u64 delay_ns,
			   u64 reoffer_ns);
void channel_on_released(struct vmbhost *host, const void *message);
/* Offer @count subchannels of an open primary.  False: closed, or too many. */
bool channel_offer_subchannels(struct channel *primary, u32 count);
/* The guest is gone: hide the channel, without sending a rescind. */
void channel_forget(struct channel *channel);
/* The channel of a relid, or NULL; never a hidden one. */
struct channel *channel_find(struct vmbhost *host, u32 relid);
u32 channel_connection(const struct channel *channel);

/* channel.c */
void channel_open_result(struct channel *channel, u32 openid, u32 status);
void channel_on_open(struct vmbhost *host, const void *message);
void channel_on_open_reserved(struct vmbhost *host, const void *message);
void channel_on_close(struct vmbhost *host, const void *message);
void channel_on_close_reserved(struct vmbhost *host, const void *message);
void channel_on_modify(struct vmbhost *host, const void *message);
/* Tell the device that its channel closes, and unmap the rings. */
void channel_shut(struct channel *channel);

/* traffic.c */
void channel_traffic_init(struct channel *channel);
void channel_traffic_begin(struct channel *channel);
void channel_traffic_end(struct channel *channel);
/* The guest signalled. */
void channel_signalled(struct channel *channel);
/* Read, or continue after channel->stopped was cleared. */
void channel_service(struct channel *channel);
/* Can a packet of @len bytes behind the descriptor ever fit? */
bool channel_fits(const struct channel *channel, u64 len);
/* Has everything that was sent gone into the ring? */
static inline bool channel_idle(const struct channel *channel)
{
	return !channel->backlog;
}
/*
 * Send a packet: now, or as soon as there is room.  False when it can never fit, or
 * when the guest leaves too much unread.  Published when the call into the core ends.
 */
bool channel_send(struct channel *channel, u16 type, u16 flags, u64 id,
		  const struct iovec *iov, int count);
bool channel_complete(struct channel *channel, u64 id,
		      const void *payload, u32 len);
/* As channel_send(), with the caller's descriptor. */
bool channel_send_raw(struct channel *channel, const struct packet_header *hdr,
		      const struct iovec *iov, int count);
/* Publish, and signal if that is due. */
void channel_flush(struct channel *channel);
/* Set the event flag of the guest. */
void channel_event(struct channel *channel, u32 flag);
/* The guest broke a rule of the ring. */
void channel_mistake(struct channel *channel, const char *text);
/* How much room the guest waits for: its pending_send_size. */
u32 channel_guest_pending(const struct channel *channel);

#endif /* VMBHOST_CHANNEL_H */
