// SPDX-License-Identifier: GPL-2.0-only
/*
 * control_device.c - control devices, which belong to a driver and to no bus's device.
 */
#include <linux/reboot.h>
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/wdm.h"
#include "wdf.h"

PWDFDEVICE_INIT WdfControlDeviceInitAllocate(WDFDRIVER Driver, PCUNICODE_STRING SDDLString)
{
	struct WDFDEVICE_INIT *init = kzalloc(sizeof(*init), GFP_KERNEL);

	might_sleep();
	if (!init)
		return NULL;
	init->driver = (struct wdf_driver *)Driver;
	init->control = true;
	init->type = FILE_DEVICE_UNKNOWN;
	init->io_type = WdfDeviceIoBuffered;
	if (vmbkmcl_string_copy(&init->sddl, SDDLString))
		return init;
	kfree(init);
	return NULL;
}
VMBKMCL_EXPORT(WdfControlDeviceInitAllocate);

VOID WdfControlDeviceInitSetShutdownNotification(PWDFDEVICE_INIT DeviceInit,
	PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION Notification, UCHAR Flags)
{
	DeviceInit->shutdown = Notification;
	DeviceInit->shutdown_flags = Flags;
}
VMBKMCL_EXPORT(WdfControlDeviceInitSetShutdownNotification);

VOID WdfDeviceInitFree(PWDFDEVICE_INIT DeviceInit)
{
	/* The framework frees what it has given to EvtDriverDeviceAdd. */
	if (DeviceInit->control)
		vmbkmcl_wdf_init_free(DeviceInit);
}
VMBKMCL_EXPORT(WdfDeviceInitFree);

NTSTATUS WdfDeviceInitAssignSDDLString(PWDFDEVICE_INIT DeviceInit,
				       PCUNICODE_STRING SDDLString)
{
	UNICODE_STRING sddl;

	if (!wdf_text_is_valid(SDDLString))
		return STATUS_INVALID_PARAMETER;
	if (!vmbkmcl_string_copy(&sddl, SDDLString))
		return STATUS_INSUFFICIENT_RESOURCES;
	kfree(DeviceInit->sddl.Buffer);
	DeviceInit->sddl = sddl;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfDeviceInitAssignSDDLString);

void vmbkmcl_wdf_init_free(struct WDFDEVICE_INIT *init)
{
	kfree(init->name.Buffer);
	kfree(init->sddl.Buffer);
	vmbkmcl_wdf_preprocess_free(init->preprocess);
	if (init->control)
		kfree(init);
}

VOID WdfControlFinishInitializing(WDFDEVICE Device)
{
	((struct wdf_device *)Device)->fdo->Flags &= ~DO_DEVICE_INITIALIZING;
}
VMBKMCL_EXPORT(WdfControlFinishInitializing);

static int control_shutdown(struct notifier_block *block, unsigned long action, void *data)
{
	struct wdf_device *device = container_of(block, struct wdf_device, shutdown_block);

	/* Its driver may delete it, which is left to a worker: that waits for this one. */
	vmbkmcl_wdf_get(&device->object);
	WRITE_ONCE(device->shutting_down, current);
	device->shutdown((WDFDEVICE)device);
	WRITE_ONCE(device->shutting_down, NULL);
	vmbkmcl_wdf_put(&device->object);
	return NOTIFY_DONE;
}

NTSTATUS vmbkmcl_wdf_control_create(struct wdf_device *device,
				    const struct WDFDEVICE_INIT *init)
{
	device->shutdown = init->shutdown;
	if (!init->shutdown)
		return STATUS_SUCCESS;
	device->shutdown_block.notifier_call = control_shutdown;
	/* The last chance comes after file systems' and other drivers'. */
	device->shutdown_block.priority =
		init->shutdown_flags & WdfDeviceLastChanceShutdown ? INT_MIN : 0;
	return vmbkmcl_errno_to_status(register_reboot_notifier(&device->shutdown_block));
}

/* Programs that still have it open find it gone, and the driver its handles closed. */
void vmbkmcl_wdf_control_close(struct wdf_device *device)
{
	if (device->shutdown_block.notifier_call)
		unregister_reboot_notifier(&device->shutdown_block);
	vmbkmcl_wdf_device_unlink(device);
	vmbkmcl_wdm_shutdown_device(device->fdo);
}
