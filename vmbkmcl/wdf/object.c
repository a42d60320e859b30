// SPDX-License-Identifier: GPL-2.0-only
/*
 * object.c - framework objects: parents, references, contexts.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/pool.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/* Protects the tree of objects and their lists of contexts. */
static DEFINE_SPINLOCK(wdf_tree_lock);

/**
 * struct wdf_context - a typed context
 * @node: on the object's contexts
 * @object: whose it is
 * @type: its type
 * @cleanup: EvtCleanupCallback, of a context that was added to the object
 * @destroy: EvtDestroyCallback, likewise
 * @data: the driver's memory
 */
struct wdf_context {
	struct list_head node;
	struct wdf_object *object;
	PCWDF_OBJECT_CONTEXT_TYPE_INFO type;
	PFN_WDF_OBJECT_CONTEXT_CLEANUP cleanup;
	PFN_WDF_OBJECT_CONTEXT_DESTROY destroy;
	u8 data[] __aligned(MEMORY_ALLOCATION_ALIGNMENT);
};

static struct wdf_object *to_object(WDFOBJECT handle)
{
	return (struct wdf_object *)handle;
}

/* With @attributes that have been checked. */
static struct wdf_context *context_alloc(const WDF_OBJECT_ATTRIBUTES *attributes,
					 NTSTATUS *status)
{
	PCWDF_OBJECT_CONTEXT_TYPE_INFO type = attributes->ContextTypeInfo;
	size_t bytes, size = max(type->ContextSize, attributes->ContextSizeOverride);
	struct wdf_context *context;

	*status = STATUS_INTEGER_OVERFLOW;
	if (check_add_overflow(sizeof(*context), size, &bytes))
		return NULL;
	/* The pool's blocks are aligned as the context has to be. */
	context = ExAllocatePoolZero(NonPagedPoolNx, bytes, 0x20466457);
	*status = context ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
	if (context)
		context->type = type;
	return context;
}

static void object_free(struct wdf_object *object)
{
	struct wdf_context *context, *next;

	list_for_each_entry_safe(context, next, &object->contexts, node)
		ExFreePool(context);
	kfree(object);
}

static void object_destroy(struct wdf_object *object)
{
	struct wdf_context *context;

	if (object->destroy)
		object->destroy(object);
	list_for_each_entry(context, &object->contexts, node) {
		if (context->destroy)
			context->destroy(object);
	}
	if (object->ops->free)
		object->ops->free(object);
	object_free(object);
}

static void object_destroy_work(struct work_struct *work)
{
	object_destroy(container_of(work, struct wdf_object, work));
}

/* The deletion, which may have used the work, is done with it. */
static void object_release(struct kref *ref)
{
	struct wdf_object *object = container_of(ref, struct wdf_object, ref);

	if (!object->passive || vmbkmcl_may_sleep()) {
		object_destroy(object);
		return;
	}
	INIT_WORK(&object->work, object_destroy_work);
	vmbkmcl_work_queue_deletion(&object->work);
}

void vmbkmcl_wdf_get(struct wdf_object *object)
{
	kref_get(&object->ref);
}

void vmbkmcl_wdf_put(struct wdf_object *object)
{
	kref_put(&object->ref, object_release);
}

bool vmbkmcl_wdf_adopt(struct wdf_object *object)
{
	struct wdf_object *parent = object->parent;
	bool adopted;

	if (!parent)
		return true;
	spin_lock_bh(&wdf_tree_lock);
	/* It would not delete the child. */
	adopted = !parent->deleted;
	if (adopted)
		list_add_tail(&object->sibling, &parent->children);
	spin_unlock_bh(&wdf_tree_lock);
	return adopted;
}

void vmbkmcl_wdf_discard(struct wdf_object *object)
{
	object->cleanup = NULL;
	object->destroy = NULL;
	vmbkmcl_wdf_delete(object);
}

NTSTATUS vmbkmcl_wdf_commit(struct wdf_object *object)
{
	if (vmbkmcl_wdf_adopt(object))
		return STATUS_SUCCESS;
	vmbkmcl_wdf_discard(object);
	return STATUS_DELETE_PENDING;
}

static struct wdf_object *object_alloc(size_t size, const struct wdf_object_ops *ops)
{
	struct wdf_object *object = kzalloc(size, vmbkmcl_gfp());

	if (!object)
		return NULL;
	object->ops = ops;
	object->passive = ops->passive;
	kref_init(&object->ref);
	INIT_LIST_HEAD(&object->children);
	INIT_LIST_HEAD(&object->sibling);
	INIT_LIST_HEAD(&object->contexts);
	return object;
}

