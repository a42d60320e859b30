// SPDX-License-Identifier: GPL-2.0-only
/*
 * careless.c - calls that an owner should not make, or not there: they are refused, or
 * harm nothing.
 */
#include "../owner.h"
#include "../scenario.h"

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

static const struct scenario scenarios[] = {
	{ "allocating_while_configuring", allocating_while_configuring },
	{ "external_data_without_limit", external_data_without_limit },
};

SCENARIO_GROUP(careless, scenarios);
