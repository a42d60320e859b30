/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fault.h - misbehaviour on demand.
 *
 * A fault is armed by name.  Each has one kind of occasion at which it can be
 * carried out (a completion is sent, a packet was received, ...): the places
 * in the core where such an occasion arises ask fault_due(), which counts the
 * occasions and says when the fault is due.  With nothing armed that is one test
 * of a pointer.  A fault armed in-band whose occasion is a received packet has its
 * first occasion in the very message that arms it.
 */
#ifndef VMBHOST_FAULT_H
#define VMBHOST_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "packet.h"

struct vmbhost;
struct channel;
struct device;
struct timer;

enum fault_id {
	/* Occasion: a completion is sent. */
	FAULT_COMPLETION_UNKNOWN,
	FAULT_COMPLETION_ZERO,
	FAULT_COMPLETION_DUPLICATE,
	FAULT_COMPLETION_LATE,
	/* Occasion: the guest closes the channel. */
	FAULT_COMPLETION_AFTER_CLOSE,
	/* Occasion: a packet that asks for no completion was received. */
	FAULT_COMPLETION_UNASKED,
	/* Occasion: a packet was received; a bad one is sent in return. */
	FAULT_OFFSET_BEYOND,
	FAULT_OFFSET_ZERO,
	FAULT_OFFSET_ONE,
	FAULT_LENGTH_ZERO,
	FAULT_LENGTH_ONE,
	FAULT_LENGTH_MAX,
	FAULT_LENGTH_BEYOND,
	FAULT_PACKET_OVERSIZED,
	FAULT_WRITE_RANGE,
	FAULT_WRITE_UNALIGNED,
	FAULT_WRITE_BACKWARDS,
	FAULT_WRITE_PARTIAL,
	FAULT_READ_RANGE,
	FAULT_GUEST_READ_REWRITTEN,
	FAULT_GUEST_WRITE_REWRITTEN,
	/* Occasion: a packet is sent, completions included. */
	FAULT_CHANGE_LENGTH,
	FAULT_CHANGE_OFFSET,
	FAULT_CHANGE_TYPE,
	FAULT_CHANGE_PAYLOAD,
	/* Occasion: a packet was received. */
	FAULT_TYPE_UNKNOWN,
	FAULT_FLAGS_UNKNOWN,
	FAULT_RANGE_COUNT,
	FAULT_RANGE_BEYOND,
	FAULT_GPA_DIRECT,
	FAULT_PENDING_GARBAGE,
	FAULT_MASK_STUCK,
	FAULT_FEATURE_CLEARED,
	FAULT_ROOM_NEVER,
	FAULT_ROOM_SPURIOUS,
	FAULT_READS_NEVER,
	/* Occasion: the guest opens the channel. */
	FAULT_RESCIND_DURING_OPEN,
	/* Occasion: the guest has sent a whole GPADL. */
	FAULT_RESCIND_DURING_GPADL,
	/* Occasion: the guest closes the channel. */
	FAULT_RESCIND_DURING_CLOSE,
	/* Occasion: a completion is sent. */
	FAULT_RESCIND_IN_FLIGHT,
	/* Occasion: the guest has sent a whole GPADL. */
	FAULT_CREATED_NEVER,
	FAULT_CREATED_FAILING,
	FAULT_CREATED_WRONG_RELID,
	FAULT_CREATED_TWICE,
	/* Occasion: the guest opens the channel. */
	FAULT_OPEN_FAILING,
	FAULT_OPEN_NEVER,
	FAULT_PACKET_EARLY,
	/* Occasion: the guest takes a GPADL back. */
	FAULT_TORNDOWN_NEVER,
	/* Occasion: the guest posts a message about the channel. */
	FAULT_POST_REFUSED,
	/* Occasion: the guest asks a device to write external data. */
	FAULT_EXTERNAL_LATE,
	FAULT_EXTERNAL_AT_CLOSE,
	/* Occasion: a packet was received. */
	FAULT_REOFFER_LIVE,
	FAULT_OFFER_DUPLICATE_RELID,
	FAULT_OFFER_RELID_ZERO,
	FAULT_OFFER_RELID_HUGE,
	FAULT_RESCIND_DOUBLE,
	FAULT_RESCIND_UNKNOWN,
	FAULT_OFFER_STORM,
	/* Occasion: the channel is offered. */
	FAULT_OFFER_CONFIDENTIAL,
	/* Occasion: a packet was received. */
	FAULT_EVENT_STORM,
	/* Occasion: the guest closes the channel. */
	FAULT_EVENT_CLOSED,
	/* Occasion: the channel is offered. */
	FAULT_EVENT_BEFORE_OPEN,
	/* Occasion: a packet was received. */
	FAULT_MESSAGE_SHORT,
	FAULT_MESSAGE_OVERSIZED,
	FAULT_MESSAGE_UNKNOWN,
	FAULT_STRAY_VERSION,
	FAULT_STRAY_UNLOAD,
	FAULT_STRAY_MODIFY,
	FAULT_PIPE_TYPE,
	FAULT_PIPE_SIZE_BEYOND,
	FAULT_PIPE_SIZE_ZERO,
	FAULT_PIPE_SHORT,
	/* Occasion: an isolated guest shows a page, or hides one. */
	FAULT_SHOW_FAILING,
	FAULT_HIDE_FAILING,
	FAULT_COUNT,
};

