// SPDX-License-Identifier: GPL-2.0-only
/*
 * strsafe.c - formatted text in buffers of a known size.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntstrsafe.h>

#include "../compat/export.h"
#include "format.h"
#include "nt.h"

NTSTATUS RtlStringCbVPrintfA(PCHAR Destination, SIZE_T Size, PCSTR Format,
			     va_list Arguments)
{
	bool cut = false;
	va_list copy;

	if (!Destination || !Format || !Size || Size > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	va_copy(copy, Arguments);
	vmbkmcl_format(Destination, Size, Format, &copy, &cut);
	va_end(copy);
	return cut ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlStringCbVPrintfA);

NTSTATUS RtlStringCbPrintfA(PCHAR Destination, SIZE_T Size, PCSTR Format, ...)
{
	NTSTATUS status;
	va_list args;

	va_start(args, Format);
	status = RtlStringCbVPrintfA(Destination, Size, Format, args);
	va_end(args);
	return status;
}
VMBKMCL_EXPORT(RtlStringCbPrintfA);

/*
 * Where a format is UTF-16, %s and %S change places, and so do %c and %C. @format is
 * such a format in UTF-8; a size before the letter says the same in both.
 */
static void strsafe_swap(char *format)
{
	char *p = format;

	while ((p = strchr(p, '%'))) {
		p++;
		p += strspn(p, "-+ #0123456789.*");
		if (*p && strchr("sScC", *p))
			*p ^= 'a' ^ 'A';
		if (*p)
			p++;
	}
}

/* @format in UTF-8, to be freed; NULL without memory. */
static char *strsafe_narrow(PCWSTR format)
{
	size_t chars = 0, size;
	char *narrow;
	ULONG bytes;

	while (format[chars])
		chars++;
	size = chars * 3 + 1;
	narrow = kmalloc(size, GFP_KERNEL);
	if (!narrow)
		return NULL;
	vmbkmcl_utf16_to_utf8(narrow, size - 1, &bytes, format, chars * sizeof(WCHAR));
	narrow[bytes] = 0;
	strsafe_swap(narrow);
	return narrow;
}

/* Print into @bytes of UTF-16 at @to, without a terminator; @used: how many. */
static NTSTATUS strsafe_print(PWSTR to, SIZE_T bytes, ULONG *used, PCWSTR wide_format,
			      va_list arguments)
{
	size_t n, size = bytes / sizeof(WCHAR) * 3 + 1;
	char *format = strsafe_narrow(wide_format), *text = kvmalloc(size, GFP_KERNEL);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	bool cut = false;
	va_list copy;
	WCHAR none;

	might_sleep();
	*used = 0;
	if (format && text) {
		va_copy(copy, arguments);
		n = vmbkmcl_format(text, size, format, &copy, &cut);
		va_end(copy);
		status = vmbkmcl_utf8_to_utf16(to ? to : &none, bytes, used, text, n);
		status = cut || status == STATUS_BUFFER_TOO_SMALL ?
			STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
	}
	kvfree(text);
	kfree(format);
	return status;
}

NTSTATUS RtlUnicodeStringVPrintf(PUNICODE_STRING DestinationString,
				 PCWSTR Format, va_list Arguments)
{
	NTSTATUS status;
	ULONG used;

	if (!Format || !vmbkmcl_counted_is_valid(DestinationString))
		return STATUS_INVALID_PARAMETER;
	status = strsafe_print(DestinationString->Buffer, DestinationString->MaximumLength,
			       &used, Format, Arguments);
	if (status != STATUS_INSUFFICIENT_RESOURCES)
		DestinationString->Length = used;
	/* There was text, and there is no room at all. */
	if (status == STATUS_BUFFER_OVERFLOW && !DestinationString->MaximumLength)
		return STATUS_INVALID_PARAMETER;
	return status;
}
VMBKMCL_EXPORT(RtlUnicodeStringVPrintf);

NTSTATUS RtlUnicodeStringPrintf(PUNICODE_STRING DestinationString,
				PCWSTR Format, ...)
{
	NTSTATUS status;
	va_list args;

	va_start(args, Format);
	status = RtlUnicodeStringVPrintf(DestinationString, Format, args);
	va_end(args);
	return status;
}
VMBKMCL_EXPORT(RtlUnicodeStringPrintf);

NTSTATUS RtlStringCbVPrintfW(PWSTR Destination, SIZE_T Size, PCWSTR Format,
			     va_list Arguments)
{
	NTSTATUS status;
	ULONG used;

	if (!Destination || !Format || Size < sizeof(WCHAR) ||
	    Size > NTSTRSAFE_MAX_CCH * sizeof(WCHAR))
		return STATUS_INVALID_PARAMETER;
	Size = round_down(Size, sizeof(WCHAR)) - sizeof(WCHAR);
	status = strsafe_print(Destination, Size, &used, Format, Arguments);
	Destination[used / sizeof(WCHAR)] = 0;
	return status;
}
VMBKMCL_EXPORT(RtlStringCbVPrintfW);

NTSTATUS RtlStringCbPrintfW(PWSTR Destination, SIZE_T Size, PCWSTR Format, ...)
{
	NTSTATUS status;
	va_list args;

	va_start(args, Format);
	status = RtlStringCbVPrintfW(Destination, Size, Format, args);
	va_end(args);
	return status;
}
VMBKMCL_EXPORT(RtlStringCbPrintfW);
