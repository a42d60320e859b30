// SPDX-License-Identifier: GPL-2.0-only
/*
 * object.c - references to objects that a driver has a pointer to.
 */
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

VOID ObfReferenceObject(PVOID Object)
{
	switch (object_type(Object)) {
	case VMBKMCL_DEVICE:
		vmbkmcl_wdm_device_get(vmbkmcl_wdm_device_counted(Object));
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
	switch (object_type(Object)) {
	case VMBKMCL_DEVICE:
		vmbkmcl_wdm_device_put(vmbkmcl_wdm_device_counted(Object));
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
