/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * server.h - the part of a channel that only server endpoints have.
 */
#ifndef VMBKMCL_CORE_SERVER_H
#define VMBKMCL_CORE_SERVER_H

#include "../saved/check.h"
#include "channel.h"

struct vmbkmcl_save;
struct vmbkmcl_saving;

/**
 * struct vmbkmcl_server - of a server endpoint, from Allocate to Cleanup
 *
 * Members from @restored on belong to one context at a time: the one that has set
 * @restoring, or else VmbChannelEnable, the state worker and Cleanup in turn.
 *
 * @mappings: struct server_mapping, GPADLs of the client's; gpadl_mutex
 * @save_mutex: protects @saving and @last_save; while it is held the server is not
 *	started. Held while EvtChannelSavePacket runs
 * @saving: a save under way, or finished and not resumed from; NULL otherwise
 * @last_save: the last finished one, unless its state is known to be void
 * @callback_task: task that is in EvtChannelSavePacket or EvtChannelRestorePacket;
 *	read anywhere
 * @restoring: RestoreFromBuffer runs; config_mutex
 * @restored: the save that the packets were restored from; NULL when there are none,
 *	or the channel has been open since
 * @taken: this server goes on from @restored: vmbkmcl_save_take() has succeeded
 * @check: how far the saved state has been read
 * @record: copy of the record that is being read, of @record_room bytes
 * @record_room: bytes that are allocated for @record
 * @library: the part of @record that EvtChannelRestorePacket may pass to
 *	VmbPacketRestore, once; NULL otherwise
 * @library_size: bytes of @library
 */
struct vmbkmcl_server {
	struct list_head mappings;
	struct mutex save_mutex;
	struct vmbkmcl_saving *saving;
	struct vmbkmcl_save *last_save;
	struct task_struct *callback_task;
	bool restoring;
	struct vmbkmcl_save *restored;
	bool taken;
	struct vmbkmcl_saved_check check;
	void *record;
	u32 record_room;
	const void *library;
	u32 library_size;
};

/* Process context. */

int vmbkmcl_server_alloc(struct vmbkmcl_channel *channel);
void vmbkmcl_server_free(struct vmbkmcl_channel *channel);

/*
 * The transport that carries this server's offers, or NULL, after saying in
 * the log what to do: VmbChannelEnable then fails with STATUS_NOT_SUPPORTED.
 */
const struct vmbkmcl_transport *
vmbkmcl_server_transport(struct vmbkmcl_channel *channel);

/* Offer the channel to clients. 0 or an errno. */
int vmbkmcl_server_offer(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_offer **offer);

#endif /* VMBKMCL_CORE_SERVER_H */
