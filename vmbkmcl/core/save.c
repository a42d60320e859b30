// SPDX-License-Identifier: GPL-2.0-only
/*
 * save.c - freeze a server for a save, and let it go on.
 */

/**
 * DOC: saving and the life of the channel
 *
 * SaveBegin pauses the server and freezes its sending: from here on the set of
 * packets on their way does not change, unless the client closes. SaveContinue
 * walks it. After a save that came to its end SaveEnd leaves the server
 * frozen, for only one of two may go on from there:
 *
 *  - the restored one: this one is disabled; its client stays connected and
 *    waits for the restored one. What had been saved is completed here with
 *    STATUS_DEVICE_REMOVED, as with every Disable, and once more over there.
 *  - this one, by VmbChannelStart: the saved state is void.
 *
 * A save that was broken off leaves the server as it was.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "save.h"
#include "server.h"

static void saved_free(struct vmbkmcl_saved *saved)
{
	if (!saved)
		return;
	kvfree(saved->entries);
	kfree(saved);
}

static u64 park(struct vmbkmcl_channel *channel, bool park)
{
	return channel->offer->transport->ops->park(channel->offer, park);
}

/* The worker takes save_mutex before it closes, so a paused channel stays. */
int vmbkmcl_save_freeze(struct vmbkmcl_channel *channel, bool was_active)
{
	enum vmbkmcl_state state = READ_ONCE(channel->state);
	struct vmbkmcl_saved *saved;
	u32 most;

	lockdep_assert_held(&channel->server->save_mutex);
	if (channel->server->saved ||
	    (state != VMBKMCL_PAUSED && state != VMBKMCL_WAITING))
		return -EINVAL;
	saved = kzalloc(sizeof(*saved), GFP_KERNEL);
	if (!saved)
		return -ENOMEM;
	saved->was_active = was_active;
	most = vmbkmcl_tx_freeze(channel, &saved->tx);
	saved->entries = kvcalloc(most + 1, sizeof(*saved->entries), GFP_KERNEL);
	if (!saved->entries) {
		vmbkmcl_tx_thaw(channel, &saved->tx);
		saved_free(saved);
		return -ENOMEM;
	}
	saved->count = vmbkmcl_tx_list(channel, saved->entries);
	if (state == VMBKMCL_PAUSED) {
		saved->rx_read = channel->rx.ring.read;
		saved->head = channel->rx.head;
		saved->link = park(channel, false);
	}
	channel->server->saved = saved;
	return 0;
}

bool vmbkmcl_save_finish(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_saved *saved = channel->server->saved;
	bool start;

	lockdep_assert_held(&channel->server->save_mutex);
	if (saved->complete && !saved->void_) {
		saved->ended = true;
		if (saved->link)
			park(channel, true);
		return false;
	}
	if (!saved->void_)
		vmbkmcl_tx_thaw(channel, &saved->tx);
	start = saved->was_active;
	channel->server->saved = NULL;
	saved_free(saved);
	return start;
}

/* The packets go away. A finished save has its state elsewhere. */
void vmbkmcl_save_closing(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;

	mutex_lock(&server->save_mutex);
	if (server->saved && server->saved->ended) {
		saved_free(server->saved);
		server->saved = NULL;
	} else if (server->saved) {
		server->saved->void_ = true;
	}
	mutex_unlock(&server->save_mutex);
}

void vmbkmcl_save_resume(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;
	struct vmbkmcl_saved *saved;

	mutex_lock(&server->save_mutex);
	saved = server->saved;
	if (saved && !saved->void_) {
		if (saved->link && READ_ONCE(channel->state) == VMBKMCL_PAUSED)
			park(channel, false);
		vmbkmcl_tx_thaw(channel, &saved->tx);
		saved->void_ = true;
	}
	if (saved && saved->ended) {
		saved_free(saved);
		server->saved = NULL;
	}
	mutex_unlock(&server->save_mutex);
}

void vmbkmcl_save_free(struct vmbkmcl_channel *channel)
{
	saved_free(channel->server->saved);
	channel->server->saved = NULL;
}
