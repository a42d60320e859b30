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

static struct thread asking;

/* And returns a packet that it has held meanwhile. */
static void ask_with_memory(void)
{
	NTSTATUS status = owner_ask_with_memory(&client);

	MUST(status == STATUS_DEVICE_REMOVED || status == STATUS_SUCCESS);
	owner_complete(&client);
}

static bool asking_has_ended;

static void join_asking(struct owner *owner)
{
	if (!asking_has_ended)
		thread_join(&asking);
	asking_has_ended = true;
}

static void pause_client(void)
{
	VmbChannelPause(client.channel);
}

/*
 * The server has the memory of a thread's request, and keeps it. The client is paused, so
 * no answer is received, and its Suspend callback, or a packet that it holds, waits for
 * the thread.
 */
static void with_a_thread_that_asks(bool holds)
{
	owners_open();
	if (holds) {
		client.holds = true;
		MUST(owner_send(&server) == STATUS_SUCCESS);
		owner_await(&client, PACKET, 1);
	} else {
		client.on[SUSPEND] = join_asking;
	}
	server.holds = true;
	server.on[SUSPEND] = owner_complete;
	asking_has_ended = false;
	thread_start(&asking, "asking", ask_with_memory);
	owner_await(&server, PACKET, 1);
}

static void then_disabling(bool holds)
{
	struct thread thread;

	with_a_thread_that_asks(holds);
	sched_window(true);
	thread_start(&thread, "pausing", pause_client);
	owner_await(&client, SUSPEND, 1);
	owner_disable(&client);
	thread_join(&thread);
	sched_window(false);
	join_asking(&client);
	owner_disable(&server);
	owner_free(&client);
	owner_free(&server);
}

/* That does not keep the channel from closing: the thread's request ends. */
static void then_disabling_with_a_thread_that_asks(void)
{
	then_disabling(false);
}

static void then_disabling_with_a_packet_held(void)
{
	then_disabling(true);
}

/* The same when the offer is rescinded, which other channels' rescinds wait for. */
static void then_rescinding(bool holds)
{
	struct thread thread;

	with_a_thread_that_asks(holds);
	sched_window(true);
	thread_start(&thread, "pausing", pause_client);
	owner_await(&client, SUSPEND, 1);
	owner_disable(&server);
	owner_await(&client, CLOSED, 1);
	thread_join(&thread);
	sched_window(false);
	join_asking(&client);
	owner_disable(&client);
	owner_free(&client);
	owner_free(&server);
}

static void then_rescinding_with_a_thread_that_asks(void)
{
	then_rescinding(false);
}

static void then_rescinding_with_a_packet_held(void)
{
	then_rescinding(true);
}

static void start_client(void)
{
	VmbChannelStart(client.channel);
}

/* A channel that is started again just then finds no rings: it writes and reads none. */
static void then_starting_while_rescinding(void)
{
	struct thread thread;

	with_a_thread_that_asks(false);
	client.on[SUSPEND] = NULL;
	owner_pause(&client);
	client.paused = false;
	client.on[STARTED] = join_asking;
	sched_window(true);
	thread_start(&thread, "starting", start_client);
	owner_disable(&server);
	owner_await(&client, CLOSED, 1);
	thread_join(&thread);
	sched_window(false);
	client.on[STARTED] = NULL;
	join_asking(&client);
	owner_disable(&client);
	owner_free(&client);
	owner_free(&server);
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
	{ "then_disabling_with_a_thread_that_asks", then_disabling_with_a_thread_that_asks },
	{ "then_disabling_with_a_packet_held", then_disabling_with_a_packet_held },
	{ "then_rescinding_with_a_thread_that_asks", then_rescinding_with_a_thread_that_asks },
	{ "then_rescinding_with_a_packet_held", then_rescinding_with_a_packet_held },
	{ "then_starting_while_rescinding", then_starting_while_rescinding },
	{ "asking_in_callbacks", asking_in_callbacks },
};

SCENARIO_GROUP(pausing, scenarios);
