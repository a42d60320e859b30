// SPDX-License-Identifier: GPL-2.0-only
/* outbox.c - the queue in front of the message slot. */
#include <stdlib.h>
#include <string.h>

#include "host.h"

struct outbox_entry {
	struct outbox_entry *next;
	u32 vp;
	u32 sint;
	u32 claimed;
	u8 payload[VMBHOST_MESSAGE_MAX];
};

void outbox_init(struct outbox *outbox)
{
	outbox->head = NULL;
	outbox->tail = &outbox->head;
	outbox->count = 0;
}

void outbox_clear(struct outbox *outbox)
{
	struct outbox_entry *entry;

	while ((entry = outbox->head)) {
		outbox->head = entry->next;
		free(entry);
	}
	outbox_init(outbox);
}

void message_send_raw(struct vmbhost *host, u32 vp, u32 sint,
		      const void *message, u32 len, u32 claimed)
{
	struct outbox_entry *entry = xcalloc(1, sizeof(*entry));

	if (len > sizeof(entry->payload))
		len = sizeof(entry->payload);
	entry->vp = vp;
	entry->sint = sint;
	entry->claimed = claimed;
	memcpy(entry->payload, message, len);
	*host->outbox.tail = entry;
	host->outbox.tail = &entry->next;
	host->outbox.count++;
	trace_message(host, "H>G", message, len);
}

void message_send(struct vmbhost *host, const void *message, u32 len)
{
	message_send_raw(host, host->vp, host->sint, message, len, len);
}

/*
 * Strictly in order, over all processors: a guest may rely on an offer being
 * there before its rescind.
 */
void outbox_flush(struct vmbhost *host)
{
	struct outbox *outbox = &host->outbox;
	struct outbox_entry *entry;

	while ((entry = outbox->head)) {
		if (!host->ops.post(host->ctx, entry->vp, entry->sint,
				    entry->payload, entry->claimed))
			return;
		outbox->head = entry->next;
		if (!outbox->head)
			outbox->tail = &outbox->head;
		outbox->count--;
		free(entry);
	}
}
