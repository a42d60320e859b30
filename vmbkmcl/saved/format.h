/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * format.h - the saved state of a server: its layout.
 */

/**
 * DOC: format, version 2
 *
 * A sequence of records, each with its length in front and padded with zeros to 8
 * bytes: a header, then a record for each packet or completion that the server had
 * queued or in flight, then an end. A chunk holds whole records, so chunks of any size
 * can be made, kept apart or joined. Integers are in the machine's own byte order: a
 * state can be restored only in the kernel that saved it.
 *
 * A state holds nothing that a kernel would have to believe: no address, no page, no
 * position in a ring. It names its save by a number, and the kernel has kept the rest
 * (struct vmbkmcl_save): which packets there were, in which order, of what size, under
 * which transaction ids. A state that differs from that is refused. Only the bytes of
 * payloads and the owner's parts are in the state alone.
 *
 * Packets of the client's are not in the state: those that the server has not read stay
 * in the ring, which the transport keeps for the restored server, and one that is to be
 * presented again is kept with the save.
 */
#ifndef VMBKMCL_SAVED_FORMAT_H
#define VMBKMCL_SAVED_FORMAT_H

#include "../ring/platform.h"

#define VMBKMCL_SAVED_MAGIC	0x657661736c636d6bull	/* "kmclsave" */
#define VMBKMCL_SAVED_VERSION	2u
#define VMBKMCL_SAVED_ALIGN	8u
/* Most bytes of a record: sizes of the API have 32 bits, those of an allocation 31. */
#define VMBKMCL_SAVED_MAX	0x40000000u

/**
 * enum vmbkmcl_saved_type - of a record
 * @VMBKMCL_SAVED_HEADER: struct vmbkmcl_saved_header; the first
 * @VMBKMCL_SAVED_IN_FLIGHT: a packet that the client has, and owes a completion for
 * @VMBKMCL_SAVED_QUEUED: a packet that waits for room in the ring
 * @VMBKMCL_SAVED_ANSWER: a completion that waits for room in the ring
 * @VMBKMCL_SAVED_END: the last; nothing but struct vmbkmcl_saved_record
 */
enum vmbkmcl_saved_type {
	VMBKMCL_SAVED_HEADER	= 1,
	VMBKMCL_SAVED_IN_FLIGHT	= 2,
	VMBKMCL_SAVED_QUEUED	= 3,
	VMBKMCL_SAVED_ANSWER	= 4,
	VMBKMCL_SAVED_END	= 5,
};

/**
 * struct vmbkmcl_saved_record - the start of every record
 * @type: enum vmbkmcl_saved_type
 * @size: bytes of the record, this included, a multiple of VMBKMCL_SAVED_ALIGN
 */
struct vmbkmcl_saved_record {
	u32 type;
	u32 size;
};

/**
 * struct vmbkmcl_saved_header - the first record
 * @record: VMBKMCL_SAVED_HEADER
 * @magic: VMBKMCL_SAVED_MAGIC
 * @version: VMBKMCL_SAVED_VERSION
 * @reserved: 0
 * @save: number of the save
 */
struct vmbkmcl_saved_header {
	struct vmbkmcl_saved_record record;
	u64 magic;
	u32 version;
	u32 reserved;
	u64 save;
};

/**
 * struct vmbkmcl_saved_packet - a packet or a completion
 *
 * Followed by the payload, padded to VMBKMCL_SAVED_ALIGN, and the owner's part.
 *
 * @record: VMBKMCL_SAVED_IN_FLIGHT, VMBKMCL_SAVED_QUEUED or VMBKMCL_SAVED_ANSWER
 * @id: transaction id; 0 when it asks for no completion
 * @payload_size: bytes of the payload; 0 when the client has it
 * @owner_size: bytes of the owner's part; 0 for a completion
 */
struct vmbkmcl_saved_packet {
	struct vmbkmcl_saved_record record;
	u64 id;
	u32 payload_size;
	u32 owner_size;
};

#endif /* VMBKMCL_SAVED_FORMAT_H */
