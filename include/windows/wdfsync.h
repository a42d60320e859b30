/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework locks.
 *
 * Linux counterpart: spin_lock_bh(), a mutex
 */
#ifndef VMBKMCL_WINDOWS_WDFSYNC_H
#define VMBKMCL_WINDOWS_WDFSYNC_H

#include "wdfobject.h"

/* These for a module, as vmbkmcl_wdf_object_create(). */
NTSTATUS vmbkmcl_wdf_spin_lock_create(struct module *module,
				      PWDF_OBJECT_ATTRIBUTES SpinLockAttributes,
				      WDFSPINLOCK *SpinLock);
NTSTATUS vmbkmcl_wdf_wait_lock_create(struct module *module,
				      PWDF_OBJECT_ATTRIBUTES LockAttributes,
				      WDFWAITLOCK *Lock);

/**
 * WdfObjectAcquireLock() - take the lock of a device's or a queue's callbacks
 * @Object: a device or a queue; one whose callbacks are not serialized also has a lock
 *
 * The lock is a spin lock, and the caller is at DISPATCH_LEVEL then, unless the
 * object's ExecutionLevel is WdfExecutionLevelPassive. [doc] A callback that is
 * serialized has it already.
 *
 * Context: at or below DISPATCH_LEVEL; PASSIVE_LEVEL when callbacks of the object are
 * called there. [doc]
 */
VOID WdfObjectAcquireLock(WDFOBJECT Object);

/**
 * WdfObjectReleaseLock() - release the lock of a device's or a queue's callbacks
 * @Object: the object whose lock the caller has taken
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfObjectReleaseLock(WDFOBJECT Object);

/**
 * WdfSpinLockCreate() - create a spin lock
 * @SpinLockAttributes: optional
 * @SpinLock: receives the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
static inline NTSTATUS WdfSpinLockCreate(PWDF_OBJECT_ATTRIBUTES SpinLockAttributes,
					 WDFSPINLOCK *SpinLock)
{
	return vmbkmcl_wdf_spin_lock_create(&__this_module, SpinLockAttributes,
					    SpinLock);
}

/**
 * WdfSpinLockAcquire() - take a spin lock, raising to DISPATCH_LEVEL
 * @SpinLock: the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfSpinLockAcquire(WDFSPINLOCK SpinLock);

/**
 * WdfSpinLockRelease() - release a spin lock
 * @SpinLock: the lock
 *
 * Context: DISPATCH_LEVEL. [doc]
 */
VOID WdfSpinLockRelease(WDFSPINLOCK SpinLock);

/**
 * WdfWaitLockCreate() - create a lock that sleeps
 * @LockAttributes: optional
 * @Lock: receives the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
static inline NTSTATUS WdfWaitLockCreate(PWDF_OBJECT_ATTRIBUTES LockAttributes,
					 WDFWAITLOCK *Lock)
{
	return vmbkmcl_wdf_wait_lock_create(&__this_module, LockAttributes, Lock);
}

/**
 * WdfWaitLockAcquire() - take a wait lock
 * @Lock: the lock
 * @Timeout: as for KeWaitForSingleObject(), by address; NULL: no limit
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_TIMEOUT.
 */
NTSTATUS WdfWaitLockAcquire(WDFWAITLOCK Lock, PLONGLONG Timeout);

/**
 * WdfWaitLockRelease() - release a wait lock
 * @Lock: the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfWaitLockRelease(WDFWAITLOCK Lock);

#endif
