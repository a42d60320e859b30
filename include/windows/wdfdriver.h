/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework drivers.
 *
 * Linux counterpart: as vmbkmcl/nt/driver.h
 */
#ifndef VMBKMCL_WINDOWS_WDFDRIVER_H
#define VMBKMCL_WINDOWS_WDFDRIVER_H

#include "wdfobject.h"
#include "wdfstring.h"

typedef NTSTATUS EVT_WDF_DRIVER_DEVICE_ADD(WDFDRIVER Driver,
					   PWDFDEVICE_INIT DeviceInit);
typedef EVT_WDF_DRIVER_DEVICE_ADD *PFN_WDF_DRIVER_DEVICE_ADD;
typedef VOID EVT_WDF_DRIVER_UNLOAD(WDFDRIVER Driver);
typedef EVT_WDF_DRIVER_UNLOAD *PFN_WDF_DRIVER_UNLOAD;

#define WdfDriverInitNonPnpDriver	0x1

typedef struct _WDF_DRIVER_CONFIG {
	ULONG				Size;
	PFN_WDF_DRIVER_DEVICE_ADD	EvtDriverDeviceAdd;
	PFN_WDF_DRIVER_UNLOAD		EvtDriverUnload;
	ULONG				DriverInitFlags;
	ULONG				DriverPoolTag;
} WDF_DRIVER_CONFIG, *PWDF_DRIVER_CONFIG;

static inline VOID WDF_DRIVER_CONFIG_INIT(PWDF_DRIVER_CONFIG config,
					  PFN_WDF_DRIVER_DEVICE_ADD add)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->EvtDriverDeviceAdd = add;
}

/**
 * WdfDriverCreate() - create a driver's framework object
 * @DriverObject: from DriverEntry
 * @RegistryPath: from DriverEntry
 * @DriverAttributes: optional; the object is deleted when the driver unloads
 * @DriverConfig: its callbacks
 * @Driver: receives the object; optional
 *
 * Context: PASSIVE_LEVEL, in DriverEntry. [doc]
 * Return: STATUS_SUCCESS, STATUS_INFO_LENGTH_MISMATCH or
 * STATUS_INSUFFICIENT_RESOURCES; STATUS_DRIVER_INTERNAL_ERROR the second time. [doc]
 * STATUS_INVALID_PARAMETER without a path. [ours]
 */
NTSTATUS WdfDriverCreate(PDRIVER_OBJECT DriverObject,
			 PCUNICODE_STRING RegistryPath,
			 PWDF_OBJECT_ATTRIBUTES DriverAttributes,
			 PWDF_DRIVER_CONFIG DriverConfig, WDFDRIVER *Driver);

/**
 * WdfDriverWdmGetDriverObject() - a framework driver's driver object
 * @Driver: the driver
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the driver object.
 */
PDRIVER_OBJECT WdfDriverWdmGetDriverObject(WDFDRIVER Driver);

/**
 * WdfDriverGetRegistryPath() - where a driver's key is in the registry
 * @Driver: the driver
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the path that WdfDriverCreate() was called with, terminated; it lasts as long as
 * the driver. [doc]
 */
PWSTR WdfDriverGetRegistryPath(WDFDRIVER Driver);

/**
 * vmbkmcl_wdf_driver_of_module() - find a module's driver, for WdfGetDriver()
 * @module: the driver's module
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: the driver, or NULL.
 */
WDFDRIVER vmbkmcl_wdf_driver_of_module(struct module *module);

/**
 * WdfGetDriver() - the calling driver
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: the driver; NULL before WdfDriverCreate().
 */
static inline WDFDRIVER WdfGetDriver(void)
{
	return vmbkmcl_wdf_driver_of_module(&__this_module);
}

typedef struct _WDF_DRIVER_VERSION_AVAILABLE_PARAMS {
	ULONG	Size;
	ULONG	MajorVersion;
	ULONG	MinorVersion;
} WDF_DRIVER_VERSION_AVAILABLE_PARAMS, *PWDF_DRIVER_VERSION_AVAILABLE_PARAMS;

static inline VOID
WDF_DRIVER_VERSION_AVAILABLE_PARAMS_INIT(PWDF_DRIVER_VERSION_AVAILABLE_PARAMS parameters,
					 ULONG major, ULONG minor)
{
	memset(parameters, 0, sizeof(*parameters));
	parameters->Size = sizeof(*parameters);
	parameters->MajorVersion = major;
	parameters->MinorVersion = minor;
}

/**
 * WdfDriverRetrieveVersionString() - the version of the framework
 * @Driver: the driver
 * @String: receives "1.33", whose interface this one follows [ours]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfDriverRetrieveVersionString(WDFDRIVER Driver, WDFSTRING String);

/**
 * WdfDriverIsVersionAvailable() - whether the framework is of a version or a later one
 * @Driver: the driver
 * @VersionAvailableParams: the version
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: TRUE when it is [doc]; FALSE for a structure of another Size [KMDF:
 * fxdriverapi.cpp].
 */
BOOLEAN WdfDriverIsVersionAvailable(WDFDRIVER Driver,
	PWDF_DRIVER_VERSION_AVAILABLE_PARAMS VersionAvailableParams);

/**
 * WdfDriverOpenParametersRegistryKey() - open a driver's parameters
 * @Driver: the driver
 * @DesiredAccess: ignored
 * @KeyAttributes: optional
 * @Key: receives the key, or NULL; close it with WdfRegistryClose()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * The key is there, also when the driver's glue file lists no parameters. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfDriverOpenParametersRegistryKey(WDFDRIVER Driver,
					    ACCESS_MASK DesiredAccess,
					    PWDF_OBJECT_ATTRIBUTES KeyAttributes,
					    WDFKEY *Key);

#endif
