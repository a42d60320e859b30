/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Device interfaces: nodes that a program finds by what the device can do.
 *
 * While an interface is enabled there is a node /dev/vmbkmcl/<GUID>/<number>, with
 * ".<reference string>" behind it if it was registered with one. The GUID is in small
 * letters without braces; the devices of an interface are numbered from 0 on, and a
 * number that has become free is used again.
 *
 * Differences from Windows
 * - Interfaces are forgotten when their device is removed.
 *
 * Linux counterpart: struct class, udev's links
 */
#ifndef VMBKMCL_NT_INTERFACE_H
#define VMBKMCL_NT_INTERFACE_H

#include <guiddef.h>
#include <vmbkmcl/nt/device.h>

#define DEVICE_INTERFACE_INCLUDE_NONACTIVE	0x00000001

/**
 * IoRegisterDeviceInterface() - give a device an interface, disabled at first
 * @PhysicalDeviceObject: the bus's device, as AddDevice gets it
 * @InterfaceClassGuid: what the device can do
 * @ReferenceString: becomes the FileName, behind a backslash, of what is opened by
 *	this interface; without backslashes and slashes; optional
 * @SymbolicLinkName: receives the interface's name; free it with
 *	RtlFreeUnicodeString()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_EXISTS, also with the name, when it has
 * been registered before, STATUS_INVALID_DEVICE_REQUEST when it is no bus's device or
 * the reference string cannot be [doc], or when the device has been removed, or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS IoRegisterDeviceInterface(PDEVICE_OBJECT PhysicalDeviceObject,
				   const GUID *InterfaceClassGuid,
				   PUNICODE_STRING ReferenceString,
				   PUNICODE_STRING SymbolicLinkName);

/**
 * IoSetDeviceInterfaceState() - enable or disable an interface
 * @SymbolicLinkName: its name
 * @Enable: TRUE: there is a node from now on
 *
 * Until IRP_MN_START_DEVICE has succeeded the node cannot be opened, and no driver is told
 * of the interface. [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_EXISTS when it is enabled already [doc],
 * STATUS_OBJECT_NAME_NOT_FOUND when there is no such interface or it is disabled
 * already [doc], STATUS_INVALID_DEVICE_STATE when no driver has attached a device, or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS IoSetDeviceInterfaceState(PUNICODE_STRING SymbolicLinkName, BOOLEAN Enable);

/**
 * IoGetDeviceInterfaces() - the names of the interfaces of a kind
 * @InterfaceClassGuid: what the devices can do
 * @PhysicalDeviceObject: the bus's device, of which alone it is asked; optional
 * @Flags: DEVICE_INTERFACE_INCLUDE_NONACTIVE: also those that are disabled
 * @SymbolicLinkList: receives the names, each with a terminator, and another one at
 *	the end [doc]; free it with ExFreePool()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, also when there is none, STATUS_INVALID_DEVICE_REQUEST when
 * it is no bus's device [doc], or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS IoGetDeviceInterfaces(const GUID *InterfaceClassGuid,
			       PDEVICE_OBJECT PhysicalDeviceObject, ULONG Flags,
			       PZZWSTR *SymbolicLinkList);

#endif
