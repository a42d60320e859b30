// SPDX-License-Identifier: GPL-2.0-only
/*
 * mutex.c - NT's fast mutexes and push locks.
 */
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>

#include <vmbkmcl/nt/mutex.h>

#include "../compat/export.h"

VOID vmbkmcl_fast_mutex_init(PFAST_MUTEX m, PCSTR name, LINUX_LOCK_CLASS *class_key)
{
	mutex_init(&m->lock);
	lockdep_set_class_and_name(&m->lock, class_key, name);
}
VMBKMCL_EXPORT(vmbkmcl_fast_mutex_init);

VOID ExAcquireFastMutex(PFAST_MUTEX m)
{
	mutex_lock(&m->lock);
}
VMBKMCL_EXPORT(ExAcquireFastMutex);

BOOLEAN ExTryToAcquireFastMutex(PFAST_MUTEX m)
{
	return mutex_trylock(&m->lock);
}
VMBKMCL_EXPORT(ExTryToAcquireFastMutex);

VOID ExReleaseFastMutex(PFAST_MUTEX m)
{
	mutex_unlock(&m->lock);
}
VMBKMCL_EXPORT(ExReleaseFastMutex);

VOID vmbkmcl_push_lock_init(PEX_PUSH_LOCK l, PCSTR name, LINUX_LOCK_CLASS *class_key)
{
	init_rwsem(&l->lock);
	lockdep_set_class_and_name(&l->lock, class_key, name);
}
VMBKMCL_EXPORT(vmbkmcl_push_lock_init);

VOID ExAcquirePushLockExclusive(PEX_PUSH_LOCK l)
{
	down_write(&l->lock);
}
VMBKMCL_EXPORT(ExAcquirePushLockExclusive);

VOID ExReleasePushLockExclusive(PEX_PUSH_LOCK l)
{
	up_write(&l->lock);
}
VMBKMCL_EXPORT(ExReleasePushLockExclusive);

VOID ExAcquirePushLockShared(PEX_PUSH_LOCK l)
{
	down_read(&l->lock);
}
VMBKMCL_EXPORT(ExAcquirePushLockShared);

VOID ExReleasePushLockShared(PEX_PUSH_LOCK l)
{
	up_read(&l->lock);
}
VMBKMCL_EXPORT(ExReleasePushLockShared);
