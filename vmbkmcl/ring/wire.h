/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wire.h - the layout of a channel's shared memory.
 *
 * Defined here, and not taken from linux/hyperv.h, because the core and the
 * loopback bus are also built for kernels without Hyper-V. The hv transport
 * asserts that both agree.
 */
#ifndef VMBKMCL_RING_WIRE_H
#define VMBKMCL_RING_WIRE_H

#include "platform.h"

#define VMBUS_PAGE_SIZE		4096u
#define VMBUS_PAGE_SHIFT	12

/**
 * struct vmbus_ring_header - first page of a ring; the data follows
 * @write_index: where the writer goes on; the writer's
 * @read_index: where the reader goes on; the reader's
 * @interrupt_mask: 1: the reader does not want to be signalled; the reader's
 * @pending_send_sz: 0, or the room the writer waits for; the writer's
 * @reserved: zero
 * @feature_bits: bit 0: the reader heeds pending_send_sz
 */
struct vmbus_ring_header {
	u32 write_index;
	u32 read_index;
	u32 interrupt_mask;
	u32 pending_send_sz;
	u32 reserved[12];
	u32 feature_bits;
};
static_assert(offsetof(struct vmbus_ring_header, feature_bits) == 64);

#define VMBUS_RING_PENDING_SEND_SUPPORTED 1u

enum vmbus_packet_kind {
	VMBUS_PACKET_IN_BAND		= 6,
	VMBUS_PACKET_TRANSFER_PAGES	= 7,
	VMBUS_PACKET_GPA_DIRECT		= 9,
	VMBUS_PACKET_COMPLETION		= 0xb,
};

#define VMBUS_PACKET_COMPLETION_REQUESTED 1u

/**
 * struct vmbus_packet - descriptor ahead of every packet
 * @type: enum vmbus_packet_kind
 * @offset8: from here to the payload, in 8-byte units
 * @len8: whole packet without its trailer, in 8-byte units
 * @flags: VMBUS_PACKET_COMPLETION_REQUESTED
 * @id: transaction id; a completion carries its request's
 */
struct vmbus_packet {
	u16 type;
	u16 offset8;
	u16 len8;
	u16 flags;
	u64 id;
};
static_assert(sizeof(struct vmbus_packet) == 16);

/*
 * The descriptor's first word. It is little-endian, as are the processors that this runs
 * on.
 */
static inline u64 vmbus_head(u16 type, u16 offset8, u16 len8, u16 flags)
{
	return type | (u64)offset8 << 16 | (u64)len8 << 32 | (u64)flags << 48;
}

/* Bytes of the packet whose descriptor begins with @head, without the trailer. */
static inline u32 vmbus_head_size(u64 head)
{
	return (u32)(u16)(head >> 32) * 8;
}

/* Bytes after every packet: the index at which it started, in the upper half. */
#define VMBUS_TRAILER_SIZE	8u

/* Largest packet, without its trailer: len8 has 16 bits. */
#define VMBUS_PACKET_MAX	(0xffffu * 8)

/**
 * struct vmbus_gpa_direct - between descriptor and payload of a GPA-direct packet
 * @reserved: zero
 * @range_count: how many struct vmbus_gpa_range follow
 */
struct vmbus_gpa_direct {
	u32 reserved;
	u32 range_count;
};

/**
 * struct vmbus_gpa_range - one stretch of memory
 * @length: bytes
 * @offset: into the first page
 * @pfn: its pages, as many as offset and length need
 */
struct vmbus_gpa_range {
	u32 length;
	u32 offset;
	u64 pfn[];
};

/**
 * struct vmbus_pipe_header - ahead of the data of a pipe-mode packet
 * @type: VMBUS_PIPE_DATA
 * @size: bytes of data that follow; 0 ends the stream
 */
struct vmbus_pipe_header {
	u32 type;
	u32 size;
};

#define VMBUS_PIPE_DATA		1u
#define VMBUS_PIPE_MAX		16384u

#endif /* VMBKMCL_RING_WIRE_H */
