/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Counted strings.  "ANSI" text is UTF-8 here, as everywhere in Linux.
 *
 * Differences from Windows
 * - Comparisons that ignore case do so for ASCII and Latin-1 only; Windows has
 *   tables for all of UTF-16.
 * - Conversions replace invalid UTF-8 and UTF-16 by U+FFFD.
 *
 * Linux counterpart: none; conversions of our own
 */
#ifndef VMBKMCL_NT_UNICODE_H
#define VMBKMCL_NT_UNICODE_H

#include <ntstatus.h>

/**
 * RtlInitUnicodeString() - point a counted string at NUL-terminated text
 * @DestinationString: filled in; the characters are not copied
 * @SourceString: the text, or NULL for an empty string
 *
 * Context: any. [doc] Text beyond 32,766 characters is cut off.
 */
VOID RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString);

/**
 * RtlInitAnsiString() - the same for bytes
 * @DestinationString: filled in
 * @SourceString: the text, or NULL
 *
 * Context: any. [doc]
 */
VOID RtlInitAnsiString(PANSI_STRING DestinationString, PCSZ SourceString);
#define RtlInitString RtlInitAnsiString

/**
 * RtlInitEmptyUnicodeString() - initialise an empty string with a buffer
 * @s: the string
 * @buffer: the buffer for its characters
 * @bytes: size of @buffer
 *
 * Context: any. [doc]
 */
static inline VOID RtlInitEmptyUnicodeString(PUNICODE_STRING s, PWCHAR buffer,
					     USHORT bytes)
{
	s->Length = 0;
	s->MaximumLength = bytes;
	s->Buffer = buffer;
}

/**
 * RtlCompareUnicodeString() - compare two strings
 * @String1: one string
 * @String2: the other string
 * @CaseInSensitive: TRUE to ignore case, see above
 *
 * Context: any.
 * Return: negative, 0 or positive, as @String1 is less than, equal to or
 * greater than @String2. [doc]
 */
LONG RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
			     BOOLEAN CaseInSensitive);

/**
 * RtlEqualUnicodeString() - whether two strings are equal
 * @String1: one string
 * @String2: the other string
 * @CaseInSensitive: TRUE to ignore case, see above
 *
 * Context: any.
 * Return: TRUE when they are equal. [doc]
 */
BOOLEAN RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
			      BOOLEAN CaseInSensitive);

/**
 * RtlPrefixUnicodeString() - whether a string starts with another
 * @String1: the prefix
 * @String2: the whole string
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: any.
 * Return: TRUE when it does. [doc]
 */
BOOLEAN RtlPrefixUnicodeString(PCUNICODE_STRING String1,
			       PCUNICODE_STRING String2,
			       BOOLEAN CaseInSensitive);

/**
 * RtlCopyUnicodeString() - copy a string, as much as fits
 * @DestinationString: has a buffer; the copy is NUL-terminated if there is room
 * @SourceString: the string to copy, or NULL to empty the destination
 *
 * Context: any. [doc]
 */
VOID RtlCopyUnicodeString(PUNICODE_STRING DestinationString,
			  PCUNICODE_STRING SourceString);

/**
 * RtlAppendUnicodeStringToString() - append one string to another
 * @Destination: has a buffer
 * @Source: the string to append
 *
 * Context: any.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL: nothing was appended. [doc]
 */
NTSTATUS RtlAppendUnicodeStringToString(PUNICODE_STRING Destination,
					PCUNICODE_STRING Source);

/**
 * RtlAppendUnicodeToString() - append NUL-terminated text
 * @Destination: has a buffer
 * @Source: the text, or NULL for none
 *
 * Context: any.
 * Return: as RtlAppendUnicodeStringToString(). [doc]
 */
NTSTATUS RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source);

/**
 * RtlUpcaseUnicodeChar() - convert a character to upper case
 * @SourceCharacter: the character
 *
 * Context: any.
 * Return: the upper-case character; only ASCII and Latin-1 are converted.
 */
WCHAR RtlUpcaseUnicodeChar(WCHAR SourceCharacter);

/**
 * RtlAnsiStringToUnicodeString() - convert a string from UTF-8 to UTF-16
 * @DestinationString: receives the text, NUL-terminated
 * @SourceString: the string to convert
 * @AllocateDestinationString: TRUE: allocate the buffer, which the caller frees
 *	with RtlFreeUnicodeString(); FALSE: use the one that @DestinationString
 *	has
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW, STATUS_INVALID_PARAMETER_2
 * when the result would be too long, or STATUS_NO_MEMORY.
 */
