// SPDX-License-Identifier: GPL-2.0-only
/*
 * closed.c - what is sent after the close goes out at the next open, or ends with a
 * Disable: once, and never later than that.
 */
#include "../owner.h"
#include "../scenario.h"

#include "core/channel.h"

static void send_two(void)
{
	owner_request(&client);
	owner_send(&client);
}

static void send_one(struct owner *owner)
{
	owner_request(owner);
}

static void disable_server(void)
{
	owner_disable(&server);
}

/* The client is Disabled, or about to be, as its server has left. */
static void client_closed(void)
{
	owners_open();
	owner_disable(&server);
	owner_await(&client, CLOSED, 1);
}

/* Whatever a send finds, no packet is left behind. */
static void against_disable(void)
{
	struct thread thread;

	client_closed();
	sched_window(true);
	thread_start(&thread, "sending", send_two);
	owner_disable(&client);
	thread_join(&thread);
	sched_window(false);
	MUST(owner_request(&client) == STATUS_INVALID_DEVICE_STATE);
	owners_free();
}

/* A send belongs to the close that was, or to the life that comes: it goes out. */
static void against_enable(void)
{
	struct thread thread;
	unsigned int i;

	client_closed();
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_enable(&server);
	owner_start(&server);
	sched_window(true);
	thread_start(&thread, "sending", send_two);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 2);
	thread_join(&thread);
	owner_must_talk(&client);
	sched_window(false);
	for (i = 0; i < 3; i++)
		MUST(client.sent[i].accepted && client.sent[i].completions == 1);
	owners_free();
}

static void enable_when_allowed(void)
{
	/* It does not wait for EvtChannelClosed, if it need not. */
	owner_await(&client, SUSPEND, 1);
	client.disabled = false;
	while (VmbChannelEnable(client.channel) != STATUS_SUCCESS)
		owner_await(&client, CLOSED, 1);
}

/* However early the next life begins, nothing of the close is left in it. */
static void enabled_early(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "enabling", enable_when_allowed);
	owner_disable(&server);
	owner_enable(&server);
	owner_start(&server);
	owner_await(&client, POST_STARTED, 2);
	thread_join(&thread);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

/* Both ends send in the callback, while the close is also the owner's own. */
static void in_closed(void)
{
	struct thread thread;

	owners_open();
	client.on[CLOSED] = send_one;
	server.on[CLOSED] = send_one;
	sched_window(true);
	thread_start(&thread, "leaving", disable_server);
	owner_disable(&client);
	thread_join(&thread);
	sched_window(false);
	owners_free();
}

static void send_and_disable(struct owner *owner)
{
	MUST(owner_request(owner) == STATUS_SUCCESS);
	VmbChannelDisable(owner->channel);
}

/* A Disable that cannot wait completes what was sent all the same. */
static void disabled_in_closed(void)
{
	owners_open();
	client.on[CLOSED] = send_and_disable;
	sched_window(true);
	owner_disable(&server);
	owner_await(&client, CLOSED, 1);
	owner_disable(&client);
	MUST(client.sent[0].completions == 1);
	sched_window(false);
	owners_free();
}

static bool has_disabled;

static void send_and_disable_once(struct owner *owner)
{
	if (has_disabled)
		return;
	send_and_disable(owner);
	has_disabled = true;
	wake_up_all(&owner->changed);
}

static void enable_then(void)
{
	wait_event(client.changed, has_disabled);
	owner_enable(&client);
}

/* What the worker completes for that Disable is of the life before, and no other. */
static void enabled_after_disabling(void)
{
	struct thread thread;

	has_disabled = false;
	owners_open();
	client.on[CLOSED] = send_and_disable_once;
	sched_window(true);
	thread_start(&thread, "enabling", enable_then);
	owner_disable(&server);
	owner_enable(&server);
	owner_start(&server);
	owner_await(&client, POST_STARTED, 2);
	thread_join(&thread);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

/* A client that leaves after its server has closed is not the next client's concern. */
static void server_sends_while_it_waits(void)
{
	struct vmbkmcl_channel *channel;

	owners_make();
	channel = (struct vmbkmcl_channel *)server.channel;
	server.refuses = 1;
	owner_enable(&server);
	owner_start(&server);
	sched_window(true);
	owner_enable(&client);
	owner_await(&client, PNP_FAILURE, 1);
	owner_disable(&client);
	wait_event(channel->state_changed, channel->state == VMBKMCL_WAITING);
	MUST(owner_request(&server) == STATUS_SUCCESS);
	owner_enable(&client);
	owner_await(&server, SENT, 1);
	sched_window(false);
	MUST(server.sent[0].status == STATUS_SUCCESS);
	owners_free();
}

static const struct scenario scenarios[] = {
	{ "against_disable", against_disable, .more = 1 },
	{ "against_enable", against_enable },
	{ "in_closed", in_closed },
	{ "server_sends_while_it_waits", server_sends_while_it_waits },
	{ "disabled_in_closed", disabled_in_closed },
	{ "enabled_early", enabled_early },
	{ "enabled_after_disabling", enabled_after_disabling },
};

SCENARIO_GROUP(closed, scenarios);
