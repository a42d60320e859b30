// SPDX-License-Identifier: GPL-2.0-only
/*
 * bitmap.c - bitmaps of ULONGs: linux/bitmap.h's are of unsigned longs, so that its
 * functions would read and write behind the end of such a one.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>

#include <vmbkmcl/nt/bitmap.h>

#include "../compat/export.h"

#define WORD_BITS	32
#define NONE		0xffffffff

/* The first bit from @from on whose value is @value, or @end. */
static u32 bit_next(const RTL_BITMAP *map, u32 from, u32 end, bool value)
{
	u32 index, word;

	if (from >= end)
		return end;
	index = from / WORD_BITS;
	word = map->Buffer[index] ^ (value ? 0 : ~0u);
	word &= ~0u << from % WORD_BITS;
	while (!word) {
		if (++index > (end - 1) / WORD_BITS)
			return end;
		word = map->Buffer[index] ^ (value ? 0 : ~0u);
	}
	return min(index * WORD_BITS + (u32)__ffs(word), end);
}

/* The first bit of the run of bits of the value @value whose last one is @last. */
static u32 run_begin(const RTL_BITMAP *map, u32 last, bool value)
{
	u32 index = last / WORD_BITS;
	u32 word = map->Buffer[index] ^ (value ? ~0u : 0);

	word &= ~0u >> (WORD_BITS - 1 - last % WORD_BITS);
	while (!word) {
		if (!index)
			return 0;
		word = map->Buffer[--index] ^ (value ? ~0u : 0);
	}
	return index * WORD_BITS + __fls(word) + 1;
}

/* The next run at or behind @from: its bits, 0 if there is none. */
static u32 run_next(const RTL_BITMAP *map, u32 from, u32 end, bool value, u32 *begin)
{
	*begin = bit_next(map, from, end, value);
	return bit_next(map, *begin, end, !value) - *begin;
}

/* Whether the range is a part of the bitmap and not empty. */
static bool range_is_inside(const RTL_BITMAP *map, u32 from, u32 count)
{
	return count && from < map->SizeOfBitMap && count <= map->SizeOfBitMap - from;
}

static void range_fill(const RTL_BITMAP *map, u32 from, u32 count, bool value)
{
	u32 mask, bits;

	for (; count; from += bits, count -= bits) {
		bits = min_t(u32, count, WORD_BITS - from % WORD_BITS);
		mask = ~0u >> (WORD_BITS - bits) << from % WORD_BITS;
		if (value)
			map->Buffer[from / WORD_BITS] |= mask;
		else
			map->Buffer[from / WORD_BITS] &= ~mask;
	}
}

static u32 range_find_from(const RTL_BITMAP *map, u32 count, u32 from, u32 end, bool value)
{
	u32 begin, bits;

	for (; from < end; from = begin + bits) {
		bits = run_next(map, from, end, value, &begin);
		if (!bits)
			break;
		if (bits >= count)
			return begin;
	}
	return NONE;
}

/* Behind the hint, then before it; a range may be on both sides. */
static u32 range_find(const RTL_BITMAP *map, u32 count, u32 hint, bool value)
{
	u32 size = map->SizeOfBitMap;
	u32 found;

	if (count > size)
		return NONE;
	if (hint >= size)
		hint = 0;
	if (!count)
		return hint;
	found = range_find_from(map, count, hint, size, value);
	if (found == NONE && hint)
		found = range_find_from(map, count, 0,
					min_t(u64, size, (u64)hint + count - 1), value);
	return found;
}

VOID RtlInitializeBitMap(PRTL_BITMAP BitMapHeader, PULONG BitMapBuffer,
			 ULONG SizeOfBitMap)
{
	BitMapHeader->SizeOfBitMap = SizeOfBitMap;
	BitMapHeader->Buffer = BitMapBuffer;
}
VMBKMCL_EXPORT(RtlInitializeBitMap);

VOID RtlClearBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
	range_fill(BitMapHeader, BitNumber, 1, false);
}
VMBKMCL_EXPORT(RtlClearBit);

