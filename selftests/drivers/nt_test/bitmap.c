// SPDX-License-Identifier: GPL-2.0-only
/* Bitmaps: pages nf-wdm-rtl..., named by the cases. */
#include <linux/random.h>

#include "context.h"

#define BITS	101
#define WORDS	4
#define NOT_FOUND	0xffffffffu

static RTL_BITMAP map;
/* One more than there are, which has to stay as it is. */
static ULONG words[WORDS + 1];

static int bitmap_setup(struct kcase *t)
{
	memset(words, 0, sizeof(words));
	words[WORDS] = 0x5aa55aa5;
	RtlInitializeBitMap(&map, words, BITS);
	return 0;
}

static void bitmap_teardown(struct kcase *t)
{
	EXPECT_EQ(t, words[WORDS], 0x5aa55aa5u);
}

static void test_initialize(struct kcase *t)
{
	words[0] = 0x80000001;
	RtlInitializeBitMap(&map, words, 32);
	EXPECT_EQ(t, map.SizeOfBitMap, 32u);
	EXPECT_PTR_EQ(t, map.Buffer, words);
	EXPECT_EQ(t, words[0], 0x80000001u);
}

static void test_bits(struct kcase *t)
{
	RtlSetBit(&map, 0);
	RtlSetBit(&map, 33);
	RtlSetBit(&map, BITS - 1);
	EXPECT_EQ(t, words[0], 1u);
	EXPECT_EQ(t, words[1], 2u);
	EXPECT_EQ(t, words[3], 1u << 4);
	EXPECT_EQ(t, RtlTestBit(&map, 33), 1);
	EXPECT_EQ(t, RtlCheckBit(&map, 33), 1u);
	EXPECT_EQ(t, RtlTestBit(&map, 32), 0);
	EXPECT_EQ(t, RtlCheckBit(&map, 34), 0u);
	RtlClearBit(&map, 33);
	EXPECT_EQ(t, words[1], 0u);
}

static void test_ranges(struct kcase *t)
{
	RtlSetBits(&map, 30, 40);
	EXPECT_EQ(t, words[0], 0xc0000000u);
	EXPECT_EQ(t, words[1], 0xffffffffu);
	EXPECT_EQ(t, words[2], 0x3fu);
	RtlClearBits(&map, 31, 2);
	EXPECT_EQ(t, words[0], 0x40000000u);
	EXPECT_EQ(t, words[1], 0xfffffffeu);
	RtlSetBits(&map, 5, 0);
	RtlClearBits(&map, 30, 0);
	EXPECT_EQ(t, words[0], 0x40000000u);
	RtlSetAllBits(&map);
	EXPECT_EQ(t, RtlNumberOfSetBits(&map), (ULONG)BITS);
	RtlClearAllBits(&map);
	EXPECT_EQ(t, RtlNumberOfClearBits(&map), (ULONG)BITS);
}

static void test_are(struct kcase *t)
{
	RtlSetBits(&map, 30, 40);
	EXPECT_TRUE(t, RtlAreBitsSet(&map, 30, 40));
	EXPECT_FALSE(t, RtlAreBitsSet(&map, 29, 40));
	EXPECT_FALSE(t, RtlAreBitsSet(&map, 31, 40));
	EXPECT_FALSE(t, RtlAreBitsSet(&map, 30, 0));
	EXPECT_TRUE(t, RtlAreBitsClear(&map, 70, BITS - 70));
	EXPECT_TRUE(t, RtlAreBitsClear(&map, 0, 30));
	EXPECT_FALSE(t, RtlAreBitsClear(&map, 0, 31));
	EXPECT_FALSE(t, RtlAreBitsClear(&map, 0, 0));
	/* What is no part of it. */
	EXPECT_FALSE(t, RtlAreBitsClear(&map, 70, BITS - 69));
	EXPECT_FALSE(t, RtlAreBitsClear(&map, BITS, 1));
	EXPECT_FALSE(t, RtlAreBitsClear(&map, 80, 0xffffffff));
}