/* Delay from the guest's release of a channel that a fault rescinded to its offer. */
#define FAULT_REOFFER_NS	100000000u
/* Before the first of the salts that make a storm's instances, each another one. */
#define STORM_SALT		0x5700000
/* Delay of an answer that comes late, external data included. */
#define FAULT_LATE_NS		500000000u

/* -1 when there is no fault of that name. */
int fault_by_name(const char *name);

/*
 * Arm a fault: let @after occasions pass, then carry it out at the next @times
 * (0: at every one).  It is limited to @channel, or else to the device named
 * @device; with both NULL, to nothing.  False when too many are armed.
 */
bool fault_arm(struct vmbhost *host, enum fault_id id, u32 after, u32 times,
	       const struct channel *channel, const char *device);
void fault_disarm_all(struct vmbhost *host);

/* As fault_check(), for a fault that is carried out later: fault_did() reports it. */
bool fault_take(struct vmbhost *host, struct channel *channel,
		enum fault_id id);
void fault_did(struct vmbhost *host, struct channel *channel,
	       enum fault_id id);
bool fault_check(struct vmbhost *host, struct channel *channel,
		 enum fault_id id);
/* At an occasion for @id, on @channel (which may be NULL): is the fault due? */
#define fault_due(host, channel, id) \
	((host)->faults && fault_check(host, channel, id))

/* Disarm the faults that are armed for this channel alone. */
void fault_disarm_channel(struct channel *channel);

/* What a fault waits for. */
enum fault_occasion {
	OCCASION_COMPLETION,
	OCCASION_SENT,
	OCCASION_RECEIVED,
	OCCASION_GPADL,
	OCCASION_TEARDOWN,
	OCCASION_OFFER,
	OCCASION_OPEN,
	OCCASION_CLOSE,
	OCCASION_POST,
	OCCASION_EXTERNAL,
	OCCASION_VISIBILITY,
};

enum fault_occasion fault_occasion(enum fault_id id);

/* Carry out one that has to do with the bus, not with the rings. */
void fault_bus(struct channel *channel, enum fault_id id);
/* Was this relid offered by a fault only? */
bool fault_is_ghost(const struct vmbhost *host, u32 relid);

/* The hooks of channels, each to be called where its comment says. */

/* An offer is about to be sent. */
void fault_offer(struct channel *channel, struct msg_offer *offer);
/*
 * The guest opens; nothing is mapped yet.  True: that is all that becomes of it.
 */
bool fault_open(struct channel *channel, u32 openid);
/* It is open, and the guest has not been told.  True: it will be told later. */
bool fault_opened(struct channel *channel);
/* The guest posts @message.  True: it is refused. */
bool fault_post(struct vmbhost *host, const void *message, u32 len);
/* The timer of FAULT_OFFER_STORM. */
void fault_storm_due(struct timer *timer);
/* The guest closes; the rings are still mapped. */
void fault_close(struct channel *channel);
/* A completion is about to be sent.  True: a fault takes its place. */
bool fault_completion(struct channel *channel, u64 id,
		      const void *payload, u32 len);
/* A packet was put into the ring at @start and is not published yet. */
void fault_written(struct channel *channel, u32 start);
/* A packet was received and the device has dealt with it. */
void fault_received(struct channel *channel, const struct packet *packet);
/* The rings are about to be unmapped: no fault may use them from now on. */
void fault_unmap(struct channel *channel);

#endif /* VMBHOST_FAULT_H */
