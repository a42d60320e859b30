// SPDX-License-Identifier: GPL-2.0-only
/*
 * writer.c - the step of a writer that not every packet takes.
 */
#include "writer.h"

void vmbkmcl_ring_ask_room(struct vmbkmcl_ring_writer *writer, u32 size)
{
	u32 pending = 0;

	if (size) {
		/*
		 * The reader signals when the room comes to exceed what is asked for, and
		 * counts room up to the write index that it sees. With packets that are
		 * not published yet it would count too much, before and after.
		 */
		writer->signal |= vmbkmcl_ring_show(writer);
		/* 8 more: a reader may signal when the room equals what is asked for. */
		pending = size + 8 < writer->size ? size + 8 : writer->size - 8;
	}
	WRITE_ONCE(writer->header->pending_send_sz, pending);
	/*
	 * Ask, then look again; vmbkmcl_ring_reader_publish() makes room, then
	 * looks whether it is asked. One of the two sees the other. What was shown
	 * before is older than the question: the full barrier of vmbkmcl_ring_show().
	 */
	virt_mb();
}
