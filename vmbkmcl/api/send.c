// SPDX-License-Identifier: GPL-2.0-only
/*
 * send.c - the three functions that send a packet, and the checks of their arguments.
 */
#include "../core/external_map.h"
#include "../core/handle.h"
#include "../core/packet.h"
#include "../nt/nt.h"
#include "send.h"

/* Hints of shipping storage drivers: external data goes in one direction only. */
#define FORMAT_FLAG_DATA_IN	0x8u
#define FORMAT_FLAG_DATA_OUT	0x10u

#define SEND_FLAG_WAIT		VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION
#define SEND_FLAGS_KNOWN	(VMBUS_CHANNEL_FORMAT_FLAGS | \
				 FORMAT_FLAG_DATA_IN | \
				 FORMAT_FLAG_DATA_OUT)

NTSTATUS vmbkmcl_send_prepare(struct vmbkmcl_channel *channel,
			      struct vmbkmcl_tx_entry *entry,
			      const void *buffer, u32 size, u32 flags,
			      NTSTATUS bad_flags)
{
	bool pipe = channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE;
	struct vmbkmcl_ring_packet *packet = &entry->packet;
	bool wait = flags & VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION;

	if (size && !buffer)
		return STATUS_INVALID_PARAMETER_2;
	if (size > channel->config.max_packet || (pipe && size > VMBUS_PIPE_MAX))
		return STATUS_INVALID_PARAMETER_3;
	if (flags & ~SEND_FLAGS_KNOWN)
		return bad_flags;
	/* A pipe carries bytes and nothing else. */
	if (pipe && wait)
		return STATUS_NOT_SUPPORTED;

	packet->type = VMBUS_PACKET_IN_BAND;
	packet->flags = wait ? VMBUS_PACKET_COMPLETION_REQUESTED : 0;
	packet->pipe = pipe;
	packet->ranges_size = 0;
	packet->payload = buffer;
	packet->payload_size = size;
	packet->size = vmbkmcl_ring_packet_size(packet);
	entry->external = NULL;
	return STATUS_SUCCESS;
}

/* With both hints, or neither, it may go both ways. */
static enum vmbkmcl_direction send_direction(u32 flags)
{
	switch (flags & (FORMAT_FLAG_DATA_IN | FORMAT_FLAG_DATA_OUT)) {
	case FORMAT_FLAG_DATA_IN:
		return VMBKMCL_FROM_PEER;
	case FORMAT_FLAG_DATA_OUT:
		return VMBKMCL_TO_PEER;
	default:
		return VMBKMCL_BOTH_WAYS;
	}
}

NTSTATUS vmbkmcl_send_external(struct vmbkmcl_channel *channel,
			       struct vmbkmcl_tx_entry *entry,
			       struct vmbkmcl_external *external, int error,
			       u32 flags, NTSTATUS bad_flags)
{
	struct vmbkmcl_ring_packet *packet = &entry->packet;

	/* Only clients send external data, as between partitions. */
	if (packet->pipe || channel->is_server)
		return STATUS_NOT_SUPPORTED;
	/* Only the completion tells when the memory is free again. */
	if (!(packet->flags & VMBUS_PACKET_COMPLETION_REQUESTED))
		return bad_flags;
	if (error == -EMSGSIZE)
		return STATUS_INVALID_BUFFER_SIZE;
	if (error)
		return STATUS_INVALID_PARAMETER_4;

	packet->type = VMBUS_PACKET_GPA_DIRECT;
	packet->ranges_size = external->wire_size;
	packet->size += external->wire_size;
	entry->external = external;
	external->direction = send_direction(flags);
	if (!vmbkmcl_tx_fits(channel, packet->size))
		return STATUS_INVALID_BUFFER_SIZE;
	return STATUS_SUCCESS;
}

/* Take the packet from its owner, with a full barrier. Of two sends one fails. */
static NTSTATUS send_begin(struct vmbkmcl_packet *packet)
{
	if (unlikely(!packet->routine && packet->caller_owned)) {
		vmbkmcl_misuse(packet->channel,
			       "a caller-owned packet was sent without a completion routine");
		return STATUS_INVALID_PARAMETER_1;
	}
	if (atomic_cmpxchg(&packet->state, VMBKMCL_PACKET_IDLE,
			   VMBKMCL_PACKET_SENT) == VMBKMCL_PACKET_IDLE)
		return STATUS_SUCCESS;
	vmbkmcl_misuse(packet->channel,
		       "a packet was sent that is in flight, or free");
	return STATUS_INVALID_PARAMETER_1;
}

