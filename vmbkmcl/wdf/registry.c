// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry.c - keys of the registry as framework objects.
 */
#include <linux/kernel.h>

#include <vmbkmcl/nt/registry.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/registry.h"
#include "registry.h"

static void key_close(struct wdf_key *key)
{
	HANDLE handle = key->handle;

	key->handle = NULL;
	if (handle)
		ZwClose(handle);
}

/* After the driver's callbacks, which may use the handle. */
static void key_free(struct wdf_object *object)
{
	key_close(container_of(object, struct wdf_key, object));
}

static const struct wdf_object_ops key_ops = {
	.name = "key",
	.passive = true,
	.free = key_free,
};

static struct wdf_key *wdf_key_create(struct module *module,
				      PWDF_OBJECT_ATTRIBUTES attributes, NTSTATUS *status)
{
	struct wdf_key *key = vmbkmcl_wdf_make(sizeof(*key), &key_ops, attributes,
					       vmbkmcl_wdf_default_parent(module), status);

	if (key)
		key->module = module;
	return key;
}

/* The key has been opened, or not. */
static NTSTATUS key_settle(struct wdf_key *key, NTSTATUS status, WDFKEY *out)
{
	if (!NT_SUCCESS(status)) {
		vmbkmcl_wdf_discard(&key->object);
		return status;
	}
	status = vmbkmcl_wdf_commit(&key->object);
	if (NT_SUCCESS(status))
		*out = (WDFKEY)key;
	return status;
}

NTSTATUS WdfDriverOpenParametersRegistryKey(WDFDRIVER Driver,
					    ACCESS_MASK DesiredAccess,
					    PWDF_OBJECT_ATTRIBUTES KeyAttributes,
					    WDFKEY *Key)
{
	PDRIVER_OBJECT driver = ((struct wdf_driver *)Driver)->driver;
	struct wdf_key *key;
	NTSTATUS status;

	might_sleep();
	*Key = NULL;
	key = wdf_key_create(driver->LinuxModule, KeyAttributes, &status);
	if (!key)
		return status;
	return key_settle(key, vmbkmcl_registry_open_parameters(driver, &key->handle), Key);
}
VMBKMCL_EXPORT(WdfDriverOpenParametersRegistryKey);

static NTSTATUS key_of_device(PDEVICE_OBJECT pdo, PDRIVER_OBJECT driver, ULONG type,
			      PWDF_OBJECT_ATTRIBUTES attributes, WDFKEY *out)
{
	struct wdf_key *key;
	NTSTATUS status;

	might_sleep();
	*out = NULL;
	key = wdf_key_create(driver->LinuxModule, attributes, &status);
	if (!key)
		return status;
	return key_settle(key, vmbkmcl_registry_open_device(pdo, type, driver, &key->handle),
			  out);
}

NTSTATUS WdfDeviceOpenRegistryKey(WDFDEVICE Device, ULONG DeviceInstanceKeyType,
				  ACCESS_MASK DesiredAccess,
				  PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key)
{
	struct wdf_device *device = (struct wdf_device *)Device;

	return key_of_device(device->pdo, device->driver->driver, DeviceInstanceKeyType,
			     KeyAttributes, Key);
}
VMBKMCL_EXPORT(WdfDeviceOpenRegistryKey);

NTSTATUS WdfFdoInitOpenRegistryKey(PWDFDEVICE_INIT DeviceInit, ULONG DeviceInstanceKeyType,
				   ACCESS_MASK DesiredAccess,
				   PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key)
{
	return key_of_device(DeviceInit->pdo, DeviceInit->driver->driver,
			     DeviceInstanceKeyType, KeyAttributes, Key);
}
VMBKMCL_EXPORT(WdfFdoInitOpenRegistryKey);

static NTSTATUS name_init(OBJECT_ATTRIBUTES *attributes, WDFKEY parent, PCUNICODE_STRING name)
{
	if (!vmbkmcl_counted_is_valid(name))
		return STATUS_INVALID_PARAMETER;
	InitializeObjectAttributes(attributes, (PUNICODE_STRING)name,
				   OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE,
				   parent ? wdf_key_of(parent)->handle : NULL, NULL);
	return STATUS_SUCCESS;
}

NTSTATUS vmbkmcl_wdf_registry_open(struct module *module, WDFKEY ParentKey,
				   PCUNICODE_STRING KeyName, ACCESS_MASK DesiredAccess,
				   PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key)
{
	OBJECT_ATTRIBUTES attributes;
	struct wdf_key *key;
	NTSTATUS status;

	might_sleep();
	*Key = NULL;
	status = name_init(&attributes, ParentKey, KeyName);
	if (!NT_SUCCESS(status))
		return status;
	key = wdf_key_create(module, KeyAttributes, &status);
	if (!key)
		return status;
	return key_settle(key, ZwOpenKey(&key->handle, DesiredAccess, &attributes), Key);
}
VMBKMCL_EXPORT(vmbkmcl_wdf_registry_open);

NTSTATUS vmbkmcl_wdf_registry_create(struct module *module, WDFKEY ParentKey,
				     PCUNICODE_STRING KeyName, ACCESS_MASK DesiredAccess,
				     ULONG CreateOptions, PULONG CreateDisposition,
				     PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key)
{
	OBJECT_ATTRIBUTES attributes;
	struct wdf_key *key;
	NTSTATUS status;

	might_sleep();
	*Key = NULL;
	status = name_init(&attributes, ParentKey, KeyName);
	if (!NT_SUCCESS(status))
		return status;
	key = wdf_key_create(module, KeyAttributes, &status);
	if (!key)
		return status;
	status = ZwCreateKey(&key->handle, DesiredAccess, &attributes, 0, NULL, CreateOptions,
			     CreateDisposition);
	return key_settle(key, status, Key);
}
VMBKMCL_EXPORT(vmbkmcl_wdf_registry_create);

VOID WdfRegistryClose(WDFKEY Key)
{
	struct wdf_key *key = wdf_key_of(Key);

	might_sleep();
	key_close(key);
	vmbkmcl_wdf_delete(&key->object);
}
VMBKMCL_EXPORT(WdfRegistryClose);

NTSTATUS WdfRegistryRemoveKey(WDFKEY Key)
{
	struct wdf_key *key = wdf_key_of(Key);
	NTSTATUS status;

	might_sleep();
	status = ZwDeleteKey(key->handle);
	if (NT_SUCCESS(status))
		vmbkmcl_wdf_delete(&key->object);
	return status;
}
VMBKMCL_EXPORT(WdfRegistryRemoveKey);

HANDLE WdfRegistryWdmGetHandle(WDFKEY Key)
{
	return wdf_key_of(Key)->handle;
}
VMBKMCL_EXPORT(WdfRegistryWdmGetHandle);
