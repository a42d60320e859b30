// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_external.c - external data: memory that a packet points at.
 */
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "fixture.h"

#define GUARD		HV_HYP_PAGE_SIZE
#define GUARD_BYTE	0xa5

/**
 * struct area - memory with guards around it
 * @all: guard, bytes, guard
 * @buf: the bytes
 * @len: how many
 */
struct area {
	u8 *all;
	u8 *buf;
	u32 len;
};

static bool area_alloc(struct kcase *t, struct area *a, u32 offset, u32 len)
{
	a->len = len;
	a->all = vmalloc(2 * GUARD + offset + len);
	if (!a->all) {
		FAIL(t, "no memory for %u bytes", len);
		return false;
	}
	memset(a->all, GUARD_BYTE, 2 * GUARD + offset + len);
	a->buf = a->all + GUARD + offset;
	return true;
}

static void area_check_guards(struct kcase *t, struct area *a)
{
	const u8 *p;

	for (p = a->all; p < a->buf; p++)
		if (*p != GUARD_BYTE)
			break;
	EXPECT_PTR_EQ(t, p, a->buf);
	for (p = a->buf + a->len; p < a->buf + a->len + GUARD; p++)
		if (*p != GUARD_BYTE)
			break;
	EXPECT_PTR_EQ(t, p, a->buf + a->len + GUARD);
}

static u64 ranges_sum(const struct plain_range *ranges, u32 count)
{
	u64 sum = KMCLTEST_SUM_INIT;
	u32 i;

	for (i = 0; i < count; i++)
		sum = kmcltest_sum_bytes(ranges[i].buf, ranges[i].len, sum);
	return sum;
}

static u64 ranges_bytes(const struct plain_range *ranges, u32 count)
{
	u64 bytes = 0;
	u32 i;

	for (i = 0; i < count; i++)
		bytes += ranges[i].len;
	return bytes;
}

/* The host must see what is there. */
static void sum_ranges(struct kcase *t, const struct plain_range *ranges,
		       u32 count)
{
	struct kmcltest_hdr msg = { KMCLTEST_EXT_SUM, (u32)kcase_random(t) };
	struct kmcltest_sum sum;

	ASSERT_EQ(t, plain_call_ext(primary(t), &msg, sizeof(msg), ranges, count,
				    &sum), 0);
	EXPECT_EQ(t, sum.hdr.cookie, msg.cookie);
	EXPECT_EQ(t, sum.ranges, count);
	EXPECT_EQ(t, sum.bytes, ranges_bytes(ranges, count));
	EXPECT_EQ(t, sum.sum, ranges_sum(ranges, count));
}

/* The host writes the pattern, which runs on from range to range. */
static void fill_ranges(struct kcase *t, const struct plain_range *ranges,
			u32 count)
{
	struct kmcltest_fill msg = {
		.hdr = { KMCLTEST_EXT_FILL, (u32)kcase_random(t) },
		.seed = kcase_random(t),
	};
	struct kmcltest_sum sum;
	u64 offset = 0;
	u32 i, j;

	ASSERT_EQ(t, plain_call_ext(primary(t), &msg, sizeof(msg), ranges, count,
				    &sum), 0);
	EXPECT_EQ(t, sum.bytes, ranges_bytes(ranges, count));
	EXPECT_EQ(t, sum.sum, ranges_sum(ranges, count));
	for (i = 0; i < count; i++) {
		const u8 *p = ranges[i].buf;

		for (j = 0; j < ranges[i].len; j++, offset++)
			if (p[j] != kmcltest_byte(msg.seed, offset))
				break;
		ASSERT_EQ(t, j, ranges[i].len);
	}
}

static void external_range(struct kcase *t, u32 offset, u32 len)
{
	struct plain_range range;
	struct area a;

	if (!area_alloc(t, &a, offset, len))
		return;
	plain_pattern_fill(a.buf, len, kcase_random(t));
	range.buf = a.buf;
	range.len = len;
	sum_ranges(t, &range, 1);
	if (!kcase_failed(t))
		fill_ranges(t, &range, 1);
	area_check_guards(t, &a);
	if (kcase_failed(t))
		kcase_note(t, "%u bytes at offset %u", len, offset);
	vfree(a.all);
}

/* arg: bytes */
static void test_external_size(struct kcase *t)
{
	static const u32 offsets[] = { 0, 1, 7, 8, 2048, 4095 };
	u32 i;

	if (!plain_has(t, KMCLTEST_FEATURE_EXTERNAL))
		SKIP(t, "the device cannot read external data");
	for (i = 0; i < ARRAY_SIZE(offsets) && !kcase_failed(t); i++)
		external_range(t, offsets[i], t->arg);
}

