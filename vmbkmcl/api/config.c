// SPDX-License-Identifier: GPL-2.0-only
/*
 * config.c - the InitSet functions of both ends, which need a Disabled channel.
 */
#include <linux/nls.h>

#include "../core/handle.h"
#include "../core/offer.h"
#include "../core/server.h"
#include "../core/state.h"
#include "config.h"

struct vmbkmcl_channel *vmbkmcl_config_begin(VMBCHANNEL handle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(handle);

	if (!channel || !vmbkmcl_at_passive(channel, "a function that configures a channel"))
		return NULL;
	mutex_lock(&channel->config_mutex);
	if (vmbkmcl_state_is_disabled(channel))
		return channel;
	mutex_unlock(&channel->config_mutex);
	return NULL;
}

NTSTATUS vmbkmcl_config_end(struct vmbkmcl_channel *channel, NTSTATUS status)
{
	mutex_unlock(&channel->config_mutex);
	return status;
}

/* Restored packets have memory as it was configured when they were restored. */
static bool has_restored(const struct vmbkmcl_channel *channel)
{
	return channel->is_server &&
	       (channel->server->restored || channel->server->restoring);
}

/* Packets that are queued for the next opening comply with the present limits. */
static bool has_packets(const struct vmbkmcl_channel *channel)
{
	return has_restored(channel) || vmbkmcl_tx_has_queued(&channel->tx);
}

NTSTATUS VmbChannelInitSetMaximumPacketSize(VMBCHANNEL Channel,
					    UINT32 MaximumPacketSize)
{
	struct vmbkmcl_channel *channel = vmbkmcl_config_begin(Channel);

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!MaximumPacketSize ||
	    MaximumPacketSize > VMBUS_PACKET_MAX - sizeof(struct vmbus_packet))
		return vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_2);
	if (has_packets(channel))
		return vmbkmcl_config_end(channel, STATUS_INVALID_DEVICE_STATE);
	channel->config.max_packet = MaximumPacketSize;
	channel->config.max_packet_set = true;
	return vmbkmcl_config_end(channel, STATUS_SUCCESS);
}
VMBKMCL_EXPORT(VmbChannelInitSetMaximumPacketSize);

NTSTATUS VmbChannelInitSetMaximumExternalData(VMBCHANNEL Channel,
					      UINT32 MaximumExternalDataSize,
					      UINT32 MaximumExternalDataChainLength)
{
	struct vmbkmcl_channel *channel = vmbkmcl_config_begin(Channel);

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!MaximumExternalDataSize)
		return vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_2);
	if (!MaximumExternalDataChainLength)
		return vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_3);
	if (has_packets(channel))
		return vmbkmcl_config_end(channel, STATUS_INVALID_DEVICE_STATE);
	channel->config.max_external = MaximumExternalDataSize;
	channel->config.max_chain = MaximumExternalDataChainLength;
	channel->config.max_external_set = true;
	return vmbkmcl_config_end(channel, STATUS_SUCCESS);
}
VMBKMCL_EXPORT(VmbChannelInitSetMaximumExternalData);

NTSTATUS VmbChannelInitSetClientContextSize(VMBCHANNEL Channel,
					    UINT32 ContextSize)
{
	struct vmbkmcl_channel *channel = vmbkmcl_config_begin(Channel);

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (ContextSize > VMBKMCL_CLIENT_CONTEXT_MAX)
		return vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_2);
	if (has_restored(channel))
		return vmbkmcl_config_end(channel, STATUS_INVALID_DEVICE_STATE);
	channel->config.client_context = ContextSize;
	return vmbkmcl_config_end(channel, STATUS_SUCCESS);
}
VMBKMCL_EXPORT(VmbChannelInitSetClientContextSize);

NTSTATUS VmbChannelInitSetFlags(VMBCHANNEL Channel, UINT32 Flags)
{
	struct vmbkmcl_channel *channel = vmbkmcl_config_begin(Channel);

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (Flags & ~VMBUS_CHANNEL_INIT_FLAGS)
		return vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_2);
	if (has_packets(channel))
		return vmbkmcl_config_end(channel, STATUS_INVALID_DEVICE_STATE);
	channel->config.flags = Flags;
	return vmbkmcl_config_end(channel, STATUS_SUCCESS);
}
VMBKMCL_EXPORT(VmbChannelInitSetFlags);

