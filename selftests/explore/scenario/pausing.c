// SPDX-License-Identifier: GPL-2.0-only
/* pausing.c - between Pause and Start nothing is started and no packet comes. */
#include "../owner.h"
#include "../scenario.h"

/* A Start that the worker has seen, and not yet acted upon. */
static void after_start(void)
{
	owners_make();
	owner_enable(&server);
	owner_enable(&client);
	owner_await(&server, OPENED, 1);
	owner_await(&client, OPENED, 1);
	sched_window(true);
	owner_start(&server);
	owner_pause(&server);
	sched_window(false);
	owners_free();
}

static void send_two(void)
{
	owner_send(&client);
	owner_send(&client);
}

static void start_server(void)
{
	VmbChannelStart(server.channel);
}

/* A Start that comes later ends the pause: it returns all the same. */
static void against_start(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "starting", start_server);
	VmbChannelPause(server.channel);
	thread_join(&thread);
	sched_window(false);
	owners_free();
}

/* Packets are on their way meanwhile; they come after Start. */
static void while_packets_come(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "sending", send_two);
	owner_pause(&server);
	thread_join(&thread);
	owner_start(&server);
	owner_await(&server, PACKET, 2);
	sched_window(false);
	owners_free();
}

/* The owner returns what it holds in EvtChannelSuspend. */
static void with_a_packet_held(void)
{
	owners_open();
	server.holds = true;
	server.on[SUSPEND] = owner_complete;
	MUST(owner_request(&client) == STATUS_SUCCESS);
	sched_window(true);
	owner_pause(&server);
	MUST(!server.held_count);
	owner_start(&server);
	owner_await(&client, SENT, 1);
	sched_window(false);
	owner_complete(&server);
	owners_free();
}

static void pause_server(void)
{
	owner_pause(&server);
}

/* The peer leaves while this end is paused. */
static void while_the_peer_leaves(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "pausing", pause_server);
	owner_disable(&client);
	thread_join(&thread);
	sched_window(false);
	owners_free();
}

static void ask_in_vain(struct owner *owner)
{
	MUST(owner_ask(owner, 0) == STATUS_INVALID_DEVICE_STATE);
}

/* A request that would wait for the callback that it is made in is refused. */
static void asking_in_callbacks(void)
{
	owners_make();
	client.on[OPENED] = ask_in_vain;
	client.on[STARTED] = ask_in_vain;
	client.on[SUSPEND] = ask_in_vain;
	owner_enable(&server);
	owner_start(&server);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 1);
	owner_pause(&client);
	MUST(client.count[OPENED] && client.count[STARTED] && client.count[SUSPEND]);
	client.on[STARTED] = NULL;
	client.on[SUSPEND] = NULL;
	owner_start(&client);
	owner_must_talk(&client);
	owners_free();
}

static const struct scenario scenarios[] = {
	{ "after_start", after_start, .more = 1 },
	{ "against_start", against_start },
	{ "while_packets_come", while_packets_come },
	{ "with_a_packet_held", with_a_packet_held },
	{ "while_the_peer_leaves", while_the_peer_leaves },
	{ "asking_in_callbacks", asking_in_callbacks },
};

SCENARIO_GROUP(pausing, scenarios);
