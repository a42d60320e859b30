/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * saving.h - a pair whose server is saved into chunks and restored from them.
 */
#ifndef SAVING_H
#define SAVING_H

#include "loopback_pair.h"

/**
 * struct chunks - saved state, each chunk in memory of its own
 * @chunk: the chunks
 * @size: bytes of each
 * @count: how many
 */
struct chunks {
	void **chunk;
	u32 *size;
	u32 count;
};

/**
 * struct saving - of one case; pair.priv
 * @chunks: the state
 * @saved: EvtChannelSavePacket calls that saved
 * @restored: EvtChannelRestorePacket calls
 * @lose: EvtChannelRestorePacket makes no packet
 * @changed: the state was changed: the owner's parts may be anything
 * @priv: the case's
 */
struct saving {
	struct chunks chunks;
	u32 saved;
	u32 restored;
	bool lose;
	bool changed;
	void *priv;
};

static inline struct saving *saving_of(struct kcase *t)
{
	return pair_of(t)->priv;
}

/* Fixtures: an open pair, its server with save and restore callbacks. */
int saving_setup(struct kcase *t);
void saving_teardown(struct kcase *t);

/* Those that return a bool return false after noting a failure. */

/* Save the server into chunks of at most @size bytes, or of as many as it takes. */
bool saving_save(struct pair *p, u32 size);
/* The same without SaveBegin. */
bool saving_continue(struct pair *p, u32 size);
/* Feed all chunks to @channel: the status of the last. */
NTSTATUS saving_restore(struct pair *p, VMBCHANNEL channel);
/* Forget the chunks. */
void saving_clear(struct pair *p);
/* All chunks in one, which the caller frees. */
void *saving_join(struct pair *p, u32 *size);
/* Clean up the old server, and make a new one with callbacks. */
bool saving_make_server(struct pair *p);
/* And restore it from what the old one saved. */
bool saving_replace(struct pair *p);
/* The client holds @count requests of the server's, of 8 bytes. */
bool saving_hold(struct pair *p, u32 count);

/* The callbacks that every server here has, unless its case has others. */
NTSTATUS saving_save_packet(VMBCHANNEL channel, VMBPACKET packet, PVOID buffer,
			    UINT32 size, PUINT32 needed);
NTSTATUS saving_restore_packet(VMBCHANNEL channel, PVOID ours, UINT32 size,
			       PVOID theirs, UINT32 theirs_size);
bool saving_set_callbacks(struct kcase *t, VMBCHANNEL channel);

#endif /* SAVING_H */
