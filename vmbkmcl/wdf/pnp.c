// SPDX-License-Identifier: GPL-2.0-only
/*
 * pnp.c - a framework device's life: what each PnP request makes of it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/*
 * Undo what has been done, as far as the device has come. EvtDeviceReleaseHardware
 * follows a failure of its counterpart, EvtDeviceD0Exit does not (DDI page of
 * EvtDeviceD0Entry), nor does EvtDeviceSelfManagedIoSuspend (KMDF's
 * selfmanagediostatemachine.cpp, state FxSelfManagedIoInitFailed).
 */
static void device_stop(struct wdf_device *device)
{
	const WDF_PNPPOWER_EVENT_CALLBACKS *callbacks = &device->callbacks;
	WDFDEVICE handle = (WDFDEVICE)device;

	vmbkmcl_wdf_interfaces_enable(device, false);
	if (device->state >= WDF_DEVICE_STARTED &&
	    callbacks->EvtDeviceSelfManagedIoSuspend)
		callbacks->EvtDeviceSelfManagedIoSuspend(handle);
	/* Also what came before D0, and waits for it. */
	vmbkmcl_wdf_queues_stop(device, true);
	if (device->state >= WDF_DEVICE_IN_D0)
		vmbkmcl_wdf_d0_exit(device, WdfPowerDeviceD3Final);
	if (device->state >= WDF_DEVICE_PREPARED &&
	    callbacks->EvtDeviceReleaseHardware)
		callbacks->EvtDeviceReleaseHardware(handle, NULL);
	WRITE_ONCE(device->state, WDF_DEVICE_ADDED);
	WRITE_ONCE(device->asleep, false);
}

/* Call the callbacks of a start up to the first that fails. */
static NTSTATUS device_bring_up(struct wdf_device *device)
{
	const WDF_PNPPOWER_EVENT_CALLBACKS *callbacks = &device->callbacks;
	WDFDEVICE handle = (WDFDEVICE)device;
	NTSTATUS status = STATUS_SUCCESS;

	WRITE_ONCE(device->state, WDF_DEVICE_PREPARED);
	if (callbacks->EvtDevicePrepareHardware)
		status = callbacks->EvtDevicePrepareHardware(handle, NULL, NULL);
	if (NT_SUCCESS(status))
		status = vmbkmcl_wdf_d0_entry(device, WdfPowerDeviceD3Final);
	if (!NT_SUCCESS(status))
		return status;
	WRITE_ONCE(device->state, WDF_DEVICE_IN_D0);
	vmbkmcl_wdf_queues_resume(device);
	/* EvtDeviceSelfManagedIoFlush and ...Cleanup also follow a failure. */
	device->self_managed = true;
	device->flushed = false;
	if (callbacks->EvtDeviceSelfManagedIoInit)
		status = callbacks->EvtDeviceSelfManagedIoInit(handle);
	if (NT_SUCCESS(status))
		WRITE_ONCE(device->state, WDF_DEVICE_STARTED);
	return status;
}

static NTSTATUS device_start(struct wdf_device *device)
{
	NTSTATUS status = device_bring_up(device);

	if (!NT_SUCCESS(status)) {
		device_stop(device);
		return status;
	}
	device->fdo->Flags &= ~DO_DEVICE_INITIALIZING;
	vmbkmcl_wdf_interfaces_enable(device, true);
	return status;
}

static NTSTATUS pnp_complete(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS pnp_pass(struct wdf_device *device, PIRP irp)
{
	IoSkipCurrentIrpStackLocation(irp);
	return IofCallDriver(device->lower, irp);
}

static NTSTATUS pnp_start(struct wdf_device *device, PIRP irp)
{
	NTSTATUS status = STATUS_INVALID_PARAMETER;

	if (IoForwardIrpSynchronously(device->lower, irp))
		status = irp->IoStatus.Status;
	if (NT_SUCCESS(status))
		status = device_start(device);
	return pnp_complete(irp, status);
}

static NTSTATUS pnp_query_remove(struct wdf_device *device, PIRP irp)
{
	NTSTATUS status = STATUS_SUCCESS;

	if (device->callbacks.EvtDeviceQueryRemove)
		status = device->callbacks.EvtDeviceQueryRemove((WDFDEVICE)device);
	if (!NT_SUCCESS(status))
		return pnp_complete(irp, status);
	irp->IoStatus.Status = STATUS_SUCCESS;
	return pnp_pass(device, irp);
}

/*
 * Once, as soon as the device is known to go, and after its power-managed queues: what
 * the driver ends here may be what the removal waits for. As KMDF's
 * FxPkgPnp::PnpCleanupForRemove().
 */
static void device_flush(struct wdf_device *device)
{
	if (!device->self_managed || device->flushed)
		return;
	device->flushed = true;
	if (device->callbacks.EvtDeviceSelfManagedIoFlush)
		device->callbacks.EvtDeviceSelfManagedIoFlush((WDFDEVICE)device);
}

static NTSTATUS pnp_surprise(struct wdf_device *device, PIRP irp)
{
	if (device->callbacks.EvtDeviceSurpriseRemoval)
		device->callbacks.EvtDeviceSurpriseRemoval((WDFDEVICE)device);
	device_stop(device);
	/* Another one may have it before this one is removed. */
	vmbkmcl_wdf_device_unlink(device);
	device_flush(device);
	irp->IoStatus.Status = STATUS_SUCCESS;
	return pnp_pass(device, irp);
}

static NTSTATUS pnp_remove(struct wdf_device *device, PIRP irp)
{
	NTSTATUS status;

	device_stop(device);
	device_flush(device);
	vmbkmcl_wdf_queues_stop(device, false);
	if (device->self_managed && device->callbacks.EvtDeviceSelfManagedIoCleanup)
		device->callbacks.EvtDeviceSelfManagedIoCleanup((WDFDEVICE)device);
	vmbkmcl_wdf_targets_end(device);
	irp->IoStatus.Status = STATUS_SUCCESS;
	status = pnp_pass(device, irp);
	vmbkmcl_wdf_device_remove(device);
	return status;
}

static NTSTATUS pnp_query_interface(struct wdf_device *device, PIRP irp)
{
	NTSTATUS status = vmbkmcl_wdf_offered_answer(device, irp);

	if (!NT_SUCCESS(status) && status != STATUS_NOT_SUPPORTED)
		return pnp_complete(irp, status);
	irp->IoStatus.Status = status;
	return pnp_pass(device, irp);
}

NTSTATUS vmbkmcl_wdf_pnp(PDEVICE_OBJECT fdo, PIRP irp)
{
	struct wdf_device *device = wdf_device_of(fdo);

	if (device->control)
		return pnp_complete(irp, STATUS_INVALID_DEVICE_REQUEST);
	switch (IoGetCurrentIrpStackLocation(irp)->MinorFunction) {
	case IRP_MN_START_DEVICE:
		return pnp_start(device, irp);
	case IRP_MN_QUERY_REMOVE_DEVICE:
		return pnp_query_remove(device, irp);
	case IRP_MN_SURPRISE_REMOVAL:
		return pnp_surprise(device, irp);
	case IRP_MN_REMOVE_DEVICE:
		return pnp_remove(device, irp);
	case IRP_MN_QUERY_INTERFACE:
		return pnp_query_interface(device, irp);
	default:
		return pnp_pass(device, irp);
	}
}
