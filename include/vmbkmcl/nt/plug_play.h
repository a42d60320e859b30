/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What requests of the plug and play and power managers carry.
 *
 * Differences from Windows
 * - Only IRP_MN_START_DEVICE, IRP_MN_QUERY_REMOVE_DEVICE, IRP_MN_SURPRISE_REMOVAL and
 *   their like are sent here. Devices are found by Linux's buses: no driver is asked for
 *   its relations, capabilities, identifiers or bus, and one that sends such a request
 *   to a bus's device gets it back as it was.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_NT_PLUG_PLAY_H
#define VMBKMCL_NT_PLUG_PLAY_H

#include <vmbkmcl/nt/device.h>

typedef enum _DEVICE_RELATION_TYPE {
	BusRelations,
	EjectionRelations,
	PowerRelations,
	RemovalRelations,
	TargetDeviceRelation
} DEVICE_RELATION_TYPE, *PDEVICE_RELATION_TYPE;

typedef enum {
	BusQueryDeviceID,
	BusQueryHardwareIDs,
	BusQueryCompatibleIDs,
	BusQueryInstanceID,
	BusQueryDeviceSerialNumber,
	BusQueryContainerID
} BUS_QUERY_ID_TYPE, *PBUS_QUERY_ID_TYPE;

typedef enum {
	DeviceTextDescription,
	DeviceTextLocationInformation
} DEVICE_TEXT_TYPE, *PDEVICE_TEXT_TYPE;

typedef enum _DEVICE_USAGE_NOTIFICATION_TYPE {
	DeviceUsageTypeUndefined,
	DeviceUsageTypePaging,
	DeviceUsageTypeHibernation,
	DeviceUsageTypeDumpFile,
	DeviceUsageTypeBoot,
	DeviceUsageTypePostDisplay,
	DeviceUsageTypeGuestAssigned
} DEVICE_USAGE_NOTIFICATION_TYPE;

typedef enum _INTERFACE_TYPE {
	InterfaceTypeUndefined = -1,
	Internal,
	Isa,
	Eisa,
	MicroChannel,
	TurboChannel,
	PCIBus,
	VMEBus,
	NuBus,
	PCMCIABus,
	CBus,
	MPIBus,
	MPSABus,
	ProcessorInternal,
	InternalPowerBus,
	PNPISABus,
	PNPBus,
	Vmcs,
	ACPIBus,
	MaximumInterfaceType
} INTERFACE_TYPE, *PINTERFACE_TYPE;

typedef enum _SYSTEM_POWER_STATE {
	PowerSystemUnspecified,
	PowerSystemWorking,
	PowerSystemSleeping1,
	PowerSystemSleeping2,
	PowerSystemSleeping3,
	PowerSystemHibernate,
	PowerSystemShutdown,
	PowerSystemMaximum
} SYSTEM_POWER_STATE, *PSYSTEM_POWER_STATE;

#define POWER_SYSTEM_MAXIMUM		7

typedef enum _DEVICE_POWER_STATE {
	PowerDeviceUnspecified,
	PowerDeviceD0,
	PowerDeviceD1,
	PowerDeviceD2,
	PowerDeviceD3,
	PowerDeviceMaximum
} DEVICE_POWER_STATE, *PDEVICE_POWER_STATE;

typedef union _POWER_STATE {
	SYSTEM_POWER_STATE SystemState;
	DEVICE_POWER_STATE DeviceState;
} POWER_STATE, *PPOWER_STATE;

typedef enum _POWER_STATE_TYPE {
	SystemPowerState,
	DevicePowerState
} POWER_STATE_TYPE, *PPOWER_STATE_TYPE;

typedef enum {
	PowerActionNone,
	PowerActionReserved,
	PowerActionSleep,
	PowerActionHibernate,
	PowerActionShutdown,
	PowerActionShutdownReset,
	PowerActionShutdownOff,
	PowerActionWarmEject,
	PowerActionDisplayOff
} POWER_ACTION, *PPOWER_ACTION;

/**
 * struct _DEVICE_RELATIONS - devices that a bus has found, or that go with a device
 * @Count: how many
 * @Objects: the devices, @Count in all
 */
typedef struct _DEVICE_RELATIONS {
	ULONG		Count;
	PDEVICE_OBJECT	Objects[1];
} DEVICE_RELATIONS, *PDEVICE_RELATIONS;

C_ASSERT(sizeof(DEVICE_RELATIONS) == 16);
C_ASSERT(FIELD_OFFSET(DEVICE_RELATIONS, Objects) == 8);

/* What a device can do, after ns-wdm-_device_capabilities. */
typedef struct _DEVICE_CAPABILITIES {
	USHORT			Size;
	USHORT			Version;
	ULONG			DeviceD1 : 1;
	ULONG			DeviceD2 : 1;
	ULONG			LockSupported : 1;
	ULONG			EjectSupported : 1;
	ULONG			Removable : 1;
	ULONG			DockDevice : 1;
	ULONG			UniqueID : 1;
	ULONG			SilentInstall : 1;
	ULONG			RawDeviceOK : 1;
	ULONG			SurpriseRemovalOK : 1;
	ULONG			WakeFromD0 : 1;
	ULONG			WakeFromD1 : 1;
	ULONG			WakeFromD2 : 1;
	ULONG			WakeFromD3 : 1;
	ULONG			HardwareDisabled : 1;
	ULONG			NonDynamic : 1;
	ULONG			WarmEjectSupported : 1;
	ULONG			NoDisplayInUI : 1;
	ULONG			Reserved1 : 1;
	ULONG			WakeFromInterrupt : 1;
	ULONG			SecureDevice : 1;
	ULONG			ChildOfVgaEnabledBridge : 1;
	ULONG			DecodeIoOnBoot : 1;
	ULONG			Reserved : 9;
	ULONG			Address;
	ULONG			UINumber;
	DEVICE_POWER_STATE	DeviceState[POWER_SYSTEM_MAXIMUM];
	SYSTEM_POWER_STATE	SystemWake;
	DEVICE_POWER_STATE	DeviceWake;
	ULONG			D1Latency;
	ULONG			D2Latency;
	ULONG			D3Latency;
} DEVICE_CAPABILITIES, *PDEVICE_CAPABILITIES;

C_ASSERT(sizeof(DEVICE_CAPABILITIES) == 64);
C_ASSERT(FIELD_OFFSET(DEVICE_CAPABILITIES, Address) == 8);
C_ASSERT(FIELD_OFFSET(DEVICE_CAPABILITIES, DeviceState) == 16);
C_ASSERT(FIELD_OFFSET(DEVICE_CAPABILITIES, SystemWake) == 44);
C_ASSERT(FIELD_OFFSET(DEVICE_CAPABILITIES, D3Latency) == 60);

/* The bus that a device is on, after ns-wdm-_pnp_bus_information. */
typedef struct _PNP_BUS_INFORMATION {
	GUID		BusTypeGuid;
	INTERFACE_TYPE	LegacyBusType;
	ULONG		BusNumber;
} PNP_BUS_INFORMATION, *PPNP_BUS_INFORMATION;

C_ASSERT(sizeof(PNP_BUS_INFORMATION) == 24);

#endif
