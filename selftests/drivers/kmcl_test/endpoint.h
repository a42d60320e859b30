/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * endpoint.h - a channel of a test's, client or server, and what happened to it.
 *
 * State callbacks are noted as a history, a letter for each, in the order in
 * which they were called:
 *
 *	O	EvtChannelOpened
 *	S	EvtChannelStarted
 *	P	EvtChannelPostStarted
 *	U	EvtChannelSuspend
 *	C	EvtChannelClosed
 *	F	EvtChannelPnpFailure
 *
 * "OSP" is a channel that came up, "OSPUC" one that has gone down again.
 */
#ifndef KMCL_TEST_ENDPOINT_H
#define KMCL_TEST_ENDPOINT_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include <wdm.h>
#include <vmbuskernelmodeclientlibapi.h>

#include "kcase.h"
#include "kmcltest.h"

/* How long anything between two healthy ends may take on a slow machine. */
#define WAIT_MS		20000
/* How long to watch before believing that something does not happen. */
#define QUIET_MS	150

#define WAIT	VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION

#define ENDPOINT_HISTORY	64
#define ENDPOINT_LEGEND \
	"O: opened, S: started, P: post-started, U: suspend, C: closed, F: PnP failure"

/* The device object that channels are allocated for: no Linux device behind. */
extern DEVICE_OBJECT client_parent;

/**
 * struct endpoint - a channel and what happened to it
 * @t: the running case
 * @channel: the channel, or NULL
 * @enabled: Enable was called and Disable was not since; the test's own
 * @lock: protects @history and @events
 * @history: a letter for each state callback, see above
 * @events: letters in @history
 * @nested: state callbacks that ran inside one another or in atomic context
 * @inside: state callbacks running right now
 * @wait: woken by every callback
 * @opened: what EvtChannelOpened does; returns its status
 * @started: what EvtChannelStarted does
 * @post_started: what EvtChannelPostStarted does
 * @suspend: what EvtChannelSuspend does
 * @closed: what EvtChannelClosed does
 * @pnp_failure: what EvtChannelPnpFailure does
 * @packet: what EvtChannelProcessPacket does; NULL: completes it, empty
 * @batch_end: what EvtChannelProcessingComplete does
 * @packets: EvtChannelProcessPacket calls
 * @presenting: EvtChannelProcessPacket runs right now
 * @batches: EvtChannelProcessingComplete calls
 * @pnp_status: argument of the last EvtChannelPnpFailure
 * @sent: sends that were accepted; of client.h's requests only
 * @done: completion routines that ran
 * @failed: of them, with a failure status; of loopback_pair.h's sends only
 * @misuse: how often at least the case breaks the contract on this channel, by the
 *	library's count; of clients only, and 0: never
 * @may_misuse: more often than @misuse
 * @counter: what the library must have counted in the end, by its name in debugfs; of
 *	clients only, or NULL
 * @counter_least: how often, at least
 * @index: of the test device that it is a client of
 * @features: of that device, once client_info() asked it
 * @owned: struct endpoint_owned: what is freed when the channel is down, so that
 *	a case may return at any point; the test's thread
 * @priv: the test's
 * @spare: likewise
 */
struct endpoint {
	struct kcase *t;
	VMBCHANNEL channel;
	bool enabled;
	spinlock_t lock;
	char history[ENDPOINT_HISTORY];
	unsigned int events;
	atomic_t nested;
	atomic_t inside;
	wait_queue_head_t wait;
	NTSTATUS (*opened)(struct endpoint *e);
	void (*started)(struct endpoint *e);
	void (*post_started)(struct endpoint *e);
	void (*suspend)(struct endpoint *e);
	void (*closed)(struct endpoint *e);
	void (*pnp_failure)(struct endpoint *e);
	void (*packet)(struct endpoint *e, VMBPACKETCOMPLETION packet,
		       void *buffer, u32 size, u32 flags);
	void (*batch_end)(struct endpoint *e, u32 packets);
	atomic_t packets;
	atomic_t presenting;
	atomic_t batches;
	NTSTATUS pnp_status;
	atomic64_t sent;
	atomic64_t done;
	atomic_t failed;
	u32 misuse;
	bool may_misuse;
	const char *counter;
	u32 counter_least;
	u32 index;
	u32 features;
	struct list_head owned;
	void *priv;
	unsigned long spare;
};

