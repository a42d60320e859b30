/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * platform.h - the types and the memory accesses that ring/ is written with.
 *
 * In the kernel they are the kernel's. In the programs that test and fuzz the same source
 * they are defined here, with the same names and the memory orders of C11.
 */
#ifndef VMBKMCL_RING_PLATFORM_H
#define VMBKMCL_RING_PLATFORM_H

#ifdef __KERNEL__

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/barrier.h>

#else

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#undef __always_inline
#define __always_inline	inline __attribute__((always_inline))

#undef OPTIMIZER_HIDE_VAR
#define OPTIMIZER_HIDE_VAR(x)		__asm__("" : "+r"(x))

#define READ_ONCE(x)			__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, value)		__atomic_store_n(&(x), (value), __ATOMIC_RELAXED)
#define virt_load_acquire(p)		__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define virt_store_release(p, value)	__atomic_store_n((p), (value), __ATOMIC_RELEASE)
#define virt_mb()			__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define virt_rmb()			__atomic_thread_fence(__ATOMIC_ACQUIRE)

#endif

#endif /* VMBKMCL_RING_PLATFORM_H */
