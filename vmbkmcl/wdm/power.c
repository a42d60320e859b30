// SPDX-License-Identifier: GPL-2.0-only
/*
 * power.c - the power states of devices, as their drivers say them.
 */
#include <vmbkmcl/nt/power.h>

#include "../compat/export.h"
#include "wdm.h"

POWER_STATE PoSetPowerState(PDEVICE_OBJECT DeviceObject, POWER_STATE_TYPE Type,
			    POWER_STATE State)
{
	struct wdm_device *device = vmbkmcl_wdm_device_counted(DeviceObject);
	POWER_STATE before = { .DeviceState = PowerDeviceUnspecified };

	if (device && Type == DevicePowerState)
		before.DeviceState = xchg(&device->power, State.DeviceState);
	return before;
}
VMBKMCL_EXPORT(PoSetPowerState);
