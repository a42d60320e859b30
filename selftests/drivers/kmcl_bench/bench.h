/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench.h - the same work done in two ways: by calling hv_vmbus, or by copying,
 * and by calling KMCL. The cases know only struct bench_side; whatever differs
 * between two implementations of it is what is measured.
 */
#ifndef KMCL_BENCH_H
#define KMCL_BENCH_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/types.h>

#include "kmcltest.h"
#include "kcase.h"

struct bench_channel;

#define BENCH_SLOTS		4096u
/* Data of a ring, enough for all slots with 64 bytes each. */
#define BENCH_RING_PAGES	128u
#define BENCH_EXTERNAL		65536u
/* Operations of a lap, as scripts/stretches.sh has it. */
#define BENCH_LAP		64u

/**
 * struct bench_events - what one end does to the other
 * @signals: of ours to the device
 * @interrupts: of the device's to us
 */
struct bench_events {
	u64 signals;
	u64 interrupts;
};

/**
 * struct bench_side - one way to do it
 * @name: of the column
 * @begin: make devices openable; 0 or an errno
 * @end: the reverse
 * @open: open the device of index @ch->index; 0 or an errno
 * @close: the reverse
 * @send: send @len bytes at @ch->message, in @slot, which is idle; with @wait
 *	the device is asked for a completion, which leads to bench_completed().
 *	-EAGAIN when that cannot be done just now.
 * @send_external: likewise, with BENCH_EXTERNAL bytes at @ch->external
 * @request: send, and wait for the completion
 * @events: what hv_vmbus has counted for the device of index @index, whichever side
 *	has it open; NULL where there is no hv_vmbus
 */
struct bench_side {
	const char *name;
	int (*begin)(void);
	void (*end)(void);
	int (*open)(struct bench_channel *ch);
	void (*close)(struct bench_channel *ch);
	int (*send)(struct bench_channel *ch, u32 slot, u32 len, bool wait);
	int (*send_external)(struct bench_channel *ch, u32 slot, u32 len);
	int (*request)(struct bench_channel *ch, u32 len);
	void (*events)(u32 index, struct bench_events *events);
};

/**
 * struct bench_run - a measurement under way
 * @total: operations in all
 * @issued: of these, started
 * @done: of these, finished
 * @len: bytes a message
 * @failed: a send that failed for good
 * @lap: operations after which the clock is looked at; 0: it is not
 * @lap_last: of the last one that counts
 * @lap_begin: when the present lap began
 * @best: ns of the shortest lap
 * @reached: @done reached @total
 */
struct bench_run {
	u32 total;
	atomic_t issued;
	atomic_t done;
	u32 len;
	bool failed;
	u32 lap;
	u32 lap_last;
	u64 lap_begin;
	u64 best;
	struct completion reached;
};

/**
 * struct bench_channel - a device, open
 * @side: how it was opened
 * @index: which device
 * @ring_pages: data of each ring
 * @run: the measurement under way
 * @message: what is sent
 * @external: pages for external data
 * @priv: the side's
 * @peer: the other end, where that is the side's too
 */
struct bench_channel {
	const struct bench_side *side;
	u32 index;
	u32 ring_pages;
	struct bench_run *run;
	u8 message[4096];
	void *external;
	void *priv;
	void *peer;
};

/* The device answered what was sent in @slot. At or below softirq. */
void bench_completed(struct bench_channel *ch, u32 slot);
/* A packet of the device's came. */
void bench_received(struct bench_channel *ch);

/* In a module of its own: there only if that is. */
extern const struct bench_side bench_raw;
/*
 * The same, not trusting the device's transaction ids: hv_vmbus's requestor, as storvsc
 * and netvsc have it. Where hv_vmbus has none, it is the same.
 */
extern const struct bench_side bench_requestor;
extern const struct bench_side bench_kmcl;

/* One measurement: ns for all operations, or 0 after noting a failure. */
typedef u64 (*bench_fn)(struct kcase *t, struct bench_channel *ch, u32 channels,
			u32 ops, unsigned long arg);

/**
 * struct bench_case - what is measured
 * @name: first column
 * @fn: how
 * @channels: how many at a time
 * @ops: operations, before kcase's scale
 * @arg: of @fn
 * @limit: largest ratio, in hundredths; 0: any
 * @asks: completions are requested: the fair comparison is hv_vmbus's requestor
 * @ring_pages: data of each ring; 0: BENCH_RING_PAGES
 * @most: instructions, if these are counted; 0: any
 */
