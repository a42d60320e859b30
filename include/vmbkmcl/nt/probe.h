/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Buffers of a program that a driver uses by their addresses: those of
 * METHOD_NEITHER control codes, and of read and write requests to a device that
 * has neither DO_BUFFERED_IO nor DO_DIRECT_IO.
 *
 * Differences from Windows
 * - Type3InputBuffer and UserBuffer are kernel addresses of the program's pages,
 *   which stay until the request has been completed: Linux does not let the kernel
 *   use a program's addresses. A buffer that the program does not have keeps its own
 *   address, and fails to be probed. So does a buffer of another thread's request.
 * - An address that a driver found inside a buffer cannot be used, and fails to be
 *   probed: it needs an MDL and MmProbeAndLockPages().
 *
 * Linux counterpart: pin_user_pages(), vmap()
 */
#ifndef VMBKMCL_NT_PROBE_H
#define VMBKMCL_NT_PROBE_H

#include <ntdef.h>

/**
 * ProbeForRead() - check that the program may read a buffer
 * @Address: the buffer
 * @Length: its bytes; 0: nothing is checked
 * @Alignment: 1, 2, 4 or 8, of @Address
 *
 * Raises STATUS_DATATYPE_MISALIGNMENT or STATUS_ACCESS_VIOLATION. [doc] Without a
 * __try the machine is stopped.
 * Context: PASSIVE_LEVEL, in the thread that made the request.
 */
VOID ProbeForRead(const volatile VOID *Address, SIZE_T Length, ULONG Alignment);

/**
 * ProbeForWrite() - check that the program may write a buffer
 * @Address: the buffer
 * @Length: its bytes; 0: nothing is checked
 * @Alignment: 1, 2, 4 or 8, of @Address
 *
 * Raises STATUS_DATATYPE_MISALIGNMENT or STATUS_ACCESS_VIOLATION. [doc] Without a
 * __try the machine is stopped.
 * Context: PASSIVE_LEVEL, in the thread that made the request.
 */
VOID ProbeForWrite(volatile VOID *Address, SIZE_T Length, ULONG Alignment);

#endif
