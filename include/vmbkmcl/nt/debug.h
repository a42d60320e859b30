/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Printing and assertions.
 *
 * Format strings are Windows': l is 32 bits, ll and I64 are 64, I is the width
 * of a pointer; %S, %ls and %ws are UTF-16, %Z is an ANSI_STRING, %wZ a
 * UNICODE_STRING. Pointers are printed as Linux prints them, hashed. Trace messages have
 * conversions besides, of which vmbkmcl_trace() has the list.
 *
 * Linux counterpart: printk(), WARN_ON(), panic()
 */
#ifndef VMBKMCL_NT_DEBUG_H
#define VMBKMCL_NT_DEBUG_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#else
#include <stdarg.h>
#endif

#include <ntstatus.h>

#define DPFLTR_IHVDRIVER_ID	77
#define DPFLTR_DEFAULT_ID	101

#define DPFLTR_ERROR_LEVEL	0
#define DPFLTR_WARNING_LEVEL	1
#define DPFLTR_TRACE_LEVEL	2
#define DPFLTR_INFO_LEVEL	3
#define DPFLTR_MASK		0x80000000

/**
 * DbgPrint() - print to the kernel's log, at level info
 * @Format: in Windows' form
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS.
 */
ULONG DbgPrint(PCSTR Format, ...);

/**
 * DbgPrintEx() - print with a level
 * @ComponentId: DPFLTR_*_ID; ignored
 * @Level: DPFLTR_ERROR_LEVEL, _WARNING, _TRACE and _INFO become Linux's error,
 *	warning, info and debug; anything else is info
 * @Format: in Windows' form
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS.
 */
ULONG DbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, ...);

/**
 * vDbgPrintEx() - DbgPrintEx() with arguments in a list
 * @ComponentId: ignored
 * @Level: as for DbgPrintEx()
 * @Format: in Windows' form
 * @arglist: the arguments
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS.
 */
ULONG vDbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, va_list arglist);

/**
 * vDbgPrintExWithPrefix() - vDbgPrintEx() with a text ahead
 * @Prefix: the text
 * @ComponentId: ignored
 * @Level: as for DbgPrintEx()
 * @Format: in Windows' form
 * @arglist: the arguments
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS.
 */
ULONG vDbgPrintExWithPrefix(PCSTR Prefix, ULONG ComponentId, ULONG Level, PCSTR Format,
			    va_list arglist);

#ifndef __KERNEL__
/* Microsoft's compiler drops the comma of a macro's "Format, __VA_ARGS__" with nothing. */
#define DbgPrint(format, ...) DbgPrint(format __VA_OPT__(,) __VA_ARGS__)
#define DbgPrintEx(id, level, format, ...) \
	DbgPrintEx(id, level, format __VA_OPT__(,) __VA_ARGS__)
#endif

/* On Windows only checked builds print these; here every build does. */
#define KdPrint(arguments)	(DbgPrint arguments)
#define KdPrintEx(arguments)	(DbgPrintEx arguments)

