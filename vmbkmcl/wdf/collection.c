// SPDX-License-Identifier: GPL-2.0-only
/*
 * collection.c - framework collections: lists of objects, each with a reference.
 */
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_collection - a collection
 * @object: first
 * @lock: protects the rest
 * @entries: of type struct wdf_entry, in the order in which they were added
 * @count: how many
 */
struct wdf_collection {
	struct wdf_object object;
	spinlock_t lock;
	struct list_head entries;
	ULONG count;
};

struct wdf_entry {
	struct list_head link;
	struct wdf_object *object;
};

static struct wdf_collection *collection_of(WDFCOLLECTION handle)
{
	return (struct wdf_collection *)handle;
}

static void entry_free(struct wdf_entry *entry)
{
	vmbkmcl_wdf_put(entry->object);
	kfree(entry);
}

/* After the driver's callbacks, which may use what is in it, and add to it. */
static void collection_free(struct wdf_object *object)
{
	struct wdf_collection *collection = container_of(object, struct wdf_collection, object);
	struct wdf_entry *entry, *next;

	list_for_each_entry_safe(entry, next, &collection->entries, link)
		entry_free(entry);
}

static const struct wdf_object_ops collection_ops = {
	.name = "collection",
	.free = collection_free,
};

NTSTATUS vmbkmcl_wdf_collection_create(struct module *module,
				       PWDF_OBJECT_ATTRIBUTES CollectionAttributes,
				       WDFCOLLECTION *Collection)
{
	struct wdf_collection *collection;
	NTSTATUS status;

	collection = vmbkmcl_wdf_make(sizeof(*collection), &collection_ops,
				      CollectionAttributes,
				      vmbkmcl_wdf_default_parent(module), &status);
	if (!collection)
		return status;
	spin_lock_init(&collection->lock);
	INIT_LIST_HEAD(&collection->entries);
	status = vmbkmcl_wdf_commit(&collection->object);
	if (NT_SUCCESS(status))
		*Collection = (WDFCOLLECTION)collection;
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_collection_create);

ULONG WdfCollectionGetCount(WDFCOLLECTION Collection)
{
	return READ_ONCE(collection_of(Collection)->count);
}
VMBKMCL_EXPORT(WdfCollectionGetCount);

NTSTATUS WdfCollectionAdd(WDFCOLLECTION Collection, WDFOBJECT Object)
{
	struct wdf_collection *collection = collection_of(Collection);
	struct wdf_entry *entry = kmalloc(sizeof(*entry), vmbkmcl_gfp());

	if (!entry)
		return STATUS_INSUFFICIENT_RESOURCES;
	entry->object = Object;
	vmbkmcl_wdf_get(entry->object);
	spin_lock_bh(&collection->lock);
	list_add_tail(&entry->link, &collection->entries);
	WRITE_ONCE(collection->count, collection->count + 1);
	spin_unlock_bh(&collection->lock);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfCollectionAdd);

static struct wdf_entry *entry_at(struct wdf_collection *collection, ULONG index)
{
	struct wdf_entry *entry;

	lockdep_assert_held(&collection->lock);
	list_for_each_entry(entry, &collection->entries, link) {
		if (!index--)
			return entry;
	}
	return NULL;
}

static struct wdf_entry *entry_of(struct wdf_collection *collection, WDFOBJECT object)
{
	struct wdf_entry *entry;

	lockdep_assert_held(&collection->lock);
	list_for_each_entry(entry, &collection->entries, link) {
		if (entry->object == object)
			return entry;
	}
	return NULL;
}

WDFOBJECT WdfCollectionGetItem(WDFCOLLECTION Collection, ULONG Index)
{
	struct wdf_collection *collection = collection_of(Collection);
	WDFOBJECT object = NULL;
	struct wdf_entry *entry;

	spin_lock_bh(&collection->lock);
	entry = entry_at(collection, Index);
	if (entry)
		object = entry->object;
	spin_unlock_bh(&collection->lock);
	return object;
}
VMBKMCL_EXPORT(WdfCollectionGetItem);

WDFOBJECT WdfCollectionGetFirstItem(WDFCOLLECTION Collection)
{
	return WdfCollectionGetItem(Collection, 0);
}
VMBKMCL_EXPORT(WdfCollectionGetFirstItem);

WDFOBJECT WdfCollectionGetLastItem(WDFCOLLECTION Collection)
{
	struct wdf_collection *collection = collection_of(Collection);
	WDFOBJECT object = NULL;

	spin_lock_bh(&collection->lock);
	if (collection->count)
		object = list_last_entry(&collection->entries, struct wdf_entry, link)->object;
	spin_unlock_bh(&collection->lock);
	return object;
}
VMBKMCL_EXPORT(WdfCollectionGetLastItem);

/* Take it off the list; the caller frees it. */
static void entry_remove(struct wdf_collection *collection, struct wdf_entry *entry)
{
	lockdep_assert_held(&collection->lock);
	list_del(&entry->link);
	WRITE_ONCE(collection->count, collection->count - 1);
}

VOID WdfCollectionRemove(WDFCOLLECTION Collection, WDFOBJECT Item)
{
	struct wdf_collection *collection = collection_of(Collection);
	struct wdf_entry *entry;

	spin_lock_bh(&collection->lock);
	entry = entry_of(collection, Item);
	if (entry)
		entry_remove(collection, entry);
	spin_unlock_bh(&collection->lock);
	if (!WARN_ONCE(!entry, "vmbkmcl: WdfCollectionRemove() of an object that is not there\n"))
		entry_free(entry);
}
VMBKMCL_EXPORT(WdfCollectionRemove);

VOID WdfCollectionRemoveItem(WDFCOLLECTION Collection, ULONG Index)
{
	struct wdf_collection *collection = collection_of(Collection);
	struct wdf_entry *entry;

	spin_lock_bh(&collection->lock);
	entry = entry_at(collection, Index);
	if (entry)
		entry_remove(collection, entry);
	spin_unlock_bh(&collection->lock);
	if (!WARN_ONCE(!entry, "vmbkmcl: WdfCollectionRemoveItem() beyond the last\n"))
		entry_free(entry);
}
VMBKMCL_EXPORT(WdfCollectionRemoveItem);
