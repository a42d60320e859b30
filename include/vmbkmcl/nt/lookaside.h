/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Lookaside lists: caches of free blocks of one size.
 *
 * Difference from Windows: the depth is fixed and not adapted to the load.
 *
 * Linux counterpart: a list of free blocks from kmalloc()
 */
#ifndef VMBKMCL_NT_LOOKASIDE_H
#define VMBKMCL_NT_LOOKASIDE_H

#include <ntstatus.h>
#include <vmbkmcl/nt/linux.h>
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
 * @Depth: number of free blocks
 * @MaximumDepth: further blocks are freed to the pool
 * @Size: bytes of a block
 * @Tag: for the pool
 * @Type: for the pool
 * @Allocate: the driver's function to allocate a block, or NULL
 * @Release: the driver's function to free a block, or NULL
 */
typedef struct _LOOKASIDE_LIST {
	LINUX_SPINLOCK		Lock;
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
 * ExInitializeNPagedLookasideList() - initialise a lookaside list
 * @Lookaside: the list
 * @Allocate: allocates a block, or NULL for the pool
 * @Free: frees a block, or NULL for the pool
 * @Flags: POOL_RAISE_IF_ALLOCATION_FAILURE: a failure is an exception [doc];
 *	POOL_NX_ALLOCATION: as all memory is here
 * @Size: bytes of a block
 * @Tag: for the pool
 * @Depth: number of free blocks to keep; 0 for the default of 16
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExInitializeNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside,
				     PALLOCATE_FUNCTION Allocate,
				     PFREE_FUNCTION Free, ULONG Flags,
				     SIZE_T Size, ULONG Tag, USHORT Depth);

/**
 * ExDeleteNPagedLookasideList() - free the blocks that a list keeps
 * @Lookaside: the list; all blocks that were allocated from it must have been
 *	freed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExDeleteNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside);

/**
 * ExAllocateFromNPagedLookasideList() - allocate a block
 * @Lookaside: the list
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the block, or NULL.
 */
PVOID ExAllocateFromNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside);

/**
 * ExFreeToNPagedLookasideList() - free a block
 * @Lookaside: the list
 * @Entry: the block, from this list
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExFreeToNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry);

#define ExInitializePagedLookasideList		ExInitializeNPagedLookasideList
#define ExDeletePagedLookasideList		ExDeleteNPagedLookasideList
#define ExAllocateFromPagedLookasideList	ExAllocateFromNPagedLookasideList
#define ExFreeToPagedLookasideList		ExFreeToNPagedLookasideList

#endif
