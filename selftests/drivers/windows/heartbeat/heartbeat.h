/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The heartbeat service: the host sends a number every two seconds, the guest
 * answers with the next. A KMDF driver, written for Windows.
 */
#pragma once

#include <ntddk.h>
#include <wdf.h>
#include <vmbuskernelmodeclientlibapi.h>

#include "public.h"

#define HEARTBEAT_MAXIMUM_PACKET_SIZE	4096
#define HEARTBEAT_RING_PAGES		4

#define IC_MESSAGE_NEGOTIATE		0
#define IC_MESSAGE_HEARTBEAT		1

#define IC_FLAG_TRANSACTION		0x01
#define IC_FLAG_REQUEST			0x02
#define IC_FLAG_RESPONSE		0x04

#pragma pack(push, 1)

typedef struct _IC_VERSION {
	UINT16 Major;
	UINT16 Minor;
} IC_VERSION;

/* Every message of an integration service, behind the pipe's own header. */
typedef struct _IC_HEADER {
	IC_VERSION FrameVersion;
	UINT16 MessageType;
	IC_VERSION MessageVersion;
	UINT16 MessageSize;
	UINT32 Status;
	UINT8 TransactionId;
	UINT8 Flags;
	UINT8 Reserved[2];
} IC_HEADER;

/* Followed by the frame versions, then the message versions. */
typedef struct _IC_NEGOTIATE {
	IC_HEADER Header;
	UINT16 FrameVersionCount;
	UINT16 MessageVersionCount;
	UINT32 Reserved;
} IC_NEGOTIATE;

typedef struct _IC_NEGOTIATE_ANSWER {
	IC_NEGOTIATE Negotiate;
	IC_VERSION FrameVersion;
	IC_VERSION MessageVersion;
} IC_NEGOTIATE_ANSWER;

typedef struct _IC_HEARTBEAT {
	IC_HEADER Header;
	UINT64 Sequence;
	UINT32 Reserved[8];
} IC_HEARTBEAT;

#pragma pack(pop)

C_ASSERT(sizeof(IC_HEADER) == 20);
C_ASSERT(sizeof(IC_NEGOTIATE) == 28);
C_ASSERT(sizeof(IC_HEARTBEAT) == 60);

typedef struct _DEVICE_CONTEXT {
	WDFDEVICE Device;
	KMCL_CLIENT_INTERFACE_V1 Kmcl;
	VMBCHANNEL Channel;
	/* Written by the channel's callbacks only, which are serial. */
	HEARTBEAT_STATISTICS Statistics;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD HeartbeatEvtDeviceAdd;
EVT_WDF_DEVICE_PREPARE_HARDWARE HeartbeatEvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE HeartbeatEvtReleaseHardware;
EVT_WDF_DEVICE_D0_ENTRY HeartbeatEvtD0Entry;
EVT_WDF_DEVICE_D0_EXIT HeartbeatEvtD0Exit;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL HeartbeatEvtDeviceControl;

NTSTATUS HeartbeatChannelCreate(PDEVICE_CONTEXT Context);
VOID HeartbeatChannelDelete(PDEVICE_CONTEXT Context);
