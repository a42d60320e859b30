/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Work items: routines that run at PASSIVE_LEVEL in a system thread.
 *
 * Differences from Windows
 * - Queue types are ignored; there is one queue, without a limit.
 * - Unloading a driver waits for its work items.
 *
 * Linux counterpart: a workqueue
 */
#ifndef VMBKMCL_NT_WORKITEM_H
#define VMBKMCL_NT_WORKITEM_H

#include <vmbkmcl/nt/device.h>
#include <vmbkmcl/nt/linux.h>

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
 * struct _WORK_QUEUE_ITEM - a work item in memory of the driver's; private
 * @Work: Linux's work item
 * @WorkerRoutine: function to call; it may free the item
 * @Parameter: its argument
 * @Queued: it is queued, and its routine has not been called; atomic
 */
typedef struct _WORK_QUEUE_ITEM {
	LINUX_WORK		Work;
	PWORKER_THREAD_ROUTINE	WorkerRoutine;
	PVOID			Parameter;
	LONG			Queued;
} WORK_QUEUE_ITEM, *PWORK_QUEUE_ITEM;

typedef struct _IO_WORKITEM *PIO_WORKITEM;

typedef VOID IO_WORKITEM_ROUTINE(PDEVICE_OBJECT DeviceObject, PVOID Context);
typedef IO_WORKITEM_ROUTINE *PIO_WORKITEM_ROUTINE;
typedef VOID IO_WORKITEM_ROUTINE_EX(PVOID IoObject, PVOID Context,
				    PIO_WORKITEM IoWorkItem);
typedef IO_WORKITEM_ROUTINE_EX *PIO_WORKITEM_ROUTINE_EX;

/**
 * ExInitializeWorkItem() - initialise a work item
 * @Item: the item, not queued
 * @Routine: function to call
 * @Context: its argument
 *
 * Context: any. [doc]
 */
VOID ExInitializeWorkItem(PWORK_QUEUE_ITEM Item, PWORKER_THREAD_ROUTINE Routine,
			  PVOID Context);

/**
 * ExQueueWorkItem() - queue a work item
 * @WorkItem: initialised, not queued
 * @QueueType: ignored
 *
 * The item is off the queue when its routine is called, which may queue it again and wait
 * for that, too, or free it, and queue what has its address then. Only where memory is
 * short, such an item waits until the routine has returned. An item that is queued already
 * stays where it is.
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ExQueueWorkItem(PWORK_QUEUE_ITEM WorkItem, WORK_QUEUE_TYPE QueueType);

/**
 * IoAllocateWorkItem() - allocate a work item for a device
 * @DeviceObject: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the item, or NULL; free it with IoFreeWorkItem().
 */
PIO_WORKITEM IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject);

/**
 * IoFreeWorkItem() - free a work item
 * @IoWorkItem: not queued; its routine may be running
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoFreeWorkItem(PIO_WORKITEM IoWorkItem);

/**
 * IoQueueWorkItem() - queue a work item
 * @IoWorkItem: not queued
 * @WorkerRoutine: function to call, with the device
 * @QueueType: ignored
 * @Context: its argument
 *
 * The device is referenced until the routine has returned, so that it is there
 * after IoDeleteDevice(). [doc: D. Holan, "A Hole in My Head", 2006-08-07]
 * For the rest this is as ExQueueWorkItem().
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine,
		     WORK_QUEUE_TYPE QueueType, PVOID Context);

/**
 * IoQueueWorkItemEx() - queue a work item whose routine gets the item, too
 * @IoWorkItem: not queued
 * @WorkerRoutine: function to call
 * @QueueType: ignored
 * @Context: its argument
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoQueueWorkItemEx(PIO_WORKITEM IoWorkItem,
		       PIO_WORKITEM_ROUTINE_EX WorkerRoutine,
		       WORK_QUEUE_TYPE QueueType, PVOID Context);

#endif
