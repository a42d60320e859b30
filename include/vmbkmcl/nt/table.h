/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Tables of a driver's elements, ordered by its own comparison.
 *
 * An element is copied into memory that the driver's routine allocates, behind the
 * table's links; the functions return the address of the copy. The driver excludes
 * concurrent use of a table. [doc nf-ntddk-rtlinitializegenerictable]
 *
 * Differences from Windows
 * - Both kinds of table are red-black trees, so a search changes nothing in a table.
 * - The element of an index is searched for from the first one on.
 *
 * Linux counterpart: struct rb_root
 */
#ifndef VMBKMCL_NT_TABLE_H
#define VMBKMCL_NT_TABLE_H

#include <ntdef.h>

typedef enum _RTL_GENERIC_COMPARE_RESULTS {
	GenericLessThan,
	GenericGreaterThan,
	GenericEqual,
} RTL_GENERIC_COMPARE_RESULTS;

/* Ahead of an element of a generic table, and a LIST_ENTRY behind it. */
typedef struct _RTL_SPLAY_LINKS {
	struct _RTL_SPLAY_LINKS	*Parent;
	struct _RTL_SPLAY_LINKS	*LeftChild;
	struct _RTL_SPLAY_LINKS	*RightChild;
} RTL_SPLAY_LINKS, *PRTL_SPLAY_LINKS;

/* Ahead of an element of an AVL table. */
typedef struct _RTL_BALANCED_LINKS {
	struct _RTL_BALANCED_LINKS	*Parent;
	struct _RTL_BALANCED_LINKS	*LeftChild;
	struct _RTL_BALANCED_LINKS	*RightChild;
	CCHAR				Balance;
	UCHAR				Reserved[3];
} RTL_BALANCED_LINKS, *PRTL_BALANCED_LINKS;

struct _RTL_GENERIC_TABLE;
struct _RTL_AVL_TABLE;

typedef RTL_GENERIC_COMPARE_RESULTS
RTL_GENERIC_COMPARE_ROUTINE(struct _RTL_GENERIC_TABLE *Table, PVOID FirstStruct,
			    PVOID SecondStruct);
typedef RTL_GENERIC_COMPARE_ROUTINE *PRTL_GENERIC_COMPARE_ROUTINE;
typedef PVOID RTL_GENERIC_ALLOCATE_ROUTINE(struct _RTL_GENERIC_TABLE *Table,
					   CLONG ByteSize);
typedef RTL_GENERIC_ALLOCATE_ROUTINE *PRTL_GENERIC_ALLOCATE_ROUTINE;
typedef VOID RTL_GENERIC_FREE_ROUTINE(struct _RTL_GENERIC_TABLE *Table, PVOID Buffer);
typedef RTL_GENERIC_FREE_ROUTINE *PRTL_GENERIC_FREE_ROUTINE;

typedef RTL_GENERIC_COMPARE_RESULTS
RTL_AVL_COMPARE_ROUTINE(struct _RTL_AVL_TABLE *Table, PVOID FirstStruct,
			PVOID SecondStruct);
typedef RTL_AVL_COMPARE_ROUTINE *PRTL_AVL_COMPARE_ROUTINE;
typedef PVOID RTL_AVL_ALLOCATE_ROUTINE(struct _RTL_AVL_TABLE *Table, CLONG ByteSize);
typedef RTL_AVL_ALLOCATE_ROUTINE *PRTL_AVL_ALLOCATE_ROUTINE;
typedef VOID RTL_AVL_FREE_ROUTINE(struct _RTL_AVL_TABLE *Table, PVOID Buffer);
typedef RTL_AVL_FREE_ROUTINE *PRTL_AVL_FREE_ROUTINE;

/**
 * struct _RTL_GENERIC_TABLE - a generic table; private
 * @TableRoot: the root of the tree
 * @InsertOrderList: the elements, the first inserted first
 * @OrderedPointer: the element that RtlEnumerateGenericTable() returned last
 * @WhichOrderedElement: unused
 * @NumberGenericTableElements: how many elements it has
 * @CompareRoutine: orders its elements
 * @AllocateRoutine: allocates an element
 * @FreeRoutine: frees an element
 * @TableContext: the driver's
 */
typedef struct _RTL_GENERIC_TABLE {
	PRTL_SPLAY_LINKS		TableRoot;
	LIST_ENTRY			InsertOrderList;
	PLIST_ENTRY			OrderedPointer;
	ULONG				WhichOrderedElement;
	ULONG				NumberGenericTableElements;
	PRTL_GENERIC_COMPARE_ROUTINE	CompareRoutine;
	PRTL_GENERIC_ALLOCATE_ROUTINE	AllocateRoutine;
	PRTL_GENERIC_FREE_ROUTINE	FreeRoutine;
	PVOID				TableContext;
} RTL_GENERIC_TABLE, *PRTL_GENERIC_TABLE;

