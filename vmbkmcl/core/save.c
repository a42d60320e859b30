// SPDX-License-Identifier: GPL-2.0-only
/*
 * save.c - freeze a server for a save, and let it go on.
 */

/**
 * DOC: saving and the life of the channel
 *
 * SaveBegin pauses the server and freezes its sending: from here on no packet is added
 * to those that are queued or in flight, and none leaves them, unless the client closes.
 * SaveContinue writes them into the state. After a save that came to its end SaveEnd
 * leaves the server frozen, since only one of two servers may go on from there:
 *
 *  - a restored server: the saved one is disabled; its client stays connected and
 *    waits for the restored one. The saved packets are completed in the saved server with
 *    STATUS_CANCELLED, as by every Disable, and in the restored one when they end.
 *  - the saved server, by VmbChannelStart: the state is void. It is void as well when
 *    the owner enables this server again without having restored it.
 *
 * A save that has failed or was not complete leaves the server as it was before. enum
 * vmbkmcl_save_stage says which server may go on. A server is started with save_mutex
 * held: if it is paused and want_active is false, it stays so while save_mutex is held.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "incoming.h"
#include "save.h"
#include "server.h"

static void saving_free(struct vmbkmcl_saving *saving)
{
	vmbkmcl_save_put(saving->save);
	kvfree(saving->entries);
	kfree(saving);
}

static u64 park(struct vmbkmcl_channel *channel, bool park)
{
	return channel->offer->transport->ops->park(channel->offer, park);
}

/* The state of this server's last save is void. */
static void forget_last(struct vmbkmcl_server *server)
{
	if (!server->last_save)
		return;
	vmbkmcl_save_void(server->last_save);
	vmbkmcl_save_put(server->last_save);
	server->last_save = NULL;
}

static void item_of(const struct vmbkmcl_tx_entry *entry,
		    struct vmbkmcl_saved_item *item)
{
	item->id = entry->packet.id;
	item->payload_size = entry->packet.payload_size;
	if (entry->packet.type == VMBUS_PACKET_COMPLETION) {
		item->type = VMBKMCL_SAVED_ANSWER;
	} else if (entry->place == VMBKMCL_ENTRY_IN_FLIGHT) {
		item->type = VMBKMCL_SAVED_IN_FLIGHT;
		/* The client has it. */
		item->payload_size = 0;
	} else {
		item->type = VMBKMCL_SAVED_QUEUED;
	}
}

/* The packet to be presented again: its pages are the client's, so it stays here. */
static int keep_head(struct vmbkmcl_save *save,
		     const struct vmbkmcl_incoming *in)
{
	save->head_payload = (u8 *)in->payload - in->buffer;
	save->head_size = save->head_payload + in->payload_size;
	save->head_id = in->id;
	save->head_wants_completion = in->wants_completion;
	save->head_has_external = in->has_external;
	save->head = kvmalloc(save->head_size + 1, GFP_KERNEL);
	if (!save->head)
		return -ENOMEM;
	memcpy(save->head, in->buffer, save->head_size);
	return 0;
}

/* Sending is frozen. On failure the caller thaws it. */
static int saving_fill(struct vmbkmcl_channel *channel,
		       struct vmbkmcl_saving *saving, u32 most, bool open)
{
	struct vmbkmcl_save *save = vmbkmcl_save_make(most);
	u32 i;

	saving->save = save;
	saving->entries = kvcalloc(most + 1, sizeof(*saving->entries),
				   GFP_KERNEL);
	if (!save || !saving->entries)
		return -ENOMEM;
	save->count = vmbkmcl_tx_list(channel, saving->entries);
	for (i = 0; i < save->count; i++)
		item_of(saving->entries[i], &save->items[i]);
	save->next_id = saving->tx.next_id;
	save->write = saving->tx.write;
	if (!open)
		return 0;
	save->read = channel->rx.ring.read;
	save->transport = channel->offer->transport;
	save->link = park(channel, false);
	return channel->rx.head ? keep_head(save, channel->rx.head) : 0;
}

