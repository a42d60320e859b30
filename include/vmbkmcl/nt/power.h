/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The power state of a device, as its driver says it.
 */
#ifndef VMBKMCL_NT_POWER_H
#define VMBKMCL_NT_POWER_H

#include <vmbkmcl/nt/irp.h>

/**
 * PoSetPowerState() - say what power state a device is in
 * @DeviceObject: a device of the driver's
 * @Type: DevicePowerState
 * @State: the state
 *
 * It is remembered, and changes nothing.
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the state before [doc]; PowerDeviceUnspecified at first and for a bus's device
 * [ours].
 */
POWER_STATE PoSetPowerState(PDEVICE_OBJECT DeviceObject, POWER_STATE_TYPE Type,
			    POWER_STATE State);

#endif
