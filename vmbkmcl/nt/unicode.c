// SPDX-License-Identifier: GPL-2.0-only
/*
 * unicode.c - counted strings: comparing, copying, numbers and GUIDs.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uuid.h>

#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "nt.h"

static size_t wide_length(PCWSTR text)
{
	size_t n = 0;

	while (text[n])
		n++;
	return n;
}

VOID RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
	size_t n = SourceString ? wide_length(SourceString) : 0;

	n = min_t(size_t, n, UNICODE_STRING_MAX_CHARS - 1);
	DestinationString->Buffer = (PWSTR)SourceString;
	DestinationString->Length = n * sizeof(WCHAR);
	DestinationString->MaximumLength =
		SourceString ? (n + 1) * sizeof(WCHAR) : 0;
}
VMBKMCL_EXPORT(RtlInitUnicodeString);

VOID RtlInitAnsiString(PANSI_STRING DestinationString, PCSZ SourceString)
{
	size_t n = SourceString ? strnlen(SourceString, MAXUSHORT - 1) : 0;

	DestinationString->Buffer = (PCHAR)SourceString;
	DestinationString->Length = n;
	DestinationString->MaximumLength = SourceString ? n + 1 : 0;
}
VMBKMCL_EXPORT(RtlInitAnsiString);

/* ASCII and Latin-1; y with diaeresis has its capital elsewhere. */
WCHAR RtlUpcaseUnicodeChar(WCHAR SourceCharacter)
{
	WCHAR c = SourceCharacter;

	if ((c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7))
		return c - 0x20;
	return c == 0xff ? 0x178 : c;
}
VMBKMCL_EXPORT(RtlUpcaseUnicodeChar);

static LONG wide_compare(PCWCH a, PCWCH b, size_t n, BOOLEAN ignore_case)
{
	WCHAR x, y;
	size_t i;

	for (i = 0; i < n; i++) {
		x = ignore_case ? RtlUpcaseUnicodeChar(a[i]) : a[i];
		y = ignore_case ? RtlUpcaseUnicodeChar(b[i]) : b[i];
		if (x != y)
			return (LONG)x - y;
	}
	return 0;
}

LONG RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
			     BOOLEAN CaseInSensitive)
{
	size_t n = min(String1->Length, String2->Length) / sizeof(WCHAR);
	LONG order = wide_compare(String1->Buffer, String2->Buffer, n,
				  CaseInSensitive);

	return order ? order : (LONG)String1->Length - String2->Length;
}
VMBKMCL_EXPORT(RtlCompareUnicodeString);

BOOLEAN RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
			      BOOLEAN CaseInSensitive)
{
	return !RtlCompareUnicodeString(String1, String2, CaseInSensitive);
}
VMBKMCL_EXPORT(RtlEqualUnicodeString);

BOOLEAN RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
			       BOOLEAN CaseInSensitive)
{
	return String1->Length <= String2->Length &&
	       !wide_compare(String1->Buffer, String2->Buffer,
			     String1->Length / sizeof(WCHAR), CaseInSensitive);
}
VMBKMCL_EXPORT(RtlPrefixUnicodeString);

static void wide_terminate(PUNICODE_STRING s)
{
	if (s->MaximumLength - s->Length >= (int)sizeof(WCHAR))
		s->Buffer[s->Length / sizeof(WCHAR)] = 0;
}

VOID RtlCopyUnicodeString(PUNICODE_STRING DestinationString,
			  PCUNICODE_STRING SourceString)
{
	USHORT n = 0;

	if (SourceString)
		n = min(SourceString->Length, DestinationString->MaximumLength);
	if (n)
		memmove(DestinationString->Buffer, SourceString->Buffer, n);
	DestinationString->Length = n;
	wide_terminate(DestinationString);
}
VMBKMCL_EXPORT(RtlCopyUnicodeString);

NTSTATUS RtlAppendUnicodeStringToString(PUNICODE_STRING Destination,
					PCUNICODE_STRING Source)
{
	if (Source->Length > Destination->MaximumLength - Destination->Length)
		return STATUS_BUFFER_TOO_SMALL;
	memmove((PUCHAR)Destination->Buffer + Destination->Length,
		Source->Buffer, Source->Length);
	Destination->Length += Source->Length;
	wide_terminate(Destination);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlAppendUnicodeStringToString);

