/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Bitmaps in a driver's own memory, in units of a ULONG.
 *
 * The driver excludes concurrent use of a bitmap. Any context will do where the bitmap
 * and its header are not pageable. [doc nf-wdm-rtlinitializebitmap]
 *
 * Linux counterpart: bitmap_set(), bitmap_find_next_zero_area()
 */
#ifndef VMBKMCL_NT_BITMAP_H
#define VMBKMCL_NT_BITMAP_H

#include <ntdef.h>

typedef struct _RTL_BITMAP {
	ULONG	SizeOfBitMap;
	PULONG	Buffer;
} RTL_BITMAP, *PRTL_BITMAP;

typedef struct _RTL_BITMAP_RUN {
	ULONG	StartingIndex;
	ULONG	NumberOfBits;
} RTL_BITMAP_RUN, *PRTL_BITMAP_RUN;

/**
 * RtlInitializeBitMap() - describe a bitmap
 * @BitMapHeader: receives the two that follow
 * @BitMapBuffer: a whole number of ULONGs, which are left as they are
 * @SizeOfBitMap: its bits
 *
 * Context: any. [doc]
 */
VOID RtlInitializeBitMap(PRTL_BITMAP BitMapHeader, PULONG BitMapBuffer,
			 ULONG SizeOfBitMap);

/**
 * RtlClearBit() - clear a bit
 * @BitMapHeader: the bitmap
 * @BitNumber: the bit
 *
 * Context: any. [doc]
 */
VOID RtlClearBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber);

/**
 * RtlSetBit() - set a bit
 * @BitMapHeader: the bitmap
 * @BitNumber: the bit
 *
 * Context: any. [doc]
 */
VOID RtlSetBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber);

/**
 * RtlTestBit() - read a bit
 * @BitMapHeader: the bitmap
 * @BitNumber: the bit
 *
 * Context: any. [doc]
 * Return: its value.
 */
BOOLEAN RtlTestBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber);

/**
 * RtlCheckBit() - read a bit
 * @BitMapHeader: the bitmap
 * @BitPosition: the bit
 *
 * Context: any. [doc]
 * Return: 0 or 1.
 */
ULONG RtlCheckBit(PRTL_BITMAP BitMapHeader, ULONG BitPosition);

/**
 * RtlClearAllBits() - clear all bits
 * @BitMapHeader: the bitmap
 *
 * Context: any. [doc]
 */
VOID RtlClearAllBits(PRTL_BITMAP BitMapHeader);

/**
 * RtlSetAllBits() - set all bits
 * @BitMapHeader: the bitmap
 *
 * Context: any. [doc]
 */
VOID RtlSetAllBits(PRTL_BITMAP BitMapHeader);

/**
 * RtlClearBits() - clear a range of bits
 * @BitMapHeader: the bitmap
 * @StartingIndex: the first one
 * @NumberToClear: how many; 0 does nothing
 *
 * Context: any. [doc]
 */
VOID RtlClearBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToClear);

/**
 * RtlSetBits() - set a range of bits
 * @BitMapHeader: the bitmap
 * @StartingIndex: the first one
 * @NumberToSet: how many; 0 does nothing
 *
 * Context: any. [doc]
 */
VOID RtlSetBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToSet);

/**
 * RtlAreBitsClear() - whether all bits of a range are clear
 * @BitMapHeader: the bitmap
 * @StartingIndex: the first one
 * @Length: how many
 *
 * Context: any. [doc]
 * Return: TRUE if they are; FALSE for no bits, and for a range that leaves the bitmap.
 */
BOOLEAN RtlAreBitsClear(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length);

/**
 * RtlAreBitsSet() - whether all bits of a range are set
 * @BitMapHeader: the bitmap
 * @StartingIndex: the first one
 * @Length: how many
 *
 * Context: any. [doc]
 * Return: TRUE if they are; FALSE for no bits, and for a range that leaves the bitmap.
 */
BOOLEAN RtlAreBitsSet(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length);

/**
 * RtlNumberOfClearBits() - count the clear bits
 * @BitMapHeader: the bitmap
 *
 * Context: any. [doc]
 * Return: how many there are.
 */
ULONG RtlNumberOfClearBits(PRTL_BITMAP BitMapHeader);

/**
 * RtlNumberOfSetBits() - count the set bits
 * @BitMapHeader: the bitmap
 *
 * Context: any. [doc]
 * Return: how many there are.
 */
ULONG RtlNumberOfSetBits(PRTL_BITMAP BitMapHeader);

