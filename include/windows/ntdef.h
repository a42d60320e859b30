/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The basic types of Windows drivers, at their Windows x64 widths: LONG and
 * ULONG are 32 bits, WCHAR is 16 (the kernel is built with -fshort-wchar, so
 * L"" literals fit), pointers 64.  Where the kernel's ACPI headers know the
 * same type name, the definition is the same.
 *
 * Differences from Windows
 * - No calling conventions: there is one on each side.
 * - A long has 64 bits: LONG is an int.
 * - Printing a LONG needs %d here and %ld on Windows; DbgPrint() understands
 *   Windows' format strings.
 */
#ifndef VMBKMCL_WINDOWS_NTDEF_H
#define VMBKMCL_WINDOWS_NTDEF_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include <ctype.h>
#include <excpt.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <wchar.h>
#endif

#include "sal.h"
#include "guiddef.h"

/* Calling conventions and attributes without a counterpart. */
#define NTAPI
#define NTSYSAPI
#define NTKERNELAPI
#define NTHALAPI
#define FASTCALL
#define APIENTRY
#define WINAPI
#define CALLBACK
#define __cdecl
#define __stdcall
#define __fastcall
#define DECLSPEC_IMPORT
#define DECLSPEC_NORETURN	__attribute__((noreturn))
#define DECLSPEC_ALIGN(x)	__attribute__((aligned(x)))
#define POINTER_ALIGNMENT	DECLSPEC_ALIGN(8)
/* Of pool memory, device extensions and contexts. [doc ntdef.h] */
#define MEMORY_ALLOCATION_ALIGNMENT	16
#define DECLSPEC_NOINLINE	__attribute__((noinline))
#define __forceinline		inline __attribute__((always_inline))
#define FORCEINLINE		static __forceinline
#define CFORCEINLINE		FORCEINLINE
#ifdef __cplusplus
#define EXTERN_C		extern "C"
#define EXTERN_C_START		extern "C" {
#define EXTERN_C_END		}
#else
#define EXTERN_C		extern
#define EXTERN_C_START
#define EXTERN_C_END
#endif
#define UNALIGNED
#define CONST			const
#define OPTIONAL
#define IN
#define OUT

/* What Microsoft's compiler knows by itself. */
#ifndef __KERNEL__
#define __int8			char
#define __int16			short
#define __int32			int
#define __int64			long long
#define __inline		inline
#define _inline			inline
#define __unaligned
#define __ptr64
#define __assume(e)		do { if (!(e)) __builtin_unreachable(); } while (0)
#define __noop(...)		((void)0)
#define __pragma(x)
#define __FUNCSIG__		__PRETTY_FUNCTION__
#define __LPREFIX(x)		L##x
#define __declspec(x)		__declspec_##x
#define __declspec_align(n)	__attribute__((aligned(n)))
#define __declspec_allocate(section)
#define __declspec_code_seg(section)
#define __declspec_deprecated	__attribute__((deprecated))
#define __declspec_dllexport
#define __declspec_dllimport
#define __declspec_naked
#define __declspec_noalias
#define __declspec_noinline	__attribute__((noinline))
#define __declspec_noreturn	__attribute__((noreturn))
#define __declspec_nothrow
#define __declspec_novtable
#define __declspec_restrict
#define __declspec_selectany	__attribute__((weak))
#define DECLSPEC_SELECTANY	__declspec(selectany)
#define DECLSPEC_NOTHROW
#define DECLSPEC_NOVTABLE
#define DECLSPEC_CACHEALIGN	DECLSPEC_ALIGN(64)
#define SYSTEM_CACHE_ALIGNMENT_SIZE 64
#endif

/* void is a type here, not a macro: "F(VOID)" works all the same. */
typedef void VOID;
typedef void *PVOID;
typedef PVOID *PPVOID;
typedef const void *PCVOID;

