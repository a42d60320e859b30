/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_CRT_STDINT_H
#define VMBKMCL_CRT_STDINT_H

typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long long int64_t;
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;
typedef __INTPTR_TYPE__ intptr_t;
typedef __UINTPTR_TYPE__ uintptr_t;
typedef long long intmax_t;
typedef unsigned long long uintmax_t;

#define INT8_MIN	(-128)
#define INT8_MAX	127
#define UINT8_MAX	0xff
#define INT16_MIN	(-32768)
#define INT16_MAX	32767
#define UINT16_MAX	0xffff
#define INT32_MIN	(-2147483647 - 1)
#define INT32_MAX	2147483647
#define UINT32_MAX	0xffffffffu
#define INT64_MIN	(-9223372036854775807ll - 1)
#define INT64_MAX	9223372036854775807ll
#define UINT64_MAX	0xffffffffffffffffull
#define UINTPTR_MAX	UINT64_MAX
#ifndef SIZE_MAX
#define SIZE_MAX	UINT64_MAX
#endif

#endif
