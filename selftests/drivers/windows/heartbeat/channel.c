// SPDX-License-Identifier: GPL-2.0-only
#include "heartbeat.h"

static EVT_VMB_CHANNEL_OPENED HeartbeatEvtChannelOpened;
static EVT_VMB_CHANNEL_CLOSED HeartbeatEvtChannelClosed;
static EVT_VMB_CHANNEL_PROCESS_PACKET HeartbeatEvtProcessPacket;

/* {57164f39-9115-4e78-ab55-382f3bd5422d} */
static const GUID HeartbeatInterfaceType = {
	0x57164f39, 0x9115, 0x4e78,
	{ 0xab, 0x55, 0x38, 0x2f, 0x3b, 0xd5, 0x42, 0x2d }
};

/* What this driver speaks, best first. */
static const IC_VERSION HeartbeatVersions[] = { { 3, 0 }, { 1, 0 } };

static NTSTATUS
HeartbeatChannelConfigure(
	_In_ PDEVICE_CONTEXT Context
	)
{
	DECLARE_CONST_UNICODE_STRING(name, L"Heartbeat");
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS callbacks;
	PKMCL_CLIENT_INTERFACE_V1 kmcl = &Context->Kmcl;
	VMBCHANNEL channel = Context->Channel;
	NTSTATUS status;

	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&callbacks);
	callbacks.EvtChannelOpened = HeartbeatEvtChannelOpened;
	callbacks.EvtChannelClosed = HeartbeatEvtChannelClosed;

	kmcl->VmbChannelSetPointer(channel, Context);
	status = kmcl->VmbChannelInitSetMaximumPacketSize(channel,
					HEARTBEAT_MAXIMUM_PACKET_SIZE);
	if (NT_SUCCESS(status))
		status = kmcl->VmbClientChannelInitSetRingBufferPageCount(channel,
					HEARTBEAT_RING_PAGES, HEARTBEAT_RING_PAGES);
	if (NT_SUCCESS(status))
		status = kmcl->VmbChannelInitSetStateChangeCallbacks(channel, &callbacks);
	if (NT_SUCCESS(status))
		status = kmcl->VmbChannelInitSetProcessPacketCallbacks(channel,
					HeartbeatEvtProcessPacket, NULL);
	if (NT_SUCCESS(status))
		status = kmcl->VmbChannelInitSetFlags(channel,
					VMBUS_CHANNEL_INIT_FLAG_IS_PIPE);
	if (NT_SUCCESS(status))
		status = kmcl->VmbClientChannelInitSetTargetPnp(channel,
					&HeartbeatInterfaceType, NULL, NULL);
	if (NT_SUCCESS(status))
		status = kmcl->VmbChannelInitSetFriendlyName(channel, &name);
	return status;
}

NTSTATUS
HeartbeatChannelCreate(
	_In_ PDEVICE_CONTEXT Context
	)
{
	NTSTATUS status;

	status = Context->Kmcl.VmbChannelAllocate(
			WdfDeviceWdmGetDeviceObject(Context->Device), FALSE,
			&Context->Channel);
	if (!NT_SUCCESS(status)) {
		Context->Channel = NULL;
		return status;
	}
	status = HeartbeatChannelConfigure(Context);
	if (!NT_SUCCESS(status))
		HeartbeatChannelDelete(Context);
	return status;
}

VOID
HeartbeatChannelDelete(
	_In_ PDEVICE_CONTEXT Context
	)
{
	if (Context->Channel != NULL)
		Context->Kmcl.VmbChannelCleanup(Context->Channel);
	Context->Channel = NULL;
}

static NTSTATUS
HeartbeatEvtChannelOpened(
	_In_ VMBCHANNEL Channel
	)
{
	PDEVICE_CONTEXT context = VmbChannelGetPointer(Channel);

	context->Statistics.Open = TRUE;
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_TRACE_LEVEL, "heartbeat: opened\n");
	return STATUS_SUCCESS;
}

static VOID
HeartbeatEvtChannelClosed(
	_In_ VMBCHANNEL Channel
	)
{
	PDEVICE_CONTEXT context = VmbChannelGetPointer(Channel);

	context->Statistics.Open = FALSE;
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_TRACE_LEVEL,
		   "heartbeat: closed after %llu beats\n", context->Statistics.Beats);
}

/* Turn a message into its answer and send it; KMCL copies it. */
static VOID
HeartbeatSendAnswer(
	_In_ PDEVICE_CONTEXT Context,
	_Inout_ IC_HEADER *Message,
	_In_ UINT32 Length
	)
{
	VMBPACKET packet = Context->Kmcl.VmbPacketAllocate(Context->Channel);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

	Message->MessageSize = (UINT16)(Length - sizeof(*Message));
	Message->Flags = IC_FLAG_TRANSACTION | IC_FLAG_RESPONSE;
	if (packet != NULL) {
		/* By default a packet frees itself when it has been sent. */
		status = Context->Kmcl.VmbPacketSend(packet, Message, Length, NULL, 0);
		if (!NT_SUCCESS(status))
			Context->Kmcl.VmbPacketFree(packet);
	}
	if (!NT_SUCCESS(status))
		Context->Statistics.SendFailures++;
}

