/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Control devices: devices of a driver, on no bus's device.
 *
 * Deleting one, or its driver's being unloaded, closes the handles that programs have
 * of it: EvtFileCleanup and EvtFileClose are called. Windows waits for the programs.
 *
 * Linux counterpart: a character device
 */
#ifndef VMBKMCL_WINDOWS_WDFCONTROL_H
#define VMBKMCL_WINDOWS_WDFCONTROL_H

#include "wdfdevice.h"

typedef enum _WDF_DEVICE_SHUTDOWN_FLAGS {
	WdfDeviceShutdown = 0x01,
	WdfDeviceLastChanceShutdown = 0x02
} WDF_DEVICE_SHUTDOWN_FLAGS;

/**
 * WdfControlDeviceInitAllocate() - begin to make a control device
 * @Driver: its driver
 * @SDDLString: who may open it, as WdfDeviceInitAssignSDDLString()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the device to be, for WdfDeviceCreate() or WdfDeviceInitFree(); NULL without
 * memory. [doc]
 */
PWDFDEVICE_INIT WdfControlDeviceInitAllocate(WDFDRIVER Driver, PCUNICODE_STRING SDDLString);

/**
 * WdfControlDeviceInitSetShutdownNotification() - be told when the machine shuts down
 * @DeviceInit: a control device to be
 * @Notification: called then
 * @Flags: of type WDF_DEVICE_SHUTDOWN_FLAGS; WdfDeviceLastChanceShutdown: after others
 *
 * @Notification may delete the device, which is gone when it has returned.
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfControlDeviceInitSetShutdownNotification(PWDFDEVICE_INIT DeviceInit,
	PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION Notification, UCHAR Flags);

/**
 * WdfControlFinishInitializing() - let programs open a control device
 * @Device: the device, with its queues and its symbolic link
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfControlFinishInitializing(WDFDEVICE Device);

#endif
