/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The library by which a driver answers WMI. No program asks, so none of the callbacks is
 * called, and requests that come all the same are the driver's to forward.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_WINDOWS_WMILIB_H
#define VMBKMCL_WINDOWS_WMILIB_H

#include "wmistr.h"

#define WMIREG_FLAG_EXPENSIVE		0x00000001
#define WMIREG_FLAG_INSTANCE_LIST	0x00000004
#define WMIREG_FLAG_INSTANCE_BASENAME	0x00000008
#define WMIREG_FLAG_INSTANCE_PDO	0x00000020
#define WMIREG_FLAG_EVENT_ONLY_GUID	0x00000040
#define WMIREG_FLAG_REMOVE_GUID		0x00010000
#define WMIREG_FLAG_TRACED_GUID		0x00080000

typedef enum _WMIENABLEDISABLECONTROL {
	WmiEventControl,
	WmiDataBlockControl
} WMIENABLEDISABLECONTROL, *PWMIENABLEDISABLECONTROL;

typedef enum _SYSCTL_IRP_DISPOSITION {
	IrpProcessed,
	IrpNotCompleted,
	IrpNotWmi,
	IrpForward
} SYSCTL_IRP_DISPOSITION, *PSYSCTL_IRP_DISPOSITION;

typedef struct _WMIGUIDREGINFO {
	LPCGUID	Guid;
	ULONG	InstanceCount;
	ULONG	Flags;
} WMIGUIDREGINFO, *PWMIGUIDREGINFO;

typedef NTSTATUS WMI_QUERY_REGINFO_CALLBACK(PDEVICE_OBJECT DeviceObject, PULONG RegFlags,
					    PUNICODE_STRING InstanceName,
					    PUNICODE_STRING *RegistryPath,
					    PUNICODE_STRING MofResourceName,
					    PDEVICE_OBJECT *Pdo);
typedef WMI_QUERY_REGINFO_CALLBACK *PWMI_QUERY_REGINFO;
typedef NTSTATUS WMI_QUERY_DATABLOCK_CALLBACK(PDEVICE_OBJECT DeviceObject, PIRP Irp,
					      ULONG GuidIndex, ULONG InstanceIndex,
					      ULONG InstanceCount, PULONG InstanceLengthArray,
					      ULONG BufferAvail, PUCHAR Buffer);
typedef WMI_QUERY_DATABLOCK_CALLBACK *PWMI_QUERY_DATABLOCK;
typedef NTSTATUS WMI_SET_DATABLOCK_CALLBACK(PDEVICE_OBJECT DeviceObject, PIRP Irp,
					    ULONG GuidIndex, ULONG InstanceIndex,
					    ULONG BufferSize, PUCHAR Buffer);
typedef WMI_SET_DATABLOCK_CALLBACK *PWMI_SET_DATABLOCK;
typedef NTSTATUS WMI_SET_DATAITEM_CALLBACK(PDEVICE_OBJECT DeviceObject, PIRP Irp,
					   ULONG GuidIndex, ULONG InstanceIndex,
					   ULONG DataItemId, ULONG BufferSize, PUCHAR Buffer);
typedef WMI_SET_DATAITEM_CALLBACK *PWMI_SET_DATAITEM;
typedef NTSTATUS WMI_EXECUTE_METHOD_CALLBACK(PDEVICE_OBJECT DeviceObject, PIRP Irp,
					     ULONG GuidIndex, ULONG InstanceIndex,
					     ULONG MethodId, ULONG InBufferSize,
					     ULONG OutBufferSize, PUCHAR Buffer);
typedef WMI_EXECUTE_METHOD_CALLBACK *PWMI_EXECUTE_METHOD;
typedef NTSTATUS WMI_FUNCTION_CONTROL_CALLBACK(PDEVICE_OBJECT DeviceObject, PIRP Irp,
					       ULONG GuidIndex,
					       WMIENABLEDISABLECONTROL Function,
					       BOOLEAN Enable);
typedef WMI_FUNCTION_CONTROL_CALLBACK *PWMI_FUNCTION_CONTROL;

typedef struct _WMILIB_CONTEXT {
	ULONG			GuidCount;
	PWMIGUIDREGINFO		GuidList;
	PWMI_QUERY_REGINFO	QueryWmiRegInfo;
	PWMI_QUERY_DATABLOCK	QueryWmiDataBlock;
	PWMI_SET_DATABLOCK	SetWmiDataBlock;
	PWMI_SET_DATAITEM	SetWmiDataItem;
	PWMI_EXECUTE_METHOD	ExecuteWmiMethod;
	PWMI_FUNCTION_CONTROL	WmiFunctionControl;
} WMILIB_CONTEXT, *PWMILIB_CONTEXT;

/**
 * WmiSystemControl() - what to do with an IRP_MJ_SYSTEM_CONTROL request
 * @WmiLibInfo: the driver's callbacks, of which none is called [ours]
 * @DeviceObject: its device
 * @Irp: the request
 * @IrpDisposition: receives IrpNotWmi: it is the driver's to forward [ours]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_INVALID_DEVICE_REQUEST. [ours]
 */
static inline NTSTATUS WmiSystemControl(PWMILIB_CONTEXT WmiLibInfo, PDEVICE_OBJECT DeviceObject,
					PIRP Irp, PSYSCTL_IRP_DISPOSITION IrpDisposition)
{
	UNREFERENCED_PARAMETER(WmiLibInfo);
	UNREFERENCED_PARAMETER(DeviceObject);
	UNREFERENCED_PARAMETER(Irp);
	*IrpDisposition = IrpNotWmi;
	return STATUS_INVALID_DEVICE_REQUEST;
}

/**
 * WmiCompleteRequest() - complete a request for a data block
 * @DeviceObject: the driver's device
 * @Irp: the request
 * @Status: how it went
 * @BufferUsed: bytes that are in its buffer, or that it needs
 * @PriorityBoost: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: @Status. [doc]
 */
static inline NTSTATUS WmiCompleteRequest(PDEVICE_OBJECT DeviceObject, PIRP Irp, NTSTATUS Status,
					  ULONG BufferUsed, CCHAR PriorityBoost)
{
	UNREFERENCED_PARAMETER(DeviceObject);
	Irp->IoStatus.Status = Status;
	Irp->IoStatus.Information = BufferUsed;
	IoCompleteRequest(Irp, PriorityBoost);
	return Status;
}

/**
 * WmiFireEvent() - send an event to the programs that listen, which are none
 * @DeviceObject: the driver's device
 * @Guid: the event
 * @InstanceIndex: its instance
 * @EventDataSize: bytes of @EventData
 * @EventData: nonpaged pool, which is freed [doc]; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS. [ours]
 */
static inline NTSTATUS WmiFireEvent(PDEVICE_OBJECT DeviceObject, LPCGUID Guid,
				    ULONG InstanceIndex, ULONG EventDataSize, PVOID EventData)
{
	UNREFERENCED_PARAMETER(DeviceObject);
	UNREFERENCED_PARAMETER(Guid);
	UNREFERENCED_PARAMETER(InstanceIndex);
	UNREFERENCED_PARAMETER(EventDataSize);
	ExFreePool(EventData);
	return STATUS_SUCCESS;
}

#endif