/* A packet has room for what the channel's limits were when it was allocated. */
static NTSTATUS send_fill(struct vmbkmcl_packet *packet, PVOID buffer, UINT32 size,
			  UINT32 flags, NTSTATUS bad_flags)
{
	if (unlikely(size > packet->data_size))
		return STATUS_INVALID_PARAMETER_3;
	return vmbkmcl_send_prepare(packet->channel, &packet->entry, buffer, size,
				    flags, bad_flags);
}

static NTSTATUS send_end(struct vmbkmcl_packet *packet, NTSTATUS status)
{
	int error;

	if (likely(status == STATUS_SUCCESS)) {
		error = vmbkmcl_send(packet->channel, &packet->entry,
				     VMBKMCL_TX_QUEUE);
		if (likely(!error))
			return STATUS_SUCCESS;
		status = vmbkmcl_errno_to_status(error);
	}
	/* Release: another thread may send the packet next, see send_begin(). */
	atomic_set_release(&packet->state, VMBKMCL_PACKET_IDLE);
	return status;
}

static NTSTATUS send_mdl(VMBPACKET handle, PVOID buffer, UINT32 size, PMDL mdl,
			 UINT32 offset, UINT32 length, UINT32 flags,
			 NTSTATUS bad_flags, const char *what)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(handle, what);
	struct vmbkmcl_channel *channel;
	NTSTATUS status;
	int error;

	if (unlikely(!packet))
		return STATUS_INVALID_PARAMETER_1;
	channel = packet->channel;
	status = send_begin(packet);
	if (unlikely(status))
		return status;
	status = send_fill(packet, buffer, size, flags, bad_flags);
	if (mdl && !status) {
		error = vmbkmcl_external_mdl(&channel->config,
					     &packet->external, mdl, offset,
					     length,
					     flags & VMBUS_CHANNEL_FORMAT_FLAG_FORCE_MDL_LENGTH);
		status = vmbkmcl_send_external(channel, &packet->entry,
					       &packet->external, error, flags,
					       bad_flags);
	}
	return send_end(packet, status);
}

/*
 * Can it go by tx_plain.c? Most packets are small, inline, and sent with valid arguments.
 * If not, send_mdl() finds out what is different.
 */
static __always_inline bool send_is_plain(const struct vmbkmcl_packet *packet,
					  const void *buffer, u32 size)
{
	return packet && packet->magic == VMBKMCL_PACKET_MAGIC &&
	       packet->routine && buffer && size <= packet->data_size &&
	       size < READ_ONCE(packet->channel->tx.plain_below);
}

static __always_inline bool mdl_is_plain(const struct vmbkmcl_channel *channel,
					 const MDL *mdl)
{
	return !mdl->Next && mdl->MdlFlags & VMBKMCL_MDL_PAGES_KNOWN &&
	       mdl->ByteCount && mdl->ByteOffset < VMBUS_PAGE_SIZE &&
	       mdl->ByteCount <= READ_ONCE(channel->tx.external_max);
}

/* Make it SENT. False: it is not the owner's to send, or another thread sends it. */
static __always_inline bool send_claim(struct vmbkmcl_packet *packet)
{
	return likely(atomic_cmpxchg(&packet->state, VMBKMCL_PACKET_IDLE,
				     VMBKMCL_PACKET_SENT) == VMBKMCL_PACKET_IDLE);
}

static NTSTATUS send_ordinary(struct vmbkmcl_packet *packet, void *buffer, u32 size,
			      MDL *mdl)
{
	return send_mdl(vmbkmcl_packet_handle(packet), buffer, size, mdl, 0, 0, 0,
			STATUS_INVALID_PARAMETER_5, "VmbPacketSend");
}

static NTSTATUS ask_ordinary(struct vmbkmcl_packet *packet, void *buffer, u32 size,
			     MDL *mdl)
{
	return send_mdl(vmbkmcl_packet_handle(packet), buffer, size, mdl, 0, 0,
			SEND_FLAG_WAIT, STATUS_INVALID_PARAMETER_5, "VmbPacketSend");
}

