// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry_device.c - the keys that belong to a device.
 */
#include <linux/device.h>
#include <linux/slab.h>

#include <vmbkmcl/nt/registry.h>

#include "../compat/export.h"
#include "forget.h"
#include "registry.h"
#include "wdm.h"

#define HARDWARE_KEY	REGISTRY_CONTROL_SET "Enum\\%s\\%s\\Device Parameters"
#define SOFTWARE_KEY	REGISTRY_CONTROL_SET "Control\\Class\\%s\\%s"

/* The path of one of its two keys; to be freed. */
static char *device_path(PDEVICE_OBJECT pdo, ULONG type)
{
	const char *bus = pdo->DriverObject ? "Driver" : pdo->LinuxLink ? "VMBUS" : "ROOT";
	const char *name = pdo->LinuxDevice ? dev_name(pdo->LinuxDevice) : "Device";

	return kasprintf(GFP_KERNEL, type == PLUGPLAY_REGKEY_DEVICE ? HARDWARE_KEY :
			 SOFTWARE_KEY, bus, name);
}

/* Whether it can be a bus's: it is attached to no other. */
static bool device_is_bus(PDEVICE_OBJECT object)
{
	return object && (!object->DriverObject ||
			  !READ_ONCE(vmbkmcl_wdm_device(object)->below));
}

NTSTATUS vmbkmcl_registry_open_device(PDEVICE_OBJECT pdo, ULONG type,
				      PDRIVER_OBJECT driver, PHANDLE handle)
{
	NTSTATUS status;
	char *path;

	might_sleep();
	/* There is one hardware profile. */
	type &= ~PLUGPLAY_REGKEY_CURRENT_HWPROFILE;
	if ((type != PLUGPLAY_REGKEY_DEVICE && type != PLUGPLAY_REGKEY_DRIVER) ||
	    !device_is_bus(pdo))
		return STATUS_INVALID_PARAMETER;
	path = device_path(pdo, type);
	if (!path)
		return STATUS_INSUFFICIENT_RESOURCES;
	/* A bus that is no driver says itself when its device goes. */
	if (pdo->DriverObject)
		vmbkmcl_wdm_device(pdo)->forget = vmbkmcl_device_forget;
	status = vmbkmcl_registry_open_owned(pdo, path, driver, handle);
	kfree(path);
	return status;
}

NTSTATUS IoOpenDeviceRegistryKey(PDEVICE_OBJECT DeviceObject, ULONG DevInstKeyType,
				 ACCESS_MASK DesiredAccess, PHANDLE DeviceRegKey)
{
	return vmbkmcl_registry_open_device(DeviceObject, DevInstKeyType,
					    DeviceObject ? DeviceObject->LinuxService : NULL,
					    DeviceRegKey);
}
VMBKMCL_EXPORT(IoOpenDeviceRegistryKey);
