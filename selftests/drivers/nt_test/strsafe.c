// SPDX-License-Identifier: GPL-2.0-only
/* Text in buffers of a known size. */
#include <ntstrsafe.h>

#include "nt_test.h"

#define TOO_MANY	((SIZE_T)NTSTRSAFE_MAX_CCH + 1)
#define TOO_LARGE	(TOO_MANY * sizeof(WCHAR))

static void test_copy(struct kcase *t)
{
	WCHAR wide[5];
	CHAR narrow[5];

	EXPECT_EQ(t, RtlStringCbCopyW(wide, sizeof(wide), L"abcd"), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wide, L"abcd", 10);
	EXPECT_EQ(t, RtlStringCchCopyW(wide, 4, L"wxyz"), STATUS_BUFFER_OVERFLOW);
	EXPECT_MEM_EQ(t, wide, L"wxy", 8);
	EXPECT_EQ(t, RtlStringCbCopyNW(wide, sizeof(wide), L"abcdef", 4), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wide, L"ab", 6);
	EXPECT_EQ(t, RtlStringCbCopyNA(narrow, sizeof(narrow), "abcdef", 4), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, narrow, "abcd", 5);
	EXPECT_EQ(t, RtlStringCchCopyA(narrow, 3, "abc"), STATUS_BUFFER_OVERFLOW);
	EXPECT_MEM_EQ(t, narrow, "ab", 3);
	EXPECT_EQ(t, RtlStringCbCopyW(wide, 1, L"a"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbCopyW(wide, TOO_LARGE, L"a"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbCopyW(wide, sizeof(wide), NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbCopyA(NULL, 5, "a"), STATUS_INVALID_PARAMETER);
}

static void test_append(struct kcase *t)
{
	WCHAR wide[6] = L"ab";
	CHAR narrow[6] = "ab";

	EXPECT_EQ(t, RtlStringCbCatW(wide, sizeof(wide), L"cd"), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wide, L"abcd", 10);
	EXPECT_EQ(t, RtlStringCchCatW(wide, 6, L"efg"), STATUS_BUFFER_OVERFLOW);
	EXPECT_MEM_EQ(t, wide, L"abcde", 12);
	EXPECT_EQ(t, RtlStringCbCatNA(narrow, sizeof(narrow), "cdef", 2), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, narrow, "abcd", 5);
	EXPECT_EQ(t, RtlStringCchCatNA(narrow, 6, "xyz", 3), STATUS_BUFFER_OVERFLOW);
	EXPECT_MEM_EQ(t, narrow, "abcdx", 6);
	EXPECT_EQ(t, RtlStringCbCatA(narrow, 3, "x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbCatNW(wide, sizeof(wide), NULL, 2), STATUS_INVALID_PARAMETER);
}

static void test_length(struct kcase *t)
{
	SIZE_T length = 77;

	EXPECT_EQ(t, RtlStringCbLengthW(L"abc", 8, &length), STATUS_SUCCESS);
	EXPECT_EQ(t, length, 6u);
	EXPECT_EQ(t, RtlStringCchLengthW(L"abc", 4, &length), STATUS_SUCCESS);
	EXPECT_EQ(t, length, 3u);
	EXPECT_EQ(t, RtlStringCchLengthW(L"abc", 3, &length), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, length, 0u);
	EXPECT_EQ(t, RtlStringCchLengthA("abc", 4, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlStringCbLengthW(NULL, 4, &length), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbLengthW(L"", TOO_LARGE, &length), STATUS_INVALID_PARAMETER);
}

static void test_print(struct kcase *t)
{
	WCHAR wide[8];

	EXPECT_EQ(t, RtlStringCchPrintfW(wide, 8, L"%d-%s", 12, L"xy"), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wide, L"12-xy", 12);
	EXPECT_EQ(t, RtlStringCbPrintfW(wide, sizeof(wide), L"%s", L"abcdefghij"),
		  STATUS_BUFFER_OVERFLOW);
	EXPECT_MEM_EQ(t, wide, L"abcdefg", 16);
	EXPECT_EQ(t, RtlStringCbPrintfW(wide, 1, L"x"), STATUS_INVALID_PARAMETER);
}

static void test_counted(struct kcase *t)
{
	DECLARE_UNICODE_STRING_SIZE(to, 6);
	UNICODE_STRING text, odd = { .Length = 3, .MaximumLength = 8, .Buffer = to.Buffer };
	WCHAR wide[4];

	EXPECT_EQ(t, RtlUnicodeStringInit(&text, L"abc"), STATUS_SUCCESS);
	EXPECT_EQ(t, text.Length, 6);
	EXPECT_EQ(t, text.MaximumLength, 8);
	EXPECT_EQ(t, RtlUnicodeStringCopy(&to, &text), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlUnicodeStringCatString(&to, L"de"), STATUS_SUCCESS);
	EXPECT_EQ(t, to.Length, 10);
	EXPECT_EQ(t, RtlUnicodeStringCat(&to, &text), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, to.Length, 12);
	EXPECT_MEM_EQ(t, to.Buffer, L"abcdea", 12);
	EXPECT_EQ(t, RtlUnicodeStringCopyString(&to, L"1234567"), STATUS_BUFFER_OVERFLOW);
	EXPECT_MEM_EQ(t, to.Buffer, L"123456", 12);
	EXPECT_EQ(t, RtlUnicodeStringCopy(&odd, &text), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCat(&to, &odd), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbCopyUnicodeString(wide, sizeof(wide), &to),
		  STATUS_BUFFER_OVERFLOW);
	EXPECT_MEM_EQ(t, wide, L"123", 8);
	EXPECT_EQ(t, RtlUnicodeStringInit(&text, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, text.MaximumLength, 0);
}

/* No destination, no source, no format. */
static void test_null(struct kcase *t)
{
	DECLARE_UNICODE_STRING_SIZE(to, 6);
	CHAR narrow[4];
	WCHAR wide[4];

	EXPECT_EQ(t, RtlStringCbPrintfA(NULL, 4, "x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbPrintfA(narrow, 4, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbPrintfW(NULL, 8, L"x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbPrintfW(wide, 8, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringPrintf(NULL, L"x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringPrintf(&to, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCopy(NULL, &to), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCopy(&to, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCopyString(NULL, L"x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCopyString(&to, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCat(NULL, &to), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCat(&to, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCatString(NULL, L"x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCatString(&to, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringInit(NULL, L"x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbCopyUnicodeString(NULL, 8, &to), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbCopyUnicodeString(wide, 8, NULL), STATUS_INVALID_PARAMETER);
}

/* Without any room text is refused, not cut off; no text has room everywhere. */
static void test_no_room(struct kcase *t)
{
	DECLARE_UNICODE_STRING_SIZE(full, 2);
	UNICODE_STRING none = { .Length = 0 }, empty = { .Length = 0 }, text;

	RtlUnicodeStringInit(&text, L"ab");
	EXPECT_EQ(t, RtlUnicodeStringCopy(&none, &text), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCopyString(&none, L"x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringPrintf(&none, L"x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, none.Length, 0);
	EXPECT_EQ(t, RtlUnicodeStringCopy(&none, &empty), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlUnicodeStringPrintf(&none, L""), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlUnicodeStringCopy(&full, &text), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlUnicodeStringCat(&full, &text), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringCatString(&full, L"x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, full.Length, 4);
	EXPECT_EQ(t, RtlUnicodeStringCat(&full, &empty), STATUS_SUCCESS);
}

/* Whose bytes would be a small number again. */
static void test_too_many(struct kcase *t)
{
	const SIZE_T many = ((SIZE_T)1 << 63) + 2;
	DECLARE_UNICODE_STRING_SIZE(text, 2);
	WCHAR wide[4] = { 0 };

	EXPECT_EQ(t, RtlStringCchCopyW(wide, many, L"a"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCchCopyNW(wide, 4, L"a", many), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCchCatW(wide, many, L"a"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCchCatNW(wide, many, L"a", 1), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCchPrintfW(wide, many, L"a"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCchCopyUnicodeString(wide, many, &text),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCchCopyUnicodeString(wide, NTSTRSAFE_UNICODE_STRING_MAX_CCH + 1,
						   &text), STATUS_INVALID_PARAMETER);
}

/* A counted string to copy from is looked at as one to copy to. */
static void test_source(struct kcase *t)
{
	WCHAR wide[4] = { 0 }, buffer[4] = L"abc";
	UNICODE_STRING odd = { .Length = 3, .MaximumLength = 8, .Buffer = buffer };
	UNICODE_STRING long_one = { .Length = 8, .MaximumLength = 6, .Buffer = buffer };
	UNICODE_STRING nowhere = { .Length = 2, .MaximumLength = 2 };

	EXPECT_EQ(t, RtlStringCbCopyUnicodeString(wide, 8, &odd), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbCopyUnicodeString(wide, 8, &long_one),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlStringCbCopyUnicodeString(wide, 8, &nowhere),
		  STATUS_INVALID_PARAMETER);
}

/* Characters of a buffer; one more behind it must stay what it is. */
#define ROOM	6

/**
 * struct text_function - a function that copies or appends text
 * @name: for a failure's text
 * @call: calls it; @count is for those that take one
 * @unit: the bytes of a character
 * @size_unit: of sizes and counts
 * @counts: it takes a count
 */
struct text_function {
	const char *name;
	NTSTATUS (*call)(void *to, SIZE_T size, const void *text, SIZE_T count);
	SIZE_T unit, size_unit;
	bool counts;
};

/**
 * struct text_case - what is expected of each of them
 * @what: for a failure's text
 * @before: the destination, terminated if there is room; NULL: there is none
 * @size: its characters
 * @text: what is copied or appended; NULL: none
 * @count: its characters at most
 * @status: what is returned
 * @after: the destination then
 * @counted: for functions that take a count only
 */
struct text_case {
	const char *what, *before;
	SIZE_T size;
	const char *text;
	SIZE_T count;
	NTSTATUS status;
	const char *after;
	bool counted;
};

#define TEXT_CALL(name) \
	static NTSTATUS call_##name(void *to, SIZE_T size, const void *text, SIZE_T count) \
	{ \
		return name(to, size, text); \
	}
#define TEXT_CALL_N(name) \
	static NTSTATUS call_##name(void *to, SIZE_T size, const void *text, SIZE_T count) \
	{ \
		return name(to, size, text, count); \
	}

TEXT_CALL(RtlStringCbCopyA)
TEXT_CALL(RtlStringCbCopyW)
TEXT_CALL(RtlStringCchCopyW)
TEXT_CALL_N(RtlStringCbCopyNA)
TEXT_CALL_N(RtlStringCbCopyNW)
TEXT_CALL_N(RtlStringCchCopyNW)
TEXT_CALL(RtlStringCbCatA)
TEXT_CALL(RtlStringCbCatW)
TEXT_CALL(RtlStringCchCatW)
TEXT_CALL_N(RtlStringCbCatNA)
TEXT_CALL_N(RtlStringCbCatNW)
TEXT_CALL_N(RtlStringCchCatNW)

#define TEXT_FUNCTION(name, unit, size_unit, counts) \
	{ #name, call_##name, unit, size_unit, counts }

static const struct text_function copies[] = {
	TEXT_FUNCTION(RtlStringCbCopyA, sizeof(CHAR), sizeof(CHAR), false),
	TEXT_FUNCTION(RtlStringCbCopyW, sizeof(WCHAR), sizeof(WCHAR), false),
	TEXT_FUNCTION(RtlStringCchCopyW, sizeof(WCHAR), 1, false),
	TEXT_FUNCTION(RtlStringCbCopyNA, sizeof(CHAR), sizeof(CHAR), true),
	TEXT_FUNCTION(RtlStringCbCopyNW, sizeof(WCHAR), sizeof(WCHAR), true),
	TEXT_FUNCTION(RtlStringCchCopyNW, sizeof(WCHAR), 1, true),
};

static const struct text_function appends[] = {
	TEXT_FUNCTION(RtlStringCbCatA, sizeof(CHAR), sizeof(CHAR), false),
	TEXT_FUNCTION(RtlStringCbCatW, sizeof(WCHAR), sizeof(WCHAR), false),
	TEXT_FUNCTION(RtlStringCchCatW, sizeof(WCHAR), 1, false),
	TEXT_FUNCTION(RtlStringCbCatNA, sizeof(CHAR), sizeof(CHAR), true),
	TEXT_FUNCTION(RtlStringCbCatNW, sizeof(WCHAR), sizeof(WCHAR), true),
	TEXT_FUNCTION(RtlStringCchCatNW, sizeof(WCHAR), 1, true),
};

static const struct text_case copy_cases[] = {
	{ "all of it", "abcd", 3, "xy", 5, STATUS_SUCCESS, "xy" },
	{ "at most the count", "abcd", ROOM, "xyz", 2, STATUS_SUCCESS, "xy", true },
	{ "cut off", "abcd", 3, "wxyz", 4, STATUS_BUFFER_OVERFLOW, "wx" },
	{ "no destination", NULL, ROOM, "x", 1, STATUS_INVALID_PARAMETER },
	{ "no text", "ab", ROOM, NULL, 1, STATUS_INVALID_PARAMETER, "ab" },
	{ "no size", "ab", 0, "x", 1, STATUS_INVALID_PARAMETER, "ab" },
	{ "over the maximum", "ab", TOO_MANY, "x", 1, STATUS_INVALID_PARAMETER, "ab" },
};

static const struct text_case append_cases[] = {
	{ "all of it", "ab", 5, "xy", 5, STATUS_SUCCESS, "abxy" },
	{ "at most the count", "ab", ROOM, "wxyz", 2, STATUS_SUCCESS, "abwx", true },
	{ "nothing of it", "ab", ROOM, "x", 0, STATUS_SUCCESS, "ab", true },
	{ "cut off", "ab", 4, "xyz", 3, STATUS_BUFFER_OVERFLOW, "abx" },
	{ "no destination", NULL, ROOM, "x", 1, STATUS_INVALID_PARAMETER },
	{ "no text", "ab", ROOM, NULL, 1, STATUS_INVALID_PARAMETER, "ab" },
	{ "not terminated", "abcdef", ROOM, "x", 1, STATUS_INVALID_PARAMETER, "abcdef" },
	{ "full", "abcd", 4, "x", 1, STATUS_INVALID_PARAMETER, "abcd" },
	{ "no size", "ab", 0, "x", 1, STATUS_INVALID_PARAMETER, "ab" },
	{ "over the maximum", "ab", TOO_MANY, "x", 1, STATUS_INVALID_PARAMETER, "ab" },
};

/* @text in characters of @unit bytes, and of its terminator what has room. */
static void spell(void *to, SIZE_T unit, const char *text)
{
	SIZE_T i = 0;

	do {
		if (unit == sizeof(CHAR))
			((CHAR *)to)[i] = text[i];
		else
			((WCHAR *)to)[i] = text[i];
	} while (text[i++] && i < ROOM);
}

static void expect_text(struct kcase *t, const struct text_function *f,
			const struct text_case *c)
{
	WCHAR got[ROOM + 1], want[ROOM + 1], text[ROOM + 1];
	NTSTATUS status;

	memset(got, '#', sizeof(got));
	spell(got, f->unit, c->before ?: "");
	memcpy(want, got, sizeof(want));
	spell(want, f->unit, c->after ?: "");
	spell(text, f->unit, c->text ?: "");
	status = f->call(c->before ? got : NULL, c->size * f->size_unit,
			 c->text ? text : NULL, c->count * f->size_unit);
	if (status != c->status)
		FAIL(t, "%s, %s: %#x, not %#x", f->name, c->what, status, c->status);
	if (memcmp(got, want, sizeof(got)))
		FAIL(t, "%s, %s: the destination is another", f->name, c->what);
}

static void test_copies(struct kcase *t)
{
	int f, c;

	for (f = 0; f < ARRAY_SIZE(copies); f++)
		for (c = 0; c < ARRAY_SIZE(copy_cases); c++)
			if (copies[f].counts || !copy_cases[c].counted)
				expect_text(t, &copies[f], &copy_cases[c]);
}

static void test_appends(struct kcase *t)
{
	int f, c;

	for (f = 0; f < ARRAY_SIZE(appends); f++)
		for (c = 0; c < ARRAY_SIZE(append_cases); c++)
			if (appends[f].counts || !append_cases[c].counted)
				expect_text(t, &appends[f], &append_cases[c]);
}

static NTSTATUS cat_string(PUNICODE_STRING to, PCUNICODE_STRING text)
{
	return RtlUnicodeStringCatString(to, text->Buffer);
}

/**
 * struct counted_case - what is expected when text is put behind "ab"
 * @what: for a failure's text
 * @length: of the destination, in bytes
 * @maximum: its room
 * @text: what is appended
 * @status: what is returned
 * @after: the destination's length then; its text is "abcdef" so far
 * @nowhere: it has no buffer
 */
struct counted_case {
	const char *what;
	USHORT length, maximum;
	PCWSTR text;
	NTSTATUS status;
	USHORT after;
	bool nowhere;
};

static const struct counted_case counted_cases[] = {
	{ "all of it", 4, 12, L"cd", STATUS_SUCCESS, 8 },
	{ "all that has room", 4, 8, L"cd", STATUS_SUCCESS, 8 },
	{ "nothing", 4, 4, L"", STATUS_SUCCESS, 4 },
	{ "cut off", 4, 10, L"cdef", STATUS_BUFFER_OVERFLOW, 10 },
	{ "full", 4, 4, L"cd", STATUS_INVALID_PARAMETER, 4 },
	{ "no room", 0, 0, L"cd", STATUS_INVALID_PARAMETER, 0 },
	{ "an odd length", 3, 12, L"cd", STATUS_INVALID_PARAMETER, 3 },
	{ "an odd maximum", 4, 11, L"cd", STATUS_INVALID_PARAMETER, 4 },
	{ "longer than its room", 4, 2, L"cd", STATUS_INVALID_PARAMETER, 4 },
	{ "no buffer", 4, 12, L"cd", STATUS_INVALID_PARAMETER, 4, true },
	{ "no buffer and no room", 0, 0, L"cd", STATUS_INVALID_PARAMETER, 0, true },
};

static void expect_counted(struct kcase *t, const struct counted_case *c,
			   NTSTATUS (*append)(PUNICODE_STRING to, PCUNICODE_STRING text))
{
	WCHAR buffer[ROOM + 1] = L"ab#####", want[ROOM + 1] = L"ab#####";
	UNICODE_STRING to = { c->length, c->maximum, c->nowhere ? NULL : buffer }, text;
	NTSTATUS status;

	/* Nothing terminates it: what is behind stays as it is. */
	if (NT_SUCCESS(c->status) || c->status == STATUS_BUFFER_OVERFLOW)
		memcpy(want, L"abcdef", c->after);
	RtlInitUnicodeString(&text, c->text);
	status = append(&to, &text);
	if (status != c->status)
		FAIL(t, "%s: %#x, not %#x", c->what, status, c->status);
	if (to.Length != c->after || memcmp(buffer, want, sizeof(want)))
		FAIL(t, "%s: the destination is another, of %u bytes", c->what, to.Length);
}

static void test_counted_append(struct kcase *t)
{
	int c;

	for (c = 0; c < ARRAY_SIZE(counted_cases); c++) {
		expect_counted(t, &counted_cases[c], RtlUnicodeStringCat);
		expect_counted(t, &counted_cases[c], cat_string);
	}
}

static const struct kcase_spec strsafe_cases[] = {
	KCASE(rtl_string_copy, "terminated, and cut off where there is no room", test_copy),
	KCASE(rtl_string_cat, "behind what is there, which must be terminated", test_append),
	KCASE(rtl_string_length, "of text that may not be terminated", test_length),
	KCASE(rtl_string_printf_w, "terminated, and cut off where there is no room",
	      test_print),
	KCASE(null, "nothing is taken for text, a format or a buffer", test_null),
	KCASE(no_room, "text where there is no room for any is refused", test_no_room),
	KCASE(too_many, "characters whose bytes cannot be counted", test_too_many),
	KCASE(source, "a counted string to copy must be valid", test_source),
	KCASE(copies, "each function that copies, by the same table", test_copies),
	KCASE(appends, "each function that appends, by the same table", test_appends),
	KCASE(rtl_unicode_string_cat, "behind the text of a counted string, not terminated",
	      test_counted_append),
	KCASE(rtl_unicode_string_copy, "counted strings keep to their buffers", test_counted),
};
const struct kcase_suite strsafe_suite = KCASE_SUITE("strsafe", strsafe_cases);
