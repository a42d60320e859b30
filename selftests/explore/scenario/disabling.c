// SPDX-License-Identifier: GPL-2.0-only
/* disabling.c - Disable returns, and nothing of the channel's comes after it. */
#include "../owner.h"
#include "../scenario.h"

#include "core/channel.h"

static void disable_client(void)
{
	owner_disable(&client);
}

static void disable_server(void)
{
	owner_disable(&server);
}

/* Both owners disable at a time: both return. */
static void both_at_once(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "disabling", disable_server);
	owner_disable(&client);
	thread_join(&thread);
	sched_window(false);
	owners_free();
}

/* Two threads of one owner. */
static void twice_at_once(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "disabling", disable_client);
	owner_disable(&client);
	thread_join(&thread);
	sched_window(false);
	owners_free();
}

/* Wherever the channel is on its way up; and then it can be enabled again. */
static void on_the_way_up(void)
{
	owners_make();
	sched_window(true);
	owner_enable(&client);
	owner_disable(&client);
	owner_enable(&client);
	owner_disable(&client);
	sched_window(false);
	owners_free();
}

static void enable_client(void)
{
	owner_ignore(VmbChannelEnable(client.channel));
}

/* Whichever of the two is later: when it is disabled, it accepts no packet. */
static void while_enabling(void)
{
	struct vmbkmcl_channel *channel;
	struct thread thread;

	owners_make();
	channel = (struct vmbkmcl_channel *)client.channel;
	client.disabled = false;
	sched_window(true);
	thread_start(&thread, "enabling", enable_client);
	VmbChannelDisable(client.channel);
	thread_join(&thread);
	sched_window(false);
	if (!channel->want_enabled)
		MUST(owner_send(&client) == STATUS_INVALID_DEVICE_STATE);
	owners_free();
}

/* The server's, while its client comes up. */
static void server_on_the_way_up(void)
{
	struct thread thread;

	owners_make();
	owner_enable(&server);
	owner_start(&server);
	sched_window(true);
	thread_start(&thread, "disabling", disable_server);
	owner_enable(&client);
	thread_join(&thread);
	owner_disable(&client);
	sched_window(false);
	owners_free();
}

/* Each routine sends the next packet, more deeply than they may nest. */
static void send_next(struct owner *owner)
{
	if (owner->count[SENT] < 7)
		owner_send(owner);
}

static void send_one(void)
{
	owner_send(&server);
}

/*
 * No completion routine runs after Disable, not even one that was put off. The server's,
 * which waits for nothing that the client does.
 */
static void while_routines_send(void)
{
	struct thread thread;

	owners_open();
	server.on[SENT] = send_next;
	sched_window(true);
	thread_start(&thread, "sending", send_one);
	owner_await(&server, SENT, 1);
	owner_disable(&server);
	sched_window(false);
	thread_join(&thread);
	owners_free();
}

/* A request that the server holds is completed, once, before Disable returns. */
static void with_a_request_in_flight(void)
{
	owners_open();
	server.holds = true;
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&server, PACKET, 1);
	sched_window(true);
	server.on[SUSPEND] = owner_complete;
	owner_disable(&client);
	sched_window(false);
	MUST(client.sent[0].completions == 1);
	owners_free();
}

static void ask(void)
{
	NTSTATUS status = owner_ask(&client, 0);

	MUST(status == STATUS_SUCCESS || status == STATUS_DEVICE_REMOVED ||
	     status == STATUS_INVALID_DEVICE_STATE || status == STATUS_CANCELLED);
}

/* A synchronous request comes back. */
static void with_a_thread_that_asks(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "asking", ask);
	owner_disable(&client);
	thread_join(&thread);
	sched_window(false);
	owners_free();
}

static void ask_briefly(void)
{
	NTSTATUS status = owner_ask(&client, 100);

	MUST(status == STATUS_SUCCESS || status == STATUS_CANCELLED ||
	     status == STATUS_DEVICE_REMOVED);
}

