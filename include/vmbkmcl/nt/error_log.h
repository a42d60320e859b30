/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Entries for the system's error log.
 *
 * Difference from Windows: there are no message files, so the log has the numbers, the
 * data and the strings. Of many entries in a short time some are left out, and counted.
 *
 * Linux counterpart: dev_err_ratelimited()
 */
#ifndef VMBKMCL_NT_ERROR_LOG_H
#define VMBKMCL_NT_ERROR_LOG_H

#include <ntdef.h>
#include <ntstatus.h>

#define ERROR_LOG_LIMIT_SIZE	240
#define ERROR_LOG_MAXIMUM_SIZE	ERROR_LOG_LIMIT_SIZE

/**
 * struct _IO_ERROR_LOG_PACKET - an entry
 * @MajorFunctionCode: IRP_MJ_* of the request; optional
 * @RetryCount: how often it was tried again
 * @DumpDataSize: bytes of @DumpData, a multiple of four [doc]
 * @NumberOfStrings: how many strings there are at @StringOffset
 * @StringOffset: where they are, each with a terminator; from the beginning [doc]
 * @EventCategory: the driver's
 * @ErrorCode: what has happened
 * @UniqueErrorValue: where in the driver; optional
 * @FinalStatus: of the request; optional
 * @SequenceNumber: of the request; optional
 * @IoControlCode: of the request; optional
 * @DeviceOffset: where on the device; optional
 * @DumpData: whatever the driver adds
 */
typedef struct _IO_ERROR_LOG_PACKET {
	UCHAR		MajorFunctionCode;
	UCHAR		RetryCount;
	USHORT		DumpDataSize;
	USHORT		NumberOfStrings;
	USHORT		StringOffset;
	USHORT		EventCategory;
	NTSTATUS	ErrorCode;
	ULONG		UniqueErrorValue;
	NTSTATUS	FinalStatus;
	ULONG		SequenceNumber;
	ULONG		IoControlCode;
	LARGE_INTEGER	DeviceOffset;
	ULONG		DumpData[1];
} IO_ERROR_LOG_PACKET, *PIO_ERROR_LOG_PACKET;

C_ASSERT(sizeof(IO_ERROR_LOG_PACKET) == 48);

/**
 * IoAllocateErrorLogEntry() - memory for an entry
 * @IoObject: the driver's device object or driver object
 * @EntrySize: bytes of the packet with all its data and strings
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the entry, zeroed [ours]; NULL without memory, for less than the packet, and
 * for more than ERROR_LOG_MAXIMUM_SIZE. [doc]
 */
PVOID IoAllocateErrorLogEntry(PVOID IoObject, UCHAR EntrySize);

/**
 * IoWriteErrorLogEntry() - have an entry in the log
 * @ElEntry: of IoAllocateErrorLogEntry(); is freed [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoWriteErrorLogEntry(PVOID ElEntry);

/**
 * IoFreeErrorLogEntry() - free an entry that is not written
 * @ElEntry: of IoAllocateErrorLogEntry()
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 */
VOID IoFreeErrorLogEntry(PVOID ElEntry);

#endif
