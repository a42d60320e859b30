/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Counted strings.  "ANSI" text is UTF-8 here, as everywhere in Linux.
 *
 * Differences from Windows
 * - Upper and lower case are those of ASCII and Latin-1 for comparisons that
 *   ignore case; Windows has tables for all of UTF-16.
 * - Text that is no valid UTF-8 or UTF-16 becomes U+FFFD.
 *
 * Linux counterpart: none; conversions of our own
 */
#ifndef VMBKMCL_NT_UNICODE_H
#define VMBKMCL_NT_UNICODE_H

#include <ntstatus.h>

/**
 * RtlInitUnicodeString() - point a counted string at NUL-terminated text
 * @DestinationString: filled in; shares the characters, copies none
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
 * RtlInitEmptyUnicodeString() - an empty string over a caller's buffer
 * @s: the string
 * @buffer: its characters
 * @bytes: size of @buffer
 */
static inline VOID RtlInitEmptyUnicodeString(PUNICODE_STRING s, PWCHAR buffer,
					     USHORT bytes)
{
	s->Length = 0;
	s->MaximumLength = bytes;
	s->Buffer = buffer;
}

/**
 * RtlCompareUnicodeString() - order of two strings
 * @String1: one
 * @String2: the other
 * @CaseInSensitive: TRUE to ignore case, see above
 *
 * Context: any.
 * Return: negative, 0 or positive, as @String1 sorts before, with or after. [doc]
 */
LONG RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
			     BOOLEAN CaseInSensitive);

/**
 * RtlEqualUnicodeString() - whether two strings are equal
 * @String1: one
 * @String2: the other
 * @CaseInSensitive: TRUE to ignore case, see above
 *
 * Context: any.
 * Return: TRUE when they are. [doc]
 */
BOOLEAN RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
			      BOOLEAN CaseInSensitive);

/**
 * RtlPrefixUnicodeString() - whether one string starts another
 * @String1: the prefix
 * @String2: the whole
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: any.
 * Return: TRUE when it does. [doc]
 */
BOOLEAN RtlPrefixUnicodeString(PCUNICODE_STRING String1,
			       PCUNICODE_STRING String2,
			       BOOLEAN CaseInSensitive);

/**
 * RtlCopyUnicodeString() - copy as much as fits
 * @DestinationString: with a buffer
 * @SourceString: what to copy, or NULL to empty the destination
 *
 * Context: any. [doc] Terminated with a NUL when there is room for one.
 */
VOID RtlCopyUnicodeString(PUNICODE_STRING DestinationString,
			  PCUNICODE_STRING SourceString);

/**
 * RtlAppendUnicodeStringToString() - append one string to another
 * @Destination: with a buffer
 * @Source: what to append
 *
 * Context: any.
 * Return: STATUS_SUCCESS, or STATUS_BUFFER_TOO_SMALL and nothing appended. [doc]
 */
NTSTATUS RtlAppendUnicodeStringToString(PUNICODE_STRING Destination,
					PCUNICODE_STRING Source);

/**
 * RtlAppendUnicodeToString() - append NUL-terminated text
 * @Destination: with a buffer
 * @Source: the text, or NULL for none
 *
 * Context: any.
 * Return: as RtlAppendUnicodeStringToString(). [doc]
 */
NTSTATUS RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source);

/**
 * RtlUpcaseUnicodeChar() - a character's upper case
 * @SourceCharacter: the character
 *
 * Context: any.
 * Return: the upper case, ASCII and Latin-1 only.
 */
WCHAR RtlUpcaseUnicodeChar(WCHAR SourceCharacter);

/**
 * RtlAnsiStringToUnicodeString() - from UTF-8 to UTF-16
 * @DestinationString: receives the text, terminated
 * @SourceString: the bytes
 * @AllocateDestinationString: TRUE: the buffer is allocated, to be freed with
 *	RtlFreeUnicodeString(); FALSE: it is there
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW, STATUS_INVALID_PARAMETER_2
 * when the result would be too long, or STATUS_NO_MEMORY.
 */
NTSTATUS RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString,
				      PCANSI_STRING SourceString,
				      BOOLEAN AllocateDestinationString);

/**
 * RtlUnicodeStringToAnsiString() - from UTF-16 to UTF-8
 * @DestinationString: receives the bytes, terminated
 * @SourceString: the text
 * @AllocateDestinationString: as above, freed with RtlFreeAnsiString()
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
 * RtlUTF8ToUnicodeN() - convert bytes to UTF-16
 * @UnicodeStringDestination: output, or NULL to learn the size
 * @UnicodeStringMaxByteCount: its size
 * @UnicodeStringActualByteCount: bytes written, or needed
 * @UTF8StringSource: the bytes
 * @UTF8StringByteCount: how many
 *
 * Context: any.
 * Return: STATUS_SUCCESS, STATUS_SOME_NOT_MAPPED when something was replaced,
 * or STATUS_BUFFER_TOO_SMALL with what fitted written. [doc]
 */
NTSTATUS RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination,
			   ULONG UnicodeStringMaxByteCount,
			   PULONG UnicodeStringActualByteCount,
			   PCSTR UTF8StringSource, ULONG UTF8StringByteCount);

/**
 * RtlUnicodeToUTF8N() - convert UTF-16 to bytes
 * @UTF8StringDestination: output, or NULL to learn the size
 * @UTF8StringMaxByteCount: its size
 * @UTF8StringActualByteCount: bytes written, or needed
 * @UnicodeStringSource: the text
 * @UnicodeStringByteCount: its bytes
 *
 * Context: any.
 * Return: as RtlUTF8ToUnicodeN(). [doc]
 */
NTSTATUS RtlUnicodeToUTF8N(PCHAR UTF8StringDestination,
			   ULONG UTF8StringMaxByteCount,
			   PULONG UTF8StringActualByteCount,
			   PCWCH UnicodeStringSource,
			   ULONG UnicodeStringByteCount);

/**
 * RtlUnicodeStringToInteger() - read a number
 * @String: optional blanks and sign, optional 0x, 0o or 0b, digits
 * @Base: 2, 8, 10 or 16; 0 to go by the prefix
 * @Value: receives the number
 *
 * Context: any.
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER for another base. [doc]
 */
NTSTATUS RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base,
				   PULONG Value);

/**
 * RtlIntegerToUnicodeString() - write a number
 * @Value: the number
 * @Base: 2, 8, 10 or 16; 0 means 10
 * @String: receives it, in capitals, without prefix
 *
 * Context: any.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW or STATUS_INVALID_PARAMETER. [doc]
 */
NTSTATUS RtlIntegerToUnicodeString(ULONG Value, ULONG Base,
				   PUNICODE_STRING String);

/**
 * RtlStringFromGUID() - write a GUID as {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}
 * @Guid: the GUID
 * @GuidString: gets a buffer of its own, RtlFreeUnicodeString()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_NO_MEMORY. [doc]
 */
NTSTATUS RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString);

/**
 * RtlGUIDFromString() - read a GUID written so
 * @GuidString: the text, with braces
 * @Guid: receives it
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER. [doc]
 */
NTSTATUS RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid);

#endif
