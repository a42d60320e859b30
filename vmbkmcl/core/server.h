/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * server.h - what only server endpoints have, and where the state worker
 * tells them of it.
 */
#ifndef VMBKMCL_SERVER_H
#define VMBKMCL_SERVER_H

#include "channel.h"

struct vmbkmcl_saved;

/**
 * struct vmbkmcl_server - of a server endpoint, from Allocate to Cleanup
 * @mappings: struct server_mapping, GPADLs of the client's; gpadl_mutex
 * @save_mutex: protects what follows; held while a save callback runs
 * @saved: a save under way, or finished and not resumed from; NULL otherwise
 * @restored_link: link that the restored state belongs to; 0: none
 * @restored_tx: where the restored server goes on writing
 * @restored_rx: where it goes on reading
 * @restored: there are packets of an earlier channel, and it was not open since
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

/* server.c */

/* For VmbChannelAllocate and VmbChannelCleanup. Process context. */
int vmbkmcl_server_alloc(struct vmbkmcl_channel *channel);
void vmbkmcl_server_free(struct vmbkmcl_channel *channel);

/*
 * The transport that carries this server's offers, or NULL, after saying in
 * the log what to do: VmbChannelEnable then fails with STATUS_NOT_SUPPORTED.
 */
const struct vmbkmcl_transport *
vmbkmcl_server_transport(struct vmbkmcl_channel *channel);

/*
 * The state worker, for a server: its rings are in use and nothing has been
 * sent or received yet; its packets are about to be completed because it
 * closes; EvtChannelClosed has returned. Process context.
 */
void vmbkmcl_server_opened(struct vmbkmcl_channel *channel);
void vmbkmcl_server_closing(struct vmbkmcl_channel *channel);
void vmbkmcl_server_closed(struct vmbkmcl_channel *channel);

/* VmbChannelStart on a server: a save is over, and what it froze goes on. */
void vmbkmcl_server_resume(struct vmbkmcl_channel *channel);

/* The link that a restored server was saved from; 0 when it was not. */
u64 vmbkmcl_server_restored_link(const struct vmbkmcl_channel *channel);

/* save.c */

void vmbkmcl_save_closing(struct vmbkmcl_channel *channel);
void vmbkmcl_save_resume(struct vmbkmcl_channel *channel);
void vmbkmcl_save_free(struct vmbkmcl_channel *channel);

/* save_restore.c */

void vmbkmcl_restore_opened(struct vmbkmcl_channel *channel);
/* Give up what was restored and not used: complete it with @status. */
void vmbkmcl_restore_drop(struct vmbkmcl_channel *channel, NTSTATUS status);

/* loopback/bus.c */

const struct vmbkmcl_transport *vmbkmcl_loopback(void);

#endif /* VMBKMCL_SERVER_H */
