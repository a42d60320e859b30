/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * writer.h - the end of a ring that writes.
 */

/**
 * DOC: protocol of a writer
 *
 * A writer owns write_index and pending_send_sz, and keeps its own copy of the former:
 * the peer could rewrite the shared ones. It reads read_index and interrupt_mask,
 * and checks read_index at each use.
 *
 *  - Packets are written behind the published index, then published together.
 *    Publishing says whether the reader has to be signalled: it does when it
 *    had read everything before and has not masked signals.
 *  - A writer that finds no room asks for some (pending_send_sz), then looks
 *    again; a reader makes room, then looks whether the writer asked. One of
 *    the two sees the other. Asking also shows the packets written so far, so
 *    that both count the same room; the next publish says whether the reader
 *    has to be signalled for them.
 *
 * The caller serializes all calls for one writer. Functions that every packet
 * passes are inline.
 */
#ifndef VMBKMCL_RING_WRITER_H
#define VMBKMCL_RING_WRITER_H

#include "index.h"
#include "packet.h"

/**
 * struct vmbkmcl_ring_writer - the writing end of a ring
 * @header: the ring's first page; NULL while there is no ring
 * @data: its data, mapped twice in a row so that no packet wraps
 * @size: bytes of @data, mapped once
 * @write: where the next packet goes
 * @published: the value of write_index that the reader can see
 * @signal: asking for room has shown packets to a reader that sleeps
 */
struct vmbkmcl_ring_writer {
	struct vmbus_ring_header *header;
	u8 *data;
	u32 size;
	u32 write;
	u32 published;
	bool signal;
};

enum vmbkmcl_ring_written {
	VMBKMCL_RING_WRITTEN,
	VMBKMCL_RING_FULL,
	VMBKMCL_RING_BAD_READ_INDEX,
};

/* A new ring starts empty: what the peer has written there is not read. */
static inline void vmbkmcl_ring_writer_init(struct vmbkmcl_ring_writer *writer,
					    struct vmbus_ring_header *header,
					    void *data, u32 size)
{
	writer->header = header;
	writer->data = data;
	WRITE_ONCE(writer->size, size);
	writer->write = 0;
	writer->published = 0;
	writer->signal = false;
}

/* Go on where an earlier writer of the same ring stopped, at a valid index. */
static inline void vmbkmcl_ring_writer_resume(struct vmbkmcl_ring_writer *writer,
					      u32 write)
{
	writer->write = write;
	writer->published = write;
	writer->signal = false;
}

static inline u8 *vmbkmcl_ring_put_pipe(u8 *to, u32 payload_size)
{
	struct vmbus_pipe_header *pipe = (void *)to;

	pipe->type = VMBUS_PIPE_DATA;
	pipe->size = payload_size;
	return to + sizeof(*pipe);
}

static inline void
vmbkmcl_ring_put_descriptor(struct vmbus_packet *to,
			    const struct vmbkmcl_ring_packet *packet)
{
	u64 *head = (u64 *)to;

	/* One word: most of it is known where this is inlined. */
	*head = vmbus_head(packet->type,
			   (sizeof(*to) + packet->ranges_size) / 8,
			   (packet->size - VMBUS_TRAILER_SIZE) / 8, packet->flags);
	to->id = packet->id;
}

/*
 * Where the packet.ranges_size bytes of the packet that is written next go. The
 * caller writes them after vmbkmcl_ring_write(), before it publishes or asks for
 * room.
 */
static inline void *
vmbkmcl_ring_ranges(const struct vmbkmcl_ring_writer *writer)
{
	return writer->data + writer->write + sizeof(struct vmbus_packet);
}

/* Where the trailer of a packet of @size bytes goes that is written next. */
static inline u64 *vmbkmcl_ring_trailer(const struct vmbkmcl_ring_writer *writer,
					u32 size)
{
	return (u64 *)(writer->data + writer->write + size - VMBUS_TRAILER_SIZE);
}

