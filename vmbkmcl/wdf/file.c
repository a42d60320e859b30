// SPDX-License-Identifier: GPL-2.0-only
/*
 * file.c - handles, as framework file objects.
 *
 * Only a driver that asked for them has any, one for each of its devices in the stack.
 * A file object is made when a handle is opened, and deleted when the handle is closed
 * or its opening failed.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_file - a file object
 * @object: first
 * @device: its device
 * @wdm: what it stands for
 * @next: that of another framework device of the stack, or NULL; changes only while the
 *	handle is opened or closed
 */
struct wdf_file {
	struct wdf_object object;
	struct wdf_device *device;
	PFILE_OBJECT wdm;
	struct wdf_file *next;
};

static const struct wdf_object_ops file_ops = {
	.name = "file object",
	.keeps = vmbkmcl_wdf_keeps_all,
};

VOID WdfDeviceInitSetFileObjectConfig(PWDFDEVICE_INIT DeviceInit,
				      PWDF_FILEOBJECT_CONFIG FileObjectConfig,
				      PWDF_OBJECT_ATTRIBUTES FileObjectAttributes)
{
	if (FileObjectConfig->Size != sizeof(*FileObjectConfig)) {
		pr_err_once("%s() with a structure of another size: ignored\n", __func__);
		return;
	}
	if (!FileObjectAttributes ||
	    vmbkmcl_wdf_keep_attributes(&DeviceInit->file_attributes, FileObjectAttributes,
					__func__))
		DeviceInit->file_config = *FileObjectConfig;
}
VMBKMCL_EXPORT(WdfDeviceInitSetFileObjectConfig);

WDFDEVICE WdfFileObjectGetDevice(WDFFILEOBJECT FileObject)
{
	return (WDFDEVICE)((struct wdf_file *)FileObject)->device;
}
VMBKMCL_EXPORT(WdfFileObjectGetDevice);

PFILE_OBJECT WdfFileObjectWdmGetFileObject(WDFFILEOBJECT FileObject)
{
	return ((struct wdf_file *)FileObject)->wdm;
}
VMBKMCL_EXPORT(WdfFileObjectWdmGetFileObject);

PUNICODE_STRING WdfFileObjectGetFileName(WDFFILEOBJECT FileObject)
{
	return vmbkmcl_may_sleep() ? &((struct wdf_file *)FileObject)->wdm->FileName : NULL;
}
VMBKMCL_EXPORT(WdfFileObjectGetFileName);

/* Where the device's file object is, or the end of those that there are. */
static struct wdf_file **file_find(const struct wdf_device *device, PFILE_OBJECT wdm)
{
	struct wdf_file **link = (struct wdf_file **)&wdm->LinuxFramework;

	while (*link && (*link)->device != device)
		link = &(*link)->next;
	return link;
}

WDFFILEOBJECT vmbkmcl_wdf_file_of(const struct wdf_device *device, PFILE_OBJECT wdm)
{
	return (WDFFILEOBJECT)*file_find(device, wdm);
}

static NTSTATUS file_complete(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static void file_delete(const struct wdf_device *device, PFILE_OBJECT wdm)
{
	struct wdf_file **link = file_find(device, wdm), *file = *link;

	*link = file->next;
	vmbkmcl_wdf_delete(&file->object);
}

/* How a create request went, before it is completed: its sender frees @irp's file. */
static void file_created(PIRP irp, NTSTATUS status)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);

	if (!NT_SUCCESS(status))
		file_delete(wdf_device_of(stack->DeviceObject), stack->FileObject);
}

static NTSTATUS file_passed(PDEVICE_OBJECT fdo, PIRP irp, PVOID context)
{
	if (irp->PendingReturned)
		IoMarkIrpPending(irp);
	file_created(irp, irp->IoStatus.Status);
	return STATUS_CONTINUE_COMPLETION;
}

static NTSTATUS file_pass_down(struct wdf_device *device, PIRP irp)
{
	IoSkipCurrentIrpStackLocation(irp);
	return IofCallDriver(device->lower, irp);
}

