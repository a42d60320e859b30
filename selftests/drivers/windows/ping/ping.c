// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A KMDF client of KMCL in one file, to begin a driver with. When its channel has
 * opened it sends "ping" and prints what comes back.
 *
 * The second half is its peer, so that it talks where no host offers such a device: a
 * server on the loopback bus, which answers "pong". A driver for a device of a host's
 * has the first half only, and that device's GUID, here and in glue.c.
 */
#include <ntddk.h>
#include <wdf.h>
#include <vmbuskernelmodeclientlibapi.h>

#define PING_MAXIMUM_PACKET_SIZE	4096
#define PING_RING_PAGES			4
#define PING_TIMEOUT_SECONDS		30

typedef struct _DEVICE_CONTEXT {
	VMBCHANNEL Channel;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD PingEvtDeviceAdd;
EVT_WDF_DRIVER_UNLOAD PingEvtDriverUnload;
EVT_WDF_DEVICE_PREPARE_HARDWARE PingEvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE PingEvtReleaseHardware;
EVT_WDF_DEVICE_D0_ENTRY PingEvtD0Entry;
EVT_WDF_DEVICE_D0_EXIT PingEvtD0Exit;
EVT_VMB_CHANNEL_POST_STARTED PingEvtChannelPostStarted;
EVT_VMB_CHANNEL_PROCESS_PACKET PingEvtProcessPacket;
EVT_VMB_CHANNEL_PROCESS_PACKET PongEvtProcessPacket;

static const GUID PingInterfaceType = {
	0x14b9d983, 0xfb12, 0x4977,
	{ 0x9b, 0x19, 0x6d, 0xf4, 0xc9, 0xb2, 0xcc, 0x43 }
};

static const GUID PingInterfaceInstance = {
	0x69e67de2, 0x3dea, 0x42f3,
	{ 0x88, 0x0d, 0xda, 0x43, 0x91, 0x39, 0xfb, 0x0e }
};

static VMBCHANNEL PongChannel;

/* The channel has opened, and its packets are being processed. */
VOID
PingEvtChannelPostStarted(
	_In_ VMBCHANNEL Channel
	)
{
	CHAR message[8] = "ping";
	CHAR answer[8] = "";
	UINT32 length = sizeof(answer);
	LARGE_INTEGER timeout;
	NTSTATUS status;

	timeout.QuadPart = -10LL * 1000 * 1000 * PING_TIMEOUT_SECONDS;
	status = VmbChannelSendSynchronousRequest(Channel, message, sizeof(message), NULL,
					VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION,
					answer, &length, &timeout);
	answer[sizeof(answer) - 1] = '\0';
	DbgPrint("ping: asked \"%s\", status 0x%08lx, answer \"%s\"\n", message, status,
		 answer);
}

/* What the peer sends unasked. */
VOID
PingEvtProcessPacket(
	_In_ VMBCHANNEL Channel,
	_In_ VMBPACKETCOMPLETION Packet,
	_In_reads_bytes_(BufferLength) PVOID Buffer,
	_In_ UINT32 BufferLength,
	_In_ UINT32 Flags
	)
{
	UNREFERENCED_PARAMETER(Channel);
	UNREFERENCED_PARAMETER(Buffer);
	UNREFERENCED_PARAMETER(Flags);

	DbgPrint("ping: %u bytes from the peer\n", BufferLength);
	VmbChannelPacketComplete(Packet, NULL, 0);
}

static NTSTATUS
PingConfigure(
	_In_ VMBCHANNEL Channel
	)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS callbacks;
	DECLARE_CONST_UNICODE_STRING(name, L"ping");
	NTSTATUS status;

	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&callbacks);
	callbacks.EvtChannelPostStarted = PingEvtChannelPostStarted;

	status = VmbChannelInitSetMaximumPacketSize(Channel, PING_MAXIMUM_PACKET_SIZE);
	if (NT_SUCCESS(status))
		status = VmbClientChannelInitSetRingBufferPageCount(Channel,
						PING_RING_PAGES, PING_RING_PAGES);
	if (NT_SUCCESS(status))
		status = VmbChannelInitSetStateChangeCallbacks(Channel, &callbacks);
	if (NT_SUCCESS(status))
		status = VmbChannelInitSetProcessPacketCallbacks(Channel,
						PingEvtProcessPacket, NULL);
	if (NT_SUCCESS(status))
		status = VmbClientChannelInitSetTargetPnp(Channel, &PingInterfaceType,
						NULL, NULL);
	if (NT_SUCCESS(status))
		status = VmbChannelInitSetFriendlyName(Channel, &name);
	return status;
}

NTSTATUS
PingEvtPrepareHardware(
	_In_ WDFDEVICE Device,
	_In_ WDFCMRESLIST ResourcesRaw,
	_In_ WDFCMRESLIST ResourcesTranslated
	)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);
	NTSTATUS status;

	UNREFERENCED_PARAMETER(ResourcesRaw);
	UNREFERENCED_PARAMETER(ResourcesTranslated);

	status = VmbChannelAllocate(WdfDeviceWdmGetDeviceObject(Device), FALSE,
				    &context->Channel);
	if (!NT_SUCCESS(status))
		return status;
	status = PingConfigure(context->Channel);
	if (!NT_SUCCESS(status)) {
		VmbChannelCleanup(context->Channel);
		context->Channel = NULL;
	}
	return status;
}

