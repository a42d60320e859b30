/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Text in buffers of a known size: in bytes (Cb), or in characters (Cch).
 *
 * Linux counterpart: vsnprintf(), strscpy()
 */
#ifndef VMBKMCL_WINDOWS_NTSTRSAFE_H
#define VMBKMCL_WINDOWS_NTSTRSAFE_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#else
#include <stdarg.h>
#endif

#include "ntstatus.h"

EXTERN_C_START

#include <vmbkmcl/nt/unicode.h>

#define NTSTRSAFE_MAX_CCH	2147483647
#define NTSTRSAFE_UNICODE_STRING_MAX_CCH	(0xffff / sizeof(WCHAR))

/* The bytes of so many characters; of too many a number that is refused, too. */
static inline SIZE_T vmbkmcl_wide_bytes(SIZE_T characters)
{
	return characters > NTSTRSAFE_MAX_CCH ? (SIZE_T)-1 : characters * sizeof(WCHAR);
}

/**
 * RtlStringCbVPrintfA() - print into a buffer
 * @Destination: receives the text, always NUL-terminated
 * @Size: its bytes
 * @Format: in Windows' form, see vmbkmcl/nt/debug.h
 * @Arguments: its arguments
 *
 * Context: any. [ours] %S and its like are allowed at any level here.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW when the text was cut off, or
 * STATUS_INVALID_PARAMETER for a NULL pointer and for a size of 0 or of more than
 * NTSTRSAFE_MAX_CCH characters. [doc]
 */
NTSTATUS RtlStringCbVPrintfA(PCHAR Destination, SIZE_T Size, PCSTR Format,
			     va_list Arguments);

/**
 * RtlStringCbPrintfA() - print into a buffer
 * @Destination: receives the text, always terminated
 * @Size: its bytes
 * @Format: in Windows' form
 *
 * Context: any. [ours]
 * Return: as RtlStringCbVPrintfA().
 */
NTSTATUS RtlStringCbPrintfA(PCHAR Destination, SIZE_T Size, PCSTR Format, ...);

/**
 * RtlUnicodeStringVPrintf() - print into a counted string
 * @DestinationString: its buffer receives the text, without a terminator
 * @Format: UTF-16, in Windows' form; %s takes UTF-16 text, %S and %hs bytes
 * @Arguments: its arguments
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW when the text was cut off,
 * STATUS_INVALID_PARAMETER for a NULL pointer, for a counted string that is not valid
 * and for text that has no room at all [doc], or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS RtlUnicodeStringVPrintf(PUNICODE_STRING DestinationString,
				 PCWSTR Format, va_list Arguments);

/**
 * RtlUnicodeStringPrintf() - print into a counted string
 * @DestinationString: as above
 * @Format: as above
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as RtlUnicodeStringVPrintf().
 */
NTSTATUS RtlUnicodeStringPrintf(PUNICODE_STRING DestinationString,
				PCWSTR Format, ...);

/**
 * RtlStringCbCopyA() - copy text
 * @Destination: receives the text, always terminated
 * @Size: its bytes
 * @Source: the text
 *
 * Context: any. [ours]
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW when the text was cut off, or
 * STATUS_INVALID_PARAMETER for a NULL pointer and for a size of 0 or of more than
 * NTSTRSAFE_MAX_CCH characters. [doc]
 */
NTSTATUS RtlStringCbCopyA(PCHAR Destination, SIZE_T Size, PCSTR Source);

/**
 * RtlStringCbCopyW() - copy UTF-16 text
 * @Destination: receives the text, always terminated
 * @Size: its bytes
 * @Source: UTF-16 text
 *
 * Context: any. [ours]
 * Return: as RtlStringCbCopyA().
 */
NTSTATUS RtlStringCbCopyW(PWSTR Destination, SIZE_T Size, PCWSTR Source);

/**
 * RtlStringCbCopyNA() - copy the beginning of text
 * @Destination: receives the text, always terminated
 * @Size: its bytes
 * @Source: the text
 * @Count: bytes to take at most
 *
 * Context: any. [ours]
 * Return: as RtlStringCbCopyA().
 */
NTSTATUS RtlStringCbCopyNA(PCHAR Destination, SIZE_T Size, PCSTR Source, SIZE_T Count);

