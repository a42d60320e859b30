/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The structures that Linux sources and Windows sources share, and the last member
 * of those that have one of Linux's. A Windows source asserts here that it sees
 * each at the size, alignment and offset that vmbkmcl was compiled with.
 */
#ifndef VMBKMCL_NT_CHECK_H
#define VMBKMCL_NT_CHECK_H

#define VMBKMCL_CHECKED_STRUCTURES(X)	\
	X(DEVICE_OBJECT)		\
	X(DRIVER_EXTENSION)		\
	X(DRIVER_OBJECT)		\
	X(ERESOURCE)			\
	X(EXCEPTION_RECORD)		\
	X(EX_PUSH_LOCK)			\
	X(EX_RUNDOWN_REF)		\
	X(FAST_MUTEX)			\
	X(FILE_OBJECT)			\
	X(GUID)				\
	X(INTERFACE)			\
	X(IO_CSQ)			\
	X(IO_CSQ_IRP_CONTEXT)		\
	X(IO_REMOVE_LOCK)		\
	X(IO_STACK_LOCATION)		\
	X(IO_STATUS_BLOCK)		\
	X(IRP)				\
	X(KDPC)				\
	X(KEVENT)			\
	X(KLOCK_QUEUE_HANDLE)		\
	X(KMUTEX)			\
	X(KSEMAPHORE)			\
	X(KSPIN_LOCK)			\
	X(KTHREAD)			\
	X(KTIMER)			\
	X(LARGE_INTEGER)		\
	X(LIST_ENTRY)			\
	X(MDL)				\
	X(NPAGED_LOOKASIDE_LIST)	\
	X(OBJECT_ATTRIBUTES)		\
	X(UNICODE_STRING)		\
	X(WORK_QUEUE_ITEM)

#define VMBKMCL_CHECKED_MEMBERS(X)	\
	X(DEVICE_OBJECT, LinuxGone)	\
	X(DRIVER_OBJECT, LinuxRegistryCount) \
	X(EX_RUNDOWN_REF, RunDown)	\
	X(FILE_OBJECT, LinuxFramework)	\
	X(IO_STACK_LOCATION, Context)	\
	X(IRP, Tail)			\
	X(KDPC, Epoch)			\
	X(KMUTEX, Owner)		\
	X(KSEMAPHORE, Limit)		\
	X(KTHREAD, ExitStatus)		\
	X(KTIMER, Period)		\
	X(MDL, ByteOffset)		\
	X(NPAGED_LOOKASIDE_LIST, Release) \
	X(WORK_QUEUE_ITEM, Queued)

#ifndef __KERNEL__
#define VMBKMCL_CHECK_STRUCTURE(name)					\
	C_ASSERT(sizeof(name) == VMBKMCL_SIZE_##name);			\
	C_ASSERT(__alignof__(name) == VMBKMCL_ALIGN_##name);
#define VMBKMCL_CHECK_MEMBER(name, member)				\
	C_ASSERT(FIELD_OFFSET(name, member) ==				\
		 VMBKMCL_OFFSET_##name##_##member);

VMBKMCL_CHECKED_STRUCTURES(VMBKMCL_CHECK_STRUCTURE)
VMBKMCL_CHECKED_MEMBERS(VMBKMCL_CHECK_MEMBER)
#endif

#endif
