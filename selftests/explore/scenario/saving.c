// SPDX-License-Identifier: GPL-2.0-only
/* saving.c - a server is saved while others do something to it. */
#include "../owner.h"
#include "../scenario.h"
#include "core/channel.h"

static void start_server(void)
{
	owner_start(&server);
}

/* SaveBegin that meets a Start is refused, or the state is void: the server runs. */
static void while_starting(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "starting", start_server);
	if (VmbChannelSaveBegin(server.channel) == STATUS_SUCCESS)
		VmbChannelSaveEnd(server.channel);
	thread_join(&thread);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

static void disable_client(void)
{
	owner_disable(&client);
}

/* The client leaves meanwhile; the next one is served. */
static void while_the_client_leaves(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "leaving", disable_client);
	if (VmbChannelSaveBegin(server.channel) == STATUS_SUCCESS)
		VmbChannelSaveEnd(server.channel);
	thread_join(&thread);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

/* The server is saved to the end: only its heir goes on. */
static void save_for_heir(void)
{
	static u64 state[64];
	ULONG size, needed;

	MUST(VmbChannelSaveBegin(server.channel) == STATUS_SUCCESS);
	MUST(VmbChannelSaveContinue(server.channel, state, sizeof(state), &size,
				    &needed) == STATUS_SUCCESS);
	VmbChannelSaveEnd(server.channel);
	owner_make_heir();
	MUST(VmbChannelRestoreFromBuffer(heir.channel, state, size) == STATUS_SUCCESS);
}

static void heir_comes(void)
{
	owner_await(&server, CLOSED, 1);
	owner_enable(&heir);
	owner_start(&heir);
}

/* The heir takes the client over while the old server still goes down: it stays. */
static void and_restoring(void)
{
	struct thread thread;

	owners_open();
	save_for_heir();
	sched_window(true);
	thread_start(&thread, "heir", heir_comes);
	owner_disable(&server);
	thread_join(&thread);
	owner_await(&heir, POST_STARTED, 1);
	owner_must_talk(&client);
	sched_window(false);
	MUST(!client.count[CLOSED]);
	owner_disable(&heir);
	owner_free(&heir);
	owners_free();
}

static void enable_once(struct owner *owner)
{
	/* What it held it has completed on its way down. */
	owner->holds = false;
	if (owner->count[CLOSED] == 1)
		owner_enable(owner);
}

static void client_leaves_late(void)
{
	owner_await(&server, CLOSED, 1);
	owner_disable(&client);
}

/* The client leaves while it waits for an heir, and the old server goes down. */
static void and_leaving_the_client_alone(void)
{
	struct thread thread;

	owners_open();
	save_for_heir();
	sched_window(true);
	thread_start(&thread, "leaving", client_leaves_late);
	owner_disable(&server);
	thread_join(&thread);
	sched_window(false);
	owner_free(&heir);
	owners_free();
}

/* The same, and the heir is on its way: whichever is first, a client can come again. */
static void and_restoring_while_the_client_leaves(void)
{
	struct thread thread, other;

	owners_open();
	save_for_heir();
	sched_window(true);
	thread_start(&thread, "leaving", client_leaves_late);
	thread_start(&other, "heir", heir_comes);
	owner_disable(&server);
	thread_join(&thread);
	thread_join(&other);
	owner_enable(&client);
	owner_await(&heir, POST_STARTED, 1);
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	owner_disable(&client);
	owner_disable(&heir);
	owner_free(&heir);
	owners_free();
}

/* Nothing is left for its worker to do. */
static void wait_for_waiting(struct owner *owner)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)owner->channel;

	wait_event(channel->state_changed,
		   channel->state == VMBKMCL_WAITING && !channel->stepping);
}

/* The same, and no client comes: the heir waits for one. */
static void and_restoring_in_vain(void)
{
	struct thread thread, other;

	owners_open();
	save_for_heir();
	owner_disable(&server);
	sched_window(true);
	thread_start(&thread, "heir", heir_comes);
	thread_start(&other, "leaving", client_leaves_late);
	thread_join(&thread);
	thread_join(&other);
	wait_for_waiting(&heir);
	sched_window(false);
	owner_disable(&heir);
	owner_free(&heir);
	owners_free();
}

static VOID packet_sent(VMBPACKET packet, NTSTATUS status, PVOID buffer, UINT32 size)
{
	kfree(packet);
}

