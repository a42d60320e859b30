// SPDX-License-Identifier: GPL-2.0-only
/*
 * driver.c - framework drivers.
 */
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/wdm.h"
#include "queue.h"
#include "wdf.h"

static struct wdf_driver *driver_of(PDRIVER_OBJECT object)
{
	return object->LinuxFramework;
}

static NTSTATUS driver_pass_down(PDEVICE_OBJECT fdo, PIRP irp)
{
	PDEVICE_OBJECT lower = wdf_device_of(fdo)->lower;

	/* A control device is above none. */
	if (!lower)
		return vmbkmcl_wdf_fail(irp, STATUS_INVALID_DEVICE_REQUEST);
	IoSkipCurrentIrpStackLocation(irp);
	return IofCallDriver(lower, irp);
}

/* What the framework has no callback for: only a filter lets it pass. */
static NTSTATUS driver_other(PDEVICE_OBJECT fdo, PIRP irp)
{
	return wdf_device_of(fdo)->filter ? driver_pass_down(fdo, irp) :
		vmbkmcl_wdf_fail(irp, STATUS_INVALID_DEVICE_REQUEST);
}

/*
 * As KMDF's fxdriverkm.cpp: a driver may do without a device, and a filter that fails
 * does not keep the rest of the stack from the bus's device.
 */
static NTSTATUS driver_settle(const struct WDFDEVICE_INIT *init, NTSTATUS status)
{
	if (NT_SUCCESS(status))
		return status;
	if (init->device)
		vmbkmcl_wdf_device_remove(init->device);
	return init->filter ? STATUS_SUCCESS : status;
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
	vmbkmcl_wdf_init_free(&init);
	return driver_settle(&init, status);
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

	vmbkmcl_wdf_driver_forget(driver);
}

static const struct wdf_object_ops driver_ops = {
	.name = "driver",
	.passive = true,
	.keeps = vmbkmcl_wdf_keeps_all,
	.dispose = driver_dispose,
};

static NTSTATUS driver_dispatch_kind(PDEVICE_OBJECT fdo, PIRP irp)
{
	switch (IoGetCurrentIrpStackLocation(irp)->MajorFunction) {
	case IRP_MJ_READ:
	case IRP_MJ_WRITE:
	case IRP_MJ_DEVICE_CONTROL:
	case IRP_MJ_INTERNAL_DEVICE_CONTROL:
		return vmbkmcl_wdf_io(fdo, irp);
	case IRP_MJ_CREATE:
	case IRP_MJ_CLEANUP:
	case IRP_MJ_CLOSE:
		return vmbkmcl_wdf_file(fdo, irp);
	case IRP_MJ_PNP:
		return vmbkmcl_wdf_pnp(fdo, irp);
	case IRP_MJ_POWER:
		return vmbkmcl_wdf_power(fdo, irp);
	case IRP_MJ_SYSTEM_CONTROL:
		return driver_pass_down(fdo, irp);
	default:
		return driver_other(fdo, irp);
	}
}

/* The device may be gone when the callback returns. */
static NTSTATUS driver_dispatch(PDEVICE_OBJECT fdo, PIRP irp)
{
	struct wdf_device *device = wdf_device_of(fdo);
	PFN_WDFDEVICE_WDM_IRP_PREPROCESS callback = NULL;

	if (unlikely(device->preprocess))
		callback = vmbkmcl_wdf_preprocess_find(device->preprocess, irp);
	return callback ? callback((WDFDEVICE)device, irp) : driver_dispatch_kind(fdo, irp);
}

NTSTATUS WdfDeviceWdmDispatchPreprocessedIrp(WDFDEVICE Device, PIRP Irp)
{
	/* Its driver has skipped the location, or copied it for a completion routine. */
	IoSetNextIrpStackLocation(Irp);
	return driver_dispatch_kind(((struct wdf_device *)Device)->fdo, Irp);
}
VMBKMCL_EXPORT(WdfDeviceWdmDispatchPreprocessedIrp);

static void driver_set_functions(PDRIVER_DISPATCH *major)
{
	int i;

	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		major[i] = driver_dispatch;
}

PWSTR WdfDriverGetRegistryPath(WDFDRIVER Driver)
{
	return ((struct wdf_driver *)Driver)->path;
}
VMBKMCL_EXPORT(WdfDriverGetRegistryPath);

NTSTATUS WdfDriverCreate(PDRIVER_OBJECT DriverObject,
			 PCUNICODE_STRING RegistryPath,
			 PWDF_OBJECT_ATTRIBUTES DriverAttributes,
			 PWDF_DRIVER_CONFIG DriverConfig, WDFDRIVER *Driver)
{
	static struct lock_class_key keys[2];
	struct wdf_driver *driver;
	NTSTATUS status;

	might_sleep();
	if (DriverConfig->Size != sizeof(*DriverConfig))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!RegistryPath || !vmbkmcl_counted_is_valid(RegistryPath))
		return STATUS_INVALID_PARAMETER;
	if (DriverAttributes && DriverAttributes->ParentObject)
		return STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED;
	if (driver_of(DriverObject))
		return STATUS_DRIVER_INTERNAL_ERROR;
	driver = vmbkmcl_wdf_make(struct_size(driver, path, RegistryPath->Length / sizeof(WCHAR) + 1),
				  &driver_ops, DriverAttributes, NULL, &status);
	if (!driver)
		return status;
	memcpy(driver->path, RegistryPath->Buffer, RegistryPath->Length);
	vmbkmcl_wdf_sync_init(&driver->sync, &driver->object, DriverAttributes, NULL, keys);
	driver->driver = DriverObject;
	driver->config = *DriverConfig;
	vmbkmcl_wdf_driver_add(driver);
	DriverObject->LinuxFramework = driver;
	DriverObject->LinuxFrameworkDelete = driver_delete;
	DriverObject->DriverUnload = driver_unload;
	if (DriverConfig->EvtDriverDeviceAdd)
		DriverObject->DriverExtension->AddDevice = driver_add_device;
	driver_set_functions(DriverObject->MajorFunction);
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

NTSTATUS WdfDriverRetrieveVersionString(WDFDRIVER Driver, WDFSTRING String)
{
	DECLARE_CONST_UNICODE_STRING(version, L"1.33");

	return vmbkmcl_wdf_string_set(String, &version);
}
VMBKMCL_EXPORT(WdfDriverRetrieveVersionString);

BOOLEAN WdfDriverIsVersionAvailable(WDFDRIVER Driver,
	PWDF_DRIVER_VERSION_AVAILABLE_PARAMS VersionAvailableParams)
{
	return VersionAvailableParams->Size == sizeof(*VersionAvailableParams) &&
	       VersionAvailableParams->MajorVersion == 1 &&
	       VersionAvailableParams->MinorVersion <= 33;
}
VMBKMCL_EXPORT(WdfDriverIsVersionAvailable);
