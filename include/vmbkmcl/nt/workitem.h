/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Work items: routines that run at PASSIVE_LEVEL in a thread of the system's.
 *
 * Differences from Windows
 * - Queue types are ignored; there is one queue without a limit of its own.
 * - When a driver unloads, its work items are waited for.
 *
 * Linux counterpart: a workqueue
 */
#ifndef VMBKMCL_NT_WORKITEM_H
#define VMBKMCL_NT_WORKITEM_H

#include <linux/workqueue.h>

#include <vmbkmcl/nt/device.h>

typedef enum _WORK_QUEUE_TYPE {
	CriticalWorkQueue,
	DelayedWorkQueue,
	HyperCriticalWorkQueue,
	NormalWorkQueue,
	BackgroundWorkQueue,
	RealTimeWorkQueue,
	SuperCriticalWorkQueue,
	MaximumWorkQueue
} WORK_QUEUE_TYPE;

typedef VOID WORKER_THREAD_ROUTINE(PVOID Parameter);
typedef WORKER_THREAD_ROUTINE *PWORKER_THREAD_ROUTINE;

/**
 * struct _WORK_QUEUE_ITEM - a work item of the driver's own; private
 * @Work: Linux's
 * @WorkerRoutine: what to call; it may free the item
 * @Parameter: its argument
 */
typedef struct _WORK_QUEUE_ITEM {
	struct work_struct	Work;
	PWORKER_THREAD_ROUTINE	WorkerRoutine;
	PVOID			Parameter;
} WORK_QUEUE_ITEM, *PWORK_QUEUE_ITEM;

typedef struct _IO_WORKITEM *PIO_WORKITEM;

typedef VOID IO_WORKITEM_ROUTINE(PDEVICE_OBJECT DeviceObject, PVOID Context);
typedef IO_WORKITEM_ROUTINE *PIO_WORKITEM_ROUTINE;
typedef VOID IO_WORKITEM_ROUTINE_EX(PVOID IoObject, PVOID Context,
				    PIO_WORKITEM IoWorkItem);
typedef IO_WORKITEM_ROUTINE_EX *PIO_WORKITEM_ROUTINE_EX;

/**
 * ExInitializeWorkItem() - make a work item usable
 * @Item: the item, not queued
 * @Routine: what to call
 * @Context: its argument
 *
 * Context: any. [doc]
 */
VOID ExInitializeWorkItem(PWORK_QUEUE_ITEM Item, PWORKER_THREAD_ROUTINE Routine,
			  PVOID Context);

/**
 * ExQueueWorkItem() - have a work item called soon
 * @WorkItem: initialised, not queued
 * @QueueType: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExQueueWorkItem(PWORK_QUEUE_ITEM WorkItem, WORK_QUEUE_TYPE QueueType);

/**
 * IoAllocateWorkItem() - make a work item for a device
 * @DeviceObject: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the item, to be freed with IoFreeWorkItem(), or NULL.
 */
PIO_WORKITEM IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject);

/**
 * IoFreeWorkItem() - free a work item
 * @IoWorkItem: not queued; it may be running
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoFreeWorkItem(PIO_WORKITEM IoWorkItem);

/**
 * IoQueueWorkItem() - have a work item called soon
 * @IoWorkItem: not queued
 * @WorkerRoutine: what to call, with the device
 * @QueueType: ignored
 * @Context: its argument
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine,
		     WORK_QUEUE_TYPE QueueType, PVOID Context);

/**
 * IoQueueWorkItemEx() - the same for a routine that gets the item, too
 * @IoWorkItem: not queued
 * @WorkerRoutine: what to call
 * @QueueType: ignored
 * @Context: its argument
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoQueueWorkItemEx(PIO_WORKITEM IoWorkItem,
		       PIO_WORKITEM_ROUTINE_EX WorkerRoutine,
		       WORK_QUEUE_TYPE QueueType, PVOID Context);

#endif