typedef char CHAR;
/* A number: in the kernel, whose plain char has no sign (from 6.2 on, and on arm64), too. */
#ifdef __KERNEL__
typedef signed char CCHAR;
#else
typedef char CCHAR;
#endif
typedef short SHORT;
typedef short CSHORT;
typedef int INT;
typedef int LONG;
typedef int BOOL;
typedef unsigned char UCHAR;
typedef unsigned short USHORT;
typedef unsigned int UINT;
typedef unsigned int ULONG;
typedef unsigned int CLONG;
typedef long long LONGLONG;
typedef unsigned long long ULONGLONG;
#ifdef __cplusplus
typedef wchar_t WCHAR;
#else
typedef unsigned short WCHAR;
#endif

typedef signed char INT8;
typedef short INT16;
typedef int INT32;
typedef long long INT64;
typedef unsigned char UINT8;
typedef unsigned short UINT16;
typedef unsigned int UINT32;
typedef unsigned long long UINT64;
typedef int LONG32;
typedef long long LONG64;
typedef unsigned int ULONG32;
typedef unsigned long long ULONG64;
typedef unsigned long long DWORD64;
typedef unsigned int DWORD32;
typedef unsigned char BYTE;
typedef unsigned short WORD;
typedef unsigned int DWORD;
typedef unsigned long long DWORDLONG;

typedef long LONG_PTR;
typedef unsigned long ULONG_PTR;
typedef ULONG_PTR DWORD_PTR;
typedef long INT_PTR;
typedef unsigned long UINT_PTR;
typedef unsigned long SIZE_T;
typedef long SSIZE_T;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;

typedef unsigned char BOOLEAN;
typedef PVOID HANDLE;
typedef LONG NTSTATUS;
typedef UCHAR KIRQL;
typedef LONG KPRIORITY;
typedef CCHAR KPROCESSOR_MODE;
typedef ULONG ACCESS_MASK;
typedef ULONG LOGICAL;

typedef CHAR *PCHAR;
typedef CHAR *PSTR;
typedef CHAR *PSZ;
typedef const CHAR *PCSTR;
typedef const CHAR *PCSZ;
typedef SHORT *PSHORT;
typedef INT *PINT;
typedef LONG *PLONG;
typedef BOOL *PBOOL;
typedef UCHAR *PUCHAR;
typedef const UCHAR *PCUCHAR;
typedef USHORT *PUSHORT;
typedef UINT *PUINT;
typedef ULONG *PULONG;
typedef LONGLONG *PLONGLONG;
typedef ULONGLONG *PULONGLONG;
typedef WCHAR *PWCHAR;
typedef WCHAR *PWCH;
typedef WCHAR *PWSTR;
typedef WCHAR *LPWSTR;
typedef WCHAR *PZZWSTR;
typedef const WCHAR *PCWSTR;
typedef const WCHAR *LPCWSTR;
typedef const WCHAR *PCWCH;
typedef INT8 *PINT8;
typedef INT16 *PINT16;
typedef INT32 *PINT32;
typedef INT64 *PINT64;
typedef UINT8 *PUINT8;
typedef UINT16 *PUINT16;
typedef UINT32 *PUINT32;
typedef UINT64 *PUINT64;
typedef LONG64 *PLONG64;
typedef ULONG64 *PULONG64;
typedef LONG_PTR *PLONG_PTR;
typedef ULONG_PTR *PULONG_PTR;
typedef SIZE_T *PSIZE_T;
typedef BOOLEAN *PBOOLEAN;
typedef HANDLE *PHANDLE;
typedef NTSTATUS *PNTSTATUS;
typedef KIRQL *PKIRQL;
typedef ACCESS_MASK *PACCESS_MASK;
typedef BYTE *PBYTE;
typedef BYTE *LPBYTE;
typedef WORD *PWORD;
typedef WORD *LPWORD;
typedef DWORD *PDWORD;
typedef DWORD *LPDWORD;
typedef DWORD64 *PDWORD64;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef CHAR *LPSTR;
typedef const CHAR *LPCSTR;
typedef ULONG32 *PULONG32;
typedef LONG32 *PLONG32;

#define KEY_QUERY_VALUE	0x00000001
#define KEY_READ	0x00020019

#ifndef FALSE
#define FALSE	0
#endif
#ifndef TRUE
#define TRUE	1
#endif

