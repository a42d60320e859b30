// SPDX-License-Identifier: GPL-2.0-only
/* ends.c - both ends of a ring, each call of which is watched. */
#include <string.h>

#include "../../../unit/harness.h"
#include "ends.h"

void ends_init(struct ends *ends, const struct watch_ops *ops)
{
	struct ring_memory *memory = &ends->memory;

	ring_memory_init(memory, 1);
	vmbkmcl_ring_writer_init(&ends->writer, memory->header, memory->data,
				 memory->size);
	vmbkmcl_ring_reader_init(&ends->reader, memory->header, memory->data,
				 memory->size);
	watch_init(&ends->write, memory, ops);
	ends->write.writer = &ends->writer;
	watch_init(&ends->read, memory, ops);
	ends->read.reader = &ends->reader;
}

void ends_free(struct ends *ends)
{
	watch_free(&ends->read);
	watch_free(&ends->write);
	ring_memory_free(&ends->memory);
}

void ends_seek(struct ends *ends, u32 index)
{
	memset(ends->memory.header, 0, sizeof(*ends->memory.header));
	ends->memory.header->write_index = index;
	ends->memory.header->read_index = index;
	vmbkmcl_ring_writer_resume(&ends->writer, index);
	vmbkmcl_ring_reader_resume(&ends->reader, index);
}

enum vmbkmcl_ring_written ends_write(struct ends *ends, u8 id, u32 size)
{
	u8 payload[4096];
	struct vmbkmcl_ring_packet packet = {
		.type = VMBUS_PACKET_IN_BAND,
		.payload_size = size - 24,
		.size = size,
		.id = id,
		.payload = payload,
	};
	void *ranges;

	memset(payload, id, packet.payload_size);
	return watched_write(&ends->write, &packet, &ranges);
}

void ends_put(struct ends *ends, u8 id, u32 size)
{
	CHECK_EQ(ends_write(ends, id, size), VMBKMCL_RING_WRITTEN);
	watched_writer_publish(&ends->write);
}
