// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmcl_heartbeat - a guest's heartbeat service, written against the Windows
 * API alone: the host asks every few seconds whether the guest is alive.
 *
 * The stock driver, hv_utils, has to release the device first:
 *	echo <device> >/sys/bus/vmbus/drivers/hv_utils/unbind
 * The conversation goes to the kernel's log.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include <wdm.h>
#include <vmbuskernelmodeclientlibapi.h>

#include "protocol.h"

/* The longest message: a header and more versions than any host proposes. */
#define MESSAGE_SIZE	512

static const GUID heartbeat_type = {
	0x57164f39, 0x9115, 0x4e78,
	{ 0xab, 0x55, 0x38, 0x2f, 0x3b, 0xd5, 0x42, 0x2d }
};

/**
 * struct heartbeat - the driver's state
 * @device: what the channel is allocated for
 * @channel: the channel
 * @agreed: versions; by EvtChannelProcessPacket, which is never concurrent
 */
struct heartbeat {
	DEVICE_OBJECT device;
	VMBCHANNEL channel;
	struct ic_agreed agreed;
};

static struct heartbeat heartbeat;

static unsigned int beats;
module_param(beats, uint, 0444);
MODULE_PARM_DESC(beats, "heartbeats answered so far");

static bool enabled = true;

static void log_message(const struct heartbeat *h, const struct ic_header *hdr)
{
	const struct ic_heartbeat *m = (const void *)(hdr + 1);

	if (hdr->type == IC_HEARTBEAT) {
		pr_info("host: are you alive? %llu  guest: %llu\n",
			m->sequence - 1, m->sequence);
		beats++;
	} else if (hdr->status) {
		pr_warn("host: which versions?  guest: none of these\n");
	} else {
		pr_info("host: which versions?  guest: frame %u.%u, messages %u.%u\n",
			h->agreed.frame.major, h->agreed.frame.minor,
			h->agreed.message.major, h->agreed.message.minor);
	}
}

/* The default completion routine frees the packet. */
static void send_answer(struct heartbeat *h, void *message, UINT32 size)
{
	VMBPACKET packet = VmbPacketAllocate(h->channel);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

	if (packet)
		status = VmbPacketSend(packet, message, size, NULL, 0);
	if (NT_SUCCESS(status))
		return;
	pr_err("no answer sent: %#x\n", status);
	if (packet)
		VmbPacketFree(packet);
}

static VOID process_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
			   PVOID buffer, UINT32 size, UINT32 flags)
{
	struct heartbeat *h = VmbChannelGetPointer(channel);
	UINT32 answer = heartbeat_answer(buffer, size, &h->agreed);

	if (answer) {
		log_message(h, buffer);
		send_answer(h, buffer, answer);
	} else {
		pr_warn("host: %u bytes that are no request\n", size);
	}
	VmbChannelPacketComplete(packet, NULL, 0);
}

static NTSTATUS channel_opened(VMBCHANNEL channel)
{
	pr_info("connected to the host's heartbeat service\n");
	return STATUS_SUCCESS;
}

static VOID channel_closed(VMBCHANNEL channel)
{
	pr_info("disconnected, %u beats\n", beats);
}

static VOID pnp_failure(VMBCHANNEL channel, NTSTATUS status)
{
	pr_err("the service is there and cannot be opened: %#x\n", status);
}

static NTSTATUS configure(struct heartbeat *h)
{
	DECLARE_CONST_UNICODE_STRING(name, L"Heartbeat");
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	NTSTATUS status;

	status = VmbChannelInitSetMaximumPacketSize(h->channel, MESSAGE_SIZE);
	if (!NT_SUCCESS(status))
		return status;
	status = VmbClientChannelInitSetRingBufferPageCount(h->channel, 4, 4);
	if (!NT_SUCCESS(status))
		return status;
	status = VmbChannelInitSetFlags(h->channel,
					VMBUS_CHANNEL_INIT_FLAG_IS_PIPE);
	if (!NT_SUCCESS(status))
		return status;
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
	events.EvtChannelOpened = channel_opened;
	events.EvtChannelClosed = channel_closed;
	status = VmbChannelInitSetStateChangeCallbacks(h->channel, &events);
	if (!NT_SUCCESS(status))
		return status;
	status = VmbChannelInitSetProcessPacketCallbacks(h->channel,
							 process_packet, NULL);
	if (!NT_SUCCESS(status))
		return status;
	status = VmbChannelInitSetFriendlyName(h->channel, &name);
	if (!NT_SUCCESS(status))
		return status;
	VmbChannelSetPointer(h->channel, h);
	return VmbClientChannelInitSetTargetPnp(h->channel, &heartbeat_type,
						NULL, pnp_failure);
}

/* One at a time: the kernel locks a module's parameters. */
static int enabled_set(const char *value, const struct kernel_param *param)
{
	bool was = enabled;
	int error = param_set_bool(value, param);

	/* While the module is being loaded there is none yet. */
	if (error || !heartbeat.channel || enabled == was)
		return error;
	if (!enabled)
		VmbChannelDisable(heartbeat.channel);
	else if (!NT_SUCCESS(VmbChannelEnable(heartbeat.channel)))
		error = -EIO;
	return error;
}

static const struct kernel_param_ops enabled_ops = {
	.set = enabled_set,
	.get = param_get_bool,
};
module_param_cb(enabled, &enabled_ops, &enabled, 0644);
MODULE_PARM_DESC(enabled, "the channel is enabled");

static int __init heartbeat_init(void)
{
	struct heartbeat *h = &heartbeat;
	NTSTATUS status;

	status = VmbChannelAllocate(&h->device, FALSE, &h->channel);
	if (!NT_SUCCESS(status))
		return -ENOMEM;
	status = configure(h);
	if (NT_SUCCESS(status) && enabled)
		status = VmbChannelEnable(h->channel);
	if (NT_SUCCESS(status))
		return 0;
	pr_err("the channel cannot be enabled: %#x\n", status);
	VmbChannelCleanup(h->channel);
	return -EIO;
}
module_init(heartbeat_init);

static void __exit heartbeat_exit(void)
{
	VmbChannelDisable(heartbeat.channel);
	VmbChannelCleanup(heartbeat.channel);
}
module_exit(heartbeat_exit);

MODULE_DESCRIPTION("A heartbeat service for Hyper-V guests, on KMCL");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
MODULE_INFO(import_ns, "VMBKMCL");
