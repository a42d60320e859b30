// SPDX-License-Identifier: GPL-2.0-only
/*
 * glue.c - a Windows driver's module: DriverEntry, devices coming and going.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "forget.h"
#include "glue.h"
#include "notify.h"
#include "registry.h"
#include "wdm.h"

static struct vmbkmcl_glue *to_glue(struct vmbkmcl_driver *driver)
{
	return container_of(driver, struct vmbkmcl_glue, driver);
}

static NTSTATUS glue_invalid_request(PDEVICE_OBJECT device, PIRP irp)
{
	irp->IoStatus.Status = STATUS_INVALID_DEVICE_REQUEST;
	irp->IoStatus.Information = 0;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_INVALID_DEVICE_REQUEST;
}

/* Send one PnP request to the stack on @pdo. */
static NTSTATUS glue_pnp(PDEVICE_OBJECT pdo, UCHAR minor)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(pdo);
	PIRP irp = vmbkmcl_irp_alloc_surely(top, IRP_MJ_PNP, minor);
	NTSTATUS status = vmbkmcl_irp_send(top, irp);

	IoFreeIrp(irp);
	ObDereferenceObject(top);
	return status;
}

/* Windows goes from one system state to another, and the stack on @pdo with it. */
static NTSTATUS glue_power(struct vmbkmcl_driver *driver, PDEVICE_OBJECT pdo, bool on)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(pdo);
	PIRP irp = vmbkmcl_irp_alloc_surely(top, IRP_MJ_POWER, IRP_MN_SET_POWER);
	PIO_STACK_LOCATION stack = IoGetNextIrpStackLocation(irp);
	NTSTATUS status;

	stack->Parameters.Power.Type = SystemPowerState;
	stack->Parameters.Power.State.SystemState = on ? PowerSystemWorking :
							 PowerSystemHibernate;
	stack->Parameters.Power.ShutdownType = PowerActionHibernate;
	status = vmbkmcl_irp_send(top, irp);
	IoFreeIrp(irp);
	ObDereferenceObject(top);
	return status;
}

/* The driver has it no more; what it left attached does not lead there any more. */
static void glue_forget(PDEVICE_OBJECT pdo)
{
	/* A driver that has a reference must not give it anything to be forgotten. */
	WRITE_ONCE(pdo->LinuxGone, TRUE);
	vmbkmcl_device_forget(pdo);
	IoDetachDevice(pdo);
	pdo->LinuxService = NULL;
	WRITE_ONCE(pdo->LinuxStarting, FALSE);
}

NTSTATUS vmbkmcl_glue_add(struct vmbkmcl_driver *driver, PDEVICE_OBJECT pdo)
{
	struct vmbkmcl_glue *glue = to_glue(driver);
	NTSTATUS status;

	if (!glue->extension.AddDevice)
		return STATUS_NOT_SUPPORTED;
	pdo->LinuxService = &glue->object;
	WRITE_ONCE(pdo->LinuxStarting, TRUE);
	WRITE_ONCE(pdo->LinuxGone, FALSE);
	status = glue->extension.AddDevice(&glue->object, pdo);
	if (!NT_SUCCESS(status)) {
		glue_forget(pdo);
		return status;
	}
	if (!pdo->AttachedDevice)
		dev_info(pdo->LinuxDevice, "driver %s declines it\n", driver->name);
	status = glue_pnp(pdo, IRP_MN_START_DEVICE);
	if (!NT_SUCCESS(status)) {
		vmbkmcl_wdm_shutdown(pdo);
		glue_pnp(pdo, IRP_MN_REMOVE_DEVICE);
		glue_forget(pdo);
		return status;
	}
	vmbkmcl_interface_started(pdo);
	return status;
}

/*
 * Whether the drivers on @pdo agree to its removal. A module that is being unloaded
 * cannot stay for one that does not: its device is then taken by surprise, and
 * IRP_MN_CANCEL_REMOVE_DEVICE comes before that, as on Windows.
 */
static bool glue_agree(struct vmbkmcl_driver *driver, PDEVICE_OBJECT pdo)
{
	NTSTATUS status = glue_pnp(pdo, IRP_MN_QUERY_REMOVE_DEVICE);

	if (NT_SUCCESS(status))
		return true;
	pr_warn("%s refuses (%s) that its device is removed; it is unloaded all the same\n",
		driver->name, vmbkmcl_status_name(status));
	glue_pnp(pdo, IRP_MN_CANCEL_REMOVE_DEVICE);
	return false;
}

void vmbkmcl_glue_remove(struct vmbkmcl_driver *driver, PDEVICE_OBJECT pdo)
{
	struct vmbkmcl_glue *glue = to_glue(driver);

	if (!glue->unloading || !glue_agree(driver, pdo))
		glue_pnp(pdo, IRP_MN_SURPRISE_REMOVAL);
	vmbkmcl_wdm_shutdown(pdo);
	glue_pnp(pdo, IRP_MN_REMOVE_DEVICE);
	WARN_ONCE(pdo->AttachedDevice, "vmbkmcl: %s left its device in place\n",
		  driver->name);
	glue_forget(pdo);
}

static void glue_init_object(struct vmbkmcl_glue *glue)
{
	PDRIVER_OBJECT object = &glue->object;
	int i;

	memset(object, 0, sizeof(*object));
	memset(&glue->extension, 0, sizeof(glue->extension));
	object->Type = 4;
	object->Size = sizeof(*object);
	object->DriverExtension = &glue->extension;
	object->LinuxModule = glue->driver.owner;
	object->LinuxLink = &glue->fops;
	object->LinuxRegistry = glue->values;
	object->LinuxRegistryCount = glue->value_count;
	vmbkmcl_node_operations(&glue->fops, glue->driver.owner);
	glue->extension.DriverObject = object;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		object->MajorFunction[i] = glue_invalid_request;
}

