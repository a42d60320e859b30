/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * client.h - a KMCL client of the test device, with the noting and waiting
 * that nearly every test needs.
 */
#ifndef KMCL_TEST_CLIENT_H
#define KMCL_TEST_CLIENT_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include <wdm.h>
#include <vmbuskernelmodeclientlibapi.h>
#include <vmbkmcl.h>

#include "kmcltest.h"
#include "kcase.h"

/* How long anything between two healthy ends may take on a slow machine. */
#define CLIENT_MS		20000
/* How long to watch before believing that something does not happen. */
#define CLIENT_QUIET_MS		150

#define CLIENT_HISTORY		64

extern unsigned int client_devices;
extern unsigned int client_pipe_devices;
extern const GUID *const client_type;
/* The device object that channels are allocated for: no Linux device behind. */
extern DEVICE_OBJECT client_parent;

void client_instance(GUID *guid, u32 index);

/**
 * struct client - a channel and what happened to it
 * @t: the running case
 * @channel: the channel, or NULL
 * @index: of the device it is for
 * @enabled: Enable was called and Disable was not since; the test's own
 * @lock: protects @history and @events
 * @history: a letter for each state callback, in order: Opened, Started,
 *	Post-started, sUspend, Closed, pnp Failure
 * @events: letters in @history
 * @nested: state callbacks that ran inside one another or in atomic context
 * @inside: state callbacks running right now
 * @wait: woken by every callback
 * @opened: what EvtChannelOpened does; returns its status
 * @started: what EvtChannelStarted does
 * @post_started: what EvtChannelPostStarted does
 * @suspend: what EvtChannelSuspend does
 * @closed: what EvtChannelClosed does
 * @packet: what EvtChannelProcessPacket does; NULL: completes it, empty
 * @batch_end: what EvtChannelProcessingComplete does
 * @packets: EvtChannelProcessPacket calls
 * @presenting: EvtChannelProcessPacket runs right now
 * @batches: EvtChannelProcessingComplete calls
 * @pnp_status: argument of the last EvtChannelPnpFailure
 * @features: of the device, once client_info() asked it
 * @sent: sends that were accepted
 * @done: completion routines that ran
 * @owned: struct client_owned: what is freed when the channel is down, so that
 *	a case may return at any point; the test's thread
 * @priv: the test's
 * @spare: likewise
 */
struct client {
	struct kcase *t;
	VMBCHANNEL channel;
	u32 index;
	bool enabled;
	spinlock_t lock;
	char history[CLIENT_HISTORY];
	unsigned int events;
	atomic_t nested;
	atomic_t inside;
	wait_queue_head_t wait;
	NTSTATUS (*opened)(struct client *c);
	void (*started)(struct client *c);
	void (*post_started)(struct client *c);
	void (*suspend)(struct client *c);
	void (*closed)(struct client *c);
	void (*packet)(struct client *c, VMBPACKETCOMPLETION packet,
		       void *buffer, u32 size, u32 flags);
	void (*batch_end)(struct client *c, u32 packets);
	atomic_t packets;
	atomic_t presenting;
	atomic_t batches;
	NTSTATUS pnp_status;
	u32 features;
	atomic64_t sent;
	atomic64_t done;
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
};

void client_init(struct client *c, struct kcase *t);
/* Allocate and configure; false after noting a failure. */
bool client_create(struct client *c, const struct client_setup *setup);
/* Enable and wait until it is up; false after noting a failure. */
bool client_enable(struct client *c);
/* Enable, expecting success, without waiting. */
bool client_enable_only(struct client *c);
void client_disable(struct client *c);
/* Disable if need be, clean up, and see that no packet was lost. */
void client_destroy(struct client *c);

/* Call @free(@object) once the channel is down; at once when out of memory. */
bool client_own(struct client *c, void *object, void (*free)(void *object));
/* Zeroed memory that lasts until the channel is down; NULL fails the case. */
void *client_buffer(struct client *c, size_t size);
/* Likewise: an MDL over it. */
PMDL client_mdl(struct client *c, void *address, u32 size);

/* Fixtures: t->priv is a client, configured, or open as well. */
int client_setup_closed(struct kcase *t);
int client_setup_open(struct kcase *t);
int client_setup_as(struct kcase *t, const struct client_setup *setup);
void client_teardown(struct kcase *t);

static inline struct client *client_of(struct kcase *t)
{
	return t->priv;
}

