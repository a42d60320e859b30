// SPDX-License-Identifier: GPL-2.0-only
/* pair.c - both ends of a ring in one program. */
#include <stdlib.h>
#include <string.h>

#include "../../unit/harness.h"
#include "pair.h"

void pair_init(struct pair *pair, u32 pages)
{
	struct ring_memory *memory = &pair->memory;

	ring_memory_init(memory, pages);
	vmbkmcl_ring_writer_init(&pair->writer, memory->header, memory->data,
				 memory->size);
	vmbkmcl_ring_reader_init(&pair->reader, memory->header, memory->data,
				 memory->size);
}

void pair_free(struct pair *pair)
{
	ring_memory_free(&pair->memory);
}

void pair_seek(struct pair *pair, u32 index)
{
	pair->memory.header->write_index = index;
	pair->memory.header->read_index = index;
	vmbkmcl_ring_writer_resume(&pair->writer, index);
	vmbkmcl_ring_reader_resume(&pair->reader, index);
}

u8 pattern(u64 id, u32 i)
{
	return id * 37 + i * 3 + (i >> 8) + 1;
}

struct vmbkmcl_ring_packet packet_of(u64 id, u32 payload_size)
{
	struct vmbkmcl_ring_packet packet = {
		.type = VMBUS_PACKET_IN_BAND,
		.payload_size = payload_size,
		.id = id,
	};

	packet.size = vmbkmcl_ring_packet_size(&packet);
	return packet;
}

enum vmbkmcl_ring_written pair_write(struct pair *pair, u64 id, u32 size)
{
	struct vmbkmcl_ring_packet packet = packet_of(id, size);
	enum vmbkmcl_ring_written written;
	/* No larger than need be: reading beyond it is found. */
	u8 *payload = malloc(size);
	void *ranges;
	u32 i;

	for (i = 0; i < size; i++)
		payload[i] = pattern(id, i);
	packet.payload = size ? payload : NULL;
	written = ring_write(&pair->writer, &packet, &ranges);
	free(payload);
	return written;
}

void pair_read(struct pair *pair, u64 id, u32 size)
{
	struct vmbus_packet packet = { 0 };
	u32 whole = (size + 7) / 8 * 8, i;
	u8 *payload;

	CHECK_EQ(ring_next(&pair->reader, &packet), VMBKMCL_RING_PACKET);
	CHECK_EQ(packet.id, id);
	CHECK_EQ(packet.type, VMBUS_PACKET_IN_BAND);
	CHECK_EQ(packet.offset8, 2);
	CHECK_EQ(packet.len8 * 8u, 16 + whole);
	CHECK_EQ(vmbkmcl_ring_size_of(packet), 24 + whole);
	if (harness_failed())
		return;
	payload = malloc(whole);
	vmbkmcl_ring_copy(&pair->reader, payload, sizeof(packet), whole);
	for (i = 0; i < whole && !harness_failed(); i++)
		CHECK_EQ(payload[i], i < size ? pattern(id, i) : 0);
	free(payload);
	vmbkmcl_ring_advance(&pair->reader, vmbkmcl_ring_size_of(packet));
}

void pair_describe(struct pair *pair, u16 offset8, u16 len8, u32 avail)
{
	struct vmbus_packet packet = {
		.type = VMBUS_PACKET_IN_BAND,
		.offset8 = offset8,
		.len8 = len8,
		.id = 1,
	};
	u32 index = pair->writer.write;

	memcpy(pair->memory.data + index, &packet, sizeof(packet));
	pair->memory.header->write_index = (index + avail) % pair->memory.size;
}

/* Around each of the powers of two, so many values; then multiples of the size. */
#define AROUND		19
#define POWERS		(32 * AROUND)
#define MULTIPLES	(16 * AROUND)

u32 garbage(u32 i, u32 size)
{
	u32 near = i % AROUND - AROUND / 2;

	if (i < POWERS)
		return (1u << i / AROUND) + near;
	i -= POWERS;
	if (i < MULTIPLES)
		return i / AROUND * (size / 8) + near;
	i -= MULTIPLES;
	/* Knuth's multiplier visits each 32-bit value once. */
	return i * 2654435761u;
}
