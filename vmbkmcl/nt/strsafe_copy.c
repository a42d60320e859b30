// SPDX-License-Identifier: GPL-2.0-only
/*
 * strsafe_copy.c - copying text into buffers of a known size.
 *
 * What a function does with characters of one byte and of two differs in their size
 * alone, @unit; all other sizes are in characters.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include <ntstrsafe.h>

#include "../compat/export.h"
#include "nt.h"

/* As many characters as a UNICODE_STRING may have room for. */
#define COUNTED_MAX	NTSTRSAFE_UNICODE_STRING_MAX_CCH

static SIZE_T text_length(const void *text, SIZE_T max, SIZE_T unit)
{
	SIZE_T n = 0;

	if (unit == 1)
		return strnlen(text, max);
	while (n < max && ((const WCHAR *)text)[n])
		n++;
	return n;
}

/* Copy at most @count characters into room for @max, and terminate them. */
static NTSTATUS text_copy(void *to, SIZE_T max, const void *from, SIZE_T count, SIZE_T unit)
{
	bool cut;
	SIZE_T n;

	if (!to || !from || !max || max > NTSTRSAFE_MAX_CCH || count > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	n = text_length(from, min(count, max), unit);
	cut = n == max;
	n -= cut;
	memcpy(to, from, n * unit);
	memset((u8 *)to + n * unit, 0, unit);
	return cut ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/* The same behind the text that is there. */
static NTSTATUS text_append(void *to, SIZE_T max, const void *from, SIZE_T count,
			    SIZE_T unit)
{
	SIZE_T length;

	if (!to || !max || max > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	length = text_length(to, max, unit);
	if (length == max)
		return STATUS_INVALID_PARAMETER;
	return text_copy((u8 *)to + length * unit, max - length, from, count, unit);
}

static NTSTATUS text_measure(const void *text, SIZE_T max, SIZE_T *length, SIZE_T unit)
{
	SIZE_T n = 0;
	bool valid = text && max && max <= NTSTRSAFE_MAX_CCH;

	if (valid) {
		n = text_length(text, max, unit);
		valid = n < max;
	}
	if (length)
		*length = valid ? n * unit : 0;
	return valid ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS RtlStringCbCopyA(PCHAR Destination, SIZE_T Size, PCSTR Source)
{
	return text_copy(Destination, Size, Source, NTSTRSAFE_MAX_CCH, sizeof(CHAR));
}
VMBKMCL_EXPORT(RtlStringCbCopyA);

NTSTATUS RtlStringCbCopyW(PWSTR Destination, SIZE_T Size, PCWSTR Source)
{
	return text_copy(Destination, Size / sizeof(WCHAR), Source, NTSTRSAFE_MAX_CCH,
			 sizeof(WCHAR));
}
VMBKMCL_EXPORT(RtlStringCbCopyW);

NTSTATUS RtlStringCbCopyNA(PCHAR Destination, SIZE_T Size, PCSTR Source, SIZE_T Count)
{
	return text_copy(Destination, Size, Source, Count, sizeof(CHAR));
}
VMBKMCL_EXPORT(RtlStringCbCopyNA);

NTSTATUS RtlStringCbCopyNW(PWSTR Destination, SIZE_T Size, PCWSTR Source, SIZE_T Count)
{
	return text_copy(Destination, Size / sizeof(WCHAR), Source, Count / sizeof(WCHAR),
			 sizeof(WCHAR));
}
VMBKMCL_EXPORT(RtlStringCbCopyNW);

NTSTATUS RtlStringCbCatA(PCHAR Destination, SIZE_T Size, PCSTR Source)
{
	return text_append(Destination, Size, Source, NTSTRSAFE_MAX_CCH, sizeof(CHAR));
}
VMBKMCL_EXPORT(RtlStringCbCatA);

NTSTATUS RtlStringCbCatW(PWSTR Destination, SIZE_T Size, PCWSTR Source)
{
	return text_append(Destination, Size / sizeof(WCHAR), Source, NTSTRSAFE_MAX_CCH,
			   sizeof(WCHAR));
}
VMBKMCL_EXPORT(RtlStringCbCatW);

NTSTATUS RtlStringCbCatNA(PCHAR Destination, SIZE_T Size, PCSTR Source, SIZE_T Count)
{
	return text_append(Destination, Size, Source, Count, sizeof(CHAR));
}
VMBKMCL_EXPORT(RtlStringCbCatNA);

NTSTATUS RtlStringCbCatNW(PWSTR Destination, SIZE_T Size, PCWSTR Source, SIZE_T Count)
{
	return text_append(Destination, Size / sizeof(WCHAR), Source, Count / sizeof(WCHAR),
			   sizeof(WCHAR));
}
VMBKMCL_EXPORT(RtlStringCbCatNW);

NTSTATUS RtlStringCbLengthA(PCSTR Source, SIZE_T Max, SIZE_T *Length)
{
	return text_measure(Source, Max, Length, sizeof(CHAR));
}
VMBKMCL_EXPORT(RtlStringCbLengthA);

NTSTATUS RtlStringCbLengthW(PCWSTR Source, SIZE_T Max, SIZE_T *Length)
{
	return text_measure(Source, Max / sizeof(WCHAR), Length, sizeof(WCHAR));
}
VMBKMCL_EXPORT(RtlStringCbLengthW);

NTSTATUS RtlStringCchLengthW(PCWSTR Source, SIZE_T Max, SIZE_T *Length)
{
	NTSTATUS status = text_measure(Source, Max, Length, sizeof(WCHAR));

	if (Length)
		*Length /= sizeof(WCHAR);
	return status;
}
VMBKMCL_EXPORT(RtlStringCchLengthW);

NTSTATUS RtlStringCbCopyUnicodeString(PWSTR Destination, SIZE_T Size,
				      PCUNICODE_STRING Source)
{
	if (!vmbkmcl_counted_is_valid(Source) ||
	    Size / sizeof(WCHAR) > NTSTRSAFE_UNICODE_STRING_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return text_copy(Destination, Size / sizeof(WCHAR),
			 Source->Length ? Source->Buffer : L"",
			 Source->Length / sizeof(WCHAR), sizeof(WCHAR));
}
VMBKMCL_EXPORT(RtlStringCbCopyUnicodeString);

NTSTATUS RtlUnicodeStringInit(PUNICODE_STRING DestinationString, PCWSTR Source)
{
	SIZE_T n = Source ? text_length(Source, COUNTED_MAX + 1, sizeof(WCHAR)) : 0;

	if (!DestinationString)
		return STATUS_INVALID_PARAMETER;
	memset(DestinationString, 0, sizeof(*DestinationString));
	if (n > COUNTED_MAX)
		return STATUS_INVALID_PARAMETER;
	if (!Source)
		return STATUS_SUCCESS;
	DestinationString->Buffer = (PWSTR)Source;
	DestinationString->Length = n * sizeof(WCHAR);
	DestinationString->MaximumLength = min_t(SIZE_T, (n + 1) * sizeof(WCHAR),
						 UNICODE_STRING_MAX_BYTES);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlUnicodeStringInit);

bool vmbkmcl_counted_is_valid(PCUNICODE_STRING text)
{
	return text && !(text->Length % sizeof(WCHAR)) && !(text->MaximumLength % sizeof(WCHAR)) &&
	       text->Length <= text->MaximumLength && (text->Buffer || !text->MaximumLength);
}

/* Counted text behind the first @at characters of a counted string, which is valid. */
static NTSTATUS counted_put(PUNICODE_STRING to, SIZE_T at, PCWSTR from, SIZE_T n)
{
	SIZE_T room = to->MaximumLength / sizeof(WCHAR) - at;
	bool cut = n > room;

	if (cut && !room)
		return STATUS_INVALID_PARAMETER;
	n = min(n, room);
	memmove(to->Buffer + at, from, n * sizeof(WCHAR));
	to->Length = (at + n) * sizeof(WCHAR);
	return cut ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/* The whole of a counted string, in place of the text or behind it. */
static NTSTATUS counted_add(PUNICODE_STRING to, PCUNICODE_STRING from, bool behind)
{
	if (!vmbkmcl_counted_is_valid(to) || !vmbkmcl_counted_is_valid(from))
		return STATUS_INVALID_PARAMETER;
	return counted_put(to, behind ? to->Length / sizeof(WCHAR) : 0, from->Buffer,
			   from->Length / sizeof(WCHAR));
}

/* The same of terminated text. */
static NTSTATUS counted_add_text(PUNICODE_STRING to, PCWSTR from, bool behind)
{
	if (!vmbkmcl_counted_is_valid(to) || !from)
		return STATUS_INVALID_PARAMETER;
	return counted_put(to, behind ? to->Length / sizeof(WCHAR) : 0, from,
			   text_length(from, COUNTED_MAX + 1, sizeof(WCHAR)));
}

NTSTATUS RtlUnicodeStringCopy(PUNICODE_STRING DestinationString,
			      PCUNICODE_STRING SourceString)
{
	return counted_add(DestinationString, SourceString, false);
}
VMBKMCL_EXPORT(RtlUnicodeStringCopy);

NTSTATUS RtlUnicodeStringCopyString(PUNICODE_STRING DestinationString, PCWSTR Source)
{
	return counted_add_text(DestinationString, Source, false);
}
VMBKMCL_EXPORT(RtlUnicodeStringCopyString);

NTSTATUS RtlUnicodeStringCat(PUNICODE_STRING DestinationString,
			     PCUNICODE_STRING SourceString)
{
	return counted_add(DestinationString, SourceString, true);
}
VMBKMCL_EXPORT(RtlUnicodeStringCat);

NTSTATUS RtlUnicodeStringCatString(PUNICODE_STRING DestinationString, PCWSTR Source)
{
	return counted_add_text(DestinationString, Source, true);
}
VMBKMCL_EXPORT(RtlUnicodeStringCatString);
