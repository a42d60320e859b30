// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - tables of a driver's elements.
 *
 * Both kinds are red-black trees and differ in what is ahead of an element: as many bytes
 * as Windows' links have. They have Linux's node in them and, in a generic table, a link
 * in the order of insertion.
 */
#include <linux/overflow.h>
#include <linux/rbtree.h>
#include <linux/string.h>

#include <vmbkmcl/nt/list.h>
#include <vmbkmcl/nt/table.h>

#include "../compat/export.h"
#include "nt.h"

/**
 * struct table - a table of either kind
 * @root: its tree
 * @generic: the generic table, or NULL
 * @avl: the AVL table, or NULL
 * @count: how many elements it has
 * @header: bytes ahead of an element
 */
struct table {
	struct rb_root *root;
	PRTL_GENERIC_TABLE generic;
	PRTL_AVL_TABLE avl;
	ULONG *count;
	size_t header;
};

struct generic_header {
	struct rb_node node;
	LIST_ENTRY order;
};

C_ASSERT(sizeof(struct rb_root) == sizeof(PRTL_SPLAY_LINKS));
C_ASSERT(sizeof(struct generic_header) == sizeof(RTL_SPLAY_LINKS) + sizeof(LIST_ENTRY));
C_ASSERT(sizeof(struct rb_node) <= sizeof(RTL_BALANCED_LINKS));

static struct table generic_table(PRTL_GENERIC_TABLE table)
{
	return (struct table) {
		.root = (struct rb_root *)&table->TableRoot,
		.generic = table,
		.count = &table->NumberGenericTableElements,
		.header = sizeof(struct generic_header),
	};
}

static struct table avl_table(PRTL_AVL_TABLE table)
{
	return (struct table) {
		.root = (struct rb_root *)&table->BalancedRoot.RightChild,
		.avl = table,
		.count = &table->NumberGenericTableElements,
		.header = sizeof(RTL_BALANCED_LINKS),
	};
}

static PVOID element_of(const struct table *table, struct rb_node *node)
{
	return node ? (u8 *)node + table->header : NULL;
}

static RTL_GENERIC_COMPARE_RESULTS compare(const struct table *table, PVOID buffer,
					   struct rb_node *node)
{
	PVOID element = element_of(table, node);

	return table->avl ? table->avl->CompareRoutine(table->avl, buffer, element) :
		table->generic->CompareRoutine(table->generic, buffer, element);
}

/* The equal node, or NULL: then it belongs at *@link, below *@parent. */
static struct rb_node *find(const struct table *table, PVOID buffer, struct rb_node ***link,
			    struct rb_node **parent)
{
	*link = &table->root->rb_node;
	*parent = NULL;
	while (**link) {
		*parent = **link;
		switch (compare(table, buffer, *parent)) {
		case GenericLessThan:
			*link = &(*parent)->rb_left;
			break;
		case GenericGreaterThan:
			*link = &(*parent)->rb_right;
			break;
		default:
			return *parent;
		}
	}
	return NULL;
}

static PVOID lookup(const struct table *table, PVOID buffer)
{
	struct rb_node *parent, **link;

	return element_of(table, find(table, buffer, &link, &parent));
}

static struct rb_node *allocate(const struct table *table, CLONG size)
{
	CLONG bytes;

	if (check_add_overflow((CLONG)table->header, size, &bytes))
		return NULL;
	return table->avl ? table->avl->AllocateRoutine(table->avl, bytes) :
		table->generic->AllocateRoutine(table->generic, bytes);
}

static PVOID insert(const struct table *table, PVOID buffer, CLONG size, PBOOLEAN is_new)
{
	struct rb_node *node, *parent, **link;
	bool inserted = false;

	node = find(table, buffer, &link, &parent);
	if (!node) {
		node = allocate(table, size);
		inserted = node;
	}
	if (inserted) {
		memcpy(element_of(table, node), buffer, size);
		rb_link_node(node, parent, link);
		rb_insert_color(node, table->root);
		if (table->generic)
			InsertTailList(&table->generic->InsertOrderList,
				       &rb_entry(node, struct generic_header, node)->order);
		++*table->count;
	}
	if (is_new)
		*is_new = inserted;
	return element_of(table, node);
}

