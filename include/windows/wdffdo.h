/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Function device objects: interfaces of the devices below.
 */
#ifndef VMBKMCL_WINDOWS_WDFFDO_H
#define VMBKMCL_WINDOWS_WDFFDO_H

#include "wdfobject.h"

/**
 * WdfFdoInitSetFilter() - say that a device filters the requests of the one below
 * @DeviceInit: the device to be
 *
 * Requests for which it has no queue go to the device below, and its queues are not
 * power-managed unless they are said to be. [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfFdoInitSetFilter(PWDFDEVICE_INIT DeviceInit);

/**
 * WdfFdoQueryForInterface() - ask the devices below for an interface
 * @Fdo: the device
 * @InterfaceType: address of a type, for instance KMCL_CLIENT_INTERFACE_TYPE
 * @Interface: receives the interface, with one reference taken; unchanged on
 *	failure
 * @Size: its bytes
 * @Version: its version
 * @InterfaceSpecificData: optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or a failure status.
 */
NTSTATUS WdfFdoQueryForInterface(WDFDEVICE Fdo, LPCGUID InterfaceType,
				 PINTERFACE Interface, USHORT Size,
				 USHORT Version, PVOID InterfaceSpecificData);

#endif
