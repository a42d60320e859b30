// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - a server channel: configured, offered, withdrawn, cleaned up.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "server.h"

static struct server_device *of_channel(VMBCHANNEL channel)
{
	return VmbChannelGetPointer(channel);
}

static NTSTATUS on_opened(VMBCHANNEL channel)
{
	struct server_device *device = of_channel(channel);
	unsigned long flags;

	memset(&device->counters, 0, sizeof(device->counters));
	spin_lock_irqsave(&device->lock, flags);
	device->hold_mode = KMCLTEST_HOLD_NONE;
	device->stall_us = 0;
	spin_unlock_irqrestore(&device->lock, flags);
	return STATUS_SUCCESS;
}

static void on_suspend(VMBCHANNEL channel)
{
	source_stop(of_channel(channel));
	hold_drop(of_channel(channel));
}

static void on_closed(VMBCHANNEL channel)
{
	struct server_device *device = of_channel(channel);

	memory_closed(device);
	source_destroy(device);
}

static void states_init(VMB_CHANNEL_STATE_CHANGE_CALLBACKS *states)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(states);
	states->EvtChannelOpened = on_opened;
	states->EvtChannelSuspend = on_suspend;
	states->EvtChannelClosed = on_closed;
}

/* The order of calls is the one that shipping Windows servers use. */
static NTSTATUS device_configure(struct server_device *device)
{
	static const u8 type_bytes[16] = KMCLTEST_TYPE_BYTES;
	const u8 instance_bytes[16] = KMCLTEST_INSTANCE_BYTES(device->index);
	DECLARE_CONST_UNICODE_STRING(name, L"kmcltest_server");
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS states;
	VMBCHANNEL channel = device->channel;
	GUID type, instance;
	NTSTATUS status;
	UINT32 flags;

	memcpy(&type, type_bytes, sizeof(type));
	memcpy(&instance, instance_bytes, sizeof(instance));
	flags = VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER |
		VMBUS_SERVER_CHANNEL_INIT_FLAG_ENUMERATE_DEVICE_INTERFACE;
	if (device->pipe)
		flags |= VMBUS_SERVER_CHANNEL_INIT_FLAG_OFFER_AS_PIPE;
	states_init(&states);

	status = VmbChannelInitSetMaximumPacketSize(channel, server_max_packet);
	VmbChannelSetPointer(channel, device);
	status = status ?: VmbServerChannelInitSetTargetInterfaceId(channel, type,
								    instance);
	status = status ?: VmbChannelInitSetStateChangeCallbacks(channel,
								 &states);
	status = status ?: VmbChannelInitSetProcessPacketCallbacks(channel,
								   server_packet,
								   NULL);
	status = status ?: VmbServerChannelInitSetFlags(channel, flags);
	status = status ?: VmbChannelInitSetFriendlyName(channel, &name);
	if (server_mmio)
		status = status ?: VmbServerChannelInitSetMmioMegabytes(channel,
									server_mmio, 0);
	if (device->pipe)
		status = status ?: VmbChannelInitSetFlags(channel,
							  VMBUS_CHANNEL_INIT_FLAG_IS_PIPE);
	return status ?: VmbChannelInitSetClientContextSize(channel,
							    sizeof(struct held));
}

static NTSTATUS device_offer(struct server_device *device)
{
	NTSTATUS status = VmbChannelEnable(device->channel);

	if (NT_SUCCESS(status))
		VmbChannelStart(device->channel);
	return status;
}

int server_device_create(struct server_device *device, u32 index)
{
	NTSTATUS status;

	device->index = index;
	device->pipe = index >= KMCLTEST_PIPE_INDEX;
	spin_lock_init(&device->lock);
	source_init(device);
	hold_init(device);
	INIT_DELAYED_WORK(&device->rescind_work, server_device_rescind);

	status = VmbChannelAllocate(NULL, TRUE, &device->channel);
	if (!NT_SUCCESS(status))
		return -ENOMEM;
	status = device_configure(device);
	if (NT_SUCCESS(status)) {
		/* HOLD may keep any number, and RELEASE has to get through. */
		VmbChannelSetTransactionQuota(device->channel, INT_MAX);
		status = device_offer(device);
	}
	if (NT_SUCCESS(status))
		return 0;
	pr_err("device %u cannot be offered: status %#x\n", index, status);
	VmbChannelCleanup(device->channel);
	return -EIO;
}

void server_device_destroy(struct server_device *device)
{
	cancel_delayed_work_sync(&device->rescind_work);
	VmbChannelDisable(device->channel);
	/* With the channel disabled, no packet can queue either work again. */
	cancel_delayed_work_sync(&device->rescind_work);
	cancel_delayed_work_sync(&device->delay_work);
	VmbChannelDisable(device->channel);
	VmbChannelCleanup(device->channel);
}

/* Runs twice: first it withdraws the offer, then, if asked to, offers again. */
void server_device_rescind(struct work_struct *work)
{
	struct server_device *device =
		container_of(to_delayed_work(work), struct server_device,
			     rescind_work);
	unsigned long flags;
	bool withdraw = READ_ONCE(device->rescinding);
	u32 reoffer_us;

	/* A timer tick is too coarse for a short delay. */
	if (withdraw && device->delay_us < RESCIND_TICKS_US)
		usleep_range(device->delay_us, device->delay_us + 50);
	spin_lock_irqsave(&device->lock, flags);
	device->rescinding = false;
	reoffer_us = device->reoffer_us;
	spin_unlock_irqrestore(&device->lock, flags);

	if (!withdraw) {
		NTSTATUS status = device_offer(device);

		if (!NT_SUCCESS(status))
			pr_err("device %u cannot be offered again: status %#x\n",
			       device->index, status);
		return;
	}
	VmbChannelDisable(device->channel);
	if (reoffer_us != U32_MAX)
		schedule_delayed_work(&device->rescind_work,
				      usecs_to_jiffies(reoffer_us));
}
