// SPDX-License-Identifier: GPL-2.0-only
/* send.c - the writer, as the core uses it, in all the orders that are allowed. */
#include <string.h>

#include "payload.h"
#include "world.h"

/* A reader that sleeps has been signalled if it could see a packet. */
static void check_reader_told(void)
{
	require(world.changed || !world.reading.asleep || world.reading.signalled ||
		world.w.published == world.r.read,
		"a reader is told of packets when they are published");
}

static void publish(void)
{
	if (watched_writer_publish(&world.writing.watch))
		end_signal(&world.reading);
	check_reader_told();
}

/* Bytes of so many ranges, each of so many pages. */
static u32 ranges_size(u32 count, u32 pages)
{
	return count ? 8 + count * vmbkmcl_range_size(0, pages * VMBUS_PAGE_SIZE) : 0;
}

static void write_ranges(void *to, u32 count, u32 pages)
{
	struct vmbus_gpa_direct *direct = to;
	struct vmbus_gpa_range *range = (void *)(direct + 1);
	u32 i, page;

	if (!count)
		return;
	direct->reserved = 0;
	direct->range_count = count;
	for (i = 0; i < count; i++) {
		range->length = pages * VMBUS_PAGE_SIZE;
		range->offset = 0;
		for (page = 0; page < pages; page++)
			range->pfn[page] = i;
		range = vmbkmcl_range_next(range);
	}
}

/* Small payloads mostly, and those that nearly fill the ring. */
static u32 payload_size(void)
{
	u8 byte = take8(&world.in);

	if (byte < 216)
		return byte;
	if (byte < 232)
		return RING_SIZE - 24 - (byte - 216);
	return (byte - 224) * 120 + take8(&world.in) % 16;
}

/* A packet, and the ranges in it. */
struct packet {
	struct vmbkmcl_ring_packet ring;
	u32 range_count;
	u32 range_pages;
};

static void choose(struct packet *packet)
{
	u8 shape = take8(&world.in);
	u32 size = payload_size();
	u8 *payload = exact(WRITERS, size);

	memset(packet, 0, sizeof(*packet));
	if (shape % 4 == 3) {
		packet->range_count = shape / 4 % 4;
		packet->range_pages = 1 + shape / 16 % 4;
	}
	packet->ring.type = packet->range_count ? VMBUS_PACKET_GPA_DIRECT :
						  VMBUS_PACKET_IN_BAND;
	packet->ring.flags = shape / 64 % 2;
	packet->ring.pipe = shape % 4 == 2;
	packet->ring.ranges_size = ranges_size(packet->range_count, packet->range_pages);
	packet->ring.payload_size = size;
	packet->ring.id = world.sent_count;
	packet->ring.payload = payload;
	packet->ring.size = vmbkmcl_ring_packet_size(&packet->ring);
	payload_fill(payload, world.sent_count, size);
}

static enum vmbkmcl_ring_written try(const struct packet *packet)
{
	struct sent *sent = &world.sent[world.sent_count % SENT];
	enum vmbkmcl_ring_written written;
	u32 start = world.w.write;
	void *ranges;

	written = watched_write(&world.writing.watch, &packet->ring, &ranges);
	if (written != VMBKMCL_RING_WRITTEN)
		return written;
	write_ranges(ranges, packet->range_count, packet->range_pages);
	sent->start = start;
	sent->payload = packet->ring.payload_size;
	sent->ranges = packet->ring.ranges_size;
	sent->flags = packet->ring.flags;
	sent->pipe = packet->ring.pipe;
	world.sent_count++;
	return written;
}

/* Wait until the packet is written, unless no ring of this size takes it. */
static void wait_for_room(const struct packet *packet, u8 how)
{
	while (packet->ring.size < RING_SIZE) {
		if (how & 1)
			publish();
		watched_ask_room(&world.writing.watch, packet->ring.size);
		if (try(packet) != VMBKMCL_RING_FULL)
			break;
		publish();
		end_sleep(&world.writing);
		if (how & 2)
			watched_ask_room(&world.writing.watch, 0);
		if (try(packet) != VMBKMCL_RING_FULL)
			break;
	}
	if (how & 4)
		watched_ask_room(&world.writing.watch, 0);
}

static void send_one(u8 how)
{
	struct packet packet;

	choose(&packet);
	if (try(&packet) == VMBKMCL_RING_FULL && how % 8)
		wait_for_room(&packet, how);
}

void send_all(void)
{
	while (input_left(&world.in)) {
		u8 what = take8(&world.in);

		if (what & 3)
			send_one(what >> 4);
		else if (what & 4)
			/* A signal without cause, as a host sends now and then. */
			end_signal(&world.reading);
		if (what & 8)
			publish();
	}
	publish();
	end_arrive(&world.writing);
	world.writing.done = true;
	for (;;)
		fiber_leave();
}
