// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    channel.c

Abstract:

    The channel to the host: set up, brought up, taken down.

Environment:

    Kernel mode

--*/
#include "courier.h"

EVT_VMB_CHANNEL_OPENED CourierChannelOpened;
EVT_VMB_CHANNEL_CLOSED CourierChannelClosed;
EVT_VMB_CHANNEL_SUSPEND CourierChannelSuspend;
EVT_VMB_CHANNEL_POST_STARTED CourierChannelPostStarted;
EVT_VMB_CHANNEL_PNP_FAILURE CourierChannelPnpFailure;

static const GUID CourierInterfaceType = {
	0x9c2f3a54, 0x6d1e, 0x4b0b,
	{ 0x8a, 0x57, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x31 }
};

/* May the caller send? If so, the channel stays up until CourierSendEnd(). */
BOOLEAN CourierSendBegin(_In_ PDEVICE_CONTEXT Context)
{
	return ExAcquireRundownProtection(&Context->SendRundown);
}

VOID CourierSendEnd(_In_ PDEVICE_CONTEXT Context)
{
	ExReleaseRundownProtection(&Context->SendRundown);
}

/* Send a message and wait for an answer of exactly ReplySize bytes. */
NTSTATUS CourierSynchronous(_In_ PDEVICE_CONTEXT Context, _In_ PVOID Message,
			    _In_ UINT32 MessageSize, _Out_ PVOID Reply,
			    _In_ UINT32 ReplySize)
{
	LARGE_INTEGER timeout;
	UINT32 size = ReplySize;
	NTSTATUS status;

	NT_ASSERT(ReplySize % 8 == 0);
	timeout.QuadPart = -10LL * 1000 * 1000 * COURIER_REQUEST_SECONDS;

	InterlockedIncrement64(&Context->Counters.Sent);
	status = Kmcl.VmbChannelSendSynchronousRequest(
		Context->Channel, Message, MessageSize, NULL,
		VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION,
		Reply, &size, &timeout);
	if (!NT_SUCCESS(status))
		return status;

	InterlockedIncrement64(&Context->Counters.Completed);
	if (size != ReplySize)
		return STATUS_DEVICE_PROTOCOL_ERROR;
	return STATUS_SUCCESS;
}

NTSTATUS CourierChannelOpened(_In_ VMBCHANNEL Channel)
{
	PDEVICE_CONTEXT context = Kmcl.VmbChannelGetPointer(Channel);

	PAGED_CODE();

	Kmcl.VmbChannelGetInterfaceInstance(Channel, &context->Instance);

	return CourierWindowOpen(context);
}

/* The incoming queue runs: agree with the host, then let requests through. */
VOID CourierChannelPostStarted(_In_ VMBCHANNEL Channel)
{
	PDEVICE_CONTEXT context = Kmcl.VmbChannelGetPointer(Channel);
	struct kmcltest_hdr message = { KMCLTEST_INFO, 0 };
	NTSTATUS status;

	PAGED_CODE();

	status = CourierSynchronous(context, &message, sizeof(message),
				    &context->HostInfo,
				    sizeof(context->HostInfo));
	if (!NT_SUCCESS(status) ||
	    context->HostInfo.version != KMCLTEST_VERSION) {
		TraceError("host says version %u, 0x%08lx",
			   context->HostInfo.version, status);
		return;
	}

	InterlockedIncrement(&context->Counters.Connections);
	ExReInitializeRundownProtection(&context->SendRundown);
	KeSetEvent(&context->Connected, IO_NO_INCREMENT, FALSE);
	WdfWorkItemEnqueue(context->DescribeWorkItem);
	TraceInfo("device %u is connected to host device %u, features 0x%x",
		  context->Number, context->HostInfo.index,
		  context->HostInfo.features);
}

VOID CourierChannelSuspend(_In_ VMBCHANNEL Channel)
{
	PDEVICE_CONTEXT context = Kmcl.VmbChannelGetPointer(Channel);

	PAGED_CODE();

	KeClearEvent(&context->Connected);
	ExWaitForRundownProtectionRelease(&context->SendRundown);
	KeCancelTimer(&context->HeldTimer);
	CourierHeldComplete(context);
}

VOID CourierChannelClosed(_In_ VMBCHANNEL Channel)
{
	PDEVICE_CONTEXT context = Kmcl.VmbChannelGetPointer(Channel);

	PAGED_CODE();
	CourierWindowClose(context);
}

