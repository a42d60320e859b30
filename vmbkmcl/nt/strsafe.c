// SPDX-License-Identifier: GPL-2.0-only
/*
 * strsafe.c - text in buffers of a known size.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include <ntstrsafe.h>

#include "../compat/export.h"
#include "format.h"

NTSTATUS RtlStringCbVPrintfA(PCHAR Destination, SIZE_T Size, PCSTR Format,
			     va_list Arguments)
{
	bool cut = false;
	va_list copy;

	if (!Size || Size > NTSTRSAFE_MAX_CCH)
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

NTSTATUS RtlStringCbCopyA(PCHAR Destination, SIZE_T Size, PCSTR Source)
{
	if (!Size || Size > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return strscpy(Destination, Source, Size) < 0 ?
		STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlStringCbCopyA);

NTSTATUS RtlStringCbLengthA(PCSTR Source, SIZE_T Max, SIZE_T *Length)
{
	SIZE_T n = strnlen(Source, Max);

	if (n == Max)
		return STATUS_INVALID_PARAMETER;
	if (Length)
		*Length = n;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlStringCbLengthA);

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
	RtlUnicodeToUTF8N(narrow, size - 1, &bytes, format, chars * sizeof(WCHAR));
	narrow[bytes] = 0;
	strsafe_swap(narrow);
	return narrow;
}

static NTSTATUS strsafe_store(PUNICODE_STRING to, const char *text, size_t size,
			      bool cut)
{
	NTSTATUS status;
	ULONG bytes = 0;

	status = RtlUTF8ToUnicodeN(to->Buffer, to->MaximumLength, &bytes, text, size);
	to->Length = bytes;
	return cut || status == STATUS_BUFFER_TOO_SMALL ? STATUS_BUFFER_OVERFLOW :
		STATUS_SUCCESS;
}

NTSTATUS RtlUnicodeStringVPrintf(PUNICODE_STRING DestinationString,
				 PCWSTR Format, va_list Arguments)
{
	size_t size = DestinationString->MaximumLength / sizeof(WCHAR) * 3 + 1;
	char *format = strsafe_narrow(Format), *text = kmalloc(size, GFP_KERNEL);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	bool cut = false;
	va_list copy;
	size_t n;

	might_sleep();
	if (format && text) {
		va_copy(copy, Arguments);
		n = vmbkmcl_format(text, size, format, &copy, &cut);
		va_end(copy);
		status = strsafe_store(DestinationString, text, n, cut);
	}
	kfree(text);
	kfree(format);
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
