// SPDX-License-Identifier: GPL-2.0-only
/*
 * property.c - what is known of a framework device and of a target.
 */
#include <vmbkmcl/nt/property.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/wdm.h"
#include "target.h"

typedef NTSTATUS (*query_function)(PDEVICE_OBJECT device, DEVICE_REGISTRY_PROPERTY property,
				   ULONG length, PVOID buffer, PULONG result);

static NTSTATUS property_query(PDEVICE_OBJECT pdo, DEVICE_REGISTRY_PROPERTY property,
			       ULONG length, PVOID buffer, PULONG result)
{
	*result = 0;
	if (!pdo)
		return STATUS_INVALID_DEVICE_REQUEST;
	return IoGetDeviceProperty(pdo, property, length, buffer, result);
}

/* What is known of a device does not change, so its length is asked for once. */
static NTSTATUS alloc_and_query(struct wdf_driver *driver, query_function query_device,
				PDEVICE_OBJECT device,
				DEVICE_REGISTRY_PROPERTY property, POOL_TYPE pool,
				PWDF_OBJECT_ATTRIBUTES attributes, WDFMEMORY *memory)
{
	NTSTATUS status;
	PVOID buffer;
	ULONG size;

	*memory = NULL;
	status = query_device(device, property, 0, NULL, &size);
	if (status != STATUS_BUFFER_TOO_SMALL)
		return status;
	status = vmbkmcl_wdf_memory_create(driver->driver->LinuxModule, attributes, pool,
					   0x706f7250, size, memory, &buffer);
	if (!NT_SUCCESS(status))
		return status;
	status = query_device(device, property, size, buffer, &size);
	if (NT_SUCCESS(status))
		return status;
	WdfObjectDelete(*memory);
	*memory = NULL;
	return status;
}

NTSTATUS WdfDeviceQueryProperty(WDFDEVICE Device, DEVICE_REGISTRY_PROPERTY DeviceProperty,
				ULONG BufferLength, PVOID PropertyBuffer,
				PULONG ResultLength)
{
	return property_query(((struct wdf_device *)Device)->pdo, DeviceProperty, BufferLength,
			      PropertyBuffer, ResultLength);
}
VMBKMCL_EXPORT(WdfDeviceQueryProperty);

NTSTATUS WdfDeviceAllocAndQueryProperty(WDFDEVICE Device,
					DEVICE_REGISTRY_PROPERTY DeviceProperty,
					POOL_TYPE PoolType,
					PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
					WDFMEMORY *PropertyMemory)
{
	struct wdf_device *device = (struct wdf_device *)Device;

	return alloc_and_query(device->driver, property_query, device->pdo, DeviceProperty,
			       PoolType, PropertyMemoryAttributes, PropertyMemory);
}
VMBKMCL_EXPORT(WdfDeviceAllocAndQueryProperty);

NTSTATUS WdfFdoInitQueryProperty(PWDFDEVICE_INIT DeviceInit,
				 DEVICE_REGISTRY_PROPERTY DeviceProperty,
				 ULONG BufferLength, PVOID PropertyBuffer,
				 PULONG ResultLength)
{
	return property_query(DeviceInit->pdo, DeviceProperty, BufferLength, PropertyBuffer,
			      ResultLength);
}
VMBKMCL_EXPORT(WdfFdoInitQueryProperty);

NTSTATUS WdfFdoInitAllocAndQueryProperty(PWDFDEVICE_INIT DeviceInit,
					 DEVICE_REGISTRY_PROPERTY DeviceProperty,
					 POOL_TYPE PoolType,
					 PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
					 WDFMEMORY *PropertyMemory)
{
	return alloc_and_query(DeviceInit->driver, property_query, DeviceInit->pdo, DeviceProperty,
			       PoolType, PropertyMemoryAttributes, PropertyMemory);
}
VMBKMCL_EXPORT(WdfFdoInitAllocAndQueryProperty);

/*
 * Of the lowest device below @to; NULL: the target is not open. A bus's device is not
 * referenced by the one above, and stays only until that has been detached.
 */
static NTSTATUS query_lowest(PDEVICE_OBJECT to, DEVICE_REGISTRY_PROPERTY property,
			     ULONG length, PVOID buffer, PULONG result)
{
	PDEVICE_OBJECT lowest = to;
	NTSTATUS status;

	mutex_lock(&wdm_mutex);
	while (lowest && vmbkmcl_wdm_device_counted(lowest) &&
	       vmbkmcl_wdm_device(lowest)->below)
		lowest = vmbkmcl_wdm_device(lowest)->below;
	status = property_query(lowest, property, length, buffer, result);
	mutex_unlock(&wdm_mutex);
	return status;
}

NTSTATUS WdfIoTargetQueryTargetProperty(WDFIOTARGET IoTarget,
					DEVICE_REGISTRY_PROPERTY DeviceProperty,
					ULONG BufferLength, PVOID PropertyBuffer,
					PULONG ResultLength)
{
	PDEVICE_OBJECT to = vmbkmcl_wdf_target_device(wdf_target_of(IoTarget));
	NTSTATUS status = query_lowest(to, DeviceProperty, BufferLength, PropertyBuffer,
				       ResultLength);

	if (to)
		ObDereferenceObject(to);
	return status;
}
VMBKMCL_EXPORT(WdfIoTargetQueryTargetProperty);

NTSTATUS WdfIoTargetAllocAndQueryTargetProperty(WDFIOTARGET IoTarget,
						DEVICE_REGISTRY_PROPERTY DeviceProperty,
						POOL_TYPE PoolType,
						PWDF_OBJECT_ATTRIBUTES
						PropertyMemoryAttributes,
						WDFMEMORY *PropertyMemory)
{
	struct wdf_target *target = wdf_target_of(IoTarget);
	PDEVICE_OBJECT to = vmbkmcl_wdf_target_device(target);
	NTSTATUS status = alloc_and_query(target->device->driver, query_lowest, to,
					  DeviceProperty, PoolType,
					  PropertyMemoryAttributes, PropertyMemory);

	if (to)
		ObDereferenceObject(to);
	return status;
}
VMBKMCL_EXPORT(WdfIoTargetAllocAndQueryTargetProperty);