static NTSTATUS glue_call_entry(struct vmbkmcl_glue *glue)
{
	char *text = kasprintf(GFP_KERNEL, REGISTRY_SERVICES "%s",
			       module_name(glue->driver.owner));
	UNICODE_STRING path;
	ANSI_STRING ansi;
	NTSTATUS status;

	if (!text)
		return STATUS_INSUFFICIENT_RESOURCES;
	RtlInitAnsiString(&ansi, text);
	status = RtlAnsiStringToUnicodeString(&path, &ansi, TRUE);
	kfree(text);
	if (!NT_SUCCESS(status))
		return status;
	glue->object.DriverName.Buffer = path.Buffer + sizeof(REGISTRY_SERVICES) - 1;
	glue->object.DriverName.Length = path.Length -
		(sizeof(REGISTRY_SERVICES) - 1) * sizeof(WCHAR);
	glue->object.DriverName.MaximumLength = glue->object.DriverName.Length;
	status = glue->entry(&glue->object, &path);
	/* The path is good during DriverEntry only, and so is the name. */
	memset(&glue->object.DriverName, 0, sizeof(glue->object.DriverName));
	RtlFreeUnicodeString(&path);
	return status;
}

/* The devices that DriverEntry made, of which a driver does not do so itself. */
static void glue_open_devices(struct vmbkmcl_glue *glue)
{
	PDEVICE_OBJECT device;

	mutex_lock(&wdm_mutex);
	for (device = glue->object.DeviceObject; device; device = device->NextDevice)
		device->Flags &= ~DO_DEVICE_INITIALIZING;
	mutex_unlock(&wdm_mutex);
}

/* Its links and devices lead into its module, so none may stay. */
static void glue_finish(struct vmbkmcl_glue *glue)
{
	vmbkmcl_notify_delete_left(&glue->object);
	vmbkmcl_node_delete_left(&glue->object);
	KeFlushQueuedDpcs();
	vmbkmcl_work_flush();
	if (glue->object.DeviceObject)
		pr_warn("%s left a device behind\n", glue->driver.name);
	while (glue->object.DeviceObject)
		IoDeleteDevice(glue->object.DeviceObject);
	vmbkmcl_registry_remove(glue);
}

/* The types of the module's aliases, as the core has them. */
static int glue_init_types(struct vmbkmcl_glue *glue)
{
	const struct hv_vmbus_device_id *id;
	unsigned int count = 0;
	GUID *types;

	for (id = glue->types; id && !guid_is_null(&id->guid); id++)
		count++;
	glue->driver.types = NULL;
	glue->driver.type_count = 0;
	if (!count)
		return 0;
	types = kcalloc(count, sizeof(*types), GFP_KERNEL);
	if (!types)
		return -ENOMEM;
	for (id = glue->types; count; id++, count--)
		memcpy(&types[glue->driver.type_count++], &id->guid, sizeof(id->guid));
	glue->driver.types = types;
	return 0;
}

/* After this nothing of the driver is called. */
static void glue_end(struct vmbkmcl_glue *glue)
{
	glue_finish(glue);
	kfree(glue->driver.types);
}

/* The devices that the glue file says it has: of a bus, or of none. */
static int glue_add_devices(struct vmbkmcl_glue *glue)
{
	if (glue->root_count)
		return vmbkmcl_glue_root_add(glue);
	if (glue->driver.type_count) {
		glue->driver.add = vmbkmcl_glue_add;
		glue->driver.remove = vmbkmcl_glue_remove;
		glue->driver.power = glue_power;
		return vmbkmcl_driver_register(&glue->driver);
	}
	if (glue->extension.AddDevice)
		pr_notice("%s gets no device: its glue file names no types, and is not VMBKMCL_WINDOWS_DRIVER_ROOT()\n",
			  glue->driver.name);
	return 0;
}

int vmbkmcl_glue_load(struct vmbkmcl_glue *glue)
{
	NTSTATUS status;
	int error;

	error = glue_init_types(glue);
	if (error)
		return error;
	glue_init_object(glue);
	error = vmbkmcl_registry_add(glue);
	if (error) {
		kfree(glue->driver.types);
		return error;
	}
	glue->unloading = false;
	status = glue_call_entry(glue);
	if (!NT_SUCCESS(status)) {
		pr_err("DriverEntry of %s failed with status %#x (%s)\n",
		       glue->driver.name, status, vmbkmcl_status_name(status));
		if (glue->object.LinuxFrameworkDelete)
			glue->object.LinuxFrameworkDelete(&glue->object);
		glue_end(glue);
		return vmbkmcl_status_to_errno(status);
	}
	glue_open_devices(glue);
	error = glue_add_devices(glue);
	if (error) {
		if (glue->object.DriverUnload)
			glue->object.DriverUnload(&glue->object);
		glue_end(glue);
	}
	return error;
}
VMBKMCL_EXPORT(vmbkmcl_glue_load);

void vmbkmcl_glue_unload(struct vmbkmcl_glue *glue)
{
	glue->unloading = true;
	if (glue->root_count)
		vmbkmcl_glue_root_remove(glue);
	else if (glue->driver.type_count)
		vmbkmcl_driver_unregister(&glue->driver);
	if (glue->object.DriverUnload)
		glue->object.DriverUnload(&glue->object);
	glue_end(glue);
}
VMBKMCL_EXPORT(vmbkmcl_glue_unload);
