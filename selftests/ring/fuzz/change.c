// SPDX-License-Identifier: GPL-2.0-only
/*
 * change.c - a hostile peer changes shared memory.
 *
 * It can write any value anywhere. Mostly it writes a value near a limit, and to a
 * place that the reader is about to read.
 */
#include <string.h>

#include "world.h"

static void change_header(struct input *in)
{
	u32 *words = &world.memory.header->write_index;
	u32 *word = &words[take8(in) % 4];

	switch (take8(in) % 8) {
	case 0:
		*word = take32(in);
		break;
	case 1:
		*word = near(in, world.r.read);
		break;
	case 2:
		*word = near(in, world.w.write);
		break;
	case 3:
		*word = near(in, RING_SIZE);
		break;
	case 4:
		*word = world.r.read + near(in, 2) * 8;
		break;
	case 5:
		*word = world.r.read + RING_SIZE - near(in, 2) * 8;
		break;
	default:
		*word = take8(in) * 16 % RING_SIZE;
	}
}

static void change_descriptor(struct input *in)
{
	struct vmbus_packet *packet = (void *)(world.memory.data + world.r.read);

	switch (take8(in) % 6) {
	case 0:
		packet->offset8 = near(in, 2);
		break;
	case 1:
		packet->offset8 = near(in, packet->len8);
		break;
	case 2:
		packet->len8 = near(in, packet->offset8);
		break;
	case 3:
		/* As long as the written bytes, with and without the trailer. */
		packet->len8 = near(in, world.r.avail / 8);
		break;
	case 4:
		packet->type = take8(in);
		packet->flags = take8(in);
		break;
	default:
		packet->len8 = take32(in);
	}
}

/* Ranges or pipe header of the next packet. */
static void change_payload(struct input *in)
{
	struct vmbus_packet *packet = (void *)(world.memory.data + world.r.read);
	u32 size = ((u32)packet->len8 - packet->offset8) * 8;
	u32 at = take8(in) & 1 ? 16 : packet->offset8 * 8u % RING_SIZE;
	u32 *words = (void *)(world.memory.data + world.r.read + at);

	switch (take8(in) % 4) {
	case 0:
		words[0] = VMBUS_PIPE_DATA;
		words[1] = near(in, size - 8);
		break;
	case 1:
		words[1] = near(in, size);
		break;
	case 2:
		words[1] = take8(in) % 4;
		words[2] = near(in, take8(in) % 4 * VMBUS_PAGE_SIZE);
		words[3] = take8(in) & 1 ? near(in, VMBUS_PAGE_SIZE) : take8(in);
		break;
	default:
		words[take8(in) % 4] = take32(in);
	}
}

void change_something(void)
{
	struct input *in = &world.in;
	u32 at;

	world.changed++;
	switch (take8(in) % 8) {
	case 0:
	case 1:
	case 2:
		change_header(in);
		break;
	case 3:
	case 4:
		change_descriptor(in);
		break;
	case 5:
	case 6:
		change_payload(in);
		break;
	default:
		at = take8(in) * 16;
		memset(world.memory.data + at % RING_SIZE, take8(in), 8);
	}
}