NTSTATUS VmbChannelInitSetFriendlyName(VMBCHANNEL Channel,
				       PCUNICODE_STRING FriendlyName)
{
	struct vmbkmcl_channel *channel;
	char name[VMBKMCL_FRIENDLY_NAME_MAX];
	int length;

	if (!FriendlyName || (FriendlyName->Length && !FriendlyName->Buffer))
		return STATUS_INVALID_PARAMETER_2;
	length = utf16s_to_utf8s((const wchar_t *)FriendlyName->Buffer,
				 FriendlyName->Length / sizeof(WCHAR),
				 UTF16_HOST_ENDIAN, (u8 *)name,
				 sizeof(name) - 1);
	name[max(length, 0)] = '\0';

	channel = vmbkmcl_config_begin(Channel);
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	strscpy(channel->config.name, name, sizeof(channel->config.name));
	return vmbkmcl_config_end(channel, STATUS_SUCCESS);
}
VMBKMCL_EXPORT(VmbChannelInitSetFriendlyName);

NTSTATUS VmbChannelInitSetProcessPacketCallbacks(VMBCHANNEL Channel,
						 PFN_VMB_CHANNEL_PROCESS_PACKET ProcessPacketCallback,
						 PFN_VMB_CHANNEL_PROCESSING_COMPLETE ProcessingCompleteCallback)
{
	struct vmbkmcl_channel *channel = vmbkmcl_config_begin(Channel);

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!ProcessPacketCallback)
		return vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_2);
	channel->config.process = ProcessPacketCallback;
	channel->config.batch_end = ProcessingCompleteCallback;
	return vmbkmcl_config_end(channel, STATUS_SUCCESS);
}
VMBKMCL_EXPORT(VmbChannelInitSetProcessPacketCallbacks);

NTSTATUS VmbChannelInitSetStateChangeCallbacks(VMBCHANNEL Channel,
					       PVMB_CHANNEL_STATE_CHANGE_CALLBACKS StateChangeCallbacks)
{
	struct vmbkmcl_channel *channel = vmbkmcl_config_begin(Channel);

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!StateChangeCallbacks ||
	    StateChangeCallbacks->Version !=
		    VMB_CHANNEL_STATE_CHANGE_CALLBACKS_VERSION ||
	    StateChangeCallbacks->Size != sizeof(*StateChangeCallbacks))
		return vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_2);
	channel->config.events = *StateChangeCallbacks;
	return vmbkmcl_config_end(channel, STATUS_SUCCESS);
}
VMBKMCL_EXPORT(VmbChannelInitSetStateChangeCallbacks);

NTSTATUS VmbClientChannelInitSetRingBufferPageCount(VMBCHANNEL Channel,
						    UINT32 IncomingPageCount,
						    UINT32 OutgoingPageCount)
{
	struct vmbkmcl_channel *channel = vmbkmcl_config_begin(Channel);
	NTSTATUS status = STATUS_SUCCESS;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (channel->is_server)
		status = STATUS_INVALID_PARAMETER_1;
	else if (!IncomingPageCount || IncomingPageCount > VMBKMCL_RING_PAGES_MAX)
		status = STATUS_INVALID_PARAMETER_2;
	else if (!OutgoingPageCount || OutgoingPageCount > VMBKMCL_RING_PAGES_MAX)
		status = STATUS_INVALID_PARAMETER_3;
	else if (has_packets(channel))
		status = STATUS_INVALID_DEVICE_STATE;
	if (status == STATUS_SUCCESS) {
		channel->config.rx_pages_asked = IncomingPageCount;
		channel->config.tx_pages_asked = OutgoingPageCount;
		channel->config.raise_said = false;
	}
	return vmbkmcl_config_end(channel, status);
}
VMBKMCL_EXPORT(VmbClientChannelInitSetRingBufferPageCount);

NTSTATUS VmbClientChannelInitSetTargetPnp(VMBCHANNEL Channel,
					  LPCGUID InterfaceType,
					  LPCGUID InterfaceInstance,
					  PFN_VMB_CHANNEL_PNP_FAILURE PnpFailureCallback)
{
	struct vmbkmcl_channel *channel = vmbkmcl_config_begin(Channel);
	struct vmbkmcl_config *config;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (channel->is_server)
		return vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_1);
	if (!InterfaceType)
		return vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_2);
	vmbkmcl_offer_forget(channel);
	config = &channel->config;
	config->has_target = true;
	import_guid(&config->type, (const u8 *)InterfaceType);
	config->any_instance = !InterfaceInstance;
	if (InterfaceInstance)
		import_guid(&config->instance, (const u8 *)InterfaceInstance);
	config->pnp_failure = PnpFailureCallback;
	return vmbkmcl_config_end(channel, STATUS_SUCCESS);
}
VMBKMCL_EXPORT(VmbClientChannelInitSetTargetPnp);