/* What its driver wishes, but for a parent. */
static NTSTATUS object_apply(struct wdf_object *object, const WDF_OBJECT_ATTRIBUTES *attributes)
{
	struct wdf_context *context;
	NTSTATUS status;

	object->passive |= attributes->ExecutionLevel == WdfExecutionLevelPassive;
	object->cleanup = attributes->EvtCleanupCallback;
	object->destroy = attributes->EvtDestroyCallback;
	if (!attributes->ContextTypeInfo)
		return STATUS_SUCCESS;
	context = context_alloc(attributes, &status);
	if (!context)
		return status;
	context->object = object;
	list_add(&context->node, &object->contexts);
	return STATUS_SUCCESS;
}

void *vmbkmcl_wdf_make(size_t size, const struct wdf_object_ops *ops,
		       const WDF_OBJECT_ATTRIBUTES *attributes,
		       struct wdf_object *parent, NTSTATUS *status)
{
	struct wdf_object *object;

	*status = vmbkmcl_wdf_check_attributes(attributes);
	if (!NT_SUCCESS(*status))
		return NULL;
	object = object_alloc(size, ops);
	if (!object) {
		*status = STATUS_INSUFFICIENT_RESOURCES;
		return NULL;
	}
	if (attributes)
		*status = object_apply(object, attributes);
	if (attributes && attributes->ParentObject)
		parent = to_object(attributes->ParentObject);
	if (!NT_SUCCESS(*status)) {
		object_free(object);
		return NULL;
	}
	if (parent)
		vmbkmcl_wdf_get(parent);
	object->parent = parent;
	return object;
}

/* All under the lock: once it is dropped, the objects in between may go, and that with them. */
bool vmbkmcl_wdf_sync_above(struct wdf_object *object, struct wdf_serial *serial, bool *passive)
{
	struct wdf_sync *sync = NULL;

	memset(serial, 0, sizeof(*serial));
	spin_lock_bh(&wdf_tree_lock);
	for (; object && !sync; object = object->parent) {
		if (object->ops->sync)
			sync = object->ops->sync(object);
	}
	if (sync) {
		*passive = wdf_sync_is_passive(sync);
		serial->lock = wdf_sync_callback_lock(sync);
	}
	if (serial->lock) {
		serial->object = sync->object;
		vmbkmcl_wdf_get(serial->object);
	}
	spin_unlock_bh(&wdf_tree_lock);
	return sync;
}

/* Begin an object's deletion; false when it has begun already. */
static bool object_claim(struct wdf_object *object)
{
	bool claimed;

	lockdep_assert_held(&wdf_tree_lock);
	claimed = !object->deleted;
	WRITE_ONCE(object->deleted, true);
	return claimed;
}

/* Take the oldest child that is not being deleted yet: as KMDF's DisposeChildrenWorker(). */
static struct wdf_object *object_take_child(struct wdf_object *object)
{
	struct wdf_object *child = NULL;

	spin_lock_bh(&wdf_tree_lock);
	list_for_each_entry(child, &object->children, sibling) {
		if (object_claim(child)) {
			spin_unlock_bh(&wdf_tree_lock);
			return child;
		}
	}
	spin_unlock_bh(&wdf_tree_lock);
	return NULL;
}

/* Whether it has to be deleted elsewhere: where it may sleep, and outside its callback. */
static bool object_must_wait(const struct wdf_object *object, bool may_sleep)
{
	return (object->passive && !may_sleep) ||
	       (object->ops->is_inside && object->ops->is_inside(object));
}

/* What follows @object in the tree below @root, or NULL. */
static struct wdf_object *tree_next(struct wdf_object *root, struct wdf_object *object)
{
	if (!list_empty(&object->children))
		return list_first_entry(&object->children, struct wdf_object, sibling);
	while (object != root) {
		if (!list_is_last(&object->sibling, &object->parent->children))
			return list_next_entry(object, sibling);
		object = object->parent;
	}
	return NULL;
}

static bool tree_must_wait(struct wdf_object *root, bool may_sleep)
{
	struct wdf_object *object;

	lockdep_assert_held(&wdf_tree_lock);
	for (object = root; object; object = tree_next(root, object)) {
		if (object_must_wait(object, may_sleep))
			return true;
	}
	return false;
}

/* No context can be added any more, so their list does not change. */
static void object_cleanup(struct wdf_object *object)
{
	struct wdf_context *context;

	if (object->cleanup)
		object->cleanup(object);
	list_for_each_entry(context, &object->contexts, node) {
		if (context->cleanup)
			context->cleanup(object);
	}
}

/* Its callbacks have run: it waits on @gone for those of the others. */
static void object_retire(struct wdf_object *object, struct list_head *gone)
{
	if (object->ops->dispose)
		object->ops->dispose(object);
	object_cleanup(object);
	spin_lock_bh(&wdf_tree_lock);
	list_move_tail(&object->sibling, gone);
	spin_unlock_bh(&wdf_tree_lock);
}

void vmbkmcl_wdf_delete_end(struct list_head *gone)
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

static void object_begin(struct wdf_object *object)
{
	if (object->ops->begin)
		object->ops->begin(object);
}

static void object_delete_work(struct work_struct *work);

