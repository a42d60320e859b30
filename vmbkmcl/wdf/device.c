// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - making and removing framework devices.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/slab.h>

#include <vmbkmcl/nt/security.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/wdm.h"
#include "wdf.h"

static struct wdf_device *to_device(WDFDEVICE handle)
{
	return (struct wdf_device *)handle;
}

VOID WdfDeviceInitSetPnpPowerEventCallbacks(PWDFDEVICE_INIT DeviceInit,
	PWDF_PNPPOWER_EVENT_CALLBACKS PnpPowerEventCallbacks)
{
	if (PnpPowerEventCallbacks->Size == sizeof(*PnpPowerEventCallbacks))
		DeviceInit->callbacks = *PnpPowerEventCallbacks;
	else
		pr_err_once("%s() with a structure of another size: ignored\n", __func__);
}
VMBKMCL_EXPORT(WdfDeviceInitSetPnpPowerEventCallbacks);

VOID WdfDeviceInitSetDeviceType(PWDFDEVICE_INIT DeviceInit, DEVICE_TYPE DeviceType)
{
	DeviceInit->type = DeviceType;
}
VMBKMCL_EXPORT(WdfDeviceInitSetDeviceType);

VOID WdfDeviceInitSetExclusive(PWDFDEVICE_INIT DeviceInit, BOOLEAN IsExclusive)
{
	DeviceInit->exclusive = IsExclusive;
}
VMBKMCL_EXPORT(WdfDeviceInitSetExclusive);

NTSTATUS WdfDeviceInitAssignName(PWDFDEVICE_INIT DeviceInit,
				 PCUNICODE_STRING DeviceName)
{
	UNICODE_STRING name;

	if (!wdf_text_is_valid(DeviceName))
		return STATUS_INVALID_PARAMETER;
	if (!vmbkmcl_string_copy(&name, DeviceName))
		return STATUS_INSUFFICIENT_RESOURCES;
	kfree(DeviceInit->name.Buffer);
	DeviceInit->name = name;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfDeviceInitAssignName);

VOID WdfDeviceInitSetIoType(PWDFDEVICE_INIT DeviceInit, WDF_DEVICE_IO_TYPE IoType)
{
	DeviceInit->io_type = IoType;
}
VMBKMCL_EXPORT(WdfDeviceInitSetIoType);

VOID WdfDeviceInitSetRequestAttributes(PWDFDEVICE_INIT DeviceInit,
				       PWDF_OBJECT_ATTRIBUTES RequestAttributes)
{
	vmbkmcl_wdf_keep_attributes(&DeviceInit->request_attributes, RequestAttributes,
				    __func__);
}
VMBKMCL_EXPORT(WdfDeviceInitSetRequestAttributes);

VOID WdfFdoInitSetFilter(PWDFDEVICE_INIT DeviceInit)
{
	DeviceInit->filter = true;
}
VMBKMCL_EXPORT(WdfFdoInitSetFilter);

VOID WdfDeviceInitSetCharacteristics(PWDFDEVICE_INIT DeviceInit,
				     ULONG DeviceCharacteristics, BOOLEAN OrInValues)
{
	if (!OrInValues)
		DeviceInit->characteristics = 0;
	DeviceInit->characteristics |= DeviceCharacteristics;
}
VMBKMCL_EXPORT(WdfDeviceInitSetCharacteristics);

static bool device_keeps(const struct wdf_object *object)
{
	return !container_of(object, struct wdf_device, object)->control;
}

/* In the callback that the end of its registration waits for. */
static bool device_is_inside(const struct wdf_object *object)
{
	return READ_ONCE(container_of(object, struct wdf_device, object)->shutting_down) ==
	       current;
}

/* A control device that its driver deletes, or that goes with its driver. */
static void device_begin(struct wdf_object *object)
{
	struct wdf_device *device = container_of(object, struct wdf_device, object);

	if (device->control)
		vmbkmcl_wdf_control_close(device);
}

static void device_dispose(struct wdf_object *object)
{
	struct wdf_device *device = container_of(object, struct wdf_device, object);

	if (device->control)
		IoDeleteDevice(device->fdo);
}

