/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_CRT_STDDEF_H
#define VMBKMCL_CRT_STDDEF_H

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
#ifdef __cplusplus
#define NULL		0
#else
typedef __WCHAR_TYPE__ wchar_t;
#define NULL		((void *)0)
#endif

#define offsetof(type, member)	__builtin_offsetof(type, member)

#endif
