// SPDX-License-Identifier: GPL-2.0-only
#include "dynmem.h"

static EVT_VMB_CHANNEL_POST_STARTED DynmemEvtPostStarted;
static EVT_VMB_CHANNEL_CLOSED DynmemEvtClosed;
static EVT_VMB_CHANNEL_PROCESS_PACKET DynmemEvtProcessPacket;

/* {525074dc-8985-46e2-8057-a307dc18a502} */
static const GUID DynmemInterfaceType = {
	0x525074dc, 0x8985, 0x46e2,
	{ 0x80, 0x57, 0xa3, 0x07, 0xdc, 0x18, 0xa5, 0x02 }
};

/* Major version above minor, best first. */
static const UINT32 DynmemVersions[] = { 0x00020000, 0x00010000, 0x00000003 };

/* The channel is this device's, and leads to the device below. */
static NTSTATUS
DynmemEvtOpened(
	_In_ VMBCHANNEL Channel
	)
{
	PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)VmbChannelGetPointer(Channel);
	PDEVICE_OBJECT parent, target;

	extension->Kmcl.VmbChannelGetParentDeviceObject(Channel, &parent);
	extension->Kmcl.VmbChannelGetTargetDeviceObject(Channel, &target);
	return parent == extension->Self && target == extension->Lower ?
		STATUS_SUCCESS : STATUS_INVALID_DEVICE_STATE;
}

static NTSTATUS
DynmemChannelConfigure(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	static UNICODE_STRING name = RTL_CONSTANT_STRING(L"DynamicMemory");
	PKMCL_CLIENT_INTERFACE_V2 kmcl = &Extension->Kmcl;
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS callbacks;
	VMBCHANNEL channel = Extension->Channel;
	NTSTATUS status;

	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&callbacks);
	callbacks.EvtChannelOpened = DynmemEvtOpened;
	callbacks.EvtChannelPostStarted = DynmemEvtPostStarted;
	callbacks.EvtChannelClosed = DynmemEvtClosed;

	/* Pages are allocated while a packet is processed. */
	kmcl->VmbChannelSetIncomingProcessingAtPassive(channel, TRUE);
	kmcl->VmbChannelSetPointer(channel, Extension);
	status = kmcl->VmbClientChannelInitSetTargetPnp(channel, &DynmemInterfaceType,
							NULL, NULL);
	if (NT_SUCCESS(status))
		status = kmcl->VmbChannelInitSetMaximumPacketSize(channel,
						DYNMEM_MAXIMUM_PACKET_SIZE);
	if (NT_SUCCESS(status))
		status = kmcl->VmbClientChannelInitSetRingBufferPageCount(channel,
						DYNMEM_RING_PAGES, DYNMEM_RING_PAGES);
	if (NT_SUCCESS(status))
		status = kmcl->VmbChannelInitSetProcessPacketCallbacks(channel,
						DynmemEvtProcessPacket, NULL);
	if (NT_SUCCESS(status))
		status = kmcl->VmbChannelInitSetStateChangeCallbacks(channel, &callbacks);
	if (NT_SUCCESS(status))
		status = kmcl->VmbChannelInitSetFriendlyName(channel, &name);
	return status;
}

NTSTATUS
DynmemChannelCreate(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	NTSTATUS status;

	status = Extension->Kmcl.VmbChannelAllocate(Extension->Self, FALSE,
						    &Extension->Channel);
	if (!NT_SUCCESS(status)) {
		Extension->Channel = NULL;
		return status;
	}
	status = DynmemChannelConfigure(Extension);
	if (!NT_SUCCESS(status))
		DynmemChannelDelete(Extension);
	return status;
}

VOID
DynmemChannelDelete(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	Extension->Kmcl.VmbChannelCleanup(Extension->Channel);
	Extension->Channel = NULL;
}

UINT32
DynmemNextTransaction(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	return (UINT32)InterlockedIncrement(&Extension->TransactionId);
}

VOID
DynmemSend(
	_In_ PDEVICE_EXTENSION Extension,
	_Inout_ DM_HEADER *Message,
	_In_ UINT16 Type,
	_In_ UINT16 Size,
	_In_ UINT32 TransactionId
	)
{
	VMBPACKET packet = Extension->Kmcl.VmbPacketAllocate(Extension->Channel);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

	Message->Type = Type;
	Message->Size = Size;
	Message->TransactionId = TransactionId;
	if (packet != NULL) {
		/* By default a packet frees itself when it has been sent. */
		status = Extension->Kmcl.VmbPacketSend(packet, Message, Size, NULL, 0);
		if (!NT_SUCCESS(status))
			Extension->Kmcl.VmbPacketFree(packet);
	}
	if (!NT_SUCCESS(status))
		Extension->Statistics.SendFailures++;
}

static VOID
DynmemSendVersion(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	DM_VERSION_REQUEST request;

	RtlZeroMemory(&request, sizeof(request));
	request.Version = DynmemVersions[Extension->VersionIndex];
	request.IsLastAttempt =
		Extension->VersionIndex + 1 == RTL_NUMBER_OF(DynmemVersions);
	DynmemSend(Extension, &request.Header, DM_MESSAGE_VERSION_REQUEST,
		   sizeof(request), DynmemNextTransaction(Extension));
}

