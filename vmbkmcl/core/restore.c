// SPDX-License-Identifier: GPL-2.0-only
/*
 * restore.c - a server that was restored: it is enabled, and opens.
 *
 * VmbChannelRestoreFromBuffer() has put the packets where they had been, onto the queue
 * or into the hash, while the channel was Disabled. When the channel is enabled it takes
 * over the client, if that still waits. Otherwise it is offered as a new server: packets
 * that were queued go to the next client, and requests that the former client had are
 * completed with STATUS_DEVICE_REMOVED.
 */
#include "save.h"
#include "server.h"

static void forget(struct vmbkmcl_server *server)
{
	vmbkmcl_save_put(server->restored);
	server->restored = NULL;
	server->taken = false;
}

void vmbkmcl_restore_drop(struct vmbkmcl_channel *channel, int error)
{
	if (!channel->server->restored)
		return;
	/* It was enabled, so no other server can go on from the save. */
	if (channel->server->taken)
		vmbkmcl_save_abandon(channel->server->restored);
	forget(channel->server);
	vmbkmcl_tx_abort(channel, error);
	vmbkmcl_rx_drop_head(channel);
}

bool vmbkmcl_restore_undo(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;

	lockdep_assert_held(&channel->config_mutex);
	if (server->restoring)
		return true;
	if (!server->restored)
		return false;
	if (server->taken)
		vmbkmcl_restore_drop(channel, -ECANCELED);
	return true;
}

/*
 * Of the saved server and those restored from its state one goes on: the first to do so.
 * This one may have been enabled before (taken), without having been offered.
 */
int vmbkmcl_restore_enable(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;
	int error;

	lockdep_assert_held(&channel->config_mutex);
	if (server->restoring)
		return -EINVAL;
	if (!server->restored) {
		vmbkmcl_save_forget(channel);
		return 0;
	}
	if (!server->check.ended)
		return -EINVAL;
	if (server->taken)
		return 0;
	error = vmbkmcl_save_take(server->restored);
	server->taken = !error;
	if (error == -ESTALE)
		vmbkmcl_restore_drop(channel, -ECANCELED);
	return error;
}

/* Go on in the rings of the saved server. */
static bool rings_resume(struct vmbkmcl_channel *channel)
{
	const struct vmbkmcl_save *save = channel->server->restored;

	return vmbkmcl_tx_resume(channel, save->write) &&
	       vmbkmcl_rx_resume(channel, save->read);
}

void vmbkmcl_restore_opened(struct vmbkmcl_channel *channel, bool resumed)
{
	if (!channel->server->restored)
		return;
	if (!resumed || !rings_resume(channel)) {
		vmbkmcl_tx_abort_former(channel, -ENODEV);
		vmbkmcl_rx_drop_head(channel);
	}
	forget(channel->server);
}
