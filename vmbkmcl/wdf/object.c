// SPDX-License-Identifier: GPL-2.0-only
/*
 * object.c - framework objects: parents, references, contexts.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/* Protects the tree of objects and their lists of contexts. */
static DEFINE_SPINLOCK(wdf_tree_lock);

/**
 * struct wdf_context - a typed context
 * @node: on the object's contexts
 * @type: its type
 * @data: the driver's memory
 */
struct wdf_context {
	struct list_head node;
	PCWDF_OBJECT_CONTEXT_TYPE_INFO type;
	u8 data[] __aligned(16);
};

static struct wdf_object *to_object(WDFOBJECT handle)
{
	return (struct wdf_object *)handle;
}

static struct wdf_context *context_alloc(const WDF_OBJECT_ATTRIBUTES *attributes)
{
	PCWDF_OBJECT_CONTEXT_TYPE_INFO type = attributes->ContextTypeInfo;
	struct wdf_context *context;

	context = kzalloc(sizeof(*context) + max(type->ContextSize,
						 attributes->ContextSizeOverride),
			  vmbkmcl_gfp());
	if (context)
		context->type = type;
	return context;
}

static void object_free(struct wdf_object *object)
{
	struct wdf_context *context, *next;

	list_for_each_entry_safe(context, next, &object->contexts, node)
		kfree(context);
	kfree(object);
}

static void object_release(struct kref *ref)
{
	struct wdf_object *object = container_of(ref, struct wdf_object, ref);

	if (object->destroy)
		object->destroy(object);
	if (object->ops->free)
		object->ops->free(object);
	object_free(object);
}

void vmbkmcl_wdf_get(struct wdf_object *object)
{
	kref_get(&object->ref);
}

void vmbkmcl_wdf_put(struct wdf_object *object)
{
	kref_put(&object->ref, object_release);
}

/* False if the parent is being deleted: it would not delete the child. */
static bool object_adopt(struct wdf_object *parent, struct wdf_object *child)
{
	bool adopted;

	spin_lock_bh(&wdf_tree_lock);
	adopted = !parent->deleted;
	if (adopted) {
		kref_get(&parent->ref);
		child->parent = parent;
		list_add_tail(&child->sibling, &parent->children);
	}
	spin_unlock_bh(&wdf_tree_lock);
	return adopted;
}

void *vmbkmcl_wdf_create(size_t size, const struct wdf_object_ops *ops,
			 const WDF_OBJECT_ATTRIBUTES *attributes,
			 struct wdf_object *parent)
{
	struct wdf_object *object = kzalloc(size, vmbkmcl_gfp());
	struct wdf_context *context;

	if (!object)
		return NULL;
	object->ops = ops;
	kref_init(&object->ref);
	INIT_LIST_HEAD(&object->children);
	INIT_LIST_HEAD(&object->sibling);
	INIT_LIST_HEAD(&object->contexts);
	if (attributes && attributes->ContextTypeInfo) {
		context = context_alloc(attributes);
		if (!context) {
			kfree(object);
			return NULL;
		}
		list_add(&context->node, &object->contexts);
	}
	if (attributes) {
		object->cleanup = attributes->EvtCleanupCallback;
		object->destroy = attributes->EvtDestroyCallback;
		if (attributes->ParentObject)
			parent = to_object(attributes->ParentObject);
	}
	if (parent && !object_adopt(parent, object)) {
		object_free(object);
		return NULL;
	}
	return object;
}

/* Begin an object's deletion; false when it has begun already. */
static bool object_claim(struct wdf_object *object)
{
	bool claimed;

	lockdep_assert_held(&wdf_tree_lock);
	claimed = !object->deleted;
	object->deleted = true;
	return claimed;
}

/* Take the newest child that is not being deleted yet. */
static struct wdf_object *object_take_child(struct wdf_object *object)
{
	struct wdf_object *child = NULL;

	spin_lock_bh(&wdf_tree_lock);
	list_for_each_entry_reverse(child, &object->children, sibling) {
		if (object_claim(child)) {
			spin_unlock_bh(&wdf_tree_lock);
			return child;
		}
	}
	spin_unlock_bh(&wdf_tree_lock);
	return NULL;
}

/* Its callbacks have run: it waits on @gone for those of the others. */
static void object_retire(struct wdf_object *object, struct list_head *gone)
{
	if (object->ops->dispose)
		object->ops->dispose(object);
	if (object->cleanup)
		object->cleanup(object);
	spin_lock_bh(&wdf_tree_lock);
	list_move_tail(&object->sibling, gone);
	spin_unlock_bh(&wdf_tree_lock);
}

