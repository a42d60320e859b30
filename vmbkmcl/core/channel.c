// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel.c - channel objects: made, found behind a handle, freed.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/sched.h>
#include <linux/slab.h>

#include "incoming.h"
#include "server.h"

/*
 * A channel's memory is kept for a while after Cleanup, so that a stale handle
 * meets a dead channel, and a message in the log, instead of somebody else's
 * memory.
 */
#define GRAVES	8

DEFINE_MUTEX(vmbkmcl_channels_mutex);
LIST_HEAD(vmbkmcl_channels);

/* All three: vmbkmcl_channels_mutex. */
static u32 next_id;
static struct vmbkmcl_channel *graves[GRAVES];
static unsigned int next_grave;

void vmbkmcl_misuse(struct vmbkmcl_channel *channel, const char *format, ...)
{
	struct va_format text;
	va_list args;

	va_start(args, format);
	text.fmt = format;
	text.va = &args;
	if (channel) {
		vmbkmcl_count_any(channel, VMBKMCL_MISUSE);
		pr_err_ratelimited("channel %u (%s): misuse: %pV\n",
				   channel->id, channel->config.name, &text);
	} else {
		pr_err_ratelimited("misuse: %pV\n", &text);
	}
	va_end(args);
}

struct vmbkmcl_channel *vmbkmcl_channel_get(VMBCHANNEL handle)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)handle;

	if (likely(channel && channel->magic == VMBKMCL_CHANNEL_MAGIC))
		return channel;
	vmbkmcl_misuse(NULL, channel && channel->magic == VMBKMCL_DEAD_MAGIC ?
			     "%ps uses a channel after VmbChannelCleanup" :
			     "%ps passes what is not a channel",
		       __builtin_return_address(0));
	return NULL;
}

bool vmbkmcl_may_wait(struct vmbkmcl_channel *channel, const char *what)
{
	const char *where = NULL;

	if (in_interrupt() || irqs_disabled())
		where = "at DISPATCH";
	else if (READ_ONCE(channel->state_task) == current)
		where = "inside a state callback of the channel";
	else if (READ_ONCE(channel->rx.task) == current)
		where = "inside EvtChannelProcessPacket of the channel";
	if (!where)
		return true;
	vmbkmcl_misuse(channel, "%s called %s, where it cannot wait", what,
		       where);
	return false;
}

static void config_default(struct vmbkmcl_config *config)
{
	config->max_packet = VMBKMCL_DEFAULT_MAX_PACKET;
	config->max_external = VMBKMCL_DEFAULT_MAX_EXTERNAL;
	config->max_chain = VMBKMCL_DEFAULT_MAX_CHAIN;
	config->rx_pages = VMBKMCL_DEFAULT_RING_PAGES;
	config->tx_pages = VMBKMCL_DEFAULT_RING_PAGES;
	config->any_instance = true;
}

NTSTATUS VmbChannelAllocate(PDEVICE_OBJECT ParentDeviceObject,
			    BOOLEAN IsServer, VMBCHANNEL *Channel)
{
	struct vmbkmcl_channel *channel;

	might_sleep();
	if (!Channel)
		return STATUS_INVALID_PARAMETER_3;
	channel = kzalloc(sizeof(*channel), GFP_KERNEL);
	if (!channel)
		return STATUS_INSUFFICIENT_RESOURCES;
	channel->magic = VMBKMCL_CHANNEL_MAGIC;
	channel->is_server = IsServer;
	/* A client comes up running, a server when it is started. */
	channel->want_active = !IsServer;
	channel->parent = ParentDeviceObject;
	mutex_init(&channel->config_mutex);
	spin_lock_init(&channel->lock);
	config_default(&channel->config);
	INIT_WORK(&channel->state_work, vmbkmcl_state_work);
	init_waitqueue_head(&channel->state_changed);
	INIT_LIST_HEAD(&channel->want_node);
	vmbkmcl_rx_init(channel);
	vmbkmcl_packets_init(channel);
	vmbkmcl_gpadl_init(channel);
	if (vmbkmcl_tx_init(channel))
		goto free;
	if (IsServer && vmbkmcl_server_alloc(channel))
		goto destroy_tx;

	mutex_lock(&vmbkmcl_channels_mutex);
	channel->id = next_id++;
	snprintf(channel->config.name, sizeof(channel->config.name),
		 "channel%u", channel->id);
	list_add_tail(&channel->all_node, &vmbkmcl_channels);
	mutex_unlock(&vmbkmcl_channels_mutex);
	vmbkmcl_debugfs_add(channel);

	*Channel = vmbkmcl_channel_handle(channel);
	return STATUS_SUCCESS;

destroy_tx:
	vmbkmcl_tx_destroy(channel);
free:
	kfree(channel);
	return STATUS_INSUFFICIENT_RESOURCES;
}
VMBKMCL_EXPORT(VmbChannelAllocate);

/* To the graveyard, from which the oldest goes for good. */
static void channel_bury(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_channel *oldest;

	mutex_lock(&vmbkmcl_channels_mutex);
	list_del(&channel->all_node);
	channel->magic = VMBKMCL_DEAD_MAGIC;
	oldest = graves[next_grave];
	graves[next_grave] = channel;
	next_grave = (next_grave + 1) % GRAVES;
	mutex_unlock(&vmbkmcl_channels_mutex);
	kfree(oldest);
}

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
	/* First: whoever reads its files looks at all that goes below. */
	vmbkmcl_debugfs_remove(channel);
	cancel_work_sync(&channel->state_work);
	/* Answers of a restored state that was never used lie in rx's memory. */
	if (channel->server)
		vmbkmcl_restore_drop(channel, STATUS_CANCELLED);
	vmbkmcl_rx_destroy(channel);
	vmbkmcl_tx_destroy(channel);
	vmbkmcl_packets_destroy(channel);
	if (channel->server)
		vmbkmcl_server_free(channel);
	channel_bury(channel);
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
		WRITE_ONCE(channel->process_passive, Value != FALSE);
}
VMBKMCL_EXPORT(VmbChannelSetIncomingProcessingAtPassive);

VOID VmbChannelSetTransactionQuota(VMBCHANNEL Channel, UINT32 Quota)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (!channel)
		return;
	if (!Quota) {
		vmbkmcl_misuse(channel, "a quota of 0 would stop it for ever: ignored");
		return;
	}
	WRITE_ONCE(channel->rx.quota, min_t(UINT32, Quota, INT_MAX));
}
VMBKMCL_EXPORT(VmbChannelSetTransactionQuota);

const guid_t *vmbkmcl_channel_type(const struct vmbkmcl_channel *channel)
{
	return &channel->config.type;
}

const guid_t *vmbkmcl_channel_instance(const struct vmbkmcl_channel *channel)
{
	return &channel->config.instance;
}

u32 vmbkmcl_channel_server_flags(const struct vmbkmcl_channel *channel)
{
	return channel->config.server_flags;
}

void vmbkmcl_channel_server_mmio(const struct vmbkmcl_channel *channel,
				 u16 *low_mb, u16 *high_mb)
{
	*low_mb = channel->config.mmio_low_mb;
	*high_mb = channel->config.mmio_high_mb;
}

int vmbkmcl_channels_init(void)
{
	return vmbkmcl_incoming_init();
}

void vmbkmcl_channels_exit(void)
{
	unsigned int i;

	/* Every driver that links to us is gone, so whatever is left leaked. */
	WARN_ON(!list_empty(&vmbkmcl_channels));
	for (i = 0; i < GRAVES; i++)
		kfree(graves[i]);
	vmbkmcl_incoming_exit();
}
