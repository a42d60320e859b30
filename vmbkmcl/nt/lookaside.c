// SPDX-License-Identifier: GPL-2.0-only
/*
 * lookaside.c - short lists of free blocks ahead of the pool.
 */
#include <linux/spinlock.h>

#include <vmbkmcl/nt/lookaside.h>

#include "../compat/export.h"
#include "nt.h"

#define LOOKASIDE_DEPTH	16

VOID ExInitializeNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside,
				     PALLOCATE_FUNCTION Allocate,
				     PFREE_FUNCTION Free, ULONG Flags,
				     SIZE_T Size, ULONG Tag, USHORT Depth)
{
	memset(Lookaside, 0, sizeof(*Lookaside));
	spin_lock_init(&Lookaside->Lock);
	Lookaside->MaximumDepth = Depth ? Depth : LOOKASIDE_DEPTH;
	/* A free block holds its link. */
	Lookaside->Size = max_t(SIZE_T, Size, sizeof(SINGLE_LIST_ENTRY));
	Lookaside->Tag = Tag;
	Lookaside->Type = NonPagedPoolNx | (Flags & POOL_RAISE_IF_ALLOCATION_FAILURE);
	Lookaside->Allocate = Allocate ? Allocate : ExAllocatePoolWithTag;
	Lookaside->Release = Free ? Free : ExFreePool;
}
VMBKMCL_EXPORT(ExInitializeNPagedLookasideList);

static PSINGLE_LIST_ENTRY lookaside_pop(PNPAGED_LOOKASIDE_LIST list)
{
	PSINGLE_LIST_ENTRY entry;
	unsigned long flags;

	spin_lock_irqsave(&list->Lock, flags);
	entry = PopEntryList(&list->Free);
	if (entry)
		list->Depth--;
	spin_unlock_irqrestore(&list->Lock, flags);
	return entry;
}

VOID ExDeleteNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside)
{
	PSINGLE_LIST_ENTRY entry;

	while ((entry = lookaside_pop(Lookaside)))
		Lookaside->Release(entry);
}
VMBKMCL_EXPORT(ExDeleteNPagedLookasideList);

PVOID ExAllocateFromNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside)
{
	PSINGLE_LIST_ENTRY entry = lookaside_pop(Lookaside);

	return entry ? entry : Lookaside->Allocate(Lookaside->Type,
						   Lookaside->Size,
						   Lookaside->Tag);
}
VMBKMCL_EXPORT(ExAllocateFromNPagedLookasideList);

VOID ExFreeToNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry)
{
	unsigned long flags;
	bool keep;

	spin_lock_irqsave(&Lookaside->Lock, flags);
	keep = Lookaside->Depth < Lookaside->MaximumDepth;
	if (keep) {
		PushEntryList(&Lookaside->Free, Entry);
		Lookaside->Depth++;
	}
	spin_unlock_irqrestore(&Lookaside->Lock, flags);
	if (!keep)
		Lookaside->Release(Entry);
}
VMBKMCL_EXPORT(ExFreeToNPagedLookasideList);
