/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The two views of these headers, and Linux's types in Windows' objects.
 *
 * A Linux source (the kernel's build defines __KERNEL__) may have included any of
 * Linux's headers, and sees the members that are Linux's as what they are. A
 * Windows source sees no header of Linux's, hence none of its macros; there a member
 * that is Linux's is so many bytes, aligned so. windows.mk has the numbers made for
 * the kernel that the driver is built for, from vmbkmcl/sizes.c, along with the
 * sizes of the structures as a Linux source sees them, which check.h compares.
 */
#ifndef VMBKMCL_NT_LINUX_H
#define VMBKMCL_NT_LINUX_H

/* X(name, Linux's type) for each of Linux's types that an object contains. */
#define VMBKMCL_LINUX_TYPES(X)			\
	X(LINUX_HRTIMER, struct hrtimer)	\
	X(LINUX_KREF, struct kref)		\
	X(LINUX_LIST_HEAD, struct list_head)	\
	X(LINUX_LOCK_CLASS, struct lock_class_key) \
	X(LINUX_MUTEX, struct mutex)		\
	X(LINUX_RAW_SPINLOCK, raw_spinlock_t)	\
	X(LINUX_RWSEM, struct rw_semaphore)	\
	X(LINUX_SPINLOCK, spinlock_t)		\
	X(LINUX_SWAIT_QUEUE, struct swait_queue_head) \
	X(LINUX_WAIT_QUEUE, wait_queue_head_t)	\
	X(LINUX_WORK, struct work_struct)

#ifdef __KERNEL__
#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/swait.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define VMBKMCL_LINUX_TYPE(name, type)	typedef type name;
#else
#include <vmbkmcl/generated/sizes.h>

#define VMBKMCL_LINUX_TYPE(name, type)					\
	typedef struct {						\
		unsigned char Private[VMBKMCL_SIZE_##name];		\
	} __attribute__((aligned(VMBKMCL_ALIGN_##name))) name;

/* Annotations for sparse, which reads Linux sources only. */
#define __acquires(lock)
#define __releases(lock)
#endif

VMBKMCL_LINUX_TYPES(VMBKMCL_LINUX_TYPE)

/* Calls a lock's initialiser such that each place has a lockdep class of its own. */
#define VMBKMCL_LOCK_INIT(function, lock) ({				\
	static LINUX_LOCK_CLASS vmbkmcl_lock_class;			\
	function(lock, #lock, &vmbkmcl_lock_class);			\
})

#endif
