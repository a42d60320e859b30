// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    kit.c

Abstract:

    Headers of the driver kit and of C that drivers include and hardly use, each by its
    own name, and the little that drivers take from them.

--*/
#include <ntddk.h>
/*
 * MinGW has none for Microsoft's analyser, an ndis.h that does not compile, and these
 * types for programs only.
 */
#ifndef __MINGW32__
#include <dontuse.h>
#include <ndis.h>
#include <suppress.h>
#else
typedef UCHAR BYTE;
typedef USHORT WORD;
typedef ULONG DWORD;
typedef int NDIS_STATUS;
#define NDIS_STATUS_SUCCESS ((NDIS_STATUS)STATUS_SUCCESS)
#endif
#include <devioctl.h>
#include <evntrace.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wmistr.h>

#include <pshpack1.h>
typedef struct _SHADOW_PACKED_1 {
	BYTE	Kind;
	ULONG64	Value;
} SHADOW_PACKED_1;
#include <poppack.h>

#include <pshpack2.h>
typedef struct _SHADOW_PACKED_2 {
	BYTE	Kind;
	ULONG64	Value;
} SHADOW_PACKED_2;
#include <poppack.h>

#include <pshpack4.h>
typedef struct _SHADOW_PACKED_4 {
	BYTE	Kind;
	ULONG64	Value;
} SHADOW_PACKED_4;
#include <poppack.h>

#include <pshpack1.h>
#include <pshpack8.h>
typedef struct _SHADOW_PACKED_8 {
	BYTE	Kind;
	ULONG64	Value;
} SHADOW_PACKED_8;
#include <poppack.h>
#include <poppack.h>

typedef struct _SHADOW_UNPACKED {
	BYTE	Kind;
	ULONG64	Value;
} SHADOW_UNPACKED;

C_ASSERT(sizeof(SHADOW_PACKED_1) == 9);
C_ASSERT(sizeof(SHADOW_PACKED_2) == 10);
C_ASSERT(sizeof(SHADOW_PACKED_4) == 12);
C_ASSERT(sizeof(SHADOW_PACKED_8) == 16);
C_ASSERT(sizeof(SHADOW_UNPACKED) == 16);

C_ASSERT(sizeof(BYTE) == 1 && sizeof(WORD) == 2 && sizeof(DWORD) == 4);
C_ASSERT(sizeof(NDIS_STATUS) == 4);
C_ASSERT(NDIS_STATUS_SUCCESS == 0);
C_ASSERT(CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS) == 0x00222004);
C_ASSERT(TRACE_LEVEL_VERBOSE == 5);
C_ASSERT(WMIREG_ACTION_REGISTER == 1);
C_ASSERT(INT_MAX == 0x7fffffff && UCHAR_MAX == 0xff);

/* trace.c */
VOID ShadowUseKit(VOID);

static int
ShadowSum(
	int Count,
	...
	)
{
	va_list numbers;
	int sum = 0;

	va_start(numbers, Count);
	while (Count--)
		sum += va_arg(numbers, int);
	va_end(numbers);
	return sum;
}

VOID
ShadowUseKit(
	VOID
	)
{
	NDIS_STATUS status = NDIS_STATUS_SUCCESS;
	char text[16];
	DWORD value;
	WORD half;
	BYTE low;

	value = 0xffff0102;
	half = (WORD)value;
	low = (BYTE)half;
	memset(text, 0, sizeof(text));
	_snprintf(text, sizeof(text) - 1, "%d %d", abs(-ShadowSum(2, 3, 4)), low);
	DbgPrint("shadow: C's own %s %d\n", text, status == NDIS_STATUS_SUCCESS && strlen(text) == 3);
}