/**
 * RtlNumberOfSetBitsUlongPtr() - count the set bits of a number
 * @Target: the number
 *
 * Context: any. [doc]
 * Return: how many there are.
 */
ULONG RtlNumberOfSetBitsUlongPtr(ULONG_PTR Target);

/**
 * RtlFindClearBits() - find a range of clear bits
 * @BitMapHeader: the bitmap
 * @NumberToFind: how many bits
 * @HintIndex: where to begin; what is before it is searched after what is behind it
 *
 * Context: any. [doc]
 * Return: the first bit of the range, or 0xffffffff. A hint behind the bitmap's end is
 * one of 0, and no bits are found anywhere. [ours]
 */
ULONG RtlFindClearBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex);

/**
 * RtlFindSetBits() - find a range of set bits
 * @BitMapHeader: the bitmap
 * @NumberToFind: how many bits
 * @HintIndex: as for RtlFindClearBits()
 *
 * Context: any. [doc]
 * Return: the first bit of the range, or 0xffffffff.
 */
ULONG RtlFindSetBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex);

/**
 * RtlFindClearBitsAndSet() - find a range of clear bits, and set them
 * @BitMapHeader: the bitmap
 * @NumberToFind: how many bits
 * @HintIndex: as for RtlFindClearBits()
 *
 * Context: any. [doc]
 * Return: the first bit of the range, or 0xffffffff.
 */
ULONG RtlFindClearBitsAndSet(PRTL_BITMAP BitMapHeader, ULONG NumberToFind,
			     ULONG HintIndex);

/**
 * RtlFindSetBitsAndClear() - find a range of set bits, and clear them
 * @BitMapHeader: the bitmap
 * @NumberToFind: how many bits
 * @HintIndex: as for RtlFindClearBits()
 *
 * Context: any. [doc]
 * Return: the first bit of the range, or 0xffffffff.
 */
ULONG RtlFindSetBitsAndClear(PRTL_BITMAP BitMapHeader, ULONG NumberToFind,
			     ULONG HintIndex);

/**
 * RtlFindClearRuns() - list runs of clear bits
 * @BitMapHeader: the bitmap
 * @RunArray: receives them
 * @SizeOfRunArray: how many it has room for
 * @LocateLongestRuns: the longest ones, the longest first; FALSE: the first ones
 *
 * Context: any. [doc]
 * Return: how many were found.
 */
ULONG RtlFindClearRuns(PRTL_BITMAP BitMapHeader, PRTL_BITMAP_RUN RunArray,
		       ULONG SizeOfRunArray, BOOLEAN LocateLongestRuns);

/**
 * RtlFindLongestRunClear() - find the longest run of clear bits
 * @BitMapHeader: the bitmap
 * @StartingIndex: receives its first bit
 *
 * Context: any. [doc]
 * Return: its bits; 0 when none is clear.
 */
ULONG RtlFindLongestRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex);

/**
 * RtlFindFirstRunClear() - find the first run of clear bits
 * @BitMapHeader: the bitmap
 * @StartingIndex: receives its first bit
 *
 * Context: any. [doc]
 * Return: its bits; 0 when none is clear.
 */
ULONG RtlFindFirstRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex);

/**
 * RtlFindNextForwardRunClear() - find the next run of clear bits
 * @BitMapHeader: the bitmap
 * @FromIndex: where to begin
 * @StartingRunIndex: receives its first bit, not below @FromIndex
 *
 * Context: any. [doc]
 * Return: its bits; 0 when there is none.
 */
ULONG RtlFindNextForwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex,
				 PULONG StartingRunIndex);

/**
 * RtlFindLastBackwardRunClear() - find the run of clear bits before a bit
 * @BitMapHeader: the bitmap
 * @FromIndex: the last bit that is looked at
 * @StartingRunIndex: receives its first bit
 *
 * Context: any. [doc]
 * Return: its bits up to @FromIndex; 0 when there is none.
 */
ULONG RtlFindLastBackwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex,
				  PULONG StartingRunIndex);

/**
 * RtlFindMostSignificantBit() - find the highest set bit of a number
 * @Set: the number
 *
 * Context: any. [doc]
 * Return: its position, or -1.
 */
CCHAR RtlFindMostSignificantBit(ULONGLONG Set);

/**
 * RtlFindLeastSignificantBit() - find the lowest set bit of a number
 * @Set: the number
 *
 * Context: any. [doc]
 * Return: its position, or -1.
 */
CCHAR RtlFindLeastSignificantBit(ULONGLONG Set);

#endif
