/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Events that a program hands to a driver, to be told of something.
 *
 * A program makes an eventfd where it calls CreateEvent() on Windows, and puts its
 * number where the driver expects the handle. ObReferenceObjectByHandle() with
 * *ExEventObjectType and UserMode makes a KEVENT of it; KeSetEvent() adds one to the
 * eventfd's counter.
 *
 * Differences from Windows
 * - The driver cannot see what the program does with the event: it is signalled from
 *   the driver's first KeSetEvent() to its KeClearEvent().
 *
 * Linux counterpart: eventfd
 */
#ifndef VMBKMCL_NT_PROGRAM_EVENT_H
#define VMBKMCL_NT_PROGRAM_EVENT_H

#include <vmbkmcl/nt/thread.h>

#define EVENT_QUERY_STATE	0x0001
#define EVENT_MODIFY_STATE	0x0002
#define EVENT_ALL_ACCESS	0x001f0003

extern POBJECT_TYPE *ExEventObjectType;

#endif
