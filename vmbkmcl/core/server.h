/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * server.h - the part of a channel that only server endpoints have.
 */
#ifndef VMBKMCL_CORE_SERVER_H
#define VMBKMCL_CORE_SERVER_H

#include "channel.h"

struct vmbkmcl_saved;

/**
 * struct vmbkmcl_server - of a server endpoint, from Allocate to Cleanup
 * @mappings: struct server_mapping, GPADLs of the client's; gpadl_mutex
 * @save_mutex: protects what follows; held while a save callback runs
 * @saved: a save under way, or finished and not resumed from; NULL otherwise
 * @restored_link: connection that the restored state belongs to; 0: none
 * @restored_tx: where the restored server goes on writing
 * @restored_rx: where it goes on reading
 * @restored: packets restored from a saved channel are pending; the channel has
 *	not been open since the restore
 * @restoring: RestoreFromBuffer has begun and not come to its end
 * @record: the packet that EvtChannelRestorePacket is called for
 * @record_used: it has been put into a packet
 */
struct vmbkmcl_server {
	struct list_head mappings;
	struct mutex save_mutex;
	struct vmbkmcl_saved *saved;
	u64 restored_link;
	u32 restored_tx;
	u32 restored_rx;
	bool restored;
	bool restoring;
	const void *record;
	bool record_used;
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

/* Make the channel known to clients. 0 or an errno. */
int vmbkmcl_server_offer(struct vmbkmcl_channel *channel,
			 struct vmbkmcl_offer **offer);

#endif /* VMBKMCL_CORE_SERVER_H */
