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
/* Likewise, a hint that memory is seldom used; ignored, as none is paged out. */
#define POOL_COLD_ALLOCATION			256

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

/* A priority is ignored: memory is not kept for those of a higher one. */
typedef enum _EX_POOL_PRIORITY {
	LowPoolPriority,
	LowPoolPrioritySpecialPoolOverrun = 8,
	LowPoolPrioritySpecialPoolUnderrun = 9,
	NormalPoolPriority = 16,
	NormalPoolPrioritySpecialPoolOverrun = 24,
	NormalPoolPrioritySpecialPoolUnderrun = 25,
	HighPoolPriority = 32,
	HighPoolPrioritySpecialPoolOverrun = 40,
	HighPoolPrioritySpecialPoolUnderrun = 41
} EX_POOL_PRIORITY;

/* May be added to a node's number: others will do. */
#define MM_ANY_NODE_OK			0x80000000

typedef ULONG POOL_NODE_REQUIREMENT;

typedef enum POOL_EXTENDED_PARAMETER_TYPE {
	PoolExtendedParameterInvalidType = 0,
	PoolExtendedParameterPriority,
	PoolExtendedParameterSecurePool,
	PoolExtendedParameterNumaNode,
	PoolExtendedParameterMax
} POOL_EXTENDED_PARAMETER_TYPE, *PPOOL_EXTENDED_PARAMETER_TYPE;

/* Secure pool is memory of a hypervisor's, which does not exist here. */
typedef struct _POOL_EXTENDED_PARAMS_SECURE_POOL {
	HANDLE		SecurePoolHandle;
	PVOID		Buffer;
	ULONG_PTR	Cookie;
	ULONG		SecurePoolFlags;
} POOL_EXTENDED_PARAMS_SECURE_POOL;

/**
 * struct _POOL_EXTENDED_PARAMETER - a parameter of ExAllocatePool3()
 * @Type: a POOL_EXTENDED_PARAMETER_TYPE
 * @Optional: 1: it is ignored where it cannot be met; 0: then nothing is allocated [doc]
 * @Reserved: unused
 * @Reserved2: unused
 * @Reserved3: unused
 * @Priority: PoolExtendedParameterPriority: how hard to try; it has to be one of them [doc],
 *	and is ignored, as that of ExAllocatePoolWithTagPriority()
 * @SecurePoolParams: PoolExtendedParameterSecurePool: cannot be met
 * @PreferredNode: PoolExtendedParameterNumaNode, for POOL_FLAG_NON_PAGED only: the number of
 *	a node, which the memory has to be of, unless MM_ANY_NODE_OK is added [doc]
 */
typedef struct _POOL_EXTENDED_PARAMETER {
	struct {
		ULONG64	Type : 8;
		ULONG64	Optional : 1;
		ULONG64	Reserved : 55;
	};
	union {
		ULONG64					Reserved2;
		PVOID					Reserved3;
		EX_POOL_PRIORITY			Priority;
		POOL_EXTENDED_PARAMS_SECURE_POOL	*SecurePoolParams;
		POOL_NODE_REQUIREMENT			PreferredNode;
	};
} POOL_EXTENDED_PARAMETER, *PPOOL_EXTENDED_PARAMETER;

typedef const POOL_EXTENDED_PARAMETER *PCPOOL_EXTENDED_PARAMETER;

/**
 * ExAllocatePool3() - allocate memory, with more to say about it
 * @Flags: as for ExAllocatePool2()
 * @NumberOfBytes: as for ExAllocatePool2()
 * @Tag: as for ExAllocatePool2()
 * @ExtendedParameters: an array
 * @ExtendedParametersCount: its length
 *
 * Context: at or below DISPATCH_LEVEL; may wait for memory at PASSIVE_LEVEL. [ours]
 * Return: as ExAllocatePool2(); NULL also when a parameter is unknown or cannot be met,
 * unless it is optional. [doc]
 */
PVOID ExAllocatePool3(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag,
		      PCPOOL_EXTENDED_PARAMETER ExtendedParameters,
		      ULONG ExtendedParametersCount);

/**
 * ExAllocatePoolWithTag() - allocate memory, not zeroed
 * @PoolType: the kind of pool, of which only its cache alignment has an effect here;
 *	with POOL_RAISE_IF_ALLOCATION_FAILURE a failure raises
 *	STATUS_INSUFFICIENT_RESOURCES; POOL_COLD_ALLOCATION is ignored
 * @NumberOfBytes: bytes
 * @Tag: ignored, see above; a tag of 0 is not refused [ours]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: memory aligned as that of ExAllocatePool2(); NULL when memory is short, and for
 * more than half of all addresses. [doc]
 */
PVOID ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag);

/**
 * ExAllocatePoolZero() - allocate zeroed memory
 * @PoolType: as for ExAllocatePoolWithTag()
 * @NumberOfBytes: bytes
 * @Tag: as for ExAllocatePoolWithTag()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as ExAllocatePoolWithTag().
 */
PVOID ExAllocatePoolZero(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag);
#define ExAllocatePoolUninitialized ExAllocatePoolWithTag
#define ExAllocatePool(type, bytes) ExAllocatePoolWithTag(type, bytes, 0x656e6f4e)
#define ExAllocatePoolPriorityZero(type, bytes, tag, priority) \
	ExAllocatePoolZero(type, bytes, tag)
#define ExAllocatePoolPriorityUninitialized(type, bytes, tag, priority) \
	ExAllocatePoolWithTag(type, bytes, tag)
#define ExAllocatePoolWithTagPriority(type, bytes, tag, priority) \
	ExAllocatePoolWithTag(type, bytes, tag)

/* There are no quotas of processes. A failure raises an exception unless that is said. */
#define POOL_QUOTA_FAIL_INSTEAD_OF_RAISE	8
#define POOL_TYPE_OF_QUOTA(type) \
	((POOL_TYPE)((type) & POOL_QUOTA_FAIL_INSTEAD_OF_RAISE ? \
		     (type) & ~POOL_QUOTA_FAIL_INSTEAD_OF_RAISE : \
		     (type) | POOL_RAISE_IF_ALLOCATION_FAILURE))
#define ExAllocatePoolQuotaZero(type, bytes, tag) \
	ExAllocatePoolZero(POOL_TYPE_OF_QUOTA(type), bytes, tag)
#define ExAllocatePoolQuotaUninitialized(type, bytes, tag) \
	ExAllocatePoolWithTag(POOL_TYPE_OF_QUOTA(type), bytes, tag)
#define ExAllocatePoolWithQuotaTag(type, bytes, tag) \
	ExAllocatePoolWithTag(POOL_TYPE_OF_QUOTA(type), bytes, tag)
#define ExAllocatePoolWithQuota(type, bytes) \
	ExAllocatePoolWithTag(POOL_TYPE_OF_QUOTA(type), bytes, 0x656e6f4e)

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
