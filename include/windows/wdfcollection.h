/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework collections: lists of objects, each with a reference.
 *
 * Linux counterpart: struct list_head
 */
#ifndef VMBKMCL_WINDOWS_WDFCOLLECTION_H
#define VMBKMCL_WINDOWS_WDFCOLLECTION_H

#include "wdfobject.h"

/* WdfCollectionCreate() for a module, as vmbkmcl_wdf_object_create(). */
NTSTATUS vmbkmcl_wdf_collection_create(struct module *module,
				       PWDF_OBJECT_ATTRIBUTES CollectionAttributes,
				       WDFCOLLECTION *Collection);

/**
 * WdfCollectionCreate() - create a collection
 * @CollectionAttributes: optional
 * @Collection: receives the collection
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
static inline NTSTATUS WdfCollectionCreate(PWDF_OBJECT_ATTRIBUTES CollectionAttributes,
					   WDFCOLLECTION *Collection)
{
	return vmbkmcl_wdf_collection_create(&__this_module, CollectionAttributes,
					     Collection);
}

/**
 * WdfCollectionGetCount() - how many objects a collection has
 * @Collection: the collection
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: how many.
 */
ULONG WdfCollectionGetCount(WDFCOLLECTION Collection);

/**
 * WdfCollectionAdd() - add an object at the end
 * @Collection: the collection, which takes a reference to the object [doc]
 * @Object: the object; it may be in there already
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
NTSTATUS WdfCollectionAdd(WDFCOLLECTION Collection, WDFOBJECT Object);

/**
 * WdfCollectionGetItem() - the object at an index
 * @Collection: the collection
 * @Index: from 0 on
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the object, or NULL when there are not as many. [doc]
 */
WDFOBJECT WdfCollectionGetItem(WDFCOLLECTION Collection, ULONG Index);

/**
 * WdfCollectionGetFirstItem() - the first object
 * @Collection: the collection
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the object, or NULL when there is none. [doc]
 */
WDFOBJECT WdfCollectionGetFirstItem(WDFCOLLECTION Collection);

/**
 * WdfCollectionGetLastItem() - the last object
 * @Collection: the collection
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the object, or NULL when there is none. [doc]
 */
WDFOBJECT WdfCollectionGetLastItem(WDFCOLLECTION Collection);

/**
 * WdfCollectionRemove() - remove an object where it is found first
 * @Collection: the collection
 * @Item: the object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfCollectionRemove(WDFCOLLECTION Collection, WDFOBJECT Item);

/**
 * WdfCollectionRemoveItem() - remove the object at an index
 * @Collection: the collection
 * @Index: from 0 on
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfCollectionRemoveItem(WDFCOLLECTION Collection, ULONG Index);

#endif
