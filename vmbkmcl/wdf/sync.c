// SPDX-License-Identifier: GPL-2.0-only
/*
 * sync.c - framework locks, of the driver's own use.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

struct wdf_spinlock {
	struct wdf_object object;
	KSPIN_LOCK lock;
	KIRQL irql;
};

struct wdf_waitlock {
	struct wdf_object object;
	KEVENT event;
};

static const struct wdf_object_ops spinlock_ops = {
	.name = "spin lock",
};

NTSTATUS vmbkmcl_wdf_spin_lock_create(struct module *module,
				      PWDF_OBJECT_ATTRIBUTES SpinLockAttributes,
				      WDFSPINLOCK *SpinLock)
{
	struct wdf_spinlock *lock;
	NTSTATUS status;

	lock = vmbkmcl_wdf_make(sizeof(*lock), &spinlock_ops, SpinLockAttributes,
				vmbkmcl_wdf_default_parent(module), &status);
	if (!lock)
		return status;
	KeInitializeSpinLock(&lock->lock);
	status = vmbkmcl_wdf_commit(&lock->object);
	if (NT_SUCCESS(status))
		*SpinLock = (WDFSPINLOCK)lock;
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_spin_lock_create);

VOID WdfSpinLockAcquire(WDFSPINLOCK SpinLock)
	__acquires(SpinLock)
{
	struct wdf_spinlock *lock = (struct wdf_spinlock *)SpinLock;
	KIRQL irql;

	KeAcquireSpinLock(&lock->lock, &irql);
	lock->irql = irql;
}
VMBKMCL_EXPORT(WdfSpinLockAcquire);

VOID WdfSpinLockRelease(WDFSPINLOCK SpinLock)
	__releases(SpinLock)
{
	struct wdf_spinlock *lock = (struct wdf_spinlock *)SpinLock;

	KeReleaseSpinLock(&lock->lock, lock->irql);
}
VMBKMCL_EXPORT(WdfSpinLockRelease);

static const struct wdf_object_ops waitlock_ops = {
	.name = "wait lock",
};

NTSTATUS vmbkmcl_wdf_wait_lock_create(struct module *module,
				      PWDF_OBJECT_ATTRIBUTES LockAttributes,
				      WDFWAITLOCK *Lock)
{
	struct wdf_waitlock *lock;
	NTSTATUS status;

	lock = vmbkmcl_wdf_make(sizeof(*lock), &waitlock_ops, LockAttributes,
				vmbkmcl_wdf_default_parent(module), &status);
	if (!lock)
		return status;
	/* An event rather than a mutex: any thread may release the lock. */
	KeInitializeEvent(&lock->event, SynchronizationEvent, TRUE);
	status = vmbkmcl_wdf_commit(&lock->object);
	if (NT_SUCCESS(status))
		*Lock = (WDFWAITLOCK)lock;
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_wait_lock_create);

NTSTATUS WdfWaitLockAcquire(WDFWAITLOCK Lock, PLONGLONG Timeout)
{
	return KeWaitForSingleObject(&((struct wdf_waitlock *)Lock)->event,
				     Executive, KernelMode, FALSE,
				     (PLARGE_INTEGER)Timeout);
}
VMBKMCL_EXPORT(WdfWaitLockAcquire);

VOID WdfWaitLockRelease(WDFWAITLOCK Lock)
{
	KeSetEvent(&((struct wdf_waitlock *)Lock)->event, IO_NO_INCREMENT, FALSE);
}
VMBKMCL_EXPORT(WdfWaitLockRelease);
