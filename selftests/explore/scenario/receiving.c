// SPDX-License-Identifier: GPL-2.0-only
/* receiving.c - each packet is presented, whichever thread owns the ring when it comes. */
#include "../owner.h"
#include "../scenario.h"

#include "core/incoming.h"

static void send_two(void)
{
	owner_request(&client);
	owner_request(&client);
}

/* In process context: the peer's signals come while the work item has the ring. */
static void at_passive(void)
{
	struct thread thread;

	owners_open();
	VmbChannelSetIncomingProcessingAtPassive(server.channel, TRUE);
	sched_window(true);
	thread_start(&thread, "sending", send_two);
	owner_await(&client, SENT, 2);
	sched_window(false);
	thread_join(&thread);
	owners_free();
}

static void pause_and_start(void)
{
	owner_pause(&server);
	owner_start(&server);
}

/* The same, and the owner pauses meanwhile. */
static void at_passive_while_pausing(void)
{
	struct thread thread;

	owners_open();
	VmbChannelSetIncomingProcessingAtPassive(server.channel, TRUE);
	sched_window(true);
	thread_start(&thread, "pausing", pause_and_start);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&client, SENT, 1);
	thread_join(&thread);
	sched_window(false);
	owners_free();
}

static void complete_held(void)
{
	server.holds = false;
	owner_complete(&server);
}

/* At its quota: a packet that the owner returns makes room for the next. */
static void at_quota(void)
{
	struct thread thread;

	owners_open();
	server.holds = true;
	VmbChannelSetTransactionQuota(server.channel, 1);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&server, PACKET, 1);
	sched_window(true);
	thread_start(&thread, "returning", complete_held);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&client, SENT, 2);
	sched_window(false);
	thread_join(&thread);
	owners_free();
}

/* The same, and the owner pauses meanwhile. */
static void at_quota_while_pausing(void)
{
	struct thread thread;

	owners_open();
	server.holds = true;
	VmbChannelSetTransactionQuota(server.channel, 1);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&server, PACKET, 1);
	sched_window(true);
	thread_start(&thread, "returning", complete_held);
	pause_and_start();
	owner_await(&client, SENT, 2);
	sched_window(false);
	thread_join(&thread);
	owners_free();
}

static void return_with_a_late_tasklet(struct owner *owner)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)owner->channel;

	tasklet_disable(&channel->rx.tasklet);
	owner_complete(owner);
}

/*
 * A tasklet that was asked for at the quota, and begins when the channel has closed, owns
 * rx in softirq context: also when it finds the rings of the next opening.
 */
static void at_quota_too_late(void)
{
	struct vmbkmcl_channel *channel;

	owners_open();
	channel = (struct vmbkmcl_channel *)server.channel;
	server.holds = true;
	server.on[SUSPEND] = return_with_a_late_tasklet;
	VmbChannelSetTransactionQuota(server.channel, 1);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&server, PACKET, 1);
	owner_disable(&client);
	owner_await(&server, CLOSED, 1);
	server.on[SUSPEND] = owner_complete;
	VmbChannelSetTransactionQuota(server.channel, OWNER_HOLDS);
	owner_enable(&client);
	sched_window(true);
	tasklet_enable(&channel->rx.tasklet);
	owner_await(&client, POST_STARTED, 2);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&server, PACKET, 3);
	complete_held();
	owner_await(&client, SENT, 4);
	sched_window(false);
	owners_free();
}

/* However many bytes of completions wait for room, they are too many. */
static void with_completions_unsent(void)
{
	struct vmbkmcl_channel *channel;
	unsigned int i;

	owners_open();
	channel = (struct vmbkmcl_channel *)server.channel;
	for (i = 0; i < 3; i++)
		vmbkmcl_rx_unsent(channel, 1 << 30);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	MUST(owner_ask(&client, 100) == STATUS_CANCELLED);
	MUST(!server.count[PACKET]);
	for (i = 0; i < 3; i++)
		vmbkmcl_rx_unsent(channel, -(1 << 30));
	owner_await(&client, SENT, 1);
	owners_free();
}

/* A client's large packets cost memory as long as the client is there. */
static void large_packets(void)
{
	struct vmbkmcl_channel *channel;
	struct vmbkmcl_incoming *in;
	static u64 payload[64];
	VMBPACKET packet;

	owners_make();
	channel = (struct vmbkmcl_channel *)server.channel;
	MUST(!VmbChannelInitSetMaximumPacketSize(client.channel, sizeof(payload)));
	owner_enable(&server);
	owner_start(&server);
	owner_enable(&client);
	packet = VmbPacketAllocate(client.channel);
	MUST(!VmbPacketSend(packet, payload, sizeof(payload), NULL, 0));
	owner_await(&server, PACKET, 1);
	owner_disable(&client);
	wait_event(channel->state_changed, channel->state == VMBKMCL_WAITING);
	MUST(!list_empty(&channel->rx.objects));
	list_for_each_entry(in, &channel->rx.objects, node)
		MUST(in->capacity <= 64);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	owners_free();
}

