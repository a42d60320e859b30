/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Doubly and singly linked lists [doc].  The caller provides any locking.
 *
 * Linux counterpart: struct list_head
 */
#ifndef VMBKMCL_NT_LIST_H
#define VMBKMCL_NT_LIST_H

#include <ntdef.h>

/**
 * InitializeListHead() - make a list empty
 * @head: its head
 */
static inline VOID InitializeListHead(PLIST_ENTRY head)
{
	head->Flink = head;
	head->Blink = head;
}

/**
 * IsListEmpty() - whether nothing is on a list
 * @head: its head
 *
 * Return: TRUE when it is empty.
 */
static inline BOOLEAN IsListEmpty(const LIST_ENTRY *head)
{
	return head->Flink == head;
}

/**
 * RemoveEntryList() - take an entry off its list
 * @entry: on a list; its own links keep their values
 *
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
 * RemoveHeadList() - take the first entry off
 * @head: the list's head
 *
 * Return: the entry; @head itself when the list was empty.
 */
static inline PLIST_ENTRY RemoveHeadList(PLIST_ENTRY head)
{
	PLIST_ENTRY entry = head->Flink;

	RemoveEntryList(entry);
	return entry;
}

/**
 * RemoveTailList() - take the last entry off
 * @head: the list's head
 *
 * Return: the entry; @head itself when the list was empty.
 */
static inline PLIST_ENTRY RemoveTailList(PLIST_ENTRY head)
{
	PLIST_ENTRY entry = head->Blink;

	RemoveEntryList(entry);
	return entry;
}

/**
 * InsertHeadList() - put an entry first
 * @head: the list's head
 * @entry: on no list
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
 * InsertTailList() - put an entry last
 * @head: the list's head
 * @entry: on no list
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
 * AppendTailList() - join a list without a head to the end of another
 * @head: the list's head
 * @list: first of entries that are linked in a ring
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
 * PushEntryList() - put an entry first on a singly linked list
 * @head: the list's head
 * @entry: on no list
 */
static inline VOID PushEntryList(PSINGLE_LIST_ENTRY head,
				 PSINGLE_LIST_ENTRY entry)
{
	entry->Next = head->Next;
	head->Next = entry;
}

/**
 * PopEntryList() - take the first entry of a singly linked list
 * @head: the list's head
 *
 * Return: the entry, or NULL.
 */
static inline PSINGLE_LIST_ENTRY PopEntryList(PSINGLE_LIST_ENTRY head)
{
	PSINGLE_LIST_ENTRY entry = head->Next;

	if (entry)
		head->Next = entry->Next;
	return entry;
}

#endif
