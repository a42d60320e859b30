/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Copying, filling and comparing memory [doc nf-wdm-rtlcopymemory].
 *
 * Linux counterpart: memcpy(), memset(), memcmp()
 */
#ifndef VMBKMCL_NT_MEMORY_H
#define VMBKMCL_NT_MEMORY_H

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#include <ntdef.h>

#define RtlCopyMemory(to, from, n)	memcpy(to, from, n)
#define RtlCopyBytes(to, from, n)	memcpy(to, from, n)
#define RtlCopyMemoryNonTemporal(to, from, n) memcpy(to, from, n)
#define RtlMoveMemory(to, from, n)	memmove(to, from, n)
#define RtlFillMemory(to, n, byte)	memset(to, byte, n)
#define RtlZeroMemory(to, n)		memset(to, 0, n)
#define RtlZeroBytes(to, n)		memset(to, 0, n)
#define RtlEqualMemory(a, b, n)		(!memcmp(a, b, n))

/**
 * RtlSecureZeroMemory() - zero memory that is not read any more
 * @to: the memory
 * @n: its bytes
 *
 * Context: any. [doc]
 * Return: @to.
 */
static inline PVOID RtlSecureZeroMemory(PVOID to, SIZE_T n)
{
	memset(to, 0, n);
	__asm__ __volatile__("" : : "r"(to) : "memory");
	return to;
}

/**
 * RtlCompareMemory() - how far two blocks agree
 * @a: one
 * @b: the other
 * @n: bytes of each
 *
 * Context: any. [doc]
 * Return: the number of equal bytes ahead of the first difference.
 */
static inline SIZE_T RtlCompareMemory(const void *a, const void *b, SIZE_T n)
{
	SIZE_T i;

	for (i = 0; i < n && ((const UCHAR *)a)[i] == ((const UCHAR *)b)[i]; i++)
		;
	return i;
}

#define RtlUshortByteSwap(x)		__builtin_bswap16(x)
#define RtlUlongByteSwap(x)		__builtin_bswap32(x)
#define RtlUlonglongByteSwap(x)		__builtin_bswap64(x)

#endif