/**
 * vmbkmcl_ring_write() - write a packet where the reader does not see it yet
 * @writer: the writer
 * @packet: the packet
 *
 * Return: VMBKMCL_RING_WRITTEN; VMBKMCL_RING_FULL: nothing was written;
 * VMBKMCL_RING_BAD_READ_INDEX: the reader's index is not valid.
 */
static __always_inline enum vmbkmcl_ring_written
vmbkmcl_ring_write(struct vmbkmcl_ring_writer *writer,
		   const struct vmbkmcl_ring_packet *packet)
{
	/* The reader has read the bytes there: vmbkmcl_ring_reader_publish(). */
	u32 read = virt_load_acquire(&writer->header->read_index);
	u32 write = writer->write, size = writer->size;
	u8 *start = writer->data + write;
	u8 *to = start + sizeof(struct vmbus_packet);

	if (unlikely(!vmbkmcl_ring_index_is_valid(read, size)))
		return VMBKMCL_RING_BAD_READ_INDEX;
	/* Not to the last byte: equal indices mean that the ring is empty. */
	if (vmbkmcl_ring_room(write, read, size) <= packet->size)
		return VMBKMCL_RING_FULL;

	vmbkmcl_ring_put_descriptor((void *)start, packet);
	to += packet->ranges_size;
	if (packet->pipe)
		to = vmbkmcl_ring_put_pipe(to, packet->payload_size);
	/* The payload ends within the word that is zeroed first. */
	if (packet->payload_size % 8)
		*(vmbkmcl_ring_trailer(writer, packet->size) - 1) = 0;
	if (packet->payload_size)
		memcpy(to, packet->payload, packet->payload_size);
	/* Looked up again: little has to be kept over the copy. */
	*vmbkmcl_ring_trailer(writer, packet->size) = (u64)writer->write << 32;

	writer->write = vmbkmcl_ring_step(writer->write, packet->size,
					  writer->size);
	return VMBKMCL_RING_WRITTEN;
}

/* Show all packets to the reader. True: it had read all others, and may sleep. */
static inline bool
vmbkmcl_ring_show(struct vmbkmcl_ring_writer *writer)
{
	struct vmbus_ring_header *header = writer->header;
	u32 before = writer->published, write = writer->write;

	if (before == write)
		return false;

	/* The packets are to be seen before the index: vmbkmcl_ring_look(). */
	virt_store_release(&header->write_index, write);
	writer->published = write;

	/*
	 * Publish, then look whether the reader sleeps; vmbkmcl_ring_unmask()
	 * unmasks, then looks for packets. One of the two sees the other.
	 */
	virt_mb();
	if (READ_ONCE(header->interrupt_mask))
		return false;
	/* The mask before the index, as hv_vmbus: Documentation/ordering.md. */
	virt_rmb();
	/* A reader that had not read everything before will find it unasked. */
	return READ_ONCE(header->read_index) == before;
}

/* Bytes of packets that the reader has not been shown. */
static inline u32 vmbkmcl_ring_hidden(const struct vmbkmcl_ring_writer *writer)
{
	u32 hidden = writer->write - writer->published;

	return writer->write < writer->published ? hidden + writer->size : hidden;
}

/* Show the reader what was written. True: the reader has to be signalled. */
static inline bool
vmbkmcl_ring_writer_publish(struct vmbkmcl_ring_writer *writer)
{
	bool signal = vmbkmcl_ring_show(writer);

	if (unlikely(writer->signal)) {
		writer->signal = false;
		signal = true;
	}
	return signal;
}

/*
 * Ask the reader to signal when @size bytes fit; 0: no longer. The caller then
 * tries to write once more, and publishes before it waits.
 */
void vmbkmcl_ring_ask_room(struct vmbkmcl_ring_writer *writer, u32 size);

#endif /* VMBKMCL_RING_WRITER_H */
