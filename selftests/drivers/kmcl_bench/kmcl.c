// SPDX-License-Identifier: GPL-2.0-only
/*
 * The work done by calling KMCL.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <wdm.h>
#include <vmbuskernelmodeclientlibapi.h>

#include "bench.h"

#define WAIT	VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION

/**
 * struct kmcl_slot - a packet, ready to be sent
 * @ch: its channel
 * @packet: it
 * @busy: sent, and not completed
 */
struct kmcl_slot {
	struct bench_channel *ch;
	VMBPACKET packet;
	bool busy;
};

/**
 * struct kmcl_channel - a channel
 * @channel: it
 * @up: it may be used, or it never will
 * @failed: the latter
 * @mdl: of the external data
 * @slot: packets, made when first used
 */
struct kmcl_channel {
	VMBCHANNEL channel;
	struct completion up;
	bool failed;
	PMDL mdl;
	struct kmcl_slot slot[BENCH_SLOTS];
};

static DEVICE_OBJECT kmcl_device;

static void kmcl_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
			PVOID buffer, UINT32 size, UINT32 flags)
{
	VmbChannelPacketComplete(packet, NULL, 0);
	bench_received(VmbChannelGetPointer(channel));
}

static void kmcl_post_started(VMBCHANNEL channel)
{
	struct bench_channel *ch = VmbChannelGetPointer(channel);
	struct kmcl_channel *k = ch->priv;

	complete(&k->up);
}

static void kmcl_pnp_failure(VMBCHANNEL channel, NTSTATUS status)
{
	struct bench_channel *ch = VmbChannelGetPointer(channel);
	struct kmcl_channel *k = ch->priv;

	k->failed = true;
	complete(&k->up);
}

static NTSTATUS kmcl_configure(struct bench_channel *ch, VMBCHANNEL channel)
{
	static const u8 type_bytes[16] = KMCLTEST_TYPE_BYTES;
	const u8 instance_bytes[16] = KMCLTEST_INSTANCE_BYTES(ch->index);
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	GUID type, instance;
	NTSTATUS status;

	memcpy(&type, type_bytes, sizeof(type));
	memcpy(&instance, instance_bytes, sizeof(instance));
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
	events.EvtChannelPostStarted = kmcl_post_started;
	VmbChannelSetPointer(channel, ch);

	status = VmbChannelInitSetMaximumPacketSize(channel, 4096);
	if (NT_SUCCESS(status))
		status = VmbChannelInitSetMaximumExternalData(channel,
							      BENCH_EXTERNAL, 1);
	if (NT_SUCCESS(status))
		status = VmbClientChannelInitSetRingBufferPageCount(channel,
				ch->ring_pages, ch->ring_pages);
	if (NT_SUCCESS(status))
		status = VmbChannelInitSetStateChangeCallbacks(channel,
							       &events);
	if (NT_SUCCESS(status))
		status = VmbChannelInitSetProcessPacketCallbacks(channel,
								 kmcl_packet,
								 NULL);
	if (NT_SUCCESS(status))
		status = VmbClientChannelInitSetTargetPnp(channel, &type,
							  &instance,
							  kmcl_pnp_failure);
	return status;
}

static void kmcl_disable(struct bench_channel *ch)
{
	struct kmcl_channel *k = ch->priv;
	u32 i;

	VmbChannelDisable(k->channel);
	for (i = 0; i < BENCH_SLOTS; i++) {
		if (k->slot[i].packet)
			VmbPacketFree(k->slot[i].packet);
		k->slot[i].packet = NULL;
	}
	VmbChannelCleanup(k->channel);
}

static int kmcl_enable(struct bench_channel *ch)
{
	struct kmcl_channel *k = ch->priv;
	NTSTATUS status;

	init_completion(&k->up);
	if (VmbChannelAllocate(&kmcl_device, FALSE, &k->channel))
		return -ENOMEM;
	status = kmcl_configure(ch, k->channel);
	if (NT_SUCCESS(status))
		status = VmbChannelEnable(k->channel);
	if (!NT_SUCCESS(status) ||
	    !wait_for_completion_timeout(&k->up, 20 * HZ) || k->failed) {
		kmcl_disable(ch);
		return -EIO;
	}
	return 0;
}

static void kmcl_unprepare(struct bench_channel *ch)
{
	struct kmcl_channel *k = ch->priv;

	IoFreeMdl(k->mdl);
	kvfree(k);
}

