// SPDX-License-Identifier: GPL-2.0-only
/* breaking.c - a peer that breaks a ring ends one life of the channel, and no other. */
#include "../owner.h"
#include "../scenario.h"

#include "core/channel.h"

/* What a peer can write: where it says that it goes on. */
static void break_clients_ring(void)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)client.channel;

	channel->rx.ring.header->write_index = 1;
	vmbkmcl_channel_event(channel);
}

static void break_in_softirq(struct tasklet_struct *tasklet)
{
	break_clients_ring();
}

static void enable_again(struct owner *owner)
{
	if (owner->count[CLOSED] == 1)
		owner_enable(owner);
}

/* Enabled in EvtChannelClosed it comes up whole, with the server that broke it. */
static void and_enabling_in_closed(void)
{
	struct tasklet_struct tasklet;

	owners_open();
	client.on[CLOSED] = enable_again;
	tasklet_setup(&tasklet, break_in_softirq);
	sched_window(true);
	tasklet_schedule(&tasklet);
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	tasklet_kill(&tasklet);
	owners_free();
}

/* No request: the server's answer would put its write index right. */
static void send_some(void)
{
	owner_send(&client);
	owner_send(&client);
}

/* Each send ends once, and Disable returns. */
static void and_sending(void)
{
	struct tasklet_struct tasklet;
	struct thread thread;

	owners_open();
	tasklet_setup(&tasklet, break_in_softirq);
	sched_window(true);
	thread_start(&thread, "sending", send_some);
	tasklet_schedule(&tasklet);
	owner_await(&client, CLOSED, 1);
	owner_disable(&client);
	sched_window(false);
	thread_join(&thread);
	tasklet_kill(&tasklet);
	owners_free();
}

static void send_one(void)
{
	owner_send(&client);
}

/*
 * A sender finds the other index that the peer writes broken, and is late in saying so:
 * it does nothing to the next life.
 */
static void a_sender_that_is_late(void)
{
	struct vmbkmcl_channel *channel;
	struct thread thread;

	owners_open();
	channel = (struct vmbkmcl_channel *)client.channel;
	channel->tx.ring.header->read_index = 1;
	sched_window(true);
	thread_start(&thread, "sending", send_one);
	owner_disable(&client);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 2);
	thread_join(&thread);
	owner_must_talk(&client);
	sched_window(false);
	MUST(client.count[CLOSED] == 1);
	owners_free();
}

static const struct scenario scenarios[] = {
	{ "and_enabling_in_closed", and_enabling_in_closed },
	{ "and_sending", and_sending },
	{ "a_sender_that_is_late", a_sender_that_is_late },
};

SCENARIO_GROUP(breaking, scenarios);
