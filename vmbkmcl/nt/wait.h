/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wait.h - objects that can be waited for, for those that add a kind.
 */
#ifndef VMBKMCL_NT_WAIT_H
#define VMBKMCL_NT_WAIT_H

#include <vmbkmcl/nt/event.h>

enum vmbkmcl_dispatcher_type {
	VMBKMCL_EVENT,
	VMBKMCL_SYNC_EVENT,
	VMBKMCL_MUTANT,
	/* Windows' numbers; those of devices, drivers and files are known. */
	VMBKMCL_DEVICE = 3,
	VMBKMCL_DRIVER = 4,
	VMBKMCL_FILE = 5,
	VMBKMCL_THREAD = 6,
	VMBKMCL_SEMAPHORE = 7,
	VMBKMCL_TIMER = 8,
	VMBKMCL_SYNC_TIMER = 9,
	/* Ours: an event of a program's. */
	VMBKMCL_PROGRAM_EVENT = 0x40,
};

void vmbkmcl_dispatcher_init(DISPATCHER_HEADER *header, u8 type, LONG state);
/* Set the state, wake those who wait if it is positive; the state before. */
LONG vmbkmcl_dispatcher_set(DISPATCHER_HEADER *header, LONG state);

/* Whether the timer is to be due, or is about to be. */
bool vmbkmcl_timer_is_set(PKTIMER timer);

#endif
