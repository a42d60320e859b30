/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a driver tells WMI, in events and answers. Its functions are in vmbkmcl/nt/wmi.h.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_WINDOWS_WMISTR_H
#define VMBKMCL_WINDOWS_WMISTR_H

#include "wdm.h"

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

#endif
