/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.h - as much of the kernel as the channels and the loopback bus use.
 *
 * Each <linux/...> header that they include leads here (Makefile). What has to do
 * with contexts is in terms of ../sched.h, and every operation on shared memory is
 * a point of its context. Memory is sequentially consistent: what a weaker order
 * would allow is not explored.
 */
#ifndef EXPLORE_KERNEL_H
#define EXPLORE_KERNEL_H

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sched.h"
#include "types.h"
#include "list.h"
#include "access.h"
#include "lock.h"
#include "wait.h"
#include "work.h"
#include "memory.h"
#include "other.h"

#endif /* EXPLORE_KERNEL_H */
