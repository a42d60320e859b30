// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock.c - callback locks, and how callbacks are to be called. As KMDF's
 * ConfigureConstraints() of FxDriver, FxDeviceBase and FxIoQueue, and
 * FxObject::_GetEffectiveLock().
 */
#include "../compat/export.h"
#include "lock.h"
#include "wdf.h"

/* Functions rather than conditions: sparse follows each of them. */
struct wdf_lock_ops {
	void (*take)(struct wdf_lock *lock);
	bool (*try)(struct wdf_lock *lock);
	void (*drop)(struct wdf_lock *lock);
};

static void take_spin(struct wdf_lock *lock)
	__acquires(&lock->spin)
{
	spin_lock_bh(&lock->spin);
}

static bool try_spin(struct wdf_lock *lock)
{
	if (!spin_trylock_bh(&lock->spin))
		return false;
	__release(&lock->spin);
	return true;
}

static void drop_spin(struct wdf_lock *lock)
	__releases(&lock->spin)
{
	spin_unlock_bh(&lock->spin);
}

static const struct wdf_lock_ops spin_ops = {
	.take = take_spin,
	.try = try_spin,
	.drop = drop_spin,
};

static void take_mutex(struct wdf_lock *lock)
{
	mutex_lock(&lock->mutex);
}

static bool try_mutex(struct wdf_lock *lock)
{
	return mutex_trylock(&lock->mutex);
}

static void drop_mutex(struct wdf_lock *lock)
{
	mutex_unlock(&lock->mutex);
}

static const struct wdf_lock_ops mutex_ops = {
	.take = take_mutex,
	.try = try_mutex,
	.drop = drop_mutex,
};

void vmbkmcl_wdf_lock(struct wdf_lock *lock)
{
	if (lock)
		lock->ops->take(lock);
}

bool vmbkmcl_wdf_trylock(struct wdf_lock *lock)
{
	return !lock || lock->ops->try(lock);
}

void vmbkmcl_wdf_unlock(struct wdf_lock *lock)
{
	if (lock)
		lock->ops->drop(lock);
}

static void lock_init(struct wdf_lock *lock, bool passive, struct lock_class_key *keys)
{
	if (passive) {
		lock->ops = &mutex_ops;
		mutex_init(&lock->mutex);
		lockdep_set_class(&lock->mutex, &keys[1]);
	} else {
		lock->ops = &spin_ops;
		spin_lock_init(&lock->spin);
		lockdep_set_class(&lock->spin, &keys[0]);
	}
}

void vmbkmcl_wdf_sync_init(struct wdf_sync *sync, struct wdf_object *object,
			   const WDF_OBJECT_ATTRIBUTES *attributes,
			   const struct wdf_sync *above, struct lock_class_key *keys)
{
	sync->level = attributes ? attributes->ExecutionLevel : WdfExecutionLevelInvalid;
	if (sync->level != WdfExecutionLevelPassive &&
	    sync->level != WdfExecutionLevelDispatch)
		sync->level = above ? above->level : WdfExecutionLevelDispatch;
	sync->scope = attributes ? attributes->SynchronizationScope :
				   WdfSynchronizationScopeInvalid;
	if (sync->scope <= WdfSynchronizationScopeInheritFromParent ||
	    sync->scope > WdfSynchronizationScopeNone)
		sync->scope = above ? above->scope : WdfSynchronizationScopeNone;
	/* A driver's own callbacks are called at PASSIVE_LEVEL, whatever it chose. */
	lock_init(&sync->own, !above || wdf_sync_is_passive(sync), keys);
	sync->lock = &sync->own;
	sync->object = object;
}

NTSTATUS vmbkmcl_wdf_serial_find(struct wdf_serial *serial, WDFOBJECT parent,
				 bool automatic, bool passive)
{
	const struct wdf_object *object = parent;
	bool above_passive = false;

	/* One that has been deleted meanwhile is below nothing. */
	if (!vmbkmcl_wdf_sync_above(parent, serial, &above_passive))
		return READ_ONCE(object->deleted) ? STATUS_DELETE_PENDING :
						    STATUS_INVALID_DEVICE_REQUEST;
	if (!serial->object || (automatic && passive == above_passive))
		return STATUS_SUCCESS;
	vmbkmcl_wdf_serial_put(serial);
	memset(serial, 0, sizeof(*serial));
	return automatic ? STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL : STATUS_SUCCESS;
}

void vmbkmcl_wdf_serial_put(struct wdf_serial *serial)
{
	if (serial->object)
		vmbkmcl_wdf_put(serial->object);
}

/* Only devices and queues have one; KMDF stops the machine for all other objects. */
static struct wdf_lock *object_lock(WDFOBJECT handle)
{
	const struct wdf_object *object = handle;
	struct wdf_sync *sync = object->ops->sync ? object->ops->sync(handle) : NULL;

	WARN_ONCE(!sync, "vmbkmcl: WdfObjectAcquireLock() of an object without a lock\n");
	return sync ? sync->lock : NULL;
}

VOID WdfObjectAcquireLock(WDFOBJECT Object)
{
	vmbkmcl_wdf_lock(object_lock(Object));
}
VMBKMCL_EXPORT(WdfObjectAcquireLock);

VOID WdfObjectReleaseLock(WDFOBJECT Object)
{
	vmbkmcl_wdf_unlock(object_lock(Object));
}
VMBKMCL_EXPORT(WdfObjectReleaseLock);
