/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Pool memory.
 *
 * Differences from Windows
 * - All kernel memory is resident: paged and non-paged pool are the same. Pool
 *   memory is never executable.
 * - Tags are not stored, so freeing memory with another tag is not noticed.
 *   KASAN and slab debugging, where the kernel has them, find invalid and
 *   double frees.
 * - There are no quotas. A failure is an exception where that is asked for
 *   (POOL_FLAG_RAISE_ON_FAILURE, POOL_RAISE_IF_ALLOCATION_FAILURE), else NULL; without a
 *   handler the exception is logged, and NULL returned.
 * - A kernel without CONFIG_PREEMPT_COUNT (Debian's 5.10) cannot tell that its
 *   caller holds a Linux spin lock or is an RCU reader, and may wait for memory:
 *   allocate before.
 *
 * Linux counterpart: kmalloc(), alloc_pages(), vmalloc()
 */
#ifndef VMBKMCL_NT_POOL_H
#define VMBKMCL_NT_POOL_H

#include <ntstatus.h>

typedef enum _POOL_TYPE {
	NonPagedPool = 0,
	NonPagedPoolExecute = NonPagedPool,
	PagedPool = 1,
	NonPagedPoolCacheAligned = 4,
	PagedPoolCacheAligned = 5,
	NonPagedPoolNx = 512,
	NonPagedPoolNxCacheAligned = 516
} POOL_TYPE;

/* May be added to a type: a failure raises an exception. */
#define POOL_RAISE_IF_ALLOCATION_FAILURE	16

typedef ULONG64 POOL_FLAGS;

/* For ExInitializeNPagedLookasideList(). */
#define POOL_NX_ALLOCATION		512

#define POOL_FLAG_USE_QUOTA		0x0000000000000001ULL
#define POOL_FLAG_UNINITIALIZED		0x0000000000000002ULL
#define POOL_FLAG_SESSION		0x0000000000000004ULL
#define POOL_FLAG_CACHE_ALIGNED		0x0000000000000008ULL
#define POOL_FLAG_RAISE_ON_FAILURE	0x0000000000000020ULL
#define POOL_FLAG_NON_PAGED		0x0000000000000040ULL
#define POOL_FLAG_NON_PAGED_EXECUTE	0x0000000000000080ULL
#define POOL_FLAG_PAGED			0x0000000000000100ULL

/**
 * ExAllocatePool2() - allocate zeroed memory
 * @Flags: one of POOL_FLAG_NON_PAGED, POOL_FLAG_NON_PAGED_EXECUTE and
 *	POOL_FLAG_PAGED; POOL_FLAG_UNINITIALIZED does not zero the memory,
 *	POOL_FLAG_CACHE_ALIGNED aligns it to a cache line,
 *	POOL_FLAG_RAISE_ON_FAILURE raises STATUS_INSUFFICIENT_RESOURCES where NULL
 *	would be returned; POOL_FLAG_USE_QUOTA, POOL_FLAG_SESSION and the upper 32 bits,
 *	which are optional [doc], are ignored
 * @NumberOfBytes: bytes; 0 is allowed and returns a pointer that can be freed
 * @Tag: ignored, see above; 0 is refused as on Windows
 *
 * Context: at or below DISPATCH_LEVEL; may wait for memory at PASSIVE_LEVEL.
 * [doc]
 * Return: memory aligned to 16 bytes, or to a page from PAGE_SIZE bytes on;
 * NULL when memory is short, for more than half of all addresses, or when @Flags names
 * no pool, or has one of the lower 32 bits that is none of these. [doc pool_flags]
 */
PVOID ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag);

/**
 * ExAllocatePoolWithTag() - allocate memory, not zeroed
 * @PoolType: the kind of pool, of which only its cache alignment has an effect here;
 *	with POOL_RAISE_IF_ALLOCATION_FAILURE a failure raises
 *	STATUS_INSUFFICIENT_RESOURCES
 * @NumberOfBytes: bytes
 * @Tag: ignored, see above
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as ExAllocatePool2().
 */
PVOID ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag);

/**
 * ExAllocatePoolZero() - allocate zeroed memory
 * @PoolType: as for ExAllocatePoolWithTag()
 * @NumberOfBytes: bytes
 * @Tag: ignored, see above
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as ExAllocatePool2().
 */
PVOID ExAllocatePoolZero(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag);
#define ExAllocatePoolUninitialized ExAllocatePoolWithTag
#define ExAllocatePool(type, bytes) ExAllocatePoolWithTag(type, bytes, 0x656e6f4e)

/**
 * ExFreePoolWithTag() - free pool memory
 * @P: the memory; NULL is ignored, where Windows stops the machine
 * @Tag: ignored, see above
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExFreePoolWithTag(PVOID P, ULONG Tag);

/**
 * ExFreePool() - free pool memory
 * @P: the memory; NULL is ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExFreePool(PVOID P);
#define ExFreePool2(p, tag, params, count)	ExFreePoolWithTag(p, tag)

#endif