/* Where an enumeration without a position of its own is. */
static struct rb_node *position(const struct table *table)
{
	return table->avl ? (struct rb_node *)table->avl->RestartKey :
			    (struct rb_node *)table->generic->OrderedPointer;
}

static void set_position(const struct table *table, struct rb_node *node)
{
	if (table->avl)
		table->avl->RestartKey = (PRTL_BALANCED_LINKS)node;
	else
		table->generic->OrderedPointer = (PLIST_ENTRY)node;
}

static struct rb_node *node_behind(const struct table *table, struct rb_node *node)
{
	return node ? rb_next(node) : rb_first(table->root);
}

static PVOID enumerate(const struct table *table, bool restart)
{
	struct rb_node *node = node_behind(table, restart ? NULL : position(table));

	/* Behind the last element the position stays, as there is none to go on with. */
	if (node || restart)
		set_position(table, node);
	return element_of(table, node);
}

static PVOID enumerate_from(const struct table *table, PVOID *key)
{
	struct rb_node *node = node_behind(table, *key);

	if (node)
		*key = node;
	return element_of(table, node);
}

/* An enumeration goes on behind an element that it has returned and that is deleted. */
static BOOLEAN delete(const struct table *table, PVOID buffer)
{
	struct rb_node *parent, **link, *node = find(table, buffer, &link, &parent);

	if (!node)
		return FALSE;
	if (position(table) == node)
		set_position(table, rb_prev(node));
	rb_erase(node, table->root);
	--*table->count;
	if (table->avl) {
		table->avl->DeleteCount++;
		table->avl->FreeRoutine(table->avl, node);
	} else {
		RemoveEntryList(&rb_entry(node, struct generic_header, node)->order);
		table->generic->FreeRoutine(table->generic, node);
	}
	return TRUE;
}

VOID RtlInitializeGenericTable(PRTL_GENERIC_TABLE Table,
			       PRTL_GENERIC_COMPARE_ROUTINE CompareRoutine,
			       PRTL_GENERIC_ALLOCATE_ROUTINE AllocateRoutine,
			       PRTL_GENERIC_FREE_ROUTINE FreeRoutine, PVOID TableContext)
{
	memset(Table, 0, sizeof(*Table));
	InitializeListHead(&Table->InsertOrderList);
	Table->CompareRoutine = CompareRoutine;
	Table->AllocateRoutine = AllocateRoutine;
	Table->FreeRoutine = FreeRoutine;
	Table->TableContext = TableContext;
}
VMBKMCL_EXPORT(RtlInitializeGenericTable);

PVOID RtlInsertElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer,
				   CLONG BufferSize, PBOOLEAN NewElement)
{
	struct table table = generic_table(Table);

	return insert(&table, Buffer, BufferSize, NewElement);
}
VMBKMCL_EXPORT(RtlInsertElementGenericTable);

PVOID RtlLookupElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer)
{
	struct table table = generic_table(Table);

	return lookup(&table, Buffer);
}
VMBKMCL_EXPORT(RtlLookupElementGenericTable);

BOOLEAN RtlDeleteElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer)
{
	struct table table = generic_table(Table);

	return delete(&table, Buffer);
}
VMBKMCL_EXPORT(RtlDeleteElementGenericTable);

PVOID RtlGetElementGenericTable(PRTL_GENERIC_TABLE Table, ULONG I)
{
	struct table table = generic_table(Table);
	PLIST_ENTRY entry = Table->InsertOrderList.Flink;

	if (Table->NumberGenericTableElements <= I)
		return NULL;
	while (I--)
		entry = entry->Flink;
	return element_of(&table, &CONTAINING_RECORD(entry, struct generic_header,
						     order)->node);
}
VMBKMCL_EXPORT(RtlGetElementGenericTable);

PVOID RtlEnumerateGenericTable(PRTL_GENERIC_TABLE Table, BOOLEAN Restart)
{
	struct table table = generic_table(Table);

	return enumerate(&table, Restart);
}
VMBKMCL_EXPORT(RtlEnumerateGenericTable);