/**
 * RtlStringCbCopyNW() - copy the beginning of UTF-16 text
 * @Destination: receives the text, always terminated
 * @Size: its bytes
 * @Source: UTF-16 text
 * @Count: bytes to take at most
 *
 * Context: any. [ours]
 * Return: as RtlStringCbCopyA().
 */
NTSTATUS RtlStringCbCopyNW(PWSTR Destination, SIZE_T Size, PCWSTR Source, SIZE_T Count);

/**
 * RtlStringCbCatA() - append text
 * @Destination: terminated text, and behind it the other, always terminated
 * @Size: bytes of @Destination
 * @Source: the text
 *
 * Context: any. [ours]
 * Return: as RtlStringCbCopyA(); STATUS_INVALID_PARAMETER also when @Destination is not
 * terminated.
 */
NTSTATUS RtlStringCbCatA(PCHAR Destination, SIZE_T Size, PCSTR Source);

/**
 * RtlStringCbCatW() - append UTF-16 text
 * @Destination: terminated text, and behind it the other, always terminated
 * @Size: bytes of @Destination
 * @Source: UTF-16 text
 *
 * Context: any. [ours]
 * Return: as RtlStringCbCatA().
 */
NTSTATUS RtlStringCbCatW(PWSTR Destination, SIZE_T Size, PCWSTR Source);

/**
 * RtlStringCbCatNA() - append the beginning of text
 * @Destination: terminated text, and behind it the other, always terminated
 * @Size: bytes of @Destination
 * @Source: the text
 * @Count: bytes to take at most
 *
 * Context: any. [ours]
 * Return: as RtlStringCbCatA().
 */
NTSTATUS RtlStringCbCatNA(PCHAR Destination, SIZE_T Size, PCSTR Source, SIZE_T Count);

/**
 * RtlStringCbCatNW() - append the beginning of UTF-16 text
 * @Destination: terminated text, and behind it the other, always terminated
 * @Size: bytes of @Destination
 * @Source: UTF-16 text
 * @Count: bytes to take at most
 *
 * Context: any. [ours]
 * Return: as RtlStringCbCatA().
 */
NTSTATUS RtlStringCbCatNW(PWSTR Destination, SIZE_T Size, PCWSTR Source, SIZE_T Count);

/**
 * RtlStringCbLengthA() - length of text that may not be terminated
 * @Source: the text
 * @Max: bytes to look at
 * @Length: receives the bytes, without the terminator; optional
 *
 * Context: any. [ours]
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER without a terminator, for no text
 * and for sizes as above; @Length is 0 then.
 */
NTSTATUS RtlStringCbLengthA(PCSTR Source, SIZE_T Max, SIZE_T *Length);

/**
 * RtlStringCbLengthW() - length of UTF-16 text that may not be terminated
 * @Source: UTF-16 text
 * @Max: bytes to look at
 * @Length: receives the bytes, without the terminator; optional
 *
 * Context: any. [ours]
 * Return: as RtlStringCbLengthA().
 */
NTSTATUS RtlStringCbLengthW(PCWSTR Source, SIZE_T Max, SIZE_T *Length);

/**
 * RtlStringCchLengthW() - the same in characters
 * @Source: UTF-16 text
 * @Max: characters to look at
 * @Length: receives the characters, without the terminator; optional
 *
 * Context: any. [ours]
 * Return: as RtlStringCbLengthA().
 */
NTSTATUS RtlStringCchLengthW(PCWSTR Source, SIZE_T Max, SIZE_T *Length);

/**
 * RtlStringCbCopyUnicodeString() - copy counted text
 * @Destination: receives the text, always terminated
 * @Size: its bytes
 * @Source: the text
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as RtlStringCbCopyA(); STATUS_INVALID_PARAMETER also when @Source is not valid,
 * and for more than NTSTRSAFE_UNICODE_STRING_MAX_CCH characters of @Size. [doc]
 */
NTSTATUS RtlStringCbCopyUnicodeString(PWSTR Destination, SIZE_T Size,
				      PCUNICODE_STRING Source);

/**
 * RtlUnicodeStringInit() - make terminated text a counted string
 * @DestinationString: receives its address and its length
 * @Source: UTF-16 text; NULL: no text
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER for text that is too long, and
 * without @DestinationString. [doc]
 */
NTSTATUS RtlUnicodeStringInit(PUNICODE_STRING DestinationString, PCWSTR Source);

