// SPDX-License-Identifier: GPL-2.0-only
/*
 * folder.c - the folders of Windows' names that links and interfaces are in.
 */
#include <linux/kernel.h>

#include <vmbkmcl/nt/unicode.h>

#include "wdm.h"

/* Where the names of links and interfaces are. */
static const WCHAR *const link_folders[] = {
	L"\\DosDevices\\Global\\", L"\\DosDevices\\", L"\\??\\Global\\", L"\\??\\",
	L"\\GLOBAL??\\",
};

bool vmbkmcl_name_in_folder(PCUNICODE_STRING name, PUNICODE_STRING link)
{
	UNICODE_STRING folder;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(link_folders); i++) {
		RtlInitUnicodeString(&folder, link_folders[i]);
		if (!RtlPrefixUnicodeString(&folder, name, TRUE))
			continue;
		link->Buffer = name->Buffer + folder.Length / sizeof(WCHAR);
		link->Length = name->Length - folder.Length;
		link->MaximumLength = link->Length;
		return link->Length;
	}
	return false;
}
