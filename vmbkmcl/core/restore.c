// SPDX-License-Identifier: GPL-2.0-only
/*
 * restore.c - a server made from the saved state of another, when it opens.
 *
 * Packets were put where they had been, queue or hash, while the channel was
 * disabled. Enabled, it takes its client over if that still waits; otherwise
 * it is offered as a new server: then what was queued goes to the next client,
 * and requests that the former one had are completed with
 * STATUS_DEVICE_REMOVED.
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
	/* Enabled and disabled: there is no second time. */
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
 * Of two servers one goes on: the saved one, or the first restored one that is
 * enabled. It may have been enabled before, and not been offered.
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
