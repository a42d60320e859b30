/* SPDX-License-Identifier: GPL-2.0-only */
/*++

Module Name:

    public.h

Abstract:

    What programs need to talk to the courier driver: its device name, its
    control codes and the structures that go with them. Included by both the
    driver and user mode programs.

--*/
#pragma once

#define COURIER_DEVICE_TYPE	0x8c7bu

#define COURIER_CTL(Function) \
	CTL_CODE(COURIER_DEVICE_TYPE, 0x800 + (Function), METHOD_BUFFERED, \
		 FILE_ANY_ACCESS)

/* Out: COURIER_INFO. */
#define IOCTL_COURIER_GET_INFO		COURIER_CTL(0)
/* In: any bytes. Out: the same bytes, after they went to the host and back. */
#define IOCTL_COURIER_ECHO		COURIER_CTL(1)
/* In: COURIER_POST. Sends packets that have no answer. */
#define IOCTL_COURIER_POST		COURIER_CTL(2)
/* In: any bytes, which the host reads in place. Out: COURIER_SUM. */
#define IOCTL_COURIER_CHECKSUM		COURIER_CTL(3)
/* In: COURIER_SEED. Out: as many pattern bytes as fit, written by the host. */
#define IOCTL_COURIER_GENERATE		COURIER_CTL(4)
/* In: COURIER_SEED. The host fills the shared window. Out: COURIER_SUM. */
#define IOCTL_COURIER_WINDOW_FILL	COURIER_CTL(5)
/* In: COURIER_WINDOW_RANGE. Out: that part of the shared window. */
#define IOCTL_COURIER_WINDOW_READ	COURIER_CTL(6)
/* In: COURIER_WINDOW_RANGE and bytes to put there. */
#define IOCTL_COURIER_WINDOW_WRITE	COURIER_CTL(7)
/* The host sums up the shared window. Out: COURIER_SUM. */
#define IOCTL_COURIER_WINDOW_SUM	COURIER_CTL(8)
/* In: COURIER_STREAM. The host sends packets, which become records. */
#define IOCTL_COURIER_STREAM		COURIER_CTL(9)
/* Out: COURIER_RECORD. Pends until there is one. */
#define IOCTL_COURIER_READ_RECORD	COURIER_CTL(10)
/* In: COURIER_MODE. How incoming packets are treated. */
#define IOCTL_COURIER_SET_MODE		COURIER_CTL(11)
/* Out: COURIER_STATISTICS. */
#define IOCTL_COURIER_GET_STATISTICS	COURIER_CTL(12)
/* In: a label, UTF-16, need not be terminated. */
#define IOCTL_COURIER_SET_LABEL		COURIER_CTL(13)
/* Out: a text, UTF-16, that describes the device. */
#define IOCTL_COURIER_GET_DESCRIPTION	COURIER_CTL(14)

#define COURIER_MAX_MESSAGE	4096
#define COURIER_MAX_LABEL	32
#define COURIER_WINDOW_BYTES	(16 * 4096)
#define COURIER_RECORD_HEAD	16

typedef struct _COURIER_INFO {
	ULONG Version;
	ULONG Features;
	ULONG Index;
	ULONG Connections;
	GUID Instance;
} COURIER_INFO, *PCOURIER_INFO;

typedef struct _COURIER_POST {
	ULONG Count;
	ULONG Size;
} COURIER_POST, *PCOURIER_POST;

typedef struct _COURIER_SEED {
	ULONGLONG Seed;
} COURIER_SEED, *PCOURIER_SEED;

typedef struct _COURIER_SUM {
	ULONGLONG Bytes;
	ULONGLONG Sum;
	ULONG Ranges;
	ULONG Reserved;
} COURIER_SUM, *PCOURIER_SUM;

typedef struct _COURIER_WINDOW_RANGE {
	ULONG Offset;
	ULONG Length;
} COURIER_WINDOW_RANGE, *PCOURIER_WINDOW_RANGE;

typedef struct _COURIER_STREAM {
	ULONG Cookie;
	ULONG Count;
	ULONG Size;
	ULONG Window;
	ULONGLONG Seed;
} COURIER_STREAM, *PCOURIER_STREAM;

#define COURIER_RECORD_PASSIVE	0x1	/* handled at PASSIVE_LEVEL */
#define COURIER_RECORD_HELD	0x2	/* completed later, by the timer */

typedef struct _COURIER_RECORD {
	ULONG Cookie;
	ULONG Sequence;
	ULONG Length;
	ULONG Flags;
	ULONGLONG Sum;
	LONGLONG Time;
	UCHAR Head[COURIER_RECORD_HEAD];
} COURIER_RECORD, *PCOURIER_RECORD;

typedef struct _COURIER_MODE {
	ULONG DeferAbove;	/* bytes; longer packets are handled at passive */
	ULONG HoldEvery;	/* every n-th packet is completed late; 0: none */
	ULONG HoldMilliseconds;
	ULONG Reserved;
} COURIER_MODE, *PCOURIER_MODE;

typedef struct _COURIER_STATISTICS {
	ULONGLONG Received;
	ULONGLONG Deferred;
	ULONGLONG Held;
	ULONGLONG Batches;
	ULONGLONG Malformed;
	ULONGLONG RecordsDropped;
	ULONGLONG Sent;
	ULONGLONG Completed;
	ULONGLONG HostPackets;	/* as of the last heartbeat */
	ULONGLONG HostMistakes;
	ULONGLONG Heartbeats;
	ULONG OpenHandles;
	ULONG Connections;
} COURIER_STATISTICS, *PCOURIER_STATISTICS;
