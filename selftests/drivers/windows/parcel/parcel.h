/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A client of the test device in C++, for Windows and WDM: classes, virtual functions,
 * memory of the pool by new, and the functions of KMCL as members of a class. What it
 * finds it prints: "parcel: ok <what>" or "parcel: not ok <what>".
 */
#pragma once

#include <ntddk.h>

#define PARCEL_TAG	'lcrP'

#ifdef __cplusplus
extern "C" {
#endif

VOID ParcelReport(_In_ PCSTR What, _In_ BOOLEAN Good);

/* exceptions.c */
VOID ParcelCheckExceptions(VOID);

#ifdef __cplusplus
}
#endif