/* A timeout, an answer and a rescind that meet. */
static void with_a_thread_that_gives_up(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "asking", ask_briefly);
	thread_join(&thread);
	owner_disable(&server);
	sched_window(false);
	owners_free();
}

static enum owner_event disable_in;

static void disable_from_callback(struct owner *owner)
{
	if (owner->count[disable_in] == 1)
		VmbChannelDisable(owner->channel);
}

/* Disable in a callback only begins it; the channel closes and can be enabled. */
static void in_callback(enum owner_event event)
{
	owners_make();
	disable_in = event;
	client.on[event] = disable_from_callback;
	owner_enable(&server);
	owner_start(&server);
	sched_window(true);
	owner_enable(&client);
	owner_await(&client, CLOSED, 1);
	owner_disable(&client);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 1);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

static void in_opened(void)
{
	in_callback(OPENED);
}

static void in_started(void)
{
	in_callback(STARTED);
}

static void in_post_started(void)
{
	in_callback(POST_STARTED);
}

/* In EvtChannelProcessPacket, at DISPATCH. */
static void in_packet(void)
{
	struct thread thread;

	owners_open();
	disable_in = PACKET;
	client.on[PACKET] = disable_from_callback;
	sched_window(true);
	thread_start(&thread, "sending", send_one);
	owner_await(&client, CLOSED, 1);
	owner_disable(&client);
	sched_window(false);
	thread_join(&thread);
	owners_free();
}

/* In the routine of a request that the state worker ends, for the server is gone. */
static void in_a_routine(void)
{
	owners_open();
	server.holds = true;
	disable_in = SENT;
	client.on[SENT] = disable_from_callback;
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&server, PACKET, 1);
	sched_window(true);
	server.on[SUSPEND] = owner_complete;
	owner_disable(&server);
	owner_await(&client, CLOSED, 1);
	owner_disable(&client);
	sched_window(false);
	MUST(client.sent[0].completions == 1);
	owners_free();
}

static void enable_if_allowed(struct owner *owner)
{
	if (owner->count[CLOSED] == 1)
		owner_ignore(VmbChannelEnable(owner->channel));
}

/* An EvtChannelClosed that enables the channel does not keep Disable from returning. */
static void against_enabling_in_closed(void)
{
	struct thread thread;

	owners_open();
	client.on[CLOSED] = enable_if_allowed;
	sched_window(true);
	thread_start(&thread, "leaving", disable_server);
	owner_disable(&client);
	thread_join(&thread);
	sched_window(false);
	owners_free();
}

/* Packets that were queued meanwhile are completed as well. */
static void before_it_comes_up(void)
{
	owners_make();
	sched_window(true);
	owner_enable(&client);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_disable(&client);
	MUST(client.sent[0].completions == 1);
	owner_enable(&client);
	owner_enable(&server);
	owner_start(&server);
	owner_await(&client, POST_STARTED, 1);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

/* The same where Disable cannot wait, and only begins it. */
static void at_dispatch_before_it_comes_up(void)
{
	struct vmbkmcl_channel *channel;

	owners_make();
	channel = (struct vmbkmcl_channel *)client.channel;
	sched_window(true);
	owner_enable(&client);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	local_bh_disable();
	VmbChannelDisable(client.channel);
	local_bh_enable();
	owner_await(&client, SENT, 1);
	wait_event(channel->state_changed,
		   channel->state == VMBKMCL_DISABLED && !channel->stepping);
	MUST(owner_send(&client) == STATUS_INVALID_DEVICE_STATE);
	sched_window(false);
	owners_free();
}

/* After Disable nothing of the bus's uses the channel: it can be cleaned up. */
static void and_cleaning_up(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "leaving", disable_server);
	owner_disable(&client);
	owner_free(&client);
	thread_join(&thread);
	owner_free(&server);
	sched_window(false);
}

static void send_late(void)
{
	owner_await(&server, SUSPEND, 1);
	owner_send(&client);
}

