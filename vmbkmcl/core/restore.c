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

void vmbkmcl_restore_drop(struct vmbkmcl_channel *channel, int error)
{
	struct vmbkmcl_server *server = channel->server;

	if (!server->restored)
		return;
	server->restored = false;
	server->restoring = false;
	server->restored_link = 0;
	vmbkmcl_tx_abort(channel, error);
	vmbkmcl_rx_drop_head(channel);
}

/* Go on in the rings of the saved server, if it is these. */
static bool rings_resume(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;

	return server->restored_link &&
	       vmbkmcl_tx_resume(channel, server->restored_tx) &&
	       vmbkmcl_rx_resume(channel, server->restored_rx);
}

void vmbkmcl_restore_opened(struct vmbkmcl_channel *channel, bool resumed)
{
	struct vmbkmcl_server *server = channel->server;

	if (!server->restored)
		return;
	if (!resumed || !rings_resume(channel)) {
		vmbkmcl_tx_abort_former(channel, -ENODEV);
		vmbkmcl_rx_drop_head(channel);
	}
	server->restored = false;
	server->restored_link = 0;
}
