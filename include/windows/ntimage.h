/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Images of Windows programs, which no module is here.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_WINDOWS_NTIMAGE_H
#define VMBKMCL_WINDOWS_NTIMAGE_H

#include "ntdef.h"

#define IMAGE_DIRECTORY_ENTRY_EXPORT	0
#define IMAGE_DIRECTORY_ENTRY_IMPORT	1

typedef struct _IMAGE_EXPORT_DIRECTORY {
	ULONG	Characteristics;
	ULONG	TimeDateStamp;
	USHORT	MajorVersion;
	USHORT	MinorVersion;
	ULONG	Name;
	ULONG	Base;
	ULONG	NumberOfFunctions;
	ULONG	NumberOfNames;
	ULONG	AddressOfFunctions;
	ULONG	AddressOfNames;
	ULONG	AddressOfNameOrdinals;
} IMAGE_EXPORT_DIRECTORY, *PIMAGE_EXPORT_DIRECTORY;

#endif
