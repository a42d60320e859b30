// SPDX-License-Identifier: GPL-2.0-only
/*
 * name.c - devices by the names that drivers know them by.
 */
#include <linux/slab.h>

#include <vmbkmcl/nt/irp.h>
#include <vmbkmcl/nt/thread.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdm.h"

/* A link has no parts: what is behind the first is the name of a file of its device's. */
static bool name_has_parts(PCUNICODE_STRING name)
{
	size_t i;

	for (i = 0; i < name->Length / sizeof(WCHAR); i++) {
		if (name->Buffer[i] == '\\')
			return true;
	}
	return false;
}

/* @file_name: of what an interface opens, a copy; untouched if there is none. */
static struct wdm_device *find_exactly(PCUNICODE_STRING name, PUNICODE_STRING file_name)
{
	struct wdm_device *device;
	UNICODE_STRING link;

	mutex_lock(&wdm_mutex);
	device = vmbkmcl_wdm_device_find(name);
	mutex_unlock(&wdm_mutex);
	if (device || !vmbkmcl_name_in_folder(name, &link) || name_has_parts(&link))
		return device;
	device = vmbkmcl_node_find_device(name);
	return device ? device : vmbkmcl_interface_find_device(&link, file_name);
}

/* Shorten a name by its last part; false: there is none. */
static bool drop_last_part(PUNICODE_STRING name)
{
	size_t chars = name->Length / sizeof(WCHAR);

	while (chars && name->Buffer[chars - 1] != '\\')
		chars--;
	if (!chars)
		return false;
	name->Length = (chars - 1) * sizeof(WCHAR);
	return true;
}

/*
 * A device, referenced, or NULL. @file_name: what is behind its name, to be freed with
 * kfree().
 */
static struct wdm_device *name_find(PCUNICODE_STRING name, PUNICODE_STRING file_name)
{
	UNICODE_STRING part = *name, prefix = { .Length = 0 }, rest;
	struct wdm_device *device;
	bool joined;

	memset(file_name, 0, sizeof(*file_name));
	do {
		device = find_exactly(&part, &prefix);
	} while (!device && drop_last_part(&part));
	if (!device)
		return NULL;
	rest.Buffer = name->Buffer + part.Length / sizeof(WCHAR);
	rest.Length = name->Length - part.Length;
	joined = vmbkmcl_string_join(file_name, &prefix, &rest);
	kfree(prefix.Buffer);
	if (joined)
		return device;
	vmbkmcl_wdm_device_put(device);
	return NULL;
}

NTSTATUS vmbkmcl_name_open(PCUNICODE_STRING name, const struct vmbkmcl_file_client *client,
			   PFILE_OBJECT *object)
{
	struct wdm_device *device;
	UNICODE_STRING file_name;
	NTSTATUS status;

	device = name_find(name, &file_name);
	if (!device) {
		vmbkmcl_file_client_end(client);
		return STATUS_OBJECT_NAME_NOT_FOUND;
	}
	status = vmbkmcl_file_open_for_driver(device, &file_name, client, object);
	kfree(file_name.Buffer);
	vmbkmcl_wdm_device_put(device);
	return status;
}

NTSTATUS IoGetDeviceObjectPointer(PUNICODE_STRING ObjectName, ACCESS_MASK DesiredAccess,
				  PFILE_OBJECT *FileObject, PDEVICE_OBJECT *DeviceObject)
{
	const struct vmbkmcl_file_client client = { .options = 0 };
	PDEVICE_OBJECT top;
	PFILE_OBJECT file;
	NTSTATUS status;

	might_sleep();
	status = vmbkmcl_name_open(ObjectName, &client, &file);
	if (!NT_SUCCESS(status))
		return status;
	/* The handle is closed, and the pointer keeps the file object. */
	ObReferenceObject(file);
	top = IoGetAttachedDeviceReference(file->DeviceObject);
	vmbkmcl_file_close_handle(file);
	*FileObject = file;
	*DeviceObject = top;
	ObDereferenceObject(top);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(IoGetDeviceObjectPointer);