/* A fixture's device, or the case is skipped. */
#define CLIENT_NEED_DEVICES(t, n)					\
	do {								\
		if (client_devices < (n))				\
			SKIP(t, "needs %u test devices, there are %u",	\
			     (unsigned int)(n), client_devices);	\
	} while (0)

#define CLIENT_NEED_FEATURE(c, name)					\
	do {								\
		if (!((c)->features & KMCLTEST_FEATURE_##name))		\
			SKIP((c)->t, "this test device cannot do %s",	\
			     #name);					\
	} while (0)

/* The history so far equals @want. */
bool client_history_is(struct client *c, const char *want);
/* Letters of kind @event so far. */
unsigned int client_count(struct client *c, char event);
#define EXPECT_HISTORY(c, want)						\
	do {								\
		if (!client_history_is(c, want))			\
			FAIL((c)->t, "state callbacks: expected %s, saw %s", \
			     want, (c)->history);			\
	} while (0)
#define EXPECT_HISTORY_SOON(c, want)					\
	EXPECT_SOON((c)->t, client_history_is(c, want), CLIENT_MS)

/* As far as a kernel without CONFIG_PREEMPT_COUNT can tell. */
static inline bool client_may_sleep(void)
{
	return !in_interrupt() && !irqs_disabled();
}

/* Forget the history. */
void client_history_reset(struct client *c);

/* Talking to the device */

/* A synchronous request; *@reply_size in and out. */
NTSTATUS client_sync(struct client *c, void *msg, u32 size, void *reply,
		     u32 *reply_size);
/* Ask for an operation that answers with a status: that status, or -1. */
int client_op(struct client *c, void *msg, u32 size);
/* The same; anything but KMCLTEST_OK fails the case. */
bool client_op_ok(struct client *c, void *msg, u32 size);
bool client_info(struct client *c);
bool client_counters(struct client *c, struct kmcltest_counters *counters);
bool client_hold(struct client *c, enum kmcltest_hold_mode mode, u32 delay_us);
bool client_release(struct client *c, enum kmcltest_release_order order,
		    u32 count);
bool client_stall(struct client *c, enum kmcltest_stall_mode mode, u32 time_us);
bool client_source(struct client *c, u32 count, u32 size, u32 flags,
		   u32 window);
bool client_rescind(struct client *c, u32 delay_us, u32 reoffer_us);
/* Without waiting for the answer, which may come too late. */
void client_rescind_blind(struct client *c, u32 delay_us, u32 reoffer_us);
/* One echo, checked. */
bool client_echo(struct client *c, u32 size);

/* An incoming KMCLTEST_DATA packet is what the device was asked for. */
bool client_check_data(struct client *c, const void *buffer, u32 size,
		       u32 sequence);

#define REQUEST_REPLY	64

/**
 * struct request - one asynchronous send
 * @c: the client
 * @packet: the packet; reusable once done
 * @msg: what is sent
 * @size: bytes of it
 * @done: the completion routine ran
 * @calls: how often it ran since the send
 * @order: which completion of the client's this was, from 0
 * @status: its argument
 * @reply_size: its argument
 * @reply: the first bytes of its argument
 * @irq: it ran in hard interrupt context
 * @out: it was accepted and has not come back
 * @priv: the test's
 */
struct request {
	struct client *c;
	VMBPACKET packet;
	struct kmcltest_hdr *msg;
	u32 size;
	struct completion done;
	atomic_t calls;
	s64 order;
	NTSTATUS status;
	u32 reply_size;
	u8 reply[REQUEST_REPLY];
	bool irq;
	bool out;
	void *priv;
};

/*
 * A packet and a message of @size bytes with a pattern in it. It lasts until
 * the channel is down.
 */
struct request *request_alloc(struct client *c, u32 op, u32 size);
/* @count of one kind, with their numbers for cookies. */
struct request **requests_alloc(struct client *c, u32 op, u32 size, u32 count);
/* Send; the books of the client are kept. */
NTSTATUS request_send(struct request *r, u32 flags);
NTSTATUS request_send_mdl(struct request *r, PMDL mdl, u32 offset, u32 length,
			  u32 flags);
NTSTATUS request_send_pfns(struct request *r, PPFN_NUMBER pfns, u32 count,
			   u32 flags);
/* Wait for the routine; it ran once and with @status. */
bool request_done(struct request *r, NTSTATUS status);
/* The same, and the reply is the message. */
bool request_echoed(struct request *r);
void request_routine(VMBPACKET packet, NTSTATUS status, PVOID buffer,
		     UINT32 size);

#endif /* KMCL_TEST_CLIENT_H */
