/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * WMI: a driver registers its data blocks, and nothing asks for them.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_WINDOWS_WMISTR_H
#define VMBKMCL_WINDOWS_WMISTR_H

#include "wdm.h"

#define WMIREG_ACTION_REGISTER		1
#define WMIREG_ACTION_DEREGISTER	2
#define WMIREG_ACTION_REREGISTER	3
#define WMIREG_ACTION_UPDATE_GUIDS	4
#define WMIREG_ACTION_BLOCK_IRPS	5

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
