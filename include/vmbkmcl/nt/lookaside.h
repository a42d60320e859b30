/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Lookaside lists: a short list of free blocks of one size ahead of the pool.
 *
 * Difference from Windows: the depth is as given, and not adapted to the load.
 *
 * Linux counterpart: a free list ahead of kmalloc()
 */
#ifndef VMBKMCL_NT_LOOKASIDE_H
#define VMBKMCL_NT_LOOKASIDE_H

#include <linux/spinlock.h>

#include <ntstatus.h>
#include <vmbkmcl/nt/list.h>
#include <vmbkmcl/nt/pool.h>

typedef PVOID ALLOCATE_FUNCTION(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag);
typedef ALLOCATE_FUNCTION *PALLOCATE_FUNCTION;
typedef VOID FREE_FUNCTION(PVOID Buffer);
typedef FREE_FUNCTION *PFREE_FUNCTION;

/**
 * struct _LOOKASIDE_LIST - a lookaside list of any kind; private
 * @Lock: protects @Free and @Depth
 * @Free: free blocks
 * @Depth: how many
 * @MaximumDepth: more go back to the pool
 * @Size: bytes of a block
 * @Tag: for the pool
 * @Type: for the pool
 * @Allocate: the driver's own allocator, or NULL
 * @Release: the driver's own reverse, or NULL
 */
typedef struct _LOOKASIDE_LIST {
	spinlock_t		Lock;
	SINGLE_LIST_ENTRY	Free;
	USHORT			Depth;
	USHORT			MaximumDepth;
	SIZE_T			Size;
	ULONG			Tag;
	POOL_TYPE		Type;
	PALLOCATE_FUNCTION	Allocate;
	PFREE_FUNCTION		Release;
} NPAGED_LOOKASIDE_LIST, *PNPAGED_LOOKASIDE_LIST,
	PAGED_LOOKASIDE_LIST, *PPAGED_LOOKASIDE_LIST;

/**
 * ExInitializeNPagedLookasideList() - make a lookaside list usable
 * @Lookaside: the list
 * @Allocate: allocates a block, or NULL for the pool
 * @Free: frees a block, or NULL for the pool
 * @Flags: ignored
 * @Size: bytes of a block
 * @Tag: for the pool
 * @Depth: free blocks to keep; 0 for the default of 16
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExInitializeNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside,
				     PALLOCATE_FUNCTION Allocate,
				     PFREE_FUNCTION Free, ULONG Flags,
				     SIZE_T Size, ULONG Tag, USHORT Depth);

/**
 * ExDeleteNPagedLookasideList() - free the blocks kept
 * @Lookaside: the list; its blocks in use must have been freed to it
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExDeleteNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside);

/**
 * ExAllocateFromNPagedLookasideList() - get a block
 * @Lookaside: the list
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the block, or NULL.
 */
PVOID ExAllocateFromNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside);

/**
 * ExFreeToNPagedLookasideList() - give a block back
 * @Lookaside: the list
 * @Entry: from it
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExFreeToNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry);

#define ExInitializePagedLookasideList		ExInitializeNPagedLookasideList
#define ExDeletePagedLookasideList		ExDeleteNPagedLookasideList
#define ExAllocateFromPagedLookasideList	ExAllocateFromNPagedLookasideList
#define ExFreeToPagedLookasideList		ExFreeToNPagedLookasideList

#endif
