/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kmcltest_plain - the test device's driver, written directly on hv_vmbus.
 *
 * It proves the device and is what KMCL is measured against; nothing of
 * vmbkmcl is in it.
 *
 * Lifetimes: a plain_device lives from probe until its last reference is
 * dropped, which may be long after the host took the device away.  What
 * belongs to hv_vmbus, the vmbus_channel, is reached from a plain_channel
 * under RCU only, and not after plain_channel_detach().
 *
 * Locks, outer first: plain_device.lock, plain_channel.rx_lock,
 * plain_channel.lock.  The last two are taken in the channel's tasklet.
 */
#ifndef KMCLTEST_PLAIN_H
#define KMCLTEST_PLAIN_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/hyperv.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "compat.h"
#include "kmcltest.h"

/* Ring sizes count the control page; 16 pages of data unless a test differs. */
#define PLAIN_RING_SIZE		(17 * HV_HYP_PAGE_SIZE)
#define PLAIN_SLOTS		256
#define PLAIN_TIMEOUT		(10 * HZ)

/* What a packet needs in the ring besides its payload. */
#define PLAIN_PACKET_OVERHEAD	(sizeof(struct vmpacket_descriptor) + sizeof(u64))

struct plain_channel;
struct plain_device;

/**
 * struct plain_request - a packet that is to be completed by the host
 * @complete: called once, in the channel's tasklet or where the channel is
 *	closed; NULL: @done is completed
 * @context: the caller's
 * @reply: where the completion's payload goes; may be NULL
 * @reply_size: room there
 * @reply_len: bytes of payload that came, even when more than @reply_size
 * @status: 0, or -ENODEV when the channel was closed first
 * @done: see @complete
 * @slot: its place in the channel's table while in flight
 */
struct plain_request {
	void (*complete)(struct plain_request *req);
	void *context;
	void *reply;
	u32 reply_size;
	u32 reply_len;
	int status;
	struct completion done;
	u32 slot;
};

/**
 * struct plain_slot - an entry in a channel's table of requests in flight
 * @req: the request; NULL while the slot is free
 * @generation: counts uses, so that a late completion finds no request
 * @next: of the list of free slots
 */
struct plain_slot {
	struct plain_request *req;
	u32 generation;
	u32 next;
};

/**
 * struct plain_range - a range of external data
 * @buf: in the kernel's direct mapping or vmalloc space
 * @len: bytes
 */
struct plain_range {
	void *buf;
	u32 len;
};

/**
 * struct plain_options - how a channel is to be opened
 * @ring_size: bytes of each ring, its control page included; 0: the usual
 * @slots: most requests in flight; 0: the usual
 * @unmasked: leave the host's signals on while reading; @paused works
 */
struct plain_options {
	u32 ring_size;
	u32 slots;
	bool unmasked;
};

typedef void (*plain_receive_fn)(struct plain_channel *ch, const void *payload,
				 u32 len, void *context);

/**
 * struct plain_channel - a primary channel or subchannel
 * @dev: the device it belongs to
 * @chan: NULL while closed; RCU
 * @node: in the device's list of subchannels; plain_device.lock
 * @subchannel: its index; 0 for the primary
 * @options: as it was opened
 * @lock: protects @slots, @free, @in_flight and the setting of the ring's
 *	pending send size
 * @slots: requests in flight
 * @free: first free slot; options.slots: none
 * @in_flight: slots in use
 * @unknown: completions that matched no request
 * @malformed: packets that make no sense
 * @waiters: senders waiting for room
 * @room: woken whenever the host signals
 * @rx_lock: protects @receive, @context, @backlog and @echo
 * @receive: takes in-band packets
 * @context: @receive's
 * @echo: completions that the host asks for carry the packet's own bytes
 * @backlog: completions for which the ring had no room
 * @backlogged: completions that have been there
 * @completions: sent to the host
 * @paused: with options.unmasked: leave what comes in the ring
 */
struct plain_channel {
	struct plain_device *dev;
	struct vmbus_channel __rcu *chan;
	struct list_head node;
	u32 subchannel;
	struct plain_options options;

	spinlock_t lock;
	struct plain_slot *slots;
	u32 free;
	u32 in_flight;
	atomic_t unknown;
	atomic_t malformed;

	u32 waiters;
	wait_queue_head_t room;

	spinlock_t rx_lock;
	plain_receive_fn receive;
	void *context;
	bool echo;
	struct list_head backlog;
	u32 backlogged;
	u64 completions;
	bool paused;
};

/**
 * struct plain_device - a test device
 * @ref: the driver's while bound, and each user's
 * @node: in the driver's list of bound devices
 * @lock: serialises opening, closing and what must not overlap with removal
 * @hdev: NULL once removed; @lock
 * @index: the instance's index
 * @generation: a number that no other binding has
 * @primary: the primary channel
 * @subchannels: plain_channel, by arrival; @lock
 * @arrived: woken when a subchannel was added, and on removal
 */