static struct thread completing;

static void complete_in_thread(struct owner *owner)
{
	thread_start(&completing, "completing", complete_held);
}

static void send_one(void)
{
	MUST(owner_request(&client) == STATUS_SUCCESS);
}

/*
 * Another thread completes a packet before its EvtChannelProcessPacket has returned.
 * When Disable has, it is through, and the channel can be cleaned up.
 */
static void completed_elsewhere_while_disabling(void)
{
	struct thread thread;

	owners_open();
	server.holds = true;
	server.on[PACKET] = complete_in_thread;
	sched_window(true);
	thread_start(&thread, "sending", send_one);
	owner_await(&server, PACKET, 1);
	owner_disable(&server);
	owner_free(&server);
	thread_join(&thread);
	thread_join(&completing);
	sched_window(false);
	owner_disable(&client);
	owner_free(&client);
}

/* The same, and the owner saves the server meanwhile: the client gets its answer. */
static void completed_elsewhere_while_saving(void)
{
	struct thread thread;

	owners_open();
	server.holds = true;
	server.on[PACKET] = complete_in_thread;
	sched_window(true);
	thread_start(&thread, "sending", send_one);
	owner_await(&server, PACKET, 1);
	MUST(VmbChannelSaveBegin(server.channel) == STATUS_SUCCESS);
	thread_join(&completing);
	VmbChannelSaveEnd(server.channel);
	thread_join(&thread);
	owner_await(&client, SENT, 1);
	sched_window(false);
	owners_free();
}

/* It would wait for what cannot run meanwhile. */
static void asked_at_dispatch(void)
{
	owners_open();
	sched_window(true);
	local_bh_disable();
	MUST(owner_ask(&client, 0) == STATUS_INVALID_DEVICE_STATE);
	local_bh_enable();
	sched_window(false);
	owners_free();
}

/* Not inside EvtChannelProcessPacket, though it may seem so: it is reported. */
static void defer_and_complete(void)
{
	VMBPACKETCOMPLETION packet = server.held[0];

	server.held_count = 0;
	local_bh_disable();
	VmbChannelPacketDeferToPassive(packet);
	local_bh_enable();
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void defer_in_thread(struct owner *owner)
{
	owner->holds = false;
	if (owner->count[PACKET] == 1)
		thread_start(&completing, "deferring", defer_and_complete);
}

/* A packet is completed, whichever thread defers it. */
static void deferred_elsewhere(void)
{
	struct thread thread;

	owners_open();
	server.holds = true;
	server.on[PACKET] = defer_in_thread;
	sched_window(true);
	thread_start(&thread, "sending", send_one);
	owner_await(&client, SENT, 1);
	sched_window(false);
	thread_join(&thread);
	thread_join(&completing);
	owners_free();
}

static PMDL mdls[2];

static void get_memory(void)
{
	MUST(!VmbChannelPacketGetExternalData(server.held[0], 0, &mdls[1]));
}

/* Two threads get a packet's external data: it is the same. */
static void external_data_of_two_threads(void)
{
	struct {
		MDL mdl;
		PFN_NUMBER pfns[1];
	} memory = { .mdl = { .MdlFlags = MDL_PAGES_LOCKED, .ByteCount = 8 }, .pfns = { 1 } };
	VMBPACKET packet;
	struct thread thread;
	u64 payload = 1;

	owners_open();
	server.holds = true;
	packet = VmbPacketAllocate(client.channel);
	MUST(!VmbPacketSend(packet, &payload, sizeof(payload), &memory.mdl,
			    VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION));
	owner_await(&server, PACKET, 1);
	sched_window(true);
	thread_start(&thread, "getting", get_memory);
	MUST(!VmbChannelPacketGetExternalData(server.held[0], 0, &mdls[0]));
	thread_join(&thread);
	sched_window(false);
	MUST(mdls[0] == mdls[1]);
	owner_complete(&server);
	owners_free();
}

static const struct scenario scenarios[] = {
	{ "at_passive", at_passive },
	{ "at_passive_while_pausing", at_passive_while_pausing },
	{ "at_quota", at_quota },
	{ "at_quota_while_pausing", at_quota_while_pausing },
	{ "with_completions_unsent", with_completions_unsent },
	{ "large_packets", large_packets },
	{ "at_quota_too_late", at_quota_too_late },
	{ "completed_elsewhere_while_disabling", completed_elsewhere_while_disabling },
	{ "completed_elsewhere_while_saving", completed_elsewhere_while_saving },
	{ "asked_at_dispatch", asked_at_dispatch },
	{ "deferred_elsewhere", deferred_elsewhere },
	{ "external_data_of_two_threads", external_data_of_two_threads, 1 },
};

SCENARIO_GROUP(receiving, scenarios);
