// SPDX-License-Identifier: GPL-2.0-only
/*
 * power.c - a framework device leaves D0 and enters it.
 *
 * While the machine hibernates it is in D3, in the order of the DDI pages of these
 * callbacks: EvtDeviceSelfManagedIoSuspend, EvtIoStop for what the driver has of
 * power-managed queues, EvtDeviceD0Exit; then EvtDeviceD0Entry, EvtIoResume,
 * EvtDeviceSelfManagedIoRestart. A driver that does not stop its requests in time keeps
 * the machine from hibernating, as it does on Windows.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

void vmbkmcl_wdf_d0_exit(struct wdf_device *device, WDF_POWER_DEVICE_STATE to)
{
	const WDF_PNPPOWER_EVENT_CALLBACKS *callbacks = &device->callbacks;
	WDFDEVICE handle = (WDFDEVICE)device;
	NTSTATUS status = STATUS_SUCCESS;

	if (callbacks->EvtDeviceD0ExitPreInterruptsDisabled)
		callbacks->EvtDeviceD0ExitPreInterruptsDisabled(handle, to);
	if (callbacks->EvtDeviceD0Exit)
		status = callbacks->EvtDeviceD0Exit(handle, to);
	if (!NT_SUCCESS(status))
		pr_warn("EvtDeviceD0Exit failed with status %#x (%s)\n", status,
			vmbkmcl_status_name(status));
}

NTSTATUS vmbkmcl_wdf_d0_entry(struct wdf_device *device, WDF_POWER_DEVICE_STATE from)
{
	const WDF_PNPPOWER_EVENT_CALLBACKS *callbacks = &device->callbacks;
	WDFDEVICE handle = (WDFDEVICE)device;
	NTSTATUS status = STATUS_SUCCESS;

	if (callbacks->EvtDeviceD0Entry)
		status = callbacks->EvtDeviceD0Entry(handle, from);
	if (NT_SUCCESS(status) && callbacks->EvtDeviceD0EntryPostInterruptsEnabled)
		status = callbacks->EvtDeviceD0EntryPostInterruptsEnabled(handle, from);
	return status;
}

/* Back in D0, or still in D0 as the driver did not stop its requests. */
static NTSTATUS device_restart(struct wdf_device *device)
{
	const WDF_PNPPOWER_EVENT_CALLBACKS *callbacks = &device->callbacks;

	WRITE_ONCE(device->asleep, false);
	vmbkmcl_wdf_queues_resume(device);
	if (!callbacks->EvtDeviceSelfManagedIoRestart)
		return STATUS_SUCCESS;
	return callbacks->EvtDeviceSelfManagedIoRestart((WDFDEVICE)device);
}

static NTSTATUS device_sleep(struct wdf_device *device)
{
	const WDF_PNPPOWER_EVENT_CALLBACKS *callbacks = &device->callbacks;
	NTSTATUS status;

	if (device->state < WDF_DEVICE_STARTED)
		return STATUS_SUCCESS;
	/* From here on requests are kept for later. */
	WRITE_ONCE(device->asleep, true);
	if (callbacks->EvtDeviceSelfManagedIoSuspend)
		callbacks->EvtDeviceSelfManagedIoSuspend((WDFDEVICE)device);
	if (!vmbkmcl_wdf_queues_hold(device)) {
		status = device_restart(device);
		if (!NT_SUCCESS(status))
			pr_warn("EvtDeviceSelfManagedIoRestart failed with status %#x (%s)\n",
				status, vmbkmcl_status_name(status));
		return STATUS_DEVICE_BUSY;
	}
	vmbkmcl_wdf_d0_exit(device, WdfPowerDeviceD3);
	WRITE_ONCE(device->state, WDF_DEVICE_PREPARED);
	return STATUS_SUCCESS;
}

static NTSTATUS device_wake(struct wdf_device *device)
{
	NTSTATUS status;

	if (!device->asleep)
		return STATUS_SUCCESS;
	status = vmbkmcl_wdf_d0_entry(device, WdfPowerDeviceD3);
	if (!NT_SUCCESS(status))
		return status;
	WRITE_ONCE(device->state, WDF_DEVICE_STARTED);
	return device_restart(device);
}

static bool irp_sets_system_state(const IO_STACK_LOCATION *stack)
{
	return stack->MinorFunction == IRP_MN_SET_POWER &&
	       stack->Parameters.Power.Type == SystemPowerState;
}

/* On the way down this device is first, on the way up those below it are. */
NTSTATUS vmbkmcl_wdf_power(PDEVICE_OBJECT fdo, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	struct wdf_device *device = wdf_device_of(fdo);
	NTSTATUS status = STATUS_SUCCESS;

	if (device->control)
		return vmbkmcl_wdf_fail(irp, STATUS_INVALID_DEVICE_REQUEST);
	if (irp_sets_system_state(stack) &&
	    stack->Parameters.Power.State.SystemState == PowerSystemWorking) {
		if (IoForwardIrpSynchronously(device->lower, irp))
			status = device_wake(device);
		irp->IoStatus.Status = status;
		IofCompleteRequest(irp, IO_NO_INCREMENT);
		return status;
	}
	if (irp_sets_system_state(stack))
		status = device_sleep(device);
	if (!NT_SUCCESS(status))
		return vmbkmcl_wdf_fail(irp, status);
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoSkipCurrentIrpStackLocation(irp);
	return IofCallDriver(device->lower, irp);
}
