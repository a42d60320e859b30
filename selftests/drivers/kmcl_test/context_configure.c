// SPDX-License-Identifier: GPL-2.0-only
/* Calls that make, configure and clean up a channel. */
#include "context.h"

/* A channel of its own for each call; the pair stays as it is. */
static VMBCHANNEL channel;
static VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
static const UNICODE_STRING name = RTL_CONSTANT_STRING(L"context");

static void client_begin(struct kcase *t)
{
	channel = NULL;
	EXPECT_OK(t, VmbChannelAllocate(&client_parent, FALSE, &channel));
}

static void server_begin(struct kcase *t)
{
	channel = NULL;
	EXPECT_OK(t, VmbChannelAllocate(NULL, TRUE, &channel));
}

static void channel_end(struct kcase *t)
{
	if (channel)
		VmbChannelCleanup(channel);
}

static void events_begin(struct kcase *t)
{
	client_begin(t);
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
}

static VOID process_packet(VMBCHANNEL which, VMBPACKETCOMPLETION packet, PVOID buffer,
			   UINT32 size, UINT32 flags)
{
}

static VOID pnp_failure(VMBCHANNEL which, NTSTATUS status)
{
}

static NTSTATUS save_packet(VMBCHANNEL which, VMBPACKET packet, PVOID buffer, UINT32 size,
			    PUINT32 needed)
{
	return STATUS_SUCCESS;
}

static NTSTATUS restore_packet(VMBCHANNEL which, PVOID ours, UINT32 size, PVOID theirs,
			       UINT32 theirs_size)
{
	return STATUS_SUCCESS;
}

#define CLIENT_CALL(function, ...) \
	KCASE_CALL_BETWEEN(function, client_begin, channel_end, \
			   EXPECT_OK(t, function(channel, __VA_ARGS__)))
#define SERVER_CALL(function, ...) \
	KCASE_CALL_BETWEEN(function, server_begin, channel_end, \
			   EXPECT_OK(t, function(channel, __VA_ARGS__)))

KCASE_CALL_BETWEEN(VmbChannelAllocate, NULL, channel_end, client_begin(t));
KCASE_CALL_BETWEEN(VmbChannelCleanup, client_begin, NULL, VmbChannelCleanup(channel));
KCASE_CALL(VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT,
	   VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events));
KCASE_CALL_BETWEEN(VmbChannelInitSetStateChangeCallbacks, events_begin, channel_end,
		   EXPECT_OK(t, VmbChannelInitSetStateChangeCallbacks(channel, &events)));
CLIENT_CALL(VmbChannelInitSetClientContextSize, 64);
CLIENT_CALL(VmbChannelInitSetFlags, 0);
CLIENT_CALL(VmbChannelInitSetFriendlyName, &name);
CLIENT_CALL(VmbChannelInitSetMaximumExternalData, PAGE_SIZE, 1);
CLIENT_CALL(VmbChannelInitSetMaximumPacketSize, 4096);
CLIENT_CALL(VmbChannelInitSetProcessPacketCallbacks, process_packet, NULL);
CLIENT_CALL(VmbClientChannelInitSetRingBufferPageCount, 16, 16);
CLIENT_CALL(VmbClientChannelInitSetTargetPnp, &pair_type, &pair_type, pnp_failure);
SERVER_CALL(VmbServerChannelInitSetFlags, VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER);
SERVER_CALL(VmbServerChannelInitSetMmioMegabytes, 1, 0);
SERVER_CALL(VmbServerChannelInitSetSaveRestorePacketCallbacks, save_packet, restore_packet);
SERVER_CALL(VmbServerChannelInitSetTargetInterfaceId, pair_type, pair_type);
SERVER_CALL(VmbServerChannelInitSetTargetVtl, 0);
