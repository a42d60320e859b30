/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Limits as Windows has them: a LONG and a ULONG have 32 bits. The compiler's own
 * long has 64, so these are the limits of LONG, not of long.
 */
#ifndef VMBKMCL_CRT_LIMITS_H
#define VMBKMCL_CRT_LIMITS_H

#define CHAR_BIT	8
#define SCHAR_MIN	(-128)
#define SCHAR_MAX	127
#define UCHAR_MAX	0xff
#define CHAR_MIN	SCHAR_MIN
#define CHAR_MAX	SCHAR_MAX
#define SHRT_MIN	(-32768)
#define SHRT_MAX	32767
#define USHRT_MAX	0xffff
#define INT_MIN		(-2147483647 - 1)
#define INT_MAX		2147483647
#define UINT_MAX	0xffffffffu
#define LONG_MIN	INT_MIN
#define LONG_MAX	INT_MAX
#define ULONG_MAX	UINT_MAX
#define LLONG_MIN	(-9223372036854775807ll - 1)
#define LLONG_MAX	9223372036854775807ll
#define ULLONG_MAX	0xffffffffffffffffull
#define _I64_MIN	LLONG_MIN
#define _I64_MAX	LLONG_MAX
#define _UI64_MAX	ULLONG_MAX

#ifndef SIZE_MAX
#define SIZE_MAX	0xffffffffffffffffull
#endif

#endif