static void test_external_random(struct kcase *t)
{
	u32 i, rounds = kcase_scaled(t, 200);

	if (!plain_has(t, KMCLTEST_FEATURE_EXTERNAL))
		SKIP(t, "the device cannot read external data");
	for (i = 0; i < rounds && !kcase_failed(t); i++)
		external_range(t, kcase_random_range(t, 0, 4095),
			       kcase_random_range(t, 1, 20000));
}

/* Ranges in one area, out of order and with gaps between them. */
static void ranges_cut(struct kcase *t, struct area *a,
		       struct plain_range *ranges, u32 count)
{
	u32 stride = a->len / count, len, i, place;

	for (i = 0; i < count; i++) {
		place = (i * 7 + 3) % count;
		len = COMPAT_RANGES_WITHIN_PAGE ? HV_HYP_PAGE_SIZE : stride;
		ranges[i].buf = a->buf + place * stride;
		ranges[i].len = kcase_random_range(t, 1, len);
		/* Inside the page when they must be, anywhere when not. */
		ranges[i].buf += kcase_random_range(t, 0, len - ranges[i].len);
	}
}

/* arg: ranges; never a multiple of 7 */
static void test_external_ranges(struct kcase *t)
{
	u32 i, count = min_t(u32, t->arg, COMPAT_MAX_RANGES);
	struct plain_range *ranges;
	struct area a;

	if (!plain_has(t, KMCLTEST_FEATURE_MULTIRANGE))
		SKIP(t, "the device cannot read several ranges");
	if (count < t->arg)
		SKIP(t, "this kernel's hv_vmbus sends %u ranges at most", count);
	ranges = kvcalloc(count, sizeof(*ranges), GFP_KERNEL);
	ASSERT_NOT_NULL(t, ranges);
	/* A page of margin, to begin on a page. */
	if (area_alloc(t, &a, 0, count * 2 * HV_HYP_PAGE_SIZE)) {
		for (i = 0; i < 10 && !kcase_failed(t); i++) {
			plain_pattern_fill(a.buf, a.len, kcase_random(t));
			ranges_cut(t, &a, ranges, count);
			sum_ranges(t, ranges, count);
			if (!kcase_failed(t))
				fill_ranges(t, ranges, count);
		}
		area_check_guards(t, &a);
		vfree(a.all);
	}
	kvfree(ranges);
}

static void test_external_absent(struct kcase *t)
{
	struct kmcltest_hdr msg = { KMCLTEST_EXT_SUM, 1 };
	struct kmcltest_sum sum;
	u32 len;

	/* An in-band packet with the op of external data: nothing to sum. */
	ASSERT_EQ(t, plain_call(primary(t), &msg, sizeof(msg), &sum,
				sizeof(sum), &len), 0);
	ASSERT_GE(t, len, (u32)sizeof(struct kmcltest_status));
	EXPECT_NE(t, sum.status, KMCLTEST_OK);
}

#define EXTERNAL(_name, _size) \
	KCASE_ARG(size_##_name, #_size " bytes at any offset are read and written", \
		  test_external_size, _size)

static const struct kcase_spec external_cases[] = {
	EXTERNAL(1, 1),
	EXTERNAL(7, 7),
	EXTERNAL(8, 8),
	EXTERNAL(512, 512),
	EXTERNAL(4095, 4095),
	EXTERNAL(4096, 4096),
	EXTERNAL(4097, 4097),
	EXTERNAL(65536, 65536),
	KCASE_SLOW(size_1m, "1 MiB at any offset is read and written",
		   test_external_size, 1 << 20, 180),
	KCASE_SLOW(random, "any size at any offset", test_external_random, 0,
		   120),
	KCASE_ARG(ranges_2, "two ranges are read and written in order",
		  test_external_ranges, 2),
	KCASE_ARG(ranges_32, "32 ranges are read and written in order",
		  test_external_ranges, 32),
	KCASE_ARG(ranges_256, "256 ranges are read and written in order",
		  test_external_ranges, 256),
	KCASE(absent, "without external data there is nothing to sum",
	      test_external_absent),
};

const struct kcase_suite plain_external_suite =
	KCASE_SUITE_FIXTURE("external", external_cases, plain_setup,
			    plain_teardown);