struct bench_case {
	const char *name;
	bench_fn fn;
	u32 channels;
	u32 ops;
	unsigned long arg;
	u32 limit;
	bool asks;
	u32 ring_pages;
	u32 most;
};

/**
 * struct bench_spread - how long operations take, or laps of them in the mean, in tenths
 * of a nanosecond
 * @p50: the median; 0: there were no samples
 * @p99: 99 of 100 take no longer
 * @p999: 999 of 1000 take no longer
 */
struct bench_spread {
	u32 p50;
	u32 p99;
	u32 p999;
};

/**
 * struct bench_cost - what an operation takes
 * @ps: time, or instructions in thousandths: these are few, and whole ns too coarse
 * @spread: of the time
 * @events: of all operations
 * @ops: how many there were
 */
struct bench_cost {
	u64 ps;
	struct bench_spread spread;
	struct bench_events events;
	u32 ops;
};

/* Requests of @len bytes, one after the other. */
u64 bench_rtt(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	      unsigned long len);
/* Sends that ask for nothing; a full ring is waited for. */
u64 bench_send(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	       unsigned long len);
/* @window echoes under way on each channel, each answer starting the next. */
u64 bench_echo(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	       unsigned long window);

/* alone.c: the guest alone */

/* Sends of @len bytes that ask for nothing. */
u64 alone_send(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	       unsigned long len);
/* Sends of @len bytes that ask for completions, which are not what is measured. */
u64 alone_ask(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	      unsigned long len);
/* The same, with external data. */
u64 alone_external(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
		   unsigned long len);
/* Completions; @again: each starts the next request. */
u64 alone_completions(struct kcase *t, struct bench_channel *ch, u32 channels,
		      u32 ops, unsigned long again);
/* Incoming packets; @flags: KMCLTEST_SOURCE_*. */
u64 alone_receive(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
		  unsigned long flags);

void bench_message_set(struct bench_channel *ch, u32 op);
void bench_run_init(struct bench_run *run, u32 total, u32 len);

/* @events: the side that tells them, or NULL. No cost after noting a failure. */
struct bench_cost bench_measure(struct kcase *t, const struct bench_side *side,
				const struct bench_side *events,
				const struct bench_case *b);
/* A row of the porting layer's, the one that the case's argument names. */
void bench_nt(struct kcase *t);
/* Print a row of two such, and their ratio, in hundredths, which is returned. */
u64 bench_row(struct kcase *t, const char *name, const char *base_name,
	      const struct bench_cost *base, const char *side_name,
	      const struct bench_cost *side);

/**
 * struct bench_memory - a KMCL channel, in parts
 * @prepare: what the bench itself needs; 0 or an errno
 * @unprepare: the reverse
 * @enable: the channel; 0 or an errno
 * @disable: the reverse
 * @packet: a packet, until @disable; 0 or an errno
 * @packet_size: bytes of one in memory of the caller's
 */
struct bench_memory {
	int (*prepare)(struct bench_channel *ch);
	void (*unprepare)(struct bench_channel *ch);
	int (*enable)(struct bench_channel *ch);
	void (*disable)(struct bench_channel *ch);
	int (*packet)(struct bench_channel *ch);
	u32 (*packet_size)(struct bench_channel *ch);
};

extern const struct bench_memory bench_kmcl_memory;

/*
 * Count what is allocated from here on and not freed: slab objects, in the sizes
 * that they take, and pages. 0 or an errno.
 */
int bench_memory_begin(void);
/* Bytes, or -ENOSPC: there were too many objects. */
long bench_memory_end(void);

extern const struct kcase_suite bench_suite;
extern const struct kcase_suite bench_thread_suite;
extern const struct kcase_suite bench_loopback_suite;

extern unsigned int bench_devices;
/* A nanosecond is an instruction: it repeats, and can have an absolute limit. */
extern bool bench_counted;

/* Time does not repeat: the sides take turns so often, and the median counts. */
#define BENCH_TURNS	5

/* samples.c: only where time is measured */

void bench_samples_begin(void);
/* @ops operations, one after the other, have taken @ns. */
void bench_sample(u64 ns, u32 ops);
/* Since the beginning. */
struct bench_spread bench_samples_end(void);

#define BENCH_SPREAD_TEXT	128

/* " p50=BASE/SIDE p99=... p99.9=...", in ns, or nothing if either has no samples. */
void bench_spread_text(char to[BENCH_SPREAD_TEXT], const struct bench_spread *base,
		       const struct bench_spread *side);

#endif /* KMCL_BENCH_H */