struct plain_device {
	struct kref ref;
	struct list_head node;
	struct mutex lock;
	struct hv_device *hdev;
	u32 index;
	u32 generation;
	struct plain_channel primary;
	struct list_head subchannels;
	wait_queue_head_t arrived;
};

/* device.c */
int plain_driver_register(void);
void plain_driver_unregister(void);
struct plain_device *plain_device_get(u32 index);
void plain_device_put(struct plain_device *dev);
u32 plain_device_count(void);
bool plain_device_pipe(const struct plain_device *dev);

/* channel.c */
void plain_channel_init(struct plain_channel *ch, struct plain_device *dev);
int plain_channel_open(struct plain_channel *ch, struct vmbus_channel *chan,
		       const struct plain_options *options);
void plain_channel_detach(struct plain_channel *ch);
void plain_channel_finish(struct plain_channel *ch);
int plain_channel_reopen(struct plain_channel *ch,
			 const struct plain_options *options);
void plain_channel_destroy(struct plain_channel *ch);
void plain_channel_receiver(struct plain_channel *ch, plain_receive_fn receive,
			    void *context, bool echo);
void plain_channel_pause(struct plain_channel *ch);
void plain_channel_resume(struct plain_channel *ch);
u32 plain_channel_max_payload(struct plain_channel *ch);

/* request.c */
int plain_table_alloc(struct plain_channel *ch);
void plain_table_free(struct plain_channel *ch);
void plain_table_complete(struct plain_channel *ch, u64 id,
			  const void *payload, u32 len);
void plain_table_cancel(struct plain_channel *ch);
void plain_request_init(struct plain_request *req, void *reply, u32 reply_size);
int plain_send(struct plain_channel *ch, const void *msg, u32 len,
	       struct plain_request *req);
int plain_send_ext(struct plain_channel *ch, struct vmbus_packet_mpb_array *desc,
		   u32 desc_size, const void *msg, u32 len,
		   struct plain_request *req);
int plain_send_wait(struct plain_channel *ch, const void *msg, u32 len,
		    struct plain_request *req, unsigned long timeout);
int plain_request_wait(struct plain_channel *ch, struct plain_request *req,
		       unsigned long timeout);
int plain_call(struct plain_channel *ch, const void *msg, u32 len,
	       void *reply, u32 reply_size, u32 *reply_len);
void plain_room_wake(struct plain_channel *ch, struct vmbus_channel *chan);

/* external.c */
struct vmbus_packet_mpb_array *plain_ext_build(const struct plain_range *ranges,
					       u32 count, u32 *desc_size);
int plain_call_ext(struct plain_channel *ch, const void *msg, u32 len,
		   const struct plain_range *ranges, u32 count,
		   struct kmcltest_sum *sum);

/* command.c: the device's operations; 0, a negative errno, or a positive
 * enum kmcltest_error
 */
int plain_info(struct plain_channel *ch, struct kmcltest_info *info);
int plain_counters(struct plain_channel *ch, struct kmcltest_counters *counters);
int plain_status_call(struct plain_channel *ch, const void *msg, u32 len,
		      u32 *value);
int plain_hold(struct plain_channel *ch, u32 mode, u32 delay_us);
int plain_release(struct plain_channel *ch, u32 order, u32 count, u64 seed,
		  u32 *released);
int plain_stall(struct plain_channel *ch, u32 mode, u32 time_us);
int plain_rescind(struct plain_channel *ch, u32 delay_us, u32 reoffer_us);
int plain_subchannels(struct plain_channel *ch, u32 count, u32 *offered);
int plain_gpadl_call(struct plain_channel *ch, u32 op, u32 gpadl, u64 seed,
		     struct kmcltest_sum *sum);
int plain_gpadl_hold(struct plain_channel *ch, u32 gpadl, bool hold);

/* stream.c */

/**
 * struct plain_stream - packets of a SOURCE request, as they come and checked
 * @cookie: of the request
 * @count: packets expected
 * @size: bytes each
 * @seed: of the pattern
 * @received: so far
 * @bad: out of sequence, of the wrong size or content
 * @first_bad: sequence of the first of those
 * @done: all have come
 */
struct plain_stream {
	u32 cookie;
	u32 count;
	u32 size;
	u64 seed;
	u32 received;
	u32 bad;
	u32 first_bad;
	struct completion done;
};

#define PLAIN_SOURCE_COOKIE 0x736f7263

int plain_stream_begin(struct plain_channel *ch, struct plain_stream *stream,
		       const struct kmcltest_source *msg);
int plain_stream_post(struct plain_channel *ch, struct plain_stream *stream,
		      const struct kmcltest_source *msg);
void plain_stream_end(struct plain_channel *ch);
bool plain_pattern_check(const void *buf, u32 len, u64 seed);
void plain_pattern_fill(void *buf, u32 len, u64 seed);

#endif /* KMCLTEST_PLAIN_H */