VOID RtlSetBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
	range_fill(BitMapHeader, BitNumber, 1, true);
}
VMBKMCL_EXPORT(RtlSetBit);

BOOLEAN RtlTestBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
	return BitMapHeader->Buffer[BitNumber / WORD_BITS] >> BitNumber % WORD_BITS & 1;
}
VMBKMCL_EXPORT(RtlTestBit);

ULONG RtlCheckBit(PRTL_BITMAP BitMapHeader, ULONG BitPosition)
{
	return RtlTestBit(BitMapHeader, BitPosition);
}
VMBKMCL_EXPORT(RtlCheckBit);

VOID RtlClearAllBits(PRTL_BITMAP BitMapHeader)
{
	range_fill(BitMapHeader, 0, BitMapHeader->SizeOfBitMap, false);
}
VMBKMCL_EXPORT(RtlClearAllBits);

VOID RtlSetAllBits(PRTL_BITMAP BitMapHeader)
{
	range_fill(BitMapHeader, 0, BitMapHeader->SizeOfBitMap, true);
}
VMBKMCL_EXPORT(RtlSetAllBits);

VOID RtlClearBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToClear)
{
	range_fill(BitMapHeader, StartingIndex, NumberToClear, false);
}
VMBKMCL_EXPORT(RtlClearBits);

VOID RtlSetBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToSet)
{
	range_fill(BitMapHeader, StartingIndex, NumberToSet, true);
}
VMBKMCL_EXPORT(RtlSetBits);

BOOLEAN RtlAreBitsClear(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
	return range_is_inside(BitMapHeader, StartingIndex, Length) &&
	       bit_next(BitMapHeader, StartingIndex, StartingIndex + Length, true) ==
	       StartingIndex + Length;
}
VMBKMCL_EXPORT(RtlAreBitsClear);

BOOLEAN RtlAreBitsSet(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
	return range_is_inside(BitMapHeader, StartingIndex, Length) &&
	       bit_next(BitMapHeader, StartingIndex, StartingIndex + Length, false) ==
	       StartingIndex + Length;
}
VMBKMCL_EXPORT(RtlAreBitsSet);

ULONG RtlNumberOfSetBits(PRTL_BITMAP BitMapHeader)
{
	u32 size = BitMapHeader->SizeOfBitMap;
	u32 i, count = 0;

	for (i = 0; i < size / WORD_BITS; i++)
		count += hweight32(BitMapHeader->Buffer[i]);
	if (size % WORD_BITS)
		count += hweight32(BitMapHeader->Buffer[i] &
				   ~0u >> (WORD_BITS - size % WORD_BITS));
	return count;
}
VMBKMCL_EXPORT(RtlNumberOfSetBits);

ULONG RtlNumberOfClearBits(PRTL_BITMAP BitMapHeader)
{
	return BitMapHeader->SizeOfBitMap - RtlNumberOfSetBits(BitMapHeader);
}
VMBKMCL_EXPORT(RtlNumberOfClearBits);

ULONG RtlNumberOfSetBitsUlongPtr(ULONG_PTR Target)
{
	return hweight64(Target);
}
VMBKMCL_EXPORT(RtlNumberOfSetBitsUlongPtr);

ULONG RtlFindClearBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
	return range_find(BitMapHeader, NumberToFind, HintIndex, false);
}
VMBKMCL_EXPORT(RtlFindClearBits);

ULONG RtlFindSetBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
	return range_find(BitMapHeader, NumberToFind, HintIndex, true);
}
VMBKMCL_EXPORT(RtlFindSetBits);

static u32 range_find_and_fill(const RTL_BITMAP *map, u32 count, u32 hint, bool value)
{
	u32 found = range_find(map, count, hint, !value);

	if (found != NONE)
		range_fill(map, found, count, value);
	return found;
}

