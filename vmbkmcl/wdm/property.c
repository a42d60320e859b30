// SPDX-License-Identifier: GPL-2.0-only
/*
 * property.c - what is known of a device.
 */
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/property.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdm.h"

#define ROOT_PREFIX	"ROOT\\"

static NTSTATUS give(PVOID buffer, ULONG length, PULONG result, const void *value,
		     ULONG size)
{
	*result = size;
	if (length < size)
		return STATUS_BUFFER_TOO_SMALL;
	memcpy(buffer, value, size);
	return STATUS_SUCCESS;
}

static NTSTATUS give_number(PVOID buffer, ULONG length, PULONG result, ULONG value)
{
	return give(buffer, length, result, &value, sizeof(value));
}

/* @text and as many terminators behind it, in memory of its own; NULL is no memory. */
static NTSTATUS give_text(PVOID buffer, ULONG length, PULONG result, char *text,
			  unsigned int terminators)
{
	ULONG size;
	WCHAR *wide;
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

	if (!text)
		return status;
	wide = kcalloc(strlen(text) + terminators, sizeof(*wide), GFP_KERNEL);
	if (wide) {
		vmbkmcl_utf8_to_utf16(wide, strlen(text) * sizeof(*wide), &size, text,
				  strlen(text));
		status = give(buffer, length, result, wide,
			      size + terminators * sizeof(*wide));
	}
	kfree(wide);
	kfree(text);
	return status;
}

static NTSTATUS give_name(PVOID buffer, ULONG length, PULONG result, PCUNICODE_STRING name)
{
	NTSTATUS status;
	PWSTR text;

	if (!name->Length)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	text = ExAllocatePoolZero(PagedPool, name->Length + sizeof(*text), 0x706f7250);
	if (!text)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(text, name->Buffer, name->Length);
	status = give(buffer, length, result, text, name->Length + sizeof(*text));
	ExFreePool(text);
	return status;
}

/* A root-enumerated device is called MODULE.NUMBER, see glue_root.c. */
static char *root_id(struct device *dev)
{
	const char *name = dev_name(dev), *dot = strrchr(name, '.');

	return kasprintf(GFP_KERNEL, ROOT_PREFIX "%.*s",
			 dot ? (int)(dot - name) : (int)strlen(name), name);
}

/* Of the device object of a bus, or of no bus: those have no link to an offer. */
static NTSTATUS bus_property(PDEVICE_OBJECT pdo, DEVICE_REGISTRY_PROPERTY property,
			     ULONG length, PVOID buffer, PULONG result)
{
	bool root = !pdo->LinuxLink;

	switch (property) {
	case DevicePropertyPhysicalDeviceObjectName:
		return give_text(buffer, length, result,
				 kasprintf(GFP_KERNEL, "\\Device\\%s",
					   dev_name(pdo->LinuxDevice)), 1);
	case DevicePropertyEnumeratorName:
		return give_text(buffer, length, result,
				 kstrdup(root ? "ROOT" : "VMBUS", GFP_KERNEL), 1);
	case DevicePropertyHardwareID:
		if (root)
			return give_text(buffer, length, result,
					 root_id(pdo->LinuxDevice), 2);
		return STATUS_OBJECT_NAME_NOT_FOUND;
	case DevicePropertyAddress:
	case DevicePropertyUINumber:
		return give_number(buffer, length, result, ~0u);
	case DevicePropertyInstallState:
		return give_number(buffer, length, result, InstallStateInstalled);
	case DevicePropertyRemovalPolicy:
		return give_number(buffer, length, result, root ?
				   RemovalPolicyExpectNoRemoval :
				   RemovalPolicyExpectSurpriseRemoval);
	default:
		return STATUS_OBJECT_NAME_NOT_FOUND;
	}
}

NTSTATUS IoGetDeviceProperty(PDEVICE_OBJECT DeviceObject,
			     DEVICE_REGISTRY_PROPERTY DeviceProperty, ULONG BufferLength,
			     PVOID PropertyBuffer, PULONG ResultLength)
{
	struct wdm_device *device = vmbkmcl_wdm_device_counted(DeviceObject);

	might_sleep();
	*ResultLength = 0;
	if ((unsigned int)DeviceProperty > DevicePropertyContainerID)
		return STATUS_INVALID_PARAMETER_2;
	if (!device && READ_ONCE(DeviceObject->LinuxGone))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!device)
		return bus_property(DeviceObject, DeviceProperty, BufferLength,
				    PropertyBuffer, ResultLength);
	if (READ_ONCE(device->below))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (DeviceProperty == DevicePropertyPhysicalDeviceObjectName)
		return give_name(PropertyBuffer, BufferLength, ResultLength, &device->name);
	return STATUS_OBJECT_NAME_NOT_FOUND;
}
VMBKMCL_EXPORT(IoGetDeviceProperty);