static VOID
DynmemSendCapabilities(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	DM_CAPABILITIES capabilities;

	RtlZeroMemory(&capabilities, sizeof(capabilities));
	capabilities.Capabilities = DM_CAPABILITY_BALLOON;
	capabilities.MaximumPageNumber = (UINT64)-1;
	DynmemSend(Extension, &capabilities.Header, DM_MESSAGE_CAPABILITIES_REPORT,
		   sizeof(capabilities), DynmemNextTransaction(Extension));
}

static VOID
DynmemEvtPostStarted(
	_In_ VMBCHANNEL Channel
	)
{
	PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)VmbChannelGetPointer(Channel);

	extension->VersionIndex = 0;
	DynmemSendVersion(extension);
}

/* What the host has is this machine's again once the channel is closed. */
static VOID
DynmemEvtClosed(
	_In_ VMBCHANNEL Channel
	)
{
	PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)VmbChannelGetPointer(Channel);

	extension->Statistics.Connected = FALSE;
	DynmemReporterStop(extension);
	DynmemBalloonEmpty(extension);
}

static VOID
DynmemVersionResponse(
	_In_ PDEVICE_EXTENSION Extension,
	_In_ const DM_ACCEPTANCE *Response
	)
{
	if (Response->Flags & DM_ACCEPTED) {
		Extension->Statistics.Version = DynmemVersions[Extension->VersionIndex];
		DynmemSendCapabilities(Extension);
	} else if (Extension->VersionIndex + 1 < RTL_NUMBER_OF(DynmemVersions)) {
		Extension->VersionIndex++;
		DynmemSendVersion(Extension);
	} else {
		DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL,
			   "dynmem: the host speaks no version of ours\n");
	}
}

static VOID
DynmemCapabilitiesResponse(
	_In_ PDEVICE_EXTENSION Extension,
	_In_ const DM_ACCEPTANCE *Response
	)
{
	NTSTATUS status = STATUS_NOT_SUPPORTED;

	if (Response->Flags & DM_ACCEPTED)
		status = Response->Flags & DM_SUPPRESS_REPORTS ?
			 STATUS_SUCCESS : DynmemReporterStart(Extension);
	Extension->Statistics.Connected = NT_SUCCESS(status);
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_TRACE_LEVEL,
		   "dynmem: version %u.%u, status 0x%08lx\n",
		   Extension->Statistics.Version >> 16,
		   Extension->Statistics.Version & 0xffff, status);
}

static VOID
DynmemHotAddRequest(
	_In_ PDEVICE_EXTENSION Extension,
	_In_ const DM_HEADER *Request
	)
{
	DM_HOT_ADD_RESPONSE response;

	/* Not among the capabilities: nothing is added. */
	RtlZeroMemory(&response, sizeof(response));
	DynmemSend(Extension, &response.Header, DM_MESSAGE_HOT_ADD_RESPONSE,
		   sizeof(response), Request->TransactionId);
}

/* Whether a message that must have Least bytes has them. */
static BOOLEAN
DynmemLongEnough(
	_In_ PDEVICE_EXTENSION Extension,
	_In_ UINT32 Length,
	_In_ SIZE_T Least
	)
{
	if (Length >= Least)
		return TRUE;
	Extension->Statistics.Malformed++;
	return FALSE;
}

static VOID
DynmemProcess(
	_In_ PDEVICE_EXTENSION Extension,
	_In_ PVOID Message,
	_In_ UINT32 Length
	)
{
	const DM_HEADER *header = (const DM_HEADER *)Message;

	if (!DynmemLongEnough(Extension, Length, sizeof(*header)))
		return;
	switch (header->Type) {
	case DM_MESSAGE_VERSION_RESPONSE:
		if (DynmemLongEnough(Extension, Length, sizeof(DM_ACCEPTANCE)))
			DynmemVersionResponse(Extension, (const DM_ACCEPTANCE *)Message);
		break;
	case DM_MESSAGE_CAPABILITIES_RESPONSE:
		if (DynmemLongEnough(Extension, Length, sizeof(DM_ACCEPTANCE)))
			DynmemCapabilitiesResponse(Extension,
						   (const DM_ACCEPTANCE *)Message);
		break;
	case DM_MESSAGE_BALLOON_REQUEST:
		if (DynmemLongEnough(Extension, Length, sizeof(DM_BALLOON_REQUEST)))
			DynmemInflate(Extension, (const DM_BALLOON_REQUEST *)Message);
		break;
	case DM_MESSAGE_UNBALLOON_REQUEST:
		if (DynmemLongEnough(Extension, Length, sizeof(DM_UNBALLOON_REQUEST)))
			DynmemDeflate(Extension, (const DM_UNBALLOON_REQUEST *)Message,
				      Length);
		break;
	case DM_MESSAGE_HOT_ADD_REQUEST:
		DynmemHotAddRequest(Extension, header);
		break;
	case DM_MESSAGE_INFO:
		break;
	default:
		Extension->Statistics.Malformed++;
		break;
	}
}

static VOID
DynmemEvtProcessPacket(
	_In_ VMBCHANNEL Channel,
	_In_ VMBPACKETCOMPLETION Packet,
	_In_reads_bytes_(BufferLength) PVOID Buffer,
	_In_ UINT32 BufferLength,
	_In_ UINT32 Flags
	)
{
	PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)VmbChannelGetPointer(Channel);

	UNREFERENCED_PARAMETER(Flags);

	DynmemProcess(extension, Buffer, BufferLength);
	extension->Kmcl.VmbChannelPacketComplete(Packet, NULL, 0);
}
