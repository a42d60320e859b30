/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lock.h - callback locks: what serializes the callbacks of a device or of a queue,
 * and of the timers, DPCs and work items below it.
 *
 * Order: a context that may have a callback lock already only tries for another one,
 * and leaves the callback to a DPC or to a work item when it does not get it. Those
 * two hold none, so they wait. A callback lock is never taken with a lock of the
 * framework held.
 */
#ifndef VMBKMCL_WDF_LOCK_H
#define VMBKMCL_WDF_LOCK_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

#include <wdf.h>

struct wdf_object;
struct wdf_lock_ops;

/**
 * struct wdf_lock - a callback lock
 * @ops: for its kind
 * @spin: callbacks run at DISPATCH_LEVEL
 * @mutex: they run at PASSIVE_LEVEL
 */
struct wdf_lock {
	const struct wdf_lock_ops *ops;
	union {
		spinlock_t spin;
		struct mutex mutex;
	};
};

/**
 * struct wdf_sync - how the callbacks of a driver, device or queue are called
 * @level: WdfExecutionLevelPassive or WdfExecutionLevelDispatch
 * @scope: WdfSynchronizationScopeDevice, WdfSynchronizationScopeQueue or
 *	WdfSynchronizationScopeNone
 * @own: its own lock
 * @lock: for WdfObjectAcquireLock(), and for callbacks unless @scope is None: @own or
 *	the device's
 * @object: what has @lock
 */
struct wdf_sync {
	WDF_EXECUTION_LEVEL level;
	WDF_SYNCHRONIZATION_SCOPE scope;
	struct wdf_lock own;
	struct wdf_lock *lock;
	struct wdf_object *object;
};

/**
 * struct wdf_serial - the lock of a timer, DPC or work item
 * @lock: NULL: its callback is not serialized
 * @object: what has it, with a reference; or NULL
 */
struct wdf_serial {
	struct wdf_lock *lock;
	struct wdf_object *object;
};

/*
 * What @attributes say of @object; where they say nothing, it is as @above. Of the two
 * @keys the first is a spin lock's, the second a mutex's.
 */
void vmbkmcl_wdf_sync_init(struct wdf_sync *sync, struct wdf_object *object,
			   const WDF_OBJECT_ATTRIBUTES *attributes,
			   const struct wdf_sync *above, struct lock_class_key *keys);

static inline bool wdf_sync_is_passive(const struct wdf_sync *sync)
{
	return sync->level == WdfExecutionLevelPassive;
}

/* The lock to call callbacks under, or NULL. */
static inline struct wdf_lock *wdf_sync_callback_lock(const struct wdf_sync *sync)
{
	return sync->scope == WdfSynchronizationScopeNone ? NULL : sync->lock;
}

/* NULL is a lock that is always free. */
void vmbkmcl_wdf_lock(struct wdf_lock *lock);
bool vmbkmcl_wdf_trylock(struct wdf_lock *lock);
void vmbkmcl_wdf_unlock(struct wdf_lock *lock);

/*
 * Find the lock for a callback of an object below @parent, which is called at
 * PASSIVE_LEVEL or at DISPATCH_LEVEL.
 */
NTSTATUS vmbkmcl_wdf_serial_find(struct wdf_serial *serial, WDFOBJECT parent,
				 bool automatic, bool passive);
void vmbkmcl_wdf_serial_put(struct wdf_serial *serial);

#endif
