/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What is known of a device.
 *
 * Differences from Windows
 * - There is no INF, so nothing is known of descriptions, classes,
 *   drivers' keys and configurations, of bus numbers and types, and of the hardware IDs
 *   of VMBus devices: STATUS_OBJECT_NAME_NOT_FOUND.
 *
 * Linux counterpart: dev_name(), sysfs
 */
#ifndef VMBKMCL_NT_PROPERTY_H
#define VMBKMCL_NT_PROPERTY_H

#include <vmbkmcl/nt/device.h>

typedef enum _DEVICE_REGISTRY_PROPERTY {
	DevicePropertyDeviceDescription,
	DevicePropertyHardwareID,
	DevicePropertyCompatibleIDs,
	DevicePropertyBootConfiguration,
	DevicePropertyBootConfigurationTranslated,
	DevicePropertyClassName,
	DevicePropertyClassGuid,
	DevicePropertyDriverKeyName,
	DevicePropertyManufacturer,
	DevicePropertyFriendlyName,
	DevicePropertyLocationInformation,
	DevicePropertyPhysicalDeviceObjectName,
	DevicePropertyBusTypeGuid,
	DevicePropertyLegacyBusType,
	DevicePropertyBusNumber,
	DevicePropertyEnumeratorName,
	DevicePropertyAddress,
	DevicePropertyUINumber,
	DevicePropertyInstallState,
	DevicePropertyRemovalPolicy,
	DevicePropertyResourceRequirements,
	DevicePropertyAllocatedResources,
	DevicePropertyContainerID,
} DEVICE_REGISTRY_PROPERTY;

typedef enum _DEVICE_INSTALL_STATE {
	InstallStateInstalled,
	InstallStateNeedsReinstall,
	InstallStateFailedInstall,
	InstallStateFinishInstall,
} DEVICE_INSTALL_STATE, *PDEVICE_INSTALL_STATE;

typedef enum _DEVICE_REMOVAL_POLICY {
	RemovalPolicyExpectNoRemoval = 1,
	RemovalPolicyExpectOrderlyRemoval,
	RemovalPolicyExpectSurpriseRemoval,
} DEVICE_REMOVAL_POLICY, *PDEVICE_REMOVAL_POLICY;

/**
 * IoGetDeviceProperty() - what is known of a device
 * @DeviceObject: the bus's device
 * @DeviceProperty: what is asked for:
 *	DevicePropertyPhysicalDeviceObjectName: \Device\ and the name of the Linux device;
 *	the name that a driver gave to its device, if it has none of a bus below;
 *	DevicePropertyEnumeratorName: VMBUS, on the loopback bus as well, or ROOT
 *	for a root-enumerated device;
 *	DevicePropertyHardwareID: of these, ROOT\ and the module's name;
 *	DevicePropertyAddress, DevicePropertyUINumber: 0xffffffff, as there is none [doc];
 *	DevicePropertyInstallState: InstallStateInstalled;
 *	DevicePropertyRemovalPolicy: by surprise, or none for a root-enumerated device
 * @BufferLength: bytes at @PropertyBuffer
 * @PropertyBuffer: receives it
 * @ResultLength: receives its bytes, or as many as it needs
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_OBJECT_NAME_NOT_FOUND when it is
 * not known [ours]; STATUS_INVALID_PARAMETER_2 for no property;
 * STATUS_INVALID_DEVICE_REQUEST when it is no bus's device, or one that has been removed.
 */
NTSTATUS IoGetDeviceProperty(PDEVICE_OBJECT DeviceObject,
			     DEVICE_REGISTRY_PROPERTY DeviceProperty, ULONG BufferLength,
			     PVOID PropertyBuffer, PULONG ResultLength);

#endif