#define MINCHAR		0x80
#define MAXCHAR		0x7f
#define MINSHORT	0x8000
#define MAXSHORT	0x7fff
#define MINLONG		0x80000000
#define MAXLONG		0x7fffffff
#define MAXUCHAR	0xff
#define MAXUSHORT	0xffff
#define MAXULONG	0xffffffff
#define MAXLONGLONG	0x7fffffffffffffffLL
#define MAXUINT8	((UINT8)0xff)
#define MAXUINT16	((UINT16)0xffff)
#define MAXUINT32	((UINT32)0xffffffff)
#define MAXUINT64	(~(UINT64)0)
#define MAXINT8		((INT8)0x7f)
#define MAXINT16	((INT16)0x7fff)
#define MAXINT32	((INT32)0x7fffffff)
#define MAXINT64	((INT64)(MAXUINT64 >> 1))
#define MAXULONG_PTR	(~(ULONG_PTR)0)
#define MAXSIZE_T	MAXULONG_PTR

#define ANYSIZE_ARRAY			1

#define UNICODE_NULL			((WCHAR)0)
#define ANSI_NULL			((CHAR)0)
#define UNICODE_STRING_MAX_BYTES	((USHORT)65534)
#define UNICODE_STRING_MAX_CHARS	32767

/**
 * union _LARGE_INTEGER - a signed 64-bit integer, also by halves [doc]
 * @LowPart: the low 32 bits
 * @HighPart: the high 32 bits
 * @u: the halves again, for callers that avoid anonymous structures
 * @QuadPart: the whole
 */
