/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework objects: handles, attributes, typed contexts, parents.
 *
 * Deleting an object deletes its children first, then calls its
 * EvtCleanupCallback; EvtDestroyCallback is called when the last reference is
 * dropped, then the object and its contexts are freed.
 *
 * Linux counterpart: struct kref
 */
#ifndef VMBKMCL_WINDOWS_WDFOBJECT_H
#define VMBKMCL_WINDOWS_WDFOBJECT_H

#include "wdftypes.h"

typedef enum _WDF_EXECUTION_LEVEL {
	WdfExecutionLevelInvalid,
	WdfExecutionLevelInheritFromParent,
	WdfExecutionLevelPassive,
	WdfExecutionLevelDispatch
} WDF_EXECUTION_LEVEL;

typedef enum _WDF_SYNCHRONIZATION_SCOPE {
	WdfSynchronizationScopeInvalid,
	WdfSynchronizationScopeInheritFromParent,
	WdfSynchronizationScopeDevice,
	WdfSynchronizationScopeQueue,
	WdfSynchronizationScopeNone
} WDF_SYNCHRONIZATION_SCOPE;

typedef VOID EVT_WDF_OBJECT_CONTEXT_CLEANUP(WDFOBJECT Object);
typedef EVT_WDF_OBJECT_CONTEXT_CLEANUP *PFN_WDF_OBJECT_CONTEXT_CLEANUP;
typedef VOID EVT_WDF_OBJECT_CONTEXT_DESTROY(WDFOBJECT Object);
typedef EVT_WDF_OBJECT_CONTEXT_DESTROY *PFN_WDF_OBJECT_CONTEXT_DESTROY;

/* The same for objects of one kind. */
typedef EVT_WDF_OBJECT_CONTEXT_CLEANUP EVT_WDF_DEVICE_CONTEXT_CLEANUP;
typedef EVT_WDF_OBJECT_CONTEXT_DESTROY EVT_WDF_DEVICE_CONTEXT_DESTROY;
typedef EVT_WDF_OBJECT_CONTEXT_CLEANUP EVT_WDF_IO_QUEUE_CONTEXT_CLEANUP_CALLBACK;
typedef EVT_WDF_OBJECT_CONTEXT_DESTROY EVT_WDF_IO_QUEUE_CONTEXT_DESTROY_CALLBACK;
typedef EVT_WDF_OBJECT_CONTEXT_CLEANUP EVT_WDF_FILE_CONTEXT_CLEANUP_CALLBACK;
typedef EVT_WDF_OBJECT_CONTEXT_DESTROY EVT_WDF_FILE_CONTEXT_DESTROY_CALLBACK;

/**
 * struct _WDF_OBJECT_CONTEXT_TYPE_INFO - a type of context
 * @Size: sizeof this structure
 * @ContextName: the type's name
 * @ContextSize: its bytes
 */
typedef struct _WDF_OBJECT_CONTEXT_TYPE_INFO {
	ULONG	Size;
	PCSTR	ContextName;
	SIZE_T	ContextSize;
} WDF_OBJECT_CONTEXT_TYPE_INFO, *PWDF_OBJECT_CONTEXT_TYPE_INFO;
typedef const WDF_OBJECT_CONTEXT_TYPE_INFO *PCWDF_OBJECT_CONTEXT_TYPE_INFO;