ULONG RtlFindClearBitsAndSet(PRTL_BITMAP BitMapHeader, ULONG NumberToFind,
			     ULONG HintIndex)
{
	return range_find_and_fill(BitMapHeader, NumberToFind, HintIndex, true);
}
VMBKMCL_EXPORT(RtlFindClearBitsAndSet);

ULONG RtlFindSetBitsAndClear(PRTL_BITMAP BitMapHeader, ULONG NumberToFind,
			     ULONG HintIndex)
{
	return range_find_and_fill(BitMapHeader, NumberToFind, HintIndex, false);
}
VMBKMCL_EXPORT(RtlFindSetBitsAndClear);

/* Put a run among the longest, of which the array has @count of @room; how many now. */
static u32 runs_insert(PRTL_BITMAP_RUN runs, u32 count, u32 room, RTL_BITMAP_RUN run)
{
	u32 i = count;

	if (count == room) {
		if (!room || runs[room - 1].NumberOfBits >= run.NumberOfBits)
			return count;
		i--;
	} else {
		count++;
	}
	for (; i && runs[i - 1].NumberOfBits < run.NumberOfBits; i--)
		runs[i] = runs[i - 1];
	runs[i] = run;
	return count;
}

ULONG RtlFindClearRuns(PRTL_BITMAP BitMapHeader, PRTL_BITMAP_RUN RunArray,
		       ULONG SizeOfRunArray, BOOLEAN LocateLongestRuns)
{
	u32 size = BitMapHeader->SizeOfBitMap;
	u32 from = 0, count = 0;
	RTL_BITMAP_RUN run;

	while (LocateLongestRuns || count < SizeOfRunArray) {
		run.NumberOfBits = run_next(BitMapHeader, from, size, false,
					    &run.StartingIndex);
		if (!run.NumberOfBits)
			break;
		from = run.StartingIndex + run.NumberOfBits;
		if (LocateLongestRuns)
			count = runs_insert(RunArray, count, SizeOfRunArray, run);
		else
			RunArray[count++] = run;
	}
	return count;
}
VMBKMCL_EXPORT(RtlFindClearRuns);

ULONG RtlFindLongestRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
	RTL_BITMAP_RUN run = { };

	RtlFindClearRuns(BitMapHeader, &run, 1, TRUE);
	*StartingIndex = run.StartingIndex;
	return run.NumberOfBits;
}
VMBKMCL_EXPORT(RtlFindLongestRunClear);

ULONG RtlFindFirstRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
	return RtlFindNextForwardRunClear(BitMapHeader, 0, StartingIndex);
}
VMBKMCL_EXPORT(RtlFindFirstRunClear);

ULONG RtlFindNextForwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex,
				 PULONG StartingRunIndex)
{
	return run_next(BitMapHeader, FromIndex, BitMapHeader->SizeOfBitMap, false,
			StartingRunIndex);
}
VMBKMCL_EXPORT(RtlFindNextForwardRunClear);

ULONG RtlFindLastBackwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex,
				  PULONG StartingRunIndex)
{
	u32 behind;

	*StartingRunIndex = FromIndex;
	if (FromIndex >= BitMapHeader->SizeOfBitMap)
		return 0;
	/* Behind the last bit that is clear; 0 if all are set. */
	behind = RtlTestBit(BitMapHeader, FromIndex) ?
		 run_begin(BitMapHeader, FromIndex, true) : FromIndex + 1;
	if (!behind)
		return 0;
	*StartingRunIndex = run_begin(BitMapHeader, behind - 1, false);
	return behind - *StartingRunIndex;
}
VMBKMCL_EXPORT(RtlFindLastBackwardRunClear);

CCHAR RtlFindMostSignificantBit(ULONGLONG Set)
{
	return fls64(Set) - 1;
}
VMBKMCL_EXPORT(RtlFindMostSignificantBit);

CCHAR RtlFindLeastSignificantBit(ULONGLONG Set)
{
	return Set ? __ffs64(Set) : -1;
}
VMBKMCL_EXPORT(RtlFindLeastSignificantBit);
