// SPDX-License-Identifier: GPL-2.0-only
/*
 * ansi.c - counted strings, converted from one kind to the other.
 *
 * "ANSI" is UTF-8 here, see utf8.c.
 */
#include <linux/limits.h>
#include <linux/string.h>

#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "nt.h"

NTSTATUS RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString,
				      PCANSI_STRING SourceString,
				      BOOLEAN AllocateDestinationString)
{
	ULONG bytes, total;

	vmbkmcl_utf8_to_utf16(NULL, 0, &bytes, SourceString->Buffer,
			  SourceString->Length);
	total = bytes + sizeof(WCHAR);
	if (total > UNICODE_STRING_MAX_BYTES)
		return STATUS_INVALID_PARAMETER_2;
	if (AllocateDestinationString) {
		DestinationString->Buffer =
			ExAllocatePoolWithTag(PagedPool, total, 0x67727453);
		if (!DestinationString->Buffer)
			return STATUS_NO_MEMORY;
		DestinationString->MaximumLength = total;
	} else if (total > DestinationString->MaximumLength) {
		return STATUS_BUFFER_OVERFLOW;
	}
	vmbkmcl_utf8_to_utf16(DestinationString->Buffer, bytes, &bytes,
			  SourceString->Buffer, SourceString->Length);
	DestinationString->Length = bytes;
	DestinationString->Buffer[bytes / sizeof(WCHAR)] = 0;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlAnsiStringToUnicodeString);

NTSTATUS RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString,
				      PCUNICODE_STRING SourceString,
				      BOOLEAN AllocateDestinationString)
{
	ULONG bytes;

	vmbkmcl_utf16_to_utf8(NULL, 0, &bytes, SourceString->Buffer,
			  SourceString->Length);
	if (bytes >= MAXUSHORT)
		return STATUS_INVALID_PARAMETER_2;
	if (AllocateDestinationString) {
		DestinationString->Buffer =
			ExAllocatePoolWithTag(PagedPool, bytes + 1, 0x67727453);
		if (!DestinationString->Buffer)
			return STATUS_NO_MEMORY;
		DestinationString->MaximumLength = bytes + 1;
	} else if (bytes >= DestinationString->MaximumLength) {
		return STATUS_BUFFER_OVERFLOW;
	}
	vmbkmcl_utf16_to_utf8(DestinationString->Buffer, bytes, &bytes,
			  SourceString->Buffer, SourceString->Length);
	DestinationString->Length = bytes;
	DestinationString->Buffer[bytes] = 0;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlUnicodeStringToAnsiString);

VOID RtlFreeUnicodeString(PUNICODE_STRING UnicodeString)
{
	ExFreePool(UnicodeString->Buffer);
	memset(UnicodeString, 0, sizeof(*UnicodeString));
}
VMBKMCL_EXPORT(RtlFreeUnicodeString);

VOID RtlFreeAnsiString(PANSI_STRING AnsiString)
{
	ExFreePool(AnsiString->Buffer);
	memset(AnsiString, 0, sizeof(*AnsiString));
}
VMBKMCL_EXPORT(RtlFreeAnsiString);
