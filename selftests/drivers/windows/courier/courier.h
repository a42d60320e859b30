/* SPDX-License-Identifier: GPL-2.0-only */
/*++

Module Name:

    courier.h

Abstract:

    Declarations shared by the files of the courier driver, a KMCL client for
    the kmcltest device.

Environment:

    Kernel mode

--*/
#pragma once

#include <ntddk.h>
#include <wdf.h>
#include <ntstrsafe.h>
#include <vmbuskernelmodeclientlibapi.h>
#include "kmcltest.h"
#include "public.h"

#define COURIER_POOL_TAG	'ruoC'

#define COURIER_RING_PAGES		16
#define COURIER_HEARTBEAT_MS		200
#define COURIER_RECORD_LIMIT		4096
#define COURIER_REQUEST_SECONDS		10

#define TraceError(Format, ...) \
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL, \
		   "courier: " Format "\n", ##__VA_ARGS__)
#define TraceInfo(Format, ...) \
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_INFO_LEVEL, \
		   "courier: " Format "\n", ##__VA_ARGS__)

/*
 * The library's functions. Every device asks for them and gets the same; here
 * they are found by callbacks that are given nothing but a channel.
 */
extern KMCL_CLIENT_INTERFACE_V1 Kmcl;

/* Counters, each changed by interlocked operations only. */
typedef struct _COURIER_COUNTERS {
	LONG64 Received;
	LONG64 Deferred;
	LONG64 Held;
	LONG64 Batches;
	LONG64 Malformed;
	LONG64 RecordsDropped;
	LONG64 Sent;
	LONG64 Completed;
	LONG64 HostPackets;
	LONG64 HostMistakes;
	LONG64 Heartbeats;
	LONG OpenHandles;
	LONG Connections;
} COURIER_COUNTERS;

typedef struct _DEVICE_CONTEXT {
	WDFDEVICE Device;
	ULONG Number;

	/* The library, while it is referenced, and the channel. */
	KMCL_CLIENT_INTERFACE_V1 Interface;
	VMBCHANNEL Channel;
	GUID Instance;
	struct kmcltest_info HostInfo;

	/* Set while the channel is up and the host's version is known. */
	KEVENT Connected;
	/* Held while a thread is inside a function that sends. */
	EX_RUNDOWN_REF SendRundown;
	/* Held by each control request that the host has to answer. */
	IO_REMOVE_LOCK RemoveLock;

	/* The window: pages that the host has mapped for as long as it is open. */
	PMDL WindowMdl;
	PVOID Window;
	UINT32 WindowGpadl;
	FAST_MUTEX WindowMutex;

	/* Incoming packets. */
	WDFSPINLOCK RecordLock;
	LIST_ENTRY Records;
	ULONG RecordCount;
	ULONG RecordLimit;
	NPAGED_LOOKASIDE_LIST RecordLookaside;
	BOOLEAN LookasideReady;
	WDFQUEUE ReadQueue;
	COURIER_MODE Mode;

	/* Incoming packets that are completed later. */
	KSPIN_LOCK HeldLock;
	LIST_ENTRY HeldPackets;
	KTIMER HeldTimer;
	KDPC HeldDpc;

	/* A counters request every now and then, in a packet of our own. */
	WDFTIMER HeartbeatTimer;
	PVOID HeartbeatMemory;
	VMBPACKET HeartbeatPacket;
	LONG HeartbeatBusy;

	/* The janitor drops records that are not read. */
	PKTHREAD Janitor;
	KEVENT JanitorStop;
	KEVENT JanitorWake;

	/* What the device is called. */
	WDFWAITLOCK LabelLock;
	UNICODE_STRING Label;
	WCHAR LabelBuffer[COURIER_MAX_LABEL];
	UNICODE_STRING Description;
	WDFWORKITEM DescribeWorkItem;

	COURIER_COUNTERS Counters;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

/* What a control request needs while the host works on it. */
typedef struct _REQUEST_CONTEXT {
	PDEVICE_CONTEXT Device;
	PMDL Mdl;
	PVOID Buffer;
	ULONG Length;
	LONG Remaining;
	LONG Status;
	union {
		struct kmcltest_hdr Header;
		struct kmcltest_fill Fill;
	} Message;
} REQUEST_CONTEXT, *PREQUEST_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(REQUEST_CONTEXT, GetRequestContext)

/* driver.c */
DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD CourierEvtDeviceAdd;
EVT_WDF_OBJECT_CONTEXT_CLEANUP CourierEvtDriverCleanup;

/* device.c */
NTSTATUS CourierDeviceCreate(_Inout_ PWDFDEVICE_INIT DeviceInit);

/* channel.c */
NTSTATUS CourierChannelCreate(_In_ PDEVICE_CONTEXT Context);
VOID CourierChannelDestroy(_In_ PDEVICE_CONTEXT Context);
BOOLEAN CourierSendBegin(_In_ PDEVICE_CONTEXT Context);
VOID CourierSendEnd(_In_ PDEVICE_CONTEXT Context);
NTSTATUS CourierSynchronous(_In_ PDEVICE_CONTEXT Context, _In_ PVOID Message,
			    _In_ UINT32 MessageSize, _Out_ PVOID Reply,
			    _In_ UINT32 ReplySize);

/* receive.c */
EVT_VMB_CHANNEL_PROCESS_PACKET CourierProcessPacket;
EVT_VMB_CHANNEL_PROCESSING_COMPLETE CourierProcessingComplete;
NTSTATUS CourierReceiveInitialize(_In_ PDEVICE_CONTEXT Context);
VOID CourierReceiveUninitialize(_In_ PDEVICE_CONTEXT Context);
VOID CourierDropRecords(_In_ PDEVICE_CONTEXT Context, _In_ LONGLONG Limit);
VOID CourierHeldComplete(_In_ PDEVICE_CONTEXT Context);
VOID CourierServeReaders(_In_ PDEVICE_CONTEXT Context);

/* transfer.c */
VOID CourierEcho(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request);
VOID CourierPost(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request);
VOID CourierChecksum(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request);
VOID CourierGenerate(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request);

/* window.c */
NTSTATUS CourierWindowAllocate(_In_ PDEVICE_CONTEXT Context);
VOID CourierWindowFree(_In_ PDEVICE_CONTEXT Context);
NTSTATUS CourierWindowOpen(_In_ PDEVICE_CONTEXT Context);
VOID CourierWindowClose(_In_ PDEVICE_CONTEXT Context);
NTSTATUS CourierWindowControl(_In_ PDEVICE_CONTEXT Context,
			      _In_ WDFREQUEST Request, _In_ ULONG Code,
			      _Out_ PULONG_PTR Information);

/* background.c */
NTSTATUS CourierBackgroundCreate(_In_ PDEVICE_CONTEXT Context);
NTSTATUS CourierBackgroundStart(_In_ PDEVICE_CONTEXT Context);
VOID CourierBackgroundStop(_In_ PDEVICE_CONTEXT Context);

/* label.c */
NTSTATUS CourierLabelInitialize(_In_ PDEVICE_CONTEXT Context);
VOID CourierLabelUninitialize(_In_ PDEVICE_CONTEXT Context);
NTSTATUS CourierLabelSet(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request);
NTSTATUS CourierDescriptionGet(_In_ PDEVICE_CONTEXT Context,
			       _In_ WDFREQUEST Request,
			       _Out_ PULONG_PTR Information);

/* control.c */
NTSTATUS CourierQueuesCreate(_In_ PDEVICE_CONTEXT Context);
