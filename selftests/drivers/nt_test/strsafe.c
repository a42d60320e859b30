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

static const struct kcase_spec strsafe_cases[] = {
	KCASE(rtl_string_copy, "terminated, and cut off where there is no room", test_copy),
	KCASE(rtl_string_cat, "behind what is there, which must be terminated", test_append),
	KCASE(rtl_string_length, "of text that may not be terminated", test_length),
	KCASE(rtl_string_printf_w, "terminated, and cut off where there is no room",
	      test_print),
	KCASE(rtl_unicode_string_copy, "counted strings keep to their buffers", test_counted),
};
const struct kcase_suite strsafe_suite = KCASE_SUITE("strsafe", strsafe_cases);
