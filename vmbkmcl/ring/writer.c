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
		 * The reader signals the step to more room than is asked for, and
		 * counts room up to the index that it sees. Bytes of packets that
		 * are not shown would be room before and after that step.
		 */
		writer->signal |= vmbkmcl_ring_show(writer);
		/* Enough even for a reader that signals when both are equal. */
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
