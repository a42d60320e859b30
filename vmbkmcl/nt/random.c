// SPDX-License-Identifier: GPL-2.0-only
/*
 * random.c - numbers that only look random: each follows from the seed alone.
 */
#include <linux/kernel.h>

#include <vmbkmcl/nt/runtime.h>

#include "../compat/export.h"

/* It passes through all 2^32 seeds before one comes again. */
static ULONG random_next(PULONG seed)
{
	u32 mixed = *seed = *seed * 1664525u + 1013904223u;

	/* The low bits of such a sequence have short periods. */
	mixed ^= mixed >> 16;
	mixed *= 0x7feb352du;
	mixed ^= mixed >> 15;
	mixed *= 0x846ca68bu;
	mixed ^= mixed >> 16;
	return (u64)mixed * MAXLONG >> 32;
}

ULONG RtlRandom(PULONG Seed)
{
	might_sleep();
	return random_next(Seed);
}
VMBKMCL_EXPORT(RtlRandom);

ULONG RtlRandomEx(PULONG Seed)
{
	might_sleep();
	return random_next(Seed);
}
VMBKMCL_EXPORT(RtlRandomEx);
