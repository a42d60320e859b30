/* SPDX-License-Identifier: GPL-2.0-only */
/*++

Module Name:

    public.h

Abstract:

    What programs need to talk to the vault driver. A device is found by its
    interface, read and written; the driver as a whole has a control device.

--*/
#pragma once

/*
 * {6f3f9a10-51c2-4f7e-9d0b-7661756c7400}. Reads at an offset return the pattern
 * whose seed is the offset; the host sums up what is written.
 */
#define VAULT_INTERFACE \
	{ 0x6f3f9a10, 0x51c2, 0x4f7e, \
	  { 0x9d, 0x0b, 0x76, 0x61, 0x75, 0x6c, 0x74, 0x00 } }

#define VAULT_MAX_TRANSFER	(1024 * 1024)

#define VAULT_DEVICE_TYPE	0x8c7du

/* Of a device that the host has answered. Out: VAULT_STATISTICS. */
#define IOCTL_VAULT_GET_STATISTICS \
	CTL_CODE(VAULT_DEVICE_TYPE, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* In: a buffer that the host sums up where it is. Out: VAULT_SUM. */
#define IOCTL_VAULT_CHECKSUM \
	CTL_CODE(VAULT_DEVICE_TYPE, 0x801, METHOD_NEITHER, FILE_ANY_ACCESS)

/* Of the control device. Requests of all devices are kept waiting from now on. */
#define IOCTL_VAULT_LOCK \
	CTL_CODE(VAULT_DEVICE_TYPE, 0x810, METHOD_BUFFERED, FILE_WRITE_ACCESS)
/* Those that were kept waiting go to the host. */
#define IOCTL_VAULT_UNLOCK \
	CTL_CODE(VAULT_DEVICE_TYPE, 0x811, METHOD_BUFFERED, FILE_WRITE_ACCESS)
/* Out: a ULONG, how many requests are kept waiting. */
#define IOCTL_VAULT_GET_WAITING \
	CTL_CODE(VAULT_DEVICE_TYPE, 0x812, METHOD_BUFFERED, FILE_READ_ACCESS)

typedef struct _VAULT_STATISTICS {
	ULONG HostIndex;
	ULONG MostInFlight;
	ULONGLONG BytesRead;
	ULONGLONG BytesWritten;
	ULONGLONG LastSum;
	ULONGLONG Canceled;
} VAULT_STATISTICS, *PVAULT_STATISTICS;

typedef struct _VAULT_SUM {
	ULONGLONG Bytes;
	ULONGLONG Sum;
} VAULT_SUM, *PVAULT_SUM;
