/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * save.h - a server that is being saved, the record that the kernel keeps of the save,
 * and a server that was restored.
 */
#ifndef VMBKMCL_CORE_SAVE_H
#define VMBKMCL_CORE_SAVE_H

#include <linux/kref.h>

#include "../saved/check.h"
#include "channel.h"

/**
 * enum vmbkmcl_save_stage - which server may go on: the saved or a restored one
 * @VMBKMCL_SAVE_MAKING: SaveEnd was not called yet: the saved one
 * @VMBKMCL_SAVE_DONE: the saved one, which still has its client
 * @VMBKMCL_SAVE_LEFT: a restored one; the saved one is disabled
 * @VMBKMCL_SAVE_TAKEN: none any more: a restored one has gone on
 * @VMBKMCL_SAVE_VOID: none: the saved one has gone on, or there are too many saves
 */
enum vmbkmcl_save_stage {
	VMBKMCL_SAVE_MAKING,
	VMBKMCL_SAVE_DONE,
	VMBKMCL_SAVE_LEFT,
	VMBKMCL_SAVE_TAKEN,
	VMBKMCL_SAVE_VOID,
};

/**
 * struct vmbkmcl_save - the record that is kept of a save, to go on from its state
 *
 * Until VMBKMCL_SAVE_DONE it belongs to the saved server, under server.save_mutex. From
 * then on all of it is constant but @ref, @node and @stage.
 *
 * @ref: one of the list, one of the saved server, one of each server that has read the
 *	state
 * @node: on the list of saves; saves_mutex (save_keep.c)
 * @stage: enum vmbkmcl_save_stage; saves_mutex
 * @number: names it in the saved state; random, so that no other state can
 * @transport: of the server's offer
 * @link: the client's connection, as ops->park of @transport named it, or 0
 * @next_id: transaction id of the next request
 * @write: where the server goes on writing
 * @read: where it goes on reading
 * @items: the packets that are in the state
 * @count: how many
 * @head: the packet of the client's to be presented again, as it came behind its
 *	descriptor, or NULL
 * @head_size: bytes of @head
 * @head_payload: where its payload begins, an offset in @head
 * @head_id: its transaction id
 * @head_wants_completion: the client asked for a completion
 * @head_has_external: it has external data
 */
struct vmbkmcl_save {
	struct kref ref;
	struct list_head node;
	enum vmbkmcl_save_stage stage;
	u64 number;
	const struct vmbkmcl_transport *transport;
	u64 link;
	u64 next_id;
	u32 write;
	u32 read;
	struct vmbkmcl_saved_item *items;
	u32 count;
	u8 *head;
	u32 head_size;
	u32 head_payload;
	u64 head_id;
	bool head_wants_completion;
	bool head_has_external;
};

/**
 * struct vmbkmcl_saving - a save under way, or finished; server.save_mutex
 * @save: the record of it that is kept
 * @entries: the server's packets and completions, as many as @save has items
 * @next: the next to be saved
 * @tx: where sending has stopped
 * @began: the header is written
 * @asked: EvtChannelSavePacket has been called for the next packet
 * @owner_size: bytes that it asked for
 * @complete: the end of the state is written
 * @ended: SaveEnd was called after that
 * @failed: nothing more can be saved: an owner's callback failed, or the channel
 *	closed or went on
 * @thawed: the server sends again, or its packets are gone
 * @was_active: the owner had it started
 */
struct vmbkmcl_saving {
	struct vmbkmcl_save *save;
	struct vmbkmcl_tx_entry **entries;
	u32 next;
	struct vmbkmcl_tx_frozen tx;
	bool began;
	bool asked;
	u32 owner_size;
	bool complete;
	bool ended;
	bool failed;
	bool thawed;
	bool was_active;
};

/* save_keep.c: the records of saves. Process context. */

/* Everything in it is yet to be filled in but its number. NULL: no memory. */
struct vmbkmcl_save *vmbkmcl_save_make(u32 count);
void vmbkmcl_save_put(struct vmbkmcl_save *save);
/* It is complete: its state is valid from now on. */
void vmbkmcl_save_done(struct vmbkmcl_save *save);
/* The saved server is disabled, and its client is left to a restored one. */
void vmbkmcl_save_left(struct vmbkmcl_save *save);
/* No server will go on from it: its client waits for none any more. */
void vmbkmcl_save_abandon(const struct vmbkmcl_save *save);
/* The saved server goes on: the state is void, unless a restored one went on. */
void vmbkmcl_save_void(struct vmbkmcl_save *save);
/* The save with that number, if its state is valid, with a reference; or NULL. */
struct vmbkmcl_save *vmbkmcl_save_find(u64 number);
/*
 * Go on from it. -EBUSY while the saved server is not disabled; -ESTALE when the
 * state is not valid any more.
 */
int vmbkmcl_save_take(struct vmbkmcl_save *save);
/* Make all void, when the module is unloaded. */
void vmbkmcl_saves_exit(void);

/* save.c: the server that is saved. Process context. */

/*
 * Freeze a paused server, with save_mutex held. -EINVAL while it is in another
 * state, started, or being saved; -EAGAIN: it has been paused, and its worker has not
 * seen that yet; -ENOMEM.
 */
int vmbkmcl_save_freeze(struct vmbkmcl_channel *channel, bool was_active);
/*
 * End a save, with save_mutex held. A save that came to its end leaves the server
 * frozen; after any other it goes on as before: true when it is to be started,
 * before save_mutex is released.
 */
bool vmbkmcl_save_finish(struct vmbkmcl_channel *channel);
/*
 * The server is about to be started, with save_mutex held: a save under way fails, and
 * the state of a finished one is void.
 */
void vmbkmcl_save_resume(struct vmbkmcl_channel *channel);
/* The server is enabled without having been restored: the state is void. */
void vmbkmcl_save_forget(struct vmbkmcl_channel *channel);
/* The state worker is about to complete the server's packets. */
void vmbkmcl_save_closing(struct vmbkmcl_channel *channel);
/* The state worker: the owner disables it, and the transport has been told. */
void vmbkmcl_save_disabled(struct vmbkmcl_channel *channel);
void vmbkmcl_save_free(struct vmbkmcl_channel *channel);

/* restore.c: the server that is restored. Process context. */

/*
 * VmbChannelEnable, with config_mutex held: -EBUSY and -ESTALE as from
 * vmbkmcl_save_take(), -EINVAL while RestoreFromBuffer has not come to its end.
 */
int vmbkmcl_restore_enable(struct vmbkmcl_channel *channel);
/* The state worker: the rings are in use, and nothing was sent or received yet. */
void vmbkmcl_restore_opened(struct vmbkmcl_channel *channel, bool resumed);
/* Complete with @error what was restored and not used. */
void vmbkmcl_restore_drop(struct vmbkmcl_channel *channel, int error);
/*
 * VmbChannelDisable, with config_mutex held, of a server that is disabled already: drop
 * what was restored, if the server was enabled since. False: nothing was restored.
 */
bool vmbkmcl_restore_undo(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_CORE_SAVE_H */