/* A failed assertion warns with a backtrace; it does not stop the machine. */
#define NT_ASSERTMSG(m, e) \
	((e) ? (void)0 : RtlAssert((PVOID)#e, (PVOID)__FILE__, __LINE__, (PSTR)(m)))
#define NT_ASSERT(e)		NT_ASSERTMSG(NULL, e)
#ifndef ASSERT
#define ASSERT(e)		NT_ASSERT(e)
#endif
#define ASSERTMSG(m, e)		NT_ASSERTMSG(m, e)
#define NT_VERIFYMSG(m, e) \
	((e) ? TRUE : (RtlAssert((PVOID)#e, (PVOID)__FILE__, __LINE__, (PSTR)(m)), FALSE))
#define NT_VERIFY(e)		NT_VERIFYMSG(NULL, e)

/**
 * struct vmbkmcl_trace_place - where in a driver's source a trace message is
 * @Function: the function, for %!FUNC!
 * @File: the file, whose name is for %!FILE!
 * @Flags: the message's flags, as the source has them, for %!FLAGS!
 * @LevelText: its level, likewise, for %!LEVEL!
 * @Line: the line, for %!LINE!
 * @Level: TRACE_LEVEL_*
 */
struct vmbkmcl_trace_place {
	PCSTR Function;
	PCSTR File;
	PCSTR Flags;
	PCSTR LevelText;
	ULONG Line;
	ULONG Level;
};

/**
 * vmbkmcl_trace() - print a trace message, as the macros of vmbkmcl_wpp.h do
 * @place: where it is
 * @format: in Windows' form, with WPP's conversions besides. They print
 *
 *	- %!FUNC!, %!FILE!, %!LINE!, %!FLAGS! and %!LEVEL!: the place, without an argument;
 *	  where there is none, as in DbgPrint(), they are printed as they stand
 *	- %!STATUS! and %!NDIS_STATUS!: a status and its name; %!HRESULT! and %!WINERROR!: a
 *	  number
 *	- %!bool! and %!BOOLEAN!: TRUE or FALSE; %!irql!: a level's name
 *	- %!GUID!, %!CLSID!, %!IID! and %!LIBID!: the GUID that a pointer leads to; %!sid!: the
 *	  security identifier
 *	- %!TIMESTAMP!, %!TIME! and %!datetime!: a time of the system's, in UTC; %!delta!,
 *	  %!WAITTIME! and %!due!: milliseconds, as days~hours:minutes:seconds
 *	- %!IPADDR! and %!PORT!: an address and a port in the network's order
 *	- %!ASTR!, %!WSTR!, %!ANSTR! and %!USTR!: as %s, %ws, %Z and %wZ
 *	- any other, which the driver defines: a number
 *
 * Critical messages and errors are the log's errors, warnings its warnings; the others are
 * there with dynamic debugging on. The line is ended if the message does not end it.
 *
 * Context: any.
 * Return: STATUS_SUCCESS.
 */
ULONG vmbkmcl_trace(const struct vmbkmcl_trace_place *place, PCSTR format, ...);

/**
 * RtlAssert() - report a failed assertion
 * @VoidFailedAssertion: its text
 * @VoidFileName: the source file
 * @LineNumber: the line
 * @MutableMessage: what it means; optional
 *
 * Context: any; warns with a backtrace. [ours]
 */
VOID RtlAssert(PVOID VoidFailedAssertion, PVOID VoidFileName, ULONG LineNumber,
	       PSTR MutableMessage);

/**
 * DbgBreakPoint() - enter the debugger
 *
 * Context: any; warns with a backtrace, as there is none. [ours]
 */
VOID DbgBreakPoint(void);
#define KdBreakPoint()		DbgBreakPoint()
#define __debugbreak()		DbgBreakPoint()

/**
 * KeBugCheckEx() - stop the machine
 * @BugCheckCode: the reason
 * @P1: a detail
 * @P2: a detail
 * @P3: a detail
 * @P4: a detail
 *
 * KeBugCheck() is the same without details.
 * Context: any; does not return. [doc] The kernel panics.
 */
DECLSPEC_NORETURN VOID KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR P1,
				    ULONG_PTR P2, ULONG_PTR P3, ULONG_PTR P4);
#define KeBugCheck(code)	KeBugCheckEx(code, 0, 0, 0, 0)

#define IRQL_NOT_LESS_OR_EQUAL		0x0000000a
#define KMODE_EXCEPTION_NOT_HANDLED	0x0000001e
#define SYSTEM_SERVICE_EXCEPTION	0x0000003b
#define PAGE_FAULT_IN_NONPAGED_AREA	0x00000050
#define BAD_POOL_CALLER			0x000000c2
#define DRIVER_IRQL_NOT_LESS_OR_EQUAL	0x000000d1
#define MANUALLY_INITIATED_CRASH	0x000000e2

/* What a call of a pure virtual function of C++ becomes. */
#if defined(__cplusplus) && !defined(__KERNEL__)
void __cxa_pure_virtual(void) __attribute__((weak, used));

void __cxa_pure_virtual(void)
{
	DbgBreakPoint();
}
#endif

#endif