static void test_count(struct kcase *t)
{
	words[0] = 0xf0f00000;
	/* Bits behind the end are not counted. */
	words[3] = 0xffffffff;
	EXPECT_EQ(t, RtlNumberOfSetBits(&map), 8u + BITS % 32);
	EXPECT_EQ(t, RtlNumberOfClearBits(&map), BITS - 8u - BITS % 32);
	EXPECT_EQ(t, RtlNumberOfSetBitsUlongPtr(0x8000000100000003), 4u);
	EXPECT_EQ(t, RtlNumberOfSetBitsUlongPtr(0), 0u);
	words[3] = 0;
}

static void test_find(struct kcase *t)
{
	RtlSetBits(&map, 10, 20);
	RtlSetBits(&map, 60, 10);
	EXPECT_EQ(t, RtlFindClearBits(&map, 5, 0), 0u);
	EXPECT_EQ(t, RtlFindClearBits(&map, 11, 0), 30u);
	EXPECT_EQ(t, RtlFindClearBits(&map, 5, 7), 30u);
	/* Nothing behind the hint: from the beginning, and over the hint. */
	EXPECT_EQ(t, RtlFindClearBits(&map, 10, 95), 0u);
	EXPECT_EQ(t, RtlFindClearBits(&map, 30, 75), 30u);
	EXPECT_EQ(t, RtlFindClearBits(&map, 31, 75), 70u);
	EXPECT_EQ(t, RtlFindClearBits(&map, 32, 0), NOT_FOUND);
	EXPECT_EQ(t, RtlFindClearBits(&map, BITS + 1, 0), NOT_FOUND);
	EXPECT_EQ(t, RtlFindClearBits(&map, 10, BITS), 0u);
	EXPECT_EQ(t, RtlFindSetBits(&map, 10, 25), 60u);
	EXPECT_EQ(t, RtlFindSetBits(&map, 11, 65), 10u);
	EXPECT_EQ(t, RtlFindSetBits(&map, 21, 0), NOT_FOUND);
}

static void test_find_and(struct kcase *t)
{
	EXPECT_EQ(t, RtlFindClearBitsAndSet(&map, 40, 0), 0u);
	EXPECT_EQ(t, RtlFindClearBitsAndSet(&map, 40, 0), 40u);
	EXPECT_EQ(t, RtlFindClearBitsAndSet(&map, 40, 0), NOT_FOUND);
	EXPECT_EQ(t, RtlNumberOfSetBits(&map), 80u);
	EXPECT_EQ(t, RtlFindSetBitsAndClear(&map, 50, 10), 10u);
	EXPECT_EQ(t, RtlFindSetBitsAndClear(&map, 50, 10), NOT_FOUND);
	EXPECT_EQ(t, RtlNumberOfSetBits(&map), 30u);
}

static void test_runs(struct kcase *t)
{
	RTL_BITMAP_RUN runs[3];

	RtlSetAllBits(&map);
	RtlClearBits(&map, 3, 5);
	RtlClearBits(&map, 20, 1);
	RtlClearBits(&map, 30, 40);
	RtlClearBits(&map, 90, BITS - 90);
	EXPECT_EQ(t, RtlFindClearRuns(&map, runs, 2, FALSE), 2u);
	EXPECT_EQ(t, runs[0].StartingIndex, 3u);
	EXPECT_EQ(t, runs[0].NumberOfBits, 5u);
	EXPECT_EQ(t, runs[1].StartingIndex, 20u);
	EXPECT_EQ(t, runs[1].NumberOfBits, 1u);
	EXPECT_EQ(t, RtlFindClearRuns(&map, runs, 3, TRUE), 3u);
	EXPECT_EQ(t, runs[0].StartingIndex, 30u);
	EXPECT_EQ(t, runs[0].NumberOfBits, 40u);
	EXPECT_EQ(t, runs[1].StartingIndex, 90u);
	EXPECT_EQ(t, runs[2].StartingIndex, 3u);
	EXPECT_EQ(t, RtlFindClearRuns(&map, runs, 0, TRUE), 0u);
	RtlSetAllBits(&map);
	EXPECT_EQ(t, RtlFindClearRuns(&map, runs, 3, TRUE), 0u);
}

