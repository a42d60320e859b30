/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * WMI: a driver registers its data blocks and writes events, and no program asks for
 * them. What an event looks like is in wmistr.h.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_NT_WMI_H
#define VMBKMCL_NT_WMI_H

#include <vmbkmcl/nt/device.h>

#define WMIREG_ACTION_REGISTER		1
#define WMIREG_ACTION_DEREGISTER	2
#define WMIREG_ACTION_REREGISTER	3
#define WMIREG_ACTION_UPDATE_GUIDS	4
#define WMIREG_ACTION_BLOCK_IRPS	5

/**
 * IoWMIDeviceObjectToProviderId() - a device's number in an event
 * @DeviceObject: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: 32 bits of its address. [ours]
 */
static inline ULONG IoWMIDeviceObjectToProviderId(PDEVICE_OBJECT DeviceObject)
{
	return (ULONG)((ULONG_PTR)DeviceObject >> 3);
}

/**
 * IoWMIWriteEvent() - send an event to the programs that listen, which are none
 * @WnodeEventItem: a WNODE_EVENT_ITEM of nonpaged pool, which is freed, unless its flags
 *	have WNODE_FLAG_TRACED_GUID: then it stays the caller's [doc]
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS. [ours]
 */
NTSTATUS IoWMIWriteEvent(PVOID WnodeEventItem);

/**
 * IoWMIRegistrationControl() - register with WMI, or undo it
 * @DeviceObject: the device
 * @Action: WMIREG_ACTION_*
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; the device gets no IRP_MJ_SYSTEM_CONTROL. [ours]
 */
static inline NTSTATUS IoWMIRegistrationControl(PDEVICE_OBJECT DeviceObject, ULONG Action)
{
	UNREFERENCED_PARAMETER(DeviceObject);
	UNREFERENCED_PARAMETER(Action);
	return STATUS_SUCCESS;
}

#endif
