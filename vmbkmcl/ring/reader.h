/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.h - the end of a ring that reads.
 */

/**
 * DOC: protocol of a reader
 *
 * Nothing in the ring is trusted. A reader owns read_index and interrupt_mask
 * and keeps its own read index. It checks the write index at each use, copies
 * a descriptor once and checks the copy, and copies a packet's bytes before
 * anything looks at them: the peer may change the ring at any time.
 *
 *  - A reader masks signals while it reads. At the end it unmasks, then looks
 *    for packets; a writer publishes, then looks at the mask. One of the two
 *    sees the other.
 *  - The space of several packets that were read is given back together (publish).
 *    Publishing says whether the writer has to be signalled: it does when it waits
 *    for more room than there was before, and not for more than there is now.
 *  - A reader publishes before it unmasks: a writer does not signal a reader that has
 *    not given back all that was published before, since that is still reading.
 *  - A descriptor that contradicts itself or the write index hides where the
 *    next packet begins: the reader cannot go on.
 *
 * One context at a time uses a reader. Functions that every packet or batch
 * passes are inline.
 */
#ifndef VMBKMCL_RING_READER_H
#define VMBKMCL_RING_READER_H

#include "index.h"
#include "packet.h"

/* Up to so many words are copied one by one. */
#define VMBKMCL_RING_COPY_WORDS	32

/**
 * struct vmbkmcl_ring_reader - the reading end of a ring
 * @header: the ring's first page; NULL while there is no ring
 * @data: its data, mapped twice in a row so that no packet wraps
 * @size: bytes of @data, mapped once
 * @read: where the next packet begins
 * @avail: bytes from there on that the peer is known to have written
 * @published: the value of read_index that the writer can see
 */
struct vmbkmcl_ring_reader {
	struct vmbus_ring_header *header;
	const u8 *data;
	u32 size;
	u32 read;
	u32 avail;
	u32 published;
};

/**
 * enum vmbkmcl_ring_next - where the next packet is
 * @VMBKMCL_RING_PACKET: at the read index; its descriptor has been copied
 * @VMBKMCL_RING_EMPTY: there is none
 * @VMBKMCL_RING_BAD_WRITE_INDEX: the write index is not valid
 * @VMBKMCL_RING_FRAGMENT: less than a packet was written
 * @VMBKMCL_RING_BAD_DESCRIPTOR: the descriptor contradicts itself
 * @VMBKMCL_RING_OVERRUN: the packet exceeds what was written
 */
enum vmbkmcl_ring_next {
	VMBKMCL_RING_PACKET,
	VMBKMCL_RING_EMPTY,
	VMBKMCL_RING_BAD_WRITE_INDEX,
	VMBKMCL_RING_FRAGMENT,
	VMBKMCL_RING_BAD_DESCRIPTOR,
	VMBKMCL_RING_OVERRUN,
};

static inline void vmbkmcl_ring_reader_init(struct vmbkmcl_ring_reader *reader,
					    struct vmbus_ring_header *header,
					    const void *data, u32 size)
{
	reader->header = header;
	reader->data = data;
	reader->size = size;
	reader->read = 0;
	reader->avail = 0;
	reader->published = 0;
}

/* Go on where an earlier reader of the same ring stopped, at a valid index. */
static inline void vmbkmcl_ring_reader_resume(struct vmbkmcl_ring_reader *reader,
					      u32 read)
{
	reader->read = read;
	reader->avail = 0;
	reader->published = read;
}

/* Ask for no signals while the reader looks at the ring by itself. */
static inline void vmbkmcl_ring_mask(struct vmbkmcl_ring_reader *reader)
{
	WRITE_ONCE(reader->header->interrupt_mask, 1);
	/* A packet whose signal the mask suppresses is seen from here on. */
	virt_mb();
}

/* Ask for signals again. True: something was written meanwhile, without one. */
static inline bool vmbkmcl_ring_unmask(struct vmbkmcl_ring_reader *reader)
{
	WRITE_ONCE(reader->header->interrupt_mask, 0);
	/* Unmask, then look; vmbkmcl_ring_show() publishes, then looks at the mask. */
	virt_mb();
	return READ_ONCE(reader->header->write_index) != reader->read;
}

/* See how far the peer has written: VMBKMCL_RING_PACKET if beyond the read index. */
static inline enum vmbkmcl_ring_next
vmbkmcl_ring_look(struct vmbkmcl_ring_reader *reader)
{
	/* The bytes are to be read after the index: vmbkmcl_ring_show(). */
	u32 write = virt_load_acquire(&reader->header->write_index);

	if (write == reader->read)
		return VMBKMCL_RING_EMPTY;
	if (unlikely(!vmbkmcl_ring_index_is_valid(write, reader->size)))
		return VMBKMCL_RING_BAD_WRITE_INDEX;
	reader->avail = reader->size -
			vmbkmcl_ring_room(write, reader->read, reader->size);
	return VMBKMCL_RING_PACKET;
}

