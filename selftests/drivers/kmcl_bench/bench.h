/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench.h - the same work done in two ways: by calling hv_vmbus, and by calling
 * KMCL. The cases know only struct bench_side; whatever differs between its two
 * implementations is what is measured.
 */
#ifndef KMCL_BENCH_H
#define KMCL_BENCH_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/types.h>

#include "kmcltest.h"
#include "ktest.h"

struct bench_channel;

#define BENCH_SLOTS		4096u
/* Data of a ring, enough for all slots with 64 bytes each. */
#define BENCH_RING_PAGES	128u
#define BENCH_EXTERNAL		65536u

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
};

/**
 * struct bench_run - a measurement under way
 * @total: operations in all
 * @issued: of these, started
 * @done: of these, finished
 * @len: bytes a message
 * @failed: a send that failed for good
 * @reached: @done reached @total
 */
struct bench_run {
	u32 total;
	atomic_t issued;
	atomic_t done;
	u32 len;
	bool failed;
	struct completion reached;
};

/**
 * struct bench_channel - a device, open
 * @side: how it was opened
 * @index: which device
 * @run: the measurement under way
 * @message: what is sent
 * @external: pages for external data
 * @priv: the side's
 */
struct bench_channel {
	const struct bench_side *side;
	u32 index;
	struct bench_run *run;
	u8 message[4096];
	void *external;
	void *priv;
};

/* The device answered what was sent in @slot. At or below softirq. */
void bench_completed(struct bench_channel *ch, u32 slot);
/* A packet of the device's came. */
void bench_received(struct bench_channel *ch);

extern const struct bench_side bench_raw;
extern const struct bench_side bench_kmcl;

extern const struct ktest_suite bench_suite;

/* Bytes that a packet of KMCL's takes, for a channel as the cases use it. */
u32 bench_kmcl_packet_size(struct bench_channel *ch);

extern unsigned int bench_devices;

#endif /* KMCL_BENCH_H */
