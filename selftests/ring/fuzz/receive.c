// SPDX-License-Identifier: GPL-2.0-only
/* receive.c - the reader, as the core uses it, in all the orders that are allowed. */
#include <string.h>

#include "payload.h"
#include "reference.h"
#include "world.h"

/* A writer that sleeps has been signalled if there is the room it asked for. */
static void check_writer_told(void)
{
	const struct vmbus_ring_header *header = world.memory.header;

	require(world.changed || !world.writing.asleep || world.writing.signalled ||
		watch_room(header->write_index, world.r.published, RING_SIZE) <=
		header->pending_send_sz,
		"a writer is told of room when there is some");
}

static void publish(void)
{
	if (watched_reader_publish(&world.reading.watch))
		end_signal(&world.writing);
	check_writer_told();
}

/* Is @packet the one that was sent? Its @bytes begin behind the descriptor. */
static void check_sent(const struct vmbus_packet *packet, const u8 *bytes)
{
	u32 id = world.received, skip = packet->offset8 * 8 - 16;
	const struct sent *sent = &world.sent[id % SENT];
	u32 pipe = sent->pipe ? sizeof(struct vmbus_pipe_header) : 0;
	u32 whole = (sent->payload + 7) / 8 * 8;
	u64 trailer;

	require(id < world.sent_count && packet->id == id, "packets come in order, once");
	require(packet->type == (sent->ranges ? VMBUS_PACKET_GPA_DIRECT :
				 VMBUS_PACKET_IN_BAND) && packet->flags == sent->flags &&
		skip == sent->ranges && world.r.read == sent->start &&
		packet->len8 * 8u == 16 + skip + pipe + whole,
		"a descriptor arrives as it was sent");
	memcpy(&trailer, world.memory.data + world.r.read + packet->len8 * 8, 8);
	require(trailer == (u64)sent->start << 32, "a trailer has the packet's start");
	require(payload_is(bytes + skip + pipe, id, sent->payload),
		"a payload arrives as it was sent, padded with zeroes");
}

/* Parse a copy of a packet, as the core does. */
static void parse(const struct vmbus_packet *packet, const u8 *bytes, u32 size)
{
	const struct sent *sent = &world.sent[world.received % SENT];
	u32 skip = packet->offset8 * 8 - 16, data_size;
	struct vmbkmcl_ranges ranges;
	bool good;

	good = reference_ranges(bytes, skip, &ranges);
	require(world.changed || good == !!sent->ranges, "ranges arrive");
	good = reference_pipe(bytes + skip, size - skip, &data_size);
	require(world.changed || !sent->pipe || good == (sent->payload <= VMBUS_PIPE_MAX),
		"a pipe header arrives");
	require(world.changed || !sent->pipe || data_size == sent->payload,
		"a pipe header counts the data");
}

static void receive(const struct vmbus_packet *packet)
{
	u32 size = packet->len8 * 8 - 16;
	u8 *bytes = exact(READERS, size);

	watched_copy(&world.reading.watch, bytes, 16, size);
	if (!world.changed)
		check_sent(packet, bytes);
	parse(packet, bytes, size);
	vmbkmcl_ring_advance(&world.r, vmbkmcl_ring_size_of(*packet));
	world.received++;
}

/* The next packet cannot be found: go on at an index that is valid. */
static void reopen(void)
{
	require(world.changed, "an honest writer's packets are good");
	if (take8(&world.in) & 1)
		vmbkmcl_ring_reader_init(&world.r, world.memory.header,
					 world.memory.data, RING_SIZE);
	else
		vmbkmcl_ring_reader_resume(&world.r, take8(&world.in) * 16 % RING_SIZE);
}

/* True: nothing is left. */
static bool read_some(u8 how)
{
	u32 most = how & 1 ? how >> 4 : ~0u;

	while (most--) {
		enum vmbkmcl_ring_next next;
		struct vmbus_packet packet;

		if (how & 8)
			watched_look(&world.reading.watch);
		next = watched_next(&world.reading.watch, &packet);
		if (next == VMBKMCL_RING_EMPTY)
			return true;
		reference_next(next, &packet, world.r.avail);
		if (next == VMBKMCL_RING_PACKET)
			receive(&packet);
		else
			reopen();
		if (how & 2)
			publish();
	}
	return false;
}

void receive_all(void)
{
	for (;;) {
		u8 how = take8(&world.in);
		bool empty;

		/* A reader need not mask; it is signalled more often then. */
		if (!(how & 4))
			watched_mask(&world.reading.watch);
		empty = read_some(how);
		publish();
		if (empty && !watched_unmask(&world.reading.watch))
			end_sleep(&world.reading);
	}
}