static void device_free(struct wdf_object *object)
{
	struct wdf_device *device = container_of(object, struct wdf_device, object);

	if (device->fdo_held)
		vmbkmcl_wdm_device_put(vmbkmcl_wdm_device(device->fdo));
	if (device->pdo)
		vmbkmcl_wdm_object_put(device->pdo);
	vmbkmcl_wdf_interfaces_free(device);
	vmbkmcl_wdf_offered_free(device);
	vmbkmcl_wdf_preprocess_free(device->preprocess);
	kfree(device->name.Buffer);
	kfree(device->link.Buffer);
}

static struct wdf_sync *device_sync(struct wdf_object *object)
{
	return &container_of(object, struct wdf_device, object)->sync;
}

static const struct wdf_object_ops device_ops = {
	.name = "device",
	.passive = true,
	.keeps = device_keeps,
	.is_inside = device_is_inside,
	.begin = device_begin,
	.dispose = device_dispose,
	.free = device_free,
	.sync = device_sync,
};

/*
 * The locks to call callbacks under. Those of file objects are called at PASSIVE_LEVEL,
 * which a device's lock only allows when the device's own are. As KMDF's
 * FxPkgGeneral::ConfigureConstraints().
 */
static NTSTATUS device_choose_locks(struct wdf_device *device,
				    const WDF_OBJECT_ATTRIBUTES *attributes)
{
	static struct lock_class_key keys[2];
	struct wdf_sync *sync = &device->sync;
	WDF_SYNCHRONIZATION_SCOPE scope = WdfSynchronizationScopeNone;

	vmbkmcl_wdf_sync_init(sync, &device->object, attributes, &device->driver->sync, keys);
	if (device->file_config.Size && device->file_attributes.Size)
		scope = device->file_attributes.SynchronizationScope;
	if (scope == WdfSynchronizationScopeInheritFromParent)
		scope = sync->scope;
	if (scope == WdfSynchronizationScopeQueue ||
	    (scope == WdfSynchronizationScopeDevice && !wdf_sync_is_passive(sync)))
		return STATUS_INVALID_DEVICE_REQUEST;
	device->file_lock = scope == WdfSynchronizationScopeDevice ? sync->lock : NULL;
	return STATUS_SUCCESS;
}

/* Make the device object and put it on its stack. */
static NTSTATUS device_make_fdo(struct wdf_device *device,
				struct WDFDEVICE_INIT *init)
{
	NTSTATUS status;

	if (init->sddl.Length)
		status = IoCreateDeviceSecure(init->driver->driver, sizeof(device),
					      &init->name, init->type,
					      init->characteristics, init->exclusive,
					      &init->sddl, NULL, &device->fdo);
	else
		status = IoCreateDevice(init->driver->driver, sizeof(device), &init->name,
					init->type, init->characteristics,
					init->exclusive, &device->fdo);
	if (!NT_SUCCESS(status))
		return status;
	*(struct wdf_device **)device->fdo->DeviceExtension = device;
	device->control = init->control;
	if (device->control)
		return vmbkmcl_wdf_control_create(device, init);
	/* A driver may ask for it, or about it, as long as it has the device. */
	device->pdo = init->pdo;
	vmbkmcl_wdm_object_get(device->pdo);
	device->lower = IoAttachDeviceToDeviceStack(device->fdo, init->pdo);
	if (!device->lower) {
		IoDeleteDevice(device->fdo);
		return STATUS_NO_SUCH_DEVICE;
	}
	vmbkmcl_wdf_target_begin_local(device);
	return STATUS_SUCCESS;
}

/* A filter takes buffers as the device below it does, and passes for one of its kind. */
static void device_set_io_type(struct wdf_device *device, WDF_DEVICE_IO_TYPE type)
{
	if (device->filter) {
		device->fdo->Flags |= device->lower->Flags & (DO_BUFFERED_IO | DO_DIRECT_IO);
		device->fdo->DeviceType = device->lower->DeviceType;
		device->fdo->Characteristics = device->lower->Characteristics;
	} else if (type == WdfDeviceIoBuffered) {
		device->fdo->Flags |= DO_BUFFERED_IO;
	} else if (type == WdfDeviceIoDirect) {
		device->fdo->Flags |= DO_DIRECT_IO;
	}
}

