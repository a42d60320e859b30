// SPDX-License-Identifier: GPL-2.0-only
/*
 * utf8.c - between UTF-16 and UTF-8.
 *
 * The kernel's own conversions are in a module of their own (nls_base), which
 * not every kernel has.
 */
#include <linux/kernel.h>

#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "nt.h"

#define REPLACEMENT	0xfffdu

static bool is_continuation(u8 c)
{
	return (c & 0xc0) == 0x80;
}

/* Take one character off @text; REPLACEMENT with *@bad set for what is none. */
static u32 utf8_take(const u8 *text, size_t left, size_t *used, bool *bad)
{
	static const u32 least[] = { 0, 0x80, 0x800, 0x10000 };
	u32 c = text[0];
	size_t i, more;

	*used = 1;
	if (c < 0x80)
		return c;
	more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
	if (c < 0xc2 || c > 0xf4)
		goto bad;
	c &= 0x3f >> more;
	for (i = 1; i <= more; i++) {
		if (i >= left || !is_continuation(text[i]))
			goto bad;
		c = c << 6 | (text[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		goto bad;
	*used = more + 1;
	return c;
bad:
	*bad = true;
	return REPLACEMENT;
}

/* The same for UTF-16. */
static u32 utf16_take(PCWCH text, size_t left, size_t *used, bool *bad)
{
	u32 c = text[0];

	*used = 1;
	if (c < 0xd800 || c > 0xdfff)
		return c;
	if (c < 0xdc00 && left > 1 && text[1] >= 0xdc00 && text[1] <= 0xdfff) {
		*used = 2;
		return 0x10000 + ((c - 0xd800) << 10) + (text[1] - 0xdc00);
	}
	*bad = true;
	return REPLACEMENT;
}

static size_t utf8_put(u32 c, u8 *out)
{
	if (c < 0x80) {
		out[0] = c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = 0xc0 | c >> 6;
		out[1] = 0x80 | (c & 0x3f);
		return 2;
	}
	if (c < 0x10000) {
		out[0] = 0xe0 | c >> 12;
		out[1] = 0x80 | (c >> 6 & 0x3f);
		out[2] = 0x80 | (c & 0x3f);
		return 3;
	}
	out[0] = 0xf0 | c >> 18;
	out[1] = 0x80 | (c >> 12 & 0x3f);
	out[2] = 0x80 | (c >> 6 & 0x3f);
	out[3] = 0x80 | (c & 0x3f);
	return 4;
}

static size_t utf16_put(u32 c, WCHAR *out)
{
	if (c < 0x10000) {
		out[0] = c;
		return 1;
	}
	out[0] = 0xd800 + ((c - 0x10000) >> 10);
	out[1] = 0xdc00 + (c & 0x3ff);
	return 2;
}

NTSTATUS vmbkmcl_utf8_to_utf16(PWSTR to, ULONG bytes, PULONG actual, PCSTR from, ULONG length)
{
	size_t room = bytes / sizeof(WCHAR);
	size_t i, used, n, done = 0;
	bool bad = false;
	WCHAR out[2];
	u32 c;

	for (i = 0; i < length; i += used, done += n) {
		c = utf8_take((const u8 *)from + i, length - i, &used, &bad);
		n = utf16_put(c, out);
		if (!to)
			continue;
		if (n > room - done) {
			*actual = done * sizeof(WCHAR);
			return STATUS_BUFFER_TOO_SMALL;
		}
		memcpy(to + done, out, n * sizeof(WCHAR));
	}
	*actual = done * sizeof(WCHAR);
	return bad ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}

NTSTATUS vmbkmcl_utf16_to_utf8(PCHAR to, ULONG bytes, PULONG actual, PCWCH from, ULONG length)
{
	size_t chars = length / sizeof(WCHAR);
	size_t i, used, n, done = 0;
	bool bad = false;
	u8 out[4];
	u32 c;

	for (i = 0; i < chars; i += used, done += n) {
		c = utf16_take(from + i, chars - i, &used, &bad);
		n = utf8_put(c, out);
		if (!to)
			continue;
		if (n > bytes - done) {
			*actual = done;
			return STATUS_BUFFER_TOO_SMALL;
		}
		memcpy(to + done, out, n);
	}
	*actual = done;
	return bad ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}

NTSTATUS RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination,
			   ULONG UnicodeStringMaxByteCount,
			   PULONG UnicodeStringActualByteCount,
			   PCSTR UTF8StringSource, ULONG UTF8StringByteCount)
{
	ULONG unused, *actual = UnicodeStringActualByteCount;

	if (!UTF8StringSource)
		return STATUS_INVALID_PARAMETER_4;
	if (!UnicodeStringDestination && !actual)
		return STATUS_INVALID_PARAMETER;
	return vmbkmcl_utf8_to_utf16(UnicodeStringDestination, UnicodeStringMaxByteCount,
				     actual ? actual : &unused, UTF8StringSource,
				     UTF8StringByteCount);
}
VMBKMCL_EXPORT(RtlUTF8ToUnicodeN);

NTSTATUS RtlUnicodeToUTF8N(PCHAR UTF8StringDestination,
			   ULONG UTF8StringMaxByteCount,
			   PULONG UTF8StringActualByteCount,
			   PCWCH UnicodeStringSource,
			   ULONG UnicodeStringByteCount)
{
	ULONG unused, *actual = UTF8StringActualByteCount;

	if (!UnicodeStringSource)
		return STATUS_INVALID_PARAMETER_4;
	if (!UTF8StringDestination && !actual)
		return STATUS_INVALID_PARAMETER;
	if (UnicodeStringByteCount % sizeof(WCHAR))
		return STATUS_INVALID_PARAMETER_5;
	return vmbkmcl_utf16_to_utf8(UTF8StringDestination, UTF8StringMaxByteCount,
				     actual ? actual : &unused, UnicodeStringSource,
				     UnicodeStringByteCount);
}
VMBKMCL_EXPORT(RtlUnicodeToUTF8N);
