/* SPDX-License-Identifier: GPL-2.0-only */
/* packet.h - packets in a ring: taken out checked, put in whole. */
#ifndef VMBHOST_PACKET_H
#define VMBHOST_PACKET_H

#include <sys/uio.h>

#include "ring.h"

/**
 * struct packet - a packet from the guest, a private copy
 * @type: enum packet_type, not checked to be a known one
 * @flags: as sent
 * @id: transaction id
 * @extra: the ranges between descriptor and payload
 * @extra_len: its length
 * @payload: the payload, a multiple of 8 bytes
 * @len: its length
 */
struct packet {
	u16 type;
	u16 flags;
	u64 id;
	const u8 *extra;
	u32 extra_len;
	const u8 *payload;
	u32 len;
};

enum packet_result {
	PACKET_OK,
	PACKET_NONE,		/* the ring is empty */
	PACKET_BAD_INDEX,	/* its write index is invalid */
	PACKET_BAD_LENGTH,	/* not a packet: the ring was emptied */
	PACKET_BAD_OFFSET,	/* the packet was dropped */
	PACKET_BAD_TRAILER,	/* as PACKET_OK, but its trailer is wrong */
};

/* Room for the largest packet that length8 can express. */
#define PACKET_MAX (0xffffu * 8)

/* Take the next packet out, into @buffer of PACKET_MAX bytes. */
enum packet_result packet_read(struct ring *ring, u8 *buffer,
			       struct packet *packet);

/* A sentence on a result that is the guest's mistake. */
const char *packet_result_text(enum packet_result result);

/* Bytes in the ring of a packet with @len bytes behind the descriptor. */
static inline u64 packet_room(u64 len)
{
	return sizeof(struct packet_header) + ((len + 7) & ~7ull) +
	       PACKET_TRAILER;
}

/**
 * packet_write - put a packet into the ring, without publishing it
 * @ring: one with at least packet_room() bytes writable
 * @hdr: descriptor; its length8 is filled in unless it is set already, which
 *	is how a hostile length gets in
 * @iov: what follows the descriptor
 * @count: number of pieces in @iov
 *
 * Return: where in the ring the packet starts.
 */
u32 packet_write(struct ring *ring, const struct packet_header *hdr,
		 const struct iovec *iov, int count);

/**
 * struct range_walk - steps through the ranges in front of a payload
 * @left: ranges not yet seen
 * @length: bytes of the current range
 * @offset: where they start in its first page
 * @pfns: its page numbers, unaligned
 * @pages: how many
 */
struct range_walk {
	const u8 *at;
	const u8 *end;
	u32 left;
	u32 length;
	u32 offset;
	const u8 *pfns;
	u32 pages;
};

/* False when there is no range, or no room for the count. */
bool range_walk_begin(struct range_walk *walk, const u8 *ranges, u32 bytes,
		      u32 count);
/* 1: a range is there; 0: that was all; -1: it does not fit, or is empty. */
int range_walk_next(struct range_walk *walk);

static inline u64 range_walk_pfn(const struct range_walk *walk, u32 index)
{
	u64 pfn;

	__builtin_memcpy(&pfn, walk->pfns + (u64)index * 8, 8);
	return pfn;
}

#endif /* VMBHOST_PACKET_H */