/* As KMDF's WdfDeviceCreate(), in its order. */
static NTSTATUS device_check(const struct WDFDEVICE_INIT *init,
			     const WDF_OBJECT_ATTRIBUTES *attributes)
{
	NTSTATUS status = vmbkmcl_wdf_check_attributes(attributes);

	if (!NT_SUCCESS(status))
		return status;
	/* Its driver's object is its parent, always. */
	if (attributes && attributes->ParentObject)
		return STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED;
	if (init->device)
		return STATUS_INVALID_DEVICE_STATE;
	if (init->sddl.Length && !init->name.Length)
		return STATUS_INVALID_SECURITY_DESCR;
	if (init->self_target && init->control)
		return STATUS_INVALID_DEVICE_REQUEST;
	return STATUS_SUCCESS;
}

/* As vmbkmcl_wdf_commit() for one that has a device object. */
static NTSTATUS device_commit(struct wdf_device *device)
{
	if (vmbkmcl_wdf_adopt(&device->object))
		return STATUS_SUCCESS;
	device->object.cleanup = NULL;
	device->object.destroy = NULL;
	if (device->control)
		vmbkmcl_wdf_delete(&device->object);
	else
		vmbkmcl_wdf_device_remove(device);
	return STATUS_DELETE_PENDING;
}

NTSTATUS WdfDeviceCreate(PWDFDEVICE_INIT *DeviceInit,
			 PWDF_OBJECT_ATTRIBUTES DeviceAttributes,
			 WDFDEVICE *Device)
{
	struct WDFDEVICE_INIT *init = *DeviceInit;
	struct wdf_device *device;
	NTSTATUS status;

	might_sleep();
	status = device_check(init, DeviceAttributes);
	if (!NT_SUCCESS(status))
		return status;
	device = vmbkmcl_wdf_make(sizeof(*device), &device_ops,
				  DeviceAttributes, &init->driver->object, &status);
	if (!device)
		return status;
	device->driver = init->driver;
	device->callbacks = init->callbacks;
	device->request_attributes = init->request_attributes;
	device->file_config = init->file_config;
	device->file_attributes = init->file_attributes;
	device->in_caller_context = init->in_caller_context;
	device->filter = init->filter;
	device->power_owner = init->power_taken ||
			      !(init->control || init->filter || init->power_given_up);
	spin_lock_init(&device->queues_lock);
	INIT_LIST_HEAD(&device->queues);
	spin_lock_init(&device->targets_lock);
	INIT_LIST_HEAD(&device->targets);
	INIT_LIST_HEAD(&device->interfaces);
	INIT_LIST_HEAD(&device->offered);
	mutex_init(&device->interfaces_mutex);
	status = device_choose_locks(device, DeviceAttributes);
	if (NT_SUCCESS(status) && !vmbkmcl_string_copy(&device->name, &init->name))
		status = STATUS_INSUFFICIENT_RESOURCES;
	if (NT_SUCCESS(status) && !init->control)
		status = vmbkmcl_wdf_target_make_local(device, init->self_target);
	if (NT_SUCCESS(status))
		status = device_make_fdo(device, init);
	if (!NT_SUCCESS(status)) {
		if (device->control)
			IoDeleteDevice(device->fdo);
		device->control = false;
		vmbkmcl_wdf_discard(&device->object);
		return status;
	}
	device_set_io_type(device, init->io_type);
	swap(device->preprocess, init->preprocess);
	/* For a completion routine of the driver's own. */
	if (device->preprocess)
		device->fdo->StackSize++;
	/* The driver's callbacks of the deletion still use it; see device_free(). */
	vmbkmcl_wdm_device_get(vmbkmcl_wdm_device(device->fdo));
	device->fdo_held = true;
	status = device_commit(device);
	if (!NT_SUCCESS(status))
		return status;
	init->device = device;
	*DeviceInit = NULL;
	if (init->control)
		vmbkmcl_wdf_init_free(init);
	*Device = (WDFDEVICE)device;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfDeviceCreate);