/* A create request of a filter: what becomes of the file object is said below it. */
static NTSTATUS file_pass_create(struct wdf_device *device, PIRP irp)
{
	IoCopyCurrentIrpStackLocationToNext(irp);
	IoSetCompletionRoutine(irp, file_passed, NULL, TRUE, TRUE, TRUE);
	return IofCallDriver(device->lower, irp);
}

static NTSTATUS file_create(struct wdf_device *device, PIRP irp, PFILE_OBJECT wdm)
{
	struct wdf_file *file;
	WDFREQUEST request;
	NTSTATUS status;

	file = vmbkmcl_wdf_make(sizeof(*file), &file_ops,
				wdf_kept_attributes(&device->file_attributes),
				&device->object, &status);
	if (!file)
		return file_complete(irp, status);
	file->device = device;
	file->wdm = wdm;
	status = vmbkmcl_wdf_commit(&file->object);
	if (!NT_SUCCESS(status))
		return file_complete(irp, status);
	*file_find(device, wdm) = file;
	if (vmbkmcl_wdf_route_create(device, irp, file_created, &status))
		return status;
	if (!device->file_config.EvtDeviceFileCreate)
		return device->filter ? file_pass_create(device, irp) :
					file_complete(irp, STATUS_SUCCESS);
	status = vmbkmcl_wdf_create_request(device, irp, file_created, &request);
	if (status != STATUS_PENDING)
		return status;
	vmbkmcl_wdf_lock(device->file_lock);
	device->file_config.EvtDeviceFileCreate((WDFDEVICE)device, request,
						(WDFFILEOBJECT)file);
	vmbkmcl_wdf_unlock(device->file_lock);
	return status;
}

/*
 * After its driver's callback: requests of the handle that wait are cancelled, those that
 * the driver has are its own to complete then. As KMDF's FxPkgGeneral::OnCleanup().
 */
static void file_flush(struct wdf_device *device, PFILE_OBJECT wdm)
{
	if (wdm)
		vmbkmcl_wdf_queues_flush(device, wdm);
}

/* The driver has no file objects. */
static NTSTATUS file_pass(struct wdf_device *device, PIRP irp, UCHAR major)
{
	NTSTATUS status;

	if (major == IRP_MJ_CLEANUP)
		file_flush(device, IoGetCurrentIrpStackLocation(irp)->FileObject);
	if (major == IRP_MJ_CREATE &&
	    vmbkmcl_wdf_route_create(device, irp, NULL, &status))
		return status;
	return device->filter ? file_pass_down(device, irp) :
				file_complete(irp, STATUS_SUCCESS);
}

/* Whether cleanup and close requests go on to the device below. */
static bool file_forwards(const struct wdf_device *device)
{
	if (!device->lower)
		return false;
	if (device->file_config.AutoForwardCleanupClose == WdfUseDefault)
		return device->filter;
	return device->file_config.AutoForwardCleanupClose == WdfTrue;
}

static void file_tell(struct wdf_device *device, PFN_WDF_FILE_CLOSE function,
		      WDFFILEOBJECT file)
{
	if (!file || !function)
		return;
	vmbkmcl_wdf_lock(device->file_lock);
	function(file);
	vmbkmcl_wdf_unlock(device->file_lock);
}

NTSTATUS vmbkmcl_wdf_file(PDEVICE_OBJECT fdo, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	struct wdf_device *device = wdf_device_of(fdo);
	const WDF_FILEOBJECT_CONFIG *config = &device->file_config;
	PFILE_OBJECT wdm = stack->FileObject;
	WDFFILEOBJECT file;

	if (!config->Size || !wdm)
		return file_pass(device, irp, stack->MajorFunction);
	file = vmbkmcl_wdf_file_of(device, wdm);
	switch (stack->MajorFunction) {
	case IRP_MJ_CREATE:
		return file_create(device, irp, wdm);
	case IRP_MJ_CLEANUP:
		file_tell(device, config->EvtFileCleanup, file);
		file_flush(device, wdm);
		break;
	case IRP_MJ_CLOSE:
		file_tell(device, config->EvtFileClose, file);
		if (file)
			file_delete(device, wdm);
		break;
	}
	return file_forwards(device) ? file_pass_down(device, irp) :
				       file_complete(irp, STATUS_SUCCESS);
}
