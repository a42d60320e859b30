/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * access.h - the hooks that run before each memory access of the watched code.
 *
 * The watched code is compiled with -fsanitize=thread: before each load, store and
 * fence the compiler puts a call to a function __tsan_*(). It is linked without
 * that option; access.c defines these functions and passes each access on to
 * watch.c through the functions below. So the code under test stays as it is, and
 * plain accesses are seen as well as READ_ONCE() and the like.
 */
#ifndef RING_TEST_ACCESS_H
#define RING_TEST_ACCESS_H

#include "wire.h"

/* The order of an access that is not atomic; else one of __ATOMIC_*. */
#define ACCESS_PLAIN	(-1)

/* @size bytes at @at are about to be read or written. */
void watch_access(const void *at, size_t size, bool write, int order);

/* The atomic read that watch_access() was told of has this result. */
void watch_loaded(const void *at, u64 value);

/* The atomic write that watch_access() was told of: do it. */
void watch_store(u32 *at, u32 value);

void watch_fence(int order);

#endif /* RING_TEST_ACCESS_H */
