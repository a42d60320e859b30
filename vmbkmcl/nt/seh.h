/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * seh.h - what restores the registers that vmbkmcl_try_save() saved.
 */
#ifndef VMBKMCL_SEH_H
#define VMBKMCL_SEH_H

#include <ntdef.h>

/* Returns from that vmbkmcl_try_save(), with 1, and not to its caller. */
void vmbkmcl_try_restore(const ULONG_PTR *registers);

#endif