/*
 * A state worker that has seen a Start before the pause sets VMBKMCL_STARTING, and then
 * sees the pause. Before it closes the channel, or ends its wait for a client, it takes
 * save_mutex (vmbkmcl_save_closing()); want_enabled is false by then. A restored server
 * that waits for a client is not saved: its packets of the former client end when the
 * next one opens it.
 */
int vmbkmcl_save_freeze(struct vmbkmcl_channel *channel, bool was_active)
{
	enum vmbkmcl_state state = READ_ONCE(channel->state);
	struct vmbkmcl_saving *saving;
	int error;
	u32 most;

	lockdep_assert_held(&channel->server->save_mutex);
	if (channel->server->saving || READ_ONCE(channel->want_active) ||
	    !READ_ONCE(channel->want_enabled) ||
	    READ_ONCE(channel->server->restored))
		return -EINVAL;
	if (state == VMBKMCL_STARTING)
		return -EAGAIN;
	if (state != VMBKMCL_PAUSED && state != VMBKMCL_WAITING)
		return -EINVAL;
	saving = kzalloc(sizeof(*saving), GFP_KERNEL);
	if (!saving)
		return -ENOMEM;
	saving->was_active = was_active;
	most = vmbkmcl_tx_freeze(channel, &saving->tx);
	error = saving_fill(channel, saving, most, state == VMBKMCL_PAUSED);
	if (error) {
		vmbkmcl_tx_thaw(channel, &saving->tx);
		saving_free(saving);
		return error;
	}
	forget_last(channel->server);
	channel->server->saving = saving;
	return 0;
}

static void thaw(struct vmbkmcl_channel *channel, struct vmbkmcl_saving *saving)
{
	if (!saving->thawed)
		vmbkmcl_tx_thaw(channel, &saving->tx);
	saving->thawed = true;
	saving->failed = true;
}

bool vmbkmcl_save_finish(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;
	struct vmbkmcl_saving *saving = server->saving;
	bool start;

	lockdep_assert_held(&server->save_mutex);
	if (saving->complete && !saving->failed) {
		saving->ended = true;
		kref_get(&saving->save->ref);
		server->last_save = saving->save;
		if (saving->save->link)
			park(channel, true);
		vmbkmcl_save_done(saving->save);
		return false;
	}
	thaw(channel, saving);
	start = saving->was_active;
	server->saving = NULL;
	saving_free(saving);
	return start;
}

/* The packets are about to be completed. The state of a finished save stays valid. */
void vmbkmcl_save_closing(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;
	struct vmbkmcl_saving *saving;

	mutex_lock(&server->save_mutex);
	saving = server->saving;
	if (saving) {
		saving->failed = true;
		saving->thawed = true;
	}
	if (saving && saving->ended) {
		server->saving = NULL;
		saving_free(saving);
	}
	mutex_unlock(&server->save_mutex);
}

void vmbkmcl_save_disabled(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;

	mutex_lock(&server->save_mutex);
	if (server->last_save)
		vmbkmcl_save_left(server->last_save);
	mutex_unlock(&server->save_mutex);
}

void vmbkmcl_save_forget(struct vmbkmcl_channel *channel)
{
	mutex_lock(&channel->server->save_mutex);
	forget_last(channel->server);
	mutex_unlock(&channel->server->save_mutex);
}

void vmbkmcl_save_resume(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;
	struct vmbkmcl_saving *saving = server->saving;

	lockdep_assert_held(&server->save_mutex);
	/* Disabled, or about to be: the state stays valid for a restored server. */
	if (!READ_ONCE(channel->want_enabled))
		return;
	forget_last(server);
	if (!saving)
		return;
	/* Not thawed: it has its offer, for a worker that closes it takes save_mutex. */
	if (!saving->thawed && saving->save->link)
		park(channel, false);
	thaw(channel, saving);
	/* Whether it runs is the owner's decision again, also after SaveEnd. */
	saving->was_active = false;
	if (saving->ended) {
		server->saving = NULL;
		saving_free(saving);
	}
}

void vmbkmcl_save_free(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;

	if (server->saving)
		saving_free(server->saving);
	vmbkmcl_save_put(server->last_save);
}
