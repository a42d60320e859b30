/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Device objects, and interfaces between drivers.
 *
 * Linux counterpart: struct device
 */
#ifndef VMBKMCL_NT_DEVICE_H
#define VMBKMCL_NT_DEVICE_H

#include <ntstatus.h>

struct device;
struct _DRIVER_OBJECT;
struct _IRP;

typedef ULONG DEVICE_TYPE;

/**
 * struct _DEVOBJ_EXTENSION - what the system keeps of a device
 * @Type: 13
 * @Size: bytes
 * @DeviceObject: the device
 *
 * Windows' other members are its own.
 */
typedef struct _DEVOBJ_EXTENSION {
	CSHORT			Type;
	USHORT			Size;
	struct _DEVICE_OBJECT	*DeviceObject;
} DEVOBJ_EXTENSION, *PDEVOBJ_EXTENSION;

/**
 * struct _DEVICE_OBJECT - a device
 * @Type: 3
 * @Size: bytes of this object and its extension, saturating
 * @ReferenceCount: open handles
 * @DriverObject: the driver that created it; NULL for a bus's device
 * @NextDevice: the driver's next device
 * @AttachedDevice: the device attached on top of this one
 * @CurrentIrp: unused, there is no StartIo
 * @Timer: unused, IoInitializeTimer() is not supported
 * @Flags: DO_*
 * @Characteristics: FILE_*
 * @Vpb: unused
 * @DeviceExtension: memory for the driver, of the size that it asked for
 * @DeviceType: FILE_DEVICE_*
 * @StackSize: number of stack locations that a request for this device needs
 * @AlignmentRequirement: FILE_*_ALIGNMENT, byte alignment by default
 * @SectorSize: unused
 * @DeviceObjectExtension: leads back to the device; NULL for a bus's device object
 * @LinuxDevice: for a bus's device object the Linux device, NULL once that is gone; else
 *	NULL [ours]
 * @LinuxService: private to vmbkmcl: the driver that a bus's device was given to [ours]
 * @LinuxLink: private to vmbkmcl [ours]
 * @LinuxReferences: private to vmbkmcl: references to a bus's device besides its owner's;
 *	atomic [ours]
 * @LinuxStarting: private to vmbkmcl: a bus's device was given to a driver, and
 *	IRP_MN_START_DEVICE has not succeeded yet [ours]
 * @LinuxGone: private to vmbkmcl: a bus's device has been removed, and only references
 *	keep it [ours]
 *
 * All members but the last six are Windows' public ones [doc], in its order but
 * not at its offsets.
 */
typedef struct _DEVICE_OBJECT {
	CSHORT			Type;
	USHORT			Size;
	LONG			ReferenceCount;
	struct _DRIVER_OBJECT	*DriverObject;
	struct _DEVICE_OBJECT	*NextDevice;
	struct _DEVICE_OBJECT	*AttachedDevice;
	struct _IRP		*CurrentIrp;
	PVOID			Timer;
	ULONG			Flags;
	ULONG			Characteristics;
	PVOID			Vpb;
	PVOID			DeviceExtension;
	DEVICE_TYPE		DeviceType;
	CCHAR			StackSize;
	ULONG			AlignmentRequirement;
	USHORT			SectorSize;
	struct _DEVOBJ_EXTENSION *DeviceObjectExtension;
	struct device		*LinuxDevice;
	struct _DRIVER_OBJECT	*LinuxService;
	PVOID			LinuxLink;
	LONG			LinuxReferences;
	BOOLEAN			LinuxStarting;
	BOOLEAN			LinuxGone;
} DEVICE_OBJECT, *PDEVICE_OBJECT;

/**
 * typedef INTERFACE_REFERENCE - take a reference on an interface
 * @Context: the interface's Context
 */
typedef VOID INTERFACE_REFERENCE(PVOID Context);
typedef INTERFACE_REFERENCE *PINTERFACE_REFERENCE;

/**
 * typedef INTERFACE_DEREFERENCE - drop a reference on an interface
 * @Context: the interface's Context
 */
typedef VOID INTERFACE_DEREFERENCE(PVOID Context);
typedef INTERFACE_DEREFERENCE *PINTERFACE_DEREFERENCE;

/**
 * struct _INTERFACE - the members that every interface starts with [doc]
 * @Size: bytes of the whole interface
 * @Version: its version
 * @Context: argument of the two functions
 * @InterfaceReference: takes a reference
 * @InterfaceDereference: drops a reference; the query took the first one
 */
typedef struct _INTERFACE {
	USHORT			Size;
	USHORT			Version;
	PVOID			Context;
	PINTERFACE_REFERENCE	InterfaceReference;
	PINTERFACE_DEREFERENCE	InterfaceDereference;
} INTERFACE, *PINTERFACE;

C_ASSERT(sizeof(INTERFACE) == 32);

#endif
