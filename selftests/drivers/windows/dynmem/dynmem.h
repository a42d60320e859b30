/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dynamic memory: the host takes pages from this machine and gives them back,
 * guided by how much of its memory the machine says it needs. A WDM driver,
 * written for Windows.
 */
#pragma once

#include <ntddk.h>
#include <vmbuskernelmodeclientlibapi.h>

#include "protocol.h"
#include "public.h"

#define DYNMEM_TAG			0x6d6e7944
#define DYNMEM_MAXIMUM_PACKET_SIZE	8192
#define DYNMEM_RING_PAGES		4
#define DYNMEM_RESPONSE_SIZE		4096
#define DYNMEM_CHUNK_SIZE		(2 * 1024 * 1024)
#define DYNMEM_CHUNK_PAGES		(DYNMEM_CHUNK_SIZE / PAGE_SIZE)
/* Pages that a request must leave to the system. */
#define DYNMEM_RESERVE_PAGES		(32 * 1024 * 1024 / PAGE_SIZE)
/* 4 seconds, relative to when the wait begins. */
#define DYNMEM_REPORT_INTERVAL		(-40000000ll)

/* Some pages of the balloon: those of one MDL. */
typedef struct _BALLOON_CHUNK {
	LIST_ENTRY Entry;
	PMDL Mdl;
	ULONG PageCount;
	PFN_NUMBER Lowest;
	PFN_NUMBER Highest;
} BALLOON_CHUNK, *PBALLOON_CHUNK;

typedef struct _DEVICE_EXTENSION {
	PDEVICE_OBJECT Self;
	PDEVICE_OBJECT Lower;
	IO_REMOVE_LOCK RemoveLock;
	KMCL_CLIENT_INTERFACE_V2 Kmcl;
	VMBCHANNEL Channel;
	LONG TransactionId;

	/* Which of the versions is being asked for; channel callbacks only. */
	ULONG VersionIndex;

	/* The balloon; changed by channel callbacks only, which are serial. */
	LIST_ENTRY Chunks;
	PMDL ReturnMdl;
	PUCHAR Response;

	/* The thread that reports; NULL when it does not run. */
	PKTHREAD Reporter;
	KEVENT ReporterStop;

	DYNMEM_STATISTICS Statistics;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD DynmemUnload;
DRIVER_ADD_DEVICE DynmemAddDevice;
DRIVER_DISPATCH DynmemCreateClose;
DRIVER_DISPATCH DynmemDeviceControl;
DRIVER_DISPATCH DynmemPnp;
DRIVER_DISPATCH DynmemPassDown;

extern UNICODE_STRING DynmemDeviceName;
extern UNICODE_STRING DynmemLinkName;

/* channel.c */
NTSTATUS DynmemChannelCreate(PDEVICE_EXTENSION Extension);
VOID DynmemChannelDelete(PDEVICE_EXTENSION Extension);
VOID DynmemSend(PDEVICE_EXTENSION Extension, DM_HEADER *Message, UINT16 Type,
		UINT16 Size, UINT32 TransactionId);
UINT32 DynmemNextTransaction(PDEVICE_EXTENSION Extension);

/* balloon.c */
NTSTATUS DynmemBalloonCreate(PDEVICE_EXTENSION Extension);
VOID DynmemBalloonDelete(PDEVICE_EXTENSION Extension);
VOID DynmemInflate(PDEVICE_EXTENSION Extension, const DM_BALLOON_REQUEST *Request);
VOID DynmemDeflate(PDEVICE_EXTENSION Extension, const DM_UNBALLOON_REQUEST *Request,
		   UINT32 Length);
VOID DynmemBalloonEmpty(PDEVICE_EXTENSION Extension);

/* report.c */
UINT64 DynmemAvailablePages(VOID);
NTSTATUS DynmemReporterStart(PDEVICE_EXTENSION Extension);
VOID DynmemReporterStop(PDEVICE_EXTENSION Extension);