/**
 * struct _RTL_AVL_TABLE - an AVL table; private
 * @BalancedRoot: its RightChild is the root of the tree
 * @OrderedPointer: unused
 * @WhichOrderedElement: unused
 * @NumberGenericTableElements: how many elements it has
 * @DepthOfTree: unused
 * @RestartKey: the element that RtlEnumerateGenericTableAvl() returned last
 * @DeleteCount: how many elements have been deleted
 * @CompareRoutine: orders its elements
 * @AllocateRoutine: allocates an element
 * @FreeRoutine: frees an element
 * @TableContext: the driver's
 */
typedef struct _RTL_AVL_TABLE {
	RTL_BALANCED_LINKS		BalancedRoot;
	PVOID				OrderedPointer;
	ULONG				WhichOrderedElement;
	ULONG				NumberGenericTableElements;
	ULONG				DepthOfTree;
	PRTL_BALANCED_LINKS		RestartKey;
	ULONG				DeleteCount;
	PRTL_AVL_COMPARE_ROUTINE	CompareRoutine;
	PRTL_AVL_ALLOCATE_ROUTINE	AllocateRoutine;
	PRTL_AVL_FREE_ROUTINE		FreeRoutine;
	PVOID				TableContext;
} RTL_AVL_TABLE, *PRTL_AVL_TABLE;

C_ASSERT(sizeof(RTL_SPLAY_LINKS) == 24 && sizeof(RTL_BALANCED_LINKS) == 32);
C_ASSERT(sizeof(RTL_GENERIC_TABLE) == 72 && sizeof(RTL_AVL_TABLE) == 104);

/**
 * RtlInitializeGenericTable() - initialise a table
 * @Table: the table
 * @CompareRoutine: says how its first argument, a search buffer, is ordered to the
 *	second one, an element
 * @AllocateRoutine: allocates memory for an element and the table's links, which are its
 *	first sizeof(RTL_SPLAY_LINKS) + sizeof(LIST_ENTRY) bytes [doc]
 * @FreeRoutine: frees it
 * @TableContext: for the routines, in the table's TableContext; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID RtlInitializeGenericTable(PRTL_GENERIC_TABLE Table,
			       PRTL_GENERIC_COMPARE_ROUTINE CompareRoutine,
			       PRTL_GENERIC_ALLOCATE_ROUTINE AllocateRoutine,
			       PRTL_GENERIC_FREE_ROUTINE FreeRoutine, PVOID TableContext);

/**
 * RtlInsertElementGenericTable() - insert an element
 * @Table: the table
 * @Buffer: what is copied into the element
 * @BufferSize: its bytes
 * @NewElement: receives whether it was inserted; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the element, or the one that is equal, or NULL when none could be allocated.
 */
PVOID RtlInsertElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer,
				   CLONG BufferSize, PBOOLEAN NewElement);

/**
 * RtlLookupElementGenericTable() - search for an element
 * @Table: the table
 * @Buffer: what the element is equal to
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the element, or NULL.
 */
PVOID RtlLookupElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer);

/**
 * RtlDeleteElementGenericTable() - delete an element
 * @Table: the table
 * @Buffer: what the element is equal to; may be the element [ours]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: whether there was such an element.
 */
BOOLEAN RtlDeleteElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer);

/**
 * RtlGetElementGenericTable() - the element of an index
 * @Table: the table
 * @I: 0 for the element that was inserted first
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the element, or NULL.
 */
PVOID RtlGetElementGenericTable(PRTL_GENERIC_TABLE Table, ULONG I);

/**
 * RtlEnumerateGenericTable() - the next element, in order
 * @Table: the table
 * @Restart: TRUE: the first element instead
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the element, or NULL behind the last one.
 */
PVOID RtlEnumerateGenericTable(PRTL_GENERIC_TABLE Table, BOOLEAN Restart);

/**
 * RtlEnumerateGenericTableWithoutSplaying() - the same with the position in a variable
 * @Table: the table
 * @RestartKey: NULL for the first element; receives the position
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the element, or NULL behind the last one.
 */
PVOID RtlEnumerateGenericTableWithoutSplaying(PRTL_GENERIC_TABLE Table,
					      PVOID *RestartKey);

/**
 * RtlNumberGenericTableElements() - how many elements a table has
 * @Table: the table
 *
 * Context: any. [ours]
 * Return: their number.
 */
ULONG RtlNumberGenericTableElements(PRTL_GENERIC_TABLE Table);

/**
 * RtlIsGenericTableEmpty() - whether a table has no element
 * @Table: the table
 *
 * Context: any. [ours]
 * Return: whether it is empty.
 */
BOOLEAN RtlIsGenericTableEmpty(PRTL_GENERIC_TABLE Table);

