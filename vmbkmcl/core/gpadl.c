// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpadl.c - memory lent to the peer, and the device's memory window.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/slab.h>

#include "gpadl.h"
#include "handle.h"

/**
 * struct vmbkmcl_gpadl - one GPADL of a channel
 * @node: on channel->gpadls; gpadl_mutex
 * @memory: as passed to the transport; constant while on channel->gpadls
 */
struct vmbkmcl_gpadl {
	struct list_head node;
	struct vmbkmcl_gpadl_memory memory;
};

void vmbkmcl_gpadl_init(struct vmbkmcl_channel *channel)
{
	mutex_init(&channel->gpadl_mutex);
	INIT_LIST_HEAD(&channel->gpadls);
	channel->gpadl_reaped = true;
}

static void gpadl_free(struct vmbkmcl_gpadl *gpadl)
{
	kvfree(gpadl->memory.pages);
	kfree(gpadl);
}

struct vmbkmcl_offer *vmbkmcl_gpadl_offer(struct vmbkmcl_channel *channel)
{
	lockdep_assert_held(&channel->gpadl_mutex);

	if (!vmbkmcl_state_is_open(READ_ONCE(channel->state)) ||
	    channel->gpadl_reaped)
		return NULL;
	return channel->offer;
}

/*
 * The peer may be slow, so gpadl_mutex is not held while it is asked. Instead the
 * channel keeps its offer until gpadl_users is 0 again.
 */
static struct vmbkmcl_offer *peer_begin(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer = vmbkmcl_gpadl_offer(channel);

	if (offer)
		WRITE_ONCE(channel->gpadl_users, channel->gpadl_users + 1);
	return offer;
}

static void peer_end(struct vmbkmcl_channel *channel)
{
	lockdep_assert_held(&channel->gpadl_mutex);

	WRITE_ONCE(channel->gpadl_users, channel->gpadl_users - 1);
	if (!channel->gpadl_users)
		wake_up_all(&channel->state_changed);
}

/* Lend it to the peer. Once it is on the list, the state worker may free it. */
static int gpadl_establish(struct vmbkmcl_channel *channel,
			   struct vmbkmcl_gpadl *gpadl, u32 *handle)
{
	struct vmbkmcl_offer *offer;
	int error;

	mutex_lock(&channel->gpadl_mutex);
	offer = channel->is_server ? NULL : peer_begin(channel);
	mutex_unlock(&channel->gpadl_mutex);
	if (!offer)
		return -ENOTCONN;

	error = offer->transport->ops->gpadl_create(offer, &gpadl->memory);

	mutex_lock(&channel->gpadl_mutex);
	if (!error) {
		*handle = gpadl->memory.handle;
		list_add_tail(&gpadl->node, &channel->gpadls);
	}
	peer_end(channel);
	mutex_unlock(&channel->gpadl_mutex);
	return error;
}

int vmbkmcl_gpadl_create(struct vmbkmcl_channel *channel,
			 const struct vmbkmcl_gpadl_memory *memory, u32 *handle)
{
	struct vmbkmcl_gpadl *gpadl = kzalloc(sizeof(*gpadl), GFP_KERNEL);
	int error;

	if (!gpadl) {
		kvfree(memory->pages);
		return -ENOMEM;
	}
	gpadl->memory = *memory;
	error = gpadl_establish(channel, gpadl, handle);
	if (error)
		gpadl_free(gpadl);
	return error;
}

static struct vmbkmcl_gpadl *gpadl_take(struct vmbkmcl_channel *channel,
					u32 handle)
{
	struct vmbkmcl_gpadl *gpadl;

	lockdep_assert_held(&channel->gpadl_mutex);

	list_for_each_entry(gpadl, &channel->gpadls, node) {
		if (gpadl->memory.handle != handle)
			continue;
		list_del(&gpadl->node);
		return gpadl;
	}
	return NULL;
}

bool vmbkmcl_gpadl_delete(struct vmbkmcl_channel *channel, u32 handle)
{
	struct vmbkmcl_gpadl *gpadl = NULL;
	struct vmbkmcl_offer *offer;

	mutex_lock(&channel->gpadl_mutex);
	offer = peer_begin(channel);
	/* Of two threads that delete one GPADL only one finds it. */
	if (offer)
		gpadl = gpadl_take(channel, handle);
	mutex_unlock(&channel->gpadl_mutex);
	if (!offer)
		return false;

	if (gpadl) {
		offer->transport->ops->gpadl_destroy(offer, &gpadl->memory);
		gpadl_free(gpadl);
	}
	mutex_lock(&channel->gpadl_mutex);
	peer_end(channel);
	mutex_unlock(&channel->gpadl_mutex);
	return gpadl;
}

void vmbkmcl_gpadl_open(struct vmbkmcl_channel *channel)
{
	mutex_lock(&channel->gpadl_mutex);
	channel->gpadl_reaped = false;
	mutex_unlock(&channel->gpadl_mutex);
}

static void report_users(struct vmbkmcl_channel *channel, unsigned int waited)
{
	pr_warn("channel %u (%s): waiting for %u s for calls that make or delete a GPADL, or get the memory window\n",
		channel->id, channel->config.name, waited);
}

void vmbkmcl_gpadl_reap(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_gpadl *gpadl, *next;

	mutex_lock(&channel->gpadl_mutex);
	channel->gpadl_reaped = true;
	mutex_unlock(&channel->gpadl_mutex);
	vmbkmcl_wait_event(channel->state_changed, !READ_ONCE(channel->gpadl_users),
			   report_users, channel);
	/* The last user may still hold the mutex. */
	mutex_lock(&channel->gpadl_mutex);
	mutex_unlock(&channel->gpadl_mutex);

	list_for_each_entry_safe(gpadl, next, &channel->gpadls, node) {
		vmbkmcl_misuse(channel,
			       "GPADL %#x was not deleted in EvtChannelClosed",
			       gpadl->memory.handle);
		list_del(&gpadl->node);
		channel->offer->transport->ops->gpadl_destroy(channel->offer,
							      &gpadl->memory);
		gpadl_free(gpadl);
	}
}

int vmbkmcl_gpadl_mmio(struct vmbkmcl_channel *channel, u64 *address, u64 *size)
{
	struct vmbkmcl_offer *offer;
	int error;

	mutex_lock(&channel->gpadl_mutex);
	offer = peer_begin(channel);
	mutex_unlock(&channel->gpadl_mutex);
	if (!offer)
		return -ENOTCONN;
	error = offer->transport->ops->mmio(offer, address, size);
	mutex_lock(&channel->gpadl_mutex);
	peer_end(channel);
	mutex_unlock(&channel->gpadl_mutex);
	return error;
}