/**
 * RtlUnicodeStringCopy() - copy a counted string
 * @DestinationString: its buffer receives the text
 * @SourceString: the text
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW when the text was cut off, or
 * STATUS_INVALID_PARAMETER for a NULL pointer, for a string with odd or contradictory
 * lengths, and for text where there is no room for any. [doc]
 */
NTSTATUS RtlUnicodeStringCopy(PUNICODE_STRING DestinationString,
			      PCUNICODE_STRING SourceString);

/**
 * RtlUnicodeStringCopyString() - copy text into a counted string
 * @DestinationString: its buffer receives the text
 * @Source: UTF-16 text
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as RtlUnicodeStringCopy().
 */
NTSTATUS RtlUnicodeStringCopyString(PUNICODE_STRING DestinationString, PCWSTR Source);

/**
 * RtlUnicodeStringCat() - append a counted string
 * @DestinationString: the text is put behind its own
 * @SourceString: the text
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as RtlUnicodeStringCopy().
 */
NTSTATUS RtlUnicodeStringCat(PUNICODE_STRING DestinationString,
			     PCUNICODE_STRING SourceString);

/**
 * RtlUnicodeStringCatString() - append text to a counted string
 * @DestinationString: the text is put behind its own
 * @Source: UTF-16 text
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as RtlUnicodeStringCopy().
 */
NTSTATUS RtlUnicodeStringCatString(PUNICODE_STRING DestinationString, PCWSTR Source);

/**
 * RtlStringCbVPrintfW() - print into a UTF-16 buffer
 * @Destination: receives the text, always terminated
 * @Size: its bytes
 * @Format: as for RtlUnicodeStringVPrintf()
 * @Arguments: its arguments
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW when the text was cut off,
 * STATUS_INVALID_PARAMETER for a NULL pointer and for a size of 0 or of more than
 * NTSTRSAFE_MAX_CCH characters [doc], or STATUS_INSUFFICIENT_RESOURCES [ours].
 */
NTSTATUS RtlStringCbVPrintfW(PWSTR Destination, SIZE_T Size, PCWSTR Format,
			     va_list Arguments);

/**
 * RtlStringCbPrintfW() - print into a UTF-16 buffer
 * @Destination: receives the text, always terminated
 * @Size: its bytes
 * @Format: as for RtlUnicodeStringVPrintf()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as RtlStringCbVPrintfW().
 */
NTSTATUS RtlStringCbPrintfW(PWSTR Destination, SIZE_T Size, PCWSTR Format, ...);

/* The same with sizes in characters. */
#define RtlStringCchCopyA(to, size, text)	RtlStringCbCopyA(to, size, text)
#define RtlStringCchCopyW(to, size, text) \
	RtlStringCbCopyW(to, vmbkmcl_wide_bytes(size), text)
#define RtlStringCchCopyNA(to, size, text, n)	RtlStringCbCopyNA(to, size, text, n)
#define RtlStringCchCopyNW(to, size, text, n) \
	RtlStringCbCopyNW(to, vmbkmcl_wide_bytes(size), text, vmbkmcl_wide_bytes(n))
#define RtlStringCchCatA(to, size, text)	RtlStringCbCatA(to, size, text)
#define RtlStringCchCatW(to, size, text) \
	RtlStringCbCatW(to, vmbkmcl_wide_bytes(size), text)
#define RtlStringCchCatNA(to, size, text, n)	RtlStringCbCatNA(to, size, text, n)
#define RtlStringCchCatNW(to, size, text, n) \
	RtlStringCbCatNW(to, vmbkmcl_wide_bytes(size), text, vmbkmcl_wide_bytes(n))
#define RtlStringCchLengthA(text, max, length)	RtlStringCbLengthA(text, max, length)
#define RtlStringCchCopyUnicodeString(to, size, text) \
	RtlStringCbCopyUnicodeString(to, vmbkmcl_wide_bytes(size), text)
#define RtlStringCchVPrintfA(to, size, format, arguments) \
	RtlStringCbVPrintfA(to, size, format, arguments)
#define RtlStringCchVPrintfW(to, size, format, arguments) \
	RtlStringCbVPrintfW(to, vmbkmcl_wide_bytes(size), format, arguments)
#define RtlStringCchPrintfA(to, size, ...)	RtlStringCbPrintfA(to, size, __VA_ARGS__)
#define RtlStringCchPrintfW(to, size, ...) \
	RtlStringCbPrintfW(to, vmbkmcl_wide_bytes(size), __VA_ARGS__)

EXTERN_C_END

#endif
