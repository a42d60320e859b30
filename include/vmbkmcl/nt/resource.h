/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Resources: locks that threads own, many at once to read and one alone to write,
 * each as often as it likes.
 *
 * Differences from Windows
 * - ExInitializeResourceLite() can fail for lack of memory.
 * - A thread that waits is not boosted in priority.
 *
 * Linux counterpart: struct rw_semaphore, which is not recursive
 */
#ifndef VMBKMCL_NT_RESOURCE_H
#define VMBKMCL_NT_RESOURCE_H

#include <ntdef.h>
#include <ntstatus.h>

typedef ULONG_PTR ERESOURCE_THREAD, *PERESOURCE_THREAD;

/**
 * struct _ERESOURCE - a resource; private
 * @Reserved: as large as Windows' structure
 */
typedef struct _ERESOURCE {
	PVOID	Reserved[13];
} ERESOURCE, *PERESOURCE;

/**
 * ExInitializeResourceLite() - initialise a resource
 * @Resource: the resource
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, or STATUS_INSUFFICIENT_RESOURCES [ours].
 */
NTSTATUS ExInitializeResourceLite(PERESOURCE Resource);

/**
 * ExReinitializeResourceLite() - make a resource that has been used as good as new
 * @Resource: initialised; no thread owns it or waits for it
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS.
 */
NTSTATUS ExReinitializeResourceLite(PERESOURCE Resource);

/**
 * ExDeleteResourceLite() - take a resource out of use
 * @Resource: initialised; no thread owns it or waits for it
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS.
 */
NTSTATUS ExDeleteResourceLite(PERESOURCE Resource);

/**
 * ExAcquireResourceExclusiveLite() - own a resource alone
 * @Resource: the resource; the calling thread may own it exclusively, but not shared
 * @Wait: FALSE: do not wait for other owners
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: TRUE when the caller owns it.
 */
BOOLEAN ExAcquireResourceExclusiveLite(PERESOURCE Resource, BOOLEAN Wait);

/**
 * ExAcquireResourceSharedLite() - own a resource beside others
 * @Resource: the resource; a thread that owns it exclusively gets it once more so
 * @Wait: FALSE: do not wait for an exclusive owner, nor for those that wait to be one
 *
 * A thread that owns the resource gets it before those that wait to own it
 * exclusively, any other thread after them. [doc]
 * Context: PASSIVE_LEVEL. [doc]
 * Return: TRUE when the caller owns it.
 */
BOOLEAN ExAcquireResourceSharedLite(PERESOURCE Resource, BOOLEAN Wait);

/**
 * ExAcquireSharedStarveExclusive() - own a resource beside others, at once
 * @Resource: as for ExAcquireResourceSharedLite()
 * @Wait: FALSE: do not wait for an exclusive owner
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: TRUE when the caller owns it.
 */
BOOLEAN ExAcquireSharedStarveExclusive(PERESOURCE Resource, BOOLEAN Wait);

/**
 * ExAcquireSharedWaitForExclusive() - own a resource beside others, in turn
 * @Resource: as for ExAcquireResourceSharedLite(); the caller must not own it shared
 *	while another thread waits to own it exclusively
 * @Wait: FALSE: do not wait
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: TRUE when the caller owns it.
 */
BOOLEAN ExAcquireSharedWaitForExclusive(PERESOURCE Resource, BOOLEAN Wait);

/**
 * ExReleaseResourceLite() - undo one acquisition by the calling thread
 * @Resource: owned by the calling thread
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExReleaseResourceLite(PERESOURCE Resource);

/**
 * ExReleaseResourceForThreadLite() - undo one acquisition by another thread
 * @Resource: the resource
 * @ResourceThreadId: that thread's ExGetCurrentResourceThread(), or the owner pointer
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExReleaseResourceForThreadLite(PERESOURCE Resource,
				    ERESOURCE_THREAD ResourceThreadId);

/**
 * ExConvertExclusiveToSharedLite() - let other threads share a resource
 * @Resource: owned exclusively by the calling thread, which owns it shared then
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID ExConvertExclusiveToSharedLite(PERESOURCE Resource);

/**
 * ExSetResourceOwnerPointer() - hand one thread's ownership to an owner pointer
 * @Resource: owned by the calling thread
 * @OwnerPointer: for ExReleaseResourceForThreadLite(); its two low bits are set, or
 *	those of the value that it points to
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExSetResourceOwnerPointer(PERESOURCE Resource, PVOID OwnerPointer);

/**
 * ExIsResourceAcquiredExclusiveLite() - whether the calling thread owns it alone
 * @Resource: the resource
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE or FALSE.
 */
BOOLEAN ExIsResourceAcquiredExclusiveLite(PERESOURCE Resource);

/**
 * ExIsResourceAcquiredSharedLite() - how often the calling thread has acquired it
 * @Resource: the resource
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the count, also of exclusive acquisitions.
 */
ULONG ExIsResourceAcquiredSharedLite(PERESOURCE Resource);
#define ExIsResourceAcquiredLite(resource) ExIsResourceAcquiredSharedLite(resource)

/**
 * ExGetExclusiveWaiterCount() - how many threads wait to own a resource exclusively
 * @Resource: the resource
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: their number.
 */
ULONG ExGetExclusiveWaiterCount(PERESOURCE Resource);

/**
 * ExGetSharedWaiterCount() - how many threads wait to share a resource
 * @Resource: the resource
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: their number.
 */
ULONG ExGetSharedWaiterCount(PERESOURCE Resource);

/**
 * ExGetCurrentResourceThread() - the calling thread, as resources know it
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: its identity.
 */
ERESOURCE_THREAD ExGetCurrentResourceThread(void);

/* There are no APCs that a critical region could keep away. */
#define ExEnterCriticalRegionAndAcquireResourceExclusive(resource) \
	((PVOID)(ULONG_PTR)ExAcquireResourceExclusiveLite(resource, TRUE))
#define ExEnterCriticalRegionAndAcquireResourceShared(resource) \
	((PVOID)(ULONG_PTR)ExAcquireResourceSharedLite(resource, TRUE))
#define ExEnterCriticalRegionAndAcquireSharedWaitForExclusive(resource) \
	((PVOID)(ULONG_PTR)ExAcquireSharedWaitForExclusive(resource, TRUE))
#define ExReleaseResourceAndLeaveCriticalRegion(resource) \
	ExReleaseResourceLite(resource)

#endif
