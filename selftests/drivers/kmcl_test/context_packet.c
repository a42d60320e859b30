// SPDX-License-Identifier: GPL-2.0-only
/* Calls that concern a packet: outgoing ones of the client, incoming ones of the server. */
#include <linux/mm.h>

#include "context.h"

static VMBPACKET packet;
static void *memory;
static PMDL mdl;
static PFN_NUMBER pfns[2];
static u64 message = 1;
static s64 done_before;

static void packet_begin(struct kcase *t)
{
	struct endpoint *client = &pair_of(t)->client;

	packet = VmbPacketAllocate(client->channel);
	EXPECT_NOT_NULL(t, packet);
	if (!packet)
		return;
	VmbPacketSetPointer(packet, client);
	VmbPacketSetCompletionRoutine(packet, pair_send_done);
	done_before = atomic64_read(&client->done);
}

static void packet_end(struct kcase *t)
{
	EXPECT_NOT_NULL(t, packet);
	if (packet)
		VmbPacketFree(packet);
}

static void memory_begin(struct kcase *t)
{
	memory = endpoint_buffer(&pair_of(t)->client, VmbChannelSizeofPacket(client_channel(t)));
}

/* The completion routine has freed the packet. */
static void sent_end(struct kcase *t)
{
	struct endpoint *client = &pair_of(t)->client;

	EXPECT_SOON(t, atomic64_read(&client->done) > done_before, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&client->failed), 0);
}

static void external_begin(struct kcase *t)
{
	struct endpoint *client = &pair_of(t)->client;
	u8 *buffer = endpoint_buffer(client, 2 * PAGE_SIZE);

	mdl = buffer ? endpoint_mdl(client, buffer, 2 * PAGE_SIZE) : NULL;
	if (mdl)
		memcpy(pfns, MmGetMdlPfnArray(mdl), sizeof(pfns));
	packet_begin(t);
}

static NTSTATUS send(struct kcase *t)
{
	return VmbPacketSend(packet, &message, sizeof(message), NULL, WAIT);
}

static NTSTATUS send_now(struct kcase *t)
{
	LARGE_INTEGER timeout = { .QuadPart = 0 };

	return VmbChannelSendSynchronousRequest(client_channel(t), &message, sizeof(message),
						NULL, 0, NULL, NULL, &timeout);
}

KCASE_CALL_BETWEEN(VmbPacketAllocate, NULL, packet_end,
		   packet = VmbPacketAllocate(client_channel(t)));
KCASE_CALL_BETWEEN(VmbPacketFree, packet_begin, NULL, VmbPacketFree(packet));
KCASE_CALL_BETWEEN(VmbPacketInitialize, memory_begin, NULL,
		   EXPECT_OK(t, VmbPacketInitialize(client_channel(t), memory,
						    VmbChannelSizeofPacket(client_channel(t)))));
KCASE_CALL_BETWEEN(VmbPacketGetChannel, packet_begin, packet_end,
		   EXPECT_PTR_EQ(t, VmbPacketGetChannel(packet), client_channel(t)));
KCASE_CALL_BETWEEN(VmbPacketGetPointer, packet_begin, packet_end,
		   EXPECT_PTR_EQ(t, VmbPacketGetPointer(packet), &pair_of(t)->client));
KCASE_CALL_BETWEEN(VmbPacketSetPointer, packet_begin, packet_end, VmbPacketSetPointer(packet, t));
KCASE_CALL_BETWEEN(VmbPacketSetCompletionRoutine, packet_begin, packet_end,
		   VmbPacketSetCompletionRoutine(packet, pair_send_done));
KCASE_CALL_BETWEEN(VmbPacketSend, packet_begin, sent_end, EXPECT_OK(t, send(t)));
KCASE_CALL_BETWEEN(VmbPacketSendWithExternalMdl, external_begin, sent_end,
		   EXPECT_OK(t, VmbPacketSendWithExternalMdl(packet, &message, sizeof(message),
							     mdl, 0, 2 * PAGE_SIZE, WAIT)));
KCASE_CALL_BETWEEN(VmbPacketSendWithExternalPfns, external_begin, sent_end,
		   EXPECT_OK(t, VmbPacketSendWithExternalPfns(packet, &message, sizeof(message),
							      pfns, 2, WAIT)));
KCASE_CALL(VmbChannelSendSynchronousRequest, EXPECT_OK(t, send_now(t)));

static VMBPACKETCOMPLETION held;

/* The server has a packet of the client's, with external data. */
static void held_begin(struct kcase *t)
{
	struct pair *p = pair_of(t);

	p->server.packet = pair_hold;
	external_begin(t);
	if (kcase_failed(t))
		return;
	EXPECT_OK(t, VmbPacketSend(packet, &message, sizeof(message), mdl, WAIT));
	EXPECT_SOON(t, atomic_read_acquire(&p->held_count) == 1, WAIT_MS);
	held = p->held[0];
	atomic_set(&p->held_count, 0);
}

static void held_end(struct kcase *t)
{
	VmbChannelPacketComplete(held, NULL, 0);
	sent_end(t);
}

/* The server presents nothing more; the client's packet ends with the channel. */
static void failed_end(struct kcase *t)
{
	struct endpoint *client = &pair_of(t)->client;

	endpoint_disable(client);
	EXPECT_EQ(t, atomic64_read(&client->done), done_before + 1);
	atomic_set(&client->failed, 0);
	endpoint_history_reset(client);
	if (pair_enable(client))
		EXPECT_HISTORY_SOON(client, "OSP");
}

/* Callbacks of the server, which the bus calls at DISPATCH_LEVEL. */
static void defer_once(struct endpoint *e, VMBPACKETCOMPLETION which, void *buffer, u32 size,
		       u32 flags)
{
	if (KeGetCurrentIrql() == DISPATCH_LEVEL)
		VmbChannelPacketDeferToPassive(which);
	else
		VmbChannelPacketComplete(which, buffer, size);
}

static void take_external(struct endpoint *e, VMBPACKETCOMPLETION which, void *buffer, u32 size,
			  u32 flags)
{
	NTSTATUS status;
	PMDL data;

	status = VmbChannelPacketGetExternalData(which, 0, &data);
	if (status == STATUS_PENDING)
		return;
	EXPECT_OK(e->t, status);
	VmbChannelPacketComplete(which, buffer, size);
}

static void defer_begin(struct kcase *t)
{
	pair_of(t)->server.packet = defer_once;
	packet_begin(t);
}

static void take_begin(struct kcase *t)
{
	pair_of(t)->server.packet = take_external;
	external_begin(t);
}

KCASE_CALL_BETWEEN(VmbChannelPacketComplete, held_begin, sent_end,
		   VmbChannelPacketComplete(held, &message, sizeof(message)));
KCASE_CALL_BETWEEN(VmbChannelPacketFail, held_begin, failed_end, VmbChannelPacketFail(held));
KCASE_CALL_BETWEEN(VmbChannelPacketGetClientContext, held_begin, held_end,
		   EXPECT_NULL(t, VmbChannelPacketGetClientContext(held)));
KCASE_CALL_BETWEEN(VmbChannelPacketDeferToPassive, defer_begin, sent_end, EXPECT_OK(t, send(t)));
KCASE_CALL_BETWEEN(VmbChannelPacketGetExternalData, take_begin, sent_end,
		   EXPECT_OK(t, VmbPacketSend(packet, &message, sizeof(message), mdl, WAIT)));
