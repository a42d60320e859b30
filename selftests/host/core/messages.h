/* SPDX-License-Identifier: GPL-2.0-only */
/* messages.h - every channel message's name, size and origin, as data. */
#ifndef VMBHOST_MESSAGES_H
#define VMBHOST_MESSAGES_H

#include <stdbool.h>

#include "proto.h"

/**
 * struct message_info - what is known of a message without looking inside
 * @name: for the trace; NULL: no such message
 * @size: fewest bytes a sender may send
 * @since: first version that has it
 * @from_guest: the guest is its sender
 * @relid: the u32 after the header is a relid
 */
struct message_info {
	const char *name;
	u32 size;
	u32 since;
	bool from_guest;
	bool relid;
};

/* NULL for a number that names no message. */
const struct message_info *message_info(u32 type);

/* Name of a message for the trace, never NULL. */
const char *message_name(u32 type);

#endif /* VMBHOST_MESSAGES_H */
