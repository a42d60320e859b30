/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Doubly and singly linked lists [doc nf-wdm-initializelisthead]. The caller
 * provides any locking.
 *
 * Linux counterpart: struct list_head
 */
#ifndef VMBKMCL_NT_LIST_H
#define VMBKMCL_NT_LIST_H

#include <ntdef.h>

/**
 * InitializeListHead() - initialise an empty list
 * @head: its head
 *
 * Context: any. [doc]
 */
static inline VOID InitializeListHead(PLIST_ENTRY head)
{
	head->Flink = head;
	head->Blink = head;
}

/**
 * IsListEmpty() - whether a list is empty
 * @head: its head
 *
 * Context: any. [doc]
 * Return: TRUE when it is empty.
 */
static inline BOOLEAN IsListEmpty(const LIST_ENTRY *head)
{
	return head->Flink == head;
}

/**
 * RemoveEntryList() - remove an entry from its list
 * @entry: on a list; its own links do not change
 *
 * Context: any. [doc]
 * Return: TRUE when the list is empty afterwards.
 */
static inline BOOLEAN RemoveEntryList(PLIST_ENTRY entry)
{
	PLIST_ENTRY next = entry->Flink;
	PLIST_ENTRY prev = entry->Blink;

	prev->Flink = next;
	next->Blink = prev;
	return next == prev;
}

/**
 * RemoveHeadList() - remove the first entry
 * @head: the list's head
 *
 * Context: any. [doc]
 * Return: the entry; @head itself when the list was empty.
 */
static inline PLIST_ENTRY RemoveHeadList(PLIST_ENTRY head)
{
	PLIST_ENTRY entry = head->Flink;

	RemoveEntryList(entry);
	return entry;
}

/**
 * RemoveTailList() - remove the last entry
 * @head: the list's head
 *
 * Context: any. [doc]
 * Return: the entry; @head itself when the list was empty.
 */
static inline PLIST_ENTRY RemoveTailList(PLIST_ENTRY head)
{
	PLIST_ENTRY entry = head->Blink;

	RemoveEntryList(entry);
	return entry;
}

/**
 * InsertHeadList() - add an entry at the start
 * @head: the list's head
 * @entry: on no list
 *
 * Context: any. [doc]
 */
static inline VOID InsertHeadList(PLIST_ENTRY head, PLIST_ENTRY entry)
{
	PLIST_ENTRY next = head->Flink;

	entry->Flink = next;
	entry->Blink = head;
	next->Blink = entry;
	head->Flink = entry;
}

/**
 * InsertTailList() - add an entry at the end
 * @head: the list's head
 * @entry: on no list
 *
 * Context: any. [doc]
 */
static inline VOID InsertTailList(PLIST_ENTRY head, PLIST_ENTRY entry)
{
	PLIST_ENTRY prev = head->Blink;

	entry->Flink = head;
	entry->Blink = prev;
	prev->Flink = entry;
	head->Blink = entry;
}

/**
 * AppendTailList() - append entries without a head to a list
 * @head: the list's head
 * @list: the first of the entries, which are linked in a ring
 *
 * Context: any. [doc]
 */
static inline VOID AppendTailList(PLIST_ENTRY head, PLIST_ENTRY list)
{
	PLIST_ENTRY end = head->Blink;

	head->Blink->Flink = list;
	head->Blink = list->Blink;
	list->Blink->Flink = head;
	list->Blink = end;
}

/**
 * PushEntryList() - add an entry at the start of a singly linked list
 * @head: the list's head
 * @entry: on no list
 *
 * Context: any. [doc]
 */
static inline VOID PushEntryList(PSINGLE_LIST_ENTRY head,
				 PSINGLE_LIST_ENTRY entry)
{
	entry->Next = head->Next;
	head->Next = entry;
}

/**
 * PopEntryList() - remove the first entry of a singly linked list
 * @head: the list's head
 *
 * Context: any. [doc]
 * Return: the entry, or NULL when the list was empty.
 */
static inline PSINGLE_LIST_ENTRY PopEntryList(PSINGLE_LIST_ENTRY head)
{
	PSINGLE_LIST_ENTRY entry = head->Next;

	if (entry)
		head->Next = entry->Next;
	return entry;
}

#endif
