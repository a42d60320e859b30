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

NTSTATUS RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination,
			   ULONG UnicodeStringMaxByteCount,
			   PULONG UnicodeStringActualByteCount,
			   PCSTR UTF8StringSource, ULONG UTF8StringByteCount)
{
	size_t room = UnicodeStringMaxByteCount / sizeof(WCHAR);
	size_t i, used, n, done = 0;
	bool bad = false;
	WCHAR out[2];
	u32 c;

	for (i = 0; i < UTF8StringByteCount; i += used, done += n) {
		c = utf8_take((const u8 *)UTF8StringSource + i,
			      UTF8StringByteCount - i, &used, &bad);
		n = utf16_put(c, out);
		if (!UnicodeStringDestination)
			continue;
		if (n > room - done) {
			*UnicodeStringActualByteCount = done * sizeof(WCHAR);
			return STATUS_BUFFER_TOO_SMALL;
		}
		memcpy(UnicodeStringDestination + done, out, n * sizeof(WCHAR));
	}
	*UnicodeStringActualByteCount = done * sizeof(WCHAR);
	return bad ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlUTF8ToUnicodeN);

NTSTATUS RtlUnicodeToUTF8N(PCHAR UTF8StringDestination,
			   ULONG UTF8StringMaxByteCount,
			   PULONG UTF8StringActualByteCount,
			   PCWCH UnicodeStringSource,
			   ULONG UnicodeStringByteCount)
{
	size_t chars = UnicodeStringByteCount / sizeof(WCHAR);
	size_t i, used, n, done = 0;
	bool bad = false;
	u8 out[4];
	u32 c;

	for (i = 0; i < chars; i += used, done += n) {
		c = utf16_take(UnicodeStringSource + i, chars - i, &used, &bad);
		n = utf8_put(c, out);
		if (!UTF8StringDestination)
			continue;
		if (n > UTF8StringMaxByteCount - done) {
			*UTF8StringActualByteCount = done;
			return STATUS_BUFFER_TOO_SMALL;
		}
		memcpy(UTF8StringDestination + done, out, n);
	}
	*UTF8StringActualByteCount = done;
	return bad ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}
VMBKMCL_EXPORT(RtlUnicodeToUTF8N);
