// SPDX-License-Identifier: GPL-2.0-only
/*
 * driver.c - framework drivers.
 */
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/wdm.h"
#include "wdf.h"

/* All drivers, for WdfGetDriver(). */
static LIST_HEAD(wdf_drivers);
static DEFINE_SPINLOCK(wdf_drivers_lock);

static struct wdf_driver *driver_of(PDRIVER_OBJECT object)
{
	return object->LinuxFramework;
}

bool vmbkmcl_wdf_copy_string(UNICODE_STRING *to, PCUNICODE_STRING from)
{
	memset(to, 0, sizeof(*to));
	if (!from || !from->Length)
		return true;
	to->Buffer = kmemdup(from->Buffer, from->Length, GFP_KERNEL);
	if (!to->Buffer)
		return false;
	to->Length = from->Length;
	to->MaximumLength = from->Length;
	return true;
}

static NTSTATUS driver_pass_down(PDEVICE_OBJECT fdo, PIRP irp)
{
	IoSkipCurrentIrpStackLocation(irp);
	return IofCallDriver(wdf_device_of(fdo)->lower, irp);
}

static NTSTATUS driver_add_device(PDRIVER_OBJECT object, PDEVICE_OBJECT pdo)
{
	struct wdf_driver *driver = driver_of(object);
	struct WDFDEVICE_INIT init = {
		.driver = driver,
		.pdo = pdo,
		.type = FILE_DEVICE_UNKNOWN,
		.io_type = WdfDeviceIoBuffered,
	};
	struct wdf_lock *lock;
	NTSTATUS status;

	lock = wdf_sync_callback_lock(&driver->sync);
	vmbkmcl_wdf_lock(lock);
	status = driver->config.EvtDriverDeviceAdd((WDFDRIVER)driver, &init);
	vmbkmcl_wdf_unlock(lock);
	kfree(init.name.Buffer);
	if (!NT_SUCCESS(status) && init.device)
		vmbkmcl_wdf_device_remove(init.device);
	if (NT_SUCCESS(status) && !init.device)
		status = STATUS_UNSUCCESSFUL;
	return status;
}

static void driver_delete(PDRIVER_OBJECT object)
{
	struct wdf_driver *driver = driver_of(object);

	object->LinuxFramework = NULL;
	if (driver)
		vmbkmcl_wdf_delete(&driver->object);
}

static void driver_unload(PDRIVER_OBJECT object)
{
	struct wdf_driver *driver = driver_of(object);

	if (driver->config.EvtDriverUnload)
		driver->config.EvtDriverUnload((WDFDRIVER)driver);
	driver_delete(object);
}

static void driver_dispose(struct wdf_object *object)
{
	struct wdf_driver *driver = container_of(object, struct wdf_driver, object);

	spin_lock_bh(&wdf_drivers_lock);
	list_del(&driver->link);
	spin_unlock_bh(&wdf_drivers_lock);
}

static const struct wdf_object_ops driver_ops = {
	.name = "driver",
	.dispose = driver_dispose,
};

NTSTATUS WdfDriverCreate(PDRIVER_OBJECT DriverObject,
			 PCUNICODE_STRING RegistryPath,
			 PWDF_OBJECT_ATTRIBUTES DriverAttributes,
			 PWDF_DRIVER_CONFIG DriverConfig, WDFDRIVER *Driver)
{
	static struct lock_class_key key;
	struct wdf_driver *driver;

	might_sleep();
	if (DriverConfig->Size != sizeof(*DriverConfig))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (driver_of(DriverObject))
		return STATUS_INVALID_DEVICE_STATE;
	driver = vmbkmcl_wdf_create(sizeof(*driver), &driver_ops,
				    DriverAttributes, NULL);
	if (!driver)
		return STATUS_INSUFFICIENT_RESOURCES;
	vmbkmcl_wdf_sync_init(&driver->sync, &driver->object, DriverAttributes, NULL, &key);
	driver->driver = DriverObject;
	driver->config = *DriverConfig;
	spin_lock_bh(&wdf_drivers_lock);
	list_add(&driver->link, &wdf_drivers);
	spin_unlock_bh(&wdf_drivers_lock);
	DriverObject->LinuxFramework = driver;
	DriverObject->LinuxFrameworkDelete = driver_delete;
	DriverObject->DriverUnload = driver_unload;
	if (DriverConfig->EvtDriverDeviceAdd)
		DriverObject->DriverExtension->AddDevice = driver_add_device;
	DriverObject->MajorFunction[IRP_MJ_CREATE] = vmbkmcl_wdf_file;
	DriverObject->MajorFunction[IRP_MJ_CLEANUP] = vmbkmcl_wdf_file;
	DriverObject->MajorFunction[IRP_MJ_CLOSE] = vmbkmcl_wdf_file;
	DriverObject->MajorFunction[IRP_MJ_READ] = vmbkmcl_wdf_io;
	DriverObject->MajorFunction[IRP_MJ_WRITE] = vmbkmcl_wdf_io;
	DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = vmbkmcl_wdf_io;
	DriverObject->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = vmbkmcl_wdf_io;
	DriverObject->MajorFunction[IRP_MJ_PNP] = vmbkmcl_wdf_pnp;
	DriverObject->MajorFunction[IRP_MJ_POWER] = driver_pass_down;
	DriverObject->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = driver_pass_down;
	if (Driver)
		*Driver = (WDFDRIVER)driver;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfDriverCreate);

PDRIVER_OBJECT WdfDriverWdmGetDriverObject(WDFDRIVER Driver)
{
	return ((struct wdf_driver *)Driver)->driver;
}
VMBKMCL_EXPORT(WdfDriverWdmGetDriverObject);

WDFDRIVER vmbkmcl_wdf_driver_of_module(struct module *module)
{
	struct wdf_driver *driver, *found = NULL;

	spin_lock_bh(&wdf_drivers_lock);
	list_for_each_entry(driver, &wdf_drivers, link) {
		if (driver->driver->LinuxModule == module) {
			found = driver;
			break;
		}
	}
	spin_unlock_bh(&wdf_drivers_lock);
	return (WDFDRIVER)found;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_driver_of_module);

struct wdf_object *vmbkmcl_wdf_default_parent(struct module *module)
{
	struct wdf_driver *driver = (struct wdf_driver *)vmbkmcl_wdf_driver_of_module(module);

	return driver ? &driver->object : NULL;
}
