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

#include "wdfobject.h"

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