/* Its completion routine frees it, as an owner may. */
static void server_queues_packet(void)
{
	u32 bytes = VmbChannelSizeofPacket(server.channel);
	VMBPACKET packet = kzalloc(bytes, GFP_KERNEL);
	u64 payload = 1;

	MUST(!VmbPacketInitialize(server.channel, packet, bytes));
	VmbPacketSetCompletionRoutine(packet, packet_sent);
	MUST(!VmbPacketSend(packet, &payload, sizeof(payload), NULL, 0));
}

static void disable_server(void)
{
	owner_disable(&server);
}

/* What it lists does not end under it. */
static void while_disabling(void)
{
	static u64 state[64];
	struct thread thread;
	ULONG size, needed;
	NTSTATUS status;

	owner_make_server();
	owner_enable(&server);
	server_queues_packet();
	sched_window(true);
	thread_start(&thread, "disabling", disable_server);
	status = VmbChannelSaveBegin(server.channel);
	thread_join(&thread);
	sched_window(false);
	if (NT_SUCCESS(status)) {
		owner_ignore(VmbChannelSaveContinue(server.channel, state, sizeof(state),
						    &size, &needed));
		VmbChannelSaveEnd(server.channel);
	}
	owner_free(&server);
}

/* The next client ends what a restored server has from its former one. */
static void an_heir_that_waits(void)
{
	owners_open();
	client.holds = true;
	client.on[SUSPEND] = owner_complete;
	MUST(!owner_request(&server));
	owner_await(&client, PACKET, 1);
	owner_pause(&server);
	save_for_heir();
	owner_disable(&server);
	owner_disable(&client);
	owner_enable(&heir);
	client.holds = false;
	wait_for_waiting(&heir);
	MUST(VmbChannelSaveBegin(heir.channel) == STATUS_INVALID_DEVICE_STATE);
	owner_enable(&client);
	owner_await(&heir, OPENED, 1);
	MUST(!VmbChannelSaveBegin(heir.channel));
	VmbChannelSaveEnd(heir.channel);
	owner_disable(&client);
	owner_disable(&heir);
	owner_free(&heir);
	owners_free();
}

/* Of two servers one goes on, and if that is disabled, its client is told. */
static void and_starting_while_disabling(void)
{
	struct thread starting, disabling;
	NTSTATUS status;

	owners_open();
	save_for_heir();
	sched_window(true);
	thread_start(&starting, "starting", start_server);
	thread_start(&disabling, "disabling", disable_server);
	thread_join(&starting);
	thread_join(&disabling);
	heir.disabled = false;
	status = VmbChannelEnable(heir.channel);
	if (NT_SUCCESS(status)) {
		owner_start(&heir);
		owner_await(&heir, POST_STARTED, 1);
		owner_must_talk(&client);
		MUST(!client.count[CLOSED]);
	} else {
		MUST(status == STATUS_NOT_FOUND);
		owner_await(&client, CLOSED, 1);
	}
	sched_window(false);
	owner_disable(&client);
	owner_disable(&heir);
	owner_free(&heir);
	owners_free();
}

/* Of two servers one goes on, also when Enable of the saved one fails. */
static void and_enabling_in_vain(void)
{
	struct thread thread;
	NTSTATUS status;

	owners_open();
	save_for_heir();
	sched_window(true);
	thread_start(&thread, "disabling", disable_server);
	status = VmbChannelEnable(server.channel);
	thread_join(&thread);
	sched_window(false);
	if (NT_SUCCESS(status))
		server.disabled = false;
	else
		owner_enable(&heir);
	owner_disable(&client);
	owner_disable(&heir);
	owner_free(&heir);
	owners_free();
}

/* The client has a request of the saved server's, which its heir takes over. */
static void heir_with_a_request(void)
{
	owners_open();
	client.holds = true;
	client.on[SUSPEND] = owner_complete;
	client.on[CLOSED] = enable_once;
	MUST(!owner_request(&server));
	owner_await(&client, PACKET, 1);
	owner_pause(&server);
	save_for_heir();
	owner_disable(&server);
	owner_start(&heir);
}

/* The client has come again, and nothing of its former life is left with the heir. */
static void heir_serves_afresh(void)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)heir.channel;

	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	MUST(!channel->tx.inflight.count);
	MUST(!channel->counters[VMBKMCL_DROP_UNKNOWN_ID]);
	sched_window(false);
	owner_disable(&client);
	owner_disable(&heir);
	owner_free(&heir);
	owners_free();
}

/* Once its packets have come back, an heir goes on with no former client. */
static void an_heir_disabled_early(void)
{
	heir_with_a_request();
	sched_window(true);
	owner_enable(&heir);
	owner_disable(&heir);
	owner_enable(&heir);
	heir_serves_afresh();
}

