// SPDX-License-Identifier: GPL-2.0-only
/* Calls that concern a channel that is open: its states, its memory, its settings. */
#include <linux/mm.h>

#include "context.h"

static void client_disable(struct kcase *t)
{
	struct endpoint *client = &pair_of(t)->client;

	if (client->enabled)
		endpoint_disable(client);
}

static void client_enable(struct kcase *t)
{
	endpoint_enable(&pair_of(t)->client);
}

static void server_pause(struct kcase *t)
{
	VmbChannelPause(server_channel(t));
}

static void server_start(struct kcase *t)
{
	VmbChannelStart(server_channel(t));
}

KCASE_CALL_BETWEEN(VmbChannelEnable, client_disable, NULL, client_enable(t));
KCASE_CALL_BETWEEN(VmbChannelDisable, NULL, client_enable, client_disable(t));
KCASE_CALL_BETWEEN(VmbChannelPause, NULL, server_start, server_pause(t));
KCASE_CALL_BETWEEN(VmbChannelStart, server_pause, NULL, server_start(t));

static void save_begin(struct kcase *t)
{
	EXPECT_OK(t, VmbChannelSaveBegin(server_channel(t)));
}

static void save_end(struct kcase *t)
{
	VmbChannelSaveEnd(server_channel(t));
}

static void save(struct kcase *t)
{
	EXPECT_TRUE(t, saving_save(pair_of(t), 4096));
}

/* A packet of the server's that the client keeps. */
static void save_with_packet(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u64 message = 1;

	p->client.packet = pair_hold;
	EXPECT_OK(t, pair_send(&p->server, &message, sizeof(message), WAIT));
	EXPECT_SOON(t, atomic_read(&p->held_count) == 1, WAIT_MS);
	save(t);
}

static void replace(struct kcase *t)
{
	EXPECT_TRUE(t, saving_replace(pair_of(t)));
}

KCASE_CALL_BETWEEN(VmbChannelSaveBegin, NULL, save_end, save_begin(t));
KCASE_CALL_BETWEEN(VmbChannelSaveContinue, save_begin, save_end,
		   EXPECT_TRUE(t, saving_continue(pair_of(t), 4096)));
KCASE_CALL_BETWEEN(VmbChannelSaveEnd, save_begin, NULL, save_end(t));
KCASE_CALL_BETWEEN(VmbChannelRestoreFromBuffer, save, NULL, replace(t));
KCASE_CALL_BETWEEN(VmbPacketRestore, save_with_packet, NULL, replace(t));

static void *lent;
static PMDL lent_mdl, map_mdl;
static u32 gpadl;

static void lent_begin(struct kcase *t)
{
	lent = endpoint_buffer(&pair_of(t)->client, 2 * PAGE_SIZE);
	lent_mdl = lent ? endpoint_mdl(&pair_of(t)->client, lent, 2 * PAGE_SIZE) : NULL;
}

static void gpadl_create(struct kcase *t)
{
	gpadl = 0;
	EXPECT_OK(t, VmbChannelCreateGpadlFromBuffer(client_channel(t), 0, lent, 2 * PAGE_SIZE,
						     &gpadl));
}

static void gpadl_begin(struct kcase *t)
{
	lent_begin(t);
	if (!kcase_failed(t))
		gpadl_create(t);
}

static void gpadl_end(struct kcase *t)
{
	if (gpadl)
		VmbChannelDeleteGpadl(client_channel(t), gpadl);
}

static void gpadl_map(struct kcase *t)
{
	EXPECT_OK(t, VmbChannelMapGpadl(server_channel(t), 0, gpadl, &map_mdl));
}

static void gpadl_begin_mapped(struct kcase *t)
{
	gpadl_begin(t);
	gpadl_map(t);
}

static void gpadl_unmap(struct kcase *t)
{
	VmbChannelUnmapGpadl(server_channel(t), gpadl);
	gpadl_end(t);
}

KCASE_CALL_BETWEEN(VmbChannelCreateGpadlFromBuffer, lent_begin, gpadl_end, gpadl_create(t));
KCASE_CALL_BETWEEN(VmbChannelCreateGpadlFromMdl, lent_begin, gpadl_end,
		   EXPECT_OK(t, VmbChannelCreateGpadlFromMdl(client_channel(t), 0, lent_mdl, 0,
							     2 * PAGE_SIZE, &gpadl)));
KCASE_CALL_BETWEEN(VmbChannelDeleteGpadl, gpadl_begin, NULL, gpadl_end(t));
KCASE_CALL_BETWEEN(VmbChannelMapGpadl, gpadl_begin, gpadl_unmap, gpadl_map(t));
KCASE_CALL_BETWEEN(VmbChannelUnmapGpadl, gpadl_begin_mapped, gpadl_end,
		   VmbChannelUnmapGpadl(server_channel(t), gpadl));

static GUID instance;
static PDEVICE_OBJECT device;
static u64 mmio, mmio_size;
static u16 latency;

static void passive_end(struct kcase *t)
{
	VmbChannelSetIncomingProcessingAtPassive(client_channel(t), FALSE);
}

KCASE_CALL(VmbChannelGetInterfaceInstance,
	   VmbChannelGetInterfaceInstance(client_channel(t), &instance));
KCASE_CALL(VmbChannelGetParentDeviceObject,
	   VmbChannelGetParentDeviceObject(client_channel(t), &device));
KCASE_CALL(VmbChannelGetTargetDeviceObject,
	   VmbChannelGetTargetDeviceObject(client_channel(t), &device));
/* This channel has no such space, and the loopback bus no latency to set. */
KCASE_CALL(VmbChannelGetMmioSpace, VmbChannelGetMmioSpace(client_channel(t), &mmio, &mmio_size));
KCASE_CALL(VmbChannelSetInterruptLatency,
	   endpoint_ignore(VmbChannelSetInterruptLatency(client_channel(t), 10, &latency)));
KCASE_CALL(VmbChannelGetPointer,
	   EXPECT_PTR_EQ(t, VmbChannelGetPointer(client_channel(t)), &pair_of(t)->client));
KCASE_CALL(VmbChannelSetPointer, VmbChannelSetPointer(client_channel(t), &pair_of(t)->client));
KCASE_CALL(VmbChannelSizeofPacket, EXPECT_NE(t, VmbChannelSizeofPacket(client_channel(t)), 0u));
KCASE_CALL_BETWEEN(VmbChannelSetIncomingProcessingAtPassive, NULL, passive_end,
		   VmbChannelSetIncomingProcessingAtPassive(client_channel(t), TRUE));
KCASE_CALL(VmbChannelSetTransactionQuota, VmbChannelSetTransactionQuota(client_channel(t), 16));
