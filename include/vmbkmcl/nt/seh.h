/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Structured exceptions: __try with __except or __finally, and __leave.
 *
 * Functions that raise on Windows raise here, ExRaiseStatus() and its kin among them.
 * No fault of the processor does: a driver that uses a bad address oopses.
 *
 * Differences from Windows
 * - __try declares a variable, so it must be a statement of a block: it cannot be
 *   the body of an if or a loop without braces.
 * - A __finally block is run at the end of its __try block, by __leave and by an
 *   exception, but not when return, goto, break or continue leaves the __try block.
 *   Use __leave.
 * - A goto out of a __try to a label of the block that the __try is in leaves it in
 *   force until that block ends.
 * - The __finally blocks of inner functions are run before the filter of an outer
 *   __except is evaluated, and EXCEPTION_CONTINUE_EXECUTION is taken for
 *   EXCEPTION_CONTINUE_SEARCH.
 * - The destructors of C++ objects in the functions that an exception leaves are not
 *   called.
 * - The function-graph tracer must not be on while an exception is raised, and a
 *   backtrace that is made in a handler ends there.
 * - An exception of MmProbeAndLockPages() that no __try is there for is logged, and the
 *   function returns.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_NT_SEH_H
#define VMBKMCL_NT_SEH_H

#include <ntstatus.h>

#define EXCEPTION_EXECUTE_HANDLER	1
#define EXCEPTION_CONTINUE_SEARCH	0
#define EXCEPTION_CONTINUE_EXECUTION	(-1)
#define EXCEPTION_NONCONTINUABLE	0x1
#define EXCEPTION_MAXIMUM_PARAMETERS	15

typedef struct _EXCEPTION_RECORD {
	NTSTATUS	ExceptionCode;
	ULONG		ExceptionFlags;
	struct _EXCEPTION_RECORD *ExceptionRecord;
	PVOID		ExceptionAddress;
	ULONG		NumberParameters;
	ULONG_PTR	ExceptionInformation[EXCEPTION_MAXIMUM_PARAMETERS];
} EXCEPTION_RECORD, *PEXCEPTION_RECORD;

typedef struct _CONTEXT CONTEXT, *PCONTEXT;

typedef struct _EXCEPTION_POINTERS {
	PEXCEPTION_RECORD ExceptionRecord;
	PCONTEXT	ContextRecord;
} EXCEPTION_POINTERS, *PEXCEPTION_POINTERS;

/*
 * A __try of a running function, on the list of those of its thread. Where a jump
 * has passed by its declaration it has any content, so it is looked for on the list by
 * its address.
 */
struct vmbkmcl_try {
	PVOID			Registers[5];
	ULONG_PTR		ShadowStack;
	struct vmbkmcl_try	*Next;
	ULONG_PTR		Context;
	ULONG			State;
	EXCEPTION_RECORD	Record;
	EXCEPTION_POINTERS	Pointers;
};

VOID vmbkmcl_try_begin(struct vmbkmcl_try *frame);
VOID vmbkmcl_try_end(struct vmbkmcl_try *frame);
BOOLEAN vmbkmcl_try_raised(void);
BOOLEAN vmbkmcl_try_filter(LONG disposition);
BOOLEAN vmbkmcl_finally_begin(void);
BOOLEAN vmbkmcl_finally_end(void);
VOID vmbkmcl_try_leave(void);
PEXCEPTION_POINTERS vmbkmcl_exception(void);

#ifndef __KERNEL__
#define VMBKMCL_TRY_NAME2(n)	vmbkmcl_try_##n
#define VMBKMCL_TRY_NAME(n)	VMBKMCL_TRY_NAME2(n)
/*
 * Of setjmp() and its like only the compiler's own keeps every variable that changes
 * in the block.
 */
#define VMBKMCL_TRY(frame)						\
	struct vmbkmcl_try frame __attribute__((cleanup(vmbkmcl_try_end))); \
	VMBKMCL_SHADOW_STACK(frame);					\
	if (vmbkmcl_try_begin(&frame), !__builtin_setjmp(frame.Registers))
#ifdef __aarch64__
#define VMBKMCL_SHADOW_STACK(frame) \
	__asm__ __volatile__("mov	%0, x18" : "=r"(frame.ShadowStack))
#else
#define VMBKMCL_SHADOW_STACK(frame)	frame.ShadowStack = 0
#endif

#define __try		VMBKMCL_TRY(VMBKMCL_TRY_NAME(__COUNTER__))
#define __except(filter) if (vmbkmcl_try_raised() && vmbkmcl_try_filter(filter))
#define __finally \
	for (BOOLEAN vmbkmcl_once = vmbkmcl_finally_begin(); vmbkmcl_once; \
	     vmbkmcl_once = vmbkmcl_finally_end())
#define __leave		vmbkmcl_try_leave()
#define GetExceptionCode()		(vmbkmcl_exception()->ExceptionRecord->ExceptionCode)
#define GetExceptionInformation()	vmbkmcl_exception()
#define AbnormalTermination()		(vmbkmcl_exception() != NULL)
#define _exception_code()		GetExceptionCode()
#define _exception_info()		GetExceptionInformation()
#define _abnormal_termination()		AbnormalTermination()
#endif

/**
 * ExRaiseStatus() - raise an exception
 * @Status: its code
 *
 * Context: any; does not return. [doc nf-ntddk-exraisestatus] Without a __try the
 * machine is stopped. It is not declared so: objtool does not know that it is.
 */
VOID ExRaiseStatus(NTSTATUS Status);
#define ExRaiseAccessViolation()	ExRaiseStatus(STATUS_ACCESS_VIOLATION)
#define ExRaiseDatatypeMisalignment()	ExRaiseStatus(STATUS_DATATYPE_MISALIGNMENT)
#define RtlRaiseStatus(status)		ExRaiseStatus(status)

#endif
