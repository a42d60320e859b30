/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registers.S - save the registers that a function keeps for its caller, and restore
 * them later: setjmp() and longjmp().
 *
 * vmbkmcl_try_restore() returns to an older function than its caller, which objtool
 * takes for a mistake: the file is exempt from it (objects.mk).
 */
#include <linux/linkage.h>

#ifdef CONFIG_X86_64

/* Older kernels return by this only. */
#ifndef RET
#define RET	ret
#endif

SYM_FUNC_START(vmbkmcl_try_save)
	movq	(%rsp), %rax
	leaq	8(%rsp), %rdx
	movq	%rbx, 0(%rdi)
	movq	%rbp, 8(%rdi)
	movq	%r12, 16(%rdi)
	movq	%r13, 24(%rdi)
	movq	%r14, 32(%rdi)
	movq	%r15, 40(%rdi)
	movq	%rdx, 48(%rdi)
	movq	%rax, 56(%rdi)
	xorl	%eax, %eax
	RET
SYM_FUNC_END(vmbkmcl_try_save)

SYM_FUNC_START(vmbkmcl_try_restore)
	movq	0(%rdi), %rbx
	movq	8(%rdi), %rbp
	movq	16(%rdi), %r12
	movq	24(%rdi), %r13
	movq	32(%rdi), %r14
	movq	40(%rdi), %r15
	movq	48(%rdi), %rsp
	pushq	56(%rdi)
	movl	$1, %eax
	RET
SYM_FUNC_END(vmbkmcl_try_restore)

#elif defined(CONFIG_ARM64)

SYM_FUNC_START(vmbkmcl_try_save)
	mov	x9, sp
	stp	x19, x20, [x0, #0]
	stp	x21, x22, [x0, #16]
	stp	x23, x24, [x0, #32]
	stp	x25, x26, [x0, #48]
	stp	x27, x28, [x0, #64]
	stp	x29, x30, [x0, #80]
	str	x9, [x0, #96]
#ifdef CONFIG_SHADOW_CALL_STACK
	str	x18, [x0, #104]
#endif
	mov	w0, #0
	ret
SYM_FUNC_END(vmbkmcl_try_save)

SYM_FUNC_START(vmbkmcl_try_restore)
	ldp	x19, x20, [x0, #0]
	ldp	x21, x22, [x0, #16]
	ldp	x23, x24, [x0, #32]
	ldp	x25, x26, [x0, #48]
	ldp	x27, x28, [x0, #64]
	ldp	x29, x30, [x0, #80]
	ldr	x9, [x0, #96]
#ifdef CONFIG_SHADOW_CALL_STACK
	ldr	x18, [x0, #104]
#endif
	mov	sp, x9
	mov	w0, #1
	ret
SYM_FUNC_END(vmbkmcl_try_restore)

#endif
