// SPDX-License-Identifier: GPL-2.0-only
/*
 * spinlock.c - NT's spin locks, and lists that one of them protects.
 */
#include <linux/lockdep.h>
#include <linux/spinlock.h>

#include <vmbkmcl/nt/interlocked.h>
#include <vmbkmcl/nt/spinlock.h>

#include "../compat/export.h"

VOID vmbkmcl_spin_lock_init(PKSPIN_LOCK l, PCSTR name, LINUX_LOCK_CLASS *class_key)
{
	spin_lock_init(&l->lock);
	lockdep_set_class_and_name(&l->lock, class_key, name);
}
VMBKMCL_EXPORT(vmbkmcl_spin_lock_init);

KIRQL KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK l)
	__acquires(&l->lock)
{
	KIRQL old = KeGetCurrentIrql();

	spin_lock_bh(&l->lock);
	return old;
}
VMBKMCL_EXPORT(KeAcquireSpinLockRaiseToDpc);

VOID KeReleaseSpinLock(PKSPIN_LOCK l, KIRQL old)
	__releases(&l->lock)
{
	spin_unlock_bh(&l->lock);
}
VMBKMCL_EXPORT(KeReleaseSpinLock);

VOID KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK l)
	__acquires(&l->lock)
{
	spin_lock(&l->lock);
}
VMBKMCL_EXPORT(KeAcquireSpinLockAtDpcLevel);

VOID KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK l)
	__releases(&l->lock)
{
	spin_unlock(&l->lock);
}
VMBKMCL_EXPORT(KeReleaseSpinLockFromDpcLevel);

BOOLEAN KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK l)
{
	return spin_trylock(&l->lock);
}
VMBKMCL_EXPORT(KeTryToAcquireSpinLockAtDpcLevel);

BOOLEAN KeTestSpinLock(PKSPIN_LOCK l)
{
	return !spin_is_locked(&l->lock);
}
VMBKMCL_EXPORT(KeTestSpinLock);

PLIST_ENTRY ExInterlockedInsertTailList(PLIST_ENTRY head, PLIST_ENTRY entry,
					PKSPIN_LOCK lock)
{
	PLIST_ENTRY last;
	KIRQL irql;

	KeAcquireSpinLock(lock, &irql);
	last = IsListEmpty(head) ? NULL : head->Blink;
	InsertTailList(head, entry);
	KeReleaseSpinLock(lock, irql);
	return last;
}
VMBKMCL_EXPORT(ExInterlockedInsertTailList);

PLIST_ENTRY ExInterlockedInsertHeadList(PLIST_ENTRY head, PLIST_ENTRY entry,
					PKSPIN_LOCK lock)
{
	PLIST_ENTRY first;
	KIRQL irql;

	KeAcquireSpinLock(lock, &irql);
	first = IsListEmpty(head) ? NULL : head->Flink;
	InsertHeadList(head, entry);
	KeReleaseSpinLock(lock, irql);
	return first;
}
VMBKMCL_EXPORT(ExInterlockedInsertHeadList);

PLIST_ENTRY ExInterlockedRemoveHeadList(PLIST_ENTRY head, PKSPIN_LOCK lock)
{
	PLIST_ENTRY first;
	KIRQL irql;

	KeAcquireSpinLock(lock, &irql);
	first = IsListEmpty(head) ? NULL : RemoveHeadList(head);
	KeReleaseSpinLock(lock, irql);
	return first;
}
VMBKMCL_EXPORT(ExInterlockedRemoveHeadList);
