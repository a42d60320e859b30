/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework work items.
 *
 * Linux counterpart: a workqueue
 */
#ifndef VMBKMCL_WINDOWS_WDFWORKITEM_H
#define VMBKMCL_WINDOWS_WDFWORKITEM_H

#include "wdfobject.h"
#include "wdfstatus.h"

typedef VOID EVT_WDF_WORKITEM(WDFWORKITEM WorkItem);
typedef EVT_WDF_WORKITEM *PFN_WDF_WORKITEM;

typedef struct _WDF_WORKITEM_CONFIG {
	ULONG			Size;
	PFN_WDF_WORKITEM	EvtWorkItemFunc;
	BOOLEAN			AutomaticSerialization;
} WDF_WORKITEM_CONFIG, *PWDF_WORKITEM_CONFIG;

static inline VOID WDF_WORKITEM_CONFIG_INIT(PWDF_WORKITEM_CONFIG config,
					    PFN_WDF_WORKITEM function)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->EvtWorkItemFunc = function;
	config->AutomaticSerialization = TRUE;
}

/**
 * WdfWorkItemCreate() - create a work item
 * @Config: its callback, called at PASSIVE_LEVEL; AutomaticSerialization: it is
 *	serialized with the callbacks of the device or queue that it is below
 * @Attributes: with a ParentObject that is a device or below one [doc]
 * @WorkItem: receives the work item; deleting it waits for its callback
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_WDF_PARENT_NOT_SPECIFIED;
 * STATUS_INVALID_DEVICE_REQUEST for a parent below no device;
 * STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL when it is serialized with callbacks that
 * are called at DISPATCH_LEVEL; STATUS_INVALID_PARAMETER or
 * STATUS_INSUFFICIENT_RESOURCES. [doc] STATUS_INFO_LENGTH_MISMATCH for another Size.
 * [KMDF: fxworkitemapi.cpp]
 */
NTSTATUS WdfWorkItemCreate(PWDF_WORKITEM_CONFIG Config,
			   PWDF_OBJECT_ATTRIBUTES Attributes,
			   WDFWORKITEM *WorkItem);

/**
 * WdfWorkItemEnqueue() - queue a work item
 * @WorkItem: the work item; nothing happens when it is queued already
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfWorkItemEnqueue(WDFWORKITEM WorkItem);

/**
 * WdfWorkItemFlush() - wait until a work item is neither queued nor running
 * @WorkItem: the work item
 *
 * What its callback queues again is waited for as well. Inside the callback it returns at
 * once, and the log says so once. [KMDF: FxWorkItem::FlushAndWait()]
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfWorkItemFlush(WDFWORKITEM WorkItem);

/**
 * WdfWorkItemGetParentObject() - a work item's parent
 * @WorkItem: the work item
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the parent.
 */
WDFOBJECT WdfWorkItemGetParentObject(WDFWORKITEM WorkItem);

#endif