/* All that is the bench's own. */
static int kmcl_prepare(struct bench_channel *ch)
{
	struct kmcl_channel *k = kvzalloc(sizeof(*k), GFP_KERNEL);

	if (!k)
		return -ENOMEM;
	k->mdl = IoAllocateMdl(ch->external, BENCH_EXTERNAL, FALSE, FALSE,
			       NULL);
	if (!k->mdl) {
		kvfree(k);
		return -ENOMEM;
	}
	MmBuildMdlForNonPagedPool(k->mdl);
	ch->priv = k;
	return 0;
}

static void kmcl_close(struct bench_channel *ch)
{
	kmcl_disable(ch);
	kmcl_unprepare(ch);
}

static int kmcl_open(struct bench_channel *ch)
{
	int err = kmcl_prepare(ch);

	if (err)
		return err;
	err = kmcl_enable(ch);
	if (err)
		kmcl_unprepare(ch);
	return err;
}

static void kmcl_routine(VMBPACKET packet, NTSTATUS status, PVOID buffer,
			 UINT32 size)
{
	struct kmcl_slot *slot = VmbPacketGetPointer(packet);
	struct kmcl_channel *k = slot->ch->priv;

	WRITE_ONCE(slot->busy, false);
	if (NT_SUCCESS(status))
		bench_completed(slot->ch, slot - k->slot);
}

/* The packet ends in the ring: no case waits for its completion. */
static void kmcl_routine_sent(VMBPACKET packet, NTSTATUS status, PVOID buffer,
			      UINT32 size)
{
	struct kmcl_slot *slot = VmbPacketGetPointer(packet);

	WRITE_ONCE(slot->busy, false);
}

static struct kmcl_slot *kmcl_slot(struct bench_channel *ch, u32 index)
{
	struct kmcl_channel *k = ch->priv;
	struct kmcl_slot *slot = &k->slot[index];

	if (slot->packet)
		return slot;
	slot->ch = ch;
	slot->packet = VmbPacketAllocate(k->channel);
	if (slot->packet)
		VmbPacketSetPointer(slot->packet, slot);
	return slot->packet ? slot : NULL;
}

static int kmcl_send(struct bench_channel *ch, u32 index, u32 len, bool wait)
{
	struct kmcl_slot *slot = kmcl_slot(ch, index);

	if (!slot)
		return -ENOMEM;
	if (READ_ONCE(slot->busy))
		return -EAGAIN;
	WRITE_ONCE(slot->busy, true);
	VmbPacketSetCompletionRoutine(slot->packet,
				      wait ? kmcl_routine : kmcl_routine_sent);
	return VmbPacketSend(slot->packet, ch->message, len, NULL,
			     wait ? WAIT : 0) ? -EIO : 0;
}

static int kmcl_send_external(struct bench_channel *ch, u32 index, u32 len)
{
	struct kmcl_slot *slot = kmcl_slot(ch, index);
	struct kmcl_channel *k = ch->priv;

	if (!slot)
		return -ENOMEM;
	WRITE_ONCE(slot->busy, true);
	VmbPacketSetCompletionRoutine(slot->packet, kmcl_routine);
	return VmbPacketSendWithExternalMdl(slot->packet, ch->message, len,
					    k->mdl, 0, 0, WAIT) ? -EIO : 0;
}

static int kmcl_request(struct bench_channel *ch, u32 len)
{
	struct kmcl_channel *k = ch->priv;
	u8 reply[64];
	UINT32 size = sizeof(reply);

	return VmbChannelSendSynchronousRequest(k->channel, ch->message, len,
						NULL, WAIT, reply, &size,
						NULL) ? -EIO : 0;
}

static int kmcl_begin(void)
{
	return 0;
}

static void kmcl_end(void)
{
}

static int kmcl_packet_make(struct bench_channel *ch)
{
	return kmcl_slot(ch, 0) ? 0 : -ENOMEM;
}

static u32 kmcl_packet_size(struct bench_channel *ch)
{
	struct kmcl_channel *k = ch->priv;

	return VmbChannelSizeofPacket(k->channel);
}

const struct bench_memory bench_kmcl_memory = {
	.prepare = kmcl_prepare,
	.unprepare = kmcl_unprepare,
	.enable = kmcl_enable,
	.disable = kmcl_disable,
	.packet = kmcl_packet_make,
	.packet_size = kmcl_packet_size,
};

const struct bench_side bench_kmcl = {
	.name = "kmcl",
	.begin = kmcl_begin,
	.end = kmcl_end,
	.open = kmcl_open,
	.close = kmcl_close,
	.send = kmcl_send,
	.send_external = kmcl_send_external,
	.request = kmcl_request,
};
