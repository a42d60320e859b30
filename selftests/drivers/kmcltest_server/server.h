/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * server.h - the kmcltest device as a KMCL server, offered over the loopback
 * bus. It knows nothing of vmbkmcl but the API.
 */
#ifndef KMCLTEST_SERVER_H
#define KMCLTEST_SERVER_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <wdm.h>
#include <vmbuskernelmodeclientlibapi.h>

#include "kmcltest.h"

#define SERVER_FEATURES	(KMCLTEST_FEATURE_RESCIND | KMCLTEST_FEATURE_GPADL | \
			 KMCLTEST_FEATURE_EXTERNAL | KMCLTEST_FEATURE_STALL | \
			 KMCLTEST_FEATURE_MULTIRANGE)

/* Packets of a SOURCE request that are out at a time, and most of them. */
#define SOURCE_SLOTS		64u
#define SOURCE_SLOTS_MAX	2048u

/* Delays of a RESCIND from here on are left to the timer. */
#define RESCIND_TICKS_US	20000u

struct server_device;

/**
 * struct source_slot - a packet that SOURCE sends again and again
 * @node: on source.idle
 * @source: constant
 * @packet: constant while the source runs
 * @data: its bytes
 * @sequence: which packet it is just now
 */
struct source_slot {
	struct llist_node node;
	struct source *source;
	VMBPACKET packet;
	struct kmcltest_data *data;
	u32 sequence;
};

/**
 * struct source - a SOURCE request under way
 * @device: constant
 * @request: as asked for; constant while it runs
 * @slots: struct source_slot, allocated; constant while it runs
 * @slot_count: how many
 * @next: sequence of the next packet; source_run() only
 * @idle: slots to be sent; pushed from anywhere, popped by source_run()
 * @pumping: calls of source_pump() that have not been served; atomic
 * @again: goes on pumping, still as the one who does
 * @left: slots that will send again; atomic; the last one to stop ends it
 * @over: completed when it has ended
 * @running: there is one; device.lock
 * @stopping: it sends no more; set by the state worker
 */
struct source {
	struct server_device *device;
	struct kmcltest_source request;
	struct source_slot *slots;
	u32 slot_count;
	u32 next;
	struct llist_head idle;
	atomic_t pumping;
	struct work_struct again;
	atomic_t left;
	struct completion over;
	bool running;
	bool stopping;
};

/**
 * struct held - a completion withheld; lives in the packet's client context
 * @node: on device.kept or device.delayed; device.lock
 * @packet: the packet
 * @buffer: its bytes, which are its reply
 * @size: bytes
 * @due: when to complete it, for those delayed
 */
struct held {
	struct list_head node;
	VMBPACKETCOMPLETION packet;
	void *buffer;
	u32 size;
	ktime_t due;
};

/* Counted atomically: packets come in softirq and in process context. */
struct server_counters {
	atomic64_t packets;
	atomic64_t bytes;
	atomic64_t completions;
	atomic64_t bad_completions;
	atomic64_t sent;
	atomic64_t mistakes;
	atomic64_t busy_ns;
};

/**
 * struct server_device - one kmcltest device
 * @channel: constant
 * @index: of its instance; constant
 * @pipe: offered in pipe mode; constant
 * @lock: protects what follows up to @delay_work; irq-safe
 * @hold_mode: enum kmcltest_hold_mode
 * @hold_us: for KMCLTEST_HOLD_DELAY
 * @kept: struct held, until RELEASE
 * @delayed: struct held, in the order they are due
 * @held: how many on both
 * @stall_us: the next packet is not taken for so long; 0: it is
 * @rescinding: a RESCIND is under way
 * @delay_us: of that
 * @reoffer_us: of that
 * @delay_work: completes what is due
 * @rescind_work: disables, and enables again
 * @source: the SOURCE request
 * @gpadl_mdl: of the GPADL that GPADL_HOLD keeps; incoming packets at passive
 *	and EvtChannelClosed, which never run at a time
 * @gpadl: its number
 * @counters: see there
 */
struct server_device {
	VMBCHANNEL channel;
	u32 index;
	bool pipe;
	spinlock_t lock;
	u32 hold_mode;
	u32 hold_us;
	struct list_head kept;
	struct list_head delayed;
	u32 held;
	u32 stall_us;
	bool rescinding;
	u32 delay_us;
	u32 reoffer_us;
	struct delayed_work delay_work;
	struct delayed_work rescind_work;
	struct source source;
	PMDL gpadl_mdl;
	u32 gpadl;
	struct server_counters counters;
};

/**
 * struct request - a message while it is carried out
 * @device: whose
 * @packet: to be completed
 * @hdr: the message
 * @size: bytes of it
 */
struct request {
	struct server_device *device;
	VMBPACKETCOMPLETION packet;
	const struct kmcltest_hdr *hdr;
	u32 size;
};

/* What became of a request. */
enum handled {
	HANDLED,	/* completed, or will be */
	WANTS_PASSIVE,	/* to be presented again in process context */
	PRESENTED_AGAIN,	/* KMCL presents it again by itself */
};

/* main.c */

extern unsigned int server_max_packet;
extern unsigned int server_mmio;

/* device.c */

int server_device_create(struct server_device *device, u32 index);
void server_device_destroy(struct server_device *device);
/* Withdraw and perhaps offer again, as its RESCIND says. */
void server_device_rescind(struct work_struct *work);

/* ops.c */

void server_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
		   PVOID buffer, UINT32 size, UINT32 flags);
void server_reply(const struct request *r, void *payload, u32 size);
void server_reply_status(const struct request *r, u32 status, u32 value);

/* hold.c */

void hold_init(struct server_device *device);
/* Nothing is withheld any more; the client learns of it by the close. */
void hold_drop(struct server_device *device);
enum handled hold_echo(const struct request *r);
enum handled hold_set(const struct request *r);
enum handled hold_release(const struct request *r);

/* source.c */

void source_init(struct server_device *device);
enum handled source_begin(const struct request *r);
/* Nothing is sent any more on return. EvtChannelSuspend. */
void source_stop(struct server_device *device);
/* Its packets have all come back: the channel is closed. */
void source_destroy(struct server_device *device);

/* memory.c */

enum handled memory_ext_sum(const struct request *r);
enum handled memory_ext_fill(const struct request *r);
enum handled memory_gpadl_sum(const struct request *r);
enum handled memory_gpadl_fill(const struct request *r);
enum handled memory_gpadl_hold(const struct request *r);
void memory_closed(struct server_device *device);

static inline bool server_may_sleep(void)
{
	return !in_interrupt() && !irqs_disabled();
}

#endif /* KMCLTEST_SERVER_H */
