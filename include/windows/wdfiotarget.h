/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * I/O targets: the next lower device.
 */
#ifndef VMBKMCL_WINDOWS_WDFIOTARGET_H
#define VMBKMCL_WINDOWS_WDFIOTARGET_H

#include "wdfobject.h"

/**
 * WdfIoTargetQueryForInterface() - ask a target for an interface
 * @IoTarget: the target
 * @InterfaceType: as for WdfFdoQueryForInterface()
 * @Interface: likewise
 * @Size: likewise
 * @Version: likewise
 * @InterfaceSpecificData: optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfFdoQueryForInterface().
 */
NTSTATUS WdfIoTargetQueryForInterface(WDFIOTARGET IoTarget,
				      LPCGUID InterfaceType,
				      PINTERFACE Interface, USHORT Size,
				      USHORT Version,
				      PVOID InterfaceSpecificData);

#endif