PVOID RtlEnumerateGenericTableWithoutSplaying(PRTL_GENERIC_TABLE Table,
					      PVOID *RestartKey)
{
	struct table table = generic_table(Table);

	return enumerate_from(&table, RestartKey);
}
VMBKMCL_EXPORT(RtlEnumerateGenericTableWithoutSplaying);

ULONG RtlNumberGenericTableElements(PRTL_GENERIC_TABLE Table)
{
	return Table->NumberGenericTableElements;
}
VMBKMCL_EXPORT(RtlNumberGenericTableElements);

BOOLEAN RtlIsGenericTableEmpty(PRTL_GENERIC_TABLE Table)
{
	return !Table->NumberGenericTableElements;
}
VMBKMCL_EXPORT(RtlIsGenericTableEmpty);

VOID RtlInitializeGenericTableAvl(PRTL_AVL_TABLE Table,
				  PRTL_AVL_COMPARE_ROUTINE CompareRoutine,
				  PRTL_AVL_ALLOCATE_ROUTINE AllocateRoutine,
				  PRTL_AVL_FREE_ROUTINE FreeRoutine, PVOID TableContext)
{
	memset(Table, 0, sizeof(*Table));
	Table->CompareRoutine = CompareRoutine;
	Table->AllocateRoutine = AllocateRoutine;
	Table->FreeRoutine = FreeRoutine;
	Table->TableContext = TableContext;
}
VMBKMCL_EXPORT(RtlInitializeGenericTableAvl);

PVOID RtlInsertElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer, CLONG BufferSize,
				      PBOOLEAN NewElement)
{
	struct table table = avl_table(Table);

	return insert(&table, Buffer, BufferSize, NewElement);
}
VMBKMCL_EXPORT(RtlInsertElementGenericTableAvl);

PVOID RtlLookupElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer)
{
	struct table table = avl_table(Table);

	return lookup(&table, Buffer);
}
VMBKMCL_EXPORT(RtlLookupElementGenericTableAvl);

PVOID RtlLookupFirstMatchingElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
						   PVOID *RestartKey)
{
	struct table table = avl_table(Table);
	struct rb_node *parent, **link, *node = find(&table, Buffer, &link, &parent);
	struct rb_node *before;

	while (node) {
		before = rb_prev(node);
		if (!before || compare(&table, Buffer, before) != GenericEqual)
			break;
		node = before;
	}
	*RestartKey = node;
	return element_of(&table, node);
}
VMBKMCL_EXPORT(RtlLookupFirstMatchingElementGenericTableAvl);

BOOLEAN RtlDeleteElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer)
{
	struct table table = avl_table(Table);

	return delete(&table, Buffer);
}
VMBKMCL_EXPORT(RtlDeleteElementGenericTableAvl);

PVOID RtlGetElementGenericTableAvl(PRTL_AVL_TABLE Table, ULONG I)
{
	struct table table = avl_table(Table);
	struct rb_node *node;

	if (Table->NumberGenericTableElements <= I)
		return NULL;
	for (node = rb_first(table.root); I; I--)
		node = rb_next(node);
	return element_of(&table, node);
}
VMBKMCL_EXPORT(RtlGetElementGenericTableAvl);

PVOID RtlEnumerateGenericTableAvl(PRTL_AVL_TABLE Table, BOOLEAN Restart)
{
	struct table table = avl_table(Table);

	return enumerate(&table, Restart);
}
VMBKMCL_EXPORT(RtlEnumerateGenericTableAvl);

PVOID RtlEnumerateGenericTableWithoutSplayingAvl(PRTL_AVL_TABLE Table, PVOID *RestartKey)
{
	struct table table = avl_table(Table);

	return enumerate_from(&table, RestartKey);
}
VMBKMCL_EXPORT(RtlEnumerateGenericTableWithoutSplayingAvl);

ULONG RtlNumberGenericTableElementsAvl(PRTL_AVL_TABLE Table)
{
	return Table->NumberGenericTableElements;
}
VMBKMCL_EXPORT(RtlNumberGenericTableElementsAvl);

BOOLEAN RtlIsGenericTableEmptyAvl(PRTL_AVL_TABLE Table)
{
	return !Table->NumberGenericTableElements;
}
VMBKMCL_EXPORT(RtlIsGenericTableEmptyAvl);
