// SPDX-License-Identifier: GPL-2.0-only
/*
 * writer.c - write packets into a ring.
 */
#include "index.h"
#include "writer.h"

static u8 *write_pipe_header(u8 *to, u32 payload_size)
{
	struct vmbus_pipe_header *pipe = (void *)to;

	pipe->type = VMBUS_PIPE_DATA;
	pipe->size = payload_size;
	return to + sizeof(*pipe);
}

static void write_descriptor(struct vmbus_packet *to,
			     const struct vmbkmcl_ring_packet *packet)
{
	to->type = packet->type;
	to->offset8 = (sizeof(*to) + packet->ranges_size) / 8;
	to->len8 = (packet->size - VMBUS_TRAILER_SIZE) / 8;
	to->flags = packet->flags;
	to->id = packet->id;
}

enum vmbkmcl_ring_written
vmbkmcl_ring_write(struct vmbkmcl_ring_writer *writer,
		   const struct vmbkmcl_ring_packet *packet, void **ranges)
{
	u32 read = READ_ONCE(writer->header->read_index);
	u8 *start = writer->data + writer->write;
	u8 *trailer = start + packet->size - VMBUS_TRAILER_SIZE;
	u8 *to = start + sizeof(struct vmbus_packet);

	if (unlikely(!vmbkmcl_ring_index_is_valid(read, writer->size)))
		return VMBKMCL_RING_BAD_READ_INDEX;
	/* Not to the last byte: equal indices mean that the ring is empty. */
	if (vmbkmcl_ring_room(writer->write, read, writer->size) <= packet->size)
		return VMBKMCL_RING_FULL;

	write_descriptor((void *)start, packet);
	*ranges = to;
	to += packet->ranges_size;
	if (packet->pipe)
		to = write_pipe_header(to, packet->payload_size);
	/* The payload ends within the word that is zeroed first. */
	if (packet->payload_size % 8)
		*(u64 *)(trailer - 8) = 0;
	if (packet->payload_size)
		memcpy(to, packet->payload, packet->payload_size);
	*(u64 *)trailer = (u64)writer->write << 32;

	writer->write = vmbkmcl_ring_step(writer->write, packet->size,
					  writer->size);
	return VMBKMCL_RING_WRITTEN;
}

bool vmbkmcl_ring_writer_publish(struct vmbkmcl_ring_writer *writer)
{
	u32 before = writer->published;

	if (before == writer->write)
		return false;

	/* The packets are to be seen before the index that covers them. */
	virt_store_release(&writer->header->write_index, writer->write);
	writer->published = writer->write;

	/*
	 * Publish, then look whether the reader sleeps; it masks or unmasks,
	 * then looks for packets. One of the two sees the other.
	 */
	virt_mb();
	if (READ_ONCE(writer->header->interrupt_mask))
		return false;
	/* The mask is to be read before the index. */
	virt_rmb();
	/* A reader that had not read everything before will find it unasked. */
	return READ_ONCE(writer->header->read_index) == before;
}

void vmbkmcl_ring_ask_room(struct vmbkmcl_ring_writer *writer, u32 size)
{
	u32 pending = 0;

	if (size)
		pending = size + 8 < writer->size ? size + 8 : writer->size - 8;
	WRITE_ONCE(writer->header->pending_send_sz, pending);
	/*
	 * Ask, then look again; the reader makes room, then looks whether it is
	 * asked. One of the two sees the other.
	 */
	virt_mb();
}