/* Its client does not wait for another. */
static void an_heir_given_up(void)
{
	heir_with_a_request();
	client.on[CLOSED] = NULL;
	sched_window(true);
	owner_enable(&heir);
	owner_disable(&heir);
	owner_await(&client, CLOSED, 1);
	sched_window(false);
	owner_free(&heir);
	owners_free();
}

/* A saved server that is enabled again has a client of its own, and the former is told. */
static void and_enabling_beside(void)
{
	owners_make();
	MUST(!VmbServerChannelInitSetFlags(server.channel,
					   VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER |
					   VMBUS_SERVER_CHANNEL_INIT_FLAG_FORCE_NEW_CHANNEL));
	owner_enable(&server);
	owner_start(&server);
	owner_enable(&client);
	owner_await(&client, POST_STARTED, 1);
	save_for_heir();
	owner_disable(&server);
	sched_window(true);
	owner_enable(&server);
	owner_await(&client, CLOSED, 1);
	sched_window(false);
	owner_free(&heir);
	owners_free();
}

/* The next client gets nothing that was for the former one. */
static void an_heir_that_fails_to_open(void)
{
	heir_with_a_request();
	heir.refuses = 1;
	sched_window(true);
	owner_enable(&heir);
	heir_serves_afresh();
}

/* A Disable of a server that was not enabled leaves what it was restored from. */
static void an_heir_disabled_before(void)
{
	heir_with_a_request();
	sched_window(true);
	owner_disable(&heir);
	owner_enable(&heir);
	owner_await(&heir, POST_STARTED, 1);
	owner_complete(&client);
	client.holds = false;
	owner_must_talk(&client);
	MUST(client.count[CLOSED] == 0);
	MUST(!((struct vmbkmcl_channel *)heir.channel)->counters[VMBKMCL_DROP_UNKNOWN_ID]);
	sched_window(false);
	client.on[CLOSED] = NULL;
	owner_disable(&client);
	owner_disable(&heir);
	owner_free(&heir);
	owners_free();
}

/* A Start that the worker has seen, and not yet acted upon: it is paused all the same. */
static void right_after_start(void)
{
	struct vmbkmcl_channel *channel;
	NTSTATUS status;

	owners_make();
	channel = (struct vmbkmcl_channel *)server.channel;
	owner_enable(&server);
	owner_enable(&client);
	owner_await(&server, OPENED, 1);
	owner_await(&client, OPENED, 1);
	owner_start(&server);
	sched_window(true);
	wait_event(channel->state_changed,
		   channel->stepping || channel->state != VMBKMCL_PAUSED);
	status = VmbChannelSaveBegin(server.channel);
	sched_window(false);
	MUST(status == STATUS_SUCCESS);
	VmbChannelSaveEnd(server.channel);
	owner_await(&server, POST_STARTED, 1);
	owner_must_talk(&client);
	owners_free();
}

static unsigned int routines;

static VOID count_routine(VMBPACKET packet, NTSTATUS status, PVOID buffer, UINT32 size)
{
	routines++;
}

/* In memory of the owner's, which has no default routine. */
static NTSTATUS restore_to_own(VMBCHANNEL channel, PVOID ours, UINT32 size, PVOID theirs,
			       UINT32 theirs_size)
{
	static u64 memory[1024];
	VMBPACKET packet = (VMBPACKET)memory;

	MUST(!VmbPacketInitialize(channel, packet, sizeof(memory)));
	MUST(VmbPacketRestore(packet, ours, size) == STATUS_INVALID_PARAMETER_1);
	VmbPacketSetCompletionRoutine(packet, count_routine);
	return VmbPacketRestore(packet, ours, size);
}

static NTSTATUS save_nothing(VMBCHANNEL channel, VMBPACKET packet, PVOID buffer,
			     UINT32 size, PUINT32 needed)
{
	return STATUS_SUCCESS;
}

/* A packet of the owner's own is restored once it has a routine, as it is sent. */
static void an_heir_with_packets_of_its_own(void)
{
	static u64 state[64];
	ULONG size, needed;

	routines = 0;
	owners_open();
	client.holds = true;
	MUST(owner_request(&server) == STATUS_SUCCESS);
	owner_await(&client, PACKET, 1);
	MUST(VmbChannelSaveBegin(server.channel) == STATUS_SUCCESS);
	MUST(VmbChannelSaveContinue(server.channel, state, sizeof(state), &size,
				    &needed) == STATUS_SUCCESS);
	VmbChannelSaveEnd(server.channel);
	owner_make_heir();
	MUST(!VmbServerChannelInitSetSaveRestorePacketCallbacks(heir.channel, save_nothing,
								restore_to_own));
	sched_window(true);
	MUST(VmbChannelRestoreFromBuffer(heir.channel, state, size) == STATUS_SUCCESS);
	sched_window(false);
	owner_free(&heir);
	MUST(routines == 1);
	client.on[SUSPEND] = owner_complete;
	owner_disable(&client);
	owners_free();
}