NTSTATUS
PingEvtReleaseHardware(
	_In_ WDFDEVICE Device,
	_In_ WDFCMRESLIST ResourcesTranslated
	)
{
	PDEVICE_CONTEXT context = GetDeviceContext(Device);

	UNREFERENCED_PARAMETER(ResourcesTranslated);

	if (context->Channel != NULL)
		VmbChannelCleanup(context->Channel);
	context->Channel = NULL;
	return STATUS_SUCCESS;
}

NTSTATUS
PingEvtD0Entry(
	_In_ WDFDEVICE Device,
	_In_ WDF_POWER_DEVICE_STATE PreviousState
	)
{
	UNREFERENCED_PARAMETER(PreviousState);

	return VmbChannelEnable(GetDeviceContext(Device)->Channel);
}

NTSTATUS
PingEvtD0Exit(
	_In_ WDFDEVICE Device,
	_In_ WDF_POWER_DEVICE_STATE TargetState
	)
{
	UNREFERENCED_PARAMETER(TargetState);

	VmbChannelDisable(GetDeviceContext(Device)->Channel);
	return STATUS_SUCCESS;
}

NTSTATUS
PingEvtDeviceAdd(
	_In_ WDFDRIVER Driver,
	_Inout_ PWDFDEVICE_INIT DeviceInit
	)
{
	WDF_PNPPOWER_EVENT_CALLBACKS callbacks;
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFDEVICE device;

	UNREFERENCED_PARAMETER(Driver);

	WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&callbacks);
	callbacks.EvtDevicePrepareHardware = PingEvtPrepareHardware;
	callbacks.EvtDeviceReleaseHardware = PingEvtReleaseHardware;
	callbacks.EvtDeviceD0Entry = PingEvtD0Entry;
	callbacks.EvtDeviceD0Exit = PingEvtD0Exit;
	WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &callbacks);

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
	return WdfDeviceCreate(&DeviceInit, &attributes, &device);
}

/* The peer. */

VOID
PongEvtProcessPacket(
	_In_ VMBCHANNEL Channel,
	_In_ VMBPACKETCOMPLETION Packet,
	_In_reads_bytes_(BufferLength) PVOID Buffer,
	_In_ UINT32 BufferLength,
	_In_ UINT32 Flags
	)
{
	CHAR answer[8] = "pong";

	UNREFERENCED_PARAMETER(Channel);
	UNREFERENCED_PARAMETER(Buffer);
	UNREFERENCED_PARAMETER(BufferLength);
	UNREFERENCED_PARAMETER(Flags);

	VmbChannelPacketComplete(Packet, answer, sizeof(answer));
}

static NTSTATUS
PongConfigure(
	_In_ VMBCHANNEL Channel
	)
{
	NTSTATUS status;

	status = VmbChannelInitSetMaximumPacketSize(Channel, PING_MAXIMUM_PACKET_SIZE);
	if (NT_SUCCESS(status))
		status = VmbServerChannelInitSetTargetInterfaceId(Channel,
						PingInterfaceType, PingInterfaceInstance);
	if (NT_SUCCESS(status))
		status = VmbServerChannelInitSetFlags(Channel,
						VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER);
	if (NT_SUCCESS(status))
		status = VmbChannelInitSetProcessPacketCallbacks(Channel,
						PongEvtProcessPacket, NULL);
	return status;
}

static NTSTATUS
PongOffer(
	VOID
	)
{
	NTSTATUS status;

	status = VmbChannelAllocate(NULL, TRUE, &PongChannel);
	if (!NT_SUCCESS(status))
		return status;
	status = PongConfigure(PongChannel);
	if (NT_SUCCESS(status))
		status = VmbChannelEnable(PongChannel);
	if (!NT_SUCCESS(status)) {
		VmbChannelCleanup(PongChannel);
		return status;
	}
	VmbChannelStart(PongChannel);
	return STATUS_SUCCESS;
}

VOID
PingEvtDriverUnload(
	_In_ WDFDRIVER Driver
	)
{
	UNREFERENCED_PARAMETER(Driver);

	VmbChannelDisable(PongChannel);
	VmbChannelCleanup(PongChannel);
}

NTSTATUS
DriverEntry(
	_In_ PDRIVER_OBJECT DriverObject,
	_In_ PUNICODE_STRING RegistryPath
	)
{
	WDF_DRIVER_CONFIG config;
	NTSTATUS status;

	WDF_DRIVER_CONFIG_INIT(&config, PingEvtDeviceAdd);
	config.EvtDriverUnload = PingEvtDriverUnload;
	status = WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES,
				 &config, WDF_NO_HANDLE);
	if (!NT_SUCCESS(status))
		return status;
	return PongOffer();
}