static void test_run(struct kcase *t)
{
	ULONG begin;

	RtlSetAllBits(&map);
	EXPECT_EQ(t, RtlFindFirstRunClear(&map, &begin), 0u);
	EXPECT_EQ(t, RtlFindLongestRunClear(&map, &begin), 0u);
	EXPECT_EQ(t, RtlFindLastBackwardRunClear(&map, BITS - 1, &begin), 0u);
	RtlClearBits(&map, 3, 1);
	RtlClearBits(&map, 30, 40);
	EXPECT_EQ(t, RtlFindFirstRunClear(&map, &begin), 1u);
	EXPECT_EQ(t, begin, 3u);
	EXPECT_EQ(t, RtlFindLongestRunClear(&map, &begin), 40u);
	EXPECT_EQ(t, begin, 30u);
	EXPECT_EQ(t, RtlFindNextForwardRunClear(&map, 4, &begin), 40u);
	EXPECT_EQ(t, begin, 30u);
	EXPECT_EQ(t, RtlFindNextForwardRunClear(&map, 50, &begin), 20u);
	EXPECT_EQ(t, begin, 50u);
	EXPECT_EQ(t, RtlFindNextForwardRunClear(&map, 70, &begin), 0u);
	EXPECT_EQ(t, RtlFindLastBackwardRunClear(&map, 100, &begin), 40u);
	EXPECT_EQ(t, begin, 30u);
	EXPECT_EQ(t, RtlFindLastBackwardRunClear(&map, 33, &begin), 4u);
	EXPECT_EQ(t, begin, 30u);
	EXPECT_EQ(t, RtlFindLastBackwardRunClear(&map, 29, &begin), 1u);
	EXPECT_EQ(t, begin, 3u);
	EXPECT_EQ(t, RtlFindLastBackwardRunClear(&map, 2, &begin), 0u);
}

static bool bit(ULONG i)
{
	return words[i / 32] >> i % 32 & 1;
}

/* The first range behind @hint, then the first before it, bit by bit. */
static ULONG find_slowly(ULONG count, ULONG hint)
{
	ULONG n, i, begin, last = BITS - count;

	for (n = 0; n <= last; n++) {
		begin = n + hint <= last ? n + hint : n + hint - last - 1;
		if (hint > last)
			begin = n;
		for (i = 0; i < count && !bit(begin + i); i++)
			;
		if (i == count)
			return begin;
	}
	return NOT_FOUND;
}

static void test_random(struct kcase *t)
{
	ULONG round, hint, count, wrong = 0;

	for (round = 0; round < 100; round++) {
		get_random_bytes(words, WORDS * sizeof(ULONG));
		if (round % 2)
			RtlClearBits(&map, round / 2, 40);
		for (hint = 0; hint < BITS; hint += 7) {
			for (count = 1; count < 50; count += 1 + count / 4)
				wrong += RtlFindClearBits(&map, count, hint) !=
					 find_slowly(count, hint);
		}
	}
	EXPECT_EQ(t, wrong, 0u);
}

static void test_significant(struct kcase *t)
{
	EXPECT_EQ(t, RtlFindMostSignificantBit(0), -1);
	EXPECT_EQ(t, RtlFindMostSignificantBit(1), 0);
	EXPECT_EQ(t, RtlFindMostSignificantBit(0x8000000000000001), 63);
	EXPECT_EQ(t, RtlFindLeastSignificantBit(0), -1);
	EXPECT_EQ(t, RtlFindLeastSignificantBit(0x8000000000000000), 63);
	EXPECT_EQ(t, RtlFindLeastSignificantBit(6), 1);
}

static const struct kcase_spec bitmap_cases[] = {
	KCASE(rtl_initialize_bitmap, "leaves the bits as they are", test_initialize),
	KCASE(rtl_test_bit, "a bit is set, cleared, read", test_bits),
	KCASE(rtl_set_bits, "ranges, none and all", test_ranges),
	KCASE(rtl_are_bits_clear, "no empty range, and none that leaves it", test_are),
	KCASE(rtl_number_of_set_bits, "only of what is in it", test_count),
	KCASE(rtl_find_clear_bits, "behind the hint, then from the beginning", test_find),
	KCASE(rtl_find_clear_bits_and_set, "found once", test_find_and),
	KCASE(rtl_find_clear_runs, "the first or the longest", test_runs),
	KCASE(rtl_find_next_forward_run_clear, "runs of clear bits", test_run),
	KCASE(random, "as found bit by bit", test_random),
	KCASE(rtl_find_most_significant_bit, "of a number", test_significant),
};
const struct kcase_suite bitmap_suite =
	KCASE_SUITE_FIXTURE("bitmap", bitmap_cases, bitmap_setup, bitmap_teardown);