static VMBCHANNEL offer_beside(UINT32 flags)
{
	VMBCHANNEL channel;
	GUID instance;

	VmbChannelGetInterfaceInstance(server.channel, &instance);
	MUST(!VmbChannelAllocate(NULL, TRUE, &channel));
	MUST(!VmbServerChannelInitSetFlags(channel, flags |
					   VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER));
	MUST(!VmbServerChannelInitSetTargetInterfaceId(channel, owner_type, instance));
	MUST(!VmbChannelEnable(channel));
	return channel;
}

static void await_beside(VMBCHANNEL handle, int state)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)handle;

	wait_event(channel->state_changed, channel->state == state && !channel->stepping &&
		   channel->want_enabled == (state == VMBKMCL_WAITING));
}

static void end_beside(VMBCHANNEL channel)
{
	VmbChannelDisable(channel);
	VmbChannelCleanup(channel);
}

/*
 * One server is offered beside the client that waits for its heir, by force. Another that
 * cannot be offered for that does not harm that client.
 */
static void and_offering_in_vain(void)
{
	VMBCHANNEL beside, other;

	owners_open();
	save_for_heir();
	owner_disable(&server);
	sched_window(true);
	beside = offer_beside(VMBUS_SERVER_CHANNEL_INIT_FLAG_FORCE_NEW_CHANNEL);
	await_beside(beside, VMBKMCL_WAITING);
	other = offer_beside(0);
	await_beside(other, VMBKMCL_DISABLED);
	end_beside(other);
	owner_enable(&heir);
	owner_start(&heir);
	owner_await(&heir, POST_STARTED, 1);
	owner_must_talk(&client);
	sched_window(false);
	MUST(!client.count[CLOSED]);
	end_beside(beside);
	owner_disable(&heir);
	owner_free(&heir);
	owners_free();
}

/*
 * Its client breaks the ring of a server that is being saved. It stays enabled, so it
 * leaves the client to no heir: the client is told, and comes again.
 */
static void and_a_broken_ring(void)
{
	struct vmbkmcl_channel *channel;
	ULONG size, needed;
	u64 state[64];

	owners_open();
	channel = (struct vmbkmcl_channel *)server.channel;
	client.on[CLOSED] = enable_once;
	channel->tx.ring.header->read_index = 1;
	sched_window(true);
	owner_ignore(owner_send(&server));
	if (VmbChannelSaveBegin(server.channel) == STATUS_SUCCESS) {
		owner_ignore(VmbChannelSaveContinue(server.channel, state, sizeof(state),
						    &size, &needed));
		VmbChannelSaveEnd(server.channel);
	}
	owner_await(&client, CLOSED, 1);
	owner_start(&server);
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	owners_free();
}

static const struct scenario scenarios[] = {
	{ "and_a_broken_ring", and_a_broken_ring },
	{ "while_disabling", while_disabling, 1 },
	{ "an_heir_that_waits", an_heir_that_waits },
	{ "an_heir_disabled_early", an_heir_disabled_early },
	{ "an_heir_disabled_before", an_heir_disabled_before },
	{ "an_heir_given_up", an_heir_given_up },
	{ "an_heir_that_fails_to_open", an_heir_that_fails_to_open },
	{ "and_enabling_beside", and_enabling_beside },
	{ "and_enabling_in_vain", and_enabling_in_vain },
	{ "and_starting_while_disabling", and_starting_while_disabling },
	{ "right_after_start", right_after_start, .more = 1 },
	{ "while_starting", while_starting },
	{ "while_the_client_leaves", while_the_client_leaves },
	{ "and_restoring", and_restoring },
	{ "and_leaving_the_client_alone", and_leaving_the_client_alone },
	{ "and_restoring_while_the_client_leaves", and_restoring_while_the_client_leaves },
	{ "and_restoring_in_vain", and_restoring_in_vain },
	{ "an_heir_with_packets_of_its_own", an_heir_with_packets_of_its_own },
	{ "and_offering_in_vain", and_offering_in_vain },
};

SCENARIO_GROUP(saving, scenarios);
