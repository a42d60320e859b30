// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel.c - Allocate and Cleanup, and what can be set and read in any state.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>

#include "../core/gpadl.h"
#include "../core/handle.h"
#include "../core/offer.h"
#include "../core/state.h"
#include "../nt/nt.h"

NTSTATUS VmbChannelAllocate(PDEVICE_OBJECT ParentDeviceObject,
			    BOOLEAN IsServer, VMBCHANNEL *Channel)
{
	struct vmbkmcl_channel *channel;

	if (!Channel)
		return STATUS_INVALID_PARAMETER_3;
	if (!vmbkmcl_at_passive(NULL, __func__))
		return STATUS_INVALID_DEVICE_STATE;
	channel = vmbkmcl_channel_alloc(ParentDeviceObject, IsServer,
					__builtin_return_address(0));
	if (!channel)
		return STATUS_INSUFFICIENT_RESOURCES;
	*Channel = vmbkmcl_channel_handle(channel);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbChannelAllocate);

VOID VmbChannelCleanup(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (!channel || !vmbkmcl_may_wait(channel, __func__))
		return;
	might_sleep();
	if (READ_ONCE(channel->state) != VMBKMCL_DISABLED ||
	    READ_ONCE(channel->want_enabled)) {
		vmbkmcl_misuse(channel, "cleaned up while it was enabled");
		vmbkmcl_state_disable(channel);
	}
	vmbkmcl_offer_forget(channel);
	vmbkmcl_channel_free(channel);
}
VMBKMCL_EXPORT(VmbChannelCleanup);

PVOID VmbChannelGetPointer(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	return channel ? READ_ONCE(channel->pointer) : NULL;
}
VMBKMCL_EXPORT(VmbChannelGetPointer);

VOID VmbChannelSetPointer(VMBCHANNEL Channel, PVOID Pointer)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (channel)
		WRITE_ONCE(channel->pointer, Pointer);
}
VMBKMCL_EXPORT(VmbChannelSetPointer);

VOID VmbChannelSetIncomingProcessingAtPassive(VMBCHANNEL Channel, BOOLEAN Value)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (channel)
		WRITE_ONCE(channel->rx.at_passive, Value != FALSE);
}
VMBKMCL_EXPORT(VmbChannelSetIncomingProcessingAtPassive);

VOID VmbChannelSetTransactionQuota(VMBCHANNEL Channel, UINT32 Quota)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (!channel)
		return;
	if (!Quota) {
		vmbkmcl_misuse(channel, "a quota of 0 would stop all delivery: ignored");
		return;
	}
	WRITE_ONCE(channel->rx.quota, min_t(UINT32, Quota, INT_MAX));
	/* Set quota, then quota_set; row_below_quota(): reset that, then read quota. */
	smp_mb();
	WRITE_ONCE(channel->rx.quota_set, true);
}
VMBKMCL_EXPORT(VmbChannelSetTransactionQuota);

VOID VmbChannelGetInterfaceInstance(VMBCHANNEL Channel, LPGUID InterfaceInstance)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	guid_t instance = {};

	if (!InterfaceInstance)
		return;
	if (channel)
		vmbkmcl_offer_instance(channel, &instance);
	export_guid((u8 *)InterfaceInstance, &instance);
}
VMBKMCL_EXPORT(VmbChannelGetInterfaceInstance);

/* Do not log an offer that asks for no MMIO space, nor a channel that is closed. */
static void mmio_failed(const struct vmbkmcl_channel *channel, int error)
{
	if (error != -ENXIO && error != -ENOTCONN)
		pr_warn_ratelimited("channel %u (%s): no MMIO space: %pe\n",
				    channel->id, channel->config.name,
				    ERR_PTR(error));
}

VOID VmbChannelGetMmioSpace(VMBCHANNEL Channel, UINT64 *MmioAddress,
			    UINT64 *MmioSize)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	u64 address = 0, size = 0;
	int error;

	if (channel && vmbkmcl_at_passive(channel, __func__)) {
		error = vmbkmcl_gpadl_mmio(channel, &address, &size);
		if (error) {
			address = 0;
			size = 0;
			mmio_failed(channel, error);
		}
	}
	if (MmioAddress)
		*MmioAddress = address;
	if (MmioSize)
		*MmioSize = size;
}
VMBKMCL_EXPORT(VmbChannelGetMmioSpace);

VOID VmbChannelGetParentDeviceObject(VMBCHANNEL Channel,
				     PDEVICE_OBJECT *ParentDeviceObject)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (ParentDeviceObject)
		*ParentDeviceObject = channel ? channel->parent : NULL;
}
VMBKMCL_EXPORT(VmbChannelGetParentDeviceObject);

VOID VmbChannelGetTargetDeviceObject(VMBCHANNEL Channel,
				     PDEVICE_OBJECT *TargetDeviceObject)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (TargetDeviceObject)
		*TargetDeviceObject = channel ? vmbkmcl_offer_object(channel) : NULL;
}
VMBKMCL_EXPORT(VmbChannelGetTargetDeviceObject);

NTSTATUS VmbChannelSetInterruptLatency(VMBCHANNEL Channel, UINT16 Latency,
				       PUINT16 OriginalLatency)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	u16 former;
	int error;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	error = vmbkmcl_offer_latency(channel, Latency, &former);
	if (!error && OriginalLatency)
		*OriginalLatency = former;
	return vmbkmcl_errno_to_status(error);
}
VMBKMCL_EXPORT(VmbChannelSetInterruptLatency);
