/* SPDX-License-Identifier: GPL-2.0-only */
/*++

Module Name:

    vault.h

Abstract:

    Declarations shared by the files of the vault driver, a KMCL client for the
    kmcltest device that is read and written like a disk.

Environment:

    Kernel mode

--*/
#pragma once

#include <ntddk.h>
#include <wdf.h>
#include <wdmsec.h>
#include <vmbuskernelmodeclientlibapi.h>
#include "kmcltest.h"
#include "public.h"

#define VAULT_POOL_TAG		'tluV'
#define VAULT_RING_PAGES	8
/* As many requests as the host has at once. */
#define VAULT_IN_FLIGHT		16

extern KMCL_CLIENT_INTERFACE_V1 Kmcl;
extern const GUID VaultInterface;

typedef struct _DEVICE_CONTEXT {
	WDFDEVICE Device;
	KMCL_CLIENT_INTERFACE_V1 Interface;
	VMBCHANNEL Channel;
	struct kmcltest_info HostInfo;
	EX_RUNDOWN_REF SendRundown;

	/* Reads, writes and checksums; those that wait until the vault is unlocked. */
	WDFQUEUE TransferQueue;
	WDFQUEUE LockedQueue;

	/* What the host has done, for the DPC that completes the requests. */
	WDFSPINLOCK DoneLock;
	LIST_ENTRY Done;
	WDFDPC DoneDpc;

	LONG InFlight;
	VAULT_STATISTICS Statistics;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, VaultGetDevice)

typedef struct _REQUEST_CONTEXT {
	LIST_ENTRY Entry;
	WDFREQUEST Request;
	PDEVICE_CONTEXT Device;
	struct kmcltest_fill Message;
	WDFMEMORY Input;
	WDFMEMORY Output;
	PMDL Mdl;
	ULONG Length;
	NTSTATUS Status;
	ULONGLONG Sum;
} REQUEST_CONTEXT, *PREQUEST_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(REQUEST_CONTEXT, VaultGetRequest)

/* driver.c */
DRIVER_INITIALIZE DriverEntry;

/* device.c */
EVT_WDF_DRIVER_DEVICE_ADD VaultEvtDeviceAdd;

/* channel.c */
NTSTATUS VaultChannelCreate(_In_ PDEVICE_CONTEXT Context);
VOID VaultChannelDestroy(_In_ PDEVICE_CONTEXT Context);

/* io.c */
NTSTATUS VaultIoCreate(_In_ PDEVICE_CONTEXT Context);
VOID VaultIoUnlock(_In_ PDEVICE_CONTEXT Context);
EVT_WDF_IO_IN_CALLER_CONTEXT VaultEvtIoInCallerContext;

/* control.c */
NTSTATUS VaultControlCreate(_In_ WDFDRIVER Driver);
VOID VaultControlAdd(_In_ WDFDEVICE Device);
VOID VaultControlRemove(_In_ WDFDEVICE Device);
BOOLEAN VaultIsLocked(VOID);
