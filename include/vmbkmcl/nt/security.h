/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Who may open a device.
 *
 * A security descriptor becomes the mode of the device's nodes, which belong to root:
 *
 *	SY, BA			root, as the owner
 *	WD, AU, BU, IU		all others
 *	no user at all		the kernel alone: EACCES for root, too
 *
 * Differences from Windows
 * - Rights for other users and groups cannot be expressed: they are not granted, and
 *   a denial for one of them denies all but root. The log says so once.
 * - A device of IoCreateDevice() can be opened by root only. udev's rules can change
 *   the owner and the mode of any node.
 *
 * Linux counterpart: owner and mode of a device node
 */
#ifndef VMBKMCL_NT_SECURITY_H
#define VMBKMCL_NT_SECURITY_H

#include <vmbkmcl/nt/driver.h>

/* What is mostly asked for, in the words of "SDDL for Device Objects". */
extern const UNICODE_STRING SDDL_DEVOBJ_KERNEL_ONLY;
extern const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL;
extern const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_ALL;
extern const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RX;
extern const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R;
extern const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R_RES_R;
extern const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RW_RES_R;
extern const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RWX_RES_RWX;

/**
 * IoCreateDeviceSecure() - create a device that not everybody may open
 * @DriverObject: as for IoCreateDevice()
 * @DeviceExtensionSize: as there
 * @DeviceName: as there
 * @DeviceType: as there
 * @DeviceCharacteristics: as there
 * @Exclusive: as there
 * @DefaultSDDLString: who may open it, in the security descriptor definition language
 * @DeviceClassGuid: ignored; an administrator's settings are udev's rules
 * @DeviceObject: receives the device
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as IoCreateDevice(), or STATUS_INVALID_PARAMETER for text that is no such
 * descriptor.
 */
NTSTATUS IoCreateDeviceSecure(PDRIVER_OBJECT DriverObject, ULONG DeviceExtensionSize,
			      PUNICODE_STRING DeviceName, DEVICE_TYPE DeviceType,
			      ULONG DeviceCharacteristics, BOOLEAN Exclusive,
			      PCUNICODE_STRING DefaultSDDLString,
			      const GUID *DeviceClassGuid,
			      PDEVICE_OBJECT *DeviceObject);
#define WdmlibIoCreateDeviceSecure IoCreateDeviceSecure

#endif
