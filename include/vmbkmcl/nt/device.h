/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Devices, drivers and the interfaces they give each other.
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
 * struct _DEVICE_OBJECT - one device, as its drivers see it
 * @Type: 3
 * @Size: bytes of this object and its extension, saturating
 * @ReferenceCount: open handles
 * @DriverObject: the driver that made it; NULL for a bus's device
 * @NextDevice: the driver's next device
 * @AttachedDevice: the device attached on top of this one
 * @CurrentIrp: unused, there is no StartIo
 * @Timer: unused, IoInitializeTimer() is not supported
 * @Flags: DO_*
 * @Characteristics: FILE_*
 * @Vpb: unused
 * @DeviceExtension: the driver's own memory, as large as it asked for
 * @DeviceType: FILE_DEVICE_*
 * @StackSize: stack locations a request for this device needs
 * @AlignmentRequirement: FILE_*_ALIGNMENT, byte alignment by default
 * @SectorSize: unused
 * @LinuxDevice: the Linux device behind a bus's device object, else NULL [ours]
 * @LinuxLink: private to vmbkmcl [ours]
 *
 * The members ahead of the last two are the public ones of Windows [doc], in
 * its order but not at its offsets: drivers reach them by name.
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
	struct device		*LinuxDevice;
	PVOID			LinuxLink;
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
 * struct _INTERFACE - what every driver-defined interface starts with [doc]
 * @Size: bytes of the whole interface
 * @Version: its version
 * @Context: for the two functions
 * @InterfaceReference: takes a reference
 * @InterfaceDereference: drops one; the query itself took the first
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
