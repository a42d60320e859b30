// SPDX-License-Identifier: GPL-2.0-only
/*
 * device_interface.c - interfaces of framework devices, which are enabled while their
 * device is started.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/slab.h>

#include <vmbkmcl/nt/interface.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/wdm.h"
#include "wdf.h"

/**
 * struct wdf_interface - an interface of a device
 * @link: on the device's @interfaces
 * @class: what the device can do
 * @reference: its reference string; empty without one
 * @name: its symbolic link's
 * @wanted: it is to be enabled while the device is started
 */
struct wdf_interface {
	struct list_head link;
	GUID class;
	UNICODE_STRING reference;
	UNICODE_STRING name;
	bool wanted;
};

static void interface_free(struct wdf_interface *interface)
{
	kfree(interface->reference.Buffer);
	RtlFreeUnicodeString(&interface->name);
	kfree(interface);
}

static struct wdf_interface *interface_find(struct wdf_device *device, const GUID *class,
					    PCUNICODE_STRING reference)
{
	UNICODE_STRING none = { 0 };
	struct wdf_interface *interface;

	lockdep_assert_held(&device->interfaces_mutex);
	list_for_each_entry(interface, &device->interfaces, link) {
		if (IsEqualGUID(&interface->class, class) &&
		    RtlEqualUnicodeString(&interface->reference,
					  reference ? reference : &none, FALSE))
			return interface;
	}
	return NULL;
}

static struct wdf_interface *interface_alloc(const GUID *class, PCUNICODE_STRING reference)
{
	struct wdf_interface *interface = kzalloc(sizeof(*interface), GFP_KERNEL);

	if (!interface)
		return NULL;
	interface->class = *class;
	interface->wanted = true;
	if (vmbkmcl_string_copy(&interface->reference, reference))
		return interface;
	kfree(interface);
	return NULL;
}

NTSTATUS WdfDeviceCreateDeviceInterface(WDFDEVICE Device, const GUID *InterfaceClassGUID,
					PCUNICODE_STRING ReferenceString)
{
	struct wdf_device *device = (struct wdf_device *)Device;
	struct wdf_interface *interface;
	NTSTATUS status;

	might_sleep();
	if (!wdf_text_is_valid(ReferenceString))
		return STATUS_INVALID_PARAMETER;
	if (!device->pdo)
		return STATUS_INVALID_DEVICE_REQUEST;
	interface = interface_alloc(InterfaceClassGUID, ReferenceString);
	if (!interface)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = IoRegisterDeviceInterface(device->pdo, InterfaceClassGUID,
					   &interface->reference, &interface->name);
	if (!NT_SUCCESS(status)) {
		interface_free(interface);
		return status;
	}
	mutex_lock(&device->interfaces_mutex);
	list_add_tail(&interface->link, &device->interfaces);
	if (device->interfaces_enabled)
		status = IoSetDeviceInterfaceState(&interface->name, TRUE);
	mutex_unlock(&device->interfaces_mutex);
	return status;
}
VMBKMCL_EXPORT(WdfDeviceCreateDeviceInterface);

VOID WdfDeviceSetDeviceInterfaceState(WDFDEVICE Device, const GUID *InterfaceClassGUID,
				      PCUNICODE_STRING ReferenceString,
				      BOOLEAN IsInterfaceEnabled)
{
	struct wdf_device *device = (struct wdf_device *)Device;
	struct wdf_interface *interface;

	might_sleep();
	if (!wdf_text_is_valid(ReferenceString)) {
		pr_err_once("%s() with a reference string that is none: ignored\n", __func__);
		return;
	}
	mutex_lock(&device->interfaces_mutex);
	interface = interface_find(device, InterfaceClassGUID, ReferenceString);
	if (interface && interface->wanted != !!IsInterfaceEnabled) {
		interface->wanted = IsInterfaceEnabled;
		if (device->interfaces_enabled)
			IoSetDeviceInterfaceState(&interface->name, IsInterfaceEnabled);
	}
	mutex_unlock(&device->interfaces_mutex);
}
VMBKMCL_EXPORT(WdfDeviceSetDeviceInterfaceState);

NTSTATUS WdfDeviceRetrieveDeviceInterfaceString(WDFDEVICE Device,
						const GUID *InterfaceClassGUID,
						PCUNICODE_STRING ReferenceString,
						WDFSTRING String)
{
	struct wdf_device *device = (struct wdf_device *)Device;
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
	struct wdf_interface *interface;

	might_sleep();
	if (!wdf_text_is_valid(ReferenceString))
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&device->interfaces_mutex);
	interface = interface_find(device, InterfaceClassGUID, ReferenceString);
	if (interface)
		status = vmbkmcl_wdf_string_set(String, &interface->name);
	mutex_unlock(&device->interfaces_mutex);
	return status;
}
VMBKMCL_EXPORT(WdfDeviceRetrieveDeviceInterfaceString);

void vmbkmcl_wdf_interfaces_enable(struct wdf_device *device, bool enable)
{
	struct wdf_interface *interface;
	NTSTATUS status;

	mutex_lock(&device->interfaces_mutex);
	if (device->interfaces_enabled != enable) {
		device->interfaces_enabled = enable;
		list_for_each_entry(interface, &device->interfaces, link) {
			if (!interface->wanted)
				continue;
			status = IoSetDeviceInterfaceState(&interface->name, enable);
			if (!NT_SUCCESS(status))
				pr_warn("device interface: status %#x\n", status);
		}
	}
	mutex_unlock(&device->interfaces_mutex);
}

void vmbkmcl_wdf_interfaces_free(struct wdf_device *device)
{
	struct wdf_interface *interface, *next;

	list_for_each_entry_safe(interface, next, &device->interfaces, link)
		interface_free(interface);
}