NTSTATUS RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString,
				      PCANSI_STRING SourceString,
				      BOOLEAN AllocateDestinationString);

/**
 * RtlUnicodeStringToAnsiString() - convert a string from UTF-16 to UTF-8
 * @DestinationString: receives the text, NUL-terminated
 * @SourceString: the string to convert
 * @AllocateDestinationString: as for RtlAnsiStringToUnicodeString(); the caller
 *	frees the buffer with RtlFreeAnsiString()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as RtlAnsiStringToUnicodeString().
 */
NTSTATUS RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString,
				      PCUNICODE_STRING SourceString,
				      BOOLEAN AllocateDestinationString);

/**
 * RtlFreeUnicodeString() - free a buffer that a conversion allocated
 * @UnicodeString: emptied
 *
 * Context: at or below DISPATCH_LEVEL.
 */
VOID RtlFreeUnicodeString(PUNICODE_STRING UnicodeString);

/**
 * RtlFreeAnsiString() - the same for bytes
 * @AnsiString: emptied
 *
 * Context: at or below DISPATCH_LEVEL.
 */
VOID RtlFreeAnsiString(PANSI_STRING AnsiString);

/**
 * RtlUTF8ToUnicodeN() - convert text from UTF-8 to UTF-16
 * @UnicodeStringDestination: output, or NULL to get the size
 * @UnicodeStringMaxByteCount: its size
 * @UnicodeStringActualByteCount: receives the bytes written, or needed when
 *	there is no output; optional when there is output
 * @UTF8StringSource: the text
 * @UTF8StringByteCount: its bytes
 *
 * Context: any.
 * Return: STATUS_SUCCESS; STATUS_SOME_NOT_MAPPED: invalid text was replaced;
 * STATUS_BUFFER_TOO_SMALL: only the text that fits was written;
 * STATUS_INVALID_PARAMETER: neither output nor where to put its size;
 * STATUS_INVALID_PARAMETER_4: no text. [doc]
 */
NTSTATUS RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination,
			   ULONG UnicodeStringMaxByteCount,
			   PULONG UnicodeStringActualByteCount,
			   PCSTR UTF8StringSource, ULONG UTF8StringByteCount);

/**
 * RtlUnicodeToUTF8N() - convert text from UTF-16 to UTF-8
 * @UTF8StringDestination: output, or NULL to get the size
 * @UTF8StringMaxByteCount: its size
 * @UTF8StringActualByteCount: as for RtlUTF8ToUnicodeN()
 * @UnicodeStringSource: the text
 * @UnicodeStringByteCount: its bytes
 *
 * Context: any.
 * Return: as RtlUTF8ToUnicodeN(), or STATUS_INVALID_PARAMETER_5 for an odd number of
 * bytes. [doc]
 */
NTSTATUS RtlUnicodeToUTF8N(PCHAR UTF8StringDestination,
			   ULONG UTF8StringMaxByteCount,
			   PULONG UTF8StringActualByteCount,
			   PCWCH UnicodeStringSource,
			   ULONG UnicodeStringByteCount);

/**
 * RtlUnicodeStringToInteger() - convert a string to a number
 * @String: optional blanks and sign, optional 0x, 0o or 0b, digits
 * @Base: 2, 8, 10 or 16; 0 for the base that the prefix names
 * @Value: receives the number
 *
 * Context: any.
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER for another base. [doc]
 */
NTSTATUS RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base,
				   PULONG Value);

/**
 * RtlIntegerToUnicodeString() - convert a number to a string
 * @Value: the number
 * @Base: 2, 8, 10 or 16; 0 means 10
 * @String: receives the digits, in capitals, without a prefix
 *
 * Context: any.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW or STATUS_INVALID_PARAMETER.
 * [doc]
 */
NTSTATUS RtlIntegerToUnicodeString(ULONG Value, ULONG Base,
				   PUNICODE_STRING String);

/**
 * RtlStringFromGUID() - write a GUID as {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}
 * @Guid: the GUID
 * @GuidString: receives the text in a new buffer, which the caller frees with
 *	RtlFreeUnicodeString()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_NO_MEMORY. [doc]
 */
NTSTATUS RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString);

/**
 * RtlGUIDFromString() - read a GUID of that form
 * @GuidString: the text, with braces
 * @Guid: receives the GUID
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER. [doc]
 */
NTSTATUS RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid);

#endif
