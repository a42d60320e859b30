// SPDX-License-Identifier: GPL-2.0-only
/*
 * strsafe.c - text in buffers of a known size.
 */
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
