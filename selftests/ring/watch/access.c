// SPDX-License-Identifier: GPL-2.0-only
/* access.c - the functions that the compiler calls for each access. */
#include <string.h>

#include "access.h"

/* No header declares these: the compiler knows them. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

#define PIECE	64u

#define PLAIN(name, size, write) \
	void __tsan_##name(void *at) \
	{ \
		watch_access(at, size, write, ACCESS_PLAIN); \
	}

PLAIN(read1, 1, false)
PLAIN(read2, 2, false)
PLAIN(read4, 4, false)
PLAIN(read8, 8, false)
PLAIN(read16, 16, false)
PLAIN(unaligned_read2, 2, false)
PLAIN(unaligned_read4, 4, false)
PLAIN(unaligned_read8, 8, false)
PLAIN(unaligned_read16, 16, false)
PLAIN(write1, 1, true)
PLAIN(write2, 2, true)
PLAIN(write4, 4, true)
PLAIN(write8, 8, true)
PLAIN(write16, 16, true)
PLAIN(unaligned_write2, 2, true)
PLAIN(unaligned_write4, 4, true)
PLAIN(unaligned_write8, 8, true)
PLAIN(unaligned_write16, 16, true)

void __tsan_read_range(void *at, long size)
{
	watch_access(at, size, false, ACCESS_PLAIN);
}

void __tsan_write_range(void *at, long size)
{
	watch_access(at, size, true, ACCESS_PLAIN);
}

#define LOAD(bits) \
	u##bits __tsan_atomic##bits##_load(const volatile void *at, int order) \
	{ \
		u##bits value; \
		\
		watch_access((const void *)at, sizeof(value), false, order); \
		value = __atomic_load_n((const volatile u##bits *)at, __ATOMIC_SEQ_CST); \
		watch_loaded((const void *)at, value); \
		return value; \
	}

LOAD(8)
LOAD(16)
LOAD(32)
LOAD(64)

void __tsan_atomic32_store(volatile void *at, u32 value, int order)
{
	watch_access((const void *)at, sizeof(value), true, order);
	watch_store((u32 *)at, value);
}

void __tsan_atomic_thread_fence(int order)
{
	watch_fence(order);
}

/* In pieces, so that the peer can come in between. */
void *access_memcpy(void *to, const void *from, size_t size)
{
	size_t at, step;

	for (at = 0; at < size; at += step) {
		step = size - at < PIECE ? size - at : PIECE;
		watch_access((const u8 *)from + at, step, false, ACCESS_PLAIN);
		watch_access((u8 *)to + at, step, true, ACCESS_PLAIN);
		memcpy((u8 *)to + at, (const u8 *)from + at, step);
	}
	return to;
}

void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller)
{
	(void)caller;
}

void __tsan_func_exit(void *unused)
{
	(void)unused;
}