/**
 * struct client_setup - how a client's channel is configured
 * @index: of the device
 * @max_packet: bytes; 0: 4096
 * @in_pages: incoming ring; 0: 16
 * @out_pages: outgoing ring; 0: 16
 * @max_external: bytes; 0: not set
 * @max_chain: MDLs; only with @max_external
 * @context: bytes of client context; 0: not set
 * @flags: of VmbChannelInitSetFlags; 0: not set
 * @passive: incoming processing at passive
 * @short_of_memory: the kernel fails some of the library's allocations
 */
struct client_setup {
	u32 index;
	u32 max_packet;
	u32 in_pages;
	u32 out_pages;
	u32 max_external;
	u32 max_chain;
	u32 context;
	u32 flags;
	bool passive;
	bool short_of_memory;
};

/* Those that return a bool return false after noting a failure. */
void endpoint_init(struct endpoint *e, struct kcase *t);
bool endpoint_allocate(struct endpoint *e, bool is_server);
/* Have the channel's callbacks noted in @e. */
bool endpoint_set_callbacks(struct endpoint *e);
/* Allocate and configure a client. */
bool endpoint_make_client(struct endpoint *e, const struct client_setup *setup,
			  const GUID *type, const GUID *instance);
/* Enable, expecting success, without waiting. */
bool endpoint_enable(struct endpoint *e);
void endpoint_disable(struct endpoint *e);
/* Disable if need be, free what is owned, clean up. */
void endpoint_destroy(struct endpoint *e);

/* Call @free(@object) once the channel is down; at once when out of memory. */
bool endpoint_own(struct endpoint *e, void *object, void (*free)(void *object));
/* Zeroed memory that lasts until the channel is down; NULL fails the case. */
void *endpoint_buffer(struct endpoint *e, size_t size);
/* Likewise: an MDL over it. */
PMDL endpoint_mdl(struct endpoint *e, void *address, u32 size);

/* A synchronous request within the case's time; *@reply_size in and out. */
NTSTATUS endpoint_request(struct endpoint *e, void *msg, u32 size, PMDL mdl,
			  void *reply, u32 *reply_size);

/* The history so far equals @want. */
bool endpoint_history_is(struct endpoint *e, const char *want);
/* The same, and the last of the callbacks has returned. */
bool endpoint_rests_at(struct endpoint *e, const char *want);
/* Letters of kind @event so far. */
unsigned int endpoint_count(struct endpoint *e, char event);
/* Forget the history. */
void endpoint_history_reset(struct endpoint *e);

#define EXPECT_HISTORY(e, want)						\
	do {								\
		if (!endpoint_history_is(e, want))			\
			FAIL((e)->t, "state callbacks: expected %s, saw %s (" \
			     ENDPOINT_LEGEND ")", want, (e)->history);	\
	} while (0)
#define EXPECT_HISTORY_SOON(e, want)					\
	do {								\
		if (!kcase_poll((e)->t, WAIT_MS, endpoint_rests_at(e, want))) \
			FAIL((e)->t, "state callbacks: expected %s soon, saw %s (" \
			     ENDPOINT_LEGEND ")", want, (e)->history);	\
	} while (0)

/* The result of a call that may fail here, or not. */
static inline void endpoint_ignore(NTSTATUS status)
{
}

/* As far as a kernel without CONFIG_PREEMPT_COUNT can tell. */
static inline bool endpoint_may_sleep(void)
{
	return !in_interrupt() && !irqs_disabled();
}

#endif /* KMCL_TEST_ENDPOINT_H */
