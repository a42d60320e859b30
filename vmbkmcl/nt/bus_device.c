// SPDX-License-Identifier: GPL-2.0-only
/*
 * bus_device.c - how long the device objects of buses stay. Each is the first member of
 * what its bus has allocated for it.
 */
#include <linux/slab.h>

#include <vmbkmcl/nt/device.h>
#include <vmbkmcl/nt/interlocked.h>

#include "nt.h"

void vmbkmcl_bus_device_get(PDEVICE_OBJECT object)
{
	InterlockedIncrement(&object->LinuxReferences);
}

void vmbkmcl_bus_device_put(PDEVICE_OBJECT object)
{
	/* The owner's is not among them. */
	if (InterlockedDecrement(&object->LinuxReferences) < 0)
		kfree(object);
}
