// SPDX-License-Identifier: GPL-2.0-only
/* payload.c - the bytes that are sent. */
#include <sanitizer/asan_interface.h>
#include <stdlib.h>

#include "payload.h"

#define EXACT_MAX	(64 * 1024)

u8 *exact(enum whose whose, u32 size)
{
	static u8 *memory[2];

	if (!memory[whose])
		memory[whose] = malloc(EXACT_MAX);
	__asan_unpoison_memory_region(memory[whose], size);
	__asan_poison_memory_region(memory[whose] + size, EXACT_MAX - size);
	return memory[whose];
}

/* Byte @i of the payload of packet @id. */
static u8 pattern(u32 id, u32 i)
{
	return id * 37 + i * 3 + (i >> 8) + 1;
}

void payload_fill(u8 *to, u32 id, u32 size)
{
	u32 i;

	for (i = 0; i < size; i++)
		to[i] = pattern(id, i);
}

bool payload_is(const u8 *payload, u32 id, u32 size)
{
	u32 i;

	for (i = 0; i < size; i++)
		if (payload[i] != pattern(id, i))
			return false;
	for (; i % 8; i++)
		if (payload[i])
			return false;
	return true;
}
