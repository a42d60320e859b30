// SPDX-License-Identifier: GPL-2.0-only
/*
 * How what is measured spreads, where that is time: instructions repeat.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sort.h>

#include "bench.h"

/* Further ones replace the oldest. */
#define SAMPLES		16384u

static u32 samples[SAMPLES];
static u32 taken;

void bench_samples_begin(void)
{
	taken = 0;
}

void bench_sample(u64 ns, u32 ops)
{
	if (!bench_counted)
		samples[taken++ % SAMPLES] = min_t(u64, div_u64(ns * 10, ops), U32_MAX);
}

static int compare(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

struct bench_spread bench_samples_end(void)
{
	u32 count = min(taken, SAMPLES);

	if (!count)
		return (struct bench_spread) {};
	sort(samples, count, sizeof(samples[0]), compare, NULL);
	return (struct bench_spread) {
		.p50 = samples[count / 2],
		.p99 = samples[count * 99ull / 100],
		.p999 = samples[count * 999ull / 1000],
	};
}

void bench_spread_text(char to[BENCH_SPREAD_TEXT], const struct bench_spread *base,
		       const struct bench_spread *side)
{
	*to = '\0';
	if (!base->p50 || !side->p50)
		return;
	snprintf(to, BENCH_SPREAD_TEXT,
		 " p50=%u.%u/%u.%u p99=%u.%u/%u.%u p99.9=%u.%u/%u.%u",
		 base->p50 / 10, base->p50 % 10, side->p50 / 10, side->p50 % 10,
		 base->p99 / 10, base->p99 % 10, side->p99 / 10, side->p99 % 10,
		 base->p999 / 10, base->p999 % 10, side->p999 / 10, side->p999 % 10);
}
