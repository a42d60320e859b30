// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel.c - allocate channels, and free them after a while.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/slab.h>

#include "../compat/compat.h"
#include "debugfs.h"
#include "gpadl.h"
#include "incoming.h"
#include "packet.h"
#include "save.h"
#include "server.h"
#include "state.h"

/*
 * A channel's memory is kept for a while after Cleanup, so that a stale handle
 * meets a dead channel, and a message in the log, instead of memory that is
 * used for something else.
 */
#define GRAVES	8

/* A cache for channels: the next size of kmalloc() is a good deal larger. */
static struct kmem_cache *channel_cache;

static DEFINE_MUTEX(channels_mutex);
/* The next four: channels_mutex. */
static LIST_HEAD(channels);
static u32 next_id;
static struct vmbkmcl_channel *graves[GRAVES];
static unsigned int next_grave;

static void config_default(struct vmbkmcl_config *config)
{
	config->max_packet = VMBKMCL_DEFAULT_MAX_PACKET;
	config->max_external = VMBKMCL_DEFAULT_MAX_EXTERNAL;
	config->max_chain = VMBKMCL_DEFAULT_MAX_CHAIN;
	config->rx_pages = VMBKMCL_DEFAULT_RING_PAGES;
	config->tx_pages = VMBKMCL_DEFAULT_RING_PAGES;
	config->any_instance = true;
}

static void channel_list(struct vmbkmcl_channel *channel)
{
	mutex_lock(&channels_mutex);
	channel->id = next_id++;
	snprintf(channel->config.name, sizeof(channel->config.name),
		 "channel%u", channel->id);
	list_add_tail(&channel->all_node, &channels);
	mutex_unlock(&channels_mutex);
}

/* One class for both of a channel's works: neither is flushed by the other. */
static void work_class_init(struct vmbkmcl_channel *channel)
{
	static const char name[] = "vmbkmcl_channel";

	lockdep_register_key(&channel->work_class);
	vmbkmcl_compat_work_class(&channel->state_work, name,
				  &channel->work_class);
	vmbkmcl_compat_work_class(&channel->rx.work.work, name,
				  &channel->work_class);
}

struct vmbkmcl_channel *vmbkmcl_channel_alloc(PDEVICE_OBJECT parent,
					      bool is_server, void *caller)
{
	struct vmbkmcl_channel *channel = kmem_cache_zalloc(channel_cache,
							    GFP_KERNEL);

	if (!channel)
		return NULL;
	channel->magic = VMBKMCL_CHANNEL_MAGIC;
	channel->is_server = is_server;
	channel->caller = caller;
	/* A client is started without being asked, a server by VmbChannelStart(). */
	channel->want_active = !is_server;
	channel->parent = parent;
	mutex_init(&channel->config_mutex);
	spin_lock_init(&channel->lock);
	config_default(&channel->config);
	INIT_WORK(&channel->state_work, vmbkmcl_state_work);
	init_waitqueue_head(&channel->state_changed);
	INIT_LIST_HEAD(&channel->waiting_node);
	vmbkmcl_rx_init(channel);
	work_class_init(channel);
	vmbkmcl_packets_init(channel);
	vmbkmcl_gpadl_init(channel);
	if (vmbkmcl_tx_init(channel))
		goto free;
	if (is_server && vmbkmcl_server_alloc(channel))
		goto destroy_tx;

	channel_list(channel);
	vmbkmcl_debugfs_add(channel);
	return channel;

destroy_tx:
	vmbkmcl_tx_destroy(channel);
free:
	lockdep_unregister_key(&channel->work_class);
	kmem_cache_free(channel_cache, channel);
	return NULL;
}

static void grave_free(struct vmbkmcl_channel *channel)
{
	if (channel)
		kmem_cache_free(channel_cache, channel);
}

/* Put @channel among the dead ones, and free the oldest of these. */
static void channel_bury(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_channel *oldest;

	mutex_lock(&channels_mutex);
	list_del(&channel->all_node);
	channel->magic = VMBKMCL_DEAD_MAGIC;
	oldest = graves[next_grave];
	graves[next_grave] = channel;
	next_grave = (next_grave + 1) % GRAVES;
	mutex_unlock(&channels_mutex);
	grave_free(oldest);
}

void vmbkmcl_channel_free(struct vmbkmcl_channel *channel)
{
	might_sleep();
	/* First: its readers look at all that is freed below. */
	vmbkmcl_debugfs_remove(channel);
	cancel_work_sync(&channel->state_work);
	/* Packets that were sent after the channel had closed. */
	vmbkmcl_tx_abort(channel, -ENODEV);
	/* Completions of a restored state that was never used lie in rx's memory. */
	if (channel->server)
		vmbkmcl_restore_drop(channel, -ECANCELED);
	vmbkmcl_rx_destroy(channel);
	vmbkmcl_tx_destroy(channel);
	vmbkmcl_packets_destroy(channel);
	if (channel->server)
		vmbkmcl_server_free(channel);
	lockdep_unregister_key(&channel->work_class);
	/* Last: what is freed above may be counted. */
	vmbkmcl_debugfs_add_totals(channel);
	channel_bury(channel);
}

void vmbkmcl_channels_visit(void (*visit)(struct vmbkmcl_channel *channel, void *arg),
			    void *arg)
{
	struct vmbkmcl_channel *channel;

	mutex_lock(&channels_mutex);
	list_for_each_entry(channel, &channels, all_node)
		visit(channel, arg);
	mutex_unlock(&channels_mutex);
}

void vmbkmcl_channels_free_left(void)
{
	struct vmbkmcl_channel *channel, *next;

	list_for_each_entry_safe(channel, next, &channels, all_node) {
		if (READ_ONCE(channel->state) == VMBKMCL_DISABLED &&
		    !READ_ONCE(channel->want_enabled))
			vmbkmcl_channel_free(channel);
	}
}

int vmbkmcl_channels_init(void)
{
	int error;

	channel_cache = KMEM_CACHE(vmbkmcl_channel, 0);
	if (!channel_cache)
		return -ENOMEM;
	error = vmbkmcl_incoming_init();
	if (error)
		kmem_cache_destroy(channel_cache);
	return error;
}

void vmbkmcl_channels_exit(void)
{
	unsigned int i;

	/* Each driver that links to us is gone, and with it what an enabled one calls. */
	WARN_ON(!list_empty(&channels));
	for (i = 0; i < GRAVES; i++)
		grave_free(graves[i]);
	vmbkmcl_saves_exit();
	vmbkmcl_incoming_exit();
	kmem_cache_destroy(channel_cache);
}
