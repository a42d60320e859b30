/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * writer.h - the end of a ring that writes.
 *
 * DOC: protocol of a writer
 *
 * A writer owns write_index and pending_send_sz, and keeps its own copies: the
 * peer could rewrite the shared ones. It reads read_index and interrupt_mask,
 * and checks the former at each use.
 *
 *  - Packets are written behind the published index, then published together.
 *    Publishing says whether the reader has to be signalled: it does when it
 *    had read everything before and has not masked signals.
 *  - A writer that finds no room asks for some (pending_send_sz), then looks
 *    again; a reader makes room, then looks whether the writer asked. One of
 *    the two sees the other.
 *
 * The caller serializes all calls for one writer.
 */
#ifndef VMBKMCL_RING_WRITER_H
#define VMBKMCL_RING_WRITER_H

#include "packet.h"

/**
 * struct vmbkmcl_ring_writer - the writing end of a ring
 * @header: the ring's first page; NULL while there is no ring
 * @data: its data, mapped twice in a row so that no packet wraps
 * @size: bytes of @data, mapped once
 * @write: where the next packet goes
 * @published: the value of write_index that the reader can see
 */
struct vmbkmcl_ring_writer {
	struct vmbus_ring_header *header;
	u8 *data;
	u32 size;
	u32 write;
	u32 published;
};

enum vmbkmcl_ring_written {
	VMBKMCL_RING_WRITTEN,
	VMBKMCL_RING_FULL,
	VMBKMCL_RING_BAD_READ_INDEX,
};

/* A ring that is new starts empty, whatever the peer has written there. */
static inline void vmbkmcl_ring_writer_init(struct vmbkmcl_ring_writer *writer,
					    struct vmbus_ring_header *header,
					    void *data, u32 size)
{
	writer->header = header;
	writer->data = data;
	writer->size = size;
	writer->write = 0;
	writer->published = 0;
}

/* Go on where an earlier writer of the same ring stopped, at a valid index. */
static inline void vmbkmcl_ring_writer_resume(struct vmbkmcl_ring_writer *writer,
					      u32 write)
{
	writer->write = write;
	writer->published = write;
}

/**
 * vmbkmcl_ring_write() - write a packet where the reader does not see it yet
 * @writer: the writer
 * @packet: the packet
 * @ranges: set to where the caller has to write packet->ranges_size bytes,
 *	before it publishes
 *
 * Return: VMBKMCL_RING_WRITTEN; VMBKMCL_RING_FULL: nothing was written;
 * VMBKMCL_RING_BAD_READ_INDEX: the reader's index is not valid.
 */
enum vmbkmcl_ring_written
vmbkmcl_ring_write(struct vmbkmcl_ring_writer *writer,
		   const struct vmbkmcl_ring_packet *packet, void **ranges);

/* Show the reader what was written. True: the reader has to be signalled. */
bool vmbkmcl_ring_writer_publish(struct vmbkmcl_ring_writer *writer);

/*
 * Ask the reader to signal when @size bytes fit; 0: no longer. The caller then
 * tries to write once more.
 */
void vmbkmcl_ring_ask_room(struct vmbkmcl_ring_writer *writer, u32 size);

#endif /* VMBKMCL_RING_WRITER_H */