static NTSTATUS ask_mdl_ordinary(struct vmbkmcl_packet *packet, void *buffer, u32 size,
				 MDL *mdl)
{
	return send_mdl(vmbkmcl_packet_handle(packet), buffer, size, mdl, 0, 0,
			SEND_FLAG_WAIT, STATUS_INVALID_PARAMETER_7,
			"VmbPacketSendWithExternalMdl");
}

NTSTATUS VmbPacketSend(VMBPACKET Packet, PVOID Buffer, UINT32 BufferLength,
		       PMDL ExternalDataMdl, UINT32 Flags)
{
	struct vmbkmcl_packet *packet = (struct vmbkmcl_packet *)Packet;

	if (likely(!ExternalDataMdl) && likely(!(Flags & ~SEND_FLAG_WAIT)) &&
	    likely(send_is_plain(packet, Buffer, BufferLength)) && send_claim(packet))
		return Flags ? vmbkmcl_tx_ask_plain(packet, Buffer, BufferLength,
						    ask_ordinary) :
			       vmbkmcl_tx_send_plain(packet, Buffer, BufferLength,
						     send_ordinary);
	return send_mdl(Packet, Buffer, BufferLength, ExternalDataMdl, 0, 0,
			Flags & ~VMBUS_CHANNEL_FORMAT_FLAG_FORCE_MDL_LENGTH,
			STATUS_INVALID_PARAMETER_5, __func__);
}
VMBKMCL_EXPORT(VmbPacketSend);

NTSTATUS VmbPacketSendWithExternalMdl(VMBPACKET Packet, PVOID Buffer,
				      UINT32 BufferLength, PMDL ExternalDataMdl,
				      UINT32 MdlOffset, UINT32 MdlLength,
				      UINT32 Flags)
{
	struct vmbkmcl_packet *packet = (struct vmbkmcl_packet *)Packet;

	if (!ExternalDataMdl)
		return STATUS_INVALID_PARAMETER_4;
	if (likely(!MdlOffset && !MdlLength && Flags == SEND_FLAG_WAIT &&
		   send_is_plain(packet, Buffer, BufferLength)) &&
	    likely(mdl_is_plain(packet->channel, ExternalDataMdl)) && send_claim(packet))
		return vmbkmcl_tx_ask_mdl(packet, Buffer, BufferLength, ExternalDataMdl,
					  ask_mdl_ordinary);
	return send_mdl(Packet, Buffer, BufferLength, ExternalDataMdl,
			MdlOffset, MdlLength, Flags, STATUS_INVALID_PARAMETER_7,
			__func__);
}
VMBKMCL_EXPORT(VmbPacketSendWithExternalMdl);

NTSTATUS VmbPacketSendWithExternalPfns(VMBPACKET Packet, PVOID Buffer,
				       UINT32 BufferLength, PPFN_NUMBER Pfns,
				       UINT32 PfnCount, UINT32 Flags)
{
	struct vmbkmcl_packet *packet = vmbkmcl_packet_get(Packet, __func__);
	struct vmbkmcl_channel *channel;
	NTSTATUS status;
	int error;

	if (!packet)
		return STATUS_INVALID_PARAMETER_1;
	if (!Pfns)
		return STATUS_INVALID_PARAMETER_4;
	if (!PfnCount)
		return STATUS_INVALID_PARAMETER_5;
	channel = packet->channel;
	status = send_begin(packet);
	if (status)
		return status;
	status = send_fill(packet, Buffer, BufferLength, Flags,
			   STATUS_INVALID_PARAMETER_6);
	if (!status) {
		error = vmbkmcl_external_pfns(&channel->config,
					      &packet->external, Pfns, PfnCount);
		/* The packet has room for the limits of when it was allocated. */
		if (!error && PfnCount > packet->max_pfns)
			error = -EMSGSIZE;
		status = vmbkmcl_send_external(channel, &packet->entry,
					       &packet->external, error, Flags,
					       STATUS_INVALID_PARAMETER_6);
	}
	return send_end(packet, status);
}
VMBKMCL_EXPORT(VmbPacketSendWithExternalPfns);
