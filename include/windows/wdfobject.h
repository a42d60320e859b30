/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework objects: handles, attributes, typed contexts, parents.
 *
 * Deleting an object deletes its children first, then calls its
 * EvtCleanupCallback; EvtDestroyCallback is called when the last reference is
 * dropped, and the contexts go with the object.
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

/**
 * struct _WDF_OBJECT_CONTEXT_TYPE_INFO - a type of context; its address is the key
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
 * struct _WDF_OBJECT_ATTRIBUTES - how an object is to be made
 * @Size: sizeof this structure
 * @EvtCleanupCallback: the object is being deleted; optional
 * @EvtDestroyCallback: its last reference is gone; optional
 * @ExecutionLevel: accepted and ignored: callbacks come at PASSIVE_LEVEL but
 *	for timers' [ours]
 * @SynchronizationScope: accepted and ignored: use locks [ours]
 * @ParentObject: deleted with it; optional
 * @ContextSizeOverride: more bytes of context than the type has
 * @ContextTypeInfo: the context's type; optional
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

/* In a header that several files include, each file gets a key of its own, so
 * the key is compared by its name and size.
 */
#define WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(type, accessor)		\
	static const WDF_OBJECT_CONTEXT_TYPE_INFO			\
	vmbkmcl_wdf_type_##type __attribute__((unused)) = {		\
		sizeof(WDF_OBJECT_CONTEXT_TYPE_INFO), #type, sizeof(type) \
	};								\
	static inline type *accessor(WDFOBJECT handle)			\
	{								\
		return WdfObjectGetTypedContextWorker(handle,		\
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
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the context, zeroed when it was made; NULL when it has none.
 */
PVOID WdfObjectGetTypedContextWorker(WDFOBJECT Handle,
				     PCWDF_OBJECT_CONTEXT_TYPE_INFO TypeInfo);

/**
 * WdfObjectCreate() - make an object that is only a parent and contexts
 * @Attributes: optional
 * @Object: receives the object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES, which is also, as
 * for every framework object, what a parent gives that is being deleted.
 * Difference from Windows: STATUS_DELETE_PENDING there.
 */
NTSTATUS WdfObjectCreate(PWDF_OBJECT_ATTRIBUTES Attributes, WDFOBJECT *Object);

/**
 * WdfObjectAllocateContext() - give an object one more context
 * @Handle: the object
 * @ContextAttributes: with the type and the callbacks' place unused
 * @Context: receives the context, zeroed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_EXISTS when it had one, or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfObjectAllocateContext(WDFOBJECT Handle,
				  PWDF_OBJECT_ATTRIBUTES ContextAttributes,
				  PVOID *Context);

/**
 * WdfObjectDelete() - delete an object and its children
 * @Object: one that its driver made; not a device, driver or request
 *
 * The children's cleanup callbacks come before their parent's, and all of them
 * before the first object is destroyed. [doc]
 *
 * Context: at or below DISPATCH_LEVEL; PASSIVE_LEVEL for timers, work items
 * and what has such children. [doc]
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