/* Give back the space of what was read. True: the writer has to be signalled. */
static inline bool
vmbkmcl_ring_reader_publish(struct vmbkmcl_ring_reader *reader)
{
	u32 before = reader->published, pending, write;

	if (before == reader->read)
		return false;
	/* The bytes have been read before their space is: vmbkmcl_ring_write(). */
	virt_store_release(&reader->header->read_index, reader->read);
	reader->published = reader->read;

	/* Make room, then look who waits; vmbkmcl_ring_ask_room() does the reverse. */
	virt_mb();
	pending = READ_ONCE(reader->header->pending_send_sz);
	if (likely(!pending))
		return false;
	/* An index at least as new as the question: vmbkmcl_ring_ask_room(). */
	virt_rmb();
	write = READ_ONCE(reader->header->write_index);
	if (!vmbkmcl_ring_index_is_valid(write, reader->size))
		return false;
	/* Room that was there before has been signalled, or needed no signal. */
	return vmbkmcl_ring_room(write, before, reader->size) <= pending &&
	       vmbkmcl_ring_room(write, reader->read, reader->size) > pending;
}

/* Say in words why a reader cannot go on. */
const char *vmbkmcl_ring_why(enum vmbkmcl_ring_next next);

/* The next packet's descriptor, copied once: the peer may change it at any time. */
static inline struct vmbus_packet
vmbkmcl_ring_descriptor(const struct vmbkmcl_ring_reader *reader)
{
	const struct vmbus_packet *there =
		(const void *)(reader->data + reader->read);

	return (struct vmbus_packet) {
		.type = READ_ONCE(there->type),
		.offset8 = READ_ONCE(there->offset8),
		.len8 = READ_ONCE(there->len8),
		.flags = READ_ONCE(there->flags),
		.id = READ_ONCE(there->id),
	};
}

/**
 * vmbkmcl_ring_find() - is there a descriptor at the read index?
 * @reader: the reader
 *
 * Return: VMBKMCL_RING_PACKET: there is, to be copied and checked next.
 */
static inline enum vmbkmcl_ring_next
vmbkmcl_ring_find(struct vmbkmcl_ring_reader *reader)
{
	if (unlikely(!reader->avail)) {
		enum vmbkmcl_ring_next next = vmbkmcl_ring_look(reader);

		if (next != VMBKMCL_RING_PACKET)
			return next;
	}
	if (unlikely(reader->avail < sizeof(struct vmbus_packet) +
				     VMBUS_TRAILER_SIZE))
		return VMBKMCL_RING_FRAGMENT;
	return VMBKMCL_RING_PACKET;
}

/**
 * vmbkmcl_ring_check() - check a descriptor that was copied
 * @reader: the reader
 * @packet: from vmbkmcl_ring_descriptor()
 *
 * Return: VMBKMCL_RING_PACKET: its sizes are consistent with each other and with
 * the bytes that were written.
 */
static inline enum vmbkmcl_ring_next
vmbkmcl_ring_check(const struct vmbkmcl_ring_reader *reader,
		   struct vmbus_packet packet)
{
	if (unlikely(packet.offset8 < sizeof(packet) / 8 ||
		     packet.len8 < packet.offset8))
		return VMBKMCL_RING_BAD_DESCRIPTOR;
	if (unlikely(packet.len8 * 8 + VMBUS_TRAILER_SIZE > reader->avail))
		return VMBKMCL_RING_OVERRUN;
	return VMBKMCL_RING_PACKET;
}

/*
 * Copy @size bytes, a multiple of 8. For a few words a loop has ended before a string
 * instruction has started.
 */
static inline void vmbkmcl_ring_copy_words(void *to, const void *from, u32 size)
{
	const u64 *source = from;
	u64 *target = to;

	if (unlikely(size > VMBKMCL_RING_COPY_WORDS * sizeof(u64))) {
		memcpy(to, from, size);
		return;
	}
	while (size >= 8 * sizeof(u64)) {
		target[0] = source[0];
		target[1] = source[1];
		target[2] = source[2];
		target[3] = source[3];
		target[4] = source[4];
		target[5] = source[5];
		target[6] = source[6];
		target[7] = source[7];
		source += 8;
		target += 8;
		size -= 8 * sizeof(u64);
		/* Keeps the compiler from counting in another variable. */
		OPTIMIZER_HIDE_VAR(size);
	}
	for (; size; size -= sizeof(u64))
		*target++ = *source++;
}

/* The same, from @offset on in the next packet. */
static inline void vmbkmcl_ring_copy(const struct vmbkmcl_ring_reader *reader,
				     void *to, u32 offset, u32 size)
{
	vmbkmcl_ring_copy_words(to, reader->data + reader->read + offset, size);
}

/* Bytes that the packet with this descriptor takes in the ring. */
static inline u32 vmbkmcl_ring_size_of(struct vmbus_packet packet)
{
	return packet.len8 * 8 + VMBUS_TRAILER_SIZE;
}

/* Move past a packet of @size bytes that vmbkmcl_ring_check() has accepted. */
static inline void vmbkmcl_ring_advance(struct vmbkmcl_ring_reader *reader,
					u32 size)
{
	reader->read = vmbkmcl_ring_step(reader->read, size, reader->size);
	reader->avail -= size;
}

#endif /* VMBKMCL_RING_READER_H */