static ULONG call_words[2];
static RTL_BITMAP call_map = { 64, call_words };
static RTL_BITMAP_RUN call_run;
static ULONG call_begin;

KCASE_CALL(RtlInitializeBitMap, RtlInitializeBitMap(&call_map, call_words, 64));
KCASE_CALL(RtlClearBit, RtlClearBit(&call_map, 40));
KCASE_CALL(RtlSetBit, RtlSetBit(&call_map, 40); RtlClearBit(&call_map, 40));
KCASE_CALL(RtlTestBit, EXPECT_EQ(t, RtlTestBit(&call_map, 40), 0));
KCASE_CALL(RtlCheckBit, EXPECT_EQ(t, RtlCheckBit(&call_map, 40), 0u));
KCASE_CALL(RtlClearAllBits, RtlClearAllBits(&call_map));
KCASE_CALL(RtlSetAllBits, RtlSetAllBits(&call_map); RtlClearAllBits(&call_map));
KCASE_CALL(RtlClearBits, RtlClearBits(&call_map, 4, 40));
KCASE_CALL(RtlSetBits, RtlSetBits(&call_map, 4, 40); RtlClearBits(&call_map, 4, 40));
KCASE_CALL(RtlAreBitsClear, EXPECT_TRUE(t, RtlAreBitsClear(&call_map, 4, 40)));
KCASE_CALL(RtlAreBitsSet, EXPECT_FALSE(t, RtlAreBitsSet(&call_map, 4, 40)));
KCASE_CALL(RtlNumberOfClearBits, EXPECT_EQ(t, RtlNumberOfClearBits(&call_map), 64u));
KCASE_CALL(RtlNumberOfSetBits, EXPECT_EQ(t, RtlNumberOfSetBits(&call_map), 0u));
KCASE_CALL(RtlNumberOfSetBitsUlongPtr, EXPECT_EQ(t, RtlNumberOfSetBitsUlongPtr(6), 2u));
KCASE_CALL(RtlFindClearBits, EXPECT_EQ(t, RtlFindClearBits(&call_map, 3, 40), 40u));
KCASE_CALL(RtlFindSetBits, EXPECT_EQ(t, RtlFindSetBits(&call_map, 3, 40), NOT_FOUND));
KCASE_CALL(RtlFindClearBitsAndSet,
	   EXPECT_EQ(t, RtlFindClearBitsAndSet(&call_map, 65, 0), NOT_FOUND));
KCASE_CALL(RtlFindSetBitsAndClear,
	   EXPECT_EQ(t, RtlFindSetBitsAndClear(&call_map, 3, 0), NOT_FOUND));
KCASE_CALL(RtlFindClearRuns, EXPECT_EQ(t, RtlFindClearRuns(&call_map, &call_run, 1, TRUE), 1u));
KCASE_CALL(RtlFindLongestRunClear,
	   EXPECT_EQ(t, RtlFindLongestRunClear(&call_map, &call_begin), 64u));
KCASE_CALL(RtlFindFirstRunClear,
	   EXPECT_EQ(t, RtlFindFirstRunClear(&call_map, &call_begin), 64u));
KCASE_CALL(RtlFindNextForwardRunClear,
	   EXPECT_EQ(t, RtlFindNextForwardRunClear(&call_map, 1, &call_begin), 63u));
KCASE_CALL(RtlFindLastBackwardRunClear,
	   EXPECT_EQ(t, RtlFindLastBackwardRunClear(&call_map, 1, &call_begin), 2u));
KCASE_CALL(RtlFindMostSignificantBit, EXPECT_EQ(t, RtlFindMostSignificantBit(6), 2));
KCASE_CALL(RtlFindLeastSignificantBit, EXPECT_EQ(t, RtlFindLeastSignificantBit(6), 1));