VOID CourierChannelPnpFailure(_In_ VMBCHANNEL Channel, _In_ NTSTATUS Status)
{
	PDEVICE_CONTEXT context = Kmcl.VmbChannelGetPointer(Channel);

	TraceError("device %u does not connect, 0x%08lx", context->Number,
		   Status);
	WdfDeviceSetFailed(context->Device, WdfDeviceFailedNoRestart);
}

static NTSTATUS CourierChannelConfigure(_In_ PDEVICE_CONTEXT Context)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS callbacks;
	VMBCHANNEL channel = Context->Channel;
	DECLARE_CONST_UNICODE_STRING(name, L"courier");
	NTSTATUS status;

	Kmcl.VmbChannelSetPointer(channel, Context);

	status = Kmcl.VmbChannelInitSetMaximumPacketSize(
		channel, COURIER_MAX_MESSAGE + sizeof(struct kmcltest_data));
	if (!NT_SUCCESS(status))
		return status;

	status = Kmcl.VmbChannelInitSetMaximumExternalData(
		channel, COURIER_WINDOW_BYTES, 1);
	if (!NT_SUCCESS(status))
		return status;

	status = Kmcl.VmbClientChannelInitSetRingBufferPageCount(
		channel, COURIER_RING_PAGES, COURIER_RING_PAGES);
	if (!NT_SUCCESS(status))
		return status;

	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&callbacks);
	callbacks.EvtChannelOpened = CourierChannelOpened;
	callbacks.EvtChannelClosed = CourierChannelClosed;
	callbacks.EvtChannelSuspend = CourierChannelSuspend;
	callbacks.EvtChannelPostStarted = CourierChannelPostStarted;
	status = Kmcl.VmbChannelInitSetStateChangeCallbacks(
		channel, &callbacks);
	if (!NT_SUCCESS(status))
		return status;

	status = Kmcl.VmbChannelInitSetProcessPacketCallbacks(
		channel, CourierProcessPacket, CourierProcessingComplete);
	if (!NT_SUCCESS(status))
		return status;

	status = Kmcl.VmbClientChannelInitSetTargetPnp(
		channel, &CourierInterfaceType, NULL, CourierChannelPnpFailure);
	if (!NT_SUCCESS(status))
		return status;

	return Kmcl.VmbChannelInitSetFriendlyName(channel, &name);
}

/* A packet in memory of our own, so that a heartbeat never needs any. */
static NTSTATUS CourierHeartbeatPacketCreate(_In_ PDEVICE_CONTEXT Context)
{
	UINT32 size = Kmcl.VmbChannelSizeofPacket(Context->Channel);

	Context->HeartbeatMemory = ExAllocatePool2(POOL_FLAG_NON_PAGED, size,
						   COURIER_POOL_TAG);
	if (!Context->HeartbeatMemory)
		return STATUS_INSUFFICIENT_RESOURCES;

	Context->HeartbeatPacket = (VMBPACKET)Context->HeartbeatMemory;
	return Kmcl.VmbPacketInitialize(
		Context->Channel, Context->HeartbeatPacket, size);
}

NTSTATUS CourierChannelCreate(_In_ PDEVICE_CONTEXT Context)
{
	NTSTATUS status;

	PAGED_CODE();

	status = Kmcl.VmbChannelAllocate(
		WdfDeviceWdmGetDeviceObject(Context->Device), FALSE,
		&Context->Channel);
	if (!NT_SUCCESS(status)) {
		TraceError("VmbChannelAllocate failed, 0x%08lx", status);
		return status;
	}

	status = CourierChannelConfigure(Context);
	if (NT_SUCCESS(status))
		status = CourierHeartbeatPacketCreate(Context);
	if (!NT_SUCCESS(status))
		CourierChannelDestroy(Context);
	return status;
}

VOID CourierChannelDestroy(_In_ PDEVICE_CONTEXT Context)
{
	if (Context->HeartbeatMemory) {
		ExFreePoolWithTag(Context->HeartbeatMemory, COURIER_POOL_TAG);
		Context->HeartbeatMemory = NULL;
	}
	if (Context->Channel) {
		Kmcl.VmbChannelCleanup(Context->Channel);
		Context->Channel = NULL;
	}
}
