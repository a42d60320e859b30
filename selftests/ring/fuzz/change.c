// SPDX-License-Identifier: GPL-2.0-only
/*
 * change.c - a hostile peer changes shared memory.
 *
 * It can write any value anywhere. Mostly it writes a value near a limit, and to a
 * place that the reader is about to read.
 */
#include <string.h>

#include "world.h"

static u32 near(u32 value)
{
	return value + (take() % 5 - 2u);
}

static void change_header(void)
{
	u32 *words = &world.memory.header->write_index;
	u32 *word = &words[take() % 4];

	switch (take() % 8) {
	case 0:
		*word = take() | take() << 8 | take() << 16 | (u32)take() << 24;
		break;
	case 1:
		*word = near(world.r.read);
		break;
	case 2:
		*word = near(world.w.write);
		break;
	case 3:
		*word = near(RING_SIZE);
		break;
	case 4:
		*word = world.r.read + near(2) * 8;
		break;
	case 5:
		*word = world.r.read + RING_SIZE - near(2) * 8;
		break;
	default:
		*word = take() * 16 % RING_SIZE;
	}
}

static void change_descriptor(void)
{
	struct vmbus_packet *packet = (void *)(world.memory.data + world.r.read);

	switch (take() % 6) {
	case 0:
		packet->offset8 = near(2);
		break;
	case 1:
		packet->offset8 = near(packet->len8);
		break;
	case 2:
		packet->len8 = near(packet->offset8);
		break;
	case 3:
		/* As long as the written bytes, with and without the trailer. */
		packet->len8 = near(world.r.avail / 8);
		break;
	case 4:
		packet->type = take();
		packet->flags = take();
		break;
	default:
		packet->len8 = take() << 8 | take();
	}
}

/* Ranges or pipe header of the next packet. */
static void change_payload(void)
{
	struct vmbus_packet *packet = (void *)(world.memory.data + world.r.read);
	u32 size = ((u32)packet->len8 - packet->offset8) * 8;
	u32 at = take() & 1 ? 16 : packet->offset8 * 8u % RING_SIZE;
	u32 *words = (void *)(world.memory.data + world.r.read + at);

	switch (take() % 4) {
	case 0:
		words[0] = VMBUS_PIPE_DATA;
		words[1] = near(size - 8);
		break;
	case 1:
		words[1] = near(size);
		break;
	case 2:
		words[1] = take() % 4;
		words[2] = near(take() % 4 * VMBUS_PAGE_SIZE);
		words[3] = take() & 1 ? near(VMBUS_PAGE_SIZE) : take();
		break;
	default:
		words[take() % 4] = take() | take() << 8 | take() << 16 | (u32)take() << 24;
	}
}

void change_something(void)
{
	u32 at;

	world.changed = true;
	switch (take() % 8) {
	case 0:
	case 1:
	case 2:
		change_header();
		break;
	case 3:
	case 4:
		change_descriptor();
		break;
	case 5:
	case 6:
		change_payload();
		break;
	default:
		at = take() * 16;
		memset(world.memory.data + at % RING_SIZE, take(), 8);
	}
}