/* Let the deleted go, in the order in which they were. */
static void objects_put(struct list_head *gone)
{
	struct wdf_object *object, *parent;

	while (!list_empty(gone)) {
		spin_lock_bh(&wdf_tree_lock);
		object = list_first_entry(gone, struct wdf_object, sibling);
		list_del_init(&object->sibling);
		parent = object->parent;
		object->parent = NULL;
		spin_unlock_bh(&wdf_tree_lock);
		vmbkmcl_wdf_put(object);
		if (parent)
			vmbkmcl_wdf_put(parent);
	}
}

/*
 * Delete an object with what is below it, as its claimer: without recursion,
 * deepest first. No object is freed before the last cleanup callback has
 * returned, as a parent's may still use the children, their locks above all.
 */
static void object_delete_claimed(struct wdf_object *root)
{
	struct wdf_object *object = root, *child, *parent;
	LIST_HEAD(gone);

	for (;;) {
		child = object_take_child(object);
		if (child) {
			object = child;
			continue;
		}
		parent = object->parent;
		object_retire(object, &gone);
		if (object == root)
			break;
		object = parent;
	}
	objects_put(&gone);
}

void vmbkmcl_wdf_delete(struct wdf_object *object)
{
	bool claimed;

	spin_lock_bh(&wdf_tree_lock);
	claimed = object_claim(object);
	spin_unlock_bh(&wdf_tree_lock);
	if (claimed)
		object_delete_claimed(object);
}

static const struct wdf_object_ops plain_ops = {
	.name = "object",
};

NTSTATUS WdfObjectCreate(PWDF_OBJECT_ATTRIBUTES Attributes, WDFOBJECT *Object)
{
	*Object = vmbkmcl_wdf_create(sizeof(struct wdf_object), &plain_ops,
				     Attributes, NULL);
	return *Object ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
VMBKMCL_EXPORT(WdfObjectCreate);

VOID WdfObjectDelete(WDFOBJECT Object)
{
	vmbkmcl_wdf_delete(to_object(Object));
}
VMBKMCL_EXPORT(WdfObjectDelete);

VOID WdfObjectReferenceActual(WDFOBJECT Handle)
{
	vmbkmcl_wdf_get(to_object(Handle));
}
VMBKMCL_EXPORT(WdfObjectReferenceActual);

VOID WdfObjectDereferenceActual(WDFOBJECT Handle)
{
	vmbkmcl_wdf_put(to_object(Handle));
}
VMBKMCL_EXPORT(WdfObjectDereferenceActual);

/* Each file that includes a declaration has its own copy of the type. */
static bool type_equal(PCWDF_OBJECT_CONTEXT_TYPE_INFO a,
		       PCWDF_OBJECT_CONTEXT_TYPE_INFO b)
{
	return a == b || (a->ContextSize == b->ContextSize &&
			  !strcmp(a->ContextName, b->ContextName));
}

static struct wdf_context *context_find(struct wdf_object *object,
					PCWDF_OBJECT_CONTEXT_TYPE_INFO type)
{
	struct wdf_context *context;

	lockdep_assert_held(&wdf_tree_lock);
	list_for_each_entry(context, &object->contexts, node) {
		if (type_equal(context->type, type))
			return context;
	}
	return NULL;
}

PVOID WdfObjectGetTypedContextWorker(WDFOBJECT Handle,
				     PCWDF_OBJECT_CONTEXT_TYPE_INFO TypeInfo)
{
	struct wdf_context *context;

	spin_lock_bh(&wdf_tree_lock);
	context = context_find(to_object(Handle), TypeInfo);
	spin_unlock_bh(&wdf_tree_lock);
	return context ? context->data : NULL;
}
VMBKMCL_EXPORT(WdfObjectGetTypedContextWorker);

NTSTATUS WdfObjectAllocateContext(WDFOBJECT Handle,
				  PWDF_OBJECT_ATTRIBUTES ContextAttributes,
				  PVOID *Context)
{
	struct wdf_object *object = to_object(Handle);
	struct wdf_context *context, *other;

	if (!ContextAttributes || !ContextAttributes->ContextTypeInfo)
		return STATUS_INVALID_PARAMETER;
	context = context_alloc(ContextAttributes);
	if (!context)
		return STATUS_INSUFFICIENT_RESOURCES;
	spin_lock_bh(&wdf_tree_lock);
	other = context_find(object, context->type);
	if (!other)
		list_add_tail(&context->node, &object->contexts);
	spin_unlock_bh(&wdf_tree_lock);
	if (other) {
		kfree(context);
		context = other;
	}
	if (Context)
		*Context = context->data;
	return other ? STATUS_OBJECT_NAME_EXISTS : STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfObjectAllocateContext);