VOID WdfDeviceSetFailed(WDFDEVICE Device, WDF_DEVICE_FAILED_ACTION FailedAction)
{
	struct wdf_device *device = to_device(Device);

	WRITE_ONCE(device->failed, true);
	pr_err("a driver says that its device has failed; it gets no more requests\n");
}
VMBKMCL_EXPORT(WdfDeviceSetFailed);

void vmbkmcl_wdf_device_unlink(struct wdf_device *device)
{
	if (!device->link.Length)
		return;
	IoDeleteSymbolicLink(&device->link);
	kfree(device->link.Buffer);
	memset(&device->link, 0, sizeof(device->link));
}

void vmbkmcl_wdf_device_remove(struct wdf_device *device)
{
	PDEVICE_OBJECT fdo = device->fdo;

	vmbkmcl_wdf_device_unlink(device);
	IoDetachDevice(device->lower);
	vmbkmcl_wdf_delete(&device->object);
	IoDeleteDevice(fdo);
}

NTSTATUS WdfDeviceCreateSymbolicLink(WDFDEVICE Device,
				     PCUNICODE_STRING SymbolicLinkName)
{
	struct wdf_device *device = to_device(Device);
	UNICODE_STRING link;
	NTSTATUS status;

	might_sleep();
	if (!wdf_text_is_valid(SymbolicLinkName))
		return STATUS_INVALID_PARAMETER;
	if (!SymbolicLinkName->Length || device->link.Length)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (device->control && !device->name.Length)
		return STATUS_INVALID_DEVICE_STATE;
	if (!vmbkmcl_string_copy(&link, SymbolicLinkName))
		return STATUS_INSUFFICIENT_RESOURCES;
	/* Without a name KMDF takes that of the bus's device: the stack above is the same. */
	vmbkmcl_wdm_device_get(vmbkmcl_wdm_device(device->fdo));
	status = vmbkmcl_node_link(&link, vmbkmcl_wdm_device(device->fdo));
	if (NT_SUCCESS(status))
		device->link = link;
	else
		kfree(link.Buffer);
	return status;
}
VMBKMCL_EXPORT(WdfDeviceCreateSymbolicLink);

PDEVICE_OBJECT WdfDeviceWdmGetDeviceObject(WDFDEVICE Device)
{
	return to_device(Device)->fdo;
}
VMBKMCL_EXPORT(WdfDeviceWdmGetDeviceObject);

PDEVICE_OBJECT WdfDeviceWdmGetAttachedDevice(WDFDEVICE Device)
{
	return to_device(Device)->lower;
}
VMBKMCL_EXPORT(WdfDeviceWdmGetAttachedDevice);

PDEVICE_OBJECT WdfDeviceWdmGetPhysicalDevice(WDFDEVICE Device)
{
	return to_device(Device)->pdo;
}
VMBKMCL_EXPORT(WdfDeviceWdmGetPhysicalDevice);

WDFDEVICE WdfWdmDeviceGetWdfDeviceHandle(PDEVICE_OBJECT DeviceObject)
{
	return (WDFDEVICE)wdf_device_of(DeviceObject);
}
VMBKMCL_EXPORT(WdfWdmDeviceGetWdfDeviceHandle);

VOID WdfDeviceSetAlignmentRequirement(WDFDEVICE Device, ULONG AlignmentRequirement)
{
	WRITE_ONCE(((struct wdf_device *)Device)->fdo->AlignmentRequirement,
		   AlignmentRequirement);
}
VMBKMCL_EXPORT(WdfDeviceSetAlignmentRequirement);

ULONG WdfDeviceGetAlignmentRequirement(WDFDEVICE Device)
{
	return READ_ONCE(((struct wdf_device *)Device)->fdo->AlignmentRequirement);
}
VMBKMCL_EXPORT(WdfDeviceGetAlignmentRequirement);

WDFDRIVER WdfDeviceGetDriver(WDFDEVICE Device)
{
	return (WDFDRIVER)to_device(Device)->driver;
}
VMBKMCL_EXPORT(WdfDeviceGetDriver);
