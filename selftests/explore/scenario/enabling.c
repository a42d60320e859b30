// SPDX-License-Identifier: GPL-2.0-only
/* enabling.c - a channel that is enabled again has a life of its own. */
#include "../owner.h"
#include "../scenario.h"
#include "core/channel.h"

/* The server leaves, which rescinds the client's offer, and offers itself again. */
static void server_comes_again(void)
{
	owner_disable(&server);
	owner_enable(&server);
	owner_start(&server);
}

static void enable_once(struct owner *owner)
{
	if (owner->count[CLOSED] + owner->count[PNP_FAILURE] == 1)
		owner_enable(owner);
}

/* Enabled in EvtChannelClosed, it comes up and can send. */
static void in_closed(void)
{
	owners_open();
	client.on[CLOSED] = enable_once;
	sched_window(true);
	server_comes_again();
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

static void disable_once(struct owner *owner)
{
	if (owner->count[POST_STARTED] == 1)
		VmbChannelDisable(owner->channel);
}

/* The same after a Disable that does not wait: the offer is released, and comes again. */
static void in_closed_after_disable(void)
{
	owners_make();
	client.on[POST_STARTED] = disable_once;
	client.on[CLOSED] = enable_once;
	owner_enable(&server);
	owner_start(&server);
	sched_window(true);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

static struct completion client_closed;

static void say_closed(struct owner *owner)
{
	complete(&client_closed);
}

static void enable_when_closed(void)
{
	wait_for_completion(&client_closed);
	/* EvtChannelClosed may still run. */
	owner_enable(&client);
}

/* The same from a thread that EvtChannelClosed has woken. */
static void from_a_thread_in_closed(void)
{
	struct thread thread;

	owners_open();
	init_completion(&client_closed);
	client.on[CLOSED] = say_closed;
	thread_start(&thread, "enabling", enable_when_closed);
	sched_window(true);
	server_comes_again();
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	thread_join(&thread);
	owners_free();
}

/* Enabled in EvtChannelPnpFailure, it comes up and can send. */
static void in_pnp_failure(void)
{
	owners_make();
	server.refuses = 1;
	client.on[PNP_FAILURE] = enable_once;
	owner_enable(&server);
	owner_start(&server);
	sched_window(true);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 1);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

/* What is sent there belongs to the next life: its worker must not wait for that. */
static void enable_and_ask(struct owner *owner)
{
	enable_once(owner);
	MUST(owner_ask(owner, 0) == STATUS_INVALID_DEVICE_STATE);
}

static void and_asking_in_closed(void)
{
	owners_open();
	client.on[CLOSED] = enable_and_ask;
	sched_window(true);
	server_comes_again();
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

static void and_asking_in_pnp_failure(void)
{
	owners_make();
	server.refuses = 1;
	client.on[PNP_FAILURE] = enable_and_ask;
	owner_enable(&server);
	owner_start(&server);
	sched_window(true);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 1);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

static void enable_client(void)
{
	owner_enable(&client);
}

/* A life that has ended before Enable returns accepts nothing any more. */
static void in_vain(void)
{
	struct thread thread;

	owners_make();
	server.refuses = 1;
	owner_enable(&server);
	owner_start(&server);
	sched_window(true);
	thread_start(&thread, "enabling", enable_client);
	owner_await(&client, PNP_FAILURE, 1);
	thread_join(&thread);
	MUST(owner_send(&client) == STATUS_INVALID_DEVICE_STATE);
	sched_window(false);
	owners_free();
}

/* Both ends come up, whichever is first. */
static void both_at_once(void)
{
	owners_make();
	sched_window(true);
	owner_enable(&client);
	owner_enable(&server);
	owner_start(&server);
	owner_await(&client, POST_STARTED, 1);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

/* A packet is accepted as soon as Enable has returned, and sent when it is open. */
static void send_at_once(void)
{
	owners_make();
	owner_enable(&server);
	owner_start(&server);
	sched_window(true);
	owner_enable(&client);
	MUST(owner_send(&client) == STATUS_SUCCESS);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&client, SENT, 2);
	sched_window(false);
	MUST(client.sent[0].status == STATUS_SUCCESS);
	MUST(client.sent[1].status == STATUS_SUCCESS);
	owners_free();
}

static void enable_and_send(struct owner *owner)
{
	if (owner->count[CLOSED] > 1)
		return;
	owner_enable(owner);
	MUST(owner_request(owner) == STATUS_SUCCESS);
}

/* What is sent in the next life is not completed with the last one. */
static void send_in_closed(void)
{
	owners_open();
	client.on[CLOSED] = enable_and_send;
	sched_window(true);
	server_comes_again();
	owner_await(&client, SENT, 1);
	sched_window(false);
	MUST(client.sent[0].status == STATUS_SUCCESS);
	owners_free();
}

/*
 * A rescind and a Disable that meet. The second life may end with the server that
 * leaves; the third comes up.
 */
static void after_rescind_and_disable(void)
{
	struct thread thread;
	unsigned int before;

	owners_open();
	sched_window(true);
	thread_start(&thread, "leaving", server_comes_again);
	owner_disable(&client);
	owner_enable(&client);
	thread_join(&thread);
	owner_disable(&client);
	before = client.count[POST_STARTED];
	owner_enable(&client);
	owner_await(&client, POST_STARTED, before + 1);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

static void enable_and_send_when_allowed(void)
{
	/* A thread that does not wait for EvtChannelClosed. */
	owner_await(&client, SUSPEND, 1);
	client.disabled = false;
	while (VmbChannelEnable(client.channel) != STATUS_SUCCESS)
		owner_await(&client, CLOSED, 1);
	MUST(owner_request(&client) == STATUS_SUCCESS);
}

/* From when it may be enabled, packets are the next life's: none ends with the last. */
static void from_a_thread_that_waits(void)
{
	struct thread thread;

	owners_open();
	thread_start(&thread, "enabling", enable_and_send_when_allowed);
	sched_window(true);
	server_comes_again();
	owner_await(&client, SENT, 1);
	sched_window(false);
	thread_join(&thread);
	MUST(client.sent[0].status == STATUS_SUCCESS);
	owners_free();
}

/*
 * A Disable that cannot wait, and an Enable right after it: the worker may just be
 * leaving Disabled for the life before, whose offer a rescind has to reach.
 */
static void again_after_disabling_at_dispatch(void)
{
	struct vmbkmcl_channel *channel;

	owners_make();
	owner_enable(&server);
	owner_start(&server);
	channel = (struct vmbkmcl_channel *)server.channel;
	wait_event(channel->state_changed, channel->state == VMBKMCL_WAITING);
	sched_window(true);
	owner_enable(&client);
	local_bh_disable();
	VmbChannelDisable(client.channel);
	local_bh_enable();
	if (NT_SUCCESS(VmbChannelEnable(client.channel))) {
		owner_await(&client, POST_STARTED, 1);
		owner_disable(&server);
		owner_await(&client, CLOSED, 1);
	}
	sched_window(false);
	owners_free();
}

static const struct scenario scenarios[] = {
	{ "in_closed", in_closed },
	{ "in_closed_after_disable", in_closed_after_disable },
	{ "from_a_thread_in_closed", from_a_thread_in_closed },
	{ "and_asking_in_closed", and_asking_in_closed },
	{ "and_asking_in_pnp_failure", and_asking_in_pnp_failure },
	{ "in_pnp_failure", in_pnp_failure },
	{ "in_vain", in_vain },
	{ "both_at_once", both_at_once },
	{ "send_at_once", send_at_once },
	{ "send_in_closed", send_in_closed },
	{ "from_a_thread_that_waits", from_a_thread_that_waits },
	{ "after_rescind_and_disable", after_rescind_and_disable },
	{ "again_after_disabling_at_dispatch", again_after_disabling_at_dispatch, 1 },
};

SCENARIO_GROUP(enabling, scenarios);
