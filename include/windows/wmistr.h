/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * WMI: a driver registers its data blocks and writes events, and no program asks for
 * them.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_WINDOWS_WMISTR_H
#define VMBKMCL_WINDOWS_WMISTR_H

#include "wdm.h"

#define WMIREG_ACTION_REGISTER		1
#define WMIREG_ACTION_DEREGISTER	2
#define WMIREG_ACTION_REREGISTER	3
#define WMIREG_ACTION_UPDATE_GUIDS	4
#define WMIREG_ACTION_BLOCK_IRPS	5

#define WNODE_FLAG_ALL_DATA		0x00000001
#define WNODE_FLAG_SINGLE_INSTANCE	0x00000002
#define WNODE_FLAG_SINGLE_ITEM		0x00000004
#define WNODE_FLAG_EVENT_ITEM		0x00000008
#define WNODE_FLAG_LOG_WNODE		0x00040000
#define WNODE_FLAG_TRACED_GUID		0x00020000

typedef struct _WNODE_HEADER {
	ULONG	BufferSize;
	ULONG	ProviderId;
	union {
		ULONG64	HistoricalContext;
		struct {
			ULONG	Version;
			ULONG	Linkage;
		};
	};
	union {
		ULONG		CountLost;
		HANDLE		KernelHandle;
		LARGE_INTEGER	TimeStamp;
	};
	GUID	Guid;
	ULONG	ClientContext;
	ULONG	Flags;
} WNODE_HEADER, *PWNODE_HEADER;

typedef struct tagWNODE_EVENT_ITEM {
	WNODE_HEADER	WnodeHeader;
} WNODE_EVENT_ITEM, *PWNODE_EVENT_ITEM;

typedef struct tagWNODE_SINGLE_INSTANCE {
	WNODE_HEADER	WnodeHeader;
	ULONG		OffsetInstanceName;
	ULONG		InstanceIndex;
	ULONG		DataBlockOffset;
	ULONG		SizeDataBlock;
	UCHAR		VariableData[];
} WNODE_SINGLE_INSTANCE, *PWNODE_SINGLE_INSTANCE;

/**
 * IoWMIDeviceObjectToProviderId() - a device's number in an event
 * @DeviceObject: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: 32 bits of its address. [ours]
 */
static inline ULONG IoWMIDeviceObjectToProviderId(PDEVICE_OBJECT DeviceObject)
{
	return (ULONG)((ULONG_PTR)DeviceObject >> 3);
}

/**
 * IoWMIWriteEvent() - send an event to the programs that listen, which are none
 * @WnodeEventItem: a WNODE_EVENT_ITEM of nonpaged pool, which is freed, unless its flags
 *	have WNODE_FLAG_TRACED_GUID: then it stays the caller's [doc]
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS. [ours]
 */
static inline NTSTATUS IoWMIWriteEvent(PVOID WnodeEventItem)
{
	if (!(((PWNODE_HEADER)WnodeEventItem)->Flags & WNODE_FLAG_TRACED_GUID))
		ExFreePool(WnodeEventItem);
	return STATUS_SUCCESS;
}

/**
 * IoWMIRegistrationControl() - register with WMI, or undo it
 * @DeviceObject: the device
 * @Action: WMIREG_ACTION_*
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; the device gets no IRP_MJ_SYSTEM_CONTROL. [ours]
 */
static inline NTSTATUS IoWMIRegistrationControl(PDEVICE_OBJECT DeviceObject, ULONG Action)
{
	UNREFERENCED_PARAMETER(DeviceObject);
	UNREFERENCED_PARAMETER(Action);
	return STATUS_SUCCESS;
}

#endif
