// SPDX-License-Identifier: GPL-2.0-only
/*
 * resource.c - locks that threads own, shared or exclusively.
 */
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include <vmbkmcl/nt/resource.h>

#include "../compat/export.h"
#include "nt.h"

/**
 * struct resource_owner - a thread that owns a resource
 * @link: on its resource's owners
 * @thread: the thread, or what ExSetResourceOwnerPointer() has put in its place
 * @depth: how often it has acquired it
 */
struct resource_owner {
	struct list_head link;
	ERESOURCE_THREAD thread;
	ULONG depth;
};

/**
 * struct eresource - what a driver's ERESOURCE leads to
 * @lock: protects the rest
 * @owners: threads that own it
 * @exclusive: the one owner owns it exclusively
 * @exclusive_waiters: threads that wait to do so
 * @shared_waiters: threads that wait to share it
 * @turn: how many of those come before the next exclusive owner: those that were
 *	waiting when the last one released it
 * @waiters: all who wait
 */
struct eresource {
	spinlock_t lock;
	struct list_head owners;
	bool exclusive;
	ULONG exclusive_waiters;
	ULONG shared_waiters;
	ULONG turn;
	wait_queue_head_t waiters;
};

/* How a thread wants to own it. */
enum resource_mode {
	RESOURCE_EXCLUSIVE,
	RESOURCE_SHARED,
	RESOURCE_STARVE_EXCLUSIVE,
	RESOURCE_WAIT_FOR_EXCLUSIVE,
};

static struct eresource *to_resource(PERESOURCE resource)
{
	return resource->Reserved[0];
}

static struct resource_owner *resource_owner(struct eresource *resource,
					     ERESOURCE_THREAD thread)
{
	struct resource_owner *owner;

	lockdep_assert_held(&resource->lock);
	list_for_each_entry(owner, &resource->owners, link) {
		if (owner->thread == thread)
			return owner;
	}
	return NULL;
}

ERESOURCE_THREAD ExGetCurrentResourceThread(void)
{
	return (ERESOURCE_THREAD)current;
}
VMBKMCL_EXPORT(ExGetCurrentResourceThread);

