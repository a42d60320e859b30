/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * program_event.h - events of programs, for those who set and release them.
 */
#ifndef VMBKMCL_NT_PROGRAM_EVENT_INTERNAL_H
#define VMBKMCL_NT_PROGRAM_EVENT_INTERNAL_H

#include <vmbkmcl/nt/event.h>

/* The event behind a descriptor of the calling process, with a reference. */
NTSTATUS vmbkmcl_program_event_open(HANDLE handle, PVOID *event);
void vmbkmcl_program_event_get(void *event);
void vmbkmcl_program_event_put(void *event);
/* Tell the program. */
void vmbkmcl_program_event_signal(PRKEVENT event);

#endif
