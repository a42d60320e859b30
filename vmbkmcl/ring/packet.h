/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet.h - the parts of a packet: descriptor, ranges, pipe header, payload.
 *
 * Functions that read take bytes that the peer can no longer change: a packet
 * is copied out of the ring first (reader.h).
 */
#ifndef VMBKMCL_RING_PACKET_H
#define VMBKMCL_RING_PACKET_H

#include "wire.h"

/**
 * struct vmbkmcl_ring_packet - a packet to be written into a ring
 * @id: transaction id
 * @payload: the bytes; ignored when @payload_size is 0
 * @payload_size: bytes
 * @size: bytes in the ring, trailer included: vmbkmcl_ring_packet_size()
 * @ranges_size: bytes of struct vmbus_gpa_direct and its ranges; 0: there are none
 * @type: enum vmbus_packet_kind
 * @flags: of the descriptor
 * @pipe: a struct vmbus_pipe_header precedes the payload
 */
struct vmbkmcl_ring_packet {
	u64 id;
	const void *payload;
	u32 payload_size;
	u32 size;
	u32 ranges_size;
	u16 type;
	u16 flags;
	bool pipe;
};

/* Bytes that @packet takes in a ring, at most VMBUS_PACKET_MAX and a trailer. */
static inline u32 vmbkmcl_ring_packet_size(const struct vmbkmcl_ring_packet *packet)
{
	return sizeof(struct vmbus_packet) + packet->ranges_size +
	       (packet->pipe ? sizeof(struct vmbus_pipe_header) : 0) +
	       (packet->payload_size + 7) / 8 * 8 + VMBUS_TRAILER_SIZE;
}

/* The largest packet payload, pipe header included, that @size bytes of data hold. */
static inline u32 vmbkmcl_ring_payload_max(u32 size)
{
	/* Equal indices would mean that the ring is empty. */
	return size - 8 - sizeof(struct vmbus_packet) - VMBUS_TRAILER_SIZE;
}

/* Pages that @length bytes from @offset in the first page on touch. */
static inline u32 vmbkmcl_range_pages(u32 offset, u32 length)
{
	return ((u64)offset + length + VMBUS_PAGE_SIZE - 1) >> VMBUS_PAGE_SHIFT;
}

/* Bytes of the struct vmbus_gpa_range for them. */
static inline u32 vmbkmcl_range_size(u32 offset, u32 length)
{
	return sizeof(struct vmbus_gpa_range) +
	       vmbkmcl_range_pages(offset, length) * sizeof(u64);
}

/*
 * Write the range of @length bytes from @start on in pages, the 64-bit numbers of which are
 * @pfns. Returns where the next one goes. @range may be in a ring, where the peer can change
 * it at any time: it is not read back.
 */
static inline struct vmbus_gpa_range *
vmbkmcl_range_write(struct vmbus_gpa_range *range, const void *pfns, u32 start, u32 length)
{
	u32 offset = start % VMBUS_PAGE_SIZE;
	u32 pages = vmbkmcl_range_pages(offset, length);

	range->length = length;
	range->offset = offset;
	memcpy(range->pfn, (const u64 *)pfns + start / VMBUS_PAGE_SIZE,
	       pages * sizeof(range->pfn[0]));
	return (struct vmbus_gpa_range *)&range->pfn[pages];
}

/* The range after @range, which has been checked, or is not in a ring. */
static inline struct vmbus_gpa_range *
vmbkmcl_range_next(const struct vmbus_gpa_range *range)
{
	return (struct vmbus_gpa_range *)
		&range->pfn[vmbkmcl_range_pages(range->offset, range->length)];
}

/**
 * struct vmbkmcl_ranges - the external data of a packet that was received
 * @first: the first range
 * @count: how many there are, at least one
 * @size: bytes of all of them
 */
struct vmbkmcl_ranges {
	const struct vmbus_gpa_range *first;
	u32 count;
	u32 size;
};

/**
 * vmbkmcl_ranges_parse() - find and check the ranges of a GPA-direct packet
 * @bytes: struct vmbus_gpa_direct and what follows it up to the payload
 * @size: bytes
 * @ranges: the ranges, all of which lie within @bytes; together they describe
 *	at most 4 GiB - 1
 *
 * Return: false when they contradict themselves.
 */
bool vmbkmcl_ranges_parse(const void *bytes, u32 size,
			  struct vmbkmcl_ranges *ranges);

/**
 * vmbkmcl_pipe_parse() - check a pipe header
 * @bytes: the payload that begins with it
 * @size: bytes
 * @data_size: bytes of data behind the header, at most VMBUS_PIPE_MAX
 *
 * Return: false when the header contradicts the payload.
 */
bool vmbkmcl_pipe_parse(const void *bytes, u32 size, u32 *data_size);

#endif /* VMBKMCL_RING_PACKET_H */
