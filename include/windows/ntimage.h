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

EXTERN_C_START

/**
 * RtlImageDirectoryEntryToData() - a part of an image
 * @BaseOfImage: where the image is
 * @MappedAsImage: whether it is mapped as it is run, or as its file is
 * @DirectoryEntry: which part: IMAGE_DIRECTORY_ENTRY_EXPORT and the like
 * @Size: receives the part's bytes: 0
 *
 * Windows' kernel exports it and no header of Windows' declares it: drivers do so
 * themselves, with these types.
 *
 * Context: any.
 * Return: NULL, as on Windows for what is no image. [ours]
 */
PVOID RtlImageDirectoryEntryToData(PVOID BaseOfImage, BOOLEAN MappedAsImage,
				   USHORT DirectoryEntry, PULONG Size);

EXTERN_C_END

#endif
