// SPDX-License-Identifier: GPL-2.0-only
/*
 * object.c - references to objects that a driver has a pointer to.
 */
#include <linux/sched/task.h>

#include <vmbkmcl/nt/thread.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../nt/program_event.h"
#include "../nt/wait.h"
#include "wdm.h"

/* Every object starts with its type, whose numbers are small. */
static UCHAR object_type(PVOID object)
{
	return *(UCHAR *)object;
}

/* The task that an address of KeGetCurrentThread() stands for, or NULL. */
static struct task_struct *object_task(PVOID object)
{
	ULONG_PTR address = (ULONG_PTR)object;

	return address & 1 ? (struct task_struct *)(address - 1) : NULL;
}

VOID ObfReferenceObject(PVOID Object)
{
	struct task_struct *task = object_task(Object);

	if (task) {
		get_task_struct(task);
		return;
	}
	switch (object_type(Object)) {
	case VMBKMCL_DEVICE:
		vmbkmcl_wdm_object_get(Object);
		break;
	case VMBKMCL_FILE:
		vmbkmcl_file_get(Object);
		break;
	case VMBKMCL_THREAD:
		vmbkmcl_thread_get(Object);
		break;
	case VMBKMCL_PROGRAM_EVENT:
		vmbkmcl_program_event_get(Object);
		break;
	}
}
VMBKMCL_EXPORT(ObfReferenceObject);

VOID ObfDereferenceObject(PVOID Object)
{
	struct task_struct *task = object_task(Object);

	if (task) {
		put_task_struct(task);
		return;
	}
	switch (object_type(Object)) {
	case VMBKMCL_DEVICE:
		vmbkmcl_wdm_object_put(Object);
		break;
	case VMBKMCL_FILE:
		vmbkmcl_file_put(Object);
		break;
	case VMBKMCL_THREAD:
		vmbkmcl_thread_put(Object);
		break;
	case VMBKMCL_PROGRAM_EVENT:
		vmbkmcl_program_event_put(Object);
		break;
	}
}
VMBKMCL_EXPORT(ObfDereferenceObject);
