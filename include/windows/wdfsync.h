/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework locks.
 *
 * Linux counterpart: spin_lock_bh(), a mutex
 */
#ifndef VMBKMCL_WINDOWS_WDFSYNC_H
#define VMBKMCL_WINDOWS_WDFSYNC_H

#include "wdfobject.h"

/**
 * WdfSpinLockCreate() - make a spin lock
 * @SpinLockAttributes: optional
 * @SpinLock: receives the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfSpinLockCreate(PWDF_OBJECT_ATTRIBUTES SpinLockAttributes,
			   WDFSPINLOCK *SpinLock);

/**
 * WdfSpinLockAcquire() - take it, raising to DISPATCH_LEVEL
 * @SpinLock: the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfSpinLockAcquire(WDFSPINLOCK SpinLock);

/**
 * WdfSpinLockRelease() - release it
 * @SpinLock: the lock
 *
 * Context: DISPATCH_LEVEL. [doc]
 */
VOID WdfSpinLockRelease(WDFSPINLOCK SpinLock);

/**
 * WdfWaitLockCreate() - make a lock that sleeps
 * @LockAttributes: optional
 * @Lock: receives the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfWaitLockCreate(PWDF_OBJECT_ATTRIBUTES LockAttributes,
			   WDFWAITLOCK *Lock);

/**
 * WdfWaitLockAcquire() - take it
 * @Lock: the lock
 * @Timeout: as for KeWaitForSingleObject(), by address; NULL for ever
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_TIMEOUT.
 */
NTSTATUS WdfWaitLockAcquire(WDFWAITLOCK Lock, PLONGLONG Timeout);

/**
 * WdfWaitLockRelease() - release it
 * @Lock: the lock
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfWaitLockRelease(WDFWAITLOCK Lock);

#endif
