/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * save.h - a server that is being saved, and one that was restored.
 */
#ifndef VMBKMCL_CORE_SAVE_H
#define VMBKMCL_CORE_SAVE_H

#include "channel.h"

/**
 * struct vmbkmcl_saved - a save under way; server.save_mutex
 * @entries: the server's packets and completions, in the order they are saved
 * @count: how many
 * @next: the next to be saved
 * @link: the client's connection, or 0
 * @tx: where sending has stopped
 * @rx_read: where the server reads next
 * @head: packet of the client's to be presented again, or NULL
 * @head_saved: its record is written
 * @began: the header is written
 * @complete: the end is written
 * @ended: SaveEnd was called after that
 * @void_: the channel closed or went on: the state is of no use any more
 * @was_active: the owner had it started
 */
struct vmbkmcl_saved {
	struct vmbkmcl_tx_entry **entries;
	u32 count;
	u32 next;
	u64 link;
	struct vmbkmcl_tx_frozen tx;
	u32 rx_read;
	struct vmbkmcl_incoming *head;
	bool head_saved;
	bool began;
	bool complete;
	bool ended;
	bool void_;
	bool was_active;
};

/* save.c. Process context. */

/*
 * Freeze a paused server, with save_mutex held. -EINVAL while it is in another
 * state, or being saved; -ENOMEM.
 */
int vmbkmcl_save_freeze(struct vmbkmcl_channel *channel, bool was_active);
/*
 * End a save, with save_mutex held. A save that came to its end leaves the
 * server frozen; after any other it goes on as before: true when it was started
 * and is to be started again.
 */
bool vmbkmcl_save_finish(struct vmbkmcl_channel *channel);
/* VmbChannelStart on a saved server: the saved state is void, and it goes on. */
void vmbkmcl_save_resume(struct vmbkmcl_channel *channel);
/* The state worker is about to complete the server's packets: it closes. */
void vmbkmcl_save_closing(struct vmbkmcl_channel *channel);
void vmbkmcl_save_free(struct vmbkmcl_channel *channel);

/* restore.c. Process context. */

/* The state worker: the rings are in use, and nothing was sent or received yet. */
void vmbkmcl_restore_opened(struct vmbkmcl_channel *channel, bool resumed);
/* Give up what was restored and not used: complete it with @error. */
void vmbkmcl_restore_drop(struct vmbkmcl_channel *channel, int error);

#endif /* VMBKMCL_CORE_SAVE_H */
