// SPDX-License-Identifier: GPL-2.0-only
/*
 * runtime.c - functions of this layer by their names, its version, and images.
 */
#include <linux/module.h>

#include <vmbkmcl/nt/runtime.h>
#include <vmbkmcl/nt/unicode.h>
#include <ntimage.h>

#include "../compat/export.h"
#include "nt.h"

PVOID MmGetSystemRoutineAddress(PUNICODE_STRING SystemRoutineName)
{
	/* No routine has a longer name. */
	char buffer[128];
	ANSI_STRING name = { .Buffer = buffer, .MaximumLength = sizeof(buffer) };
	void *address;

	might_sleep();
	if (!NT_SUCCESS(RtlUnicodeStringToAnsiString(&name, SystemRoutineName, FALSE)))
		return NULL;
	address = __symbol_get(buffer);
	/* A driver that calls it keeps this module in place. */
	if (address)
		__symbol_put(buffer);
	return within_module((unsigned long)address, THIS_MODULE) ? address : NULL;
}
VMBKMCL_EXPORT(MmGetSystemRoutineAddress);

NTSTATUS RtlGetVersion(PRTL_OSVERSIONINFOW VersionInformation)
{
	PRTL_OSVERSIONINFOEXW extended = (PRTL_OSVERSIONINFOEXW)VersionInformation;
	ULONG size = VersionInformation->dwOSVersionInfoSize;

	might_sleep();
	if (size >= sizeof(*extended)) {
		memset(extended, 0, sizeof(*extended));
		extended->wProductType = VER_NT_WORKSTATION;
	} else {
		memset(VersionInformation, 0, sizeof(*VersionInformation));
	}
	VersionInformation->dwOSVersionInfoSize = size;
	VersionInformation->dwMajorVersion = 10;
	VersionInformation->dwBuildNumber = 19041;
	VersionInformation->dwPlatformId = VER_PLATFORM_WIN32_NT;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlGetVersion);

BOOLEAN RtlIsNtDdiVersionAvailable(ULONG Version)
{
	might_sleep();
	return Version <= NTDDI_WIN10_VB;
}
VMBKMCL_EXPORT(RtlIsNtDdiVersionAvailable);

BOOLEAN IoIsWdmVersionAvailable(UCHAR MajorVersion, UCHAR MinorVersion)
{
	return MajorVersion < WDM_MAJORVERSION ||
	       (MajorVersion == WDM_MAJORVERSION && MinorVersion <= WDM_MINORVERSION);
}
VMBKMCL_EXPORT(IoIsWdmVersionAvailable);

PVOID RtlImageDirectoryEntryToData(PVOID BaseOfImage, BOOLEAN MappedAsImage,
				   USHORT DirectoryEntry, PULONG Size)
{
	*Size = 0;
	return NULL;
}
VMBKMCL_EXPORT(RtlImageDirectoryEntryToData);
