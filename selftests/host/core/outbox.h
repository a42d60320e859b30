/* SPDX-License-Identifier: GPL-2.0-only */
/* outbox.h - messages to the guest, in order, one per message slot at a time. */
#ifndef VMBHOST_OUTBOX_H
#define VMBHOST_OUTBOX_H

#include <stdbool.h>

#include "proto.h"

struct vmbhost;
struct outbox_entry;

struct outbox {
	struct outbox_entry *head, **tail;
	u32 count;
};

void outbox_init(struct outbox *outbox);
void outbox_clear(struct outbox *outbox);

/* Queue a message to the vp and sint the guest named when it made contact. */
void message_send(struct vmbhost *host, const void *message, u32 len);
/* The same to any vp and sint, with a size byte that may be wrong: @claimed. */
void message_send_raw(struct vmbhost *host, u32 vp, u32 sint,
		      const void *message, u32 len, u32 claimed);

/* Post messages until the slot is occupied. */
void outbox_flush(struct vmbhost *host);

#endif /* VMBHOST_OUTBOX_H */
