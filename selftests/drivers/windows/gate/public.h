/* SPDX-License-Identifier: GPL-2.0-only */
/*++

Module Name:

    public.h

Abstract:

    What a program needs to talk to the gate driver. Included by both.

--*/
#pragma once

#define GATE_CTL(Function, Method, Access) \
	CTL_CODE(0x8c7cu, 0x800 + (Function), Method, Access)

/* In: a ULONG, what the next create request of a gate does. */
#define IOCTL_GATE_NEXT_CREATE	GATE_CTL(0, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* Pends until it is cancelled, or released. */
#define IOCTL_GATE_HOLD		GATE_CTL(1, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* Completes the request that is held, a create request too. */
#define IOCTL_GATE_RELEASE	GATE_CTL(2, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* Out: GATE_COUNTERS. */
#define IOCTL_GATE_COUNTERS	GATE_CTL(3, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* These do nothing. */
#define IOCTL_GATE_READ		GATE_CTL(4, METHOD_BUFFERED, FILE_READ_ACCESS)
#define IOCTL_GATE_WRITE	GATE_CTL(5, METHOD_BUFFERED, FILE_WRITE_ACCESS)
/* Out: the input's bytes, inverted, while the program waits. */
#define IOCTL_GATE_NEITHER	GATE_CTL(6, METHOD_NEITHER, FILE_ANY_ACCESS)
/* In: GATE_BUFFER, a page which the driver locks, fills and unlocks. */
#define IOCTL_GATE_FILL		GATE_CTL(7, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* Out: as many bytes as there is room for, filled by another thread. */
#define IOCTL_GATE_NEITHER_LATER GATE_CTL(8, METHOD_NEITHER, FILE_ANY_ACCESS)
/* In: GATE_BUFFER, an event's handle; the driver sets the event. */
#define IOCTL_GATE_SET_EVENT	GATE_CTL(9, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* As IOCTL_GATE_NEITHER, of buffers that are aligned as a ULONG is. */
#define IOCTL_GATE_NEITHER_ALIGNED GATE_CTL(10, METHOD_NEITHER, FILE_ANY_ACCESS)

/* Out: the name that the handle was opened by, UTF-16. */
#define IOCTL_GATE_NAME		GATE_CTL(11, METHOD_BUFFERED, FILE_ANY_ACCESS)

#define GATE_CREATE_AT_ONCE	0
#define GATE_CREATE_HOLD	1
#define GATE_CREATE_MAKE_LINK	2
#define GATE_CREATE_REFUSE	3

#define GATE_FILL		0x5a

/* The bytes that can be read and written, and how many at a time. */
#define GATE_STORE		16384
#define GATE_TRANSFER		8192
/* A request for this offset is held. */
#define GATE_OFFSET_HOLD	0x100000

typedef struct _GATE_COUNTERS {
	ULONG Holding;
	ULONG Cancelled;
	/* The errno of opening a node inside DriverEntry, 0 for none. */
	ULONG OpenedEarly;
	ULONG Flushed;
	/* Create and close requests. */
	ULONG Created;
	ULONG Closed;
} GATE_COUNTERS;

typedef struct _GATE_BUFFER {
	ULONGLONG Address;
} GATE_BUFFER;
