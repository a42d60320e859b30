// SPDX-License-Identifier: GPL-2.0-only
/*
 * jump.c - go to a __try block of an older function. objtool takes the jump for a
 * mistake, so that the file is exempt from it (objects.mk).
 */
#include <linux/objtool.h>

#include "seh.h"

#ifdef __CHECKER__
/* To sparse it is no function of the compiler's. */
void __builtin_longjmp(void *registers, int value);
#endif

void vmbkmcl_try_jump(struct vmbkmcl_try *frame)
{
#ifdef CONFIG_SHADOW_CALL_STACK
	asm volatile("mov	x18, %0" : : "r" (frame->ShadowStack));
#endif
	__builtin_longjmp(frame->Registers, 1);
}

/* Where objtool looks at the whole module, the exemption of the file is not heeded. */
STACK_FRAME_NON_STANDARD(vmbkmcl_try_jump);