NTSTATUS ExInitializeResourceLite(PERESOURCE Resource)
{
	struct eresource *resource = kzalloc(sizeof(*resource), vmbkmcl_gfp());

	memset(Resource, 0, sizeof(*Resource));
	if (!resource)
		return STATUS_INSUFFICIENT_RESOURCES;
	spin_lock_init(&resource->lock);
	INIT_LIST_HEAD(&resource->owners);
	init_waitqueue_head(&resource->waiters);
	Resource->Reserved[0] = resource;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(ExInitializeResourceLite);

static void resource_drop_owners(struct eresource *resource)
{
	struct resource_owner *owner, *next;

	/* A waiter that this misses is missed by its driver, too. */
	WARN_ONCE(!list_empty(&resource->owners) || waitqueue_active(&resource->waiters),
		  "vmbkmcl: resource deleted or initialised while it is in use\n");
	list_for_each_entry_safe(owner, next, &resource->owners, link) {
		list_del(&owner->link);
		kfree(owner);
	}
	resource->exclusive = false;
	resource->turn = 0;
}

NTSTATUS ExReinitializeResourceLite(PERESOURCE Resource)
{
	resource_drop_owners(to_resource(Resource));
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(ExReinitializeResourceLite);

NTSTATUS ExDeleteResourceLite(PERESOURCE Resource)
{
	struct eresource *resource = to_resource(Resource);

	might_sleep();
	resource_drop_owners(resource);
	/* A thread that releases it has woken those that wait, and may be in there still. */
	spin_lock_bh(&resource->lock);
	spin_unlock_bh(&resource->lock);
	Resource->Reserved[0] = NULL;
	kfree(resource);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(ExDeleteResourceLite);

/* Whether a thread that does not own it may have it now. */
static bool resource_is_free(struct eresource *resource, enum resource_mode mode,
			     bool waited)
{
	if (mode == RESOURCE_EXCLUSIVE)
		return list_empty(&resource->owners) && !resource->turn;
	if (resource->exclusive)
		return false;
	if (mode == RESOURCE_STARVE_EXCLUSIVE || !resource->exclusive_waiters)
		return true;
	return waited && resource->turn;
}

static bool resource_may_own_again(const struct eresource *resource,
				   enum resource_mode mode)
{
	if (resource->exclusive)
		return true;
	if (mode == RESOURCE_WAIT_FOR_EXCLUSIVE)
		return !resource->exclusive_waiters;
	return mode != RESOURCE_EXCLUSIVE;
}

/* Take it if the calling thread may; @new, if it is used, becomes NULL. */
static bool resource_take(struct eresource *resource, enum resource_mode mode,
			  bool waited, struct resource_owner **new)
{
	struct resource_owner *owner;

	owner = resource_owner(resource, ExGetCurrentResourceThread());
	if (owner && resource_may_own_again(resource, mode)) {
		owner->depth++;
	} else if (!owner && resource_is_free(resource, mode, waited)) {
		(*new)->thread = ExGetCurrentResourceThread();
		(*new)->depth = 1;
		list_add(&(*new)->link, &resource->owners);
		*new = NULL;
		resource->exclusive = mode == RESOURCE_EXCLUSIVE;
	} else {
		return false;
	}
	if (waited && mode != RESOURCE_EXCLUSIVE && resource->turn)
		resource->turn--;
	return true;
}

/* Called with the lock and returns with it; others may have had it meanwhile. */
static void resource_sleep(struct eresource *resource)
	__must_hold(&resource->lock)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&resource->waiters, &wait, TASK_IDLE);
	spin_unlock_bh(&resource->lock);
	schedule();
	spin_lock_bh(&resource->lock);
	finish_wait(&resource->waiters, &wait);
}

static bool resource_acquire(PERESOURCE in, enum resource_mode mode, BOOLEAN wait)
{
	struct eresource *resource = to_resource(in);
	struct resource_owner *new;
	bool taken, waited = false;
	ULONG *waiters = mode == RESOURCE_EXCLUSIVE ? &resource->exclusive_waiters :
						      &resource->shared_waiters;

	might_sleep();
	/* Windows cannot fail here; nor can an allocation this small. */
	new = kmalloc(sizeof(*new), GFP_KERNEL | __GFP_NOFAIL);
	spin_lock_bh(&resource->lock);
	taken = resource_take(resource, mode, false, &new);
	if (!taken && wait) {
		(*waiters)++;
		for (; !taken; taken = resource_take(resource, mode, waited, &new)) {
			resource_sleep(resource);
			waited = true;
		}
		(*waiters)--;
		/* The next in turn may be of the other kind. */
		wake_up_all(&resource->waiters);
	}
	spin_unlock_bh(&resource->lock);
	kfree(new);
	return taken;
}

BOOLEAN ExAcquireResourceExclusiveLite(PERESOURCE Resource, BOOLEAN Wait)
{
	return resource_acquire(Resource, RESOURCE_EXCLUSIVE, Wait);
}
VMBKMCL_EXPORT(ExAcquireResourceExclusiveLite);

BOOLEAN ExAcquireResourceSharedLite(PERESOURCE Resource, BOOLEAN Wait)
{
	return resource_acquire(Resource, RESOURCE_SHARED, Wait);
}
VMBKMCL_EXPORT(ExAcquireResourceSharedLite);

BOOLEAN ExAcquireSharedStarveExclusive(PERESOURCE Resource, BOOLEAN Wait)
{
	return resource_acquire(Resource, RESOURCE_STARVE_EXCLUSIVE, Wait);
}
VMBKMCL_EXPORT(ExAcquireSharedStarveExclusive);

BOOLEAN ExAcquireSharedWaitForExclusive(PERESOURCE Resource, BOOLEAN Wait)
{
	return resource_acquire(Resource, RESOURCE_WAIT_FOR_EXCLUSIVE, Wait);
}
VMBKMCL_EXPORT(ExAcquireSharedWaitForExclusive);

/* The last acquisition of @owner has been undone. */
static void resource_owner_leaves(struct eresource *resource, struct resource_owner *owner)
{
	list_del(&owner->link);
	if (resource->exclusive)
		resource->turn = resource->shared_waiters;
	if (list_empty(&resource->owners))
		resource->exclusive = false;
	wake_up_all(&resource->waiters);
}

VOID ExReleaseResourceForThreadLite(PERESOURCE Resource,
				    ERESOURCE_THREAD ResourceThreadId)
{
	struct eresource *resource = to_resource(Resource);
	struct resource_owner *owner, *left = NULL;

	spin_lock_bh(&resource->lock);
	owner = resource_owner(resource, ResourceThreadId);
	if (owner && !--owner->depth) {
		resource_owner_leaves(resource, owner);
		left = owner;
	}
	spin_unlock_bh(&resource->lock);
	WARN_ONCE(!owner, "vmbkmcl: resource released by a thread that does not own it\n");
	kfree(left);
}
VMBKMCL_EXPORT(ExReleaseResourceForThreadLite);

VOID ExReleaseResourceLite(PERESOURCE Resource)
{
	ExReleaseResourceForThreadLite(Resource, ExGetCurrentResourceThread());
}
VMBKMCL_EXPORT(ExReleaseResourceLite);

VOID ExConvertExclusiveToSharedLite(PERESOURCE Resource)
{
	struct eresource *resource = to_resource(Resource);

	might_sleep();
	spin_lock_bh(&resource->lock);
	WARN_ONCE(!resource->exclusive ||
		  !resource_owner(resource, ExGetCurrentResourceThread()),
		  "vmbkmcl: resource converted by a thread that does not own it\n");
	resource->exclusive = false;
	resource->turn = resource->shared_waiters;
	wake_up_all(&resource->waiters);
	spin_unlock_bh(&resource->lock);
}
VMBKMCL_EXPORT(ExConvertExclusiveToSharedLite);

VOID ExSetResourceOwnerPointer(PERESOURCE Resource, PVOID OwnerPointer)
{
	struct eresource *resource = to_resource(Resource);
	struct resource_owner *owner;

	spin_lock_bh(&resource->lock);
	owner = resource_owner(resource, ExGetCurrentResourceThread());
	if (owner)
		owner->thread = (ERESOURCE_THREAD)OwnerPointer;
	spin_unlock_bh(&resource->lock);
	WARN_ONCE(!owner, "vmbkmcl: resource handed on by a thread that does not own it\n");
}
VMBKMCL_EXPORT(ExSetResourceOwnerPointer);

ULONG ExIsResourceAcquiredSharedLite(PERESOURCE Resource)
{
	struct eresource *resource = to_resource(Resource);
	struct resource_owner *owner;
	ULONG depth;

	spin_lock_bh(&resource->lock);
	owner = resource_owner(resource, ExGetCurrentResourceThread());
	depth = owner ? owner->depth : 0;
	spin_unlock_bh(&resource->lock);
	return depth;
}
VMBKMCL_EXPORT(ExIsResourceAcquiredSharedLite);

BOOLEAN ExIsResourceAcquiredExclusiveLite(PERESOURCE Resource)
{
	struct eresource *resource = to_resource(Resource);
	bool owned;

	spin_lock_bh(&resource->lock);
	owned = resource->exclusive &&
		resource_owner(resource, ExGetCurrentResourceThread());
	spin_unlock_bh(&resource->lock);
	return owned;
}
VMBKMCL_EXPORT(ExIsResourceAcquiredExclusiveLite);

ULONG ExGetExclusiveWaiterCount(PERESOURCE Resource)
{
	return READ_ONCE(to_resource(Resource)->exclusive_waiters);
}
VMBKMCL_EXPORT(ExGetExclusiveWaiterCount);

ULONG ExGetSharedWaiterCount(PERESOURCE Resource)
{
	return READ_ONCE(to_resource(Resource)->shared_waiters);
}
VMBKMCL_EXPORT(ExGetSharedWaiterCount);
