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
 * Requests for which it has no queue go to the device below, and so do those that its
 * default queue has no callback for [KMDF: fxpkgio.cpp]; its queues are not
 * power-managed unless they are said to be. If EvtDriverDeviceAdd fails then, the stack
 * is built without the filter. [doc]
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

/**
 * WdfFdoInitOpenRegistryKey() - open a key of a device that is not created yet
 * @DeviceInit: the device to be
 * @DeviceInstanceKeyType: as for IoOpenDeviceRegistryKey()
 * @DesiredAccess: ignored
 * @KeyAttributes: optional
 * @Key: receives the key, or NULL; close it with WdfRegistryClose()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfDeviceOpenRegistryKey().
 */
NTSTATUS WdfFdoInitOpenRegistryKey(PWDFDEVICE_INIT DeviceInit, ULONG DeviceInstanceKeyType,
				   ACCESS_MASK DesiredAccess,
				   PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key);

/**
 * WdfFdoInitQueryProperty() - what is known of a device that is not created yet
 * @DeviceInit: the device to be
 * @DeviceProperty: as for IoGetDeviceProperty()
 * @BufferLength: bytes at @PropertyBuffer
 * @PropertyBuffer: receives it; NULL without @BufferLength
 * @ResultLength: receives its bytes, or as many as it needs
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as IoGetDeviceProperty(); STATUS_INVALID_DEVICE_REQUEST for a control device.
 */
NTSTATUS WdfFdoInitQueryProperty(PWDFDEVICE_INIT DeviceInit,
				 DEVICE_REGISTRY_PROPERTY DeviceProperty,
				 ULONG BufferLength, PVOID PropertyBuffer,
				 PULONG ResultLength);

/**
 * WdfFdoInitAllocAndQueryProperty() - the same in memory of the framework's
 * @DeviceInit: the device to be
 * @DeviceProperty: as for IoGetDeviceProperty()
 * @PoolType: for the pool
 * @PropertyMemoryAttributes: of the memory object; optional
 * @PropertyMemory: receives the memory object
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfFdoInitQueryProperty(), or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfFdoInitAllocAndQueryProperty(PWDFDEVICE_INIT DeviceInit,
					 DEVICE_REGISTRY_PROPERTY DeviceProperty,
					 POOL_TYPE PoolType,
					 PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
					 WDFMEMORY *PropertyMemory);

#endif
