/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loopback_pair.h - a server and a client in one kernel, and what happened to
 * each.
 */
#ifndef LOOPBACK_PAIR_H
#define LOOPBACK_PAIR_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/spinlock.h>

#include <wdm.h>
#include <vmbuskernelmodeclientlibapi.h>

#include "kmcltest.h"
#include "kcase.h"

/* How long anything between two healthy ends may take on a slow machine. */
#define PAIR_MS		20000
/* How long to watch before believing that something does not happen. */
#define PAIR_QUIET_MS	150

#define PAIR_WAIT	VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION
#define PAIR_HISTORY	64

struct pair;

/**
 * struct pair_end - one end of a pair
 * @pair: the pair
 * @channel: its channel, or NULL
 * @is_server: constant
 * @enabled: Enable was called and Disable was not since; the test's own
 * @lock: protects the next two
 * @history: a letter for each state callback: Opened, Started, Post-started,
 *	sUspend, Closed, pnp Failure
 * @events: letters in @history
 * @packets: EvtChannelProcessPacket calls
 * @batches: EvtChannelProcessingComplete calls
 * @done: completion routines that ran, those of this end's packets
 * @failed: of them, with a failure status
 * @opened: what EvtChannelOpened does; returns its status
 * @closed: what EvtChannelClosed does
 * @suspend: what EvtChannelSuspend does
 * @packet: what EvtChannelProcessPacket does; NULL: answers with its bytes
 */
struct pair_end {
	struct pair *pair;
	VMBCHANNEL channel;
	bool is_server;
	bool enabled;
	spinlock_t lock;
	char history[PAIR_HISTORY];
	unsigned int events;
	atomic_t packets;
	atomic_t batches;
	atomic_t done;
	atomic_t failed;
	NTSTATUS (*opened)(struct pair_end *end);
	void (*closed)(struct pair_end *end);
	void (*suspend)(struct pair_end *end);
	void (*packet)(struct pair_end *end, VMBPACKETCOMPLETION packet,
		       void *buffer, u32 size, u32 flags);
};

/**
 * struct pair - both
 * @t: the running case
 * @server: the server
 * @client: the client
 * @instance: under which they meet
 * @server_flags: of VmbServerChannelInitSetFlags; 3 unless set
 * @max_external: bytes, of the client
 * @max_chain: MDLs
 * @priv: the test's
 * @held: packets that a test's callback keeps
 * @held_count: how many
 */
struct pair {
	struct kcase *t;
	struct pair_end server;
	struct pair_end client;
	GUID instance;
	u32 server_flags;
	u32 max_external;
	u32 max_chain;
	void *priv;
	VMBPACKETCOMPLETION held[64];
	atomic_t held_count;
};

extern const GUID pair_type;

/* Fixtures: t->priv is a pair, allocated and configured, or open as well. */
int pair_setup(struct kcase *t);
int pair_setup_open(struct kcase *t);
void pair_teardown(struct kcase *t);

static inline struct pair *pair_of(struct kcase *t)
{
	return t->priv;
}

/* Allocate and configure; false after noting a failure. */
bool pair_make_server(struct pair *p);
bool pair_make_client(struct pair *p);
/* Enable; a server is started too. */
bool pair_enable(struct pair_end *end);
void pair_disable(struct pair_end *end);
void pair_cleanup(struct pair_end *end);
/* Enable both and wait until both have post-started. */
bool pair_open(struct pair *p);

bool pair_history_is(struct pair_end *end, const char *want);
void pair_history_reset(struct pair_end *end);
#define EXPECT_PAIR_HISTORY(end, want)					\
	EXPECT_SOON((end)->pair->t, pair_history_is(end, want), PAIR_MS)

/* A request from @from, its answer expected to be its own bytes. */
bool pair_echo(struct pair_end *from, u32 size);
/* Send without waiting; its routine counts. */
NTSTATUS pair_send(struct pair_end *from, void *buffer, u32 size, u32 flags);
/* A synchronous request with a bounded wait. */
NTSTATUS pair_request(struct pair_end *from, void *msg, u32 size, PMDL mdl,
		      void *reply, u32 *reply_size);
/* A packet callback that keeps packets in pair.held. */
void pair_hold(struct pair_end *end, VMBPACKETCOMPLETION packet, void *buffer,
	       u32 size, u32 flags);
void pair_release(struct pair *p);

#endif /* LOOPBACK_PAIR_H */
