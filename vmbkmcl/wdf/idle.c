// SPDX-License-Identifier: GPL-2.0-only
/*
 * idle.c - what drivers say of idling, waking and resources, of which no device here has
 * any. What a driver is told is what Windows says of such a device.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

VOID WdfDeviceInitSetPowerPolicyEventCallbacks(PWDFDEVICE_INIT DeviceInit,
	PWDF_POWER_POLICY_EVENT_CALLBACKS PowerPolicyEventCallbacks)
{
}
VMBKMCL_EXPORT(WdfDeviceInitSetPowerPolicyEventCallbacks);

VOID WdfDeviceInitSetPowerPolicyOwnership(PWDFDEVICE_INIT DeviceInit,
					  BOOLEAN IsPowerPolicyOwner)
{
	DeviceInit->power_taken = IsPowerPolicyOwner;
	DeviceInit->power_given_up = !IsPowerPolicyOwner;
}
VMBKMCL_EXPORT(WdfDeviceInitSetPowerPolicyOwnership);

static bool idle_settings_are_valid(const WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS *settings)
{
	return settings->IdleCaps >= IdleCannotWakeFromS0 &&
	       settings->IdleCaps <= IdleUsbSelectiveSuspend &&
	       settings->UserControlOfIdleSettings >= IdleDoNotAllowUserControl &&
	       settings->UserControlOfIdleSettings <= IdleAllowUserControl &&
	       (unsigned int)settings->IdleTimeoutType <= SystemManagedIdleTimeoutWithHint;
}

/* PowerDeviceMaximum is for the lowest state in which it can wake itself. */
static bool idle_state_is_valid(const WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS *settings)
{
	return settings->IdleCaps == IdleCannotWakeFromS0 &&
	       settings->DxState >= PowerDeviceD1 && settings->DxState <= PowerDeviceMaximum;
}

NTSTATUS WdfDeviceAssignS0IdleSettings(WDFDEVICE Device,
				       PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS Settings)
{
	struct wdf_device *device = (struct wdf_device *)Device;

	if (Settings->Size != sizeof(*Settings))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!idle_settings_are_valid(Settings))
		return STATUS_INVALID_PARAMETER;
	if (!device->power_owner)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!idle_state_is_valid(Settings))
		return STATUS_POWER_STATE_INVALID;
	pr_info_once("a driver wants its device to idle: here it stays in D0\n");
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfDeviceAssignS0IdleSettings);

NTSTATUS WdfDeviceAssignSxWakeSettings(WDFDEVICE Device,
				       PWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS Settings)
{
	struct wdf_device *device = (struct wdf_device *)Device;

	if (Settings->Size != sizeof(*Settings))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (Settings->UserControlOfWakeSettings < WakeDoNotAllowUserControl ||
	    Settings->UserControlOfWakeSettings > WakeAllowUserControl)
		return STATUS_INVALID_PARAMETER;
	if (!device->power_owner)
		return STATUS_INVALID_DEVICE_REQUEST;
	return STATUS_POWER_STATE_INVALID;
}
VMBKMCL_EXPORT(WdfDeviceAssignSxWakeSettings);

NTSTATUS WdfDeviceStopIdle(WDFDEVICE Device, BOOLEAN WaitForD0)
{
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfDeviceStopIdle);

VOID WdfDeviceResumeIdle(WDFDEVICE Device)
{
}
VMBKMCL_EXPORT(WdfDeviceResumeIdle);

VOID WdfDeviceSetPnpCapabilities(WDFDEVICE Device,
				 PWDF_DEVICE_PNP_CAPABILITIES PnpCapabilities)
{
}
VMBKMCL_EXPORT(WdfDeviceSetPnpCapabilities);

VOID WdfDeviceSetDeviceState(WDFDEVICE Device, PWDF_DEVICE_STATE DeviceState)
{
}
VMBKMCL_EXPORT(WdfDeviceSetDeviceState);

ULONG WdfCmResourceListGetCount(WDFCMRESLIST List)
{
	return 0;
}
VMBKMCL_EXPORT(WdfCmResourceListGetCount);

PCM_PARTIAL_RESOURCE_DESCRIPTOR WdfCmResourceListGetDescriptor(WDFCMRESLIST List,
							       ULONG Index)
{
	return NULL;
}
VMBKMCL_EXPORT(WdfCmResourceListGetDescriptor);