/* Not even a signal that was on its way, to a server that does not wait for its client. */
static void and_cleaning_up_while_packets_come(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "sending", send_late);
	owner_disable(&server);
	owner_free(&server);
	thread_join(&thread);
	sched_window(false);
	owner_disable(&client);
	owner_free(&client);
}

/* The same for the server's, while its client leaves. */
static void and_cleaning_up_the_server(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "leaving", disable_client);
	owner_disable(&server);
	owner_free(&server);
	thread_join(&thread);
	owner_free(&client);
	sched_window(false);
}

static struct thread asking;

static void ask_with_memory(void)
{
	MUST(owner_ask_with_memory(&client) == STATUS_DEVICE_REMOVED);
}

/* The ring is full, so the peer does not have the memory. */
static void ask_with_memory_in_vain(void)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)client.channel;
	struct vmbkmcl_ring_writer *ring = &channel->tx.ring;

	ring->header->read_index = (ring->write + 8) % ring->size;
	ask_with_memory();
}

static void join_asking(struct owner *owner)
{
	thread_join(&asking);
}

/* A request that waits for room is woken, whatever memory goes with it. */
static void with_a_thread_that_asks_with_memory(void)
{
	owners_open();
	owner_pause(&server);
	client.on[SUSPEND] = join_asking;
	sched_window(true);
	thread_start(&asking, "asking", ask_with_memory_in_vain);
	owner_disable(&client);
	sched_window(false);
	owner_disable(&server);
	owner_free(&client);
	owner_free(&server);
}

static struct vmbkmcl_transport_ops mapping_ops;
static struct vmbkmcl_transport mapping;
static bool is_mapped;

static int map_memory(struct vmbkmcl_offer *offer, struct vmbus_gpa_direct *ranges,
		      enum vmbkmcl_direction direction)
{
	is_mapped = true;
	wake_up_all(&client.changed);
	return 0;
}

static void unmap_memory(struct vmbkmcl_offer *offer, struct vmbus_gpa_direct *ranges,
			 enum vmbkmcl_direction direction, bool done)
{
	is_mapped = false;
}

/* The open client's transport maps memory for its peer from now on. */
static void map_from_now_on(void)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)client.channel;

	mapping = *channel->offer->transport;
	mapping_ops = *mapping.ops;
	mapping_ops.external_map = map_memory;
	mapping_ops.external_unmap = unmap_memory;
	mapping.ops = &mapping_ops;
	channel->offer->transport = &mapping;
	channel->tx.maps = true;
	is_mapped = false;
}

static void begin_disabling_client(void)
{
	VmbChannelDisable(client.channel);
}

/* What was mapped for the peer is unmapped before the offer is gone. */
static void with_a_thread_whose_memory_is_mapped(void)
{
	struct thread thread;

	owners_open();
	owner_pause(&server);
	map_from_now_on();
	thread_start(&asking, "asking", ask_with_memory_in_vain);
	wait_event(client.changed, is_mapped);
	sched_window(true);
	thread_start(&thread, "disabling", begin_disabling_client);
	owner_disable(&server);
	thread_join(&thread);
	sched_window(false);
	thread_join(&asking);
	MUST(!is_mapped);
	owner_disable(&client);
	owner_free(&client);
	owner_free(&server);
}

/*
 * The peer has the memory, and keeps it. The owner waits for its thread before it lets
 * the channel close: it must not wait for the close.
 */
static void with_a_thread_whose_memory_the_peer_has(void)
{
	owners_open();
	server.holds = true;
	server.on[SUSPEND] = owner_complete;
	client.on[SUSPEND] = join_asking;
	sched_window(true);
	thread_start(&asking, "asking", ask_with_memory);
	owner_await(&server, PACKET, 1);
	owner_disable(&client);
	sched_window(false);
	owner_disable(&server);
	owner_free(&client);
	owner_free(&server);
}

static void ask_with_memory_until_closed(void)
{
	NTSTATUS status = owner_ask_with_memory(&client);

	MUST(status == STATUS_DEVICE_REMOVED || status == STATUS_SUCCESS);
}

