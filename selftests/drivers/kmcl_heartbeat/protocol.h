/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * protocol.h - the heartbeat service's messages, without the pipe header,
 * which KMCL puts on and takes off.
 */
#ifndef KMCL_HEARTBEAT_PROTOCOL_H
#define KMCL_HEARTBEAT_PROTOCOL_H

#include <linux/build_bug.h>
#include <linux/types.h>

#define IC_NEGOTIATE		0
#define IC_HEARTBEAT		1

#define IC_FLAG_TRANSACTION	1
#define IC_FLAG_REQUEST		2
#define IC_FLAG_RESPONSE	4

#define IC_STATUS_OK		0
#define IC_STATUS_FAIL		0x80004005u

struct ic_version {
	u16 major;
	u16 minor;
};

/**
 * struct ic_header - ahead of every message of an integration service
 * @frame: version of this header
 * @type: IC_*
 * @message: version of what follows
 * @size: bytes that follow
 * @status: of an answer
 * @transaction: number of the request, the same in its answer
 * @flags: IC_FLAG_*
 * @reserved: zero
 */
struct ic_header {
	struct ic_version frame;
	u16 type;
	struct ic_version message;
	u16 size;
	u32 status;
	u8 transaction;
	u8 flags;
	u8 reserved[2];
} __packed;
static_assert(sizeof(struct ic_header) == 20);

/**
 * struct ic_negotiate - the versions that the host proposes; in the answer one
 *	of each kind
 * @frames: how many of the header
 * @messages: how many of the service's messages
 * @reserved: zero
 * @version: those of the header, then those of the messages
 */
struct ic_negotiate {
	u16 frames;
	u16 messages;
	u32 reserved;
	struct ic_version version[];
};

struct ic_heartbeat {
	u64 sequence;
	u32 reserved[8];
} __packed;

/**
 * struct ic_agreed - what both sides can do
 * @frame: highest version of the header
 * @message: highest version of the messages
 */
struct ic_agreed {
	struct ic_version frame;
	struct ic_version message;
};

/*
 * Turn the request in @buffer, @size bytes in all, into its answer, in place.
 * Returns the answer's size, or 0 when it is no request of this service.
 */
u32 heartbeat_answer(void *buffer, u32 size, struct ic_agreed *agreed);

#endif /* KMCL_HEARTBEAT_PROTOCOL_H */
