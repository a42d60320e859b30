// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    channel.c

Abstract:

    The channel to the host.

Environment:

    Kernel mode

--*/
#include "vault.h"

EVT_VMB_CHANNEL_POST_STARTED VaultChannelPostStarted;
EVT_VMB_CHANNEL_SUSPEND VaultChannelSuspend;

static const GUID VaultHostType = {
	0x9c2f3a54, 0x6d1e, 0x4b0b,
	{ 0x8a, 0x57, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x31 }
};

/* The host answers: let requests through. */
VOID VaultChannelPostStarted(_In_ VMBCHANNEL Channel)
{
	PDEVICE_CONTEXT context = Kmcl.VmbChannelGetPointer(Channel);
	struct kmcltest_hdr message = { KMCLTEST_INFO, 0 };
	struct kmcltest_info info = { 0 };
	UINT32 size = sizeof(info);
	LARGE_INTEGER timeout;
	NTSTATUS status;

	PAGED_CODE();

	timeout.QuadPart = -10LL * 1000 * 1000 * 10;
	status = Kmcl.VmbChannelSendSynchronousRequest(
		Channel, &message, sizeof(message), NULL,
		VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION,
		&info, &size, &timeout);
	if (!NT_SUCCESS(status) || size != sizeof(info) ||
	    info.version != KMCLTEST_VERSION) {
		DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL,
			   "vault: no answer from the host, 0x%08lx\n", status);
		return;
	}

	context->Statistics.HostIndex = info.index;
	ExReInitializeRundownProtection(&context->SendRundown);
	context->HostInfo = info;
}

VOID VaultChannelSuspend(_In_ VMBCHANNEL Channel)
{
	PDEVICE_CONTEXT context = Kmcl.VmbChannelGetPointer(Channel);

	PAGED_CODE();

	ExWaitForRundownProtectionRelease(&context->SendRundown);
}

static NTSTATUS VaultChannelConfigure(_In_ PDEVICE_CONTEXT Context)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS callbacks;
	VMBCHANNEL channel = Context->Channel;
	NTSTATUS status;

	Kmcl.VmbChannelSetPointer(channel, Context);
	status = Kmcl.VmbChannelInitSetMaximumPacketSize(
		channel, sizeof(struct kmcltest_sum));
	if (NT_SUCCESS(status))
		status = Kmcl.VmbChannelInitSetMaximumExternalData(
			channel, VAULT_MAX_TRANSFER, 1);
	if (NT_SUCCESS(status))
		status = Kmcl.VmbClientChannelInitSetRingBufferPageCount(
			channel, VAULT_RING_PAGES, VAULT_RING_PAGES);
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&callbacks);
	callbacks.EvtChannelSuspend = VaultChannelSuspend;
	callbacks.EvtChannelPostStarted = VaultChannelPostStarted;
	if (NT_SUCCESS(status))
		status = Kmcl.VmbChannelInitSetStateChangeCallbacks(channel,
								    &callbacks);
	if (NT_SUCCESS(status))
		status = Kmcl.VmbClientChannelInitSetTargetPnp(
			channel, &VaultHostType, NULL, NULL);
	return status;
}

NTSTATUS VaultChannelCreate(_In_ PDEVICE_CONTEXT Context)
{
	NTSTATUS status;

	PAGED_CODE();

	status = Kmcl.VmbChannelAllocate(
		WdfDeviceWdmGetDeviceObject(Context->Device), FALSE,
		&Context->Channel);
	if (!NT_SUCCESS(status))
		return status;

	status = VaultChannelConfigure(Context);
	if (!NT_SUCCESS(status))
		VaultChannelDestroy(Context);
	return status;
}

VOID VaultChannelDestroy(_In_ PDEVICE_CONTEXT Context)
{
	if (Context->Channel) {
		Kmcl.VmbChannelCleanup(Context->Channel);
		Context->Channel = NULL;
	}
}
