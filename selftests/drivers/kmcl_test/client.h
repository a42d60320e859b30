/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * client.h - a client of the test device: asking the device for things, and
 * sending it requests whose completion is noted.
 */
#ifndef KMCL_TEST_CLIENT_H
#define KMCL_TEST_CLIENT_H

#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include <vmbkmcl.h>

#include "endpoint.h"

extern unsigned int client_devices;
extern unsigned int client_pipe_devices;
extern bool client_isolated;
extern bool client_complete;

/* Of the test devices. */
const GUID *client_type(void);
void client_instance(GUID *guid, u32 index);

/* Allocate and configure; false after noting a failure. */
bool client_create(struct endpoint *c, const struct client_setup *setup);
/* Enable and wait until it is up; false after noting a failure. */
bool client_enable(struct endpoint *c);
/*
 * Enable it, disabled before if need be, until it stays open long enough for the device to
 * answer @msg: something late may close it meanwhile. The answer itself is not looked at.
 * False after noting a failure.
 */
bool client_enable_until_answered(struct endpoint *c, void *msg, u32 size);
/*
 * Disable if need be, see that no packet was lost and none is left, and clean up. The
 * library must have counted what endpoint.misuse and endpoint.counter say.
 */
void client_destroy(struct endpoint *c);

/* Fixtures: t->priv is a client, configured, or open as well. */
int client_setup_closed(struct kcase *t);
int client_setup_closed_as(struct kcase *t, const struct client_setup *setup);
int client_setup_open(struct kcase *t);
int client_setup_as(struct kcase *t, const struct client_setup *setup);
void client_teardown(struct kcase *t);

static inline struct endpoint *client_of(struct kcase *t)
{
	return t->priv;
}

/* The test devices lack what the case needs: it is skipped, or fails if they are complete. */
#define client_lacks(t, ...)						\
	do {								\
		if (client_complete)					\
			FAIL(t, __VA_ARGS__);				\
		else							\
			kcase_skip(t, __VA_ARGS__);			\
	} while (0)

/* False after client_lacks(). */
bool client_has_devices(struct kcase *t, unsigned int count);
bool client_has_feature(struct endpoint *c, u32 feature, const char *name);

/* These return from the calling function. */
#define CLIENT_NEED_DEVICES(t, n)	KCASE_OR_RETURN(client_has_devices(t, n))
#define CLIENT_NEED_FEATURE(c, name)					\
	KCASE_OR_RETURN(client_has_feature(c, KMCLTEST_FEATURE_##name, #name))

/* Talking to the device */

/* Ask for an operation that answers with a status: that status, or -1. */
int client_op(struct endpoint *c, void *msg, u32 size);
/* The same; anything but KMCLTEST_OK fails the case. */
bool client_op_ok(struct endpoint *c, void *msg, u32 size);
bool client_info(struct endpoint *c);
bool client_counters(struct endpoint *c, struct kmcltest_counters *counters);
bool client_hold(struct endpoint *c, enum kmcltest_hold_mode mode, u32 delay_us);
bool client_release(struct endpoint *c, enum kmcltest_release_order order,
		    u32 count);
bool client_stall(struct endpoint *c, enum kmcltest_stall_mode mode, u32 time_us);
bool client_source(struct endpoint *c, u32 count, u32 size, u32 flags,
		   u32 window);
bool client_rescind(struct endpoint *c, u32 delay_us, u32 reoffer_us);
/* Without waiting for the answer, which may come too late. */
void client_rescind_blind(struct endpoint *c, u32 delay_us, u32 reoffer_us);
/* One echo, checked. */
bool client_echo(struct endpoint *c, u32 size);

/* An incoming KMCLTEST_DATA packet is what the device was asked for. */
bool client_check_data(struct endpoint *c, const void *buffer, u32 size,
		       u32 sequence);

/* The device's sum of GPADL @handle after @op; its status in @error. */
u64 gpadl_ask(struct endpoint *c, u32 op, u32 handle, u64 seed, u64 *bytes,
	      u32 *error);
/* The device has no such GPADL. */
void gpadl_expect_gone(struct endpoint *c, u32 handle);

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
	struct endpoint *c;
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
struct request *request_alloc(struct endpoint *c, u32 op, u32 size);
/* @count of one kind, with their numbers for cookies. */
struct request **requests_alloc(struct endpoint *c, u32 op, u32 size, u32 count);
/* @count echoes that the device has and keeps; NULL fails the case. */
struct request **requests_held(struct endpoint *c, u32 count);
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