/**
 * struct _WDF_OBJECT_ATTRIBUTES - attributes of an object to create
 * @Size: sizeof this structure
 * @EvtCleanupCallback: called when the object is deleted; optional
 * @EvtDestroyCallback: called when its last reference is dropped; optional
 * @ExecutionLevel: of drivers, devices, queues, file objects and timers: whether the
 *	callbacks that may be called at DISPATCH_LEVEL are called at PASSIVE_LEVEL [doc]
 * @SynchronizationScope: of drivers, devices, queues and file objects: which callbacks
 *	run one at a time, under the lock of WdfObjectAcquireLock() [doc]
 * @ParentObject: the object is deleted with this one; optional, see
 *	WdfObjectCreate()
 * @ContextSizeOverride: bytes of context, if more than the type has
 * @ContextTypeInfo: the context's type; optional
 *
 * Every function that makes an object with them returns STATUS_INFO_LENGTH_MISMATCH for
 * another @Size, here or in @ContextTypeInfo; STATUS_WDF_OBJECT_ATTRIBUTES_INVALID for a
 * level or a scope that there is not, and for a @ContextSizeOverride without a type or
 * below the type's size; STATUS_INTEGER_OVERFLOW for one that no memory can have;
 * STATUS_DELETE_PENDING when the parent is being deleted. [KMDF:
 * fxvalidatefunctions.cpp, handleapi.cpp, fxobject.cpp] One that keeps them for objects
 * that the framework makes later ignores such attributes, and the log says so once.
 *
 * Difference from Windows: a level or a scope of an object that cannot have one is ignored
 * rather than STATUS_WDF_EXECUTION_LEVEL_INVALID or
 * STATUS_WDF_SYNCHRONIZATION_SCOPE_INVALID.
 */
typedef struct _WDF_OBJECT_ATTRIBUTES {
	ULONG				Size;
	PFN_WDF_OBJECT_CONTEXT_CLEANUP	EvtCleanupCallback;
	PFN_WDF_OBJECT_CONTEXT_DESTROY	EvtDestroyCallback;
	WDF_EXECUTION_LEVEL		ExecutionLevel;
	WDF_SYNCHRONIZATION_SCOPE	SynchronizationScope;
	WDFOBJECT			ParentObject;
	SIZE_T				ContextSizeOverride;
	PCWDF_OBJECT_CONTEXT_TYPE_INFO	ContextTypeInfo;
} WDF_OBJECT_ATTRIBUTES, *PWDF_OBJECT_ATTRIBUTES;

static inline VOID WDF_OBJECT_ATTRIBUTES_INIT(PWDF_OBJECT_ATTRIBUTES attributes)
{
	memset(attributes, 0, sizeof(*attributes));
	attributes->Size = sizeof(*attributes);
	attributes->ExecutionLevel = WdfExecutionLevelInheritFromParent;
	attributes->SynchronizationScope = WdfSynchronizationScopeInheritFromParent;
}

#define WDF_TYPE_INFO(type)	(&vmbkmcl_wdf_type_##type)
#define WDF_OBJECT_ATTRIBUTES_SET_CONTEXT_TYPE(attributes, type) \
	((attributes)->ContextTypeInfo = WDF_TYPE_INFO(type))
#define WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(attributes, type) do {	\
	WDF_OBJECT_ATTRIBUTES_INIT(attributes);				\
	WDF_OBJECT_ATTRIBUTES_SET_CONTEXT_TYPE(attributes, type);	\
} while (0)

/*
 * Each file that includes such a declaration has a structure of its own, so
 * types are compared by name and size, not by the address of the structure.
 */
#define WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(type, accessor)		\
	static const WDF_OBJECT_CONTEXT_TYPE_INFO			\
	vmbkmcl_wdf_type_##type __attribute__((unused)) = {		\
		sizeof(WDF_OBJECT_CONTEXT_TYPE_INFO), #type, sizeof(type) \
	};								\
	static inline type *accessor(WDFOBJECT handle)			\
	{								\
		return (type *)WdfObjectGetTypedContextWorker(handle,	\
						      WDF_TYPE_INFO(type)); \
	}
