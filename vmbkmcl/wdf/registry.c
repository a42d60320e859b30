// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry.c - a driver's parameters, which its glue file lists.
 */
#include <linux/kernel.h>

#include <vmbkmcl_glue.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/registry.h"
#include "wdf.h"

/**
 * struct wdf_key - an open key
 * @object: first
 * @driver: whose parameters these are
 */
struct wdf_key {
	struct wdf_object object;
	struct wdf_driver *driver;
};

static const struct wdf_object_ops key_ops = {
	.name = "key",
};

static NTSTATUS key_open(struct wdf_driver *driver, PWDF_OBJECT_ATTRIBUTES KeyAttributes,
			 WDFKEY *Key)
{
	struct wdf_key *key;

	might_sleep();
	if (!driver->driver->LinuxRegistryCount)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	key = vmbkmcl_wdf_create(sizeof(*key), &key_ops, KeyAttributes,
				 &driver->object);
	if (!key)
		return STATUS_INSUFFICIENT_RESOURCES;
	key->driver = driver;
	*Key = (WDFKEY)key;
	return STATUS_SUCCESS;
}

NTSTATUS WdfDriverOpenParametersRegistryKey(WDFDRIVER Driver,
					    ACCESS_MASK DesiredAccess,
					    PWDF_OBJECT_ATTRIBUTES KeyAttributes,
					    WDFKEY *Key)
{
	return key_open((struct wdf_driver *)Driver, KeyAttributes, Key);
}
VMBKMCL_EXPORT(WdfDriverOpenParametersRegistryKey);

/* A device has no parameters of its own. */
NTSTATUS WdfDeviceOpenRegistryKey(WDFDEVICE Device, ULONG DeviceInstanceKeyType,
				  ACCESS_MASK DesiredAccess,
				  PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key)
{
	return key_open(((struct wdf_device *)Device)->driver, KeyAttributes, Key);
}
VMBKMCL_EXPORT(WdfDeviceOpenRegistryKey);

NTSTATUS WdfRegistryQueryULong(WDFKEY Key, PCUNICODE_STRING ValueName,
			       PULONG Value)
{
	PDRIVER_OBJECT driver = ((struct wdf_key *)Key)->driver->driver;
	const struct vmbkmcl_registry_value *value;

	might_sleep();
	value = vmbkmcl_registry_value(driver, ValueName);
	if (!value)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	*Value = READ_ONCE(*value->number);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfRegistryQueryULong);

VOID WdfRegistryClose(WDFKEY Key)
{
	vmbkmcl_wdf_delete(&((struct wdf_key *)Key)->object);
}
VMBKMCL_EXPORT(WdfRegistryClose);
