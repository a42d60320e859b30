/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Interfaces that a framework driver has for the drivers above its device.
 */
#ifndef VMBKMCL_WINDOWS_WDFQUERYINTERFACE_H
#define VMBKMCL_WINDOWS_WDFQUERYINTERFACE_H

#include "wdfobject.h"

/**
 * typedef EVT_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST - an interface is asked for
 * @Device: the device
 * @InterfaceType: of which type
 * @ExposedInterface: what the driver gets that asks for it; a copy of the interface
 *	unless it is imported, and the callback may change it
 * @ExposedInterfaceSpecificData: that driver's
 *
 * Called at PASSIVE_LEVEL.
 * Return: a success, or STATUS_NOT_SUPPORTED: then the devices below are asked, too; a
 * failure, which ends the request. [doc]
 */
typedef NTSTATUS EVT_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST(WDFDEVICE Device,
	LPGUID InterfaceType, PINTERFACE ExposedInterface,
	PVOID ExposedInterfaceSpecificData);
typedef EVT_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST
	*PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST;

/**
 * struct _WDF_QUERY_INTERFACE_CONFIG - an interface
 * @Size: bytes of this
 * @Interface: the interface; may be NULL if it is imported [doc]
 * @InterfaceType: its type
 * @SendQueryToParentStack: for a bus's device; ignored
 * @EvtDeviceProcessQueryInterfaceRequest: may be NULL unless it is imported
 * @ImportInterface: the callback fills in what the other driver gets
 */
typedef struct _WDF_QUERY_INTERFACE_CONFIG {
	ULONG		Size;
	PINTERFACE	Interface;
	const GUID	*InterfaceType;
	BOOLEAN		SendQueryToParentStack;
	PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST EvtDeviceProcessQueryInterfaceRequest;
	BOOLEAN		ImportInterface;
} WDF_QUERY_INTERFACE_CONFIG, *PWDF_QUERY_INTERFACE_CONFIG;

static inline VOID
WDF_QUERY_INTERFACE_CONFIG_INIT(PWDF_QUERY_INTERFACE_CONFIG InterfaceConfig,
				PINTERFACE Interface, const GUID *InterfaceType,
				PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST Callback)
{
	RtlZeroMemory(InterfaceConfig, sizeof(*InterfaceConfig));
	InterfaceConfig->Size = sizeof(*InterfaceConfig);
	InterfaceConfig->Interface = Interface;
	InterfaceConfig->InterfaceType = InterfaceType;
	InterfaceConfig->EvtDeviceProcessQueryInterfaceRequest = Callback;
}

/**
 * WdfDeviceAddQueryInterface() - have an interface for the drivers above a device
 * @Device: the device
 * @InterfaceConfig: the interface, which is copied
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INFO_LENGTH_MISMATCH for another Size;
 * STATUS_INVALID_PARAMETER for a configuration that cannot be;
 * STATUS_INVALID_DEVICE_REQUEST for a control device [ours]; or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfDeviceAddQueryInterface(WDFDEVICE Device,
				    PWDF_QUERY_INTERFACE_CONFIG InterfaceConfig);

/**
 * WdfDeviceInterfaceReferenceNoOp() - a reference of an interface that counts none
 * @Context: the interface's
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInterfaceReferenceNoOp(PVOID Context);

/**
 * WdfDeviceInterfaceDereferenceNoOp() - the same for its end
 * @Context: the interface's
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInterfaceDereferenceNoOp(PVOID Context);

#endif