#define WDF_DECLARE_CONTEXT_TYPE(type) \
	WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(type, WdfObjectGet_##type)
#define WdfObjectGetTypedContext(handle, type) \
	((type *)WdfObjectGetTypedContextWorker(handle, WDF_TYPE_INFO(type)))

/**
 * WdfObjectGetTypedContextWorker() - an object's context of one type
 * @Handle: the object
 * @TypeInfo: the type
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: the context, zeroed when it was allocated; NULL when the object has
 * no context of that type.
 */
PVOID WdfObjectGetTypedContextWorker(WDFOBJECT Handle,
				     PCWDF_OBJECT_CONTEXT_TYPE_INFO TypeInfo);

/**
 * WdfObjectContextGetObject() - the object that a context belongs to
 * @ContextPointer: the context
 *
 * Context: any. [doc]
 * Return: the object. [doc]
 */
WDFOBJECT WdfObjectContextGetObject(PVOID ContextPointer);

struct module;
extern struct module __this_module;

/* WdfObjectCreate() for a module: its driver is the object's default parent. */
NTSTATUS vmbkmcl_wdf_object_create(struct module *module,
				   PWDF_OBJECT_ATTRIBUTES Attributes,
				   WDFOBJECT *Object);

/**
 * WdfObjectCreate() - create an object that has only a parent and contexts
 * @Attributes: optional; without a ParentObject the object's parent is the
 *	calling driver, so that it is deleted when that unloads [doc]. So it is for
 *	memory, spin locks and wait locks
 * @Object: receives the object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES, or what struct
 * _WDF_OBJECT_ATTRIBUTES says.
 */
static inline NTSTATUS WdfObjectCreate(PWDF_OBJECT_ATTRIBUTES Attributes,
				       WDFOBJECT *Object)
{
	return vmbkmcl_wdf_object_create(&__this_module, Attributes, Object);
}

/**
 * WdfObjectAllocateContext() - add a context to an object
 * @Handle: the object
 * @ContextAttributes: the context's type, and callbacks of its own, which are
 *	called after the object's [doc; KMDF: CallCleanupCallbacks()]
 * @Context: receives the context, zeroed, aligned to MEMORY_ALLOCATION_ALIGNMENT
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_EXISTS when the object has a
 * context of that type already, which @Context then receives;
 * STATUS_DELETE_PENDING when it is being deleted; STATUS_INSUFFICIENT_RESOURCES; what
 * struct _WDF_OBJECT_ATTRIBUTES says; STATUS_WDF_PARENT_NOT_SPECIFIED without attributes,
 * STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED for such with a parent, and
 * STATUS_OBJECT_NAME_INVALID without a type [KMDF: handleapi.cpp].
 */
NTSTATUS WdfObjectAllocateContext(WDFOBJECT Handle,
				  PWDF_OBJECT_ATTRIBUTES ContextAttributes,
				  PVOID *Context);

/**
 * WdfObjectDelete() - delete an object and its children
 * @Object: an object that the driver created
 *
 * A call for what the framework deletes is ignored: the driver, devices but for control
 * devices, default queues and those of WdfDeviceConfigureRequestDispatching(), and file
 * objects [doc]; also requests that came to a device, and its local I/O target. The log
 * says so once.
 *
 * The children's cleanup callbacks are called before their parent's, and all of
 * them before the first object is destroyed. [doc]
 *
 * The callbacks of devices, drivers, DPCs, I/O targets, queues, strings, timers and work
 * items, of memory of the paged pool, and of objects with WdfExecutionLevelPassive are
 * called at PASSIVE_LEVEL; those of timers, DPCs and work items after their last function
 * has returned. Where that cannot be at once this function returns before. [doc
 * nc-wdfobject-evt_wdf_object_context_cleanup]
 *
 * Context: at or below DISPATCH_LEVEL; PASSIVE_LEVEL for a control device. [doc]
 */
VOID WdfObjectDelete(WDFOBJECT Object);

/**
 * WdfObjectReferenceActual() - take a reference
 * @Handle: the object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfObjectReferenceActual(WDFOBJECT Handle);
#define WdfObjectReference(handle)	WdfObjectReferenceActual(handle)

/**
 * WdfObjectDereferenceActual() - drop a reference
 * @Handle: the object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfObjectDereferenceActual(WDFOBJECT Handle);
#define WdfObjectDereference(handle)	WdfObjectDereferenceActual(handle)

#endif
