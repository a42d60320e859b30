/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Strings that end in a NUL, with the size of their buffer in bytes.
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

#include <vmbkmcl/nt/unicode.h>

#include "ntstatus.h"

#define NTSTRSAFE_MAX_CCH	2147483647

/**
 * RtlStringCbVPrintfA() - print into a buffer
 * @Destination: receives the text, always NUL-terminated
 * @Size: its bytes
 * @Format: in Windows' form, see vmbkmcl/nt/debug.h
 * @Arguments: its arguments
 *
 * Context: any. [doc] %S and its like are allowed at any level here.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW when the text was cut off, or
 * STATUS_INVALID_PARAMETER for a size of 0.
 */
NTSTATUS RtlStringCbVPrintfA(PCHAR Destination, SIZE_T Size, PCSTR Format,
			     va_list Arguments);

/**
 * RtlStringCbPrintfA() - print into a buffer
 * @Destination: receives the text, always terminated
 * @Size: its bytes
 * @Format: in Windows' form
 *
 * Context: any. [doc]
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
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW when the text was cut off, or
 * STATUS_INSUFFICIENT_RESOURCES.
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
 * Context: any. [doc]
 * Return: as RtlStringCbVPrintfA().
 */
NTSTATUS RtlStringCbCopyA(PCHAR Destination, SIZE_T Size, PCSTR Source);

/**
 * RtlStringCbLengthA() - length of text that may not be terminated
 * @Source: the text
 * @Max: bytes to look at
 * @Length: receives the bytes, without the terminator; optional
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER without a terminator.
 */
NTSTATUS RtlStringCbLengthA(PCSTR Source, SIZE_T Max, SIZE_T *Length);

#endif