static BOOLEAN
HeartbeatVersionOffered(
	_In_ const IC_VERSION *Offered,
	_In_ UINT32 Count,
	_In_ IC_VERSION Wanted
	)
{
	UINT32 i;

	for (i = 0; i < Count; i++)
		if (Offered[i].Major == Wanted.Major && Offered[i].Minor == Wanted.Minor)
			return TRUE;
	return FALSE;
}

static BOOLEAN
HeartbeatChooseVersion(
	_In_ const IC_VERSION *Offered,
	_In_ UINT32 Count,
	_Out_ IC_VERSION *Chosen
	)
{
	UINT32 i;

	for (i = 0; i < RTL_NUMBER_OF(HeartbeatVersions); i++) {
		if (HeartbeatVersionOffered(Offered, Count, HeartbeatVersions[i])) {
			*Chosen = HeartbeatVersions[i];
			return TRUE;
		}
	}
	return FALSE;
}

static VOID
HeartbeatNegotiate(
	_In_ PDEVICE_CONTEXT Context,
	_In_ const IC_NEGOTIATE *Message,
	_In_ UINT32 Length
	)
{
	const IC_VERSION *versions = (const IC_VERSION *)(Message + 1);
	IC_NEGOTIATE_ANSWER answer;
	UINT32 available, frames, messages;
	BOOLEAN agreed;

	if (Length < sizeof(*Message)) {
		Context->Statistics.Malformed++;
		return;
	}
	available = (Length - sizeof(*Message)) / sizeof(IC_VERSION);
	frames = Message->FrameVersionCount;
	messages = Message->MessageVersionCount;
	if (frames + messages > available) {
		Context->Statistics.Malformed++;
		return;
	}

	RtlZeroMemory(&answer, sizeof(answer));
	answer.Negotiate.Header = Message->Header;
	agreed = HeartbeatChooseVersion(versions, frames, &answer.FrameVersion) &&
		 HeartbeatChooseVersion(versions + frames, messages,
					&answer.MessageVersion);
	/* No version in common is answered with none. */
	answer.Negotiate.FrameVersionCount = agreed;
	answer.Negotiate.MessageVersionCount = agreed;
	if (agreed) {
		Context->Statistics.VersionMajor = answer.MessageVersion.Major;
		Context->Statistics.VersionMinor = answer.MessageVersion.Minor;
	}
	HeartbeatSendAnswer(Context, &answer.Negotiate.Header, sizeof(answer));
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_TRACE_LEVEL,
		   "heartbeat: version %u.%u\n", Context->Statistics.VersionMajor,
		   Context->Statistics.VersionMinor);
}

static VOID
HeartbeatBeat(
	_In_ PDEVICE_CONTEXT Context,
	_In_ const IC_HEARTBEAT *Message,
	_In_ UINT32 Length
	)
{
	IC_HEARTBEAT answer;

	/* The first versions have no more than the number. */
	if (Length < RTL_SIZEOF_THROUGH_FIELD(IC_HEARTBEAT, Sequence)) {
		Context->Statistics.Malformed++;
		return;
	}
	if (Length > sizeof(answer))
		Length = sizeof(answer);
	RtlCopyMemory(&answer, Message, Length);
	Context->Statistics.Beats++;
	Context->Statistics.LastSequence = answer.Sequence;
	answer.Sequence++;
	HeartbeatSendAnswer(Context, &answer.Header, Length);
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_INFO_LEVEL,
		   "heartbeat: beat %llu\n", Context->Statistics.LastSequence);
}

static VOID
HeartbeatEvtProcessPacket(
	_In_ VMBCHANNEL Channel,
	_In_ VMBPACKETCOMPLETION Packet,
	_In_reads_bytes_(BufferLength) PVOID Buffer,
	_In_ UINT32 BufferLength,
	_In_ UINT32 Flags
	)
{
	PDEVICE_CONTEXT context = VmbChannelGetPointer(Channel);
	const IC_HEADER *header = Buffer;

	UNREFERENCED_PARAMETER(Flags);

	if (BufferLength < sizeof(*header)) {
		context->Statistics.Malformed++;
	} else {
		switch (header->MessageType) {
		case IC_MESSAGE_NEGOTIATE:
			HeartbeatNegotiate(context, Buffer, BufferLength);
			break;
		case IC_MESSAGE_HEARTBEAT:
			HeartbeatBeat(context, Buffer, BufferLength);
			break;
		default:
			context->Statistics.Malformed++;
			break;
		}
	}
	context->Kmcl.VmbChannelPacketComplete(Packet, NULL, 0);
}
