// SPDX-License-Identifier: GPL-2.0-only
/* Text in buffers of a known size. */
#include <ntstrsafe.h>

#include "nt_test.h"

#define TOO_LARGE	(((SIZE_T)NTSTRSAFE_MAX_CCH + 1) * sizeof(WCHAR))

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
	KCASE(rtl_unicode_string_copy, "counted strings keep to their buffers", test_counted),
};
const struct kcase_suite strsafe_suite = KCASE_SUITE("strsafe", strsafe_cases);
