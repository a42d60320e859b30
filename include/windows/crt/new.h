/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Construction in memory that is there already. A driver defines its other operators,
 * as on Windows.
 */
#ifndef VMBKMCL_CRT_NEW_H
#define VMBKMCL_CRT_NEW_H

#include <stddef.h>

#ifdef __cplusplus
extern "C++" {
inline void *operator new(size_t, void *memory) noexcept
{
	return memory;
}

inline void *operator new[](size_t, void *memory) noexcept
{
	return memory;
}
}
#endif

#endif
