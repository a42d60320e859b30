// SPDX-License-Identifier: GPL-2.0-only
/*
 * workitem.c - work items of devices, each of which keeps its device while it is
 * queued and while its routine runs.
 */
#include <linux/bug.h>

#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/workitem.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdm.h"

struct _IO_WORKITEM {
	WORK_QUEUE_ITEM work;
	PDEVICE_OBJECT device;
	PIO_WORKITEM_ROUTINE routine;
	PIO_WORKITEM_ROUTINE_EX routine_ex;
	PVOID context;
};

static VOID work_call(PVOID parameter)
{
	PIO_WORKITEM item = parameter;
	PDEVICE_OBJECT device = item->device;

	/* The routine may free the item. */
	if (item->routine_ex)
		item->routine_ex(device, item->context, item);
	else
		item->routine(device, item->context);
	vmbkmcl_wdm_object_put(device);
}

PIO_WORKITEM IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject)
{
	PIO_WORKITEM item;

	item = ExAllocatePoolZero(NonPagedPoolNx, sizeof(*item), 0x6b726f57);
	if (item) {
		ExInitializeWorkItem(&item->work, work_call, item);
		item->device = DeviceObject;
	}
	return item;
}
VMBKMCL_EXPORT(IoAllocateWorkItem);

VOID IoFreeWorkItem(PIO_WORKITEM IoWorkItem)
{
	ExFreePool(IoWorkItem);
}
VMBKMCL_EXPORT(IoFreeWorkItem);

static void work_queue(PIO_WORKITEM item, PIO_WORKITEM_ROUTINE routine,
		       PIO_WORKITEM_ROUTINE_EX routine_ex, PVOID context)
{
	if (WARN_ONCE(READ_ONCE(item->work.Queued),
		      "vmbkmcl: work item queued while it is queued\n"))
		return;
	item->routine = routine;
	item->routine_ex = routine_ex;
	item->context = context;
	vmbkmcl_wdm_object_get(item->device);
	vmbkmcl_work_queue_item(&item->work);
}

VOID IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine,
		     WORK_QUEUE_TYPE QueueType, PVOID Context)
{
	work_queue(IoWorkItem, WorkerRoutine, NULL, Context);
}
VMBKMCL_EXPORT(IoQueueWorkItem);

VOID IoQueueWorkItemEx(PIO_WORKITEM IoWorkItem,
		       PIO_WORKITEM_ROUTINE_EX WorkerRoutine,
		       WORK_QUEUE_TYPE QueueType, PVOID Context)
{
	work_queue(IoWorkItem, NULL, WorkerRoutine, Context);
}
VMBKMCL_EXPORT(IoQueueWorkItemEx);
