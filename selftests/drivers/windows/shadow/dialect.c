// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    dialect.c

Abstract:

    What Microsoft's compiler takes and other compilers warn of.

--*/
#include <ntddk.h>

/* trace.c */
VOID ShadowUseDialect();

#pragma alloc_text(PAGE, ShadowUseDialect)
#pragma warning(disable: 4201)

VOID
ShadowUseDialect(
	)
{
	LARGE_INTEGER size = { .QuadPart = 0x20001 };
	PUCHAR bytes = &size;

	DbgPrint("shadow: bytes %d %d\n", bytes[0], bytes[2]);
}
