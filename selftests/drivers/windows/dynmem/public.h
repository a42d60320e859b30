/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What programs know of the dynamic-memory driver: \\.\KmclDynamicMemory. */
#pragma once

#define IOCTL_DYNMEM_QUERY \
	CTL_CODE(FILE_DEVICE_UNKNOWN, 0x810, METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef struct _DYNMEM_STATISTICS {
	UINT64 BalloonPages;
	UINT64 PagesTaken;
	UINT64 PagesReturned;
	UINT64 Reports;
	UINT32 Malformed;
	UINT32 SendFailures;
	UINT32 Version;
	UINT32 Connected;
	/* As in the last report. */
	UINT64 AvailablePages;
	UINT64 CommittedPages;
} DYNMEM_STATISTICS;