/* However late the thread sees that the channel closes: its next life is not closed. */
static void and_enabling_with_a_thread_that_asks(void)
{
	owners_open();
	server.holds = true;
	server.on[SUSPEND] = owner_complete;
	thread_start(&asking, "asking", ask_with_memory_until_closed);
	owner_await(&server, PACKET, 1);
	sched_window(true);
	owner_disable(&client);
	server.holds = false;
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	thread_join(&asking);
	owner_must_talk(&client);
	owners_free();
}

static void ask_with_memory_here(struct owner *owner)
{
	ask_with_memory();
}

/* Nor must the state worker itself, in EvtChannelPostStarted. */
static void with_memory_that_the_peer_has(void)
{
	owners_make();
	server.holds = true;
	server.on[SUSPEND] = owner_complete;
	client.on[POST_STARTED] = ask_with_memory_here;
	owner_enable(&server);
	owner_start(&server);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 1);
	sched_window(true);
	owner_await(&server, PACKET, 1);
	owner_disable(&client);
	sched_window(false);
	owner_disable(&server);
	owner_free(&client);
	owner_free(&server);
}

static void complete_in_suspend(void)
{
	owner_await(&client, SUSPEND, 1);
	owner_complete(&client);
}

/*
 * The rings have been closed for such a request. A thread that completes a packet after
 * that has done with the channel when it can be cleaned up.
 */
static void and_cleaning_up_while_packets_return(void)
{
	struct thread thread;

	owners_open();
	client.holds = true;
	MUST(owner_send(&server) == STATUS_SUCCESS);
	owner_await(&client, PACKET, 1);
	server.holds = true;
	server.on[SUSPEND] = owner_complete;
	client.on[SUSPEND] = join_asking;
	thread_start(&asking, "asking", ask_with_memory);
	owner_await(&server, PACKET, 1);
	sched_window(true);
	thread_start(&thread, "completing", complete_in_suspend);
	owner_disable(&client);
	owner_free(&client);
	thread_join(&thread);
	sched_window(false);
	owner_disable(&server);
	owner_free(&server);
}

static const struct scenario scenarios[] = {
	{ "both_at_once", both_at_once },
	{ "twice_at_once", twice_at_once },
	{ "on_the_way_up", on_the_way_up, .more = 1 },
	{ "while_enabling", while_enabling, .more = 1 },
	{ "server_on_the_way_up", server_on_the_way_up },
	{ "while_routines_send", while_routines_send },
	{ "with_a_request_in_flight", with_a_request_in_flight },
	{ "with_a_thread_that_asks", with_a_thread_that_asks },
	{ "with_a_thread_that_gives_up", with_a_thread_that_gives_up },
	{ "with_a_thread_that_asks_with_memory", with_a_thread_that_asks_with_memory },
	{ "with_a_thread_whose_memory_is_mapped", with_a_thread_whose_memory_is_mapped },
	{ "with_a_thread_whose_memory_the_peer_has", with_a_thread_whose_memory_the_peer_has },
	{ "and_enabling_with_a_thread_that_asks", and_enabling_with_a_thread_that_asks },
	{ "with_memory_that_the_peer_has", with_memory_that_the_peer_has },
	{ "in_opened", in_opened },
	{ "in_started", in_started },
	{ "in_post_started", in_post_started },
	{ "in_packet", in_packet },
	{ "in_a_routine", in_a_routine },
	{ "against_enabling_in_closed", against_enabling_in_closed },
	{ "before_it_comes_up", before_it_comes_up },
	{ "at_dispatch_before_it_comes_up", at_dispatch_before_it_comes_up },
	{ "and_cleaning_up", and_cleaning_up },
	{ "and_cleaning_up_while_packets_come", and_cleaning_up_while_packets_come },
	{ "and_cleaning_up_the_server", and_cleaning_up_the_server },
	{ "and_cleaning_up_while_packets_return", and_cleaning_up_while_packets_return },
};

SCENARIO_GROUP(disabling, scenarios);