NTSTATUS RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source)
{
	UNICODE_STRING source;

	if (!Source)
		return STATUS_SUCCESS;
	if (wide_length(Source) > UNICODE_STRING_MAX_CHARS - 1)
		return STATUS_BUFFER_TOO_SMALL;
	RtlInitUnicodeString(&source, Source);
	return RtlAppendUnicodeStringToString(Destination, &source);
}
VMBKMCL_EXPORT(RtlAppendUnicodeToString);

static ULONG digit_value(WCHAR c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return MAXULONG;
}

/* The base that a prefix at @text asks for, and its length; 10 and 0 without. */
static ULONG prefix_base(PCWCH text, size_t left, size_t *skip)
{
	*skip = 2;
	if (left >= 2 && text[0] == '0') {
		switch (text[1]) {
		case 'x':
			return 16;
		case 'o':
			return 8;
		case 'b':
			return 2;
		}
	}
	*skip = 0;
	return 10;
}

static bool base_valid(ULONG base)
{
	return base == 2 || base == 8 || base == 10 || base == 16;
}

NTSTATUS RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base,
				   PULONG Value)
{
	size_t n = String->Length / sizeof(WCHAR), i = 0, skip;
	PCWCH text = String->Buffer;
	bool minus = false;
	ULONG value = 0;

	if (!n || (Base && !base_valid(Base)))
		return STATUS_INVALID_PARAMETER;
	while (i < n && text[i] <= ' ')
		i++;
	if (i < n && (text[i] == '-' || text[i] == '+'))
		minus = text[i++] == '-';
	if (!Base) {
		Base = prefix_base(text + i, n - i, &skip);
		i += skip;
	}
	for (; i < n && digit_value(text[i]) < Base; i++)
		value = value * Base + digit_value(text[i]);
	*Value = minus ? -value : value;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlUnicodeStringToInteger);

NTSTATUS RtlIntegerToUnicodeString(ULONG Value, ULONG Base,
				   PUNICODE_STRING String)
{
	WCHAR digits[32];
	size_t n = 0, i;

	if (!Base)
		Base = 10;
	if (!base_valid(Base))
		return STATUS_INVALID_PARAMETER;
	do {
		digits[n++] = "0123456789ABCDEF"[Value % Base];
		Value /= Base;
	} while (Value);
	if (n * sizeof(WCHAR) > String->MaximumLength)
		return STATUS_BUFFER_OVERFLOW;
	for (i = 0; i < n; i++)
		String->Buffer[i] = digits[n - 1 - i];
	String->Length = n * sizeof(WCHAR);
	wide_terminate(String);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlIntegerToUnicodeString);

#define GUID_TEXT_CHARS	38

NTSTATUS RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString)
{
	char text[GUID_TEXT_CHARS + 1];
	size_t i;

	snprintf(text, sizeof(text), "{%pUL}", Guid);
	GuidString->Buffer = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(text) *
						   sizeof(WCHAR), 0x67727453);
	if (!GuidString->Buffer)
		return STATUS_NO_MEMORY;
	for (i = 0; i < sizeof(text); i++)
		GuidString->Buffer[i] = text[i];
	GuidString->Length = GUID_TEXT_CHARS * sizeof(WCHAR);
	GuidString->MaximumLength = sizeof(text) * sizeof(WCHAR);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlStringFromGUID);

NTSTATUS RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid)
{
	char text[GUID_TEXT_CHARS + 1];
	guid_t guid;
	size_t i;

	if (GuidString->Length != GUID_TEXT_CHARS * sizeof(WCHAR))
		return STATUS_INVALID_PARAMETER;
	for (i = 0; i < GUID_TEXT_CHARS; i++) {
		if (GuidString->Buffer[i] > 0x7f)
			return STATUS_INVALID_PARAMETER;
		text[i] = GuidString->Buffer[i];
	}
	text[GUID_TEXT_CHARS] = 0;
	if (text[0] != '{' || text[GUID_TEXT_CHARS - 1] != '}' ||
	    guid_parse(text + 1, &guid))
		return STATUS_INVALID_PARAMETER;
	memcpy(Guid, &guid, sizeof(*Guid));
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlGUIDFromString);
