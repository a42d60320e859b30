/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework file objects, one for each handle that a program has open.
 *
 * Differences from Windows
 * - Before a device is removed, EvtFileCleanup and EvtFileClose are called for
 *   the handles that are still open.
 * - EvtDeviceFileCreate must complete its request itself, not later.
 *
 * Linux counterpart: struct file, of the device node
 */
#ifndef VMBKMCL_WINDOWS_WDFFILEOBJECT_H
#define VMBKMCL_WINDOWS_WDFFILEOBJECT_H

#include "wdfobject.h"

/**
 * WdfFileObjectGetDevice() - the device that a handle was opened on
 * @FileObject: the file object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device.
 */
WDFDEVICE WdfFileObjectGetDevice(WDFFILEOBJECT FileObject);

/**
 * WdfFileObjectGetFileName() - the name that a file object was opened by
 * @FileObject: the file object
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: what follows the device's name: the reference string of the interface, behind
 * a backslash [doc], and the name of a file that was opened behind the two; of
 * Length 0 for the device itself [doc]; NULL above PASSIVE_LEVEL. [doc]
 */
PUNICODE_STRING WdfFileObjectGetFileName(WDFFILEOBJECT FileObject);

/**
 * WdfFileObjectWdmGetFileObject() - the WDM file object of a file object
 * @FileObject: the file object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the WDM file object.
 */
PFILE_OBJECT WdfFileObjectWdmGetFileObject(WDFFILEOBJECT FileObject);

#endif
