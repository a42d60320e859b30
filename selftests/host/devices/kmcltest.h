/* SPDX-License-Identifier: GPL-2.0-only */
/* kmcltest.h - the test device's insides, shared by its files. */
#ifndef VMBHOST_KMCLTEST_H
#define VMBHOST_KMCLTEST_H

#include "device.h"
#include "../../include/kmcltest.h"

/* A completion that waits. */
struct held {
	u64 id;
	u64 due;	/* of a delayed one */
	u32 len;
	u8 *bytes;
};

/* Completions that wait, oldest first from @first. */
struct held_list {
	struct held *entry;
	size_t first;
	size_t end;
	size_t room;
};

/* A packet of ours that awaits its completion. */
struct slot {
	u32 generation;
	bool busy;
	bool check;
	u32 sequence;
	u32 count;
	u32 cookie;
	u32 size;
	u64 seed;
	u32 next_free;
};

/* The packets of one SOURCE request, @next of @count sent. */
struct source {
	bool active;
	u32 cookie;
	u32 count;
	u32 size;
	u32 flags;
	u32 window;
	u64 seed;
	u32 next;
	u32 outstanding;	/* of all requests since the channel was opened */
	struct slot *slot;
	u32 slots;
	u32 free;		/* first free slot, or NO_SLOT */
	u8 *buffer;
	size_t buffer_size;
	struct timer again;
};

/**
 * struct kmcltest - the device on one open channel
 * @stall: timer that continues reading
 * @rescind: timer of the rescind
 * @rescind_deadline: latest time of the rescind, even if its reply is unread
 * @reoffer_ns: delay from the guest's release to the next offer
 * @rescind_keep: it is rescinded also when the guest has closed it before
 * @rescind_reply: the reply to that request, in the outbound ring
 * @late: requests to write external data that a fault has put off
 * @stall_until_full: wait for the guest to ask for room first, then @stall_ns
 */
struct kmcltest {
	struct channel *channel;
	bool pipe;
	u32 hold_mode;
	u64 hold_ns;
	struct held_list kept;
	struct held_list delayed;
	struct timer delay;
	struct timer stall;
	bool stall_until_full;
	u64 stall_ns;
	struct timer rescind;
	u64 rescind_deadline;
	u64 reoffer_ns;
	bool rescind_keep;
	u32 rescind_reply;
	struct source source;
	struct late_fill *late;
	u64 completions;
	u64 bad_completions;
};

/**
 * struct request - a message to the device
 * @hdr: the message, without a pipe header
 * @len: its length
 * @wants: a completion was asked for
 */
struct request {
	const struct packet *packet;
	const struct kmcltest_hdr *hdr;
	u32 len;
	bool wants;
};

/* Answers; nothing is sent for a request that wants none. */
void kmcltest_reply(struct kmcltest *k, const struct request *r,
		    const void *payload, u32 len);
void kmcltest_reply_status(struct kmcltest *k, const struct request *r,
			   u32 status, u32 value);
/* An in-band packet, with a pipe header in front in pipe mode. */
bool kmcltest_send(struct kmcltest *k, u16 flags, u64 id,
		   const void *data, u32 len);

/* kmcltest_hold.c */
void hold_init(struct kmcltest *k);
void hold_destroy(struct kmcltest *k);
void hold_on_echo(struct kmcltest *k, const struct request *r);
void hold_on_hold(struct kmcltest *k, const struct request *r);
void hold_on_release(struct kmcltest *k, const struct request *r);
u64 hold_count(const struct kmcltest *k);

/* kmcltest_source.c */
void source_init(struct kmcltest *k);
void source_destroy(struct kmcltest *k);
void source_on_source(struct kmcltest *k, const struct request *r);
void source_on_completion(struct kmcltest *k, const struct packet *packet);
void source_pump(struct kmcltest *k);

/* kmcltest_memory.c */
void memory_destroy(struct kmcltest *k);
void memory_on_ext_sum(struct kmcltest *k, const struct request *r);
void memory_on_ext_fill(struct kmcltest *k, const struct request *r);
void memory_on_gpadl_sum(struct kmcltest *k, const struct request *r);
void memory_on_gpadl_fill(struct kmcltest *k, const struct request *r);
void memory_on_gpadl_hold(struct kmcltest *k, const struct request *r);
/* kmcltest_fill_range() a word at a time. */
void memory_fill(u8 *at, u64 offset, u64 len, u64 seed);

#endif /* VMBHOST_KMCLTEST_H */
