/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * save_format.h - the saved state of a server.
 */

/**
 * DOC: format, version 1
 *
 * A sequence of records, each with its length in front and padded to 8 bytes:
 * a header, then a record for each packet that the server had on its way, then
 * an end. A chunk holds whole records, so chunks of any sizes can be made, kept
 * apart or strung together. Integers are in the machine's own order: the state
 * names rings and pages of this kernel and is of use nowhere else.
 *
 * Packets that the client has sent and the server has not yet read are not in
 * there: they stay in the ring, which the transport keeps for the restored server.
 */
#ifndef VMBKMCL_API_SAVE_FORMAT_H
#define VMBKMCL_API_SAVE_FORMAT_H

#include <linux/types.h>

#define SAVE_MAGIC	0x657661736c636d6bull	/* "kmclsave" */
#define SAVE_VERSION	1u
#define SAVE_ALIGN	8u

enum save_type {
	SAVE_HEADER	= 1,	/* struct save_header; the first */
	SAVE_PACKET	= 2,	/* struct save_packet: a packet of the server's */
	SAVE_ANSWER	= 3,	/* struct save_answer: a completion in the queue */
	SAVE_INCOMING	= 4,	/* struct save_incoming: to be presented again */
	SAVE_END	= 5,	/* the last; nothing but struct save_record */
};

/**
 * struct save_record - starts every record
 * @type: enum save_type
 * @size: bytes of the record, this included, a multiple of SAVE_ALIGN
 */
struct save_record {
	u32 type;
	u32 size;
};

/**
 * struct save_header - of the whole
 * @record: SAVE_HEADER
 * @magic: SAVE_MAGIC
 * @version: SAVE_VERSION
 * @packets: how many records follow, the end not counted
 * @link: the connection that the client waits on; 0 when there was none
 * @next_id: transaction id of the next request
 * @tx_write: where the server writes next
 * @rx_read: where it reads next
 */
struct save_header {
	struct save_record record;
	u64 magic;
	u32 version;
	u32 packets;
	u64 link;
	u64 next_id;
	u32 tx_write;
	u32 rx_read;
};

/**
 * struct save_packet - KMCL's part of a packet, which VmbPacketRestore() takes
 * @record: SAVE_PACKET
 * @id: transaction id; 0 when it asks for no completion
 * @in_flight: the client has it; otherwise it waits in the queue
 * @flags: descriptor flags
 * @payload_size: bytes of @payload, padded to SAVE_ALIGN; 0 when in flight
 * @owner_size: bytes of the owner's part, which follows
 * @payload: the payload
 */
struct save_packet {
	struct save_record record;
	u64 id;
	u32 in_flight;
	u32 flags;
	u32 payload_size;
	u32 owner_size;
	u8 payload[];
};

/**
 * struct save_answer - a completion that waits for room
 * @record: SAVE_ANSWER
 * @id: the client's transaction id
 * @payload_size: bytes of @payload
 * @reserved: 0
 * @payload: the payload
 */
struct save_answer {
	struct save_record record;
	u64 id;
	u32 payload_size;
	u32 reserved;
	u8 payload[];
};

/**
 * struct save_incoming - a packet of the client's that is to be presented again
 * @record: SAVE_INCOMING
 * @id: the client's transaction id
 * @wants_completion: the client asked for a completion
 * @range_count: GPA ranges; 0: no external data
 * @payload_offset: in @buffer
 * @payload_size: bytes
 * @buffer: what came behind the descriptor
 */
struct save_incoming {
	struct save_record record;
	u64 id;
	u32 wants_completion;
	u32 range_count;
	u32 payload_offset;
	u32 payload_size;
	u8 buffer[];
};

#endif /* VMBKMCL_API_SAVE_FORMAT_H */
