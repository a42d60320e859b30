/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_CRT_STDLIB_H
#define VMBKMCL_CRT_STDLIB_H

#include <limits.h>
#include <stddef.h>

#define _byteswap_ushort(x)	__builtin_bswap16(x)
#define _byteswap_ulong(x)	__builtin_bswap32(x)
#define _byteswap_uint64(x)	__builtin_bswap64(x)

static inline int abs(int n)
{
	return n < 0 ? -n : n;
}

static inline unsigned int _rotl(unsigned int value, int bits)
{
	return value << (bits & 31) | value >> (-bits & 31);
}

static inline unsigned int _rotr(unsigned int value, int bits)
{
	return value >> (bits & 31) | value << (-bits & 31);
}

#endif