typedef union _LARGE_INTEGER {
	struct {
		ULONG	LowPart;
		LONG	HighPart;
	};
	struct {
		ULONG	LowPart;
		LONG	HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
	struct {
		ULONG	LowPart;
		ULONG	HighPart;
	};
	struct {
		ULONG	LowPart;
		ULONG	HighPart;
	} u;
	ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef LARGE_INTEGER PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;
typedef ULONG_PTR PFN_NUMBER, *PPFN_NUMBER;

/**
 * struct _LIST_ENTRY - a link in a doubly linked list [doc]
 * @Flink: the next entry; the head itself in an empty list
 * @Blink: the previous entry
 */
typedef struct _LIST_ENTRY {
	struct _LIST_ENTRY *Flink;
	struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

typedef struct _SINGLE_LIST_ENTRY {
	struct _SINGLE_LIST_ENTRY *Next;
} SINGLE_LIST_ENTRY, *PSINGLE_LIST_ENTRY;

/**
 * struct _UNICODE_STRING - counted UTF-16 text, not always NUL-terminated [doc]
 * @Length: bytes in use, without any terminator
 * @MaximumLength: bytes of @Buffer
 * @Buffer: the characters
 */
typedef struct _UNICODE_STRING {
	USHORT	Length;
	USHORT	MaximumLength;
	PWSTR	Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct _STRING {
	USHORT	Length;
	USHORT	MaximumLength;
	PCHAR	Buffer;
} STRING, ANSI_STRING, *PSTRING, *PANSI_STRING;
typedef const STRING *PCSTRING, *PCANSI_STRING;

typedef enum _MODE {
	KernelMode,
	UserMode,
	MaximumMode
} MODE;

typedef struct _CLIENT_ID {
	HANDLE	UniqueProcess;
	HANDLE	UniqueThread;
} CLIENT_ID, *PCLIENT_ID;

/**
 * struct _OBJECT_ATTRIBUTES - how an object is to be named and found [doc]
 * @Length: sizeof(OBJECT_ATTRIBUTES)
 * @RootDirectory: unused here, there is no object directory
 * @ObjectName: the name, or NULL
 * @Attributes: OBJ_*; only OBJ_KERNEL_HANDLE has a meaning here
 * @SecurityDescriptor: unused
 * @SecurityQualityOfService: unused
 */
typedef struct _OBJECT_ATTRIBUTES {
	ULONG		Length;
	HANDLE		RootDirectory;
	PUNICODE_STRING	ObjectName;
	ULONG		Attributes;
	PVOID		SecurityDescriptor;
	PVOID		SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;

#define OBJ_INHERIT		0x00000002
#define OBJ_CASE_INSENSITIVE	0x00000040
#define OBJ_KERNEL_HANDLE	0x00000200

#define InitializeObjectAttributes(p, n, a, r, s) do {			\
	(p)->Length = sizeof(OBJECT_ATTRIBUTES);			\
	(p)->RootDirectory = (r);					\
	(p)->Attributes = (a);						\
	(p)->ObjectName = (n);						\
	(p)->SecurityDescriptor = (s);					\
	(p)->SecurityQualityOfService = NULL;				\
} while (0)

#define NT_SUCCESS(s)		((NTSTATUS)(s) >= 0)
#define NT_INFORMATION(s)	(((ULONG)(s) >> 30) == 1)
#define NT_WARNING(s)		(((ULONG)(s) >> 30) == 2)
#define NT_ERROR(s)		(((ULONG)(s) >> 30) == 3)

#define UNREFERENCED_PARAMETER(p)	((void)(p))
#define DBG_UNREFERENCED_PARAMETER(p)	((void)(p))
#define DBG_UNREFERENCED_LOCAL_VARIABLE(v) ((void)(v))

#define FIELD_OFFSET(type, field)	((LONG)__builtin_offsetof(type, field))
#define UFIELD_OFFSET(type, field)	((ULONG)__builtin_offsetof(type, field))
#define RTL_FIELD_SIZE(type, field)	(sizeof(((type *)0)->field))
#define RTL_SIZEOF_THROUGH_FIELD(type, field) \
	(FIELD_OFFSET(type, field) + RTL_FIELD_SIZE(type, field))
#define RTL_CONTAINS_FIELD(s, size, field) \
	((((PCHAR)(&(s)->field)) + sizeof((s)->field)) <= (((PCHAR)(s)) + (size)))
#define RTL_NUMBER_OF(a)		(sizeof(a) / sizeof((a)[0]))
#define ARRAYSIZE(a)			RTL_NUMBER_OF(a)
#define CONTAINING_RECORD(address, type, field) \
	((type *)((PCHAR)(address) - __builtin_offsetof(type, field)))

#ifdef __cplusplus
#define C_ASSERT(e)		static_assert(e, #e)
#else
#define C_ASSERT(e)		_Static_assert(e, #e)
#endif

/* Linux has functions of these names, with checks of their own. */
#if !defined(__KERNEL__) && !defined(NOMINMAX)
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#endif

#define LOBYTE(w)		((UCHAR)((w) & 0xff))
#define HIBYTE(w)		((UCHAR)(((w) >> 8) & 0xff))

#define ULongToPtr(u)		((PVOID)(ULONG_PTR)(ULONG)(u))
#define UlongToPtr(u)		ULongToPtr(u)
#define PtrToUlong(p)		((ULONG)(ULONG_PTR)(p))
#define PtrToUlonglong(p)	((ULONGLONG)(ULONG_PTR)(p))
#define UlongToHandle(u)	((HANDLE)(ULONG_PTR)(ULONG)(u))
#define ULongToHandle(u)	UlongToHandle(u)
#define LongToHandle(l)		((HANDLE)(LONG_PTR)(LONG)(l))
#define HandleToUlong(h)	((ULONG)(ULONG_PTR)(h))
#define HandleToULong(h)	HandleToUlong(h)
#define HandleToLong(h)		((LONG)(LONG_PTR)(h))

#define DECLARE_CONST_UNICODE_STRING(var, text)				\
	const WCHAR var##_buffer[] = text;				\
	const UNICODE_STRING var = {					\
		sizeof(text) - sizeof(WCHAR), sizeof(text),		\
		(PWSTR)var##_buffer }
#define DECLARE_UNICODE_STRING_SIZE(var, chars)				\
	WCHAR var##_buffer[chars];					\
	UNICODE_STRING var = { 0, (chars) * sizeof(WCHAR), var##_buffer }
#define RTL_CONSTANT_STRING(text)					\
	{ sizeof(text) - sizeof((text)[0]), sizeof(text),		\
	  (__typeof__(&(text)[0]))(text) }

C_ASSERT(sizeof(LONG) == 4);
#ifndef __CHECKER__	/* sparse does not know -fshort-wchar */
C_ASSERT(sizeof(WCHAR) == sizeof(L' '));
#endif
C_ASSERT(sizeof(LARGE_INTEGER) == 8);
C_ASSERT(sizeof(GUID) == 16);

#endif
