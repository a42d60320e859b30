/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * seh.h - what jump.c does for seh.c, and seh.c for thread.c.
 */
#ifndef VMBKMCL_SEH_H
#define VMBKMCL_SEH_H

#include <vmbkmcl/nt/seh.h>

/* Returns from the frame's __builtin_setjmp(), and not to its caller. */
void vmbkmcl_try_jump(struct vmbkmcl_try *frame);

/* The calling thread ends: it leaves all its __try blocks without returning. */
void vmbkmcl_try_forget(void);

#endif