/* Leave a claimed object, and what is below it, to a worker. */
static void object_delete_later(struct wdf_object *object)
{
	INIT_WORK(&object->work, object_delete_work);
	vmbkmcl_work_queue_deletion(&object->work);
}

/*
 * Delete an object with what is below it, as its claimer: without recursion,
 * deepest first. A request that ends at DISPATCH_LEVEL has its own callbacks called at
 * once, as its IRP is there no longer then: those of a child that have to be called at
 * PASSIVE_LEVEL come after them. No object is freed before the last cleanup callback has
 * returned, as a parent's may still use the children, their locks above all.
 */
static void object_clean_up(struct wdf_object *root, struct list_head *gone)
{
	struct wdf_object *object = root, *child, *parent;
	bool may_sleep = vmbkmcl_may_sleep();

	object_begin(root);
	for (;;) {
		child = object_take_child(object);
		if (child && object_must_wait(child, may_sleep)) {
			object_delete_later(child);
			continue;
		}
		if (child) {
			object_begin(child);
			object = child;
			continue;
		}
		parent = object->parent;
		object_retire(object, gone);
		if (object == root)
			return;
		object = parent;
	}
}

static void object_delete(struct wdf_object *object)
{
	LIST_HEAD(gone);

	object_clean_up(object, &gone);
	vmbkmcl_wdf_delete_end(&gone);
}

static void object_delete_work(struct work_struct *work)
{
	object_delete(container_of(work, struct wdf_object, work));
}

void vmbkmcl_wdf_delete_begin(struct wdf_object *object, struct list_head *gone)
{
	bool claimed;

	spin_lock_bh(&wdf_tree_lock);
	claimed = object_claim(object);
	spin_unlock_bh(&wdf_tree_lock);
	if (claimed)
		object_clean_up(object, gone);
}

void vmbkmcl_wdf_delete(struct wdf_object *object)
{
	bool claimed, may_sleep = vmbkmcl_may_sleep(), later = false;

	spin_lock_bh(&wdf_tree_lock);
	claimed = object_claim(object);
	if (claimed)
		later = tree_must_wait(object, may_sleep);
	spin_unlock_bh(&wdf_tree_lock);
	if (later)
		object_delete_later(object);
	else if (claimed)
		object_delete(object);
}

bool vmbkmcl_wdf_keeps_all(const struct wdf_object *object)
{
	return true;
}

/* As KMDF, which goes on without deleting it. */
VOID WdfObjectDelete(WDFOBJECT Object)
{
	struct wdf_object *object = to_object(Object);

	if (object->ops->keeps && object->ops->keeps(object))
		pr_err_once("%s() of a %s that the framework deletes: ignored\n",
			    __func__, object->ops->name);
	else
		vmbkmcl_wdf_delete(object);
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

/* The object's context of that type; @context is added when there was none. */
static struct wdf_context *context_add(struct wdf_object *object,
				       struct wdf_context *context,
				       NTSTATUS *status)
{
	struct wdf_context *other;

	spin_lock_bh(&wdf_tree_lock);
	context->object = object;
	other = context_find(object, context->type);
	if (other)
		*status = STATUS_OBJECT_NAME_EXISTS;
	else if (object->deleted)
		*status = STATUS_DELETE_PENDING;
	else
		list_add_tail(&context->node, &object->contexts);
	spin_unlock_bh(&wdf_tree_lock);
	if (*status == STATUS_SUCCESS)
		return context;
	ExFreePool(context);
	return other;
}

/* As KMDF's FxObjectAllocateContext(), in its order. */
static NTSTATUS context_check(const WDF_OBJECT_ATTRIBUTES *attributes)
{
	NTSTATUS status = vmbkmcl_wdf_check_attributes(attributes);

	if (!attributes)
		return STATUS_WDF_PARENT_NOT_SPECIFIED;
	if (!NT_SUCCESS(status))
		return status;
	if (attributes->ParentObject)
		return STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED;
	return attributes->ContextTypeInfo ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID;
}

NTSTATUS WdfObjectAllocateContext(WDFOBJECT Handle,
				  PWDF_OBJECT_ATTRIBUTES ContextAttributes,
				  PVOID *Context)
{
	NTSTATUS status = context_check(ContextAttributes);
	struct wdf_context *context;

	if (!NT_SUCCESS(status))
		return status;
	context = context_alloc(ContextAttributes, &status);
	if (!context)
		return status;
	context->cleanup = ContextAttributes->EvtCleanupCallback;
	context->destroy = ContextAttributes->EvtDestroyCallback;
	context = context_add(to_object(Handle), context, &status);
	if (Context)
		*Context = context ? context->data : NULL;
	return status;
}
VMBKMCL_EXPORT(WdfObjectAllocateContext);

WDFOBJECT WdfObjectContextGetObject(PVOID ContextPointer)
{
	return container_of(ContextPointer, struct wdf_context, data)->object;
}
VMBKMCL_EXPORT(WdfObjectContextGetObject);
