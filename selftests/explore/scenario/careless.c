// SPDX-License-Identifier: GPL-2.0-only
/*
 * careless.c - calls that an owner should not make, or not there: they are refused, or
 * harm nothing.
 */
#include "../owner.h"
#include "../scenario.h"

#include "core/channel.h"

/* More than a packet has room for that was allocated before. */
#define RAISED	4096

static void raise_maximum(void)
{
	owner_ignore(VmbChannelInitSetMaximumPacketSize(client.channel, RAISED));
}

static VOID free_packet(VMBPACKET packet, NTSTATUS status, PVOID buffer, UINT32 size)
{
	VmbPacketFree(packet);
}

/* A packet has as much room as it says, whichever maximum it was allocated for. */
static void allocating_while_configuring(void)
{
	static u8 payload[RAISED];
	struct thread thread;
	VMBPACKET packet;

	owners_make();
	sched_window(true);
	thread_start(&thread, "configuring", raise_maximum);
	packet = VmbPacketAllocate(client.channel);
	thread_join(&thread);
	sched_window(false);
	VmbPacketSetCompletionRoutine(packet, free_packet);
	/* There is no server, so the payload is copied into the packet's room. */
	owner_enable(&client);
	if (VmbPacketSend(packet, payload, sizeof(payload), NULL, 0))
		VmbPacketFree(packet);
	owners_free();
}

/* A limit that no packet can reach is that of the largest packet. */
static void external_data_without_limit(void)
{
	UINT32 size;

	owners_make();
	MUST(!VmbChannelInitSetMaximumExternalData(client.channel, 0x10000000, 1));
	size = VmbChannelSizeofPacket(client.channel);
	MUST(!VmbChannelInitSetMaximumExternalData(client.channel, 0xffffffff, 1));
	MUST(VmbChannelSizeofPacket(client.channel) == size);
	owners_free();
}

/* Each of them would sleep. */
static void call_all(struct tasklet_struct *tasklet)
{
	UINT64 address = 1, size = 1;
	VMBCHANNEL channel = NULL;
	ULONG filled, required;
	u64 buffer;

	MUST(VmbChannelAllocate(NULL, FALSE, &channel) == STATUS_INVALID_DEVICE_STATE);
	MUST(VmbChannelInitSetMaximumPacketSize(client.channel, 64) ==
	     STATUS_INVALID_PARAMETER_1);
	MUST(VmbChannelEnable(client.channel) == STATUS_INVALID_DEVICE_STATE);
	VmbChannelGetMmioSpace(client.channel, &address, &size);
	MUST(!address && !size);
	VmbChannelStart(server.channel);
	MUST(VmbChannelSaveBegin(server.channel) == STATUS_INVALID_DEVICE_STATE);
	MUST(VmbChannelSaveContinue(server.channel, &buffer, sizeof(buffer), &filled,
				    &required) == STATUS_INVALID_DEVICE_STATE);
	VmbChannelSaveEnd(server.channel);
	MUST(VmbChannelRestoreFromBuffer(server.channel, &buffer, sizeof(buffer)) ==
	     STATUS_INVALID_DEVICE_STATE);
	VmbChannelCleanup(client.channel);
}

/* At DISPATCH, what has to wait is refused: nothing sleeps, and nothing is begun. */
static void calls_at_dispatch(void)
{
	struct tasklet_struct tasklet;

	owners_make();
	tasklet_setup(&tasklet, call_all);
	sched_window(true);
	tasklet_schedule(&tasklet);
	owner_enable(&server);
	owner_enable(&client);
	sched_window(false);
	tasklet_kill(&tasklet);
	MUST(!server.count[STARTED]);
	owners_free();
}

/* Cleaned up with a packet that waits for the next opening, and that is completed. */
static void cleaned_up_with_a_packet(void)
{
	struct vmbkmcl_channel *channel;

	owners_open();
	channel = (struct vmbkmcl_channel *)client.channel;
	sched_window(true);
	owner_disable(&server);
	wait_event(channel->state_changed, !channel->state && !channel->stepping);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_clean_up(&client);
	sched_window(false);
	MUST(client.sent[0].status == STATUS_DEVICE_REMOVED);
	owner_free(&server);
}

static NTSTATUS latency_in_opening;

/* The client's transport is still opening the rings. */
static void set_clients_latency(struct owner *owner)
{
	UINT16 former;

	latency_in_opening = VmbChannelSetInterruptLatency(client.channel, 0, &former);
}

static void set_latency(struct owner *owner)
{
	UINT16 former;

	/* The transport has been asked. */
	MUST(VmbChannelSetInterruptLatency(owner->channel, 0, &former) == STATUS_NOT_SUPPORTED);
}

/* A transport restores what it found when it opened: it is not asked before that. */
static void latency_before_the_rings(void)
{
	owners_make();
	server.on[OPENED] = set_clients_latency;
	client.on[OPENED] = set_latency;
	owner_enable(&server);
	owner_enable(&client);
	owner_await(&client, OPENED, 1);
	MUST(latency_in_opening == STATUS_INVALID_DEVICE_STATE);
	owners_free();
}

static const struct scenario scenarios[] = {
	{ "allocating_while_configuring", allocating_while_configuring },
	{ "external_data_without_limit", external_data_without_limit },
	{ "calls_at_dispatch", calls_at_dispatch },
	{ "latency_before_the_rings", latency_before_the_rings },
	{ "cleaned_up_with_a_packet", cleaned_up_with_a_packet },
};

SCENARIO_GROUP(careless, scenarios);