/**
 * RtlInitializeGenericTableAvl() - initialise an AVL table
 * @Table: the table
 * @CompareRoutine: as of RtlInitializeGenericTable()
 * @AllocateRoutine: likewise; the links are the first sizeof(RTL_BALANCED_LINKS) bytes
 *	[doc]
 * @FreeRoutine: frees an element
 * @TableContext: for the routines; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID RtlInitializeGenericTableAvl(PRTL_AVL_TABLE Table,
				  PRTL_AVL_COMPARE_ROUTINE CompareRoutine,
				  PRTL_AVL_ALLOCATE_ROUTINE AllocateRoutine,
				  PRTL_AVL_FREE_ROUTINE FreeRoutine, PVOID TableContext);

/**
 * RtlInsertElementGenericTableAvl() - insert an element
 * @Table: the table
 * @Buffer: what is copied into the element
 * @BufferSize: its bytes
 * @NewElement: receives whether it was inserted; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as of RtlInsertElementGenericTable().
 */
PVOID RtlInsertElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer, CLONG BufferSize,
				      PBOOLEAN NewElement);

/**
 * RtlLookupElementGenericTableAvl() - search for an element
 * @Table: the table
 * @Buffer: what the element is equal to
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the element, or NULL.
 */
PVOID RtlLookupElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer);

/**
 * RtlLookupFirstMatchingElementGenericTableAvl() - search for the first of several
 * @Table: the table
 * @Buffer: what the element is equal to; the routine may compare less of it than it
 *	compared when elements were inserted
 * @RestartKey: receives the position, for RtlEnumerateGenericTableWithoutSplayingAvl()
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: the first element that is equal, or NULL.
 */
PVOID RtlLookupFirstMatchingElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
						   PVOID *RestartKey);

/**
 * RtlDeleteElementGenericTableAvl() - delete an element
 * @Table: the table
 * @Buffer: what the element is equal to; may be the element [ours]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: whether there was such an element.
 */
BOOLEAN RtlDeleteElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer);

/**
 * RtlGetElementGenericTableAvl() - the element of an index
 * @Table: the table
 * @I: 0 for the first element in order [ours]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the element, or NULL.
 */
PVOID RtlGetElementGenericTableAvl(PRTL_AVL_TABLE Table, ULONG I);

/**
 * RtlEnumerateGenericTableAvl() - the next element, in order
 * @Table: the table
 * @Restart: TRUE: the first element instead
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the element, or NULL behind the last one.
 */
PVOID RtlEnumerateGenericTableAvl(PRTL_AVL_TABLE Table, BOOLEAN Restart);

/**
 * RtlEnumerateGenericTableWithoutSplayingAvl() - the same with the position in a variable
 * @Table: the table
 * @RestartKey: NULL for the first element; receives the position
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the element, or NULL behind the last one.
 */
PVOID RtlEnumerateGenericTableWithoutSplayingAvl(PRTL_AVL_TABLE Table, PVOID *RestartKey);

/**
 * RtlNumberGenericTableElementsAvl() - how many elements a table has
 * @Table: the table
 *
 * Context: any. [ours]
 * Return: their number.
 */
ULONG RtlNumberGenericTableElementsAvl(PRTL_AVL_TABLE Table);

/**
 * RtlIsGenericTableEmptyAvl() - whether a table has no element
 * @Table: the table
 *
 * Context: any. [ours]
 * Return: whether it is empty.
 */
BOOLEAN RtlIsGenericTableEmptyAvl(PRTL_AVL_TABLE Table);

/* A driver may have all of its tables made AVL tables. [doc nf-ntddk-rtlinitializegenerictable] */
#ifdef RTL_USE_AVL_TABLES
#define RTL_GENERIC_TABLE			RTL_AVL_TABLE
#define PRTL_GENERIC_TABLE			PRTL_AVL_TABLE
#define _RTL_GENERIC_TABLE			_RTL_AVL_TABLE
#define RTL_GENERIC_COMPARE_ROUTINE		RTL_AVL_COMPARE_ROUTINE
#define PRTL_GENERIC_COMPARE_ROUTINE		PRTL_AVL_COMPARE_ROUTINE
#define RTL_GENERIC_ALLOCATE_ROUTINE		RTL_AVL_ALLOCATE_ROUTINE
#define PRTL_GENERIC_ALLOCATE_ROUTINE		PRTL_AVL_ALLOCATE_ROUTINE
#define RTL_GENERIC_FREE_ROUTINE		RTL_AVL_FREE_ROUTINE
#define PRTL_GENERIC_FREE_ROUTINE		PRTL_AVL_FREE_ROUTINE
#define RtlInitializeGenericTable		RtlInitializeGenericTableAvl
#define RtlInsertElementGenericTable		RtlInsertElementGenericTableAvl
#define RtlLookupElementGenericTable		RtlLookupElementGenericTableAvl
#define RtlDeleteElementGenericTable		RtlDeleteElementGenericTableAvl
#define RtlGetElementGenericTable		RtlGetElementGenericTableAvl
#define RtlEnumerateGenericTable		RtlEnumerateGenericTableAvl
#define RtlEnumerateGenericTableWithoutSplaying	RtlEnumerateGenericTableWithoutSplayingAvl
#define RtlNumberGenericTableElements		RtlNumberGenericTableElementsAvl
#define RtlIsGenericTableEmpty			RtlIsGenericTableEmptyAvl
#endif

#endif
