// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader.c - the steps of a reader that not every packet takes.
 */
#include "reader.h"

void vmbkmcl_ring_mask(struct vmbkmcl_ring_reader *reader)
{
	WRITE_ONCE(reader->header->interrupt_mask, 1);
	/* A signal that the mask suppresses is for what we see from here on. */
	virt_mb();
}

bool vmbkmcl_ring_unmask(struct vmbkmcl_ring_reader *reader)
{
	WRITE_ONCE(reader->header->interrupt_mask, 0);
	/* Unmask, then look; a writer publishes, then looks at the mask. */
	virt_mb();
	return READ_ONCE(reader->header->write_index) != reader->read;
}

enum vmbkmcl_ring_next vmbkmcl_ring_look(struct vmbkmcl_ring_reader *reader)
{
	/* The bytes that the index covers are to be read after the index. */
	u32 write = virt_load_acquire(&reader->header->write_index);

	if (write == reader->read)
		return VMBKMCL_RING_EMPTY;
	if (unlikely(!vmbkmcl_ring_index_is_valid(write, reader->size)))
		return VMBKMCL_RING_BAD_WRITE_INDEX;
	reader->avail = reader->size -
			vmbkmcl_ring_room(write, reader->read, reader->size);
	return VMBKMCL_RING_PACKET;
}

bool vmbkmcl_ring_reader_publish(struct vmbkmcl_ring_reader *reader)
{
	u32 before = reader->published, pending, write;

	if (before == reader->read)
		return false;
	/* The bytes have been read before the writer may reuse their space. */
	virt_store_release(&reader->header->read_index, reader->read);
	reader->published = reader->read;

	/* Make room, then look who waits; a writer asks, then looks for room. */
	virt_mb();
	pending = READ_ONCE(reader->header->pending_send_sz);
	if (likely(!pending))
		return false;
	/* What the writer asked for is older than the index we compare with. */
	virt_rmb();
	write = READ_ONCE(reader->header->write_index);
	if (!vmbkmcl_ring_index_is_valid(write, reader->size))
		return false;
	/* Room that was there before has been signalled, or needed no signal. */
	return vmbkmcl_ring_room(write, before, reader->size) <= pending &&
	       vmbkmcl_ring_room(write, reader->read, reader->size) > pending;
}

const char *vmbkmcl_ring_why(enum vmbkmcl_ring_next next)
{
	switch (next) {
	case VMBKMCL_RING_PACKET:
		return "a packet";
	case VMBKMCL_RING_EMPTY:
		return "empty";
	case VMBKMCL_RING_BAD_WRITE_INDEX:
		return "write index out of range";
	case VMBKMCL_RING_FRAGMENT:
		return "less than a packet in the ring";
	case VMBKMCL_RING_BAD_DESCRIPTOR:
		return "descriptor contradicts itself";
	case VMBKMCL_RING_OVERRUN:
		return "packet exceeds what was written";
	}
	return "unknown";
}
