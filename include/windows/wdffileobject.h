/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework file objects: handles that programs have.
 *
 * Difference from Windows: when a device is removed the handles to it are
 * closed as far as its driver can see, before the device goes. Requests that
 * EvtDeviceFileCreate gets have to be completed by it, not later.
 *
 * Linux counterpart: struct file, of the device node
 */
#ifndef VMBKMCL_WINDOWS_WDFFILEOBJECT_H
#define VMBKMCL_WINDOWS_WDFFILEOBJECT_H

#include "wdfdevice.h"

typedef VOID EVT_WDF_DEVICE_FILE_CREATE(WDFDEVICE Device, WDFREQUEST Request,
					WDFFILEOBJECT FileObject);
typedef EVT_WDF_DEVICE_FILE_CREATE *PFN_WDF_DEVICE_FILE_CREATE;
typedef VOID EVT_WDF_FILE_CLOSE(WDFFILEOBJECT FileObject);
typedef EVT_WDF_FILE_CLOSE *PFN_WDF_FILE_CLOSE;
typedef VOID EVT_WDF_FILE_CLEANUP(WDFFILEOBJECT FileObject);
typedef EVT_WDF_FILE_CLEANUP *PFN_WDF_FILE_CLEANUP;

typedef enum _WDF_FILEOBJECT_CLASS {
	WdfFileObjectInvalid,
	WdfFileObjectNotRequired,
	WdfFileObjectWdfCanUseFsContext,
	WdfFileObjectWdfCanUseFsContext2,
	WdfFileObjectWdfCannotUseFsContexts
} WDF_FILEOBJECT_CLASS;

typedef struct _WDF_FILEOBJECT_CONFIG {
	ULONG				Size;
	PFN_WDF_DEVICE_FILE_CREATE	EvtDeviceFileCreate;
	PFN_WDF_FILE_CLOSE		EvtFileClose;
	PFN_WDF_FILE_CLEANUP		EvtFileCleanup;
	WDF_TRI_STATE			AutoForwardCleanupClose;
	WDF_FILEOBJECT_CLASS		FileObjectClass;
} WDF_FILEOBJECT_CONFIG, *PWDF_FILEOBJECT_CONFIG;

static inline VOID WDF_FILEOBJECT_CONFIG_INIT(PWDF_FILEOBJECT_CONFIG config,
					      PFN_WDF_DEVICE_FILE_CREATE create,
					      PFN_WDF_FILE_CLOSE close,
					      PFN_WDF_FILE_CLEANUP cleanup)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->EvtDeviceFileCreate = create;
	config->EvtFileClose = close;
	config->EvtFileCleanup = cleanup;
	config->AutoForwardCleanupClose = WdfUseDefault;
	config->FileObjectClass = WdfFileObjectWdfCannotUseFsContexts;
}

/**
 * WdfDeviceInitSetFileObjectConfig() - who hears of a device's handles
 * @DeviceInit: from EvtDriverDeviceAdd
 * @FileObjectConfig: copied; requests are never forwarded to the device below
 * @FileObjectAttributes: of the file objects; copied; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfDeviceInitSetFileObjectConfig(PWDFDEVICE_INIT DeviceInit,
				      PWDF_FILEOBJECT_CONFIG FileObjectConfig,
				      PWDF_OBJECT_ATTRIBUTES FileObjectAttributes);

/**
 * WdfFileObjectGetDevice() - the device that a handle is of
 * @FileObject: the file object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device.
 */
WDFDEVICE WdfFileObjectGetDevice(WDFFILEOBJECT FileObject);

/**
 * WdfFileObjectWdmGetFileObject() - what a file object stands for
 * @FileObject: the file object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the WDM file object.
 */
PFILE_OBJECT WdfFileObjectWdmGetFileObject(WDFFILEOBJECT FileObject);

#endif
