// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet.c - outgoing packets, before and after they are sent.
 */
#include "../core/handle.h"
#include "../core/packet.h"

VMBPACKET VmbPacketAllocate(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	struct vmbkmcl_packet *packet;

	if (!channel)
		return NULL;
	packet = vmbkmcl_packet_alloc(channel);
	return packet ? vmbkmcl_packet_handle(packet) : NULL;
}
VMBKMCL_EXPORT(VmbPacketAllocate);

VOID VmbPacketFree(VMBPACKET Packet)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	if (!packet)
		return;
	if (packet->caller_owned) {
		vmbkmcl_misuse(packet->channel,
			       "%s: the packet's memory is the caller's own",
			       __func__);
		return;
	}
	if (!vmbkmcl_packet_free(packet))
		vmbkmcl_misuse(packet->channel,
			       "%s: the packet is in flight, or free already",
			       __func__);
}
VMBKMCL_EXPORT(VmbPacketFree);

UINT32 VmbChannelSizeofPacket(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	return channel ? vmbkmcl_packet_size(vmbkmcl_packet_room_of(&channel->config)) : 0;
}
VMBKMCL_EXPORT(VmbChannelSizeofPacket);

NTSTATUS VmbPacketInitialize(VMBCHANNEL Channel, VMBPACKET Packet,
			     UINT32 BufferSize)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	struct vmbkmcl_packet *packet = (struct vmbkmcl_packet *)Packet;
	struct vmbkmcl_packet_room room;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!packet || !IS_ALIGNED((unsigned long)packet, 8))
		return STATUS_INVALID_PARAMETER_2;
	/* Once: see vmbkmcl_packet_alloc(). */
	room = vmbkmcl_packet_room_of(&channel->config);
	if (BufferSize < vmbkmcl_packet_size(room))
		return STATUS_INVALID_PARAMETER_3;
	vmbkmcl_packet_init(packet, channel, room, NULL);
	packet->caller_owned = true;
	vmbkmcl_tx_expect(channel, READ_ONCE(channel->tx.inflight.count) + 1);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbPacketInitialize);

VMBCHANNEL VmbPacketGetChannel(VMBPACKET Packet)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	return packet ? vmbkmcl_channel_handle(packet->channel) : NULL;
}
VMBKMCL_EXPORT(VmbPacketGetChannel);

PVOID VmbPacketGetPointer(VMBPACKET Packet)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	return packet ? packet->pointer : NULL;
}
VMBKMCL_EXPORT(VmbPacketGetPointer);

VOID VmbPacketSetPointer(VMBPACKET Packet, PVOID Pointer)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	if (packet)
		packet->pointer = Pointer;
}
VMBKMCL_EXPORT(VmbPacketSetPointer);

VOID VmbPacketSetCompletionRoutine(VMBPACKET Packet,
				   PFN_VMB_PACKET_COMPLETION_ROUTINE Routine)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);

	if (!packet)
		return;
	if (atomic_read(&packet->state) != VMBKMCL_PACKET_IDLE) {
		vmbkmcl_misuse(packet->channel, "%s: the packet is in flight",
			       __func__);
		return;
	}
	packet->routine = Routine;
}
VMBKMCL_EXPORT(VmbPacketSetCompletionRoutine);
